"""Document → Claims, by rules and vocabulary: the first reader. Replaceable: the contract is ``read`` alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fogline.model import Attribution, Certainty, Claim, Document, Quote, Span, Speaker, claim_id
from fogline.reading import lexicon, slots
from fogline.reading.attribution import Piece, bare, pieces
from fogline.reading.clauses import Clause, clauses
from fogline.reading.encoder import Encoder
from fogline.reading.joining import heard, joined, stretches, tokens_of
from fogline.reading.patterns import Holder
from fogline.reading.phrases import PERSONAL
from fogline.reading.seen import Seen, see
from fogline.reading.spans import Named, Stated
from fogline.reading.speakers import Memory
from fogline.reading.tokens import QUOTES, TIME_WORDS, Line, Quotation, find_quotations, lines
from fogline.reading.weighing import weighed
from fogline.text import shape

VERSION = "encoder-2"
FAST_VERSION = "rules-3"
# A sentence longer than this is a table or a text without sentence marks: it is read in stretches of this many
# words, so that the time stays linear in the text's length.
_LONGEST = 160
# A stretch that the encoder is surer of than this is a claim, whatever the rules think it is worth.
_CERTAIN = 0.65
_HEARSAY = frozenset({"apparently", "reportedly", "allegedly", "supposedly"})


@dataclass(slots=True)
class _Said:
    """A piece of a sentence with its speakers resolved."""

    line: Line
    piece: Piece
    speakers: tuple[Speaker, ...]
    form: str
    guess: bool = False
    cue: Span | None = None
    last_clause_only: bool = False


def read(document: Document, *, fast: bool = False) -> tuple[Claim, ...]:
    """The claims of a document in the order of their words, without places and times.

    ``fast``: by rules and vocabulary alone, without the encoder. Time is linear in the document's length. Raises
    nothing for any text.
    """
    form = shape(document)
    seen = Seen() if fast else see(form, Encoder.load())
    quotations = find_quotations(form)
    memory = Memory(document)
    said: list[_Said] = []
    for whole in lines(form, quotations, seen.tags):
        for line in _stretches(whole):
            said.extend(_attribute(line, memory, quotations, said, seen))
    found = (claim for item in said for claim in _claims(document, item, seen))
    return tuple({c.id: c for c in sorted(found, key=lambda c: (c.quote.start, c.quote.end, c.id))}.values())


def _stretches(line: Line) -> list[Line]:
    if len(line.tokens) <= _LONGEST:
        return [line]
    out = []
    for i in range(0, len(line.tokens), _LONGEST):
        part = Line(line.text, line.span, line.paragraph, line.heading, line.tokens[i : i + _LONGEST])
        part.quoted, part.military = line.quoted[i : i + _LONGEST], line.military
        out.append(part)
    return out


def _attribute(
    line: Line, memory: Memory, quotations: Sequence[Quotation], before: list[_Said], seen: Seen
) -> list[_Said]:
    """The pieces of one sentence with their speakers, those carried from earlier sentences included."""
    met = seen.people_in(line.span)
    memory.meet(line, met)
    memory.note(line)
    out: list[_Said] = []
    # One holder stands behind several pieces of a sentence: it is resolved once.
    resolved: dict[Holder, Speaker | None] = {}
    found = pieces(line)
    if seen.tags:
        people = [at for span in met if (at := tokens_of(line, span))]
        found = joined(line, found, heard(line, seen.near(line.span)), people)
    for piece in found:
        for holder in piece.chain:
            if holder not in resolved:
                resolved[holder] = memory.resolve(line, holder)
        speakers = tuple(s for h in piece.chain if (s := resolved[h]) is not None)
        cue = Span(line.tokens[piece.cue[0]].start, line.tokens[piece.cue[1] - 1].end) if piece.cue else None
        out.append(_Said(line, piece, _levelled(speakers), _form(line, piece), piece.guess, cue))
    alone = bare(line) if before and not any(s.piece.chain for s in out) else None
    if alone and _ends_quotation(before[-1]):
        _name_speaker(line, alone, memory, before)
        return []
    if len(out) == 1 and out[0].piece.anaphoric:
        _attribute_backwards(out[0], before)
    elif not any(s.piece.chain for s in out):
        out = [_carried(s, memory, quotations, before) for s in out]
    return out


def _ends_quotation(said: _Said) -> bool:
    """Whether a sentence without a speaker closes a quotation: the next may name who spoke it."""
    return not said.speakers and said.line.tokens[-1].text in QUOTES and said.line.quoted[-1] is not None


def _name_speaker(line: Line, alone: Piece, memory: Memory, before: list[_Said]) -> None:
    speakers = tuple(s for h in alone.chain if (s := memory.resolve(line, h)) is not None)
    region = before[-1].line.quoted[-1]
    for said in before[-4:]:
        if not said.speakers and region in said.line.quoted:
            said.speakers, said.form = _levelled(speakers), "direct"


def _levelled(speakers: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    """Levels count from 0 without gaps; one holder taken up again ("the ministry, which says") stands once."""
    speakers = tuple(s for i, s in enumerate(speakers) if i == 0 or not _again(s, speakers[i - 1]))
    levels = {level: i for i, level in enumerate(sorted({s.level for s in speakers}))}
    return tuple(replace(s, level=levels[s.level]) for s in speakers)


def _again(speaker: Speaker, before: Speaker) -> bool:
    """Whether a holder only takes up the one before: the same name, or a pronoun that nobody else was found for."""
    if (speaker.name, speaker.source_id) == (before.name, before.source_id):
        return True
    return speaker.level > before.level and speaker.name.lower() in PERSONAL


def _attribute_backwards(said: _Said, before: list[_Said]) -> None:
    """ "… . The news was reported by the General Staff on Thursday.": what the sentence before says is the staff's."""
    if not before or before[-1].speakers or before[-1].line.heading:
        return
    before[-1].speakers = tuple(replace(s, start=None, end=None) for s in said.speakers)
    before[-1].piece = replace(before[-1].piece, denied=before[-1].piece.denied != said.piece.denied)
    before[-1].form, before[-1].guess, before[-1].last_clause_only = "indirect", True, True


