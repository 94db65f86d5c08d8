"""The texts annotated twice, the tables of how far the two agree, and the page that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ann_build import row
from ann_card import percent, table
from ann_compare import Pair, Slot, found, slots
from ann_format import GENRES, HERE, Fault, splits

Row = dict[str, Any]
FOLDER = HERE / "agreement"
_HOW = """{n} of the {all} reports, {test} of the {tests} of the test split and {others} others, were annotated a second
time by another run of a language model that saw only `GUIDELINES.md` and the text. {settled} of them were then settled:
for every claim that only one had and every slot where the two differed, a third run decided by the guidelines and the
text; the other reports stand as first annotated. No person took part. All annotators, and who settled, were language
models, so these figures say how firmly the guidelines decide, not how people would agree.

What differed most: places, chiefly whether one that an earlier sentence sets is written down (`~`) and how much of its
phrase; the days of times; the event, chiefly `other` against a named one; state, assessment or background against
event. Claims that only one had were mostly participles and relative clauses, words that a denial or a verb of speech
takes up, and main clauses from which the other cut a clause of time.

Claims are paired one to one by their quotes, the closest first, from an overlap of half (intersection over union of
characters). Precision and recall are those of the second annotation against the first. Kappa is Cohen's, where the
values are names; certainty and denial are mostly absent, so there kappa says more than the share. Speakers are the
same when the head word of one name is a word of the other and no proper name sets them apart, as in
`fogline bench reading`.

{tables}"""
_PAGE = """# Agreement of two annotations

`ID.first.ann` and `ID.second.ann` are the two as they stood before they were settled; `../annotations/ID.ann` is what
was settled on. This page is made by `python corpus/build.py agreement`.

{section}
"""


def names() -> list[str]:
    """The reports of which both annotations are there, in the order of the list of splits."""
    return [n for n in splits() if all((FOLDER / f"{n}.{which}.ann").exists() for which in ("first", "second"))]


def documents(faults: list[Fault]) -> list[tuple[Row, Row]]:
    """Each report annotated twice, with the claims of the first and with those of the second."""
    return [(row(n, faults, FOLDER / f"{n}.first.ann"), row(n, faults, FOLDER / f"{n}.second.ann")) for n in names()]


def tables(twice: Sequence[tuple[Row, Row]]) -> str:
    """Claims found, in all and by part of the corpus, and then each slot of those that both found."""
    test = {n for n, split in splits().items() if split == "test"}
    parts = {
        "all": list(twice),
        "test": [t for t in twice if t[0]["document"]["id"] in test],
        "other splits": [t for t in twice if t[0]["document"]["id"] not in test],
    } | {genre: [t for t in twice if t[0]["document"]["genre"] == genre] for genre in GENRES}
    head = ["", "documents", "first", "second", "both", "P", "R", "F1", "mean overlap"]
    claims = table(head, (_found(name, some) for name, some in parts.items() if some))
    of_all, of_test = (list(slots(_pairs(parts[name]))) for name in ("all", "test"))
    head = ["slot", "pairs", "agree", "kappa", "test: pairs", "agree", "kappa"]
    return f"{claims}\n\nOf the claims that both found:\n\n{table(head, _slots(of_all, of_test))}"


def section(twice: Sequence[tuple[Row, Row]]) -> str:
    """How the two came about, and the tables; a part of the card."""
    known = splits()
    tests = {n for n, split in known.items() if split == "test"}
    ids = [first["document"]["id"] for first, _ in twice]
    test = sum(n in tests for n in ids)
    return _HOW.format(
        n=len(ids),
        all=len(known),
        test=test,
        tests=len(tests),
        others=len(ids) - test,
        settled=sum(map(_is_settled, ids)),
        tables=tables(twice),
    )


def page(twice: Sequence[tuple[Row, Row]]) -> str:
    """The page of the folder."""
    return _PAGE.format(section=section(twice))


def _is_settled(name: str) -> bool:
    """Settling leaves the kept annotation other than the first."""
    kept, first = HERE / "annotations" / f"{name}.ann", FOLDER / f"{name}.first.ann"
    return kept.read_bytes() != first.read_bytes()


def _found(name: str, twice: Sequence[tuple[Row, Row]]) -> list[object]:
    counts, _ = found(_claims(twice))
    figures = (percent(f) for f in (*counts.figures, counts.closeness))
    return [name, len(twice), counts.first, counts.second, counts.both, *figures]


def _pairs(twice: Sequence[tuple[Row, Row]]) -> list[Pair]:
    return found(_claims(twice))[1]


def _claims(twice: Sequence[tuple[Row, Row]]) -> Iterator[tuple[list[Row], list[Row]]]:
    return ((a["claims"], b["claims"]) for a, b in twice)


def _slots(of_all: Iterable[Slot], of_test: Iterable[Slot]) -> Iterator[list[object]]:
    for whole, test in zip(of_all, of_test, strict=True):
        yield [whole.name, *_figures(whole), *_figures(test)]


def _figures(slot: Slot) -> tuple[object, ...]:
    return slot.pairs, percent(slot.agree), "–" if slot.kappa is None else f"{slot.kappa:.2f}"
