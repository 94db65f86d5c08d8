"""Write docs/commands.md from the commands' own help: ``python docs/generate.py``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer
from typer.core import TyperGroup

from fogline.cli.group import VERBS, app, load

PAGE = Path(__file__).parent / "commands.md"
HEAD = """# The commands

This page is generated from the commands' own help by `python docs/generate.py`.

Data goes to standard output, everything else to standard error. Exit status: 0; 1 when a check found problems; 2
when something cannot be done (the message names the fault and the mend); 130 after Ctrl-C. `NO_COLOR` is obeyed, and
into a pipe tables are plain lines of tab-separated cells.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD, _section("fogline", typer.main.get_command(app))]
    for verb in VERBS:
        parts += _sections(f"fogline {verb}", load(verb))
    return "\n".join(parts)


def _sections(name: str, command: object) -> Iterator[str]:
    yield _section(name, command)
    if isinstance(command, TyperGroup):
        for word, inner in command.commands.items():
            yield from _sections(f"{name} {word}", inner)


def _section(name: str, command: object) -> str:
    settings = {"terminal_width": 100} | command.context_settings  # type: ignore[attr-defined] # typer's commands have no public base class
    context = command.context_class(command, info_name=name, **settings)  # type: ignore[attr-defined] # as above
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())  # type: ignore[attr-defined] # as above
    return f"## `{name}`\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
