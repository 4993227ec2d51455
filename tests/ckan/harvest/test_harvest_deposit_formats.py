"""Files of other kinds and from other places: workbooks, places, links, too large, forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import geopandas
import pytest
from ckan.tests import factories, helpers
from ckanext.loerrach.harvest import downloads, tidy
from ckanext.loerrach.harvest.deposit import notice, state
from ckanext.loerrach.harvest.deposit import work as deposit_work
from ckanext.loerrach.harvest.deposit.work import work
from ckanext.loerrach.tabular.files.content import Field
from ckanext.loerrach.tabular.files.xlsx import Xlsx
from flask import g
from werkzeug.datastructures import FileStorage

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
#: the town hall and the station, in ETRS89 / UTM 32N
PLACES = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}},
    "features": [
        {"type": "Feature", "properties": {"Name": name, "Stockwerke": floors},
         "geometry": {"type": "Point", "coordinates": place}}
        for name, floors, place in (
            ("Rathaus", 17, [399489.1, 5274409.6]), ("Bahnhof", 2, [399593.4, 5274262.3]))
    ],
}  # fmt: skip
Upload = Callable[..., dict[str, Any]]


@pytest.fixture
def upload(town: dict[str, Any], ckan_config: Any, monkeypatch: Any, tmp_path: Path) -> Upload:
    """Makes a resource of one dataset and does the job's work; what became of it."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", str(tmp_path / "storage"))
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    package = helpers.call_action(
        "package_create", dict(user), owner_org=town["id"], name="gemischt",
        strategy_field="environment", title_translated={"de": "Gemischt"},
        notes_translated={"de": "Allerlei."}, personal_data="none",
    )  # fmt: skip

    def make(format: str, name: str = "", content: bytes = b"", **more: Any) -> dict[str, Any]:
        given = {"upload": FileStorage(io.BytesIO(content), name)} if content else {}
        action = "resource_patch" if "id" in more else "resource_create"
        where = {} if "id" in more else {"package_id": package["id"], "license": DL_ZERO}
        done = helpers.call_action(
            action, dict(user), name="Daten", format=format, **given, **where, **more
        )
        work()
        found: dict[str, Any] = {"told": {}, "state": ""}
        with suppress(tk.ObjectNotFound):
            found |= helpers.call_action("loerrach_table_show", id=done["id"])
        return {**found, "id": done["id"]}

    return make


def rows(found: dict[str, Any]) -> list[list[Any]]:
    records = helpers.call_action("datastore_search", resource_id=found["id"], sort="_id")
    return [list(row.values())[1:] for row in records["records"]]


