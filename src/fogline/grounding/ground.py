"""Documents' claims with their places and times: which toponyms a claim names, what they mean, what part they play."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from fogline import vocabulary
from fogline.grounding import carrying, names
from fogline.grounding.carrying import Asking, Scene, Told
from fogline.grounding.gazetteer import Gazetteer
from fogline.grounding.mentions import Mention, context_words, find_mentions
from fogline.grounding.ranking import Ranked, rank_all
from fogline.grounding.relative import Derived, follows_place, relations
from fogline.grounding.time_claims import attach_times
from fogline.grounding.unlisted import unlisted
from fogline.model import Claim, Document, Place, Span
from fogline.text import Shape, shape

VERSION = "grounding-5"
# An armed group that is named again and again says no more of where a report plays.
_MOST_EVIDENCE = 3.0
# Events that are told with the place that is left: it stays the place of the event.
_LEAVING = frozenset(("withdraw", "retake", "evacuate", "displace", "surrender"))
_KIND_OF = (
    r"(?:the\s+)?(?:(?:city|town|village|settlement|region|direction|outskirts)\s+of\s+|"
    r"(?:north|south|east|west)\w*ern\s+)?"
)
_ORIGIN = re.compile(rf"\b(?:from|out of)\s+{_KIND_OF}$", re.IGNORECASE)
# "10 km from X" is a distance, "50 rockets from X" are not.
_WAY_OUT = re.compile(
    r"\b(?:road|roads|way|route|routes|corridor|exit|exits|highway|line)\s+(?:left\s+)?(?:out of|from)\s+$",
    re.IGNORECASE,
)
_AWAY = re.compile(r"\b(?:k?m|kilomet\w+|met(?:re|er)s?|miles?|hours?)\s+(?:away\s+)?from\s+$", re.IGNORECASE)
_TARGET = re.compile(
    rf"\b(?:towards?|in the direction of|en route to|on the way to|bound for|"
    rf"(?:fired|launched)\b[^.;]{{1,40}}\bfrom\b[^.;]{{3,40}}\bat|"
    rf"(?:fired|launched|aimed|firing|sent|moved|moving|heading|redeployed|transferred|deployed)\s+(?:\w+\s+){{0,3}}?(?:at|to|into|against))\s+{_KIND_OF}$",
    re.IGNORECASE,
)
# Where those who leave go: "withdrew from Kherson to Melitopol".
_GOAL = re.compile(rf"\bfrom\s+[^.;]{{2,60}}\s(?:to|for|into)\s+{_KIND_OF}$", re.IGNORECASE)
_BACKGROUND = re.compile(
    rf"\b(?:(?:after|since|following|before|despite|until)\s+(?:the\s+)?(?:\w+\s+)?(?:fall|loss|capture|seizure|battle|fight|liberation|siege)"
    rf"\s+(?:of|for)|(?:key|gateway|road|hub|corridor)\s+(?:to|for)|compared\s+(?:to|with)|unlike|like|than(?:\s+in)?|closer\s+to|"
    rf"(?:battalion|brigade|native|resident|residents|mayor|governor|head)\s+of)\s+{_KIND_OF}$",
    re.IGNORECASE,
)
# Before a country's name: what makes it a place and no party.
_INSIDE = re.compile(
    r"\b(?:in|into|inside|within|across|throughout|(?<!victory )(?<!win )over|near|"
    r"from|to|towards?|of\s+(?:eastern|western|southern|northern)|"
    r"(?:north|south|east|west|centre|center|part|parts|areas?|territory|regions?|invasion|occupation|rest|border|whole)\s+of|"
    r"(?:north|south|east|west)(?:east|west)?(?:ern)?|central|occupied)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_ELLIPTIC = re.compile(
    r"\bthere\b(?!\s+(?:is|are|was|were|has|have|had|will|would|may|might|could|can)\b)|\bthe\s+(?:town|city|village|settlement|area|"
    r"region|district|suburb|camp|port|outskirts|peninsula|province|state|governorate|oblast|enclave|strip|island)\b",
    re.IGNORECASE,
)
# "It" takes up what the sentence before was about, its first place; anything else goes on from its last.
_PRONOUN = re.compile(r"\s*it(?:s|['’]s)?\b", re.IGNORECASE)
# Where somebody speaks, meets or has an office is not where it happened: "the spokesman said in Aden on Sunday", "she
# told reporters in Doha", "the truce signed in Minsk", "ministers in Kyiv".
_SPOKEN_IN = re.compile(
    r"\b(?:said|says|told|added|warned|stated|argued|insisted|wrote|speaking)(?:\s+(?:on|late|early|earlier|today|"
    r"yesterday|\w+day|reporters|journalists|parliament|a|an|the|news|press|conference|briefing|interview|at))*"
    r"\s+(?:in|from)\s+$|\b(?:signed|agreed|brokered|negotiated|meeting|met|talks?|summit|conference|negotiations|"
    r"ministers?|officials?|diplomats?|analysts?|experts?|spokes\w+|sources?|governments?|authorities|embassy|courts?|"
    r"lawmakers|leaders?|politicians|generals?|commanders?|headquarters|ministry|office)\s+(?:in|at)\s+$",
    re.IGNORECASE,
)
# A capital that opens a sentence or clause is its government ("Kyiv lost 300 tanks") unless something befalls it.
_OPENS = re.compile(
    r"(?:^|[:;“\"]|\b(?:that|said|says|claimed|whether|because|while)|^(?:in|on|by|since|during|after|before|last|meanwhile|"
    r"however|earlier|later|if|unless|should|were|had|once|when)\b[^,;]{0,40},)\s*$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:by|accus(?:ed|es|ing)|blam(?:ed|es|ing)|told|urg(?:ed|es|ing)|asked|warned)\s+$", re.IGNORECASE
)
_BEFALLS = re.compile(
    r"(?:\s*,?\s*(?:and\s+)?(?:the\s+)?[A-Z][\w’'-]+)*\s+(?:(?:itself|city)\s+)?(?:(?:was|were|is|are|has\s+been|have\s+been|had\s+been)"
    r"(?!\s+(?:not\s+)?(?:\w+ing|ready|willing|able|accused|expected|likely|unlikely|said|blamed)\b)|came|comes|"
    r"(?:could|would|may|might|must|should|will|can)\s+(?:\w+\s+)?(?:be(?!\s+\w+ing)|fall|come|burn)|"
    r"fell|falls|fallen|burned|burns|shook|suffered|remain(?:s|ed)?|saw|woke|lies|lay)\b|\s*[:.]|\s*$"
)
_OVER = re.compile(r"\b(?:over|on|near|outside|around|across|towards?|against|into)\s+$", re.IGNORECASE)
# What is told of a capital in these words does not make it the scene of what follows.
_NO_SCENE = frozenset(("other", "agreement", "command", "refuse", "aid", "supply", "deploy"))
# "Kachin fighters"; "Sumy – based", its dash set apart or of a kind that splits words.
_FOLLOWING = re.compile(
    r"(?P<dash>\s?[-‐‑–]\s?(?:based|born|backed|led|installed|appointed|registered)\b)?\s*(?P<word>[a-z]*)"
)
_JOINS = frozenset(("and", ", and", "or", ", or", "as well as"))
_GOES_ON = re.compile(r",|\s+(?:and|or)\b")
_OPENING = 20  # characters from the start of a sentence that its subject stands in
_SHORT_HEADING = 3  # words: "Khartoum", "The Kyiv front"
# A country, "the Sahel": to carry it on says nothing of where a thing happened.
_WIDEST_CARRIED_KM = 150.0
_TOWN = re.compile(r"\b(?:town|city|village|settlement)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention with all that is known about it, and the mention whose place it only anchors."""

    mention: Mention
    ranked: Ranked
    derived: Derived | None
    anchors_another: bool


