"""The command about places: convert. It needs no running portal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .command import answer_json, json_option
from .errors import PortalError

#: exit code: done, but some places were left out
LEFT_OUT = 5


class NotConverted(PortalError):
    """A file that cannot be converted."""

    exit_code = 2

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("targets", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--crs", default="OGC:CRS84", help="System of a CSV file, e.g. EPSG:25832.")
@click.option("--x", "x", default="", help="Column of longitude or easting of a CSV file.")
@click.option("--y", "y", default="", help="Column of latitude or northing of a CSV file.")
@click.option("--geometry", default="", help="Column of a CSV file with WKT or hexadecimal WKB.")
@click.option("--anywhere", is_flag=True, help="Places may be anywhere on earth.")
@json_option
def convert(
    source: Path, targets: Sequence[Path], crs: str, x: str, y: str, geometry: str,
    anywhere: bool, as_json: bool,
) -> int:  # fmt: skip
    """Convert a table of places to open formats, by the endings of the TARGETS.

    SOURCE: .csv (with --x and --y or --geometry, and --crs), .geojson, .gpkg, .fgb, .parquet,
    .shp.zip (one Shapefile in a zip).
    TARGETS: .25832.gpkg (ETRS89 / UTM 32N); .geojson, .gpkg, .fgb, .parquet, .shp.zip, .kml, .csv
    (WGS 84).
    Broken shapes are repaired or left out, by the number of their row; the rest of the row stays.

    Exit code 0: all places are there. 2: it cannot be converted. 5: some were left out.
    """
    from ckanext.loerrach.geo.convert import convert as converted
    from ckanext.loerrach.geo.crs import SURROUNDINGS
    from ckanext.loerrach.geo.errors import GeoError
    from ckanext.loerrach.geo.reading import Coordinates, Shapes

    places: Coordinates | Shapes | None = Coordinates(x, y, crs) if x and y else None
    if geometry:
        places = Shapes(geometry, crs)
    try:
        done = converted(source, targets, places, None if anywhere else SURROUNDINGS)
    except (GeoError, OSError) as error:
        raise NotConverted(error) from error
    if as_json:
        answer_json(_facts(done))
    else:
        _show(done)
    return LEFT_OUT if any(not one.repaired for one in done.problems) else 0


def _facts(done: Any) -> dict[str, Any]:
    problems = [
        {"row": one.id, "problem": one.problem, "repaired": one.repaired} for one in done.problems
    ]
    made = {str(path): notes for path, notes in done.made.items()}
    return {"rows": done.rows, "accuracy": done.accuracy, "problems": problems, "made": made}


def _show(done: Any) -> None:
    from ckanext.loerrach.geo.problem import summary

    click.echo(f"{done.rows} rows; places are right to {done.accuracy:g} m after the shift.")
    for sentence in summary(done.problems):
        click.echo(sentence)
    for path, notes in done.made.items():
        click.echo(f"{path}: {path.stat().st_size:,} bytes")
        for note in notes:
            click.echo(f"  {note}")


COMMANDS = (convert,)
