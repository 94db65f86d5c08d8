"""The command ``fogline``: finds the verb's module, and turns every fault into a message and an exit status."""

from __future__ import annotations

import contextlib
import os
import sys
from importlib import import_module, metadata
from typing import Any, NoReturn

import typer
from typer import _click as click
from typer.core import TyperCommand, TyperGroup

from fogline.cli.words import clean
from fogline.model import FoglineError

# The verbs in the order of a day's work. Their modules are imported by name when called, and not before: the
# parsers and the ledger cost a second, and `fogline --help` should not wait for them.
VERBS = {
    "read": "Read one report and show its claims.",
    "check": "Audit one report: its claims with findings, against its sources, the map and the calendar.",
    "add": "Read reports into the ledger.",
    "claims": "Query the ledger's claims.",
    "place": "What is claimed about a place, by whom, over time.",
    "source": "A source's record: what it said, and how surely.",
    "brief": "The brief: what is new by place and event, each sentence with its evidence.",
    "document": "Show a document of the ledger, its addresses, its versions and what changed.",
    "export": "Write what the ledger holds as JSON Lines, CSV or GeoJSON.",
    "gazetteer": "Look up places, and build the index of them.",
    "bench": "Measure how well Fogline reads, and how fast it is.",
}
INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it


class Verbs(TyperGroup):
    """A group whose commands are known by name and loaded when called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=text, rich_markup_mode=None) for name, text in VERBS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command in place of its name; unknown names get a suggestion."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and known else known, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; whoever reads our output may go away, which is no fault (typer would exit with 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _close_quietly()
            return 0


def load(verb: str) -> TyperCommand | TyperGroup:
    """The command of one verb, with its module."""
    command: TyperCommand | TyperGroup = typer.main.get_command(import_module(f"fogline.cli.{verb}").app)  # type: ignore[assignment] # typer's return type is wider than what it returns
    command.help = command.help or VERBS[verb]
    return command


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"fogline {metadata.version('fogline')}")
        raise typer.Exit


app = typer.Typer(
    cls=Verbs,
    rich_markup_mode=None,  # plain help: it starts in half the time and reads the same in a pipe
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback()
def fogline(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A ledger of claims from conflict reporting: who said what, through whom, about which place and time,
    how surely.

    \b
    fogline read report.html                     look at one report
    fogline add reports/                         put a folder into the ledger
    fogline brief --as-of 2023-02-24             what was claimed, as it was known that day
    """


def main() -> NoReturn:
    """Run the command line of this process and exit: 0; 1 for problems found; 2 for what cannot be done; 130
    for Ctrl-C.
    """
    _plain_streams()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit status of one command line; faults are told on stderr, never as a traceback."""
    command = typer.main.get_command(app)
    try:
        status = command.main(arguments, prog_name="fogline", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        return 2
    except click.exceptions.ClickException as fault:
        fault.show()
        return 2
    except FoglineError as fault:
        return tell(fault)
    except typer.Abort:
        return INTERRUPTED
    except KeyboardInterrupt:
        print("fogline: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        _close_quietly()
        return 0
    except OSError as fault:
        name = f"{fault.filename}: " if fault.filename else ""
        return tell(FoglineError(f"{name}{fault.strerror or fault}", "check the file, its folder and the disk"))
    except MemoryError:
        return tell(FoglineError("there is not enough memory", "give smaller files, or fewer --workers"))


def tell(fault: FoglineError) -> int:
    """Name the fault and the mend on stderr; the status for it."""
    print(f"fogline: {clean(fault.fault)}\n  mend: {clean(fault.mend)}", file=sys.stderr)
    return 2


def _plain_streams() -> None:
    """UTF-8 whatever the locale: names in Cyrillic must not stop a report half-way."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a test's stream may lack it


def _close_quietly() -> None:
    """The reader of our output has gone; leave nothing for the interpreter to flush into a closed pipe."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