def _carried(said: _Said, memory: Memory, quotations: Sequence[Quotation], before: list[_Said]) -> _Said:
    """A sentence without a cue: who goes on speaking, if anybody.

    A quotation that goes on, or a new one that follows in the same paragraph, keeps its speaker; a list after
    "X reported:" keeps X; a hearsay adverb right after "the news was reported by X" leans on X. All else is the
    document's own voice.
    """
    if not before or said.line.heading:
        return said
    last = before[-1]
    line, piece = said.line, said.piece
    region = line.quoted[piece.start] if piece.start < len(line.quoted) else None
    if region is not None:
        return _carried_quotation(said, region, before)
    if last.piece.opens and last.speakers:
        same = last.line.paragraph == line.paragraph or _list_item(line)
        hearsay = line.lows[0] in _HEARSAY and line.paragraph <= last.line.paragraph + 1
        if (same and not last.piece.anaphoric) or hearsay:
            # A list keeps its frame open item by item, running text for one sentence; hearsay is a guess.
            carried = _from_earlier(said, last.speakers, "indirect", guess=hearsay)
            goes_on = _list_item(line)
            return _Said(line, replace(carried.piece, opens=goes_on), carried.speakers, carried.form, carried.guess)
    return said


def _carried_quotation(said: _Said, region: int, before: list[_Said]) -> _Said:
    line = said.line
    for earlier in reversed(before[-6:]):
        same = any(q == region for q in earlier.line.quoted)
        near = earlier.line.paragraph == line.paragraph
        following = earlier.line.paragraph == line.paragraph - 1 and line.quoted[0] is not None
        if earlier.speakers and earlier.form != "indirect" and (same or near or following):
            return _from_earlier(said, earlier.speakers, "direct", guess=not (same or near))
        if earlier.speakers and near:
            return _from_earlier(said, earlier.speakers, "direct", guess=True)
    return said


def _from_earlier(said: _Said, speakers: tuple[Speaker, ...], form: str, *, guess: bool) -> _Said:
    carried = tuple(replace(s, start=None, end=None) for s in speakers)
    return _Said(said.line, said.piece, carried, form, guess)


def _list_item(line: Line) -> bool:
    return line.tokens[0].text in {"-", "–", "—", "•", "*", "·"} or line.tokens[0].tag == "CD"


def _form(line: Line, piece: Piece) -> str:
    inside = [line.quoted[i] is not None for i in range(piece.start, min(piece.end, len(line.quoted)))]
    if inside and all(inside):
        return "direct"
    # A quoted word or two inside reported speech does not make it a quotation.
    return "mixed" if sum(inside) > 4 else "indirect"


def _claims(document: Document, said: _Said, seen: Seen) -> list[Claim]:
    line, piece = said.line, said.piece
    if piece.start >= piece.end:
        return []
    if piece.hole:
        line, piece = _without(line, piece, piece.hole)
        said = replace(said, line=line, piece=piece)
    out: list[Claim] = []
    cut = stretches(line, piece, seen) if seen.tags else [(c, None) for c in clauses(line, piece.start, piece.end)]
    for clause, stated in cut:
        own = said.last_clause_only and clause is not cut[-1][0]
        claim = _claim(
            document,
            replace(said, speakers=()) if own else said,
            clause,
            stated,
            seen,
            first=not out,
        )
        if claim:
            out.append(claim)
    return out


def _without(line: Line, piece: Piece, hole: tuple[int, int]) -> tuple[Line, Piece]:
    """The sentence as if the cue in its middle were not there; offsets stay those of the text."""
    a, b = hole
    tokens = line.tokens[:a] + line.tokens[b:]
    closed = Line(line.text, line.span, line.paragraph, line.heading, tokens)
    closed.quoted, closed.military = line.quoted[:a] + line.quoted[b:], line.military
    return closed, replace(piece, end=piece.end - (b - a), hole=None)


