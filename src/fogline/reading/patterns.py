"""The surface patterns of attribution: where source, cue and content stand in a stretch of a sentence.

Each pattern returns a ``Match`` or None; ``match`` tries them, outermost first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from fogline.reading import lexicon
from fogline.reading.cues import (
    NO_CONTENT,
    WITH_LISTENER,
    after_that,
    cue_at,
    denial,
    has_event,
    negated,
    reduced,
    skip_listener,
    states,
    strip,
    verb_cue,
)
from fogline.reading.lexicon import Entry
from fogline.reading.phrases import can_speak, head_of, phrase_after, phrase_before
from fogline.reading.tokens import QUOTES, TIME_WORDS, Line

_ANAPHORS = frozenset(
    "news report information claim statement this it that which announcement development figure figures".split()
)
_SUBORDINATE = frozenset("as although though while if when after because once unless".split())
# In "…, NP said." the frame alone shows a speaker, whatever the noun; these verbs have no other use there.
_PLAIN = frozenset("say tell write report warn add recall note explain announce state tweet post".split())
_RELAYING = frozenset({"citing", "quoting"})


@dataclass(frozen=True, slots=True)
class Holder:
    """A speaker as found in the sentence: a range of tokens at one level of the chain.

    ``head``: the noun that it shares with another ("British and Ukrainian intelligence"), where its own words lack it.
    """

    start: int
    end: int
    level: int
    head: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """Where an attribution stands: token ranges of source and cue, of what is said, and of what stays the document's.

    ``relayed``: a source behind the source; ``hole``: the cue's words in the middle of a broken content; ``turned``:
    what is said is itself a denial ("rejected the denial that").
    """

    source: tuple[int, int] | None
    cue: tuple[int, int]
    entry: Entry
    contents: tuple[tuple[int, int], ...]
    own: tuple[tuple[int, int], ...] = ()
    relayed: tuple[int, int] | None = None
    guess: bool = False
    hole: tuple[int, int] | None = None
    turned: bool = False


def _tail(line: Line, a: int, b: int) -> Match | None:
    """ "CONTENT, SOURCE CUE", "CONTENT, CUE SOURCE", and the same with more content after it."""
    for c in range(b - 1, a, -1):
        entry = _cue_of_tail(line, c, b)
        if not entry or entry["kind"] in NO_CONTENT or line.quoted[c] is not None:
            continue
        after = c + entry.size
        found = _inverted_source(line, c, after, b, entry) or _straight_source(line, c, after, a, entry)
        if not found:
            continue
        source, before, rest = found
        match = _tail_contents(line, a, before, rest, b, source, (c, after), entry)
        if match:
            return match
    return None


def _cue_of_tail(line: Line, c: int, b: int) -> Entry | None:
    """A cue at ``c``; right after a quotation mark, or for the plainest verbs, whatever the tagger thinks of it."""
    entry = cue_at(line, c, b)
    if not entry or line.heading or line.tokens[c].verb or line.tokens[c - 1].text in QUOTES:
        return entry
    last = c + entry.size >= b and entry["kind"] == "say"  # "…, Israeli media report."
    plain = (last or entry.lemma in {"say", "write", "tell", "warn"}) and line.tokens[c - 1].noun
    return entry if plain and not (c + 1 < b and line.tokens[c + 1].noun) else None


def _inverted_source(line: Line, c: int, after: int, b: int, entry: Entry) -> tuple[tuple[int, int], int, int] | None:
    """ "…, said the mayor": source, where the content before it ends, and where the rest begins."""
    opened = line.tokens[c - 1].low in {",", "-", "–", "—"} or line.tokens[c - 1].text in QUOTES
    if not opened or line.tokens[c].tag in {"VBG", "VBN"} or entry.lemma.split()[0] in WITH_LISTENER:
        return None
    source = phrase_after(line, after, b)
    return (source, c, source[1]) if source and can_speak(line, *source) else None


def _straight_source(line: Line, c: int, after: int, a: int, entry: Entry) -> tuple[tuple[int, int], int, int] | None:
    """ "…, the mayor said", the office before a name left out of the content ("…, its founder, Igor Petrov, said")."""
    tokens = line.tokens
    source = phrase_before(line, c, a)
    if not source or source[0] <= a:
        return None
    if not can_speak(line, *source) and entry.lemma not in _PLAIN:
        return None
    if tokens[c].tag == "VBN" and tokens[c - 1].auxiliary:
        return None
    before = source[0]
    if tokens[before - 1].low == "," and tokens[c - 1].low == ",":
        office = phrase_before(line, before - 1, a)
        before = office[0] if office and office[1] == before - 1 and can_speak(line, *office) else before
    edge = tokens[before - 1]
    if before <= a or (edge.low not in {",", "-", "–", "—"} and edge.text not in QUOTES):
        return None
    return source, before, after


def _tail_contents(
    line: Line,
    a: int,
    before: int,
    rest: int,
    b: int,
    source: tuple[int, int],
    cue: tuple[int, int],
    entry: Entry,
) -> Match | None:
    tokens = line.tokens
    left = strip(line, a, before)
    said = any(line.quoted[i] is not None for i in range(*left))
    if said and not line.has_finite(*left) and line.quoted[left[0]] is None:
        return None  # "On “Meet the Press”, she said": a title between marks, nothing spoken yet
    broken = _breaks_after_subject(line, *left, rest, b)
    if left[0] >= left[1] or not (said or broken or line.has_finite(*left)):
        return None
    comma = next((i for i in range(left[0], left[1]) if tokens[i].low == "," and line.has_finite(i + 1, left[1])), None)
    if tokens[left[0]].low in _SUBORDINATE and comma is None and not said:
        return None  # a subordinate clause in front of the main one: not what is said
    resume = _resumption(line, rest, b)
    relayed = _relayed(line, rest, b)
    if resume is None and not _adjunct(line, rest, b):
        return None
    contents: tuple[tuple[int, int], ...] = (left,)
    hole = None
    if resume is not None and resume < b:
        spoken = strip(line, resume, b)
        if said or line.quoted[spoken[0]] is not None or line.has_finite(*spoken):
            whole = not said and not _subject_first(line, *spoken)
            contents = ((left[0], spoken[1]),) if whole else (left, spoken)
            hole = (left[1], spoken[0]) if whole else None
    if entry["kind"] == "deny" and said:
        return None
    if hole is None:
        contents += _added(line, rest, b)
    return Match(source, cue, entry, contents, relayed=relayed, hole=hole)


def _added(line: Line, i: int, b: int) -> tuple[tuple[int, int], ...]:
    """ "…, X said, adding that CONTENT": what the same speaker says besides."""
    for j in range(i, min(b, i + 10)):
        if line.tokens[j].low == "," and j + 1 < b and line.tokens[j + 1].tag == "VBG":
            entry = cue_at(line, j + 1, b)
            if not entry and has_event(line, j + 1, j + 2):
                return (strip(line, j + 1, b),)  # "…, X said, killing seven people"
            if entry and entry["kind"] not in NO_CONTENT and entry.lemma not in {"cite", "quote"}:
                content = strip(line, after_that(line, j + 1 + entry.size, b), b)
                return (content,) if line.has_finite(*content) else ()
    return ()


def _participle(line: Line, a: int, b: int) -> Match | None:
    """ "X rejected the plan, saying that CONTENT", "X left and said that …": the main clause's subject speaks."""
    tokens = line.tokens
    for c in range(a + 3, b - 2):
        participle = tokens[c].tag == "VBG" and tokens[c - 1].low == ","
        joined = tokens[c].tag in {"VBD", "VBZ", "VBN"} and tokens[c - 1].low in {"and", "but"}
        if not (participle or joined) or line.quoted[c] is not None:
            continue
        entry = cue_at(line, c, b)
        verb = next((i for i in range(a, c) if tokens[i].finite), None)
        if not entry or entry["kind"] in NO_CONTENT or entry.lemma in {"cite", "quote"} or verb is None:
            continue
        after = c + entry.size
        stated = after < b and (
            line.quoted[after] is not None or line.lows[after] == "that" or line.has_finite(after, b)
        )
        if joined and not stated:
            continue  # "and repeated failure": no cue
        source = subject_of(line, verb, a)
        content = strip(line, after_that(line, c + entry.size, b), b)
        if source and content[0] < content[1] and states(line, c, entry, content[0], *content):
            return Match(source, (c, c + entry.size), entry, (content,), own=((a, c - 1),))
    return None


