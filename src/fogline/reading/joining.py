"""Who says what by the rules and by the encoder, made one: where they differ, the claim says that it is a guess.

The rules nest speakers as deep as a sentence does and know what a cue denies; the encoder sees cues that no list has,
and where what is said ends.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fogline.model import Span
from fogline.reading import lexicon
from fogline.reading.attribution import Piece, nested
from fogline.reading.clauses import Clause, clauses
from fogline.reading.lexicon import Entry
from fogline.reading.patterns import Holder, joint
from fogline.reading.phrases import NOBODY, can_speak, head_of, skip_time
from fogline.reading.seen import Seen
from fogline.reading.slots import dismissed
from fogline.reading.spans import Attributed, Stated
from fogline.reading.tokens import Line

# Under the first the encoder's source is left out, for no speaker is better than a wrong one; under the second it is
# a guess. Set on PolNeAR dev, where at most one source in a hundred may be wrong.
SURE_ENOUGH, _SURE = 0.6, 0.8
_LEAST = 2
# How likely the encoder must find a claim, alone and where the rules see a clause there; set on the dev split.
ALONE, BACKED = 0.5, 0.25
# Two stretches are nearly the same from this share of their words on, and apart up to that share of the shorter.
_SAME, _APART = 0.6, 0.3
_MADE_UP = 0.75
_CITING = frozenset({"citing", "quoting"})
_UNSAID = frozenset({"not", "never", "neither", "nor", "n't", "to"})
_WRITERS = frozenset({"us", "me", "our", "my", "i", "i'm", "i’m", "'m", "’m", "we", "it"})
_SAID_OF = frozenset({"who", "whom", "which", "whose", "where"})


@dataclass(frozen=True, slots=True)
class Heard:
    """An attribution of the encoder in the tokens of one sentence; ``later``: what is said follows the sentence."""

    source: tuple[int, int] | None
    cue: tuple[int, int]
    contents: tuple[tuple[int, int], ...]
    sure: float
    later: bool = False


def heard(line: Line, attributions: Sequence[Attributed]) -> list[Heard]:
    """The attributions whose cue stands in the sentence, as ranges of its tokens."""
    out = []
    for a in attributions:
        cue = tokens_of(line, a.cue[0])
        if not cue:
            continue
        contents = tuple(r for c in a.content if (r := tokens_of(line, c)))
        sources = [r for s in a.source if (r := tokens_of(line, s)) and line.tokens[r[0]].low not in _SAID_OF]
        # Of several holders of one cue the nearest is its own: "A said X, a charge B denies".
        source = min(sources, key=lambda s: max(cue[0] - s[1], s[0] - cue[1]), default=None)
        later = not contents and any(c.start >= line.span.end for c in a.content)
        out.append(Heard(source, cue, contents, a.sure, later))
    return out


def tokens_of(line: Line, span: Span) -> tuple[int, int] | None:
    """The tokens of a sentence that a span touches, half-open; None where it touches none."""
    first = bisect_right(line.tokens, span.start, key=lambda t: t.end)
    last = bisect_left(line.tokens, span.end, key=lambda t: t.start)
    return (first, last) if first < last else None


def joined(
    line: Line, ruled: Sequence[Piece], found: Sequence[Heard], people: Sequence[tuple[int, int]] = ()
) -> list[Piece]:
    """The pieces of a sentence after the encoder was heard; ``people``: the names of persons in it."""
    out = list(ruled)
    for one in found:
        if one.source and one.later and one.sure >= SURE_ENOUGH and not any(p.chain for p in out):
            end = len(line.tokens)
            out.append(Piece(end, end, _holders(line, one.source, 0), one.cue, opens=True))
        if not one.source or not one.contents or _unsaid(line, one.cue) or _is_told(line, one.source, one.cue):
            continue
        if one.sure >= SURE_ENOUGH and _speaks(line, one.source, one.cue, people):
            out = _with(line, out, one)
    cues = [f.cue for f in found]
    cited = [f.source for f in found if f.source and line.lows[f.cue[0]] in _CITING]
    return [_doubted(_relayed(p, cited), cues) for p in out]


def stretches(line: Line, piece: Piece, seen: Seen) -> list[tuple[Clause, Stated | None]]:
    """The claims of a piece, by encoder and rules, in order; with a clause that the rules alone see comes None.

    A condition and what hangs on it are the rules'. Where both see nearly the same stretch less is asked of the
    encoder, and the rules say where it begins and ends, for they keep the hedge that it opens with.
    """
    ruled = clauses(line, piece.start, piece.end)
    told = _whole(line, _smallest(_told(line, piece, seen)))
    if any(c.condition for c in ruled):
        return [(c, next((one for at, one in told if _alike(at, (c.start, c.end))), None)) for c in ruled]
    out: list[tuple[Clause, Stated | None]] = []
    for at, one in told:
        same = next((c for c in ruled if _alike(at, (c.start, c.end))), None)
        if one.chance >= (BACKED if same else ALONE):
            out.append((same or _with_hedge(line, at, ruled), one))
    left = [c for c in ruled if not any(_share((c.start, c.end), (o.start, o.end)) > _APART for o, _ in out)]
    return sorted([*out, *((c, None) for c in left)], key=lambda found: (found[0].start, found[0].end))


def _told(line: Line, piece: Piece, seen: Seen) -> list[tuple[tuple[int, int], Stated]]:
    """The stretches that the encoder takes for claims, cut to the piece where most of them lies in it."""
    whole = Span(line.tokens[piece.start].start, line.tokens[piece.end - 1].end)
    out = []
    for one in seen.stated_in(whole):
        at = tokens_of(line, one.span)
        if at:
            a, b = max(at[0], piece.start), min(at[1], piece.end)
            if b - a >= max(1, 0.6 * (at[1] - at[0])):
                out.append(((a, b), one))
    return out


def _smallest(told: list[tuple[tuple[int, int], Stated]]) -> list[tuple[tuple[int, int], Stated]]:
    """Without the stretches that two others, both likely, make up between them."""

    def made_up(at: tuple[int, int]) -> bool:
        inner = [b for b, one in told if b != at and at[0] <= b[0] and b[1] <= at[1] and one.chance >= ALONE]
        return len(inner) > 1 and sum(b[1] - b[0] for b in inner) > _MADE_UP * (at[1] - at[0])

    return [(at, one) for at, one in told if not made_up(at)]


def _whole(line: Line, told: list[tuple[tuple[int, int], Stated]]) -> list[tuple[tuple[int, int], Stated]]:
    """Without stretches that only lack the place or time in front, or are it: "[Along the river [there is land]]"."""

    def verbless(a: int, b: int) -> bool:
        return not any(t.verb for t in line.tokens[a:b])

    def lacks(at: tuple[int, int]) -> bool:
        behind = any(b[0] < at[0] and b[1] == at[1] and verbless(b[0], at[0]) for b, _ in told)
        return behind or any(b[0] == at[0] and at[1] < b[1] and verbless(*at) for b, _ in told)

    return [(at, one) for at, one in told if not lacks(at)]


def _with_hedge(line: Line, at: tuple[int, int], ruled: Sequence[Clause]) -> Clause:
    """ "It is highly likely that [they will attack]", "there is no truth to reports that …": that belongs to it."""
    for clause in ruled:
        if clause.start < at[0] and at[1] <= clause.end:
            before = range(clause.start, at[0])
            hedged = any(True for i in before for _ in lexicon.estimates().at(line.lows, i, at[0]))
            if hedged or dismissed(line.words_of(clause.start, at[0])):
                return Clause(clause.start, at[1])
    return Clause(*at)


def _share(a: tuple[int, int], b: tuple[int, int]) -> float:
    """How much of the shorter of two stretches lies in the other."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / max(1, min(a[1] - a[0], b[1] - b[0]))


