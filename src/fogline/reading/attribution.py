"""Who says what in a sentence: source, cue and content, nested as far as the sentence nests them.

Surface patterns over part-of-speech tags, outermost first: the cue at the end ("…, the ministry said"), in the
middle ("The town, he said, had fallen"), in front ("The ministry said that …"), "according to", "citing",
"as reported by", the passive ("was announced by"), and nouns ("the ministry's claim that …").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fogline.reading import lexicon
from fogline.reading.lexicon import Entry
from fogline.reading.phrases import PERSONAL, can_speak, head_of, phrase_after, phrase_before
from fogline.reading.tokens import QUOTES, TIME_WORDS, Line

_MAX_DEPTH = 4
# Kinds of cue whose complement is not a statement of fact by the speaker.
_NO_CONTENT = frozenset({"order", "ask", "refuse_comment"})
_ANAPHORS = frozenset(
    "news report information claim statement this it that which announcement development figure figures".split()
)
# Nouns by which a sentence takes up what it has just said: "a claim Kyiv denies".
_VERDICT_ON = frozenset(
    "claim charge statement report allegation accusation assertion figure number version account".split()
)
_WITH_LISTENER = frozenset({"tell", "inform", "assure", "remind"})
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
class Piece:
    """A stretch of a sentence that one chain of holders stands behind; an empty chain is the document's own voice.

    ``hole``: the words of a cue in the middle ("The town, the mayor said, had fallen"), no part of what is said.
    ``opens``: a cue without content ("X reported:"), whose content follows. ``guess``: where the content ends, or
    whose it is, cannot be told for certain.
    """

    start: int
    end: int
    chain: tuple[Holder, ...] = ()
    cue: tuple[int, int] | None = None
    denied: bool = False
    hedged: bool = False
    guess: bool = False
    opens: bool = False
    anaphoric: bool = False
    hole: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    source: tuple[int, int] | None
    cue: tuple[int, int]
    entry: Entry
    contents: tuple[tuple[int, int], ...]
    own: tuple[tuple[int, int], ...] = ()
    relayed: tuple[int, int] | None = None
    guess: bool = False
    hole: tuple[int, int] | None = None


def pieces(line: Line) -> list[Piece]:
    """Cut a sentence into pieces, each with the chain of those who say it; linear in the sentence's length."""
    return _with_verdict(line, 0, len(line.tokens)) or _parse(line, 0, len(line.tokens), Piece(0, 0))


def _with_verdict(line: Line, a: int, b: int) -> list[Piece]:
    """ "A said X, a claim B denies": X is said by A, and denied (or confirmed) by B."""
    tokens = line.tokens
    for i in range(a + 3, b - 3):
        if tokens[i].low != "," or tokens[i + 1].low not in {"a", "an", "which", "something"}:
            continue
        noun = i + 2 if tokens[i + 1].low in {"a", "an"} else i + 1
        if noun == i + 2 and tokens[noun].low not in _VERDICT_ON:
            continue
        first = noun + 1 + (tokens[noun + 1].low in {"that", "which"})
        cue = next((j for j in range(b - 1, first, -1) if _cue_at(line, j, b)), None)
        entry = _cue_at(line, cue, b) if cue else None
        if not cue or not entry or line.has_finite(cue + entry.size, b) or cue - first > 12:
            continue
        source = phrase_before(line, cue, first)
        if not source or source[0] != first or not can_speak(line, *source):
            continue
        said = _parse(line, a, i, Piece(0, 0))
        judge = tuple(replace(h, level=0) for h in joint(line, *source))
        denies = entry["kind"] == "deny"
        answered = [
            replace(p, chain=judge, cue=(cue, cue + entry.size), denied=p.denied != denies)
            for p in said[-1:]
            if p.end > p.start
        ]
        return [*said, *answered]
    return []


def _parse(line: Line, a: int, b: int, outer: Piece) -> list[Piece]:
    a, b = _strip(line, a, b)
    if a >= b:
        return []
    if len(outer.chain) < _MAX_DEPTH:
        match = (
            _tail(line, a, b)
            or _participle(line, a, b)
            or _prepositional(line, a, b)
            or _front(line, a, b)
            or _passive(line, a, b)
            or _nominal(line, a, b)
        )
        if match:
            return _apply(line, match, outer, b - a)
    return [replace(outer, start=a, end=b)]


