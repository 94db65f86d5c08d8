"""What the checks stand on: the gazetteer's facts, and the reports that claims may be held against."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from fogline.model import Claim, Document, Evidence, Quote, Source, Span

# A daily update is relayed on its day or the two after; what is older is another update.
PRIMARY_DAYS = 2
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


class Spot(Protocol):
    """A place of the gazetteer, as far as the checks look at it."""

    @property
    def id(self) -> str:
        """Its gazetteer id."""

    @property
    def name(self) -> str:
        """Its main name."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""

    @property
    def country(self) -> str:
        """ISO 3166-1."""

    @property
    def population(self) -> int:
        """Inhabitants, 0 where nobody knows."""

    @property
    def kind(self) -> str:
        """settlement, district, region, country, area or water."""

    @property
    def radius_km(self) -> float:
        """How far it reaches."""

    @property
    def precision(self) -> int:
        """UCDP where_prec; 1 is a settlement with a point of its own."""


class Atlas(Protocol):
    """The gazetteer: by id, and by any name."""

    def get(self, identity: str) -> Spot | None:
        """The place with this id, None if there is none."""

    def lookup(self, name: str) -> Sequence[Spot]:
        """All places of this name."""


@dataclass(frozen=True, slots=True)
class Library:
    """Reports that may be evidence, with what each claims; ``given`` are ids of those handed over on the spot.

    A given report without a publisher stands for whomever the claim names.
    """

    documents: Mapping[str, Document] = field(default_factory=dict)
    claims: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Holder:
    """A party that a claim names as its source: the id is None where the vocabulary does not know it."""

    id: str | None
    name: str

    @property
    def key(self) -> str:
        """What two mentions of one party share."""
        return self.id or fold(self.name)


class Shelf:
    """The library sorted by publisher, so that a party's own reports are found by any of its names."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._ids = _ids(library.sources)
        self._by_party: dict[str, list[Document]] = {}
        for d in library.documents.values():
            if d.source:
                self._by_party.setdefault(self.party(d.source).key, []).append(d)

    def party(self, name: str, source_id: str | None = None) -> Holder:
        """A mention as a party: by its id, else by its name or an alias."""
        known = source_id or self._ids.get(fold(name))
        found = self.library.sources.get(known) if known else None
        return Holder(found.id, found.name) if found else Holder(known, name)

    def holders(self, claim: Claim) -> list[list[Holder]]:
        """Who is named as holding the claim, innermost level first; speakers that are only guessed are left out."""
        levels: dict[int, list[Holder]] = {}
        for s in claim.said_by:
            if s.source_id or not s.guess:
                levels.setdefault(s.level, []).append(self.party(s.name, s.source_id))
        return [levels[level] for level in sorted(levels, reverse=True)]

    def primaries(self, holder: Holder, article: Document) -> list[Document]:
        """The party's own reports of the article's day and the two before, and those given; the nearest first."""
        found = {d.id: d for d in self._by_party.get(holder.key, ()) if self._fits(d, article)}
        for id in self.library.given:
            d = self.library.documents[id]
            if not d.source and _age(d, article) in (None, *range(366)):
                found[id] = d
        return sorted(found.values(), key=lambda d: (_age(d, article) or 0, d.id))

    def _fits(self, document: Document, article: Document) -> bool:
        if document.id == article.id:
            return False
        age = _age(document, article)
        if document.id in self.library.given:
            return age is None or age >= 0
        return age is not None and 0 <= age <= PRIMARY_DAYS


def evidence(document: Document, span: Span) -> Evidence:
    """The words of a stretch of a document, with who published them, when and where."""
    quote = Quote(span.start, span.end, document.text[span.start : span.end])
    return Evidence(document.id, quote, document.source, document.published, document.url)


def fold(name: str) -> str:
    """A name without case, article and doubled spaces."""
    return _ARTICLE.sub("", " ".join(name.split())).casefold()


def _ids(sources: Mapping[str, Source]) -> dict[str, str]:
    """Folded names to ids; a name that two sources share stands for neither."""
    meant: dict[str, set[str]] = {}
    for s in sources.values():
        for name in (s.id, s.name, *s.aliases):
            meant.setdefault(fold(name), set()).add(s.id)
    return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}


def _age(document: Document, article: Document) -> int | None:
    """How many days before the article the document was published, None where a date is missing."""
    if not document.day or not article.day:
        return None
    return (date.fromisoformat(article.day) - date.fromisoformat(document.day)).days
