"""Tagged words of a sentence, and the quotation marks that run across sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fogline.model import Span
from fogline.reading import lexicon
from fogline.reading.tagger import Tagger
from fogline.text import Shape, words

OPENING = "“«„‘"
QUOTES = frozenset({*'"“”«»„‘’', "''", "``"})
CLOSING = {"“": '”"', '"': '"”', "«": "»", "„": "“”", "‘": "’", "``": "''"}
# A pronoun with its verb: one word here, subject and finite verb at once.
_CONTRACTED = re.compile(r"(?:i|you|he|she|it|we|they|that|there|who|what)'(?:re|s|ve|ll|d|m)")
_MARK = re.compile(r"''|``|[\"“”«»„‘’]")
_AUXILIARIES = frozenset(
    "is are was were be been being am 's has have had having do does did will would shall should can could may might "
    "must isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't "
    "shouldn't cannot".replace("'", "'").split()
)
TIME_WORDS = frozenset(
    (
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december today yesterday tomorrow tonight morning evening "
        "afternoon night week month year overnight earlier later"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark: its place in the text, its form in small letters, its Penn tag."""

    start: int
    end: int
    text: str
    low: str
    tag: str

    @property
    def finite(self) -> bool:
        """Whether the word can be the finite verb of a clause."""
        return self.tag in {"VBD", "VBZ", "VBP", "MD"} or _CONTRACTED.fullmatch(self.low) is not None

    @property
    def verb(self) -> bool:
        """Whether the word is any form of a verb."""
        return self.tag.startswith("VB") or self.tag == "MD"

    @property
    def noun(self) -> bool:
        """Whether the word is a common or proper noun."""
        return self.tag.startswith("NN")

    @property
    def auxiliary(self) -> bool:
        """Whether the word is a form of be, have, do or a modal."""
        return self.low.replace("’", "'") in _AUXILIARIES


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks; ``inner`` leaves the marks out. ``closed`` is False where none closes it."""

    outer: Span
    inner: Span
    closed: bool = True


@dataclass(slots=True)
class Line:
    """A sentence as the reader works on it: tokens, and for each token the number of the quotation it is in.

    ``fighting``: it speaks of fighters, arms or fighting in plain words; ``military``: its paragraph does, or the
    one before.
    """

    text: str
    span: Span
    paragraph: int
    heading: bool
    tokens: list[Token]
    quoted: list[int | None] = field(default_factory=list)
    lows: list[str] = field(init=False)
    military: bool = True
    fighting: bool = True

    def __post_init__(self) -> None:
        self.lows = [t.low for t in self.tokens]

    def words_of(self, a: int, b: int) -> str:
        """The document's words from token ``a`` up to, not including, token ``b``."""
        return self.text[self.tokens[a].start : self.tokens[b - 1].end]

    def has_finite(self, a: int, b: int) -> bool:
        """Whether a finite verb stands between two tokens."""
        return any(t.finite for t in self.tokens[a:b])


def lines(form: Shape, quotations: Sequence[Quotation], tags: Mapping[int, str] | None = None) -> list[Line]:
    """Every sentence of a text, tagged: by ``tags`` (of words by where they begin) where given, else by the tagger."""
    out = []
    for sentence in form.sentences:
        spans = words(form.text, sentence.span)
        if not spans:
            continue
        forms = [form.text[s.start : s.end] for s in spans]
        first = _given(spans, tags) if tags else Tagger.load().tag(_as_prose(forms, sentence.heading))
        mended = _mended(forms, first, sentence.heading)
        tokens = [Token(s.start, s.end, w, _low(w), t) for s, w, t in zip(spans, forms, mended, strict=True)]
        line = Line(form.text, sentence.span, sentence.paragraph, sentence.heading, tokens)
        line.quoted = [_inside(t, quotations) for t in tokens]
        out.append(line)
    _mark_military(out)
    return out