def _apply(line: Line, match: _Match, outer: Piece, size: int) -> list[Piece]:
    """The pieces of a match over ``size`` tokens; a part that is no smaller than the whole is not parsed again."""
    level = outer.chain[-1].level + 1 if outer.chain else 0
    chain = outer.chain
    if match.source:
        chain += tuple(replace(h, level=level) for h in joint(line, *match.source))
    if match.relayed:
        chain += tuple(replace(h, level=level + bool(match.source)) for h in joint(line, *match.relayed))
    denies = match.entry["kind"] == "deny"
    inner = replace(
        outer, chain=chain, cue=match.cue, denied=outer.denied != denies, guess=outer.guess or match.guess,
        hedged=outer.hedged or match.entry["kind"] in {"think", "predict"}, anaphoric=False,
    )  # fmt: skip
    out: list[Piece] = []
    for start, end in match.own:
        smaller = end - start < size
        out += _parse(line, start, end, outer) if smaller else [replace(outer, start=start, end=end)]
    if not match.contents:
        out.append(
            replace(
                inner,
                start=match.cue[1],
                end=match.cue[1],
                opens=True,
                anaphoric=match.entry["pos"] == "anaphor",
            )
        )
    for start, end in match.contents:
        if match.hole or end - start >= size:
            out.append(replace(inner, start=start, end=end, hole=match.hole))
        else:
            out += _siblings(line, start, end, inner, outer)
    return out


def _siblings(line: Line, a: int, b: int, inner: Piece, outer: Piece) -> list[Piece]:
    """The content, cut where a coordinated cue takes over: "said A and added that B", "said A, but Kyiv denied it"."""
    for i in range(a + 2, b - 2):
        token = line.tokens[i]
        if token.low not in {"and", "but", "while", "whereas", "although", "though", ";"} or line.quoted[i] is not None:
            continue
        if not line.has_finite(a, i):
            continue
        j = i + 1
        while j < b and line.tokens[j].tag in {"RB", "MD"}:
            j += 1
        entry = _cue_at(line, j, b)
        if entry and line.tokens[j].tag in {"VBD", "VBZ", "VBP"} and entry["kind"] not in _NO_CONTENT:
            shared = replace(inner, cue=(j, j + entry.size), denied=outer.denied != (entry["kind"] == "deny"))
            start = _after_that(line, j + entry.size, b)
            return [*_parse(line, a, i, inner), *_parse(line, start, b, shared)]
        rest = _front(line, i + 1, b)
        if rest and rest.source and rest.source[0] <= i + 3:
            return [*_parse(line, a, i, inner), *_parse(line, i + 1, b, outer)]
    return _parse(line, a, b, inner)


def _tail(line: Line, a: int, b: int) -> _Match | None:
    """ "CONTENT, SOURCE CUE", "CONTENT, CUE SOURCE", and the same with more content after it."""
    tokens = line.tokens
    for c in range(b - 1, a, -1):
        inverted = tokens[c - 1].low in {",", "-", "–", "—"} or tokens[c - 1].text in QUOTES
        # Right after a closing quotation mark a form of "write" or "say" is a verb, whatever the tagger thinks.
        entry = _cue_at(line, c, b) if tokens[c - 1].text in QUOTES else _verb_cue(line, c, b)
        if not entry or entry["kind"] in _NO_CONTENT or line.quoted[c] is not None:
            continue
        after = c + entry.size
        inverted = inverted and tokens[c].tag not in {"VBG", "VBN"} and entry.lemma.split()[0] not in _WITH_LISTENER
        if inverted:
            source = phrase_after(line, after, b)
            if not source or not can_speak(line, *source):
                continue
            before, rest = c, source[1]
        else:
            source = phrase_before(line, c, a)
            if not source or source[0] <= a or not can_speak(line, *source):
                continue
            if not tokens[c].finite and (tokens[c].tag != "VBN" or tokens[c - 1].auxiliary):
                continue  # a bare participle right after its noun is a past tense that the tagger missed
            edge = tokens[source[0] - 1]
            if edge.low not in {",", "-", "–", "—"} and edge.text not in QUOTES:
                continue
            before, rest = source[0], after
        match = _tail_contents(line, a, before, rest, b, source, (c, after), entry)
        if match:
            return match
    return None


