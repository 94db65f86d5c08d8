"""Toponyms in a text: the longest runs of capitalised words that the gazetteer knows, less those that are no places.

A name may be a person's, a unit's, a ship's, a newspaper's or an everyday word, and a capital may stand for a
government ("Kyiv said"). Such a name is no place of an event; the words beside it tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fogline import vocabulary
from fogline.grounding import names
from fogline.grounding.gazetteer import Entry, Gazetteer
from fogline.model import Document, Span
from fogline.text import Shape, words

_LONGEST = 5
# Small words within names, and those that some names begin with ("al-Bab", "el Fasher", "the Donbas").
_PARTICLES = frozenset(
    "of the and de da do del della la las le les los al el ez es as az ad ar an na nad upon on di du".split()
)
_POSSESSIVE = re.compile(r"['’]s?$")
_LOCATIVE = frozenset(
    "in near at around outside inside toward towards from into across throughout within of between over beyond north "
    "south east west northeast northwest southeast southwest reach reached".split()
)
_MODIFIERS = frozenset(
    "north south east west northern southern eastern western central northeast northwest southeast southwest "
    "north-east north-west south-east south-west upper lower greater old new downtown near in at from to".split()
)
_TYPES_OF_AREAS = frozenset("river sea strip valley countryside".split())
BODIES = frozenset(
    "government ministry minister president army military forces troops officials official authorities leadership "
    "foreign defence defense general diplomats envoy ambassador spokesman spokeswoman parliament side allies".split()
)
# A place of this size is meant even where its name is an ordinary word, if the words before it say "in" or "near".
_LARGE = 100_000
_COUNTY = re.compile(r"(?P<name>.+?)\s+(?:County|COUNTY|Parish|Borough|Census Area)")
# "Boone, Kenton and Campbell counties"
_COUNTIES = re.compile(r"(?:,?\s+(?:and|&)\s+[A-Z][\w'’.-]+|,\s+[A-Z][\w'’.-]+){0,5}\s+(?:[Cc]ounties|County|Parish)\b")
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
# After two names joined by a hyphen: what runs between the two, whatever else is called by both.
_LINES = frozenset("line road highway motorway railway route axis".split())
_NAME_PAIR = re.compile(r"\b(?P<first>[A-Z][a-z]+) (?=(?P<second>[A-Z][\w-]+))")
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Mention:
    """A toponym in a text, and all that the gazetteer knows under its name: "Bakhmut", from 41 to 48.

    ``region_word`` is the type beside it ("region", "oblast") where the gazetteer has no entry under both;
    ``article`` whether "the" stands before it, as it does before rivers and areas and hardly before towns;
    ``settlement_word`` whether it is called a town, a village and the like.
    """

    start: int
    end: int
    text: str
    sentence: int
    entries: tuple[Entry, ...]
    region_word: str | None = None
    article: bool = False
    settlement_word: bool = False


@cache
def context_words(kind: str) -> frozenset[str]:
    """The words of one class of the vocabulary of contexts."""
    return frozenset(r["word"] for r in vocabulary.rows("places_context") if r["class"] == kind)


@cache
def _types(*kinds: str) -> frozenset[str]:
    return frozenset[str]().union(*(context_words(kind) for kind in kinds))


@cache
def common_words() -> dict[str, str]:
    """Ordinary words and people's names that are also names of places: word → class."""
    out = {r["word"]: r["class"] for r in vocabulary.rows("places_common_words")}
    for row in vocabulary.rows("nationalities"):
        out.setdefault(row["adjective"].lower(), "adjective")
    return out


@cache
def _counties() -> dict[str, tuple[Entry, ...]]:
    """The counties of the United States by the key of their name without its last word."""
    out: dict[str, list[Entry]] = defaultdict(list)
    for row in vocabulary.rows("places_counties"):
        entry = Entry(
            f"county:US-{row['fips']}", row["name"], float(row["lat"]), float(row["lon"]), "US", row["state"], 0,
            "district", float(row["radius_km"]), 3, "", "",
        )  # fmt: skip
        out[names.key(row["name"].rsplit(" ", 1)[0])].append(entry)
    return {name: tuple(entries) for name, entries in out.items()}


@cache
def _short() -> dict[str, str]:
    """Short forms of names with what they stand for, as they are written: "Ky.", "KY"."""
    return {r["name"]: r["place"] for r in vocabulary.rows("places_short")}


