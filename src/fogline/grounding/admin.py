"""First-level regions of the world from their outlines: official codes, and the names that reports use."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fogline import vocabulary
from fogline.grounding import names
from fogline.grounding.outlines import Unit
from fogline.grounding.raw import ALTERNATE, MAIN, Raw

# Words that are no name by themselves: "Northern" is a region of five countries.
_NO_NAME = frozenset(
    "north south east west northern southern eastern western central centre center upper lower greater inner outer new "
    "old lakes plateau coast coastal delta capital islands island river unity mountain littoral".split()
)
# Styles that reports put after a region's name, beside the one that it has.
_STYLES = ("region", "province", "state")


@dataclass(slots=True)
class Known:
    """What outlines say of one first-level code: "CD.11 is North Kivu, CD-NK, a province"."""

    iso: str = ""
    names: tuple[str, ...] = ()
    style: str = ""
    units: list[int] = field(default_factory=list)


def known(units: Sequence[Unit]) -> dict[tuple[str, str], Known]:
    """For each country and first-level code of GeoNames its outlines, and name and code where they are sure."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        for admin1 in unit.admin1:
            found[unit.country, admin1].append(number)
    lands = Counter((u.country, label) for u in units for label in set(u.part[1:]))
    countries = Counter(u.country for u in units)
    for at in lands:
        if lands[at] == countries[at[0]]:
            lands[at] = len(units)  # the country itself
    return {at: _told(at[1], numbers, units, lands) for at, numbers in found.items()}


def whole(units: Sequence[Unit], at: Known) -> list[int]:
    """The units that make up a region without a rest; none where an outline holds several regions."""
    return at.units if all(len(units[n].admin1) == 1 for n in at.units) else []


def name(regions: Iterable[Raw], told: Mapping[tuple[str, str], Known], settlements: Iterable[Raw]) -> None:
    """Put codes and names on the regions. A name that a town or an area of the country bears stands with its style."""
    towns: set[tuple[str, str]] = set()
    capitals: dict[tuple[str, str], Raw] = {}
    for place in settlements:
        towns.add((place.country, names.key(place.name)))
        at = (place.country, place.admin1)
        if at not in capitals or place.population > capitals[at].population:
            capitals[at] = place
    towns |= {(p.country, names.key(n)) for p in capitals.values() for n in p.names}
    for row in vocabulary.rows("regions"):
        towns |= {(row["country"], names.key(n)) for n in (row["name"], *row["aliases"].split("|"))}
    for region in regions:
        found = told.get((region.country, region.admin1))
        if found is None:
            continue
        region.iso = region.iso or found.iso
        if region.country != "UA" and found.names:  # Ukraine's regions have a table of their own
            _put(region, found, towns)


def roll_up(places: Iterable[Raw]) -> None:
    """Give every place the codes of its region, and every country its own, so that figures add up."""
    places = list(places)
    codes = {(p.country, p.admin1): (p.iso, p.pcode) for p in places if p.kind == "region"}
    for place in places:
        iso, pcode = codes.get((place.country, place.admin1), ("", ""))
        place.iso = place.iso or (place.country if place.kind == "country" else iso)
        place.pcode = place.pcode or pcode


def _told(admin1: str, numbers: list[int], units: Sequence[Unit], lands: Mapping[tuple[str, str], int]) -> Known:
    here = [units[n] for n in numbers]
    sure = [u for u in here if u.own == admin1 or len(u.admin1) == 1]
    if sure and len({(u.iso, u.names[:1]) for u in sure}) == 1 and len(here) <= len(sure) + 1:
        return Known(sure[0].iso, sure[0].names, sure[0].style, numbers)
    parents = {u.part[0] for u in sure}
    parent = parents.pop() if len(parents) == 1 else ""
    for shared in ({u.part[1] for u in sure}, {u.part[2] for u in sure}):
        label = shared.pop() if len(shared) == 1 else ""
        # A larger region or land is this one if it has hardly an outline beside this one's.
        if label and len(sure) > 1 and lands[here[0].country, label] <= 1.3 * len(sure):
            return Known(parent if "-" in parent else "", (label,), "region", numbers)
    return Known(parent if "-" in parent else "", (), "", numbers)


def _put(region: Raw, at: Known, towns: set[tuple[str, str]]) -> None:
    english = at.names[0]
    style = at.style.lower().partition("|")[0] if at.style.isascii() and at.style else "region"
    bare = _is_name(english) and (region.country, names.key(english)) not in towns
    if region.name.endswith(" region"):  # called after its largest settlement until now
        region.name = english if bare else _styled(english, style)
    for i, other in enumerate(at.names):
        free = _is_name(other) and (region.country, names.key(other)) not in towns
        if free:
            region.names.setdefault(other, MAIN if i < 2 or names.is_cyrillic(other) else ALTERNATE)
        if i < 2 and names.key(other).split()[-1] not in {style, *_STYLES}:
            region.names.setdefault(_styled(other, style), MAIN)
            for word in _STYLES:
                region.names.setdefault(_styled(other, word), ALTERNATE)


def _is_name(text: str) -> bool:
    words = names.key(text).split()
    return len(text) > 2 and not set(words) <= _NO_NAME and not any(c.isdigit() or c in "()," for c in text)


def _styled(text: str, style: str) -> str:
    return text if names.key(text).endswith(style) else f"{text} {style}"
