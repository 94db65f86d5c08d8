"""Which language a text is in: by its script first, by its commonest words next, by a model last.

The model (py3langid) takes about a second to load, so it is asked only where letters and function words leave
a doubt, and loaded at that moment.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

# The model may answer with these alone: with all its 97 a short line about Bakhmut is Malay or Norwegian.
LANGUAGES = ("en", "uk", "ru", "fr", "de", "es", "it", "pl", "pt", "ar", "zh", "tr", "fa", "he")
_LATIN = ("en", "fr", "de", "es", "it", "pl", "pt", "tr")
_SAMPLE = 6000  # characters: more changes no answer and costs time
# Words that no other language of the list above shares as common words.
_ENGLISH = frozenset(
    "the and of to that was were with from said have had has by which their they this been would not will it is "
    "at on for be are who after into near its".split()
)
_UKRAINIAN, _RUSSIAN = frozenset("іїєґ"), frozenset("ыэъё")
_PERSIAN = frozenset("پچژگ")
_SCRIPTS = {
    "HEBREW": "he", "GREEK": "el", "HANGUL": "ko", "GEORGIAN": "ka", "ARMENIAN": "hy", "DEVANAGARI": "hi",
    "THAI": "th", "BENGALI": "bn", "ETHIOPIC": "am",
}  # fmt: skip


def tell(text: str, hint: str | None = None) -> str | None:
    """The ISO 639-1 code of the text's language, None where there are too few letters to tell.

    ``hint`` is what a page or feed says of itself; it decides only where the text leaves it open.
    """
    sample = text[:_SAMPLE]
    scripts = _scripts(sample)
    if not scripts:
        return _code(hint)
    script = scripts.most_common(1)[0][0]
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > scripts.total() * 0.1:
        return "ja"
    if script == "CJK":
        return "zh"
    if script == "CYRILLIC":
        return _cyrillic(sample.lower(), hint)
    if script == "ARABIC":
        return "fa" if _share(sample, _PERSIAN) > 0.005 or _code(hint) == "fa" else _hinted(hint, "ar", ("ur", "ps"))
    if script != "LATIN":
        return _SCRIPTS.get(script)
    return _latin(sample, hint)


def _scripts(sample: str) -> Counter[str]:
    """Letters by script, after the first word of their Unicode names."""
    letters = Counter(c for c in sample if c.isalpha())
    found: Counter[str] = Counter()
    for letter, number in letters.items():
        found[unicodedata.name(letter, "OTHER").split(" ")[0].split("-")[0]] += number
    return found


def _share(sample: str, letters: frozenset[str]) -> float:
    every = sum(c.isalpha() for c in sample)
    return sum(c in letters for c in sample) / every if every else 0.0


def _cyrillic(sample: str, hint: str | None) -> str | None:
    """Ukrainian and Russian each have letters that the other never writes."""
    ukrainian, russian = _share(sample, _UKRAINIAN), _share(sample, _RUSSIAN)
    if ukrainian > russian * 3 and "ў" not in sample:
        return "uk"
    if russian > ukrainian * 3 and "ў" not in sample:
        return "ru"
    return _code(hint) if _code(hint) in ("uk", "ru", "bg", "sr", "be", "mk") else _model(sample, ("uk", "ru"))


def _latin(sample: str, hint: str | None) -> str | None:
    words = re.findall(r"[^\W\d_]+", sample.lower())
    english = sum(w in _ENGLISH for w in words)
    if len(words) >= 12 and english >= len(words) * 0.2:
        return "en"
    if len(words) < 3 and _code(hint):
        return _code(hint)
    # A short line of names and nouns says little: then what the page says of itself decides, and without
    # that a line of bare ASCII is English unless the model is sure ("Wagner claims control" was French).
    short = len(words) < 8 and english == 0
    if short and (code := _code(hint)):
        return code
    return _model(sample, _LATIN, doubt="en" if short and sample.isascii() else None)


def _hinted(hint: str | None, usual: str, others: tuple[str, ...]) -> str:
    code = _code(hint)
    return code if code in others else usual


def _code(hint: str | None) -> str | None:
    """ "en-GB" and "EN_us" are en; words in place of codes are nothing."""
    found = re.match(r"([A-Za-z]{2})(?:[-_]|$)", (hint or "").strip())
    return found[1].lower() if found else None


def _model(sample: str, among: tuple[str, ...], doubt: str | None = None) -> str | None:
    """The likeliest language of ``among``; ``doubt`` stands in where the model gives that less than 0.7.

    Of short lines the right answers measured 0.75 and more, the wrong ones 0.55 and less.
    """
    ranked = [(str(c), float(p)) for c, p in _identifier().rank(sample.replace("\n", " "))]
    code, probability = next(((c, p) for c, p in ranked if c in among), (None, 0.0))
    return doubt if doubt and probability < 0.7 else code


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # a second of loading: see above

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