def test_what_people_upload_and_link(
    upload: Upload, feeds: Any, app: Any, tmp_path: Path, ckan_config: Any, monkeypatch: Any
) -> None:
    """One long way, as a portal costs seconds to set up."""
    # a workbook
    book = Xlsx([Field("Jahr", "integer"), Field("Ort", "text")], [], tmp_path / "book.xlsx")
    book.write([(2025, "Stetten"), (2026, "Haagen")])
    book.close()
    found = upload("XLSX", "orte.xlsx", (tmp_path / "book.xlsx").read_bytes())
    assert (found["state"], rows(found)) == ("done", [[2025, "Stetten"], [2026, "Haagen"]])

    # places: a table with longitude and latitude, and files in open formats
    places = upload("GeoJSON", "orte.geojson", json.dumps(PLACES).encode())
    assert places["state"] == "done", places
    first, second = rows(places)
    assert first == [1, "Rathaus", 17, pytest.approx(7.6614, abs=2e-3),
                     pytest.approx(47.615, abs=2e-3)]  # fmt: skip
    assert second[1:3] == ["Bahnhof", 2]
    assert places["told"]["sentences"][0]["de"].startswith(
        "Koordinatensystem der Datei: EPSG:25832"
    )
    shown = helpers.call_action("resource_show", id=places["id"])
    assert (shown["datastore_active"], shown["downloads"]) == (True, "places")
    assert downloads.shelf(places["id"]).make()
    page = f"/dataset/gemischt/resource/{places['id']}"
    again = json.loads(app.get(f"{page}/places.geojson").data)
    assert again["features"][0]["properties"]["name"] == "Rathaus"
    assert again["features"][0]["geometry"]["coordinates"][0] == pytest.approx(7.6614, abs=2e-3)
    assert f"{page}/places.gpkg" in app.get(page).body

    # places without a system, or none at all: the table stays
    for broken in (b'{"type": "FeatureCollection", "features": [', b"{}", b"SQLite format 3\0x"):
        failed = upload("GeoJSON", "orte.geojson", broken, id=places["id"])
        assert failed["state"] == "failed"
        assert failed["told"]["problem"]["de"].startswith("Die Geodaten sind nicht zu lesen")
        assert len(rows(places)) == 2
    # other columns stop, as those of a table do
    other = json.dumps(PLACES).replace("Stockwerke", "Etagen").encode()
    stopped = upload("GeoJSON", "orte.geojson", other, id=places["id"])
    assert (stopped["state"], stopped["told"]["now"]) == ("failed", ["Name", "Etagen"])
    assert len(rows(places)) == 2
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    helpers.call_action("loerrach_table_accept", dict(user), id=places["id"])
    work()
    assert helpers.call_action("loerrach_table_show", id=places["id"])["state"] == "done"
    # and so do the same names over other values
    turned = json.loads(other)
    for feature in turned["features"]:
        feature["properties"] = {"Name": 1, "Etagen": feature["properties"]["Name"]}
    stopped = upload("GeoJSON", "orte.geojson", json.dumps(turned).encode(), id=places["id"])
    assert [one["de"] for one in stopped["told"]["changes"]] == [
        "Die Spalte „Name“ enthält jetzt ganze Zahl statt Text.",
        "Die Spalte „Etagen“ enthält jetzt Text statt ganze Zahl.",
    ]
    assert [row[1] for row in rows(places)] == ["Rathaus", "Bahnhof"]
    # a table in their place takes the files of places away
    assert upload("CSV", "orte.csv", b"Ort;Zahl\nStetten;1\n", id=places["id"])["told"]["changes"]
    helpers.call_action("loerrach_table_accept", dict(user), id=places["id"])
    work()
    assert helpers.call_action("loerrach_table_show", id=places["id"])["state"] == "done"
    assert not downloads.shelf(places["id"]).folder.exists()
    assert helpers.call_action("resource_show", id=places["id"])["downloads"] == ""
    app.get(f"{page}/places.geojson", status=404)
    assert rows(places) == [["Stetten", 1]]

    # a link, to a server that the operator allows
    feeds.put("/liste.csv", b"Ort;Zahl\nHauingen;3\n", type="text/csv")
    linked = upload("CSV", url=f"{feeds.url}/liste.csv")
    assert (linked["state"], rows(linked)) == ("done", [["Hauingen", 3]])

    # too large a file, uploaded and linked
    monkeypatch.setitem(ckan_config, "ckanext.loerrach.tables.megabytes", 1)
    large = b"Ort;Zahl\n" + b"Hauingen;3\n" * 110_000
    feeds.put("/gross.csv", large, type="text/csv")
    for found in (upload("CSV", "gross.csv", large), upload("CSV", url=f"{feeds.url}/gross.csv")):
        assert found["state"] == "failed"
        assert ("1 MB" if "zu groß" in found["told"]["problem"]["de"] else "1048576 bytes") in (
            found["told"]["problem"]["de"]
        )


def shapefile(folder: Path, more: dict[str, bytes] | None = None) -> bytes:
    """The places as a Shapefile in a zip."""
    frame = geopandas.GeoDataFrame.from_features(PLACES["features"], crs="EPSG:25832")
    frame.to_file(folder / "orte.shp")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for part in sorted(folder.glob("orte.*")):
            archive.write(part, f"daten/{part.name}")
        for name, body in (more or {}).items():
            archive.writestr(name, body)
    return made.getvalue()


def test_a_shapefile_in_a_zip_of_any_name(
    upload: Upload, feeds: Any, app: Any, tmp_path: Path
) -> None:
    zipped = shapefile(tmp_path, {"liesmich.txt": b"x"})
    for format, name in (("ZIP", "orte.zip"), ("", "Orte.ZIP"), ("SHP", "orte.zip"),
                         ("Shapefile", "orte.shp.zip")):  # fmt: skip
        found = upload(format, name, zipped)
        assert (found["state"], [row[1:3] for row in rows(found)]) == (
            "done", [["Rathaus", 17], ["Bahnhof", 2]],
        ), (format, name)  # fmt: skip
    # another zip is none of ours; a Shapefile without its parts is told what to do
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("stops.txt", "stop_id")
    assert upload("ZIP", "fahrplan.zip", (tmp_path / "other.zip").read_bytes())["state"] == ""
    assert upload("ZIP", "kaputt.zip", b"PK\x03\x04")["state"] == ""
    for format in ("SHP", ""):
        alone = upload(format, "orte.shp", (tmp_path / "orte.shp").read_bytes())
        assert alone["state"] == "failed"
        assert "Packen Sie .shp, .shx, .dbf und .prj" in alone["told"]["problem"]["de"]
    # what is linked nobody looks into before its publisher says what it is
    feeds.put("/orte.zip", zipped, type="application/zip")
    linked = upload("ZIP", url=f"{feeds.url}/orte.zip")
    assert (linked["state"], feeds.asked) == ("", [])
    token = {"Authorization": factories.SysadminWithToken()["token"]}
    page = f"/dataset/gemischt/resource/{linked['id']}"
    g.pop("_login_user", None)
    assert "wählen Sie als Format SHP" in app.get(page, headers=token).body
    g.pop("_login_user", None)
    assert "wählen Sie als Format SHP" not in app.get(page).body
    assert upload("SHP", id=linked["id"])["state"] == "done"