def meanings(gazetteer: Gazetteer, name: str) -> tuple[Entry, ...]:
    """The places that a name in a text can mean: those that the gazetteer has under it, counties, short forms."""
    county = _COUNTY.fullmatch(name)
    own = _counties().get(names.key(county["name"]), ()) if county else ()
    short = gazetteer.get(_short()[name]) if "." in name and name in _short() else None
    return (*own, *((short,) if short else ()), *gazetteer.lookup(name))


def given(document: Document, cut: Shape, gazetteer: Gazetteer, spans: Sequence[Span]) -> tuple[Mention, ...]:
    """Stretches of a text that are known to be toponyms, with all that they can mean; those that mean nothing have no
    entries. A nation's adjective means its country here, and a longer name the place that it contains.
    """
    out = []
    for span in sorted(spans):
        name = _POSSESSIVE.sub("", document.text[span.start : span.end])
        before = document.text[max(0, span.start - 4) : span.start].lower()
        after = document.text[span.end : span.end + 120]
        entries = _loosely(gazetteer, name)
        if _COUNTIES.match(after):
            entries = (*_counties().get(names.key(name), ()), *entries)
        word = re.match(r"\s+([a-z]+)", after)
        region = word[1] if word and word[1] in context_words("region") and not _is_region(entries) else None
        at = cut.sentence_at(span.start)
        out.append(
            Mention(span.start, span.end, name, -1 if at is None else at, entries, region, before == "the ")
        )  # fmt: skip
    return tuple(out)


def _is_region(entries: Sequence[Entry]) -> bool:
    return bool(entries) and entries[0].kind != "settlement"


def _loosely(gazetteer: Gazetteer, name: str) -> tuple[Entry, ...]:
    """What a name means that is said to be one: as it stands, without "the", as a nation, by the name within it."""
    plain = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
    told = next((_short()[n] for n in (name, plain, plain.removesuffix("s")) if n in _short()), None)
    meant = gazetteer.get(told) if told else None
    if meant:
        return (meant,)
    nation = _nations().get(plain) or _nations().get(plain.removesuffix("s"))
    country = gazetteer.get(f"country:{nation}") if nation else None
    if country:
        return (country,)
    found = meanings(gazetteer, name) or meanings(gazetteer, plain)
    tokens = plain.split()
    runs = ((i, j) for size in range(len(tokens) - 1, 0, -1) for i in range(len(tokens) - size + 1) for j in [i + size])
    inner = (" ".join(tokens[i:j]) for i, j in runs)
    return found or next((e for run in inner if run[:1].isupper() and (e := _part(gazetteer, run))), ())


def _part(gazetteer: Gazetteer, name: str) -> tuple[Entry, ...]:
    """What a part of a longer name means: "Illinois" in "Illinois State Armory", not "State"."""
    name = _POSSESSIVE.sub("", name.strip(",;"))
    if common_words().get(name.lower()) in ("word", "adjective") and name not in _nations():
        return ()
    return _loosely(gazetteer, name)


@cache
def _nations() -> dict[str, str]:
    """Adjectives and peoples with the code of their country."""
    return {r["adjective"]: r["country"] for r in vocabulary.rows("nationalities")}


def find_mentions(document: Document, shape: Shape, gazetteer: Gazetteer) -> tuple[Mention, ...]:
    """All toponyms of a document that can be places, in order, none overlapping; time grows with its length."""
    lower = {w.group() for w in re.finditer(r"\b[^\W\d_]{3,}\b", document.text) if w.group().islower()}
    surnames = _surnames(document.text)
    found: list[Mention] = []
    for number, sentence in enumerate(shape.sentences):
        tokens = words(document.text, sentence.span)
        line = _Line(document.text, tokens, number, lower, gazetteer)
        found.extend(m for m in line.mentions() if m.text not in surnames or _is_large(m.entries))
    return tuple(found)


def _surnames(text: str) -> frozenset[str]:
    """Names that stand after a given name somewhere in a text: "Hassan Nasrallah" makes a bare "Nasrallah" a person."""
    kinds = common_words()
    pairs = _NAME_PAIR.finditer(text)
    return frozenset(m["second"] for m in pairs if kinds.get(m["first"].lower()) == "name")


