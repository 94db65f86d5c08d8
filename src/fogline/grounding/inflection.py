"""Ukrainian and Russian names as they stand in a sentence → the forms that they can be of: "у Бахмуті" is Бахмут.

Rules of the two languages' declensions, wide on purpose: what they make is looked up, and what no place bears is gone.
They serve look-ups by people; a reader of text should tell cases by its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from fogline.grounding import names

_LEAST_STEM = 2
_MOST = 80  # names of several words have many readings; the first ones are the likeliest

# Ending as it stands → endings of the name itself, the likelier first.
_RULES = (
    # Ukrainian: closed syllables ("Харкова" is Харків, "Часового" Часів), and к, г, х before the locative ("Авдіївці")
    ("ова ову овом ові", "ів"), ("єва єву євом єві", "їв"), ("ового овому овим", "ів"), ("ева еву евом еві", "ів"),
    ("ці", "ка ця ць"), ("зі", "га зь"), ("сі", "ха сь"),
    # adjectives of both languages, and the towns that are adjectives ("Рівного", "Грозного", "Ясиноватой")
    ("ого", "е ий ое ый ий"), ("ому", "е ий ое ый"), ("его", "ее ий"), ("ему", "ее ий"), ("ої", "а"), ("ій", "а я"),
    ("ою", "а"), ("ой", "ая а ой"), ("ей", "ья я"), ("их", "і ие ы"), ("ых", "ые"), ("им", "е ий"), ("ым", "ое ый"),
    ("ую", "ая"), ("ьої", "я"), ("ьому", "є"), ("ього", "є"),
    # plural names ("у Сумах", "в Черкассах", "до Чернівців")
    ("ах", "и ы а"), ("ями", "і и"), ("ами", "и ы"), ("ам", "и ы"), ("ях", "і и"), ("ям", "і и"), ("ів", "и і"),
    ("ов", "ы и"), ("ць", "ці"),
    # nouns
    ("ею", "я а"), ("єю", "я"), ("ом", "^ о е"), ("ем", "ь й е ^"), ("єм", "й є"), ("ям", "я"),
    ("і", "^ а я ь е о"), ("ї", "я й ї"), ("е", "^ а я ь о й"), ("и", "а ь я ^"), ("ы", "а ^"), ("у", "а ^ о"),
    ("ю", "я ь й е"), ("а", "^ о"), ("я", "ь й е ^"),
)  # fmt: skip
_BY_ENDING = {ending: own.split() for endings, own in _RULES for ending in endings.split()}
_LONGEST = max(map(len, _BY_ENDING))


def nominatives(name: str) -> Iterator[str]:
    """The names that a Cyrillic form can be of, at most eighty, the form itself not among them."""
    if not names.is_cyrillic(name) or len(name) > 100:
        return
    words = [[w, *_own_forms(w)] for w in re.split(r"[\s-]+", name.lower()) if w]
    yield from islice((" ".join(c) for c in product(*words)), 1, _MOST + 1)


def _own_forms(word: str) -> list[str]:
    out: dict[str, None] = {}
    for size in range(_LONGEST, 0, -1):
        stem, ending = word[:-size], word[-size:]
        if len(stem) >= _LEAST_STEM:
            out |= dict.fromkeys(stem + own.replace("^", "") for own in _BY_ENDING.get(ending, ()))
    return list(out)
