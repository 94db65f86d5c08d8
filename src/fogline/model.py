"""The nouns of Fogline: documents, claims, places, times, links. Standard library only.

Everything here is frozen: a change makes a new record. Offsets are half-open and count Unicode code
points of ``Document.text``; distances are kilometres, coordinates WGS 84 degrees, times ISO 8601 strings
(a date, or a date and time with its offset).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

KINDS = ("event", "state", "assessment", "forecast", "conditional", "relation", "background")
EVENTS = (
    "capture", "retake", "withdraw", "advance", "assault", "repel", "encircle", "hold", "shell", "strike",
    "clash", "destroy", "casualties", "refuse", "surrender", "deploy", "supply", "command", "evacuate", "aid",
    "attack_civilians", "displace", "abduct", "detain", "loot", "block_access", "agreement", "other",
)  # fmt: skip
RELATIONS = (
    "same_event", "agrees", "contradicts", "more_exact", "less_exact", "later_state", "different_scope", "relays",
    "resolves",
)  # fmt: skip
PLACE_ROLES = ("event", "origin", "target", "background")


class FoglineError(Exception):
    """Something a user can mend: the fault in one sentence, and the mend in another.

    >>> raise FoglineError("notes.db is not a Fogline ledger", "name another file with --ledger")
    Traceback (most recent call last):
    ...
    fogline.model.FoglineError: notes.db is not a Fogline ledger; name another file with --ledger
    """

    def __init__(self, fault: str, mend: str) -> None:
        super().__init__(f"{fault}; {mend}")
        self.fault = fault
        self.mend = mend


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: half-open, in code points."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Quote:
    """The exact words of a claim or a condition, with where they stand."""

    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        """The same stretch without its words."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a document comes from: "forwarded from channel X on this day", "edited at", "version of".

    ``kind`` is ``forward``, ``edit``, ``reply`` or ``version``; ``date`` ISO 8601; ``document`` the id of the
    earlier document where the ledger has it.
    """

    kind: str
    name: str | None = None
    date: str | None = None
    url: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was fetched: a ministry's update, a page of a newspaper, a channel's post.

    ``text`` was cleaned once, before any offset existed, and keeps headings and paragraph breaks;
    ``headings`` are their spans. ``published`` is an ISO date, or date and time with offset, or None when
    nobody knows it. ``urls`` are all the addresses the same text was found under, ``url`` the first of them.
    ``sha256`` is that of the original bytes.
    """

    id: str
    text: str
    source: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    headings: tuple[Span, ...] = ()
    media_type: str = "text/plain"
    sha256: str | None = None
    fetched: str | None = None
    urls: tuple[str, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def day(self) -> str | None:
        """The calendar day of publication as the publisher gives it, ``YYYY-MM-DD``."""
        return self.published[:10] if self.published else None


def document_id(text: str, published: str | None) -> str:
    """The identity of a report: its words and its day of publication, never its address or when we saw it.

    A channel that posts the same three words on two days posted twice; one story under two addresses on one
    day is one document.
    """
    day = published[:10] if published else ""
    return "d" + hashlib.sha256(f"{day}\n{text}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a document (or many, from one feed or archive) was read from."""

    data: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Intake:
    """A document together with the bytes it was read from."""

    document: Document
    original: Original


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file, address or item that could not be taken in; the rest of the batch goes on.

    ``where`` names the file, address or item; ``fault`` and ``mend`` are one sentence each.
    """

    where: str
    fault: str
    mend: str


@dataclass(frozen=True, slots=True)
class Source:
    """A party that says things: a ministry, a general staff, a newspaper, an armed group.

    ``scale`` is the probability yardstick that its words are read on (``phia``, ``icd203`` or None);
    ``kind`` one of ministry, general_staff, military, agency, newspaper, channel, think_tank, official,
    armed_group, organisation.
    """

    id: str
    name: str
    kind: str
    side: str | None = None
    scale: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """One holder in a claim's chain: "the ministry" at level 0, "the commander" whom it cites at level 1.

    ``start`` and ``end`` are None when the speaker is carried over from an earlier sentence; ``guess`` marks
    a speaker reached through a pronoun or a bare role ("he", "the spokesman").
    """

    name: str
    source_id: str | None = None
    level: int = 0
    start: int | None = None
    end: int | None = None
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """How a claim is tied to its speaker: ``form`` is ``direct`` (quotation), ``indirect`` or ``mixed``."""

    form: str
    cue: Span | None = None
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Certainty:
    """Estimative words with the interval they stand for; ``low`` and ``high`` are probabilities 0 to 1.

    ``scale`` is ``phia``, ``icd203``, ``survey`` (how readers understand the word) or None.
    """

    phrase: str
    start: int
    end: int
    scale: str | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who takes part in an event: ``role`` is ``agent``, ``target`` or ``other``; ``side`` an actor id."""

    name: str
    role: str
    side: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One gazetteer place that a toponym may mean; ``score`` 0 to 1, best first in a list.

    ``precision`` is the UCDP ``where_prec`` that this kind of place gives: 1 settlement, 3 district, 4 region,
    6 country, 7 water.
    """

    id: str
    name: str
    lat: float
    lon: float
    score: float
    country: str | None = None
    admin1: str | None = None
    kind: str = "settlement"


@dataclass(frozen=True, slots=True)
class Relation:
    """How a place is given relative to others: "3 km south of X", "between X and Y", "the X direction".

    ``kind``: distance, direction, near, between, axis, side. ``distance_km`` is (low, high); ``bearing`` in degrees
    clockwise from north; ``anchors`` the ids of the places it hangs on; ``text`` the words.
    """

    kind: str
    text: str
    distance_km: tuple[float, float] | None = None
    bearing: float | None = None
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A toponym of a claim and what it can mean.

    Two or more ``candidates`` of like score: still ambiguous. ``precision`` is UCDP ``where_prec`` (1 to 7),
    None while unresolved. ``carried``: set by the heading or an earlier sentence. For a relative place ``lat`` and
    ``lon`` are the derived point and ``radius_km`` what it can be off by.
    """

    phrase: str
    start: int | None
    end: int | None
    role: str = "event"
    precision: int | None = None
    radius_km: float | None = None
    relation: Relation | None = None
    carried: bool = False
    candidates: tuple[Candidate, ...] = ()
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class When:
    """The interval that a time phrase can mean: ISO ``earliest`` and ``latest``, both inclusive, None for open.

    ``precision`` is UCDP ``date_prec`` (1 day to 5 year), None for an open interval; ``anchor`` the date it was
    reckoned from; ``timex`` the phrase's TIMEX3 value, None where the calendar does not settle it.
    """

    phrase: str | None
    start: int | None
    end: int | None
    earliest: str | None
    latest: str | None
    precision: int | None
    carried: bool = False
    anchor: str | None = None
    timex: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that the claim gives: ``low`` and ``high`` are equal unless it is a range; ``unit`` as counted."""

    text: str
    start: int
    end: int
    low: float | None
    high: float | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The smallest statement that can be true or false: "the ministry says X is unlikely to break through at Y".

    ``said_by`` is the chain of holders inside the document, outermost first, empty when the document speaks
    for itself.
    """

    id: str
    document: str
    quote: Quote
    kind: str
    event: str
    said_by: tuple[Speaker, ...] = ()
    attribution: Attribution | None = None
    certainty: Certainty | None = None
    denied: bool = False
    actors: tuple[Actor, ...] = ()
    where: tuple[Place, ...] = ()
    when: When | None = None
    quantities: tuple[Quantity, ...] = ()
    condition: Quote | None = None
    reader: str = ""

    @property
    def origin_name(self) -> str | None:
        """The last named holder of the chain, None when the document speaks for itself."""
        return self.said_by[-1].name if self.said_by else None


def claim_id(document: str, quote: Span, event: str, said_by: Iterable[Speaker]) -> str:
    """The identity of a claim: its document, words, event and chain of speakers; never the reader's version."""
    chain = "\x1f".join(f"{s.level}:{s.name}" for s in said_by)
    key = f"{document}\n{quote.start}:{quote.end}\n{event}\n{chain}"
    return "c" + hashlib.sha256(key.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Link:
    """Between two claims; ``reasons`` are words a reader understands ("same town", "opposite outcome")."""

    a: str
    b: str
    relation: str
    weight: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a claim's chain of relays ends: a name, its date, and the document if the ledger has it."""

    claim: str
    name: str
    source_id: str | None = None
    date: str | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that a finding or a sentence rests on."""

    document: str
    quote: Quote
    source: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check reports about a claim, with the evidence side by side (see DESIGN: kinds and verdicts)."""

    claim: str
    kind: str
    verdict: str
    slot: str | None
    severity: str
    confidence: float
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about a claim or finding, with who and when; retired by a later one, never erased.

    ``target`` is a claim id; ``verdict`` free (confirm, reject, amend, …). ``document``, ``quote`` and ``speaker``
    re-attach it when a new reader cuts the claim otherwise.
    """

    target: str
    verdict: str
    by: str
    at: str
    note: str = ""
    document: str | None = None
    quote: Quote | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document yields: the claims, and what was passed over and why."""

    document: Document
    claims: tuple[Claim, ...]
    warnings: tuple[str, ...] = ()
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """The common filters. Dates are ISO days, inclusive; None asks for everything.

    ``as_of`` goes by publication, ``recorded_as_of`` by when the ledger learnt it. ``source`` matches the publisher
    or any speaker, by id, name or alias. ``place`` is a gazetteer id or a name. ``text`` is a full-text search.
    """

    since: str | None = None
    until: str | None = None
    place: str | None = None
    source: str | None = None
    kind: str | None = None
    event: str | None = None
    as_of: str | None = None
    recorded_as_of: str | None = None
    text: str | None = None
    document: str | None = None
    limit: int | None = None
    all_versions: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a ledger held at a moment: the read-only material of every view."""

    documents: Mapping[str, Document]
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    as_of: str | None = None
    since: str | None = None


def with_claims(reading: Reading, claims: Iterable[Claim]) -> Reading:
    """The same reading with other claims (grounded ones, say)."""
    return replace(reading, claims=tuple(claims))
