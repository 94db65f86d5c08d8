"""Noun phrases around a cue: where a speaker's or actor's name begins and ends, and whether it can speak."""

from __future__ import annotations

import re

from fogline.reading import lexicon
from fogline.reading.tokens import QUOTES, TIME_WORDS, Line

# "one said …, the other said …": speakers who are told apart but not named.
_ONE_OF_SEVERAL = frozenset({"one", "other", "others", "another", "some", "many", "several"})
NOBODY = frozenset({"nobody", "none", "nothing", "everybody", "everyone", "anyone"})
_SPOKEN_TO = frozenset({"us", "me", "them", "him", "myself", "ourselves"})
PERSONAL = frozenset({"he", "she", "they", "it"})
_INSIDE = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "DT", "PDT", "PRP$", "CD", "POS", "HYPH", "FW"})
_LINKS = frozenset({"of", "for", "in", "at", "from", "with", "on", "near", "to"})


def phrase_before(line: Line, stop: int, floor: int) -> tuple[int, int] | None:
    """The noun phrase that ends just before token ``stop``, as token numbers; None if there is none.

    Adverbs, auxiliaries, a time ("the ministry on Thursday said") and an apposition between commas ("Syrskyi, who
    commands the ground forces, said") are passed over and left out.
    """
    tokens = line.tokens
    end = stop - 2 if tuple(line.lows[max(floor, stop - 2) : stop]) in ASIDES else stop
    end = _skip_adverbs(line, end, floor)
    if end - 1 > floor and tokens[end - 1].low in {"both", "all", "each"}:
        end -= 1  # "the two armies both deny"
    end = skip_time(line, end, floor)
    end = _skip_brackets(line, end, floor)
    for _ in range(2):  # "Benford, 58, who lives in Minneapolis, says"
        end = _skip_apposition(line, end, floor)
    if end <= floor:
        return None
    name = _name_in_apposition(line, end, stop, floor)
    if name:
        return name
    if tokens[end - 1].low in _ONE_OF_SEVERAL:
        return (end - 1 - (end - 2 >= floor and tokens[end - 2].tag == "DT"), end)
    if tokens[end - 1].tag in {"PRP", "WP", "WDT"} or tokens[end - 1].low in PERSONAL:
        return (end - 1, end)
    start = end
    while start > floor and _continues_left(line, start, end, floor):
        start -= 1
    while start < end and (tokens[start].low in _LINKS | {"and", "or"} or _CLOCK.fullmatch(tokens[start].low)):
        start += 1  # "17:20 Lebanon's health ministry said": an entry's time is no part of the name
    return (start, end) if start < end and any(t.noun for t in tokens[start:end]) else None


def phrase_after(line: Line, start: int, ceiling: int) -> tuple[int, int] | None:
    """The noun phrase that begins at token ``start``; None if there is none."""
    tokens = line.tokens
    while start < ceiling and tokens[start].tag in {"RB", "RBR", "RBS"}:
        start += 1  # "taken more advantageous positions"
    end = start
    while end < ceiling:
        token = tokens[end]
        if token.tag == "PRP" and end == start:
            return (start, start + 1)
        joins = (token.low in _LINKS and not (end + 1 < ceiling and tokens[end + 1].tag == "CD")) or (
            token.low in {"and", "&"} and end > start
        )
        follows = end + 1 < ceiling and _nominal(tokens[end + 1].tag) and tokens[end + 1].low not in TIME_WORDS
        if joins and end > start and follows and not _clause_follows(line, end, ceiling):
            end += 1
        elif token.low in TIME_WORDS and end > start:
            break
        elif token.tag in _INSIDE or (token.tag in {"VBN", "VBG"} and end > start and tokens[end - 1].low == "the"):
            if token.tag in {"DT", "PRP$"} and end > start and tokens[end - 1].noun:
                break
            end += 1
        else:
            break
    while end > start and (tokens[end - 1].low in _LINKS | {"and"} or tokens[end - 1].tag == "DT"):
        end -= 1
    return (start, end) if end > start and any(t.noun for t in tokens[start:end]) else None


def head_of(line: Line, start: int, end: int) -> int:
    """The last noun before the first preposition: "chief" in "the chief of Ukraine's general staff"."""
    head = start
    for i in range(start, end):
        if line.tokens[i].low in _LINKS and i > start:
            break
        if line.tokens[i].noun or line.tokens[i].tag == "PRP":
            head = i
    return head


def can_speak(line: Line, start: int, end: int) -> bool:
    """Whether a noun phrase can say something: a known source, a role, a body, or a name with capitals."""
    tokens = line.tokens
    head = tokens[head_of(line, start, end)]
    # "In an interview with us": what is spoken to does not speak.
    if head.low in NOBODY or (end - start == 1 and head.low in _SPOKEN_TO):
        return False
    if head.low in _ONE_OF_SEVERAL and not any(t.noun and t.low not in _ONE_OF_SEVERAL for t in tokens[start:end]):
        return True
    if head.low in PERSONAL or (end - start == 1 and head.low in {"which", "who"}):
        return True
    folded = lexicon.fold(line.words_of(start, end))
    if folded in lexicon.source_names() or folded in lexicon.actor_names():
        return True
    if head.low in TIME_WORDS or head.tag == "CD":
        return False
    conjunction = next((i for i in range(start + 1, end - 1) if tokens[i].low == "and"), None)
    if conjunction and lexicon.fold(line.words_of(start, conjunction)) in lexicon.source_names():
        return True  # "the United Nations and its partners"
    if head.low.removesuffix("'s") in lexicon.speaker_nouns():
        return True
    if head.low in lexicon.nationalities():
        return end - start > 1 or head.low.endswith("s")  # "the British", "Russians", but not "Russian"
    # A sentence cannot open with a bare singular noun: what looks like one is a name.
    bare = end - start == 1 and start == 0 and head.tag in {"NN", "NNS"}
    capital = head.text[:1].isupper() and (head.tag.startswith("NNP") or head_of(line, start, end) > 0 or bare)
    return capital and not any(True for _ in lexicon.events().at([head.low], 0))