def _unsaid(line: Line, cue: tuple[int, int]) -> bool:
    """ "will announce", "did not confirm", "wants to say": nobody has said it."""
    before = line.tokens[max(0, cue[0] - 3) : cue[1]]
    return any(t.tag == "MD" or t.low in _UNSAID or t.low.endswith("n't") for t in before)


def _is_told(line: Line, source: tuple[int, int], cue: tuple[int, int]) -> bool:
    """ "Settlers were warned that …": the subject of a passive is told, and tells nothing."""
    verb = next((i for i in range(*cue) if line.tokens[i].tag in {"VBN", "VBD"}), None)
    before = {t.low for t in line.tokens[source[1] : verb]} if verb is not None and source[1] <= cue[0] else set()
    return bool(before & {"was", "were", "been", "is", "are", "being"})


def _alike(a: tuple[int, int], b: tuple[int, int]) -> bool:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared > _SAME * (max(a[1], b[1]) - min(a[0], b[0]))


def _speaks(line: Line, source: tuple[int, int], cue: tuple[int, int], people: Sequence[tuple[int, int]]) -> bool:
    """Whether a source can be one: behind a bare mark ("Lyman axis: …") only what is known to speak."""
    if not any(line.tokens[i].text[:1].isalnum() for i in range(*source)):
        return False
    if line.tokens[head_of(line, *source)].low in NOBODY or line.tokens[source[0]].low == "no":
        return False
    # "In an interview with us", "I'm told", "our 72nd brigade sat": those who write are no source of theirs.
    if all(t.low in _WRITERS or not t.text[:1].isalnum() for t in line.tokens[source[0] : source[1]]):
        return False
    worded = any(line.tokens[i].text[:1].isalnum() for i in range(*cue))
    head = line.tokens[head_of(line, *source)].low
    # "Berdiansk: quiet" is a place or a topic until it is known to speak.
    known = head in lexicon.speaker_nouns() or lexicon.fold(line.words_of(*source)) in lexicon.source_names()
    return worded or known or any(_meet(source, p) for p in people)


def _with(line: Line, ruled: list[Piece], one: Heard) -> list[Piece]:
    """The pieces with one attribution of the encoder taken in."""
    same = [p for p in ruled if p.cue and _meet(p.cue, one.cue)]
    if same:
        return [_settled(line, p, one) if p in same else p for p in ruled]
    out: list[Piece] = []
    for piece in ruled:
        out += _carved(line, piece, one)
    return out


