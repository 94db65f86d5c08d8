"""Exports: JSON Lines, CSV and GeoJSON, each as an iterator of lines, so that a large ledger is never held twice.

The same ledger content gives the same bytes: everything is sorted, and a document's time of fetching, which differs
from run to run, is left out of JSON Lines unless it is asked for.
"""

from __future__ import annotations

import csv as csv_format
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from fogline import vocabulary
from fogline.contract import claim_json, to_json
from fogline.model import Candidate, Claim, Document, Finding, Judgement, Origin, Place, Snapshot
from fogline.views.facts import levels, place_of, publisher

_GUARDED = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "claim_id", "document_id", "published", "publisher", "title", "url", "said_by", "origin", "origin_source_id",
    "kind", "event", "acled_event_type", "acled_sub_event_type", "plover_code", "denied", "certainty_phrase",
    "certainty_scale", "certainty_low", "certainty_high", "agents", "agent_sides", "targets", "target_sides",
    "place_phrase", "place", "place_id", "admin1", "country", "latitude", "longitude", "radius_km", "geo_precision",
    "place_candidates", "place_carried", "event_date_earliest", "event_date_latest", "date_precision", "date_phrase",
    "quantities", "condition", "quote_start", "quote_end", "quote", "reader",
)  # fmt: skip


def jsonl(
    snapshot: Snapshot,
    *,
    findings: Iterable[Finding] = (),
    judgements: Iterable[Judgement] = (),
    fetched: bool = False,
) -> Iterator[str]:
    """One JSON object a line, with a ``type``: document, claim, link, origin, finding, judgement, in that order.

    Documents go by publication and id, claims by their document and place in it, the others by the claims' ids.
    ``fetched`` keeps the time of fetching, which makes two runs' exports differ.
    """
    for document in _documents(snapshot):
        fields = to_json(document)
        if not fetched:
            fields.pop("fetched")
        yield _line("document", fields)
    claims = _claims(snapshot)
    for claim in claims:
        yield _line("claim", claim_json(claim, with_document=True))
    for link in sorted(snapshot.links, key=lambda k: (k.a, k.b, k.relation)):
        yield _line("link", to_json(link))
    for claim in claims:
        if claim.id in snapshot.origins:
            yield _line("origin", to_json(snapshot.origins[claim.id]))
    for finding in sorted(findings, key=lambda f: (f.claim, f.kind, f.slot or "", f.text)):
        yield _line("finding", to_json(finding))
    for judgement in sorted(judgements, key=lambda j: (j.target, j.at, j.by, j.verdict)):
        yield _line("judgement", to_json(judgement))


def csv(snapshot: Snapshot, *, sub_event: Callable[[Claim], str | None] = lambda _: None) -> Iterator[str]:
    """A header and one row a claim, columns in the terms of ACLED and UCDP GED (see ``COLUMNS``).

    The place is the first that is no background, its coordinates those of the one candidate or of the derived
    point; an ambiguous place has none, and ``place_candidates`` says how many it could be. Cells that a
    spreadsheet would run as a formula get a leading apostrophe; numbers of ours do not. ``sub_event`` names the ACLED
    sub-event type that a claim's words tell, None where they tell no finer one than its event word.
    """
    codes = {r["event"]: r for r in vocabulary.rows("field_codes")}
    types = {r["sub_event"]: r["event_type"] for r in vocabulary.rows("sub_event_types")}
    yield _row(COLUMNS)
    for claim in _claims(snapshot):
        code = codes.get(claim.event, {})
        if finer := sub_event(claim):
            code = code | {"acled_event": types[finer], "acled_sub_event": finer}
        cells = _cells(claim, snapshot, code)
        yield _row(tuple(_guard(cells.get(c)) for c in COLUMNS))


def geojson(snapshot: Snapshot) -> Iterator[str]:
    """A FeatureCollection: one point for each place of each claim, in lines of which each is one feature.

    An ambiguous place is one feature for each candidate, with ``ambiguous`` true; a relative one is its derived
    point with ``radius_km``. Claims without any point are counted in the foreign member ``fogline``.
    """
    claims = _claims(snapshot)
    yield '{"type":"FeatureCollection","features":[\n'
    placed, features = 0, 0
    for claim in claims:
        found = list(_features(claim, snapshot))
        placed += bool(found)
        for feature in found:
            yield ("," if features else "") + _dumps(feature) + "\n"
            features += 1
    counts = {"claims": len(claims), "without_place": len(claims) - placed, "features": features}
    yield f'],"fogline":{_dumps(counts)}}}\n'


