"""Passages of a source's own report, and which of them a relayed claim fits best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from fogline import vocabulary
from fogline.checking.material import Shelf
from fogline.checking.wording import content, shared
from fogline.model import Claim, Document, Place, Span
from fogline.text import shape

# A name whose best candidate is surer than this is taken for that place.
SURE = 0.75


@dataclass(frozen=True, slots=True)
class Passage:
    """A claim of the source's report with the sentence that it stands in; ``words`` are the sentence's."""

    document: Document
    claim: Claim
    sentence: Span
    words: frozenset[str]

    @property
    def text(self) -> str:
        """The whole sentence."""
        return self.document.text[self.sentence.start : self.sentence.end]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a relayed claim and a passage meet; ``cover`` is the share of the claim's other words found there."""

    passage: Passage
    cover: float
    wanted: int
    event: bool
    kindred: bool
    place: bool

    @property
    def score(self) -> float:
        """For ranking alone."""
        own = 0.0 if self.passage.claim.said_by else 0.02
        return self.cover + 0.3 * self.event + 0.1 * self.kindred + 0.3 * self.place + own

    @property
    def same(self) -> bool:
        """Whether the two are one statement, whatever became of its slots."""
        if self.event and self.place and self.cover >= 0.4:
            return True
        if (self.event or (self.kindred and self.place)) and self.cover >= 0.6:
            return True
        return self.wanted >= 3 and self.cover >= (0.6 if self.place and self.wanted > 3 else 0.7)


def passages(document: Document, claims: Iterable[Claim], article: Document, shelf: Shelf) -> Iterator[Passage]:
    """What a report claims, sentence by sentence; what it takes from the checked article is left out (a circle)."""
    cut = shape(document)
    circle = shelf.party(article.source).key if article.source else None
    for claim in claims:
        if circle and any(shelf.party(s.name, s.source_id).key == circle for s in claim.said_by):
            continue
        index = cut.sentence_at(claim.quote.start)
        span = cut.sentences[index].span if index is not None else claim.quote.span
        whole = Span(min(span.start, claim.quote.start), max(span.end, claim.quote.end))
        yield Passage(document, claim, whole, content(document.text[whole.start : whole.end], _names(claim)))


def fits(claim: Claim, found: Iterable[Passage]) -> list[Fit]:
    """All passages with how well the claim fits each, best first."""
    wanted = statement(claim)
    made = []
    for p in found:
        names = frozenset(w for q in (p.claim, claim) for x in q.where for w in content(x.phrase))
        sought = wanted - names
        made.append(
            Fit(
                p,
                shared(sought, p.words | content(p.text)),
                len(sought),
                claim.event == p.claim.event and claim.event != "other",
                family(claim.event) == family(p.claim.event) and claim.event != "other",
                bool(places(claim) & places(p.claim)),
            )
        )
    return sorted(made, key=lambda f: (-f.score, f.passage.document.id, f.passage.claim.quote.start))


def statement(claim: Claim) -> frozenset[str]:
    """The words that make the claim, without its speakers, places and hedge."""
    hedge = (claim.certainty.phrase,) if claim.certainty else ()
    return content(claim.quote.text, (*_names(claim), *hedge))


def places(claim: Claim) -> frozenset[str]:
    """The ids of all places that the claim may mean."""
    return frozenset(c.id for p in claim.where for c in p.candidates)


def settlement(claim: Claim) -> Place | None:
    """The one settlement that the claim is about, named in its words and resolved; None where it is not so plain.

    A village that the gazetteer lacks stands for none: "near Hayyan, in the countryside of Aleppo" is about Aleppo.
    """
    own = [
        p for p in claim.where
        if p.candidates and p.role != "background" and not p.carried and p.start is not None and _is_at(p)
    ]  # fmt: skip
    if len({p.phrase for p in own}) != 1:
        return None
    best = own[0].candidates[0]
    return own[0] if best.kind == "settlement" and best.score >= SURE else None


def _is_at(place: Place) -> bool:
    """Whether the claim is about the place itself or its surroundings, not about a point some way off."""
    return place.relation is None or place.relation.kind == "near"


@cache
def families() -> dict[str, str]:
    """Event to its family: the vocabulary's ``opposites``."""
    return {r["a"]: r["b"] for r in vocabulary.rows("opposites") if r["relation"] == "family"}


def family(event: str) -> str:
    """The family of an event; one that the vocabulary does not place is a family of its own."""
    return families().get(event, event)


def _names(claim: Claim) -> tuple[str, ...]:
    return (*(s.name for s in claim.said_by), *(p.phrase for p in claim.where))