def _settled(line: Line, piece: Piece, one: Heard) -> Piece:
    """Rules and encoder share the cue: where they differ about the source, the encoder's stands, as a guess."""
    if not piece.chain or one.source is None:
        return piece
    same = next((h for h in piece.chain if _meet((h.start, h.end), one.source)), None)
    if same:
        wider = _holders(line, one.source, same.level)
        # Of one source the encoder has all words ("few of us"), the rules some; joint speakers stay apart.
        if len(wider) == 1 and wider[0].start <= same.start and same.end <= wider[0].end and same.head is None:
            alone = sum(h.level == same.level for h in piece.chain) == 1
            chain = tuple(wider[0] if h is same and alone else h for h in piece.chain)
            return replace(piece, chain=chain)
        return piece
    level = piece.chain[-1].level
    kept = tuple(h for h in piece.chain if h.level < level)
    return replace(piece, chain=(*kept, *_holders(line, one.source, level)), guess=True)


def _carved(line: Line, piece: Piece, one: Heard) -> list[Piece]:
    """A piece cut where the encoder sees what is said: that gets the speaker, the rest stays as it was."""
    parts = [(max(a, piece.start), min(b, piece.end)) for a, b in one.contents]
    # "refuse to fight", "plan to leave": a deed of the one who would do it, and nothing that is said.
    parts = [(a, b) for a, b in parts if b - a >= _LEAST and line.tokens[a].tag != "TO"]
    if not parts or one.source is None or piece.hole:
        return [piece]
    if any(_meet((h.start, h.end), one.source) for h in piece.chain):
        return [piece]
    inside = piece.start <= one.cue[0] < piece.end
    if piece.chain and not inside:
        return [piece]
    level = piece.chain[-1].level + 1 if piece.chain else 0
    entry = cue_entry(line, one.cue)
    denies = entry is not None and entry["kind"] == "deny"
    manner = entry["kind"] if entry and entry["kind"] in {"think", "predict"} else piece.manner
    told = replace(
        piece, chain=piece.chain + _holders(line, one.source, level), cue=one.cue, manner=manner,
        denied=piece.denied != denies, guess=piece.guess or one.sure < _SURE, opens=False, anaphoric=False,
    )  # fmt: skip
    out: list[Piece] = []
    at = piece.start
    for a, b in sorted(parts):
        out += _rest(line, piece, at, a, one)
        out += nested(line, a, b, told, piece)
        at = b
    out += _rest(line, piece, at, piece.end, one)
    return out


def _rest(line: Line, piece: Piece, a: int, b: int, one: Heard) -> list[Piece]:
    """What is left of a piece beside source, cue and content: its own statement where it has a verb."""
    cuts = sorted([one.cue, *([one.source] if one.source else [])])
    out, at = [], a
    for c, d in [*cuts, (b, b)]:
        c, d = max(at, min(c, b)), min(d, b)
        if line.has_finite(at, c) and c - at > _LEAST:
            out.append(replace(piece, start=at, end=c))
        at = max(at, d)
    return out


def _relayed(piece: Piece, cited: Sequence[tuple[int, int]]) -> Piece:
    """ "The UN said …, citing officials": who is cited stands behind the one who cites."""
    inner = [h for h in piece.chain if any(_meet((h.start, h.end), c) for c in cited)]
    if not inner or len(inner) == len(piece.chain) or inner[-1] is piece.chain[-1]:
        return piece
    outer = [h for h in piece.chain if h not in inner]
    last = max(h.level for h in outer)
    return replace(piece, chain=(*outer, *(replace(h, level=last + 1) for h in inner)))


def _doubted(piece: Piece, cues: Sequence[tuple[int, int]]) -> Piece:
    """A speaker that the rules alone see is a guess."""
    if piece.chain and piece.cue and not piece.guess and not any(_meet(piece.cue, c) for c in cues):
        return replace(piece, guess=True)
    return piece


def _holders(line: Line, source: tuple[int, int], level: int) -> tuple[Holder, ...]:
    a, b = source
    # What is said of a speaker is no part of the name: "Syrskyi, who commands the ground forces".
    b = next((i for i in range(a + 1, b) if line.tokens[i].low in _SAID_OF), b)
    comma = next((i for i in range(a + 1, b) if line.lows[i] == ","), None)
    if comma and "and" not in line.lows[a:b] and can_speak(line, a, comma):
        b = comma
    while a < b - 1 and not line.tokens[a].text[:1].isalnum():
        a += 1
    while b > a + 1 and not line.tokens[b - 1].text[-1:].isalnum():
        b -= 1
    # "Reported by the General Staff on Thursday": the day is that of the saying.
    b = max(a + 1, skip_time(line, b, a))
    return tuple(replace(h, level=level) for h in joint(line, a, b))


def cue_entry(line: Line, cue: tuple[int, int]) -> Entry | None:
    """What the vocabulary knows of a cue."""
    return next((e for i in range(*cue) for e in lexicon.cues().at(line.lows, i)), None)


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]