def _given(spans: Sequence[Span], tags: Mapping[int, str]) -> list[str]:
    return [tags.get(s.start, "NN") for s in spans]


def _mark_military(found: Sequence[Line]) -> None:
    """Everyday verbs ("hit", "leave", "lost") mean war only where their paragraph speaks of war."""
    for line in found:
        line.fighting = _speaks_of_war(line)
    spoken = {line.paragraph for line in found if line.fighting}
    for line in found:
        line.military = line.paragraph in spoken or line.paragraph - 1 in spoken


def _speaks_of_war(line: Line) -> bool:
    if any(low in lexicon.nouns("military") for low in line.lows):
        return True
    if any(not e["note"] for i in range(len(line.lows)) for e in lexicon.events().at(line.lows, i)):
        return True
    pairs = ((i, j) for i in range(len(line.tokens)) for j in (i + 1, i + 2) if j <= len(line.tokens))
    return any(lexicon.fold(line.words_of(i, j)) in lexicon.actor_names() for i, j in pairs)


_CLOSED = frozenset({"IN", "DT", "PRP", "CC", "MD", "TO", "WDT", "WP"})
_NOUN_ENDING = re.compile(r"(?:[a-z]{3}[ea]nce|tion|sion|ment|ness|ity|ism|ship)s?$")


def _mended(forms: list[str], tags: list[str], heading: bool) -> list[str]:
    """The tagger's verbs set right where grammar leaves no choice: a known verb after have or be is a participle."""
    out = ["NNP" if w in {"US", "WHO", "IT", "IS"} else t for w, t in zip(forms, tags, strict=True)]
    out = ["''" if w in QUOTES else t for w, t in zip(forms, out, strict=True)]
    out = ["PRP" if _CONTRACTED.fullmatch(_low(w)) else t for w, t in zip(forms, out, strict=True)]
    # Function words are a closed class: an unknown word that ends like a noun is one.
    out = ["NN" if t in _CLOSED and _NOUN_ENDING.search(w) else t for w, t in zip(forms, out, strict=True)]
    # No past tense ends so: "after heavy fighting".
    out = [
        "VBG" if t == "VBD" and w.lower().endswith("ing") and len(w) > 5 else t for w, t in zip(forms, out, strict=True)
    ]
    out = [_noun_at_end(out, i) for i in range(len(out))]
    out = [_not_an_exclamation(w, t) for w, t in zip(forms, out, strict=True)]
    if len(forms) > 2 and out[0] == "VBG" and out[1] in {"VBD", "VBN", "VBZ", "MD"}:
        out[0] = "NN"  # "Fighting flared"
    for i in range(1, len(forms)):
        j = i - 1
        while j > 0 and out[j] == "RB":
            j -= 1
        low = forms[i].lower()
        after_auxiliary = forms[j].lower() in {"has", "have", "had", "having", "was", "were", "been", "being"}
        if (
            after_auxiliary
            and not out[i].startswith("V")
            and low in lexicon.verb_forms()
            and not low.endswith(("s", "ing"))
        ):
            out[i] = "VBN"
        out[i] = _past(forms, out, i)
        # "the institute wrote"
        if (
            out[i] == "JJ"
            and i + 1 < len(forms)
            and out[i - 1] in {"DT", "JJ"}
            and forms[i + 1].lower() in lexicon.past_forms()
        ):
            out[i] = "NN"
        if out[i] == "JJ" and i + 1 < len(forms) and out[i - 1] == "DT" and out[i + 1] in {"VBD", "VBZ", "MD"}:
            out[i] = "NN"  # "the general said"
        # "intelligence assesses it is likely": a noun, a word that can be a verb, and a new subject or "that".
        subject = out[i - 1].startswith("NN") and out[i] == "NNS" and low in lexicon.verb_forms()
        if subject and i + 1 < len(forms) and (out[i + 1] in {"PRP", "DT", "EX"} or forms[i + 1].lower() == "that"):
            out[i] = "VBZ"
    _mend_lost_verbs(forms, out)
    if heading and not any(t in {"VBD", "VBZ", "VBP", "MD"} for t in out):
        _mend_headline(forms, out)
    return out


