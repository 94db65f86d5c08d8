"""Origins: where each claim's chain of relays ends."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fogline.linking.copies import copies
from fogline.linking.opposites import family
from fogline.model import Claim, Document, Origin, Source, Speaker

# A daily update is relayed on its day or the two after: later relays name the day, and are left undecided.
PRIMARY_DAYS = 2
_WORD = re.compile(r"\w{4,}")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Party:
    """A source by the name the field knows it by; ``id`` None where the vocabulary does not have it."""

    id: str | None
    name: str

    @property
    def key(self) -> str:
        """What two mentions of one party share."""
        return self.id or fold(self.name)


def origins(
    claims: Iterable[Claim], documents: Mapping[str, Document], sources: Mapping[str, Source]
) -> dict[str, Origin]:
    """Where each claim's chain ends, by claim id, in the order of ``claims``.

    The end is the innermost named holder of ``said_by``; without one, the document's own source. Joint holders
    ("British and Ukrainian intelligence") are one origin under both names, without a source id. A holder's
    statement is dated by the report that relays it, or, where ``documents`` has the holder's own report of that
    day or the two days before, by that report, which is then ``document``. Reports with near-identical text
    share the earliest one's source and document. A report of unknown source is an origin of its own.
    """
    claims = tuple(claims)
    names = _names(sources)
    first = copies(documents)
    library = _Library.of(claims, documents, names)
    out = {}
    for claim in claims:
        document = documents[claim.document]
        holders = innermost(claim.said_by)
        out[claim.id] = (
            _spoken(claim, document, [party(h.name, h.source_id, names, sources) for h in holders], library)
            if holders
            else _written(claim, documents[first[document.id]], names, sources)
        )
    return out


def innermost(said_by: Sequence[Speaker]) -> list[Speaker]:
    """The joint speakers of the deepest level that names anybody; bare guesses ("he") only if there is no other."""
    named = [s for s in said_by if s.source_id or not s.guess] or list(said_by)
    deepest = max((s.level for s in named), default=0)
    return [s for s in named if s.level == deepest]


def party(name: str, source_id: str | None, names: Mapping[str, str], sources: Mapping[str, Source]) -> Party:
    """A mention as a party: by its id, else by its name or alias; its own words where neither is known."""
    known = source_id or names.get(fold(name))
    if known and known in sources:
        return Party(known, sources[known].name)
    return Party(known, name)


def fold(name: str) -> str:
    """A name without case, article and doubled spaces."""
    return _ARTICLE.sub("", " ".join(name.split())).casefold()


@dataclass(frozen=True, slots=True)
class _Library:
    """The reports of each party, and what each claims, to find the primary of a relay."""

    by_party: Mapping[str, Sequence[Document]]
    claims: Mapping[str, Sequence[Claim]]

    @staticmethod
    def of(claims: Sequence[Claim], documents: Mapping[str, Document], names: Mapping[str, str]) -> _Library:
        by_party: dict[str, list[Document]] = defaultdict(list)
        for d in documents.values():
            if d.source and d.day:
                by_party[names.get(fold(d.source), fold(d.source))].append(d)
        of_document: dict[str, list[Claim]] = defaultdict(list)
        for c in claims:
            of_document[c.document].append(c)
        return _Library(by_party, of_document)

    def primary(self, claim: Claim, document: Document, who: Party) -> Document | None:
        """The party's own report that ``claim`` relays: the one that fits, or the only one; else None."""
        near = [d for d in self.by_party.get(who.key, ()) if _days_before(d, document) in range(PRIMARY_DAYS + 1)]
        if len(near) <= 1:
            return near[0] if near else None
        fits = {d.id: self._fit(claim, d) for d in near}
        best = max(fits.values())
        if best <= 0:
            return None  # which of its posts is meant cannot be told
        closest = [d for d in near if fits[d.id] == best]
        return min(closest, key=lambda d: (_days_before(d, document), d.id))

    def _fit(self, claim: Claim, document: Document) -> float:
        if claim.document == document.id:
            return 9.0
        alike = any(
            family(c.event) == family(claim.event) and _ids(c) & _ids(claim) for c in self.claims.get(document.id, ())
        )
        words = set(_WORD.findall(claim.quote.text.casefold()))
        shared = len(words & set(_WORD.findall(document.text.casefold()))) / len(words) if words else 0.0
        return float(alike) + (shared if shared >= 0.5 else 0.0)


def _spoken(claim: Claim, document: Document, holders: list[Party], library: _Library) -> Origin:
    if len(holders) > 1:
        return Origin(claim.id, " and ".join(dict.fromkeys(p.name for p in holders)), None, document.day)
    who = holders[0]
    primary = library.primary(claim, document, who)
    if primary:
        return Origin(claim.id, who.name, who.id, primary.day, primary.id)
    return Origin(claim.id, who.name, who.id, document.day)


def _written(claim: Claim, document: Document, names: Mapping[str, str], sources: Mapping[str, Source]) -> Origin:
    if document.source:
        who = party(document.source, None, names, sources)
    else:
        who = Party(None, f"unnamed report “{document.title or document.id}”")
    return Origin(claim.id, who.name, who.id, document.day, document.id)


def _names(sources: Mapping[str, Source]) -> dict[str, str]:
    """Folded names and aliases to ids; a name that two sources share stands for neither."""
    meant: dict[str, set[str]] = defaultdict(set)
    for s in sources.values():
        for name in (s.id, s.name, *s.aliases):
            meant[fold(name)].add(s.id)
    return {name: ids.copy().pop() for name, ids in meant.items() if len(ids) == 1}


def _ids(claim: Claim) -> set[str]:
    return {c.id for p in claim.where for c in p.candidates}


def _days_before(earlier: Document, later: Document) -> int:
    """How many days before ``later`` the other was published; -1 where a date is missing."""
    if not earlier.day or not later.day:
        return -1
    return (date.fromisoformat(later.day) - date.fromisoformat(earlier.day)).days
