"""Features of WFS and OGC API: whole rows, paging, axes, types, and what becomes of each fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource, Table

Ask = Callable[..., Feed]
BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
WFS = {"service": "wfs", "layer": "a:b"}
#: Lörrach's station in EPSG:25832, and in degrees
EAST, NORTH, LON, LAT = 399700.0, 5274300.0, 7.665321, 47.614339


def run(feed: Feed) -> tuple[Record, list[str]]:
    """The one dataset, and what is said of bad features."""
    *bad, record = harvesters()["ogc"]().records(feed)
    assert isinstance(record, Record)
    assert all(one.part_of == record.id for one in bad)
    return record, [str(one) for one in bad]


def table(record: Record) -> Table:
    found = record.resources[0].table
    assert found is not None
    return found


def rows(record: Record) -> list[dict[str, Any]]:
    names = [column.name for column in table(record).columns]
    return [dict(zip(names, row, strict=True)) for row in table(record).rows]


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(id: Any, x: float = EAST, y: float = NORTH, /, **properties: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [x, y]}
    return {"type": "Feature", "id": id, "geometry": point, "properties": properties}


SCHEMA = b"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://g">
 <xs:complexType name="bType"><xs:sequence>
  <xs:element name="nr" type="xs:string"/><xs:element name="anzahl" type="xs:int"/>
  <xs:element name="flaeche" type="xs:double"/><xs:element name="seit" type="xs:date"/>
  <xs:element name="stand" type="xs:dateTime"/><xs:element name="offen" type="xs:boolean"/>
  <xs:element name="kurz"><xs:simpleType><xs:restriction base="xs:string"/></xs:simpleType>
  </xs:element>
  <xs:element name="geom" type="gml:PointPropertyType"/>
 </xs:sequence></xs:complexType><xs:element name="b" type="bType"/></xs:schema>"""


# --- WFS ------------------------------------------------------------------------------------------


def test_the_nature_reserves(demo: Callable[[str], Feed], asked: Callable[[], list[str]]) -> None:
    feed = demo("naturschutzgebiete")
    record, bad = run(feed)
    assert bad == []
    # the sample has no schema: one file answers all questions
    assert [notice.kind for notice in feed.notices] == ["types by the values"]
    lubw = {
        "name": "LUBW Landesanstalt für Umwelt Baden-Württemberg",
        "url": "https://www.lubw.baden-wuerttemberg.de",
    }
    assert record.id == "naturschutzgebiete"
    assert record.tags["fr"] == ["réserve naturelle", "zone protégée"]
    assert record.fields == {
        "strategy_field": "environment",
        "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        "publisher": [lubw],
        "contact": [lubw],
        "politicalGeocodingURI": ["http://dcat-ap.de/def/politicalGeocoding/districtKey/08336"],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        "language": ["http://publications.europa.eu/resource/authority/language/DEU"],
        "url": lubw["url"],
    }
    assert [(column.name, column.type, column.label["fr"]) for column in table(record).columns] == [
        ("id", "text", "Identifiant"),
        ("nummer", "text", "Numéro de l’objet"),
        ("name", "text", "Nom"),
        ("gemeinde", "text", "Commune"),
        ("ags", "text", "Clé de la commune"),
        ("lon", "number", "Longitude"),
        ("lat", "number", "Latitude"),
    ]
    assert table(record).key == ["id"]
    assert len(rows(record)) == 7
    assert rows(record)[0] == {
        "id": "Naturschutzgebiet.1",
        "nummer": "1",
        "name": "Altrhein Wyhlen",
        "gemeinde": "Grenzach-Wyhlen",
        "ags": "08336105",
        "lon": 7.7031517,
        "lat": 47.5373896,
    }
    assert record.places is not None
    assert record.places.crs == "urn:ogc:def:crs:EPSG::25832"
    assert record.places.geometries[0] == (
        "Naturschutzgebiet.1",
        {"type": "Point", "coordinates": [402400.0, 5265700.0]},
    )
    attribution = feed.source.attribution
    described = f"{feed.source.url}?service=WFS&request=GetCapabilities"
    assert record.resources[1] == Resource(
        key="service",
        title={"de": "WFS-Dienst", "fr": "Service WFS", "en": "WFS service"},
        description=dict.fromkeys(("de", "fr", "en"), "Naturschutzgebiet:Naturschutzgebiet"),
        url=described,
        format="WFS",
        licence=BY,
        licence_attribution_by=attribution,
        fields={
            "access_services": [
                {
                    "title": "WFS: Naturschutzgebiet:Naturschutzgebiet",
                    "endpoint_url": [feed.source.url],
                    "endpoint_description": described,
                    "conforms_to": ["http://www.opengis.net/def/serviceType/ogc/wfs"],
                    "license": BY,
                    "licenseAttributionByText": attribution,
                }
            ]
        },
    )
    box = "bbox=47.5,7.5,47.95,8.1,urn:ogc:def:crs:EPSG::4326"
    assert asked()[1] == (
        "service=WFS&version=2.0.0&request=GetFeature&typeNames=Naturschutzgebiet:Naturschutzgebiet"
        f"&outputFormat=GEOJSON&srsName=EPSG:25832&{box}"
    )


