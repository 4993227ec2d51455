"""From a harvester's table and its places to one frame of rows with a place each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ckanext.loerrach.harvesters._core.record import Column, Places, Resource, Table

from .checking import checked
from .crs import SURROUNDINGS, Box
from .errors import BadGeometry
from .files import SHAPE
from .footprint import geometry
from .problem import Problem

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

DTYPES = {
    "text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean",
    "timestamp": "datetime64[us, UTC]", "date": "date32[pyarrow]",
}  # fmt: skip


def frame(
    table: Table, places: Places, area: Box | None = SURROUNDINGS
) -> tuple[GeoDataFrame, list[Problem]]:
    """Rows of a table with their places, in WGS 84 and in the order of the key; what was refused.

    The id of a place is the key of its row; where the key has several columns, their values with
    "/" between them. A row without a place, or with one that cannot be, stays without.
    """
    import geopandas

    shapes, problems = _shapes(places)
    placed, more = checked(shapes, places.crs, area)
    data = _data(table)
    values = placed.reindex(_keys(table)).to_numpy()
    whole = geopandas.GeoDataFrame(data.assign(**{SHAPE: values}), geometry=SHAPE, crs=placed.crs)
    if table.key:
        whole = whole.sort_values(list(table.key), kind="stable", ignore_index=True)
    return whole, problems + more


def placed_table(resources: Sequence[Resource], places: Places | None) -> Resource | None:
    """The resource whose rows the places belong to: the one with most of their ids as its keys.

    None where there is none. A part of a series is none: its rows are not all there are.
    """
    if places is None:
        return None
    ids = {id for id, _ in places.geometries}
    counts = [
        (len(ids.intersection(_keys(one.table))), one)
        for one in resources
        if one.table and one.table.key and not one.table.series
    ]
    most, found = max(counts, key=lambda pair: pair[0], default=(0, None))
    return found if most else None


def _shapes(places: Places) -> tuple[GeoSeries, list[Problem]]:
    import geopandas

    good: dict[str, Any] = {}
    problems = []
    for id, geojson in places.geometries:
        try:
            good.setdefault(id, geometry(id, geojson))
        except BadGeometry as error:
            problems.append(Problem(id, error.problem))
    return geopandas.GeoSeries(list(good.values()), index=list(good)), problems


def _data(table: Table) -> Any:
    import pandas as pd

    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.columns)
    return pd.DataFrame(
        {
            column.name: pd.array(list(values), dtype=_dtype(column))
            for column, values in zip(table.columns, columns, strict=True)
        }
    )


def _dtype(column: Column) -> Any:
    import pandas as pd
    import pyarrow as pa

    dtype = DTYPES[column.type]
    return pd.ArrowDtype(pa.date32()) if dtype.endswith("[pyarrow]") else dtype


def _keys(table: Table) -> list[str]:
    names = [column.name for column in table.columns]
    at = [names.index(name) for name in table.key]
    return ["/".join(str(row[i]) for i in at) for row in table.rows]
