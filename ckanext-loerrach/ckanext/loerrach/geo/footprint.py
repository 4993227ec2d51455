"""The footprint of a dataset: where it is about, as one simple polygon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .checking import checked
from .crs import SURROUNDINGS, Box
from .errors import BadGeometry

if TYPE_CHECKING:
    from shapely import Geometry

#: decimals of a degree: some ten metres, so that a place measured anew does not move the footprint
DECIMALS = 4
#: degrees around a place that has no extent; some two hundred metres
MARGIN = 0.002
#: of a footprint: a page draws it, and each copy of the record carries it
CORNERS = 24


@dataclass(frozen=True)
class Footprint:
    """Where places are, in WGS 84, as GeoJSON (RFC 7946)."""

    #: around the places, without hollows; None when no place can be used
    geom: dict[str, Any] | None
    #: rectangle around them
    bbox: dict[str, Any] | None
    centroid: dict[str, Any] | None
    #: id of a place -> why it does not count
    left_out: dict[str, str] = field(default_factory=dict)
    #: id of a place -> what was wrong with it; it counts as it was mended
    repaired: dict[str, str] = field(default_factory=dict)


def footprint(
    crs: str,
    geometries: Sequence[tuple[str, Mapping[str, Any]]],
    area: Box | None = SURROUNDINGS,
) -> Footprint:
    """Hull, rectangle and centre of GeoJSON geometries in ``crs``.

    ``geometries``: pairs of id and geometry, easting first. One that is broken is repaired where it
    can be (see checking.checked); one that cannot be, or lies where it cannot be, is left out. Both
    are named. The hull has CORNERS corners at most. UnknownCRS for a system that is none.
    """
    import geopandas

    places, left_out = _readable(geometries)
    shapes = geopandas.GeoSeries([shape for _, shape in places], index=[id for id, _ in places])
    moved, problems = checked(shapes, crs, area)
    repaired = {one.id: one.problem for one in problems if one.repaired}
    left_out |= {one.id: one.problem for one in problems if not one.repaired}
    kept = list(moved.dropna())
    if not kept:
        return Footprint(None, None, None, left_out, repaired)
    return Footprint(*_around(kept), left_out, repaired)


def geometry(id: str, geojson: Mapping[str, Any]) -> Geometry:
    """The geometry of a GeoJSON object; BadGeometry if it is none, or holds nothing."""
    import shapely
    from shapely.geometry import shape

    try:
        found = shape(geojson)
    except (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadGeometry(id, str(error) or type(error).__name__) from error
    if found.is_empty:
        raise BadGeometry(id, "it holds no coordinates")
    return found


def _readable(
    geometries: Sequence[tuple[str, Mapping[str, Any]]],
) -> tuple[list[tuple[str, Geometry]], dict[str, str]]:
    good: list[tuple[str, Geometry]] = []
    bad: dict[str, str] = {}
    for id, geojson in geometries:
        try:
            good.append((id, geometry(id, geojson)))
        except BadGeometry as error:
            bad[id] = error.problem
    return good, bad


def _around(places: list[Geometry]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    import shapely
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    hull = shapely.convex_hull(shapely.GeometryCollection(places))
    if hull.area < MARGIN**2:
        # one place, or a few in a row: a polygon needs some extent
        hull = hull.envelope.buffer(MARGIN, cap_style="square", join_style="mitre")
    hull = shapely.set_precision(_simple(hull), 10**-DECIMALS)
    # counterclockwise, as RFC 7946 (section 3.1.6) wants it
    geom, bbox = (_plain(mapping(orient(one))) for one in (hull, hull.envelope))
    return geom, bbox, _plain(mapping(hull.centroid))


def _simple(hull: Geometry) -> Geometry:
    """The hull with few corners, and everything still inside."""
    import shapely

    wide, simple = MARGIN / 4, hull
    while shapely.get_num_coordinates(simple) > CORNERS + 1:
        # what simplifying cuts off is less than what is put around it
        cut = shapely.convex_hull(hull.simplify(wide))
        simple = cut.buffer(wide, join_style="mitre", mitre_limit=3)
        wide *= 2
    return simple


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON has them, and coordinates without binary noise."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