def test_versions_have_words_of_their_own(ask: Ask, asked: Callable[[], list[str]]) -> None:
    page = collection(feature(1), numberMatched=3)
    for version in ("2.0.0", "1.1.0", "1.0.0"):
        run(ask(page, **WFS, version=version, sort="nr", bbox=[7.6, 47.5, 7.7, 47.6]))
    found = [question for question in asked() if "GetFeature&" in question]
    assert [q.partition("Feature&")[2].partition("=")[0] for q in found[::2]] == [
        "typeNames", "typeName", "typeName",
    ]  # fmt: skip
    assert found[1].endswith("&startIndex=1&count=1&sortBy=nr")
    assert found[3].endswith("&startIndex=1&maxFeatures=1&sortBy=nr")
    assert "bbox=394562,5261549,402279,5272793" in found[5]


def test_types_by_the_schema(ask: Ask) -> None:
    given = {"nr": "007", "anzahl": "12", "flaeche": "1,5", "seit": "1996-05-01Z",
             "stand": "2025-07-01T12:00:00", "offen": "true", "kurz": 5}  # fmt: skip
    bad = dict.fromkeys(("anzahl", "flaeche", "seit", "stand", "offen"), "viele")
    answers = [("DescribeFeatureType", SCHEMA),
               ("", collection(feature("b.1", **given), feature("b.2", **bad)))]  # fmt: skip
    feed = ask(answers, **WFS)
    record, _ = run(feed)
    assert rows(record)[0] == {
        "id": "b.1", "nr": "007", "anzahl": 12, "flaeche": 1.5, "seit": date(1996, 5, 1),
        # noon in Lörrach, in summer
        "stand": datetime(2025, 7, 1, 10, tzinfo=UTC), "offen": True, "kurz": "5",
        "lon": LON, "lat": LAT,
    }  # fmt: skip
    assert set(rows(record)[1].values()) == {"b.2", None, LON, LAT}
    assert [(notice.kind, notice.name) for notice in feed.notices] == [
        ("left out: a number is needed", "anzahl"),
        ("left out: a number is needed", "flaeche"),
        ("left out: a date is needed", "seit"),
        ("left out: a date with time is needed", "stand"),
        ("left out: true or false is needed", "offen"),
    ]
    assert feed.notices[0].message == "'viele' in one record: b.2"


def test_types_by_the_values(ask: Ask) -> None:
    page = collection(
        feature(1, a="007", b=1, c=1, d="2025-01-02", e="2025-01-02T03:04:05Z", f=True, g="x"),
        feature(2, a="8", b=2, c=1.5, d=None, e=None, f=False, g=["x"]),
    )
    feed = ask(page, **WFS)
    record, _ = run(feed)
    assert [column.type for column in table(record).columns[1:8]] == [
        "text", "integer", "number", "date", "timestamp", "boolean", "text",
    ]  # fmt: skip
    assert table(record).rows[1][:8] == ["2", "8", 2, 1.5, None, None, False, None]
    assert "a value with parts" in feed.notices[-1].kind


def test_declared_columns(ask: Ask) -> None:
    columns = {"name": "Name", "zahl": {"label": {"de": "Zahl"}, "type": "number", "unit": "m"}}
    feed = ask(collection(feature(9, nr="A", name="x", neu=1)), **WFS, columns=columns, id="nr")
    record, _ = run(feed)
    assert [(c.name, c.unit, dict(c.label)) for c in table(record).columns[1:3]] == [
        ("name", "", {"de": "Name", "fr": "Name", "en": "Name"}),
        ("zahl", "m", {"de": "Zahl", "fr": "Zahl", "en": "Zahl"}),
    ]
    assert rows(record)[0]["id"] == "A"
    assert [notice.name for notice in feed.notices if notice.kind == "unknown column"] == ["neu"]


