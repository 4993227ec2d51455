"""One file of places as a table, and its geometries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ckanext.loerrach.tabular.reading import names, small_counts
from ckanext.loerrach.tabular.reading.compared import Kind, kinds_of, other_kinds

from .._core.describe import table_of
from .._core.record import Column
from .metadata import Words, everywhere, plain
from .tables import ROWS, Given, Made
from .words import Problem

#: what a file ends in that can name no other file or address (geo.reading)
ENDINGS = (".geojson", ".gpkg", ".fgb", ".shp.zip")


def table(given: Given) -> Iterator[Made]:
    """The one table of a file; Problem where it cannot be published."""
    from ckanext.loerrach.geo.errors import GeoError
    from ckanext.loerrach.geo.reading import read
    from ckanext.loerrach.geo.rows import rows

    try:
        frame = read(given.path)
        if len(frame) > ROWS:
            raise Problem(given.name, "too_many_rows", rows=ROWS)
        headings = [str(one) for one in frame.columns if one != frame.geometry.name]
        titles = [names.name(one, place) for place, one in enumerate(headings, 1)]
        found, places = rows(frame, given.name, titles, given.about.key)
    except GeoError as error:
        what = str(error).replace(given.path.name, given.name)
        raise Problem(given.name, "places", what=what) from error
    words = {plain(heading): told for heading, told in given.about.columns.items()}
    columns = [_column(one, words.get(plain(one.label["de"]), Words())) for one in found.columns]
    found = replace(found, columns=columns)
    for few in small_counts(found, given.small) if given.small else ():
        raise Problem(f"{given.name}: {few.column}", "small_counts", number=few.number,
                      threshold=given.small, rows=", ".join(map(str, few.rows)))  # fmt: skip
    title = {**everywhere(given.about.title or {"de": Path(given.name).stem}),
             **given.about.title}  # fmt: skip
    resource = table_of(given.source, given.name, title, everywhere(given.about.notes), found)
    first = len(columns) - len(headings)
    now = [Kind(*one) for one in zip(headings, kinds_of(found)[first:], strict=True)]
    before = _as_before(given, now)
    schema = {"schema": {"fields": [
        {"name": one.name, "title": each.label, "type": each.kind or before.get(each.label, "")}
        for one, each in zip(columns[first:], now, strict=True)
    ]}}  # fmt: skip
    yield Made(resource, schema, [], places, given.path.suffix != ".geojson")


def _as_before(given: Given, columns: Sequence[Kind]) -> dict[str, str]:
    """The kinds of the last delivery, by heading; Problem where columns or their kinds differ."""
    kept = (given.kept or {}).get(given.name)
    if not kept:
        return {}
    before = {one["title"]: one["type"] for one in kept["schema"]["fields"]}
    headings = {one.label for one in columns}
    gone, new = sorted(before.keys() - headings), sorted(headings - before.keys())
    changes = [f"- {', '.join(gone) or '…'} / + {', '.join(new) or '…'}"] if gone or new else []
    told = other_kinds([Kind(*one) for one in before.items()], columns)
    changes += [one.text(given.language) for one in told]
    if changes:
        raise Problem(given.name, "layout", what=" ".join(changes), next=given.layout + 1)
    return before


def _column(column: Column, said: Words) -> Column:
    return replace(
        column, label=everywhere({**column.label, **everywhere(said.label)}),
        description=everywhere(said.description), unit=said.unit or column.unit,
    )  # fmt: skip