def _breaks_after_subject(line: Line, a: int, stop: int, rest: int, b: int) -> bool:
    """ "The town, the governor said, had fallen": a subject before the cue, its verb right after."""
    resume = _resumption(line, rest, b)
    if resume is None or resume >= b or not line.tokens[resume].finite:
        return False
    return any(t.noun for t in line.tokens[a:stop])


def front(line: Line, a: int, b: int) -> Match | None:
    """ "SOURCE CUE (that) CONTENT", with what stands before the source left to the document."""
    tokens = line.tokens
    for c in range(a, b):
        entry = verb_cue(line, c, b)
        if not entry or entry["kind"] in NO_CONTENT or reduced(line, c, a):
            continue
        source = subject_of(line, c, a)
        if not source or negated(line, c, source[1]):
            continue
        begin = after_that(line, skip_listener(line, c, entry, b), b)
        content, cue_end = strip(line, begin, b), c + entry.size
        relayed = None
        if entry["kind"] == "quote" or (entry.lemma in {"cite", "quote"}):
            relayed_match = _quoted_source(line, cue_end, b)
            if relayed_match:
                relayed, content = relayed_match
        announced = b < len(tokens) and tokens[b].low == ":"
        if announced and not line.has_finite(*content):
            return Match(source, (c, cue_end), entry, ())
        if content[0] >= content[1]:
            continue
        if not states(line, c, entry, begin, *content):
            continue
        own = _own_before(line, a, source[0])
        if relayed is None:
            relayed = _relayed(line, source[1], c)
        if relayed is None:
            relayed, content = _citing(line, *content)
        return Match(source, (c, cue_end), entry, (content,), own, relayed, turned=denial(line, cue_end, begin))
    return None