@dataclass(frozen=True, slots=True)
class _Report:
    """What one document's claims are placed by: its mentions in order, and what its claims say of its stretches.

    ``scenes`` are the quotes that tell of fighting, ``speakers`` the words that name who speaks, ``unlisted`` the names
    of places that the gazetteer lacks.
    """

    document: Document
    cut: Shape
    found: Sequence[_Found]
    starts: Sequence[int]
    scenes: Sequence[Span]
    speakers: Sequence[Span]
    unlisted: Sequence[Span]

    def within(self, span: Span) -> Sequence[_Found]:
        """The mentions that start in a stretch of the text."""
        return self.found[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]


def ground(document: Document, claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The same claims with ``where`` and ``when`` filled; a document's toponyms are resolved once for all of them."""
    cut = shape(document)
    found = _resolve(document, cut, gazetteer, _theatre(claims, document.day))
    scenes = [c.quote.span for c in claims if c.event not in _NO_SCENE]
    speakers = [span for c in claims for span in _speakers(c)]
    lacking = unlisted(document.text, cut, [f.mention for f in found], speakers)
    report = _Report(document, cut, found, [f.mention.start for f in found], scenes, speakers, lacking)
    placed = _with_carried(report, [_placed(report, claim) for claim in claims])
    return attach_times(document, cut, placed)


def _speakers(claim: Claim) -> list[Span]:
    return [Span(s.start, s.end) for s in claim.said_by if s.start is not None and s.end is not None]


def _theatre(claims: Sequence[Claim], day: str | None) -> dict[str, float]:
    """What those who fight in a report say of where it plays: evidence by country.

    A report is read by itself: what the ledger has of the same war is no evidence here, for then a document would read
    otherwise after another.
    """
    groups = [s.source_id for c in claims for s in c.said_by if s.source_id in _groups()]
    acting = [a.side for c in claims if c.event != "other" for a in c.actors]
    told: Counter[str] = Counter()
    for side in (*(_groups()[g] for g in groups if g), *acting):
        countries = _fights_in(side, day or "") if side else ()
        for country in countries:
            told[country] += 1
    return {country: min(times, _MOST_EVIDENCE) for country, times in told.items()}


@cache
def _groups() -> Mapping[str, str]:
    """The side of each armed group, by its id as a source."""
    return {r["id"]: r["side"] for r in vocabulary.rows("sources") if r["kind"] == "armed_group" and r["side"]}


@cache
def _fights_in(side: str, day: str) -> tuple[str, ...]:
    """The countries in which a side fought on a day; on any day where none is given."""
    if "-" in side:
        return (side[:2].upper(),)
    rows = [r for r in vocabulary.rows("places_theatres") if r["side"] == side]
    known = [r for r in rows if not day or r["from"] <= day[:10] <= (r.get("to") or "9999")]
    return tuple(dict.fromkeys(c for r in known for c in r["countries"].split("|")))


def _resolve(document: Document, cut: Shape, gazetteer: Gazetteer, theatre: Mapping[str, float]) -> list[_Found]:
    mentions = find_mentions(document, cut, gazetteer)
    ranked = rank_all(document.text, mentions, theatre)
    derived = relations(document.text, mentions, ranked)
    moved: dict[int, Derived] = {}
    for i, d in enumerate(derived):
        if d and d.relation.kind in ("distance", "direction", "near"):
            before = follows_place(document.text, mentions, d, i)
            if before is not None and d.start < mentions[i].start:
                moved[before] = replace(d, lat=None, lon=None, radius_km=None, precision=None)
                derived[i] = None
                moved.setdefault(i, d)
    out = []
    for i, mention in enumerate(mentions):
        anchor = i in moved and derived[i] is None and moved[i].end == mention.end
        out.append(_Found(mention, ranked[i], None if anchor else moved.get(i) or derived[i], anchor))
    return out


def _placed(report: _Report, claim: Claim) -> Claim:
    """The claim with the places in its own words."""
    known = [p for f in _inside(report, claim) if (p := _place(report, f, claim.event))]
    lacking = [_lacking(report, s, claim.event) for s in report.unlisted if claim.quote.span.covers(s)]
    where = _listed(report.document.text, sorted((*known, *lacking), key=lambda p: p.start or 0))
    return replace(claim, where=tuple(_ordered(_unfronted(report.document.text, claim.quote.span, where))))


def _with_carried(report: _Report, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims, those without a place of the event given the one that goes on; in the order of the text."""
    told, places = _told(report)
    out = list(claims)
    scenes: list[Scene] = []
    title = f" {names.key(report.document.title or '')} "
    for i in sorted(range(len(out)), key=lambda i: (out[i].quote.start, out[i].quote.end)):
        claim = out[i]
        asked = _asking(report.cut, claim, title)
        if asked and not any(p.role != "background" for p in claim.where):
            going = carrying.choose(asked, told, scenes)
            if going is not None:
                place = replace(places[going.start], role="event", start=None, end=None, carried=True)
                out[i] = claim = replace(claim, where=(place, *claim.where))
        scene = next((p for p in claim.where if p.role in ("event", "target")), None)
        if asked and scene is not None:
            scenes.append(Scene(names.key(scene.phrase), asked.sentence, asked.paragraph))
    return tuple(out)


def _told(report: _Report) -> tuple[list[Told], dict[int, Place]]:
    """Every place of the text as one that may go on, and each as the place of an event, by where it stands."""
    told, places = [], {}
    for found in report.found:
        mention, best = found.mention, found.ranked.best
        place = _place(report, found, "other")
        if place is None or found.anchors_another:
            continue
        sentence = report.cut.sentences[mention.sentence]
        span = Span(mention.start, mention.end)
        spoken = any(s.overlaps(span) for s in report.speakers) or (
            _is_capital(mention) and not _shows(report, mention)
        )  # fmt: skip
        places[mention.start] = place
        told.append(
            Told(
                names.key(mention.text), mention.start, mention.sentence, sentence.paragraph, sentence.heading,
                place.role, best.kind, _is_wide(found.ranked), spoken, mention.start - sentence.span.start < _OPENING,
            )
        )  # fmt: skip
    for span in report.unlisted:
        index = report.cut.sentence_at(span.start)
        if index is not None:
            sentence, place = report.cut.sentences[index], _lacking(report, span, "other")
            places[span.start] = place
            told.append(
                Told(
                    names.key(place.phrase), span.start, index, sentence.paragraph, sentence.heading, place.role,
                    "settlement", False, False, span.start - sentence.span.start < _OPENING,
                )
            )  # fmt: skip
    return sorted(told, key=lambda t: t.start), places


def _shows(report: _Report, mention: Mention) -> bool:
    """Whether a capital is where something happens: a heading by itself, or told of in a claim of fighting."""
    sentence = report.cut.sentences[mention.sentence]
    if sentence.heading and len(report.cut.words_of(sentence.span).split()) <= _SHORT_HEADING:
        return True
    if _OVER.search(report.document.text, max(0, mention.start - 10), mention.start):
        return True
    return any(s.covers(Span(mention.start, mention.end)) for s in report.scenes)


def _asking(cut: Shape, claim: Claim, title: str) -> Asking | None:
    """A claim as one that asks for a place; None where it stands in no sentence."""
    index = cut.sentence_at(claim.quote.start)
    if index is None:
        return None
    elliptic = _ELLIPTIC.search(claim.quote.text)
    town = bool(elliptic and _TOWN.search(elliptic.group()))
    heading = next((i for i in range(index, -1, -1) if cut.sentences[i].heading), -1)
    return Asking(
        claim.quote.start, claim.quote.end, index, cut.sentences[index].paragraph, heading, claim.event, claim.kind,
        bool(elliptic), town, bool(_PRONOUN.match(claim.quote.text)), title,
    )  # fmt: skip


def _inside(report: _Report, claim: Claim) -> Iterator[_Found]:
    """The mentions in a claim's words, less those that are its speaker or stand in the speaker's name."""
    speakers = _speakers(claim)
    if claim.attribution and claim.attribution.cue:
        speakers.append(claim.attribution.cue)
    for found in report.within(claim.quote.span):
        mention = Span(found.mention.start, found.mention.end)
        if mention.end <= claim.quote.end and not any(s.overlaps(mention) for s in speakers):
            yield found


def _listed(text: str, where: list[Place]) -> list[Place]:
    """The words before a list of places go for all of it: "evacuated from Avdiivka to Pokrovsk and Dnipro"."""
    out: list[Place] = []
    for place in where:
        first = out[-1] if out else None
        if first and first.role in ("origin", "target") and place.role == "event":
            between = text[first.end : place.start].strip()
            goes_on = _GOES_ON.match(text, place.end or 0)
            if between in _JOINS or (between == "," and goes_on):
                place = replace(place, role=first.role)
        out.append(place)
    return out


def _unfronted(text: str, quote: Span, where: list[Place]) -> list[Place]:
    """ "North of X, they took Y": X is what Y is told by, and no place of the event."""
    first = where[0] if len(where) > 1 else None
    if first is None or first.end is None or first.relation is None or first.role != "event":
        return where
    opens = text[quote.start : first.end].strip() == first.relation.text and text[first.end : first.end + 1] == ","
    if opens and any(p.role == "event" and not p.relation for p in where[1:]):
        return [replace(first, role="background"), *where[1:]]
    return where


def _ordered(where: list[Place]) -> list[Place]:
    """Places of the event first, and of these a region after the places within it: "In North Darfur, near Mellit"."""
    return sorted(where, key=lambda p: (p.role == "background", p.role == "event" and _holds_another(p, where)))


def _holds_another(place: Place, where: Sequence[Place]) -> bool:
    """Whether a region, country or stretch of front is named only to say where another place of the event lies."""
    if _is_stretch(place):
        return any(p.role in ("event", "target") and not _is_stretch(p) for p in where)
    if not place.candidates or place.relation or place.candidates[0].kind not in ("region", "country"):
        return False
    larger = place.candidates[0]
    smaller = (p.candidates[0] for p in where if p.role in ("event", "target") and p.candidates and p is not place)
    return any(
        s.kind in ("settlement", "district")
        and s.country == larger.country
        and (larger.kind == "country" or s.admin1 == larger.admin1)
        for s in smaller
    )


def _is_stretch(place: Place) -> bool:
    """ "The Avdiivka axis", "the left bank of the Dnipro": tens of kilometres of front."""
    relation = place.relation
    return relation is not None and relation.kind in ("direction", "side") and relation.bearing is None


def _place(report: _Report, found: _Found, event: str) -> Place | None:
    """A mention as the place of an event; None for a country or a capital that only acts."""
    text, mention, ranked = report.document.text, found.mention, found.ranked
    before = text[max(0, mention.start - 80) : mention.start]
    after = text[mention.end : mention.end + 2]
    if ranked.best.kind == "country" and (not _INSIDE.search(before) or after in ("'s", "’s")):
        return None
    if _is_government(report, mention):
        return None
    role = "background" if found.anchors_another or _names_people(text, mention) else _role(before, event)
    derived = found.derived
    own = derived is None or derived.lat is None
    precision = ranked.best.precision if ranked.sure else None
    radius = ranked.best.radius_km if ranked.sure else None
    if mention.region_word and ranked.sure and ranked.best.kind == "settlement":
        precision, radius = 4, max(radius or 0.0, 100.0)
    return Place(
        mention.text, mention.start, mention.end, role,
        precision if own or derived is None else derived.precision,
        radius if own or derived is None else derived.radius_km,
        derived.relation if derived else None, False, ranked.candidates(),
        derived.lat if derived else None, derived.lon if derived else None,
    )  # fmt: skip


def _lacking(report: _Report, span: Span, event: str) -> Place:
    """A place that the gazetteer lacks: its name and its part, and no point."""
    text = report.document.text
    role = _role(text[max(0, span.start - 80) : span.start], event)
    return Place(text[span.start : span.end], span.start, span.end, role)


def _is_capital(mention: Mention) -> bool:
    return names.key(mention.text) in context_words("capital")


def _is_government(report: _Report, mention: Mention) -> bool:
    """Whether a capital stands for those who govern there: it opens its clause and nothing befalls it, or it
    is spoken to or acts ("appointed by Moscow")."""
    if not _is_capital(mention):
        return False
    sentence = report.cut.sentences[mention.sentence].span
    before = report.document.text[sentence.start : mention.start]
    if _ADDRESSED.search(before):
        return True
    if not _OPENS.search(before):
        return False
    return not _BEFALLS.match(report.document.text[mention.end : sentence.end])


def _names_people(text: str, mention: Mention) -> bool:
    """Whether a name only says whose fighters they are: "Kachin fighters", "a Sumy‑based unit"."""
    following = _FOLLOWING.match(text, mention.end)
    return following is not None and (following["dash"] is not None or following["word"] in context_words("fighters"))


def _role(before: str, event: str) -> str:
    if _BACKGROUND.search(before) or (before.endswith(("in ", "from ")) and _SPOKEN_IN.search(before)):
        return "background"
    if _TARGET.search(before) or (event in _LEAVING and _GOAL.search(before)):
        return "target"
    stays = event in _LEAVING or _AWAY.search(before) or _WAY_OUT.search(before)
    if _ORIGIN.search(before) and not stays:
        return "origin"
    return "event"


def _is_wide(ranked: Ranked) -> bool:
    """Whether a place is too large to be that of a thing told after it."""
    return ranked.best.kind == "country" or ranked.best.radius_km > _WIDEST_CARRIED_KM