def _noun_at_end(tags: list[str], i: int) -> str:
    """An adjective that ends its phrase is a noun: "the Russian offensive never reached"."""
    if tags[i] != "JJ" or i == 0 or i + 1 >= len(tags):
        return tags[i]
    opened = tags[i - 1] == "DT" or (i > 1 and tags[i - 1] == "JJ" and tags[i - 2] in {"DT", "PRP$"})
    return "NN" if opened and tags[i + 1] in {"RB", "VBD", "VBZ", "VBN", "MD"} else tags[i]


def _not_an_exclamation(word: str, tag: str) -> str:
    """Unknown names at the head of a sentence look like exclamations to the tagger; real ones are few."""
    if word.lower() in {"our", "my", "your", "their", "his", "her", "its"}:
        return "PRP$"
    if tag in {"UH", "FW", "LS", "SYM", "GW"} and word[:1].isupper() and word.lower() not in _EXCLAMATIONS:
        return "NNP"
    return tag


_EXCLAMATIONS = frozenset("yes no oh well ah hello please thanks sorry okay".split())


def _past(forms: list[str], tags: list[str], i: int) -> str:
    """A past form that is no other word ("wrote", "told") is a verb unless an article stands before it."""
    low = forms[i].lower()
    if not tags[i].startswith("V") and low in lexicon.past_forms() and tags[i - 1] not in {"DT", "PRP$", "IN"}:
        return "VBD"
    if tags[i].startswith("V") and low in lexicon.speaker_nouns() and low not in lexicon.verb_forms():
        return "NNS" if low.endswith("s") else "NN"  # "but aides said"
    if low in lexicon.speaker_nouns() and tags[i] in {"NN", "JJ"}:
        return "NNS" if low.endswith("s") and not low.endswith("ss") else "NN"  # "medics say", "an official told"
    plural = tags[i - 1] in {"NNS", "NNPS"}
    helped = any(t in {"TO", "MD"} for t in tags[max(0, i - 5) : i]) or "do" in (
        w.lower() for w in forms[max(0, i - 5) : i]
    )
    if plural and tags[i] in {"VB", "RB", "IN", "JJ", "UH"} and low in lexicon.verb_forms() and not helped:
        return "VBP"  # "advisers say"
    if tags[i] == "NN" and low in lexicon.verb_forms() and i + 1 < len(forms) and forms[i + 1].lower() == "that":
        return "VBP" if tags[i - 1] in {"NNP", "NNS", "NNPS", "RB"} or forms[i - 1].lower() == "both" else tags[i]
    if (
        tags[i] == "VB"
        and tags[i - 1] == "CC"
        and "VBD" in tags[:i]
        and not {"TO", "MD"} & set(tags[max(0, i - 8) : i])
    ):
        return "VBD"  # "surrounded the camp and cut the road"
    return tags[i]


def _mend_headline(forms: list[str], tags: list[str]) -> None:
    """ "Militia claims village": a headline's only verb, taken for a plural noun."""
    for i in range(1, len(forms) - 1):
        if tags[i] == "NNS" and tags[i - 1].startswith("NN") and forms[i].lower() in lexicon.verb_forms():
            tags[i] = "VBZ"
            return