def _prepositional(line: Line, a: int, b: int) -> Match | None:
    """ "According to SOURCE, CONTENT", "CONTENT, according to SOURCE" and its kin."""
    tokens = line.tokens
    lows = line.lows
    for c in range(a, b - 1):
        entry = next((e for e in lexicon.cues().at(lows, c, b) if e["pos"] in {"prep", "phrase"}), None)
        if not entry or (line.quoted[c] is not None and line.quoted[a] != line.quoted[c]) or entry.lemma in _RELAYING:
            continue
        if entry.lemma in {"as", "per", "to", "by", "for"}:
            continue  # too common to be a cue by themselves
        if entry.lemma.endswith(" by") and c > a and tokens[c - 1].low in {"was", "were", "been", "is", "are"}:
            continue  # a passive with its subject: "was announced by"
        source = phrase_after(line, c + entry.size, b)
        if not source or not can_speak(line, *source):
            continue
        left, right = strip(line, a, c), strip(line, source[1], b)
        relayed = _relayed(line, source[1], b)
        has_left = left[0] < left[1] and (line.has_finite(*left) or line.heading)
        has_right = right[0] < right[1] and line.has_finite(*right) and relayed is None
        if has_left and front(line, a, c) and c - a > 3 and tokens[c - 1].low in {"that", ","}:
            continue  # the cue stands inside what an outer speaker says
        if has_left and has_right and tokens[right[0]].tag in {"WDT", "WP"}:
            return Match(source, (c, c + entry.size), entry, (left,), own=(right,), relayed=relayed)
        if left[0] < left[1] and tokens[left[1] - 1].low in {"who", "which", "that"} and has_right:
            # "officials who, according to the paper, are worried": only the relative clause is the paper's
            return Match(source, (c, c + entry.size), entry, (right,), own=((left[0], left[1] - 1),), relayed=relayed)
        if has_left and has_right:
            whole = not _subject_first(line, *right)
            contents = ((left[0], right[1]),) if whole else (left, right)
            hole = (left[1], right[0]) if whole else None
            return Match(source, (c, c + entry.size), entry, contents, relayed=relayed, guess=not whole, hole=hole)
        if has_left or has_right:
            return Match(source, (c, c + entry.size), entry, (left if has_left else right,), relayed=relayed)
    return None


