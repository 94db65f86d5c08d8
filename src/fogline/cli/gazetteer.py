"""``fogline gazetteer``: places by name, and the index behind them."""

from __future__ import annotations

from typing import Annotated

import typer

from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.flow.reading import gazetteer, prepare
from fogline.model import FoglineError
from fogline.views import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
FIELDS = ("id", "name", "country", "kind", "lat", "lon", "radius_km", "population")


@app.callback()
def root() -> None:
    """Look up places, and build the index of them.

    \b
    Examples:
      fogline gazetteer lookup Soledar
      fogline gazetteer status
    """


@app.command()
def lookup(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in Latin or Cyrillic, or its beginning.")],
    country: Annotated[
        str | None, typer.Option("--country", metavar="ISO", help="Only in this country, as UA.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many at most.")] = 20,
    format: Annotated[options.Shape, typer.Option("--format", help="How to print them.")] = options.Shape.table,
) -> None:
    """The places that bear a name: main names first, then the larger first.

    \b
    Example:
      fogline gazetteer lookup Вугледар --country UA
    """
    prepare(Building())
    found = gazetteer().search(name, country.upper() if country else None, limit)
    if not found:
        raise FoglineError(f"no place is called {name!r}", "try another spelling, or the beginning of the name")
    rows = [(e.id, e.name, e.country, e.kind, e.lat, e.lon, e.radius_km, e.population) for e in found]
    table = Table(name, FIELDS, tuple(tuple(str(cell) for cell in row) for row in rows))
    show.results(table, (dict(zip(FIELDS, row, strict=True)) for row in rows), format)


@app.command()
def status() -> None:
    """What the index holds, from which data, under which licences; builds it if there is none.

    \b
    Example:
      fogline gazetteer status
    """
    prepare(Building())
    opened = gazetteer()
    show.text(f"file: {opened.path}\nplaces: {len(opened):,}")
    for name, value in opened.describe().items():
        show.text(f"{name}: {_plain(value)}")


@app.command()
def build() -> None:
    """Build the index anew.

    \b
    Example:
      fogline gazetteer build
    """
    prepare(Building(), anew=True)
    show.text(f"built {gazetteer().path}")


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {_plain(v)}" for k, v in value.items())
    return str(value)
