"""Files of places that name addresses: GDAL is never led there, and the file says why not."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ckanext.loerrach.geo.errors import Unreadable
from ckanext.loerrach.geo.reading import read

POINT = {"type": "Point", "coordinates": [7.66, 47.61]}
#: reads a file as a worker does; with "first", after another plugin has imported pyogrio
PROGRAM = """
import sys
from pathlib import Path
if sys.argv[2] == "first":
    import pyogrio
from ckanext.loerrach.geo.errors import GeoError
from ckanext.loerrach.geo.reading import read
try:
    print("rows", len(read(Path(sys.argv[1]))))
except GeoError as error:
    print("refused", error)
"""


def collection(system: str) -> str:
    """A file with one place, and what is said of its system."""
    feature = {"type": "Feature", "properties": {"art": "Linde"}, "geometry": POINT}
    return f'{{"type": "FeatureCollection", {system} "features": [{json.dumps(feature)}]}}'


LINK = '"type": "link", "properties": {"href": "ADDRESS", "type": "ogcwkt"}'
TRAPS = {
    "a link": collection(f'"crs": {{{LINK}}},'),
    "a link in capitals": collection(f'"CRS": {{{LINK.replace("type", "TYPE", 1)}}},'),
    "letters by their numbers": collection(f'"\\u0063r\\u0073": {{{LINK}}},'),
    "first a name, then a link": collection(
        f'"crs": {{"type": "name", "properties": {{"name": "EPSG:4326"}}, {LINK}}},'
    ),
    "an address as a name": collection(
        '"crs": {"type": "name", "properties": {"name": "ADDRESS"}},'
    ),
    "a link at the place": collection("").replace('"Point"', f'"Point", "crs": {{{LINK}}}'),
    "a comment in between": collection(f'"crs" /* x */ : {{{LINK}}},'),
    "other quotes": collection(f"'crs': {{{LINK}}},"),
    "a step of GDAL": '{"type": "gdal_streamed_alg", "command_line": '
    '"gdal vector pipeline ! read /vsicurl/ADDRESS ! write out.gpkg"}',
    "features of ArcGIS": '{"spatialReference": {"wkt": "ADDRESS"}, "fields": [], '
    '"geometryType": "esriGeometryPoint", "features": [], "exceededTransferLimit": true}',
}


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """Address of a server, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/places.geojson", asked
        server.shutdown()


@pytest.mark.parametrize("imported", ["first", ""])
def test_nothing_is_asked(trap: tuple[str, list[str]], tmp_path: Path, imported: str) -> None:
    address, asked = trap
    for title, text in TRAPS.items():
        path = tmp_path / "places.geojson"
        path.write_text(text.replace("ADDRESS", address))
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, path, imported],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert done.stdout.startswith("refused 'places.geojson' "), (title, done.stdout)
        assert not asked, title


@pytest.mark.parametrize(
    "system",
    [
        "",
        '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},',
        '"crs": {"type": "name", "properties": {"name": "EPSG:4326"}},',
        '"crs": {"type": "EPSG", "properties": {"code": 4326}},',
        '"crs": null,',
    ],
)
def test_systems_by_their_names_are_read(tmp_path: Path, system: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_text("\ufeff" + collection(system), encoding="utf-8")
    found = read(path)
    assert list(found["art"]) == ["Linde"]
    assert found.geometry[0].coords[0] == (7.66, 47.61)


def test_a_property_called_crs_is_one(tmp_path: Path) -> None:
    path = tmp_path / "places.geojson"
    path.write_text(collection("").replace('"art"', '"crs": "EPSG:25832", "art"'))
    assert list(read(path)["crs"]) == ["EPSG:25832"]


@pytest.mark.parametrize("text", ["{", '{"a" "b"}', "{'type': 1}", '{"type": 1 // x\n}'])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.geojson"
    path.write_text(text)
    with pytest.raises(Unreadable):
        read(path)