def _passive(line: Line, a: int, b: int) -> Match | None:
    """ "The capture of X was announced by Y", "it was reported by Y that …"; "the news was reported by Y" opens."""
    tokens = line.tokens
    for c in range(a + 1, b - 2):
        entry = cue_at(line, c, b)
        if not entry or tokens[c].tag not in {"VBN", "VBD"} or entry["kind"] in NO_CONTENT:
            continue
        by = c + entry.size
        if tokens[by].low != "by" or not any(
            t.low in {"was", "were", "been", "is", "are"} for t in tokens[max(a, c - 3) : c]
        ):
            continue
        source = phrase_after(line, by + 1, b)
        if not source or not can_speak(line, *source):
            continue
        rest = strip(line, source[1], b)
        if rest[0] < rest[1] and tokens[rest[0]].low == "that":
            return Match(source, (c, by), entry, ((rest[0] + 1, rest[1]),))
        subject = phrase_before(line, c, a)
        anaphor = Entry(entry.lemma, "anaphor", (("pos", "anaphor"), ("kind", entry["kind"])), entry.size)
        if not subject and tokens[a].low in {"this", "that", "it"} and c - a <= 4:
            return Match(source, (c, by), anaphor, ())
        if not subject:
            continue
        head = tokens[head_of(line, *subject)].low
        of = next((i for i in range(*subject) if tokens[i].low == "of"), None)
        if (head in _ANAPHORS or head.removesuffix("s") in _ANAPHORS) and of and has_event(line, of + 1, subject[1]):
            return Match(source, (c, by), entry, ((of + 1, subject[1]),))
        if head in _ANAPHORS or tokens[subject[0]].low in {"this", "that"}:
            return Match(source, (c, by), anaphor, ())
        if has_event(line, *subject):
            return Match(source, (c, by), entry, (subject,))
    return None


def _nominal(line: Line, a: int, b: int) -> Match | None:
    """ "the ministry's claim that …", "a report by the ministry that …"."""
    tokens = line.tokens
    lows = line.lows
    for c in range(a, b - 3):
        entry = next((e for e in lexicon.cues().at(lows, c, b) if e["pos"] == "noun"), None)
        if not entry or not tokens[c].noun or line.quoted[c] is not None:
            continue
        after = c + entry.size
        source = None
        if tokens[c - 1].text.endswith(("'s", "’s", "s'", "s’")) and c > a:
            source = phrase_before(line, c, a)
        elif tokens[after].low in {"by", "from", "of"}:
            source = _up_to_of(line, phrase_after(line, after + 1, b))
            after = source[1] if source else after
        if source and can_speak(line, *source) and after < b and tokens[after].low == "that":
            own = ((a, b),) if has_event(line, a, source[0]) else ()
            return Match(source, (c, c + entry.size), entry, ((after + 1, _end_of_clause(line, after + 1, b)),), own)
    return None


def _up_to_of(line: Line, source: tuple[int, int] | None) -> tuple[int, int] | None:
    """ "the admission by Kyiv of a loss": the speaker without what he speaks of, unless "of" belongs to his name."""
    if not source or lexicon.fold(line.words_of(*source)) in lexicon.source_names():
        return source
    of = next((i for i in range(*source) if line.tokens[i].low == "of" and i > source[0]), None)
    return (source[0], of) if of and line.tokens[source[0]].tag.startswith("NNP") else source


def _end_of_clause(line: Line, a: int, b: int) -> int:
    """Where a "that" clause gives way to its sentence's main verb: "the claim that it held the town was denied"."""
    finite = [i for i in range(a, b) if line.tokens[i].finite]
    for first, second in pairwise(finite):
        between = line.tokens[first + 1 : second]
        if second > first + 1 and not any(
            t.low == "," or (t.tag in {"CC", "WDT", "WP", "PRP", "IN"} and t.low != "of") for t in between
        ):
            return second
    return b


