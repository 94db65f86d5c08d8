"""Place names as keys: one form for all the ways that a name is written, and Ukrainian names in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not decompose, and marks that one name is written with or without.
_PLAIN = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a",
        "'": None, "’": None, "‘": None, "ʼ": None, "ʹ": None, "`": None, "´": None, "ʻ": None, "ʾ": None, "ʿ": None,
        "-": " ", "–": " ", "‐": " ", "‑": " ", "_": " ", ".": " ", ",": " ", "/": " ",
        "ى": "ي", "ک": "ك", "ی": "ي", "ة": "ه", "\u200c": None, "\u200d": None,
    }
)  # fmt: skip
# Accents; the vowel signs, hamzas and stretching of Arabic; the points of Hebrew.
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_OTHER = re.compile(r"[^\W\d_A-Za-zÀ-ɏḀ-ỿЀ-ӿ]")

# The national system of 2010 (resolution 55 of the Cabinet of Ministers): at the start of a word, and within it.
_NATIONAL = dict(
    zip(
        "абвгґдежзиіклмнопрстуфхцчшщ",
        "a b v h g d e zh z y i k l m n o p r s t u f kh ts ch sh shch".split(),
        strict=True,
    )
) | {"ь": "", "'": "", "’": "", "ʼ": ""}
_NATIONAL_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_NATIONAL_WITHIN = {"є": "ie", "ї": "i", "й": "i", "ю": "iu", "я": "ia"}
_SCHOLARLY = dict(
    zip(
        "абвгґдежзиіклмнопрстуфхцчшщєїйюя",
        "a b v h g d e ž z y i k l m n o p r s t u f x c č š šč je ji j ju ja".split(),
        strict=True,
    )
) | {"ь": "", "'": "", "’": "", "ʼ": ""}
# The letters of a country beside Latin and Cyrillic ones, as Unicode calls them.
_SCRIPTS = {
    script: frozenset(countries.split())
    for script, countries in {
        "ARABIC": "AE AF BH DJ DZ EG EH IL IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE IN CN",
        "HEBREW": "IL PS", "GEORGIAN": "GE", "ARMENIAN": "AM AZ GE", "ETHIOPIC": "ET ER", "MYANMAR": "MM",
        "GREEK": "GR CY", "DEVANAGARI": "IN NP", "BENGALI": "BD IN", "GURMUKHI": "IN", "TAMIL": "LK IN",
        "SINHALA": "LK", "THAI": "TH", "LAO": "LA", "KHMER": "KH", "TIBETAN": "CN BT", "HANGUL": "KR KP",
        "CJK": "CN TW JP HK MO", "HIRAGANA": "JP", "KATAKANA": "JP",
    }.items()
}  # fmt: skip
# Russian names as English newspapers write them (near to BGN/PCGN, without its apostrophes).
_RUSSIAN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [*"a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch".split(), "", "y", "", "e", "yu", "ya"],
        strict=True,
    )
)


def key(name: str) -> str:
    """The form that names are compared in: "Ivano‑Frankivs'k" and "ivano frankivsk" have one key.

    Case, accents, apostrophes, soft-sign marks, hyphens and full stops do not count.
    """
    name = name.lower() if name.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(name.translate(_PLAIN).split())


def is_usable(name: str) -> bool:
    """Whether an alternate name is a name: in Latin or Cyrillic letters, not mixed, no code, no sound-alike.

    GeoNames mixes in airport codes ("MPW"), Latin spellings of Chinese or Arabic letters ("ge ma") and words
    whose letters come from two scripts.
    """
    if len(name) < 3 or len(name) > 60 or _OTHER.search(name) or any(c.isdigit() for c in name):
        return False
    latin, cyrillic = bool(_LATIN.search(name)), bool(_CYRILLIC.search(name))
    if latin == cyrillic or "(" in name or "," in name:
        return False
    if name.isupper() and len(name) <= 4:
        return False
    return any(c.isupper() for c in name)


def is_local(name: str, country: str) -> bool:
    """Whether a name is written wholly in the letters of its country, neither Latin nor Cyrillic: "حلب" in Syria."""
    letters = [c for c in name if c.isalpha()]
    if not 2 <= len(name) <= 60 or len(letters) < 2 or any(c.isdigit() or c in "()," for c in name):
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in letters}
    return len(scripts) == 1 and country in _SCRIPTS.get(scripts.pop(), ())


def bgn(name: str) -> str:
    """A Ukrainian name by BGN/PCGN 1965, as atlases have it: "Запоріжжя" is "Zaporizhzhya"."""
    return _by_letters(name, _NATIONAL | _NATIONAL_START)


def scholarly(name: str) -> str:
    """A Ukrainian name as linguists write it, with its carons: "Запоріжжя" is "Zaporižžja"."""
    return _by_letters(name, _SCHOLARLY)


def national(name: str) -> str:
    """A Ukrainian name in Latin letters by the national system of 2010: "Запоріжжя" is "Zaporizhzhia"."""
    out = []
    for word in re.split(r"([\s-]+)", name):
        lower = word.lower().replace("зг", "z\x00h").replace("Зг", "z\x00h")
        letters = [_national_letter(c, i == 0) for i, c in enumerate(lower)]
        out.append(_cased("".join(letters).replace("\x00", "g"), word))
    return "".join(out)


def russian(name: str) -> str:
    """A Russian name in the Latin letters that newspapers use: "Угледар" is "Ugledar"."""
    out = []
    for word in re.split(r"([\s-]+)", name):
        lower = word.lower()
        letters = []
        for i, c in enumerate(lower):
            after_vowel = i == 0 or lower[i - 1] in "аеёиоуыэюяьъ"
            letters.append(
                "ye" if c == "е" and i == 0 else "y" if c == "и" and i and after_vowel else _RUSSIAN.get(c, c)
            )
        out.append(_cased("".join(letters), word))
    return "".join(out)


def ending_variants(name: str) -> Iterator[str]:
    """Other usual Latin endings of a Ukrainian name: "-iy"/"-yi", "-ske"/"-skoye", "-ivka"/"-yvka"."""
    for pattern, change in _ENDINGS:
        other = pattern.sub(change, name)
        if other != name:
            yield other


_ENDINGS = tuple(
    (re.compile(a), b)
    for a, b in (("yi\\b", "y"), ("ii\\b", "iy"), ("iivka\\b", "iyivka"), ("oiv\\b", "oyiv"), ("aiv\\b", "ayiv"))
)


def is_russian(name: str) -> bool:
    """Whether a Cyrillic name can be Russian: no letter that only Ukrainian or Belarusian has."""
    return bool(_CYRILLIC.search(name)) and not re.search("[іїєґўʼ'’]", name.lower())


def is_cyrillic(name: str) -> bool:
    """Whether a name has Cyrillic letters."""
    return bool(_CYRILLIC.search(name))


def _by_letters(name: str, table: dict[str, str]) -> str:
    words = re.split(r"([\s-]+)", name)
    return "".join(_cased("".join(table.get(c, c) for c in word.lower()), word) for word in words)


def _national_letter(c: str, start: bool) -> str:
    changing = _NATIONAL_START if start else _NATIONAL_WITHIN
    return changing.get(c, _NATIONAL.get(c, c))


def _cased(latin: str, original: str) -> str:
    return latin[:1].upper() + latin[1:] if original[:1].isupper() else latin
