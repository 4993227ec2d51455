"""The footprint of a dataset: where it is about, as one simple polygon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .crs import SURROUNDINGS, WGS84, Box, doubt
from .errors import BadGeometry, UnknownCRS

if TYPE_CHECKING:
    from shapely import Geometry

#: decimals of a degree: some ten metres, so that a place measured anew does not move the footprint
DECIMALS = 4
#: degrees around a place that has no extent; some two hundred metres
MARGIN = 0.002


@dataclass(frozen=True)
class Footprint:
    """Where places are, in WGS 84, as GeoJSON (RFC 7946)."""

    #: convex hull of the places; None when no place can be used
    geom: dict[str, Any] | None
    #: rectangle around them
    bbox: dict[str, Any] | None
    centroid: dict[str, Any] | None
    #: id of a place -> why it does not count
    left_out: dict[str, str] = field(default_factory=dict)


def footprint(
    crs: str,
    geometries: Sequence[tuple[str, Mapping[str, Any]]],
    area: Box | None = SURROUNDINGS,
) -> Footprint:
    """Convex hull, rectangle and centre of GeoJSON geometries in ``crs``.

    ``geometries``: pairs of id and geometry, easting first. A geometry that is broken or lies where
    it cannot be (see crs.doubt) is left out and named. UnknownCRS for a system that is none.
    """
    places, left_out = _readable(geometries)
    kept = []
    for (id, _), place in zip(places, _in_wgs84(crs, [shape for _, shape in places]), strict=True):
        problem = _problem(place, area)
        if problem:
            left_out[id] = problem
        else:
            kept.append(place)
    return _around(kept, left_out) if kept else Footprint(None, None, None, left_out)


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


def _in_wgs84(crs: str, shapes: list[Geometry]) -> list[Geometry]:
    import geopandas
    from pyproj.exceptions import CRSError, ProjError

    try:
        return list(geopandas.GeoSeries(shapes, crs=crs).to_crs(WGS84))
    except (CRSError, ProjError) as error:
        raise UnknownCRS(crs) from error


def _problem(place: Geometry, area: Box | None) -> str | None:
    """What is wrong with the corner of a geometry that is worst off."""
    west, south, east, north = place.bounds
    return doubt((west, south), area) or doubt((east, north), area)


def _around(places: list[Geometry], left_out: dict[str, str]) -> Footprint:
    import shapely
    from shapely.geometry import mapping
    from shapely.geometry.polygon import orient

    hull = shapely.convex_hull(shapely.GeometryCollection(places))
    if hull.area < MARGIN**2:
        # one place, or a few in a row: a polygon needs some extent
        hull = hull.envelope.buffer(MARGIN, cap_style="square", join_style="mitre")
    hull = shapely.set_precision(hull, 10**-DECIMALS)
    # counterclockwise, as RFC 7946 (section 3.1.6) wants it
    geom, bbox = (_plain(mapping(orient(one))) for one in (hull, hull.envelope))
    centroid = _plain(mapping(hull.centroid))
    return Footprint(geom, bbox, centroid, left_out)


def _plain(value: Any) -> Any:
    """Tuples as lists, as JSON has them, and coordinates without binary noise."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return round(value, DECIMALS) if isinstance(value, float) else value