def _mend_lost_verbs(forms: list[str], tags: list[str]) -> None:
    """A stretch without a finite verb whose participle follows its noun has its verb there: "the army lost control"."""
    start = 0
    for i in range(len(forms) + 1):
        closes = (
            i == len(forms) or forms[i] in {",", ";", ":", ".", "—", "–", "that", "and", "but"} or forms[i] in QUOTES
        )
        if not closes:
            continue
        if not any(t in {"VBD", "VBZ", "VBP", "MD"} for t in tags[start:i]):
            first = start if start and forms[start - 1] == "," else start + 1
            for j in range(first, i):
                before = tags[j - 2] if tags[j - 1] == "RB" and j - 2 >= start else tags[j - 1]
                # A verb right after a comma has its subject before the clause that the comma closes.
                resumes = j == start
                follows = (before.startswith("NN") or before == "PRP") and not resumes
                passive = j + 1 < i and forms[j + 1].lower() == "by"
                if tags[j] == "VBN" and follows and not passive:
                    tags[j] = "VBD"
                    break
                onward = j + 1 < i and forms[j + 1].lower() == "to"
                if tags[j] == "NN" and (follows or resumes) and onward and forms[j].lower() in lexicon.verb_forms():
                    tags[j] = "VBP"  # "soldiers of the regiment refuse to go"
                    break
        start = i + 1


def find_quotations(form: Shape) -> list[Quotation]:
    """Quotations of each paragraph; one that is never closed ends with its paragraph.

    Marks may be typographic, straight, or two apostrophes as older wire copy has them.
    """
    out: list[Quotation] = []
    for paragraph in form.paragraphs:
        opened: tuple[re.Match[str], str] | None = None
        for found in _MARK.finditer(form.text, paragraph.start, paragraph.end):
            mark, i = found.group(), found.start()
            if opened is None:
                if mark[0] in OPENING or (mark in {'"', "''", "``"} and _may_open(form.text, i)):
                    opened = (found, CLOSING.get(mark, mark))
                continue
            closes = mark in opened[1] or _closes_wrongly(form.text, found, opened[1])
            apostrophe = mark == "’" and form.text[found.end() : found.end() + 1].isalpha()
            if closes and not apostrophe:
                out.append(_quotation(opened[0], found.end(), found.start(), closed=True))
                opened = None
        # A lone ‘ may be an apostrophe ("‘em"); only double marks leave a quotation open.
        if opened is not None and opened[1] != "’":
            out.append(_quotation(opened[0], paragraph.end, paragraph.end, closed=False))
    return out


def _quotation(mark: re.Match[str], end: int, inner_end: int, *, closed: bool) -> Quotation:
    return Quotation(Span(mark.start(), end), Span(mark.end(), inner_end), closed)


def _closes_wrongly(text: str, found: re.Match[str], wanted: str) -> bool:
    """An opening mark that stands where only a closing one can: “It's unusual,“ said he."""
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return found.group() == "“" and wanted == "”" and not before.isspace() and (not after or after.isspace())


def _low(word: str) -> str:
    """Small letters, straight apostrophes, and "re-taken" as "retaken"."""
    low = word.lower().replace("’", "'")
    return "re" + low[3:] if low.startswith("re-") and len(low) > 5 else low


def _may_open(text: str, i: int) -> bool:
    """A straight mark opens a quotation unless it directly follows a letter or digit (inches, stray marks)."""
    return i == 0 or not text[i - 1].isalnum()


def _inside(token: Token, quotations: Sequence[Quotation]) -> int | None:
    low, high = 0, len(quotations)
    while low < high:
        middle = (low + high) // 2
        if quotations[middle].outer.end <= token.start:
            low = middle + 1
        else:
            high = middle
    if low < len(quotations) and quotations[low].outer.start <= token.start < quotations[low].outer.end:
        return low
    return None


def _as_prose(forms: list[str], heading: bool) -> list[str]:
    """Headline capitals carry no information for the tagger: words are lowered unless all is already small."""
    letters = [w for w in forms if w[0].isalpha()]
    shouting = sum(w.isupper() and len(w) > 1 for w in letters) > 0.6 * len(letters) > 1
    titled = heading and sum(w[0].isupper() for w in letters) > 0.6 * len(letters) and len(letters) > 3
    if not (shouting or titled):
        return forms
    return [forms[0], *(w.lower() for w in forms[1:])]