def test_what_fails_after_the_swap_says_so(upload: Upload, app: Any, monkeypatch: Any) -> None:
    """And what fails before it leaves all as it was."""
    found = upload("GeoJSON", "orte.geojson", json.dumps(PLACES).encode())
    newer = json.dumps(PLACES).replace("Bahnhof", "Museum").encode()
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as there:
        there.setattr("ckanext.loerrach.harvest.deposit.places.frame", broken)
        failed = upload("GeoJSON", "orte.geojson", newer, id=found["id"])
        assert (failed["state"], rows(found)[1][1]) == ("failed", "Bahnhof")
        assert "swapped" not in failed["told"]
        page = f"/dataset/gemischt/resource/{found['id']}"
        assert "Die bisherige Tabelle bleibt" in app.get(page).body
    with monkeypatch.context() as there:
        there.setattr("ckanext.loerrach.geo.shelf.Shelf.stage", broken)
        failed = upload("GeoJSON", "orte.geojson", newer, id=found["id"])
        assert (failed["state"], rows(found)[1][1]) == ("failed", "Museum")
        assert failed["told"]["problem"]["de"].startswith("Die neue Tabelle ist geladen")
        assert "Die bisherige Tabelle bleibt" not in app.get(page).body
    helpers.call_action("loerrach_table_load", user, id=found["id"])
    work()
    assert helpers.call_action("loerrach_table_show", id=found["id"])["state"] == "done"
    assert downloads.shelf(found["id"]).make()
    assert b"Museum" in app.get(f"{page}/places.geojson").data


def test_a_link_that_was_cleared_is_looked_at_when_it_changes(upload: Upload, feeds: Any) -> None:
    """Its address stays the same, and what is there does not."""
    feeds.put("/liste.csv", b"Ort;Kinder\nHauingen;3\nHaagen;9\n", type="text/csv")
    linked = upload("CSV", url=f"{feeds.url}/liste.csv")
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}

    def call(action: str, **given: Any) -> str:
        helpers.call_action(action, dict(user), id=linked["id"], **given)
        work()
        return str(helpers.call_action("loerrach_table_show", dict(user), id=linked["id"])["state"])

    assert call("loerrach_table_threshold", threshold=5) == "failed"
    assert call("loerrach_table_publish") == "done"
    assert call("loerrach_table_load") == "done"
    feeds.put("/liste.csv", b"Ort;Kinder\nHauingen;2\nHaagen;9\n", type="text/csv")
    assert call("loerrach_table_load") == "failed"
    assert rows(linked) == [["Hauingen", 3], ["Haagen", 9]]


def test_a_threshold_that_is_said_while_the_file_is_read(upload: Upload, monkeypatch: Any) -> None:
    found = upload("CSV", "orte.csv", b"Ort;Kinder\nStetten;9\n")
    user = {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    before = deposit_work.small.found

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(deposit_work.small, "found", before)
        helpers.call_action("loerrach_table_threshold", dict(user), id=found["id"], threshold=5)
        return before(*given)

    monkeypatch.setattr(deposit_work.small, "found", meanwhile)
    upload("CSV", "orte.csv", b"Ort;Kinder\nStetten;2\n", id=found["id"])
    work()
    one = state.load(found["id"])
    assert one
    assert (one.state, bool(one.told.get("small"))) == ("failed", True)
    assert rows(found) == [["Stetten", 9]]


def test_what_a_lost_worker_leaves_is_found(upload: Upload, monkeypatch: Any) -> None:
    told: list[str] = []
    found = upload("CSV", "orte.csv", b"Ort;Zahl\nStetten;1\n")
    one = state.load(found["id"])
    assert one
    state.note(one, state=state.PENDING)
    monkeypatch.setattr(notice, "enqueue_job", lambda *_, **__: told.append("job"))
    notice.connect_to_redis().delete(notice.key())
    tidy.tidy()
    assert told == ["job"]
    work()
    assert rows(found) == [["Stetten", 1]]