def _features(claim: Claim, snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for place in claim.where:
        if place.lat is not None and place.lon is not None:
            yield _feature(claim, place, None, place.lat, place.lon, snapshot)
            continue
        for candidate in place.candidates:
            yield _feature(claim, place, candidate, candidate.lat, candidate.lon, snapshot)


def _feature(
    claim: Claim, place: Place, candidate: Candidate | None, lat: float, lon: float, snapshot: Snapshot
) -> dict[str, Any]:
    document = snapshot.documents[claim.document]
    when = claim.when
    properties = {
        "claim": claim.id,
        "document": claim.document,
        "publisher": publisher(document),
        "published": document.published,
        "said_by": levels(claim, snapshot),
        "kind": claim.kind,
        "event": claim.event,
        "denied": claim.denied,
        "place": candidate.name if candidate else place.phrase,
        "place_id": candidate.id if candidate else None,
        "phrase": place.phrase,
        "role": place.role,
        "relation": place.relation.text if place.relation else None,
        "radius_km": place.radius_km,
        "geo_precision": place.precision,
        "ambiguous": len(place.candidates) > 1,
        "candidates": len(place.candidates),
        "score": candidate.score if candidate else None,
        "earliest": when.earliest if when else None,
        "latest": when.latest if when else None,
        "date_precision": when.precision if when else None,
        "quote": claim.quote.text,
    }
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _cells(claim: Claim, snapshot: Snapshot, codes: Mapping[str, str]) -> dict[str, Any]:
    document, origin = snapshot.documents[claim.document], snapshot.origins.get(claim.id)
    cells: dict[str, Any] = {
        "claim_id": claim.id, "document_id": claim.document, "published": document.published,
        "publisher": document.source, "title": document.title, "url": document.url,
        "said_by": " > ".join(levels(claim, snapshot)), "kind": claim.kind, "event": claim.event,
        "acled_event_type": codes.get("acled_event"), "acled_sub_event_type": codes.get("acled_sub_event"),
        "plover_code": codes.get("plover"), "denied": claim.denied,
        "quantities": "; ".join(q.text for q in claim.quantities),
        "condition": claim.condition.text if claim.condition else None,
        "quote_start": claim.quote.start, "quote_end": claim.quote.end, "quote": claim.quote.text,
        "reader": claim.reader,
    }  # fmt: skip
    return (
        cells
        | _origin_cells(origin)
        | _certainty_cells(claim)
        | _actor_cells(claim)
        | _place_cells(claim)
        | (_time_cells(claim))
    )


def _origin_cells(origin: Origin | None) -> dict[str, Any]:
    return {"origin": origin.name, "origin_source_id": origin.source_id} if origin else {}


def _certainty_cells(claim: Claim) -> dict[str, Any]:
    sure = claim.certainty
    if not sure:
        return {}
    return {
        "certainty_phrase": sure.phrase, "certainty_scale": sure.scale,
        "certainty_low": sure.low, "certainty_high": sure.high,
    }  # fmt: skip


def _actor_cells(claim: Claim) -> dict[str, Any]:
    out = {}
    for role in ("agent", "target"):
        actors = [a for a in claim.actors if a.role == role]
        out[f"{role}s"] = "; ".join(a.name for a in actors)
        out[f"{role}_sides"] = "; ".join(a.side or "" for a in actors)
    return out


def _place_cells(claim: Claim) -> dict[str, Any]:
    place = place_of(claim)
    if not place:
        return {}
    one = place.candidates[0] if len(place.candidates) == 1 else None
    lat, lon = (place.lat, place.lon) if place.lat is not None else (one.lat, one.lon) if one else (None, None)
    return {
        "place_phrase": place.phrase, "place": one.name if one else None, "place_id": one.id if one else None,
        "admin1": one.admin1 if one else None, "country": one.country if one else None,
        "latitude": lat, "longitude": lon, "radius_km": place.radius_km, "geo_precision": place.precision,
        "place_candidates": len(place.candidates), "place_carried": place.carried,
    }  # fmt: skip


def _time_cells(claim: Claim) -> dict[str, Any]:
    when = claim.when
    if not when:
        return {}
    return {
        "event_date_earliest": when.earliest, "event_date_latest": when.latest,
        "date_precision": when.precision, "date_phrase": when.phrase,
    }  # fmt: skip


def _guard(cell: Any) -> Any:
    """A cell that no spreadsheet runs: text that begins like a formula gets an apostrophe before it."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "'" + cell if isinstance(cell, str) and cell.startswith(_GUARDED) else cell


def _row(cells: Iterable[Any]) -> str:
    buffer = io.StringIO()
    csv_format.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _documents(snapshot: Snapshot) -> list[Document]:
    return sorted(snapshot.documents.values(), key=lambda d: (d.published or "", d.id))


def _claims(snapshot: Snapshot) -> list[Claim]:
    order = {d.id: n for n, d in enumerate(_documents(snapshot))}
    return sorted(snapshot.claims, key=lambda c: (order[c.document], c.quote.start, c.quote.end, c.id))


def _line(kind: str, fields: dict[str, Any]) -> str:
    return _dumps({"type": kind, **fields}) + "\n"


def _dumps(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