def _is_large(entries: tuple[Entry, ...]) -> bool:
    return entries[0].kind != "settlement" or entries[0].population >= _LARGE


class _Line:
    """One sentence's words and the tests on them."""

    def __init__(self, text: str, tokens: list[Span], number: int, lower: set[str], gazetteer: Gazetteer) -> None:
        self.text, self.tokens, self.number, self.lower, self.gazetteer = text, tokens, number, lower, gazetteer
        self.previous: Mention | None = None
        self.words = [text[t.start : t.end] for t in tokens]

    def mentions(self) -> Iterator[Mention]:
        at = 0
        while at < len(self.tokens):
            found = self._longest(at) if self._may_begin(at) else None
            if found is None:
                at += 1
                continue
            last, mention = found
            if mention is not None:
                self.previous = mention
                yield mention
            at = last + 1

    def _may_begin(self, at: int) -> bool:
        word = self.words[at]
        return word[:1].isupper() or (word.lower() in {"al", "el"} or word[:3] in {"al-", "el-", "ad-", "ar-", "as-"})

    def _longest(self, at: int, most: int = _LONGEST) -> tuple[int, Mention | None] | None:
        """The longest name from word ``at``: its last word and the mention, None where it is no place."""
        if "-" in self.words[at] and self._after(at) in _LINES and (parted := self._hyphened(at)):
            return parted
        for last in range(min(at + most, len(self.tokens)) - 1, at - 1, -1):
            if not self._is_run(at, last):
                continue
            start, end = self.tokens[at].start, self._end(last)
            entries = meanings(self.gazetteer, self.text[start:end])
            if entries and self._is_place(at, last, entries):
                return last, self._mention(at, last, entries)
            if entries and last > at:
                return last, None
        return self._hyphened(at)

    def _mention(self, at: int, last: int, entries: tuple[Entry, ...]) -> Mention:
        start, end = self.tokens[at].start, self._end(last)
        after = self.words[last + 1].lower() if last + 1 < len(self.words) else ""
        word = after if after in context_words("region") and entries[0].kind == "settlement" else None
        town = after in context_words("settlement") or self._called(at) in context_words("settlement")
        name = self.text[start:end]
        return Mention(start, end, name, self.number, entries, word, self._before(at) == "the", town)

    def _hyphened(self, at: int) -> tuple[int, Mention | None] | None:
        """ "Sloviansk-Kramatorsk": the first of two names joined by a hyphen (the second follows by itself)."""
        word = self.words[at]
        parts = word.split("-")
        if len(parts) != 2 or not all(p[:1].isupper() and len(p) > 3 for p in parts):
            return None
        if not all(self.gazetteer.knows(p) for p in parts):
            return None
        start = self.tokens[at].start
        middle = start + len(parts[0])
        self.tokens[at : at + 1] = [
            Span(start, middle),
            Span(middle, middle + 1),
            Span(middle + 1, self.tokens[at].end),
        ]
        self.words[at : at + 1] = [parts[0], "-", parts[1]]
        return self._longest(at, 1)

    def _is_run(self, at: int, last: int) -> bool:
        inner = self.words[at + 1 : last + 1]
        if not all(_LETTERS.match(w[0]) or w in "-'’." for w in inner):
            return False
        if any(w[0].islower() and w.lower() not in _PARTICLES for w in inner[:-1]):
            return False
        ending = self.words[last]
        if last == at:
            return bool(_LETTERS.match(ending[0]))
        types = (
            context_words("region") | context_words("settlement") | {"river", "sea", "strip", "valley", "countryside"}
        )
        return ending[:1].isupper() or ending.lower() in types or ending[:3] in {"al-", "el-", "ez-"}

    def _end(self, last: int) -> int:
        """Where the name ends, without a possessive; "U.S." keeps its last stop."""
        token = self.tokens[last]
        mark = _POSSESSIVE.search(self.words[last])
        if mark and len(self.words[last]) > 3:
            return token.start + mark.start()
        if "." in self.words[last] and self.text[token.end : token.end + 1] == ".":
            return token.end + 1
        return token.end

    def _is_place(self, at: int, last: int, entries: tuple[Entry, ...]) -> bool:
        before, after = self._before(at), self._after(last)
        if self._is_holder(last, after) or self._is_named_after(at, last, before):
            return False
        known = entries[0].kind in ("country", "region", "area", "water", "district")
        if last > at:
            return known or not self._is_person(at, last, entries)
        word = _POSSESSIVE.sub("", self.words[at])
        kind = common_words().get(word.lower())
        if kind == "adjective" or (word.isupper() and len(word) <= 4 and not known):
            return False
        located = before in _LOCATIVE or self._typed(at, after)
        large = entries[0].population >= _LARGE or known
        if kind == "word":
            listed = self._is_listed(at, entries)
            return at > 0 and (listed or (located and large and before not in {"of", "from", "over"}))
        if kind in ("name", "family") and entries[0].kind != "country":
            return located and not self._is_person(at, last, entries)
        if word.lower() in self.lower and not (located and large):
            return False
        return not self._is_person(at, last, entries)

    def _is_holder(self, last: int, after: str) -> bool:
        """The place stands for who speaks or acts there: "Kyiv said", "Moscow's foreign ministry"."""
        if after in context_words("holder"):
            return True
        joined = self.words[last + 1 : last + 4]
        if len(joined) == 3 and joined[0] == "and" and joined[1][:1].isupper() and joined[2] in context_words("holder"):
            return True
        following = {w.lower() for w in self.words[last + 1 : last + 3]}
        return bool(_POSSESSIVE.search(self.words[last])) and bool(following & BODIES)

    def _is_named_after(self, at: int, last: int, before: str) -> bool:
        """Units, ships, operations, newspapers and streets: "the Kherson brigade", "the cruiser Moskva"."""
        if before in context_words("ship") or before in context_words("named"):
            return True
        units, bodies = context_words("unit"), context_words("body")
        for word in self.words[last + 1 : last + 4]:
            if word.lower() in units:
                return word[0].isupper() or word == self.words[last + 1]
            if not word[0].isupper():
                return False
            if word.lower() in bodies:
                return True
        return False

    def _is_person(self, at: int, last: int, entries: tuple[Entry, ...]) -> bool:
        """Part of a person's name: a title or given name before it, or a name beside it that is no place."""
        before = self.words[at - 1] if at else ""
        kinds = common_words()
        if before.lower().rstrip(".") in context_words("title") or self._titled(at):
            return True
        large = entries[0].population >= _LARGE or entries[0].kind != "settlement"
        if kinds.get(before.lower()) == "name" and before[:1].isupper():
            return True
        if self._is_plain_name(before, at - 1) and not large:
            return True
        after = self.words[last + 1] if last + 1 < len(self.words) else ""
        if self._is_plain_name(after, last + 1) and not large and not self._typed(at, after.lower()):
            return True
        if kinds.get(after.lower()) == "family" and after[:1].isupper():
            return True
        return (
            kinds.get(self.words[at].lower()) == "name" and after[:1].isupper() and not self._typed(at, after.lower())
        )

    def _is_listed(self, at: int, entries: tuple[Entry, ...]) -> bool:
        """Joined by "and" or a comma to a place of the same country: "Bukavu and Sake"."""
        if self.previous is None or self.text[self.previous.end : self.tokens[at].start].strip() not in {
            "and",
            ",",
            ", and",
        }:
            return False
        return bool({e.country for e in entries} & {e.country for e in self.previous.entries[:3]})

    def _titled(self, at: int) -> bool:
        """ "Gen. Sumy": a stop between title and name."""
        return at > 1 and self.words[at - 1] == "." and self.words[at - 2].lower() in context_words("title")

    def _is_plain_name(self, word: str, at: int) -> bool:
        """A capitalised word beside the name that is no place, direction or adjective and starts no sentence."""
        if at <= 0 or not word[:1].isupper() or not word[-1:].isalpha() or word.isupper():
            return False
        low = word.lower()
        return low not in _MODIFIERS and low not in common_words() and not self.gazetteer.knows(word)

    def _typed(self, at: int, after: str) -> bool:
        types = _types("region", "settlement", "direction")
        return after in types or self._called(at) in types

    def _called(self, at: int) -> str:
        """What a name is called before it: "town" in "the town of X"."""
        return self.words[at - 2].lower() if at > 1 and self.words[at - 1] == "of" else ""

    def _before(self, at: int) -> str:
        return self.words[at - 1].lower() if at else ""

    def _after(self, last: int) -> str:
        return self.words[last + 1].lower() if last + 1 < len(self.words) else ""
