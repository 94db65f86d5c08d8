"""Checks the corpus as it is written, builds its files and its card, and measures how far two annotators agree.

``python3 corpus/build.py check`` needs Python 3.11 and nothing else; ``agreement`` needs the package of the project.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import ann_build
import ann_card
import ann_standoff
from ann_format import HERE, Fault, splits

CARD = HERE / "README.md"
_MARKED = r"(?<=<!-- {0} -->\n).*?(?=<!-- end of {0} -->)"


def check(wanted: Sequence[str]) -> int:
    """Print every fault of some reports, or of all, and how many claims each has.

    A name may be the path of an annotation file instead, ``agreement/ID.second.ann``. 1 where there is a fault that is
    no mere warning.
    """
    faults: list[Fault] = []
    total = 0
    for given in wanted or ann_build.names():
        path = Path(given) if given.endswith(".ann") else None
        name = path.name.partition(".")[0] if path else given
        if not (HERE / "reports" / f"{name}.txt").exists() or (path and not path.exists()):
            faults.append(Fault(str(path or f"reports/{name}.txt"), 0, "there is no such file", "check its name"))
            continue
        before = len(faults)
        if name not in splits():
            faults.append(Fault(f"reports/{name}.txt", 1, "not in splits.tsv", "use one of the names listed there"))
        row = ann_build.row(name, faults, path)
        total += len(row["claims"])
        wrong = sum(not f.warning for f in faults[before:])
        print(f"{given}: {len(row['claims'])} claims, {len(row['document']['text'].split())} words, {wrong} faults")
    print(f"{total} claims")
    return told(faults)


def build() -> int:
    """Write one file for each split; nothing is written while there are faults."""
    faults: list[Fault] = []
    rows = ann_build.built(faults)
    if told([f for f in faults if not f.warning]):
        return 1
    for split, some in rows.items():
        (HERE / f"{split}.jsonl").write_text(ann_build.lines(some), encoding="utf-8")
        print(f"{split}.jsonl: {len(some)} documents, {sum(len(r['claims']) for r in some)} claims")
    return 0


def card() -> int:
    """Put the tables of what is in the corpus, and of the agreement where there is one, into its card."""
    CARD.write_text(with_tables(CARD.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def with_tables(page: str) -> str:
    """The card with its tables as the files are now."""
    page = _filled(page, "tables", ann_card.card(ann_build.built([])))
    if not any((HERE / "agreement").glob("*.second.ann")):
        return page
    import ann_agreement  # here, so that `check` runs where the project's package is not installed

    section = ann_agreement.section(ann_agreement.documents([]))
    return _filled(page, "agreement", f"## Annotated twice\n\n{section}")


def _filled(page: str, mark: str, text: str) -> str:
    return re.sub(_MARKED.format(mark), lambda _: f"\n{text}\n\n", page, flags=re.DOTALL)


def agreement(form: str) -> int:
    """Write the page of agreement, or with a form print its tables only."""
    import ann_agreement  # here, so that `check` runs where the project's package is not installed

    faults: list[Fault] = []
    twice = ann_agreement.documents(faults)
    if not twice:
        faults.append(Fault("agreement", 0, "no report is annotated twice", "put ID.first.ann and ID.second.ann there"))
    if told([f for f in faults if not f.warning]):
        return 1
    print(ann_agreement.tables(twice))
    if form == "page":
        (ann_agreement.FOLDER / "README.md").write_text(ann_agreement.page(twice), encoding="utf-8")
    return 0


def standoff(folder: Path, out: Path, corpora: Sequence[Path]) -> int:
    """Write claims.jsonl, offsets and labels without words, of the annotations in a folder."""
    faults: list[Fault] = []
    texts = {name: text for corpus in corpora for name, text in ann_standoff.texts(corpus).items()}
    rows = list(ann_standoff.rows(folder, texts, faults))
    if told(faults):
        return 1
    out.mkdir(parents=True, exist_ok=True)
    (out / "claims.jsonl").write_text(ann_build.lines(rows), encoding="utf-8")
    print(f"{len(rows)} documents, {sum(len(r['claims']) for r in rows)} claims")
    return 0


def told(faults: Sequence[Fault]) -> int:
    """Print faults, the grave ones first; 1 where there is one that is no mere warning."""
    for fault in sorted(faults, key=lambda f: (f.warning, f.file, f.line)):
        print(fault)
    wrong = sum(not f.warning for f in faults)
    if faults:
        print(f"{wrong} faults, {len(faults) - wrong} warnings")
    return int(wrong > 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("check", help="name every fault of the reports and annotations, with its mend")
    one.add_argument("report", nargs="*", help="names of reports, or paths of annotations; all where none is given")
    commands.add_parser("build", help="write train.jsonl, dev.jsonl and test.jsonl")
    commands.add_parser("card", help="bring the tables of README.md up to date")
    one = commands.add_parser("agreement", help="compare agreement/ID.first.ann with agreement/ID.second.ann")
    one.add_argument(
        "--format", choices=["page", "md"], default="page", help="md: print only; page: write README.md too"
    )
    one = commands.add_parser("standoff", help="annotations of texts that may not be copied, as offsets and labels")
    one.add_argument("folder", type=Path, help="holds ID.ann, and ID.txt where no corpus has the text")
    one.add_argument("out", type=Path, help="the folder to write claims.jsonl into")
    one.add_argument("--texts", type=Path, action="append", default=[], help="a corpus, JSON lines with id and text")
    given = parser.parse_args(arguments)
    match given.command:
        case "check":
            return check(given.report)
        case "build":
            return build()
        case "card":
            return card()
        case "agreement":
            return agreement(given.format)
        case _:
            return standoff(given.folder, given.out, given.texts)


if __name__ == "__main__":
    sys.exit(main())
