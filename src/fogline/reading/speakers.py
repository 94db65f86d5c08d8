"""Who a speaker is: sources known by name, descriptions that take one up again, and pronouns, which stay guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fogline.model import Document, Source, Span, Speaker
from fogline.reading import lexicon
from fogline.reading.patterns import Holder
from fogline.reading.phrases import PERSONAL, can_speak, head_of, phrase_before
from fogline.reading.tokens import Line

_BODIES = frozenset(
    {
        "ministry",
        "general_staff",
        "military",
        "agency",
        "think_tank",
        "armed_group",
        "organisation",
        "newspaper",
        "channel",
    }
)
# Generic nouns by which a report takes a body of that kind up again: "the summary", "the ministry".
_TAKES_UP = {
    "ministry": ("ministry", "update", "intelligence", "assessment", "briefing", "summary", "department"),
    "general_staff": ("staff", "summary", "command", "military", "update", "report", "bulletin"),
    "military": ("army", "military", "command", "staff", "statement"),
    "think_tank": ("institute", "tank", "assessment", "report", "analysts"),
    "agency": ("agency", "report"),
    "armed_group": ("group", "militia", "movement"),
}


# Speakers who are told apart but not named: "One asserted …, others denied it".
_PERSONS = frozenset({"he", "she"})
_SOME = frozenset({"one", "other", "others", "another", "some", "many", "several", "both", "few"})


@dataclass(slots=True)
class Memory:
    """The speakers that a document has named so far, latest last."""

    document: Document
    named: list[tuple[Speaker, str, int, int]] = field(default_factory=list)
    sentences: int = 0
    people: list[tuple[Speaker, int]] = field(default_factory=list)
    gender: dict[str, str] = field(default_factory=dict)

    def resolve(self, line: Line, holder: Holder) -> Speaker | None:
        """The speaker that a holder stands for; None when it is the publisher itself.

        A pronoun takes the name of the only speaker it can mean in this or the paragraph before, and is marked
        as a guess either way.
        """
        first, last = line.tokens[holder.start], line.tokens[holder.end - 1]
        words = _without_possessive(line.words_of(holder.start, holder.end))
        if holder.head:
            words = f"{words} {line.words_of(*holder.head)}"
        if holder.end - holder.start == 1 and first.low in {"who", "which"}:
            # A relative pronoun takes up the phrase right before it: no guess.
            spot = phrase_before(line, holder.start, 0) if holder.start else None
            spot = spot or (phrase_before(line, holder.start - 1, 0) if holder.start > 1 else None)
            if spot and can_speak(line, *spot):
                return self.resolve(line, Holder(*spot, holder.level))
            return None
        if first.low in _SOME and not any(t.noun for t in line.tokens[holder.start : holder.end]):
            antecedent = self._several(line.paragraph)
            if antecedent:
                name, source_id = antecedent.name, antecedent.source_id
                return Speaker(name, source_id, holder.level, first.start, last.end, guess=True)
        if holder.end - holder.start == 1 and first.low in PERSONAL:
            antecedent = self._antecedent(first.low, line.paragraph)
            name, source_id = (antecedent.name, antecedent.source_id) if antecedent else (words, None)
            return Speaker(name, source_id, holder.level, first.start, last.end, guess=True)
        if first.text.lower() in {"we", "i"}:
            return None
        source_id = lexicon.source_names().get(lexicon.fold(words)) or self._source(line, holder.start, holder.end)
        if self._is_publisher(source_id or words):
            return None
        guess = (
            source_id is not None
            and lexicon.fold(words) not in lexicon.source_names()
            and not _names(line, holder, source_id)
        )
        speaker = Speaker(words, source_id, holder.level, first.start, last.end, guess=guess)
        kind = line.tokens[head_of(line, holder.start, holder.end)].low
        self.named.append((speaker, kind, line.paragraph, self.sentences))
        return speaker

    def note(self, line: Line) -> None:
        """Remember the subject of a sentence that reports nothing: "The ministry issued a statement. It said …"."""
        verb = next((i for i, t in enumerate(line.tokens) if t.finite), None)
        spot = phrase_before(line, verb, 0) if verb else None
        if not spot or line.tokens[spot[0]].low in PERSONAL:
            return
        kind = line.tokens[head_of(line, *spot)].low
        words = line.words_of(*spot)
        if kind in lexicon.speaker_nouns() or lexicon.fold(words) in lexicon.source_names():
            source_id = lexicon.source_names().get(lexicon.fold(words)) or self._source(line, *spot)
            self.named.append((Speaker(words, source_id), kind, line.paragraph, self.sentences))

    def _is_publisher(self, source_id: str) -> bool:
        own = self.document.source
        if own and source_id == _initials(own):
            return True
        return bool(own) and lexicon.source_names().get(lexicon.fold(own or "")) == source_id

    def _antecedent(self, pronoun: str, paragraph: int) -> Speaker | None:
        """Whom a pronoun takes up: of a body the only one that agrees in this or the last paragraph; of people the one
        who spoke last, for a reader has that one in mind, unless somebody else spoke in the same sentence.

        On the train split of our corpus the last one is meant in about twenty cases of twenty-one.
        """
        for near in (paragraph, paragraph - 1):
            fitting = [(s, n) for s, kind, p, n in self.named[-12:] if p == near and _agrees(pronoun, s, kind)]
            fitting = [(s, n) for s, n in fitting if self.gender.get(_key(s), pronoun) == pronoun]
            people = [s for s, p in self.people[-12:] if p == near] if pronoun in _PERSONS else []
            if fitting:
                last, spoken = fitting[-1]
                since = spoken if pronoun in _PERSONS else 0
                alone = len({_key(s) for s, n in fitting if n >= since}) == 1
                return self._taken(last if alone else None, pronoun)
            if people:
                return self._taken(people[-1] if len({_key(s) for s in people}) == 1 else None, pronoun)
        return None

    def _taken(self, speaker: Speaker | None, pronoun: str) -> Speaker | None:
        """A person whom "she" has taken up is nobody that "he" can take up."""
        if speaker and pronoun in _PERSONS:
            self.gender[_key(speaker)] = pronoun
        return speaker

    def meet(self, line: Line, spans: Sequence[Span]) -> None:
        """Remember the people that a sentence names: a later "he" can take one up."""
        self.sentences += 1
        for span in spans:
            self.people.append((Speaker(line.text[span.start : span.end]), line.paragraph))

    def _several(self, paragraph: int) -> Speaker | None:
        """ "Some reported that …, others that …": the latest speakers in the plural that this paragraph names."""
        near = (s for s, kind, p, _ in reversed(self.named[-12:]) if p == paragraph and kind.endswith("s"))
        return next((s for s in near if s.name.lower() not in _SOME), None)

    def _source(self, line: Line, a: int, b: int) -> str | None:
        names = lexicon.source_names()
        b = min(b, a + 16)
        for size in range(min(b - a, lexicon.longest_name()), 0, -1):
            for i in range(a, b - size + 1):
                found = names.get(lexicon.fold(line.words_of(i, i + size)))
                if found and _heads(line, a, b, i, i + size):
                    return found
        return self._taken_up(line, a, b)

    def _taken_up(self, line: Line, a: int, b: int) -> str | None:
        """ "the British summary" after "UK intelligence": the one source of that country and kind named before."""
        head = line.tokens[head_of(line, a, b)].low
        countries = {lexicon.nationalities()[t.low] for t in line.tokens[a:b] if t.low in lexicon.nationalities()}
        definite = line.tokens[a].low in {"the", "its"} or bool(countries)
        if not definite:
            return None
        # The last ones only: a description takes up what a reader still has in mind, and time stays linear.
        before = dict.fromkeys(s.source_id for s, *_ in self.named[-100:] if s.source_id)
        fitting = [i for i in before if _fits(lexicon.sources()[i], head, countries)]
        return fitting[0] if len(fitting) == 1 else None


def _initials(name: str) -> str:
    """ "CTP" of "Critical Threats Project"; nothing of a name of one or two words, whose initials are no name."""
    capitals = [word[0] for word in name.split() if word[0].isupper()]
    return "".join(capitals) if len(capitals) > 2 else ""


def _key(speaker: Speaker) -> str:
    return speaker.source_id or lexicon.fold(speaker.name)


def _fits(source: Source, head: str, countries: set[str]) -> bool:
    if countries and source.country not in countries:
        return False
    return head in _TAKES_UP.get(source.kind, ())


def _heads(line: Line, a: int, b: int, i: int, j: int) -> bool:
    """Whether a known name is the phrase's head or stands before it as a title ("Ukrainian commander Syrskyi").

    "a resident of Moscow" and "officials in Kyiv" are not Moscow or Kyiv: a name after a preposition is no head.
    """
    head = head_of(line, a, b)
    return i <= head < j or (head < i and not any(t.tag == "IN" for t in line.tokens[head:i]))


def _names(line: Line, holder: Holder, source_id: str) -> bool:
    text = lexicon.fold(line.words_of(holder.start, holder.end))
    source = lexicon.sources()[source_id]
    return any(lexicon.fold(n) in text for n in (source.name, *source.aliases))


def _agrees(pronoun: str, speaker: Speaker, kind: str) -> bool:
    source = lexicon.sources().get(speaker.source_id or "")
    body = source.kind in _BODIES if source else kind in lexicon.nouns_of_class("body") | lexicon.nouns_of_class("text")
    if pronoun == "it":
        return body
    if pronoun == "they":  # a body may be "they", but so may the troops it speaks of: only a plural is safe
        return kind.endswith("s") and not kind.endswith(("ss", "s's"))
    return not body


def _without_possessive(words: str) -> str:
    return words[:-2] if words.endswith(("'s", "’s")) else words