def _tail_contents(
    line: Line,
    a: int,
    before: int,
    rest: int,
    b: int,
    source: tuple[int, int],
    cue: tuple[int, int],
    entry: Entry,
) -> _Match | None:
    tokens = line.tokens
    left = _strip(line, a, before)
    said = any(line.quoted[i] is not None for i in range(*left))
    if said and not line.has_finite(*left) and line.quoted[left[0]] is None:
        return None  # "On “Meet the Press”, she said": a title between marks, nothing spoken yet
    broken = _breaks_after_subject(line, *left, rest, b)
    if left[0] >= left[1] or not (said or broken or line.has_finite(*left)):
        return None
    if tokens[left[0]].low in {"as", "although", "though", "while", "if", "when", "after", "because"} and not said:
        return None  # a subordinate clause in front of the main one: not what is said
    resume = _resumption(line, rest, b)
    relayed = _relayed(line, rest, b)
    if resume is None and not _adjunct(line, rest, b):
        return None
    contents: tuple[tuple[int, int], ...] = (left,)
    hole = None
    if resume is not None and resume < b:
        spoken = _strip(line, resume, b)
        if said or line.quoted[spoken[0]] is not None or line.has_finite(*spoken):
            whole = not said and not _subject_first(line, *spoken)
            contents = ((left[0], spoken[1]),) if whole else (left, spoken)
            hole = (left[1], spoken[0]) if whole else None
    if entry["kind"] == "deny" and said:
        return None
    if hole is None:
        contents += _added(line, rest, b)
    return _Match(source, cue, entry, contents, relayed=relayed, hole=hole)


def _added(line: Line, i: int, b: int) -> tuple[tuple[int, int], ...]:
    """ "…, X said, adding that CONTENT": what the same speaker says besides."""
    for j in range(i, min(b, i + 10)):
        if line.tokens[j].low == "," and j + 1 < b and line.tokens[j + 1].tag == "VBG":
            entry = _cue_at(line, j + 1, b)
            if entry and entry["kind"] not in _NO_CONTENT and entry.lemma not in {"cite", "quote"}:
                content = _strip(line, _after_that(line, j + 1 + entry.size, b), b)
                return (content,) if line.has_finite(*content) else ()
    return ()


def _participle(line: Line, a: int, b: int) -> _Match | None:
    """ "X rejected the plan, saying that CONTENT", "X left and said that …": the main clause's subject speaks."""
    tokens = line.tokens
    for c in range(a + 3, b - 2):
        participle = tokens[c].tag == "VBG" and tokens[c - 1].low == ","
        joined = tokens[c].tag in {"VBD", "VBZ", "VBN"} and tokens[c - 1].low in {"and", "but"}
        if not (participle or joined) or line.quoted[c] is not None:
            continue
        entry = _cue_at(line, c, b)
        verb = next((i for i in range(a, c) if tokens[i].finite), None)
        if not entry or entry["kind"] in _NO_CONTENT or entry.lemma in {"cite", "quote"} or verb is None:
            continue
        after = c + entry.size
        stated = after < b and (
            line.quoted[after] is not None or line.lows[after] == "that" or line.has_finite(after, b)
        )
        if joined and not stated:
            continue  # "and repeated failure": no cue
        source = _subject(line, verb, a)
        content = _strip(line, _after_that(line, c + entry.size, b), b)
        if source and content[0] < content[1] and _states(line, c, entry, content[0], *content):
            return _Match(source, (c, c + entry.size), entry, (content,), own=((a, c - 1),))
    return None


def bare(line: Line) -> Piece | None:
    """ "Renteria told reporters on Monday.": a sentence that only says who spoke the quotation before it."""
    match_at = next((c for c in range(1, min(len(line.tokens), 14)) if _verb_cue(line, c, len(line.tokens))), None)
    entry = _verb_cue(line, match_at, len(line.tokens)) if match_at else None
    if not match_at or not entry or entry["kind"] != "say" or any(q is not None for q in line.quoted):
        return None
    source = _subject(line, match_at, 0)
    if not source or source[0] > 0 or line.has_finite(match_at + 1, len(line.tokens)):
        return None
    holders = tuple(joint(line, *source))
    return Piece(match_at, match_at, holders, (match_at, match_at + entry.size), opens=True)


def _breaks_after_subject(line: Line, a: int, stop: int, rest: int, b: int) -> bool:
    """ "The town, the governor said, had fallen": a subject before the cue, its verb right after."""
    resume = _resumption(line, rest, b)
    if resume is None or resume >= b or not line.tokens[resume].finite:
        return False
    return any(t.noun for t in line.tokens[a:stop])


