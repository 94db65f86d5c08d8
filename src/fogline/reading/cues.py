"""Cues by themselves: which words are one, whether they state anything, and where what is said begins."""

from __future__ import annotations

from fogline.reading import lexicon
from fogline.reading.lexicon import Entry
from fogline.reading.phrases import ASIDES, phrase_after
from fogline.reading.tokens import QUOTES, TIME_WORDS, Line

# Kinds of cue whose complement is not a statement of fact by the speaker.
NO_CONTENT = frozenset({"order", "ask", "refuse_comment"})
WITH_LISTENER = frozenset({"tell", "inform", "assure", "remind"})


def cue_at(line: Line, i: int, b: int) -> Entry | None:
    """The verb of saying whose form stands at token ``i``, whatever its tag."""
    if i >= b:
        return None
    return next((e for e in lexicon.cues().at(line.lows, i, b) if e["pos"] == "verb"), None)


def verb_cue(line: Line, i: int, b: int) -> Entry | None:
    """The verb of saying at token ``i``, if the tagger takes the word for a verb."""
    return cue_at(line, i, b) if line.tokens[i].verb else None


def reduced(line: Line, c: int, a: int) -> bool:
    """A participle that only describes ("the reported losses", "said to have", "was told") carries no speaker."""
    tokens = line.tokens
    end = c - 2 if tuple(line.lows[max(a, c - 2) : c]) in ASIDES else c
    back = next((t for t in reversed(tokens[max(a, end - 3) : end]) if t.tag != "RB"), None)
    if tokens[c].tag == "VBN":
        if back is None or back.low in {"has", "have", "had", "having"}:
            return back is None
        if back.auxiliary or back.tag in {"DT", "JJ", "IN", "PRP$"}:
            return True
        # The tagger often takes a past tense for a participle: what follows tells them apart.
        after = tokens[c + 1] if c + 1 < len(tokens) else None
        return after is None or after.low in {"by", "in", "at", "on", "to"}
    if tokens[c].tag == "VB":
        # "will claim", "wants to say": nobody has said it yet.
        return not any(t.low in {"did", "does", "do", "can", "didn't", "doesn't"} for t in tokens[max(a, c - 3) : c])
    return tokens[c].tag == "VBG" and not any(t.auxiliary for t in tokens[max(a, c - 3) : c])


def states(line: Line, c: int, entry: Entry, begin: int, start: int, end: int) -> bool:
    """Whether what follows a cue is a statement: "that", a quotation, a clause, or a happening as a noun."""
    tokens = line.tokens
    if tokens[begin - 1].low in {"that", ":"} or line.quoted[start] is not None:
        return True
    if tokens[start].low in {"to", "how", "whether", "what", "why"}:
        return False
    if entry.lemma.startswith("put "):
        return any(t.tag == "CD" for t in tokens[start:end])
    if tokens[start].tag == "IN" and tokens[start].low in {"for", "in", "on", "at", "by", "with"}:
        return False  # "spoke for two hours", "reported on the talks": no statement yet
    if tokens[c + entry.size].low == "," if c + entry.size < len(tokens) else False:
        return line.has_finite(start, end)
    limit = next((i for i in range(start, end) if tokens[i].low in {",", ";"}), end)
    if line.has_finite(start, limit):
        return True
    if entry.lemma == "say" and any(t.verb for t in tokens[start:end]):
        return True
    return (
        entry["kind"] in {"say", "deny", "show", "predict", "know"}
        and entry.lemma not in {"say", "add"}
        and has_event(line, start, limit)
    )


def has_event(line: Line, a: int, b: int) -> bool:
    """Whether a stretch names a happening of the vocabulary."""
    lows = line.lows
    return any(True for i in range(a, b) for _ in lexicon.events().at(lows, i, b))


def after_that(line: Line, i: int, b: int) -> int:
    """Step over what may stand between a cue and its content: a time, "in a statement", "that", a colon."""
    tokens = line.tokens
    for j in range(i, min(b, i + 14)):
        if tokens[j].low == "that" and tokens[j].tag in {"IN", "DT", "WDT"} and not line.has_finite(i, j):
            return j + 1
        if tokens[j].low == ":":
            return j + 1
        if tokens[j].finite or line.quoted[j] is not None or tokens[j].low in {";"}:
            break
    j = i
    while j < b and (
        tokens[j].low in TIME_WORDS
        or (tokens[j].low in {"on", "late", "early"} and j + 1 < b and tokens[j + 1].low in TIME_WORDS)
    ):
        j += 1
    return j


def skip_listener(line: Line, c: int, entry: Entry, b: int) -> int:
    """After "told": the one who was told, so that the content begins behind him."""
    after = c + entry.size
    if entry.lemma.split()[0] not in WITH_LISTENER or after >= b:
        return after
    if line.tokens[after].low in {"that", ":"} or line.quoted[after] is not None:
        return after
    listener = phrase_after(line, after, b)
    return listener[1] if listener else after


def negated(line: Line, c: int, source: int) -> bool:
    """ "has not confirmed", "never said": a cue that did not come about ties nothing to its subject."""
    return any(t.low in {"not", "never", "neither", "nor"} or t.low.endswith("n't") for t in line.tokens[source:c])


def denial(line: Line, a: int, b: int) -> bool:
    """Whether a noun of denial stands between cue and content."""
    return any(
        e["pos"] == "noun" and e["kind"] == "deny" for i in range(a, b) for e in lexicon.cues().at(line.lows, i, b)
    )


def strip(line: Line, a: int, b: int) -> tuple[int, int]:
    """A range without marks and conjunctions at its ends."""
    tokens = line.tokens
    while a < b and (tokens[a].low in {",", ":", ";", "-", "–", "—", ".", ")", "…"} or tokens[a].text in QUOTES):
        a += 1
    while b > a and (
        tokens[b - 1].low in {",", ":", ";", "-", "–", "—", ".", "(", "…"} or tokens[b - 1].text in QUOTES
    ):
        b -= 1
    return a, b
