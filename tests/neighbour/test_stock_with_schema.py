"""A stock CKAN whose schema is ckanext-dcat's dcat_ap_full.yaml reads places and formats of ours.

Its profiles keep one place of a dataset, put together from all dct:spatial, and no outline, which
the official shapes forbid where they look for it. A frame and a middle beside a name or an address
are lost there, not here: EuropeanDCATAP3Profile of ckanext-dcat 2.4.4 makes spatial_coverage of the
latter before it reads the former, and then throws those away.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
TOWN, STOCK = "stadt", "nachbar"
SCHEMA = """
scheming.dataset_schemas = ckanext.dcat.schemas:dcat_ap_full.yaml
scheming.presets = ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml
"""
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA = "https://www.iana.org/assignments/media-types/"
ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
FRAME = {
    "type": "Polygon",
    "coordinates": [[
        [7.61234567, 47.57000001], [7.71234567, 47.57000001], [7.71234567, 47.65],
        [7.61234567, 47.65], [7.61234567, 47.57000001],
    ]],
}  # fmt: skip
MIDDLE = {"type": "Point", "coordinates": [7.66123456, 47.61543211]}
#: place of a dataset of ours -> what the neighbour has of it
PLACES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "alles": (
        {"uri": "http://sws.geonames.org/2875601/", "text": "Lörrach", "bbox": FRAME,
         "centroid": MIDDLE},
        {"uri": "http://sws.geonames.org/2875601/", "text": "Lörrach"},
    ),
    "rahmen": ({"bbox": FRAME, "centroid": MIDDLE}, {"bbox": FRAME, "centroid": MIDDLE}),
    "umriss": ({"geom": FRAME}, {"bbox": FRAME}),
    "punkt": ({"geom": MIDDLE}, {"centroid": MIDDLE}),
}  # fmt: skip
#: format of a resource of ours -> format and media type there
FORMATS = {
    "CSV": ("CSV", ""),
    "GTFS": ("ZIP", "application/zip"),
    "ParkAPI": ("JSON", "application/json"),
    # CKAN calls a format by its media type where nobody has told another name
    "MP4": (MEDIA + "video/mp4", "video/mp4"),
    "Eigenes": ("", ""),
}


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


ring_portals = _load("ring_portals")


class WithSchema(ring_portals.Ring):  # type: ignore[misc, name-defined]
    """The stock CKAN has ckanext-scheming, too."""

    def ini(self, database: str, plugins: str, port: int, number: int) -> Path:
        stock = plugins == ring_portals.STOCK
        self.more = SCHEMA if stock else ""
        plugins += " scheming_datasets" if stock else ""
        return Path(super().ini(database, plugins, port, number))


def record(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "owner_org": "stadt", "strategy_field": "culture", "personal_data": "none",
        "title_translated": {"de": name}, "notes_translated": {"de": "Text"},
        "resources": [{"url": f"https://example.org/{name}", "license": ZERO, "format": "CSV"}],
        **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def harvested() -> Iterator[dict[str, dict[str, Any]]]:
    """What the neighbour shows, by title."""
    ring = WithSchema((TOWN,), (STOCK,))
    try:
        town, stock = ring.members[TOWN], ring.members[STOCK]
        for portal in (town, stock):
            portal.act("organization_create", name="stadt", title="Stadt")
        for name, (place, _) in PLACES.items():
            town.act("package_create", **record(name, spatial_coverage=[place]))
        resources = [
            {"url": f"https://example.org/{number}", "license": ZERO, "format": name,
             "name_translated": {"de": name}}
            for number, name in enumerate(FORMATS)
        ]  # fmt: skip
        town.act("package_create", **record("formate", resources=resources))
        url = f"{town.url}/catalog.ttl"
        stock.tell("source", name="von", url=url, kind="dcat_rdf", ours=False)
        stock.harvest("von")
        yield {one["title"]: one for one in stock.datasets()}
    finally:
        ring.stop()


@pytest.mark.parametrize("name", PLACES)
def test_37_a_place_arrives_as_exact_as_it_is(harvested: dict[str, dict[str, Any]], name: str):
    [place] = harvested[name]["spatial_coverage"]
    read = {
        key: json.loads(value) if key in ("bbox", "centroid", "geom") else value
        for key, value in place.items() if value
    }  # fmt: skip
    assert read == PLACES[name][1]


def test_37_formats_outside_of_the_list_of_the_eu(harvested: dict[str, dict[str, Any]]):
    """The neighbour has what the data are written in; before, it had no format at all."""
    found = {
        one["name"]: (
            (one.get("format") or "").removeprefix(FILE_TYPE),
            (one.get("mimetype") or "").removeprefix(MEDIA),
        )
        for one in harvested["formate"]["resources"]
    }
    assert found == FORMATS
