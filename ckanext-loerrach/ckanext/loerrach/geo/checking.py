"""Many geometries at once: what is broken is repaired or refused, what cannot be is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .crs import SURROUNDINGS, SWAPPED, WGS84, Box, way
from .problem import Problem

if TYPE_CHECKING:
    import numpy as np
    from geopandas import GeoSeries

    Rows = np.ndarray[Any, Any]

#: decimals of a degree that are kept: a centimetre
DECIMALS = 7
EARTH: Box = (-180, -90, 180, 90)
#: degrees around 0°/0° where devices without a place are
NULL_ISLAND = 0.01


def checked(
    places: GeoSeries, crs: str | None = None, area: Box | None = SURROUNDINGS
) -> tuple[GeoSeries, list[Problem]]:
    """The places in WGS 84, longitude first, without those that cannot be; and what is wrong.

    ``places``: geometries by key of their row, in ``crs`` or the system they carry (UnknownCRS for
    none). ``area`` None: they may be anywhere on earth. The result has the same rows; one whose
    place is refused has none. Self-intersecting rings and the like are repaired (Simple Features,
    OGC 06-103r4, section 6.1.11), heights dropped; swapped axes are said, not turned.
    """
    import geopandas

    ids = [str(id) for id in places.index]
    whole, problems = _repaired(places.to_numpy(), ids)
    given, system = geopandas.GeoSeries(whole), str(crs or places.crs)
    moved = _moved(given, system)
    wrong = _wrong(moved, given, system, area)
    values = moved.to_numpy().copy()
    for text, rows in wrong:
        problems += [Problem(ids[at], text) for at in rows.nonzero()[0]]
        values[rows] = None
    return geopandas.GeoSeries(values, index=places.index, crs=WGS84), problems


def _repaired(values: Any, ids: list[str]) -> tuple[Any, list[Problem]]:
    """Valid geometries without heights; None for what holds nothing or cannot be repaired."""
    import shapely

    flat = shapely.force_2d(values)
    problems: list[Problem] = []
    empty = shapely.is_empty(flat)
    # a point whose cells were empty
    points = ~empty & (shapely.get_type_id(flat) == 0)
    empty[points] = _is_nan(shapely.get_x(flat[points]))
    broken = ~shapely.is_missing(flat) & ~empty & ~shapely.is_valid(flat)
    flat[empty] = None
    problems += [Problem(ids[at], "holds no coordinates") for at in empty.nonzero()[0]]
    for at in broken.nonzero()[0]:
        reason = shapely.is_valid_reason(flat[at]).partition("[")[0].lower()
        flat[at] = _valid(flat[at])
        problems.append(Problem(ids[at], f"is broken: {reason}", repaired=flat[at] is not None))
    return flat, problems


def _is_nan(values: Any) -> Any:
    import numpy as np

    return np.isnan(values)


def _valid(shape: Any) -> Any:
    """The geometry made valid, in as many dimensions as before; None where that leaves nothing."""
    import shapely

    if not shapely.get_coordinate_dimension(shape) or not _finite(shape):
        return None
    made = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return made if not made.is_empty and _dimension(made) == _dimension(shape) else None


def _finite(shape: Any) -> bool:
    import numpy as np
    import shapely

    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _dimension(shape: Any) -> int:
    import shapely

    return int(shapely.get_dimensions(shape))


def _moved(places: GeoSeries, crs: str) -> GeoSeries:
    import geopandas
    import shapely

    there = way(crs)

    def moved(points: Any) -> Any:
        import numpy as np

        xy = np.column_stack(there.transform(points[:, 0], points[:, 1]))
        return np.round(xy, DECIMALS) + 0.0

    return geopandas.GeoSeries(shapely.transform(places.to_numpy(), moved), crs=WGS84)


def _wrong(
    moved: GeoSeries, given: GeoSeries, crs: str, area: Box | None
) -> list[tuple[str, Rows]]:
    """Which rows lie where they cannot be, by what is wrong with them; see crs.doubt."""
    import numpy as np

    bounds = moved.bounds.to_numpy()
    there = ~moved.isna().to_numpy()
    on_earth = there & _inside(bounds, EARTH)
    at_null = on_earth & (abs(bounds) < NULL_ISLAND).all(axis=1)
    # in metres as well: 0/0 of UTM lies in the Atlantic
    at_null |= there & (given.bounds.to_numpy() == 0).all(axis=1)
    inside = on_earth if area is None else _inside(bounds, area)
    swapped = np.zeros(len(bounds), bool)
    if area is not None:
        swapped = there & ~inside & ~at_null
        swapped &= _inside(_turned(given, swapped, crs), area)
    return [
        (SWAPPED, swapped),
        ("lies nowhere on earth", there & ~on_earth & ~at_null & ~swapped),
        ("lies at 0°/0°, where devices without a place are", at_null),
        ("lies far outside the region", on_earth & ~at_null & ~inside & ~swapped),
    ]


def _turned(given: GeoSeries, rows: Rows, crs: str) -> Rows:
    """Bounds of these rows with their axes turned, in WGS 84; nowhere for the others."""
    import geopandas
    import numpy as np
    import shapely

    bounds = np.full((len(given), 4), np.inf)
    if rows.any():
        turned = shapely.transform(given.to_numpy()[rows], lambda points: points[:, ::-1])
        bounds[rows] = _moved(geopandas.GeoSeries(turned), crs).bounds.to_numpy()
    return bounds


def _inside(bounds: Rows, area: Box) -> Rows:
    west, south, east, north = area
    inside: Rows = (
        (bounds[:, 0] >= west) & (bounds[:, 1] >= south)
        & (bounds[:, 2] <= east) & (bounds[:, 3] <= north)
    )  # fmt: skip
    return inside