def test_names_that_tables_do_not_take(ask: Ask) -> None:
    given = {"_id": 1, "id": 2, 'a"b': 3, "SHAPE.AREA": 4, "SHAPE_AREA": 5, "ä" * 60: 6, "lon": 7}
    record, _ = run(ask(collection(feature("f", **given)), **WFS))
    names = [column.name for column in table(record).columns]
    assert names == ["feature_id", "id", "id_2", "a_b", "SHAPE_AREA", "SHAPE_AREA_2", "ä" * 30,
                     "lon"]  # fmt: skip
    assert table(record).key == ["feature_id"]


def test_pages_in_an_order(ask: Ask, asked: Callable[[], list[str]]) -> None:
    answers = [
        ("DescribeFeatureType", SCHEMA),
        ("startIndex=2", collection(feature(3), numberMatched=3)),
        ("", collection(feature(1), feature(2), numberMatched=3)),
    ]
    feed = ask(answers, **WFS)
    assert [row["id"] for row in rows(run(feed)[0])] == ["1", "2", "3"]
    # the first property of the schema, as the source names none
    assert asked()[-1].endswith("&startIndex=2&count=2&sortBy=nr")
    assert feed.gaps == []


def test_pages_that_go_round(ask: Ask) -> None:
    feed = ask(collection(feature(1), numberMatched=9), **WFS)
    assert len(rows(run(feed)[0])) == 1
    assert feed.gaps == ["page 2 is an earlier page again"]
    end = collection(numberMatched=9)
    feed = ask([("startIndex=1", end), ("", collection(feature(1), numberMatched=9))], **WFS)
    run(feed)
    assert feed.gaps == ["the service announced 9 features and gave 1"]


def test_coordinates_say_what_they_are_in(ask: Ask) -> None:
    crs = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}}
    native = {"crs": "native EPSG:25832"}
    for settings, page in (
        ({}, collection(feature(1), **crs)),
        # the system that was asked for
        ({}, collection(feature(1))),
        (native, collection(feature(1))),
        # degrees are WGS 84 as GeoJSON has it, whatever was asked for
        ({}, collection(feature(1, LON, LAT))),
        ({"crs": "native"}, collection(feature(1, LON, LAT))),
    ):
        row = rows(run(ask(page, **WFS, **settings))[0])[0]
        assert (row["lon"], row["lat"]) == (LON, LAT), settings


def test_places_that_are_none(ask: Ask) -> None:
    feed = ask(collection(feature(1), feature(2, NORTH, EAST), feature(3, 0, 0)), **WFS)
    record, _ = run(feed)
    assert [(row["id"], row["lon"]) for row in rows(record)] == [
        ("1", LON), ("2", None), ("3", None),
    ]  # fmt: skip
    assert record.places is not None
    assert [id for id, _ in record.places.geometries] == ["1"]
    assert [notice.name for notice in feed.notices if notice.kind == "place left out"] == ["2", "3"]


def test_bad_features(ask: Ask) -> None:
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    shape = {**feature(5), "geometry": {"type": "GeometryCollection", "geometries": []}}
    hole = {**feature(6), "geometry": {"type": "Polygon", "coordinates": [[[1, "x"]]]}}
    lonely = {**feature(7), "geometry": {"type": "Point", "coordinates": [EAST]}}
    page = collection(feature(1), feature(1), "x", {"type": "Feature"}, empty, shape, hole, lonely)
    record, bad = run(ask(page, **WFS))
    assert bad == [
        "#3, field 'properties': missing.",
        "#4, field 'properties': missing.",
        "#5, field 'id': missing. Name a property in the setting 'id'.",
        "5, field 'geometry' 'GeometryCollection': a point, a line or an area is needed.",
        "6, field 'geometry' '[1, 'x']': a position with two numbers is needed.",
        f"7, field 'geometry' '[{EAST}]': a position with two numbers is needed.",
        "1, field 'id' '1': the same id twice. Give each feature its own.",
    ]
    assert [row["id"] for row in rows(record)] == ["1"]


EXCEPTION = (
    b'<e:ExceptionReport xmlns:e="http://www.opengis.net/ows/1.1"><e:Exception exceptionCode='
    b'"InvalidParameterValue" locator="%s"><e:ExceptionText>no</e:ExceptionText></e:Exception>'
    b"</e:ExceptionReport>"
)


@pytest.mark.parametrize(
    ("body", "kind", "sentence"),
    [
        (collection(), errors.Empty, "at least one feature"),
        (collection({}), errors.WrongContent, "none that can be read; the first: #1"),
        (b'{"type": "Feature"}', errors.WrongContent, "JSON without features"),
        (b"[" * 5000, errors.WrongContent, "endless nesting"),
        (b"", errors.WrongContent, "nothing"),
        (EXCEPTION % b"typeName", errors.WrongContent, "InvalidParameterValue (typeName) no"),
        (b"<html>", errors.WrongContent, "a page in HTML"),
        (b"<wfs:x xmlns:wfs='w'/>", errors.WrongContent, "a document 'x'"),
    ],
)
def test_answers_that_are_none(ask: Ask, body: bytes, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind) as caught:
        run(ask(body, **WFS))
    assert sentence in str(caught.value)


