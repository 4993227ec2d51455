"""Places of a harvested table: files made by the job, offered on the page and in the feed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.tests import helpers
from ckanext.loerrach.catalogue.gate import run as gate
from ckanext.loerrach.geo.files import FORMATS
from ckanext.loerrach.harvest import downloads
from ckanext.loerrach.harvest.report import Report
from rdflib import URIRef
from rdflib.namespace import DCAT, DCTERMS

Run = Callable[..., Report]
NAME = "freie-parkplaetze-in-freiburg"
FEED = "/parking-freiburg.json"
SAMPLES = Path(__file__).parents[2] / "feeds"


def waits(resource: dict[str, Any], at: datetime | None = None) -> bool:
    """Are the files of a table to be made? Other tests of the session leave some, too."""
    return resource["id"] in [one.folder.name for one in downloads.due(at)]


def test_from_the_feed_to_files_page_and_distributions(freiburg: Run, feeds: Any, app: Any):
    """One long way, as a portal costs seconds to set up."""
    freiburg()
    dataset = helpers.call_action("package_show", id=NAME)
    lots, original = dataset["resources"]
    assert (lots["downloads"], original.get("downloads")) == ("places", None)
    page = f"/dataset/{NAME}/resource/{lots['id']}"
    (area,) = dataset["spatial_coverage"]
    assert area["text"] == "Freiburg im Breisgau"
    assert "Freiburg im Breisgau (08311000)" in app.get(f"/dataset/{NAME}").body
    found = helpers.call_action("package_search", **{"facet.field": ["vocab_area"]})
    assert found["facets"]["vocab_area"] == {
        "municipalityKey/08311000": 1, "districtKey/08311": 1,
    }  # fmt: skip

    # laid down by the run, made by the job
    assert waits(lots)
    assert app.get(f"{page}/places.gpkg", status=503).headers["Retry-After"] == "60"
    assert "Die Dateien werden erstellt." in app.get(page).body
    downloads.work()
    assert not waits(lots)

    # every format, for people and for programs
    shown = app.get(page).body
    for format in FORMATS.values():
        assert f'href="{page}/places{format.ending}"' in shown, format.name
        answer = app.get(f"{page}/places{format.ending}")
        assert answer.mimetype == format.mimetype
        assert answer.headers["Content-Disposition"].endswith(f"{NAME}{format.ending}")
    geojson = app.get(f"{page}/places.geojson")
    features = json.loads(geojson.data)["features"]
    assert len(features) == 7
    assert all(7 < one["geometry"]["coordinates"][0] < 8 for one in features if one["geometry"])
    tag = {"If-None-Match": geojson.headers["ETag"]}
    app.get(f"{page}/places.geojson", headers=tag, status=304)
    part = app.get(f"{page}/places.fgb", headers={"Range": "bytes=0-2"}, status=206)
    assert part.data == b"fgb"
    for wrong in ("places.exe", "places.", "places.shp.zip/x", "places.../../../current.json"):
        app.get(f"{page}/{wrong}", status=404)
    app.get(f"/dataset/{NAME}/resource/{original['id']}/places.gpkg", status=404)
    app.get(f"/dataset/other/resource/{lots['id']}/places.gpkg", status=404)

    # the feed has them beside the table and the original
    base = f"{tk.config['ckan.site_url']}/dataset/{dataset['id']}/resource/{lots['id']}"
    graph = gate.VIEWS[gate.VIEW].dataset_graph(dataset)
    # the shapes have nothing against them
    files = {URIRef(f"{base}#{name}") for name in FORMATS}
    assert files <= set(graph.objects(None, DCAT.distribution))
    assert [one for one in gate.shacl(graph) if one.focus in files] == []
    found = {str(url) for url in graph.objects(None, DCAT.downloadURL)}
    assert found >= {f"{base}/places{one.ending}" for one in FORMATS.values()}
    assert len(set(graph.objects(None, DCAT.distribution))) == 2 + len(FORMATS)
    shapefile = URIRef(f"{base}#shp")
    assert {str(one) for one in graph.objects(shapefile, DCTERMS.title)} == {
        f"{text} (Shapefile)" for text in lots["name_translated"].values()
    }
    assert str(graph.value(shapefile, DCTERMS.license)) == lots["license"]

    # the same again makes nothing; new rows do, but not every minute
    freiburg(full=True)
    assert not waits(lots, datetime.now(UTC) + timedelta(days=1))
    changed = json.loads((SAMPLES / FEED.lstrip("/")).read_bytes())
    changed["features"][0]["properties"]["obs_free"] = "1"
    feeds.put(FEED, changed)
    assert freiburg().tables == ["parking-freiburg"]
    assert not waits(lots)
    assert waits(lots, datetime.now(UTC) + timedelta(minutes=16))

    # files go with their resource
    folder = downloads.shelf(lots["id"]).folder
    assert folder.is_dir()
    assert lots["id"] not in downloads.forget_gone()
    helpers.call_action("dataset_purge", id=dataset["id"], context={"ignore_auth": True})
    model.Session.rollback()
    assert lots["id"] in downloads.forget_gone()
    assert not folder.exists()
