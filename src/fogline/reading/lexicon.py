"""The vocabulary files as the reader uses them: words and phrases by their inflected forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from fogline.model import Source
from fogline.vocabulary import rows

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an events, cues or scales file; ``head`` is the place of the inflected word in its phrase."""

    lemma: str
    pos: str
    row: tuple[tuple[str, str], ...]
    size: int

    def __getitem__(self, column: str) -> str:
        return dict(self.row).get(column, "")


class Phrases:
    """Phrases found by longest match over lower-cased words."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}

    def add(self, form: Sequence[str], entry: Entry) -> None:
        """Add one inflected form of an entry."""
        self._by_first.setdefault(form[0], []).append((tuple(form), entry))

    def close(self) -> None:
        """Sort so that the longest form is tried first; call once after the last ``add``."""
        for forms in self._by_first.values():
            forms.sort(key=lambda f: -len(f[0]))

    def at(self, words: Sequence[str], start: int, end: int | None = None) -> Iterator[Entry]:
        """Entries whose form stands at ``words[start]``, longest first."""
        limit = len(words) if end is None else end
        for form, entry in self._by_first.get(words[start], ()):
            stop = start + len(form)
            if stop <= limit and tuple(words[start:stop]) == form:
                yield entry


def inflect(lemma: str) -> set[str]:
    """Regular English forms of a verb: base, -s, -ed, -ing."""
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return {lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"}
    if lemma.endswith("ee"):
        return {lemma, lemma + "s", lemma + "d", lemma + "ing"}
    if len(lemma) > 1 and lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return {lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"}
    plural = lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    out = {lemma, plural, lemma + "ed", lemma + "ing"}
    short = re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", lemma)
    if short:
        doubled = lemma + lemma[-1]
        out |= {doubled + "ed", doubled + "ing"}
    return out


def plural(noun: str) -> str:
    """The regular plural of the last word of a noun phrase."""
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _forms(lemma: str, pos: str, irregular: str) -> Iterator[tuple[str, ...]]:
    first, *rest = lemma.split()
    yield (first, *rest)
    given = [tuple(f.replace("_", " ").split()) for f in irregular.split()]
    if pos == "verb":
        yield from ((form, *rest) for form in sorted(inflect(first)))
        for parts in given:
            # An irregular form may be the first word alone or the whole phrase.
            yield parts if len(parts) > 1 or not rest else (*parts, *rest)
        return
    yield from given
    if pos == "noun":
        words = lemma.split()
        yield (*words[:-1], plural(words[-1]))


def _phrases(name: str, key: str) -> Phrases:
    out = Phrases()
    for row in rows(name):
        lemma = row[key].lower()
        if not lemma:
            continue
        for form in dict.fromkeys(_forms(lemma, row.get("pos", ""), row.get("forms", ""))):
            out.add(form, Entry(lemma, row.get("pos", ""), tuple(row.items()), len(form)))
    out.close()
    return out


@cache
def events() -> Phrases:
    """Verbs, nouns and phrases of what happens."""
    return _phrases("events", "lemma")


@cache
def cues() -> Phrases:
    """Verbs, nouns and prepositions that tie words to a speaker."""
    return _phrases("cues", "lemma")


@cache
def verb_forms() -> frozenset[str]:
    """Every form of the one-word verbs of the events and cues files."""
    verbs = [r for name in ("events", "cues") for r in rows(name) if r["pos"] == "verb" and " " not in r["lemma"]]
    return frozenset(f[0] for r in verbs for f in _forms(r["lemma"].lower(), "verb", r["forms"]) if len(f) == 1)


@cache
def past_forms() -> frozenset[str]:
    """Irregular past tenses of one-word verbs that are spelt unlike the verb itself: "wrote", "told"."""
    verbs = [r for name in ("events", "cues") for r in rows(name) if r["pos"] == "verb" and " " not in r["lemma"]]
    forms = {f for r in verbs for f in r["forms"].lower().split() if f.isalpha() and not f.endswith(("ing", "s", "ed"))}
    return frozenset(forms - {r["lemma"].lower() for r in verbs} - _ALSO_OTHER_WORDS)


# Past forms that are also nouns or adjectives of everyday use.
_ALSO_OTHER_WORDS = frozenset("left found felt shot lost fed bound rose saw born worn torn ground".split())


@cache
def estimates() -> Phrases:
    """Estimative words of every scale; one phrase may stand on several."""
    return _phrases("scales", "phrase")


@cache
def speaker_nouns() -> frozenset[str]:
    """Nouns that can head a speaker: "spokesman", "ministry", "residents"."""
    return frozenset(form for row in rows("speakers") for form in (row["noun"], plural(row["noun"])))


@cache
def nationalities() -> dict[str, str]:
    """Adjectives and possessives of states, lower case, with their ISO country code."""
    return {row["adjective"].lower(): row["country"] for row in rows("nationalities")}


@cache
def sources() -> dict[str, Source]:
    """The bundled and the user's own sources by id."""
    return {
        row["id"]: Source(
            row["id"], row["name"], row["kind"], row["side"] or None, row["scale"] or None, row["country"] or None,
            tuple(a.strip() for a in row["aliases"].split("|") if a.strip()),
        )
        for row in rows("sources")
    }  # fmt: skip


@cache
def source_names() -> dict[str, str]:
    """Names and aliases of sources, folded, with their ids."""
    return {fold(n): s.id for s in sources().values() for n in (s.name, *s.aliases)}


@cache
def actor_names() -> dict[str, str]:
    """Names and aliases of those who take part, folded, with their side (or their id where they have none)."""
    out = {fold(n): s.side or s.id for s in sources().values() for n in (s.name, *s.aliases)}
    for row in rows("actors"):
        for name in (row["name"], *row["aliases"].split("|")):
            if name.strip():
                out[fold(name)] = row["side"] or row["id"]
    return out


@cache
def longest_name() -> int:
    """How many words the longest name or alias has."""
    return max(len(n.split()) for n in (*source_names(), *actor_names()))


@cache
def unit_names() -> re.Pattern[str]:
    """Names of military units, as one pattern."""
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows("units")))


@cache
def counted() -> dict[str, str]:
    """Words that reports count, with the unit they stand for."""
    out: dict[str, str] = {}
    for row in rows("quantities"):
        if row["kind"] == "time":
            continue  # a duration is a time, not an amount
        for form in (row["unit"], *row["forms"].replace("|", " ").split()):
            out.setdefault(form.replace("_", " ").lower(), row["unit"])
    return out


def fold(name: str) -> str:
    """A name as it is compared: small letters, straight apostrophes, no article, no possessive."""
    low = re.sub(r"\s+", " ", name.lower().replace("’", "'")).strip(' ,.;:"“”')
    low = re.sub(r"^(?:the|a|an)\s+", "", low)
    return re.sub(r"'s?$", "", low)


def first_match(names: Iterable[str], table: dict[str, str]) -> str | None:
    """The value of the first name that the table holds."""
    return next((table[n] for n in names if n in table), None)


@cache
def nouns(name: str) -> frozenset[str]:
    """The nouns of a one-column file (``ground``, ``military``), singular and plural."""
    return frozenset(form for row in rows(name) for form in (row["noun"], plural(row["noun"])))


@cache
def nouns_of_class(wanted: str) -> frozenset[str]:
    """Speaker nouns of one class (person, body, text), singular and plural."""
    return frozenset(
        f for row in rows("speakers") if row["class"] == wanted for f in (row["noun"], plural(row["noun"]))
    )