def _front(line: Line, a: int, b: int) -> _Match | None:
    """ "SOURCE CUE (that) CONTENT", with what stands before the source left to the document."""
    tokens = line.tokens
    for c in range(a, b):
        entry = _verb_cue(line, c, b)
        if not entry or entry["kind"] in _NO_CONTENT or _reduced(line, c, a):
            continue
        source = _subject(line, c, a)
        if not source:
            continue
        begin = _after_that(line, _skip_listener(line, c, entry, b), b)
        content, cue_end = _strip(line, begin, b), c + entry.size
        relayed = None
        if entry["kind"] == "quote" or (entry.lemma in {"cite", "quote"}):
            relayed_match = _quoted_source(line, cue_end, b)
            if relayed_match:
                relayed, content = relayed_match
        announced = b < len(tokens) and tokens[b].low == ":"
        if announced and not line.has_finite(*content):
            return _Match(source, (c, cue_end), entry, ())
        if content[0] >= content[1]:
            continue
        if not _states(line, c, entry, begin, *content):
            continue
        own = _own_before(line, a, source[0])
        if relayed is None:
            relayed, content = _citing(line, *content)
        return _Match(source, (c, cue_end), entry, (content,), own, relayed)
    return None


def _prepositional(line: Line, a: int, b: int) -> _Match | None:
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
        left, right = _strip(line, a, c), _strip(line, source[1], b)
        relayed = _relayed(line, source[1], b)
        has_left = left[0] < left[1] and (line.has_finite(*left) or line.heading)
        has_right = right[0] < right[1] and line.has_finite(*right) and relayed is None
        if has_left and _front(line, a, c) and c - a > 3 and tokens[c - 1].low in {"that", ","}:
            continue  # the cue stands inside what an outer speaker says
        if has_left and has_right and tokens[right[0]].tag in {"WDT", "WP"}:
            return _Match(source, (c, c + entry.size), entry, (left,), own=(right,), relayed=relayed)
        if has_left and has_right:
            whole = not _subject_first(line, *right)
            contents = ((left[0], right[1]),) if whole else (left, right)
            hole = (left[1], right[0]) if whole else None
            return _Match(source, (c, c + entry.size), entry, contents, relayed=relayed, guess=not whole, hole=hole)
        if has_left or has_right:
            return _Match(source, (c, c + entry.size), entry, (left if has_left else right,), relayed=relayed)
    return None


def _passive(line: Line, a: int, b: int) -> _Match | None:
    """ "The capture of X was announced by Y", "it was reported by Y that …"; "the news was reported by Y" opens."""
    tokens = line.tokens
    for c in range(a + 1, b - 2):
        entry = _cue_at(line, c, b)
        if not entry or tokens[c].tag not in {"VBN", "VBD"} or entry["kind"] in _NO_CONTENT:
            continue
        by = c + entry.size
        if tokens[by].low != "by" or not any(
            t.low in {"was", "were", "been", "is", "are"} for t in tokens[max(a, c - 3) : c]
        ):
            continue
        source = phrase_after(line, by + 1, b)
        if not source or not can_speak(line, *source):
            continue
        rest = _strip(line, source[1], b)
        if rest[0] < rest[1] and tokens[rest[0]].low == "that":
            return _Match(source, (c, by), entry, ((rest[0] + 1, rest[1]),))
        subject = phrase_before(line, c, a)
        if not subject:
            continue
        head = tokens[head_of(line, *subject)].low
        if head in _ANAPHORS or tokens[subject[0]].low in {"this", "that"}:
            return _Match(
                source,
                (c, by),
                Entry(entry.lemma, "anaphor", (("pos", "anaphor"), ("kind", entry["kind"])), entry.size),
                (),
            )
        if _has_event(line, *subject):
            return _Match(source, (c, by), entry, (subject,))
    return None


def _nominal(line: Line, a: int, b: int) -> _Match | None:
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
            source = phrase_after(line, after + 1, b)
            after = source[1] if source else after
        if source and can_speak(line, *source) and after < b and tokens[after].low == "that":
            own = ((a, b),) if _has_event(line, a, source[0]) else ()
            return _Match(source, (c, c + entry.size), entry, ((after + 1, b),), own)
    return None


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


def _cue_at(line: Line, i: int, b: int) -> Entry | None:
    if i >= b:
        return None
    return next((e for e in lexicon.cues().at(line.lows, i, b) if e["pos"] == "verb"), None)


def _verb_cue(line: Line, i: int, b: int) -> Entry | None:
    return _cue_at(line, i, b) if line.tokens[i].verb else None


def _reduced(line: Line, c: int, a: int) -> bool:
    """A participle that only describes ("the reported losses", "said to have", "was told") carries no speaker."""
    tokens = line.tokens
    if tokens[c].tag == "VBN":
        back = [t for t in tokens[max(a, c - 3) : c] if t.tag not in {"RB"}]
        return not back or back[-1].low not in {"has", "have", "had", "having"}
    if tokens[c].tag == "VB":
        return not any(t.tag == "MD" or t.low in {"did", "does", "do", "to"} for t in tokens[max(a, c - 3) : c])
    return tokens[c].tag == "VBG" and not any(t.auxiliary for t in tokens[max(a, c - 3) : c])