def _skip_adverbs(line: Line, end: int, floor: int) -> int:
    while end > floor and (
        line.tokens[end - 1].tag in {"RB", "RBR"} or line.tokens[end - 1].auxiliary or line.lows[end - 1] in _TIMES_OVER
    ):
        end -= 1
    return end


_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
ASIDES = {("at", "first"), ("at", "last"), ("in", "turn"), ("so", "far"), ("by", "contrast"), ("in", "part")}
_TIMES_OVER = frozenset({"first", "also", "again", "later", "earlier", "now", "then", "still", "once", "already"})


def skip_time(line: Line, end: int, floor: int) -> int:
    """Step over "on Thursday", "late on 24 February", "earlier this week" when it stands before the cue."""
    tokens = line.tokens
    i = end
    seen = False
    while i > floor and (
        tokens[i - 1].low in TIME_WORDS
        or tokens[i - 1].tag == "CD"
        or tokens[i - 1].low in {"on", "this", "last", "of", "in"}
    ):
        seen = seen or tokens[i - 1].low in TIME_WORDS
        i -= 1
    return i if seen and i > floor else end


def _skip_brackets(line: Line, end: int, floor: int) -> int:
    """Step over "(R-Ohio)", "(ISW)" after a name."""
    if end - 1 > floor and line.tokens[end - 1].low == ")":
        return next((i for i in range(end - 2, max(floor, end - 10), -1) if line.tokens[i].low == "("), end)
    return end


def _name_in_apposition(line: Line, end: int, stop: int, floor: int) -> tuple[int, int] | None:
    """ "The ministry's spokesman, Igor Konashenkov, said": the name rather than the office."""
    inner = [i for i in range(end + 1, stop) if line.tokens[i].low != ","]
    if end >= stop or line.tokens[end].low != "," or not inner or len(inner) > 5:
        return None
    # The office before it must be one; a list of names is no apposition.
    office = line.tokens[end - 1].tag in {"NN", "NNS"} and end - 1 >= floor
    named = all(line.tokens[i].tag.startswith("NNP") or line.tokens[i].low == "." for i in inner)
    return (inner[0], inner[-1] + 1) if office and named else None


def _skip_apposition(line: Line, end: int, floor: int) -> int:
    tokens = line.tokens
    if end <= floor or tokens[end - 1].low != ",":
        return end
    for i in range(end - 2, floor, -1):
        if tokens[i].low == "," and i > floor:
            inner = tokens[i + 1 : end - 1]
            relative = bool(inner) and inner[0].low in {"who", "whom", "which", "whose", "where"}
            if inner and (relative or not any(t.finite for t in inner)) and tokens[i - 1].noun:
                return i
            return end
    return end


def _continues_left(line: Line, start: int, end: int, floor: int) -> bool:
    """Whether the phrase that begins at ``start`` also takes the word before it."""
    tokens = line.tokens
    token = tokens[start - 1]
    if token.low in TIME_WORDS and token.tag != "MD":
        return start < end and tokens[start].tag == "POS"
    if start == end:
        return _nominal(token.tag) or (
            token.tag in {"VBG", "VBN"} and start - 2 >= floor and tokens[start - 2].tag == "DT"
        )
    first = tokens[start]
    if token.low in _LINKS:
        return start - 2 >= floor and tokens[start - 2].noun and tokens[start - 2].low not in TIME_WORDS
    if token.low == "and":
        return _joint(line, start, floor)
    if first.tag in {"DT", "PRP$"}:
        return False
    if token.tag in {"NN", "NNS"} and (first.tag.startswith("JJ") or first.low in lexicon.nationalities()):
        return False
    if token.tag in {"VBG", "VBN"}:
        return start - 2 >= floor and tokens[start - 2].tag in {"DT", "JJ"}
    return token.tag in _INSIDE or token.low in lexicon.nationalities()


def _joint(line: Line, start: int, floor: int) -> bool:
    """ "British and Ukrainian intelligence", "the ministry and the staff": names joined, not clauses."""
    tokens = line.tokens
    if start - 2 < floor or not (_nominal(tokens[start - 2].tag) or tokens[start - 2].low in lexicon.nationalities()):
        return False
    i = start - 2
    while i > floor and (tokens[i - 1].tag in _INSIDE or tokens[i - 1].low in _LINKS):
        i -= 1
    return i == floor or tokens[i - 1].low in {",", "that", "but", "and", ":", ";"} or tokens[i - 1].text in QUOTES


def _clause_follows(line: Line, conjunction: int, ceiling: int) -> bool:
    """After "and": whether a subject with a verb of its own comes, not one more name."""
    if line.tokens[conjunction].low not in {"and", "&"}:
        return False
    for token in line.tokens[conjunction + 1 : min(ceiling, conjunction + 6)]:
        if token.low in {",", "."}:
            return False
        if token.finite:
            return True
    return False


def _nominal(tag: str) -> bool:
    return tag in _INSIDE