def test_settings_that_are_none(ask: Ask) -> None:
    for settings in (
        {"service": "wcs"}, {"service": None}, WFS | {"version": "3.0"}, WFS | {"id": 3},
        WFS | {"columns": ["a"]}, WFS | {"columns": {"a": {"type": "int"}}}, WFS | {"layer": ""},
        WFS | {"timezone": "Mars"}, WFS | {"bbox": [1]}, WFS | {"theme": "X"}, WFS | {"tags": 1},
    ):  # fmt: skip
        with pytest.raises(errors.SettingError):
            run(ask(collection(feature(1)), **settings))


def test_an_unchanged_service(ask: Ask) -> None:
    feed = ask(collection(feature(1)), **WFS)
    run(feed)
    with pytest.raises(errors.Unchanged):
        run(Feed(feed.source, feed.client, feed.seen))


# --- OGC API Features -----------------------------------------------------------------------------


def test_the_stops(ask: Ask, own_feeds: Path, asked: Callable[[], list[str]]) -> None:
    feed = ask(own_feeds / "ogc-features", service="features", crs="EPSG:25832")
    record, bad = run(feed)
    assert (bad, feed.notices, feed.gaps) == ([], [], [])
    assert [row["name"] for row in rows(record)][-1] == "Lörrach-Brombach/Hauingen"
    assert rows(record)[0] == {
        "id": "1", "name": "Lörrach Hauptbahnhof", "gemeindeschluessel": "08336050", "lon": LON,
        "lat": LAT,
    }  # fmt: skip
    service = record.resources[1].fields["access_services"][0]
    assert service["title"] == "OGC API: Haltepunkte der S-Bahn in Lörrach"
    # the collection's own word, as the source of this test has none
    assert record.notes == {"de": "Bahnhöfe und Haltepunkte im Stadtgebiet"}
    system = "http://www.opengis.net/def/crs/EPSG/0/25832"
    # the link of the answer is followed as it stands
    assert asked() == [
        "f=json", f"items=1&limit=1000&crs={system}", f"items=1&offset=5&crs={system}",
    ]  # fmt: skip


COLLECTION = {"id": "x", "crs": ["http://www.opengis.net/def/crs/EPSG/0/4326"],
              "links": [{"rel": "items", "href": "?items"}]}  # fmt: skip


def test_axes_of_an_api_are_those_of_the_authority(ask: Ask, server: Any) -> None:
    """EPSG:4326 is latitude first there; the header counts more than what was asked for."""
    about = json.dumps(COLLECTION).encode()
    page = collection(feature(1, LAT, LON))
    feed = ask([("f=json", about), ("", page)], service="features", crs="EPSG:4326")
    assert rows(run(feed)[0])[0]["lon"] == LON
    header = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    server.pages["/ows"] = lambda visit: visit.answer(
        about if "f=json" in visit.path else collection(feature(1, LON, LAT)),
        **{"content-crs": header},
    )
    assert rows(run(Feed(feed.source, feed.client))[0])[0]["lon"] == LON


def test_a_system_that_the_collection_has_not(ask: Ask) -> None:
    answers = [("f=json", json.dumps(COLLECTION).encode()), ("", collection(feature(1, LON, LAT)))]
    feed = ask(answers, service="features", crs="EPSG:31467")
    assert rows(run(feed)[0])[0]["lat"] == LAT
    assert feed.notices[0].kind == "other system"


def test_links_that_go_round(ask: Ask) -> None:
    page = collection(feature(1, LON, LAT), links=[{"rel": "next", "href": "?items=&limit=1000"}])
    feed = ask([("f=json", json.dumps(COLLECTION).encode()), ("", page)], service="features")
    run(feed)
    assert feed.gaps == ["the next page after 1 features is an earlier one"]


def test_collections_that_are_none(ask: Ask) -> None:
    for body, sentence in (
        (b"[]", "JSON without links"),
        (b'{"links": []}', "a link to its items"),
        (b'{"links": [{"rel": "items"}]}', "a link to its items"),
        (b"<html>", "a page in HTML or XML"),
    ):
        with pytest.raises(errors.WrongContent, match=sentence):
            run(ask(body, service="features"))