def _claim(
    document: Document, said: _Said, clause: Clause, stated: Stated | None, seen: Seen, *, first: bool
) -> Claim | None:
    line, piece = said.line, said.piece
    a, b = _trimmed(line, clause.start, clause.end)
    if a >= b:
        return None
    speaker = said.speakers[-1] if said.speakers else None
    lead = (piece.cue[0], piece.start) if piece.cue and first and piece.cue[0] < piece.start else None
    estimate = slots.certainty(line, a, b, lead, speaker, clause)
    amounts = slots.quantities(line, a, b)
    ruled = slots.ruled(line, clause, estimate, piece.manner)
    if seen.tags and stated is None and not _stands_alone(clause, ruled, said):
        return None
    if (stated is None or stated.chance < _CERTAIN) and not _worth(
        line, clause, ruled.found, estimate, said, amounts=bool(amounts)
    ):
        return None
    quote = Quote(line.tokens[a].start, line.tokens[b - 1].end, line.words_of(a, b))
    event, kind, denied = weighed(stated, ruled, Encoder.load()) if stated else (ruled.event, ruled.kind, ruled.denied)
    if kind == "forecast" and ruled.kind != kind and not any(t.verb for t in line.tokens[a:b]):
        kind = ruled.kind  # "Mutiny on the front" foretells nothing
    condition = None
    if clause.condition:
        i, j = _trimmed(line, *clause.condition)
        condition = Quote(line.tokens[i].start, line.tokens[j - 1].end, line.words_of(i, j))
    return Claim(
        id=claim_id(document.id, quote.span, event, said.speakers),
        document=document.id,
        quote=quote,
        kind=kind,
        event=event,
        said_by=said.speakers,
        attribution=_attribution(said),
        certainty=estimate,
        denied=denied != piece.denied,
        actors=slots.actors(line, clause, ruled.found, _roles(line, seen.roles_in(quote.span))),
        quantities=amounts,
        condition=condition,
        reader=VERSION,
    )


def _roles(line: Line, found: Sequence[Named]) -> list[tuple[str, tuple[int, int]]]:
    """Agents and targets as ranges of a sentence's tokens."""
    return [(n.label, at) for n in found if (at := tokens_of(line, n.span))]


def _attribution(said: _Said) -> Attribution | None:
    if not said.speakers:
        return None
    return Attribution(said.form, said.cue, said.guess or any(s.guess for s in said.speakers))


def _stands_alone(clause: Clause, ruled: slots.Ruled, said: _Said) -> bool:
    """Whether a clause that the encoder passes over is a claim all the same: said by somebody, hanging on a condition,
    with a word of likelihood that has an interval, or with a happening that the vocabulary knows."""
    # A bare noun is a claim where it is all that is said ("announced the capture of X"), not at a clause's end.
    whole = (clause.start, clause.end) == (said.piece.start, said.piece.end)
    if not whole and not said.line.has_finite(*clause.core):
        return clause.condition is not None
    return bool(said.speakers or clause.condition) or ruled.marked or ruled.event != "other"


def _worth(
    line: Line,
    clause: Clause,
    found: slots.Happening | None,
    estimate: Certainty | None,
    said: _Said,
    *,
    amounts: bool,
) -> bool:
    """Whether a clause states something that can be checked.

    It needs a verb (or stands in a heading with an event), and either something that happens, a count, an
    estimate, or a name.
    """
    a, b = clause.core
    stated = line.has_finite(a, b)
    if not stated and not (found and (line.heading or said.speakers or found.verb)):
        return False
    if line.tokens[-1].low == "?" and not said.speakers:
        return False
    ground = bool(said.speakers) and any(t.low in lexicon.nouns("ground") for t in line.tokens[a:b])
    named = ground or any(_names_something(line, i) for i in range(a, b))
    return bool(found or amounts or estimate or clause.condition or (named and b - a > 3))


def _names_something(line: Line, i: int) -> bool:
    """A name with a capital; the first word of a sentence has one anyway, so it needs a second or to be no war word."""
    token = line.tokens[i]
    if not token.tag.startswith("NNP") or not token.text[:1].isupper() or token.low in TIME_WORDS:
        return False
    if i > 0:
        return True
    common = token.low in lexicon.nouns("military") or any(True for _ in lexicon.events().at(line.lows, i))
    return not common


def _trimmed(line: Line, a: int, b: int) -> tuple[int, int]:
    """A claim's words without the marks and conjunctions around them."""
    while a < b and (
        line.tokens[a].low in {",", ";", ":", "-", "–", "—", "and", "but", "•", "*", "that", "·"}
        or line.tokens[a].text in '"“”«»„'
    ):
        a += 1
    while b > a and (
        line.tokens[b - 1].low in {",", ";", ":", ".", "–", "—", "!", "…", "and", "but"}
        or line.tokens[b - 1].text in '"“”«»„'
    ):
        b -= 1
    return a, b
