"""The rules of the house, read from the sources: who may import whom, and what no file may hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fogline import vocabulary

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "fogline"
STAGES = ("intake", "reading", "grounding", "ledger", "linking", "checking", "views")
FLOOR = {"fogline", "fogline.model", "fogline.text", "fogline.contract", "fogline.vocabulary"}
# Third-party or standard modules that one room alone may know.
# openpyxl and zipfile are missing here: the gazetteer is built from a register that comes as a spreadsheet, and takes
# country dumps that come zipped.
PARSERS = "trafilatura htmldate feedparser pypdfium2 fastwarc docx lxml html.parser xml py3langid"
KEPT_IN = {
    "intake": set(PARSERS.split()),
    "ledger": {"sqlalchemy", "sqlite3"},
    "flow": {"pyspark", "concurrent", "multiprocessing"},
    "cli": {"typer"},
}
LONGEST, LONGEST_TABLE = 600, 800  # lines; the habit is 100 to 300, and tests are tables


@cache
def repository_files() -> tuple[Path, ...]:
    """What git would commit; in an unpacked archive without git, everything outside the tool folders."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        names = [n for n in listed.stdout.decode().split("\0") if n]
        return tuple(p for n in names if (p := ROOT / n).is_file())
    skip = {".venv", ".git", "demo", "dist", "build"}
    return tuple(p for p in ROOT.rglob("*") if p.is_file() and not skip & set(p.relative_to(ROOT).parts))


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    out = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("fogline", *path.relative_to(PACKAGE).with_suffix("").parts)
        out[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return out


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(name: str, node: ast.AST) -> Iterator[str]:
    """The dotted names that an import statement of module ``name`` asks for."""
    if isinstance(node, ast.Import):
        yield from (a.name for a in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            package = name if modules()[name].name == "__init__.py" else name.rpartition(".")[0]
            for _ in range(node.level - 1):
                package = package.rpartition(".")[0]
            base = f"{package}.{base}".rstrip(".")
        for alias in node.names:
            full = f"{base}.{alias.name}"
            yield full if full in modules() else base


def imports(name: str) -> set[str]:
    """Everything that a module imports, at its top, in functions and under TYPE_CHECKING alike."""
    return {i for node in ast.walk(tree(modules()[name])) for i in imported(name, node)}


def room(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def is_within(name: str, root: str) -> bool:
    return name == root or name.startswith(root + ".")


def test_no_import_circles() -> None:
    graph = {n: {i for i in imports(n) if i in modules() and i != n} for n in modules()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, "import circle: " + " -> ".join([*trail[trail.index(name) :], name])
        if name not in done:
            for following in sorted(graph[name]):
                walk(following, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_the_nouns(stage: str) -> None:
    for name in modules():
        if room(name) != stage:
            continue
        foreign = {
            i for i in imports(name)
            if is_within(i, "fogline") and not is_within(i, f"fogline.{stage}")
            and i not in FLOOR and not is_within(i, "fogline.vocabulary")
        }  # fmt: skip
        assert not foreign, f"{name} imports {sorted(foreign)}"


def test_the_nouns_know_nothing_of_the_rooms() -> None:
    for name in ("fogline.model", "fogline.text", "fogline.contract", "fogline.vocabulary"):
        ours = {i for i in imports(name) if is_within(i, "fogline")}
        assert ours <= FLOOR, f"{name} imports {sorted(ours - FLOOR)}"


def test_the_model_needs_the_standard_library_only() -> None:
    assert {i.split(".")[0] for i in imports("fogline.model")} <= sys.stdlib_module_names


def test_only_the_flow_wires_the_rooms() -> None:
    """What stands on the flow may show and ask, but nobody wires stages a second time."""
    stages = {"intake", "reading", "grounding", "linking"}
    for name in modules():
        if room(name) in ("flow", "bench") or room(name) in stages:
            continue
        wired = {room(i) for i in imports(name) if is_within(i, "fogline")} & stages
        assert not wired, f"{name} imports the stages {sorted(wired)}"


@pytest.mark.parametrize("owner", sorted(KEPT_IN))
def test_libraries_stay_in_their_room(owner: str) -> None:
    for name in modules():
        if room(name) == owner:
            continue
        used = {lib for lib in KEPT_IN[owner] for i in imports(name) if is_within(i, lib)}
        assert not used, f"{name} imports {sorted(used)}, which only {owner} may"


def test_no_import_of_ours_hides_in_a_function() -> None:
    for name, path in modules().items():
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                inside = {i for inner in ast.walk(node) for i in imported(name, inner)}
                hidden = {i for i in inside if is_within(i, "fogline")}
                assert not hidden, f"{name}, line {node.lineno}: {sorted(hidden)}"


def test_public_names_come_from_init_which_defines_nothing() -> None:
    for name, path in modules().items():
        if path.name == "__init__.py" and room(name) != "vocabulary":
            defined = [n for n in tree(path).body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
            assert not defined, f"{name} defines {[n.name for n in defined]}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "vocabulary").glob("*.tsv")), ids=lambda p: p.stem)
def test_vocabulary_parses(path: Path) -> None:
    rows = vocabulary.rows(path.stem)
    assert rows, f"{path.name} has no rows"
    first = next(iter(rows[0]))
    assert all(row[first] for row in rows), f"{path.name}: a row without {first}"


def test_no_file_is_too_long() -> None:
    for path in repository_files():
        if path.suffix == ".py":
            lines = len(path.read_text(encoding="utf-8").splitlines())
            most = LONGEST_TABLE if path.parent.name == "tests" else LONGEST
            assert lines <= most, f"{path.relative_to(ROOT)} has {lines} lines"


def _forbidden() -> re.Pattern[str]:
    """Folders of one machine and addresses of registries; put together here, so that this file holds none."""
    folders = "|".join(["ro" + "ot", "wo" + "rk", "tm" + "p", "ho" + "me", "Us" + "ers"])
    hosts = "|".join([r"pypi\.o" + "rg", r"pythonhosted\.o" + "rg", r"npmjs\.o" + "rg"])
    return re.compile(rf"(?<![\w./~$)-])/(?:{folders})/\w|(?:{hosts})")


def test_files_hold_no_machine_paths() -> None:
    pattern = _forbidden()
    assert pattern.search("cd /" + "tmp/x")
    for path in repository_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = pattern.search(text)
        where = text.count("\n", 0, found.start()) + 1 if found else 0
        assert not found, f"{path.relative_to(ROOT)}, line {where}: {found.group() if found else ''}"