def _states(line: Line, c: int, entry: Entry, begin: int, start: int, end: int) -> bool:
    """Whether what follows a cue is a statement: "that", a quotation, a clause, or a happening as a noun."""
    tokens = line.tokens
    if tokens[begin - 1].low in {"that", ":"} or line.quoted[start] is not None:
        return True
    if tokens[start].low in {"to", "how", "whether", "what", "why"}:
        return False
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
        and _has_event(line, start, limit)
    )


def _has_event(line: Line, a: int, b: int) -> bool:
    lows = line.lows
    return any(True for i in range(a, b) for _ in lexicon.events().at(lows, i, b))


def _after_that(line: Line, i: int, b: int) -> int:
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


def _skip_listener(line: Line, c: int, entry: Entry, b: int) -> int:
    """After "told": the one who was told, so that the content begins behind him."""
    after = c + entry.size
    if entry.lemma.split()[0] not in _WITH_LISTENER or after >= b:
        return after
    if line.tokens[after].low in {"that", ":"} or line.quoted[after] is not None:
        return after
    listener = phrase_after(line, after, b)
    return listener[1] if listener else after


def _quoted_source(line: Line, i: int, b: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """ "cites Y as saying that CONTENT", "quoted Y as saying …", "cites Y, which says CONTENT"."""
    tokens = line.tokens
    source = phrase_after(line, i, b)
    if not source or not can_speak(line, *source):
        return None
    j = source[1]
    if j + 2 < b and tokens[j].low == "," and tokens[j + 1].low in {"which", "who"} and _verb_cue(line, j + 2, b):
        return source, (j + 1, b)
    if j + 1 < b and tokens[j].low == "as" and _cue_at(line, j + 1, b):
        entry = _cue_at(line, j + 1, b)
        start = _after_that(line, j + 1 + (entry.size if entry else 1), b)
        return source, _strip(line, start, b)
    return None


def _subject(line: Line, c: int, a: int) -> tuple[int, int] | None:
    """The speaker before a cue, over a relative clause if need be: "Residents who fled the city said"."""
    source = phrase_before(line, c, a)
    if not source:
        return None
    if can_speak(line, *source):
        return source
    for w in range(source[0], a, -1):
        if line.tokens[w].finite and w < source[0] - 4:
            return None
        if line.tokens[w].tag in {"WP", "WDT"}:
            named = phrase_before(line, w, a)
            return named if named and can_speak(line, *named) else None
    return None


def _citing(line: Line, a: int, b: int) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """ "said …, citing Y": Y behind the speaker, and the content without it."""
    for i in range(a, b - 1):
        if line.tokens[i].low in _RELAYING and line.quoted[i] is None:
            source = phrase_after(line, i + 1, b)
            if source and can_speak(line, *source):
                content = _strip(line, source[1], b) if i == a else _strip(line, a, i)
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
    left = _strip(line, a, source)
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
            if j + 1 < b and tokens[j + 1].tag in {"VBG", "IN", "WDT", "WP"} and line.quoted[j + 1] is None:
                return None
            return j + 1
        if tokens[j].finite:
            return None
    return None


def _adjunct(line: Line, i: int, b: int) -> bool:
    """Whether only a time, a place or a manner follows the cue up to the end."""
    return (
        b - i <= 1
        or not line.has_finite(i, b)
        or (line.tokens[i].low == "," and line.tokens[i + 1].tag in {"VBG", "WDT"})
    )


def _subject_first(line: Line, a: int, b: int) -> bool:
    """Whether a stretch opens with a subject of its own rather than with the verb of a broken sentence."""
    return a < b and not line.tokens[a].finite and line.tokens[a].tag != "VBN"


def _strip(line: Line, a: int, b: int) -> tuple[int, int]:
    """A range without marks and conjunctions at its ends."""
    tokens = line.tokens
    while a < b and (tokens[a].low in {",", ":", ";", "-", "–", "—", ".", ")", "…"} or tokens[a].text in QUOTES):
        a += 1
    while b > a and (
        tokens[b - 1].low in {",", ":", ";", "-", "–", "—", ".", "(", "…"} or tokens[b - 1].text in QUOTES
    ):
        b -= 1
    return a, b


def is_pronoun(line: Line, holder: Holder) -> bool:
    """Whether a holder is named by a pronoun only."""
    return holder.end - holder.start == 1 and line.tokens[holder.start].low in PERSONAL | {"we", "i", "who"}
