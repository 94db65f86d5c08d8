"""``fogline gazetteer``: places by name, and the index behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fogline.cli import options, show
from fogline.cli.building import Building
from fogline.cli.importing import Importing
from fogline.cli.words import counted
from fogline.flow import places
from fogline.flow.reading import gazetteer, prepare
from fogline.model import FoglineError
from fogline.views import Table

app = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True)
FIELDS = ("id", "name", "country", "kind", "lat", "lon", "radius_km", "population", "source", "date", "licence")


@app.callback()
def root() -> None:
    """Look up places, import more of them, and build the index.

    \b
    Examples:
      fogline gazetteer lookup Soledar
      fogline gazetteer import UA.zip --licence "CC BY 4.0, GeoNames" --date 2026-11-01
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
    rows = [
        (e.id, e.name, e.country, e.kind, e.lat, e.lon, e.radius_km, e.population, *places.origin(e.id).values())
        for e in found
    ]
    cells = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    table = Table(name, FIELDS, cells)
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
    about = opened.describe()
    imported = about.pop("imports", [])
    for name, value in about.items():
        show.text(f"{name}: {_plain(value)}")
    for own in imported:
        told = f"{own['file']} of {own['date']}, {counted(own['places'], 'place')}, {own['licence']}"
        show.text(f"imported {own['source']}: {told}")


@app.command("import")
def take(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A GeoNames dump, COD-AB areas, GeoJSON or CSV.")],
    licence: Annotated[str, typer.Option("--licence", metavar="TEXT", help="The licence it comes under, and whose.")],
    date: Annotated[str, typer.Option("--date", metavar="DATE", help="When it was made or downloaded.")],
    country: Annotated[
        str | None, typer.Option("--country", metavar="ISO", help="Of rows that name none.", show_default=False)
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Default: the file's name less its dates.", show_default=False),
    ] = None,
    name_column: Annotated[
        str | None, typer.Option("--name-column", metavar="NAME", help="Holds the names.", show_default=False)
    ] = None,
    lat_column: Annotated[
        str | None, typer.Option("--lat-column", metavar="NAME", help="Holds the latitudes.", show_default=False)
    ] = None,
    lon_column: Annotated[
        str | None, typer.Option("--lon-column", metavar="NAME", help="Holds the longitudes.", show_default=False)
    ] = None,
) -> None:
    """Add a file's places to the gazetteer; a newer file of one source takes the place of the older.

    Broken rows are told one by one, the good ones are kept. The same file again changes nothing.

    \b
    Examples:
      fogline gazetteer import UA.zip --licence "CC BY 4.0, GeoNames" --date 2026-11-01
      fogline gazetteer import camps.csv --licence "CC0, own survey" --date 2026-10-03 --country SD
    """
    prepare(Building())
    said = {"country": country, "source": source, "name_column": name_column, "lat_column": lat_column}
    said |= {"lon_column": lon_column}
    with Importing() as watcher:
        outcome = places.import_places(
            file, licence, date, watcher.refused, watcher, **{k: v or "" for k, v in said.items()}
        )
    kept = outcome.kept
    if outcome.is_same:
        show.text(f"{kept.source}: this file is imported already, {counted(kept.places, 'place')}; nothing changed")
        return
    show.text(f"{kept.source}: {counted(kept.places, 'place')} of {kept.date} ({kept.licence})")
    if outcome.before:
        show.text(
            f"in the place of those of {outcome.before.date}: {outcome.added:,} new, {outcome.changed:,} changed, "
            f"{outcome.removed:,} gone"
        )
    if kept.refused:
        show.say(f"left out: {counted(kept.refused, 'broken row')}")


@app.command()
def forget(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="The name that `status` shows.")],
) -> None:
    """Take an imported source out again.

    \b
    Example:
      fogline gazetteer forget geonames-ua
    """
    gone = places.forget_places(source)
    show.text(f"{gone.source}: {counted(gone.places, 'place')} of {gone.date} taken out")


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