def joint(line: Line, start: int, end: int) -> Iterator[Holder]:
    """The speakers of a joined name: "British and Ukrainian intelligence" gives two, both with the noun."""
    tokens = line.tokens
    for i in range(start + 1, end - 1):
        if tokens[i].low != "and":
            continue
        whole = lexicon.fold(line.words_of(start, end))
        if whole in lexicon.source_names():
            break
        left_head, right_head = head_of(line, start, i), head_of(line, i + 1, end)
        adjective = tokens[i - 1].low in lexicon.nationalities() and not tokens[left_head].low.endswith("s")
        if adjective and i == start + 1 + (tokens[start].tag == "DT"):
            yield Holder(start, i, 0, (right_head, end))
            yield Holder(i + 1, end, 0)
            return
        if can_speak(line, start, i) and can_speak(line, i + 1, end) and tokens[right_head].noun:
            yield Holder(start, i, 0)
            yield Holder(i + 1, end, 0)
            return
    yield Holder(start, end, 0)


def _quoted_source(line: Line, i: int, b: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """ "cites Y as saying that CONTENT", "quoted Y as saying …", "cites Y, which says CONTENT"."""
    tokens = line.tokens
    source = phrase_after(line, i, b)
    if not source or not can_speak(line, *source):
        return None
    j = source[1]
    if j + 2 < b and tokens[j].low == "," and tokens[j + 1].low in {"which", "who"} and verb_cue(line, j + 2, b):
        return source, (j + 1, b)
    if j + 1 < b and tokens[j].low in {"which", "who"} and cue_at(line, j + 1, b):
        return source, (j, b)
    if j + 1 < b and tokens[j].low == "as" and cue_at(line, j + 1, b):
        entry = cue_at(line, j + 1, b)
        start = after_that(line, j + 1 + (entry.size if entry else 1), b)
        return source, strip(line, start, b)
    return None


def subject_of(line: Line, c: int, a: int) -> tuple[int, int] | None:
    """The speaker before a cue, over what is said of him if need be: "Residents who fled the city said"."""
    source = phrase_before(line, c, a)
    named = _told_of(line, c, a, source) if source else None
    if named and (can_speak(line, *named) or _must_speak(line, c, *named)):
        return named
    if source and can_speak(line, *source):
        return source
    for w in range(c - 1, max(a, c - 14), -1):
        if line.tokens[w].low == ",":
            break
        if line.tokens[w].tag in {"WP", "WDT"}:
            named = phrase_before(line, w, a)
            return named if named and can_speak(line, *named) else None
    return source if source and _must_speak(line, c, *source) else None


def _told_of(line: Line, c: int, a: int, source: tuple[int, int]) -> tuple[int, int] | None:
    """The subject before words of its own that end in a name: "Two residents reached by phone", "media close to the
    rebels", "an engineer who once worked at the station"."""
    tokens = line.tokens
    for w in range(source[0] - 1, max(a, c - 14), -1):
        if tokens[w].low == ",":
            break
        if tokens[w].low == "who" and any(t.finite for t in tokens[w + 1 : source[0]]):
            return phrase_before(line, w, a)
    last = source[0] - 2
    if last > a and tokens[last + 1].tag in {"IN", "TO"} and tokens[last].tag in {"VBN", "VBD", "JJ", "RB"}:
        named = phrase_before(line, last, a)
        return named if named and named[1] == last else None
    return None


def _must_speak(line: Line, c: int, start: int, end: int) -> bool:
    """ "The ombudsman said": whatever the noun, the subject of "said" and "told" speaks."""
    head = line.tokens[head_of(line, start, end)]
    plain = line.lows[c] in {"said", "says", "told", "tells"} and line.tokens[c].finite
    happens = any(True for _ in lexicon.events().at(line.lows, head_of(line, start, end)))
    return plain and head.noun and head.low not in TIME_WORDS and not happens


def _citing(line: Line, a: int, b: int) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """ "said …, citing Y": Y behind the speaker, and the content without it."""
    for i in range(a, b - 1):
        if line.tokens[i].low in _RELAYING and line.quoted[i] is None:
            source = phrase_after(line, i + 1, b)
            if source and can_speak(line, *source):
                content = strip(line, source[1], b) if i == a else strip(line, a, i)
                return source, content
    return None, (a, b)


def _relayed(line: Line, i: int, b: int) -> tuple[int, int] | None:
    """ ", citing Y" after a cue: the source behind the source."""
    tokens = line.tokens
    for j in range(i, min(b, i + 4)):
        if tokens[j].low in _RELAYING and j + 1 < b:
            source = phrase_after(line, j + 1, b)
            return source if source and can_speak(line, *source) else None
    return None


def _own_before(line: Line, a: int, source: int) -> tuple[tuple[int, int], ...]:
    left = strip(line, a, source)
    # "Asked about the retreat, he said": a participle in front is no statement of its own.
    stated = left[0] < left[1] and line.has_finite(*left) and not line.tokens[left[0]].verb
    return (left,) if stated else ()


def _resumption(line: Line, i: int, b: int) -> int | None:
    """Where content goes on after a cue in the middle; None if nothing says that it does."""
    tokens = line.tokens
    for j in range(i, min(b, i + 12)):
        if line.quoted[j] is not None:
            return j
        if tokens[j].low in {",", ":", "—", "–"}:
            if j + 1 < b and tokens[j + 1].low == "that":
                return j + 2  # "There is a chance, the ministry adds, that …"
            if j + 1 < b and tokens[j + 1].tag in {"VBG", "IN", "WDT", "WP"} and line.quoted[j + 1] is None:
                return None
            return j + 1
        if tokens[j].finite:
            return None
    return None


def _adjunct(line: Line, i: int, b: int) -> bool:
    """Whether only a time, a place or a manner follows the cue up to the end, a relative clause on it included."""
    tokens = line.tokens
    relative = next(
        (j for j in range(i + 1, b) if tokens[j].low in {"that", "which", "who", "where"} and tokens[j - 1].noun), b
    )
    return (
        b - i <= 1 or not line.has_finite(i, relative) or (tokens[i].low == "," and tokens[i + 1].tag in {"VBG", "WDT"})
    )


def _subject_first(line: Line, a: int, b: int) -> bool:
    """Whether a stretch opens with a subject of its own rather than with the verb of a broken sentence."""
    return a < b and not line.tokens[a].finite and line.tokens[a].tag != "VBN"


def _labelled(line: Line, a: int, b: int) -> Match | None:
    """ "Aid group: hospital hit", "Said the commander: …": a speaker and a colon."""
    tokens = line.tokens
    colon = next((i for i in range(a + 1, min(b, a + 9)) if tokens[i].low == ":"), None)
    if colon is None or a > 0:
        return None
    entry = cue_at(line, a, colon)
    source = phrase_after(line, a + entry.size, colon) if entry else phrase_after(line, a, colon)
    if not source or source[1] != colon or (entry is None and source[0] != a):
        return None
    head = tokens[head_of(line, *source)].low
    name = lexicon.fold(line.words_of(*source))
    stated = any(t.auxiliary for t in line.tokens[colon + 1 : b])
    party = line.heading and name in lexicon.actor_names() and stated  # "Britain: town is lost", not "Congo: report 4"
    known = name in lexicon.source_names() or party
    content = strip(line, colon + 1, b)
    if not (known or head in lexicon.speaker_nouns()) or content[0] >= content[1]:
        return None
    cue = (a, a + entry.size) if entry else (colon, colon + 1)
    return Match(source, cue, entry or Entry(":", "verb", (("pos", "verb"), ("kind", "say")), 1), (content,))


def match(line: Line, a: int, b: int) -> Match | None:
    """The outermost attribution of a stretch, None where it has none."""
    return (
        _labelled(line, a, b)
        or _tail(line, a, b)
        or _participle(line, a, b)
        or _prepositional(line, a, b)
        or front(line, a, b)
        or _passive(line, a, b)
        or _nominal(line, a, b)
    )
