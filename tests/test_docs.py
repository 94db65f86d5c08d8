"""The documentation, held to the code: every command is described, what is described exists, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
import typer

from fogline.cli.group import VERBS, load
from test_house import ROOT, repository_files

PAGES = sorted(p for p in repository_files() if p.suffix == ".md")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`(fogline [^`\n]+)`")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calls(text: str) -> Iterator[str]:
    """Lines of code blocks and inline code that call ``fogline``, without prompt, pipe and comment."""
    lines = [line for block in _FENCE.findall(text) for line in block.splitlines()]
    for line in (*lines, *_CODE.findall(text)):
        found = re.match(
            r"^\s*(?:\$ )?(?:\.venv/bin/)?(fogline .*)", line.split("  ")[0] if "  " in line.strip() else line
        )
        if found:
            yield re.split(r"\s[|>#]", found.group(1))[0].strip()


def test_the_commands_page_is_what_the_commands_say() -> None:
    made = generator().page()
    kept = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert kept == made, "run: .venv/bin/python docs/generate.py"
    assert all(f"## `fogline {verb}`" in kept for verb in VERBS)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            continue
        path = (page.parent / target.partition("#")[0]).resolve()
        assert path.exists(), f"{target} in {page.relative_to(ROOT)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_calls_in_the_pages_exist(page: Path) -> None:
    """Each shown call names a verb that is there, with options that it has."""
    for call in calls(page.read_text(encoding="utf-8")):
        words = shlex.split(call.replace("…", ""))[1:]
        if not words or words[0].startswith("-"):
            continue
        assert words[0] in VERBS, f"{call!r} in {page.name}"
        known = _options(load(words[0]), words[1:])
        given = {w.partition("=")[0] for w in words[1:] if w.startswith("--")}
        assert given <= known, f"{call!r} in {page.name}: {sorted(given - known)}"


def _options(command: object, words: list[str]) -> set[str]:
    inner = getattr(command, "commands", {}).get(words[0]) if words else None
    if inner is not None:
        return _options(inner, words[1:])
    return {"--help", *(o for p in command.params for o in (*p.opts, *p.secondary_opts))}  # type: ignore[attr-defined] # typer's commands have no public base


def test_calls_are_found() -> None:
    """The finder itself: without it the test above would pass on anything."""
    text = "```sh\n$ fogline read a.txt --format json | jq .\n```\nand `fogline brief --as-of 2023-02-24`.\n"
    assert list(calls(text)) == ["fogline read a.txt --format json", "fogline brief --as-of 2023-02-24"]
    assert isinstance(load("read"), typer.core.TyperCommand)
