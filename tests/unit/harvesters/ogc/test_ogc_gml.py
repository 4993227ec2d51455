"""Geometries in GML of three versions, and features that a WFS gives in no other way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record
from ckanext.loerrach.harvesters._core.values import BadValue
from ckanext.loerrach.harvesters._ogc import gml

Ask = Callable[..., Feed]
URN = "urn:ogc:def:crs:EPSG::"
SQUARE = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]
RING = "<LinearRing><posList>0 0 4 0 4 4 0 0</posList></LinearRing>"
HOLE = "<LinearRing><posList>1 1 2 1 2 2 1 1</posList></LinearRing>"
INNER = [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]
POLYGON = f"<Polygon><exterior>{RING}</exterior><interior>{HOLE}</interior></Polygon>"


def geometry(text: str, crs: str = "EPSG:25832") -> tuple[str, Any]:
    found = gml.read(fromstring(f'<g xmlns="http://www.opengis.net/gml/3.2">{text}</g>')[0], crs)
    return found["type"], found["coordinates"]


@pytest.mark.parametrize(
    ("text", "kind", "coordinates"),
    [
        ("<Point><pos>1 2</pos></Point>", "Point", [1, 2]),
        ("<Point><pos>1 2 300</pos></Point>", "Point", [1, 2]),
        ("<Point><coordinates>1.5,2.5</coordinates></Point>", "Point", [1.5, 2.5]),
        ('<Point><coordinates decimal="," cs=";">1,5;2</coordinates></Point>', "Point", [1.5, 2]),
        ("<Point><coord><X>1</X><Y>2</Y></coord></Point>", "Point", [1, 2]),
        ("<LineString><pos>1 2</pos><pos>3 4</pos></LineString>", "LineString", [[1, 2], [3, 4]]),
        (
            '<LineString srsDimension="3"><posList>1 2 9 3 4 9</posList></LineString>',
            "LineString",
            [[1, 2], [3, 4]],
        ),
        (
            (
                "<Curve><segments><LineStringSegment><posList>1 2 3 4</posList></LineStringSegment>"
                "<LineStringSegment><posList>3 4 5 6</posList></LineStringSegment></segments>"
                "</Curve>"
            ),
            "LineString",
            [[1, 2], [3, 4], [5, 6]],
        ),
        (POLYGON, "Polygon", [SQUARE, INNER]),
        (
            (
                "<Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 4,0 4,4\n0,0</coordinates>"
                "</LinearRing></outerBoundaryIs></Polygon>"
            ),
            "Polygon",
            [SQUARE],
        ),
        (
            (
                f"<Surface><patches><PolygonPatch><exterior>{RING}</exterior></PolygonPatch></patches>"
                "</Surface>"
            ),
            "Polygon",
            [SQUARE],
        ),
        (
            (
                f"<MultiSurface><surfaceMember>{POLYGON}</surfaceMember><surfaceMembers>{POLYGON}"
                "</surfaceMembers></MultiSurface>"
            ),
            "MultiPolygon",
            [[SQUARE, INNER], [SQUARE, INNER]],
        ),
        (
            "<MultiPoint><pointMember><Point><pos>1 2</pos></Point></pointMember></MultiPoint>",
            "MultiPoint",
            [[1, 2]],
        ),
        (
            (
                "<MultiCurve><curveMember><LineString><posList>1 2 3 4</posList></LineString>"
                "</curveMember></MultiCurve>"
            ),
            "MultiLineString",
            [[[1, 2], [3, 4]]],
        ),
        (
            (
                "<Polygon><exterior><Ring><curveMember><LineString><posList>0 0 4 0 4 4</posList>"
                "</LineString></curveMember><curveMember><LineString><posList>4 4 0 0</posList>"
                "</LineString></curveMember></Ring></exterior></Polygon>"
            ),
            "Polygon",
            [SQUARE],
        ),
    ],
)
def test_geometries(text: str, kind: str, coordinates: Any) -> None:
    assert geometry(text) == (kind, coordinates)


@pytest.mark.parametrize(
    "text",
    [
        "<Point/>", "<Point><pos>1</pos></Point>", "<Point><pos>1 x</pos></Point>",
        "<Point><pos>1 1e999</pos></Point>", "<LineString><posList>1 2 3</posList></LineString>",
        "<Polygon/>", "<MultiPoint/>", "<Solid/>", "<Point><coordinates>1</coordinates></Point>",
        "<Curve><segments><ArcString><posList>1 2 3 4 5 6</posList></ArcString></segments></Curve>",
    ],
)  # fmt: skip
def test_geometries_that_are_none(text: str) -> None:
    with pytest.raises(BadValue):
        geometry(text)


def test_the_name_of_a_system_says_the_order_of_its_axes() -> None:
    for name, turned in (
        ("EPSG:4326", False),
        ("http://www.opengis.net/gml/srs/epsg.xml#4326", False),
        (f"{URN}4326", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", True),
        (f"{URN}25832", False),
        # Gauß-Krüger: the authority names the northing first
        (f"{URN}31467", True),
        ("EPSG:31467", False),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", False),
        (f"{URN}99999", False),
        ("", False),
    ):
        assert gml.northing_first(name) is turned, name
    assert gml.plain("http://www.opengis.net/gml/srs/epsg.xml#25832") == "EPSG:25832"
    point = '<Point srsName="%s"><pos>47.6 7.6</pos></Point>'
    assert geometry(point % f"{URN}4326") == ("Point", [7.6, 47.6])
    assert geometry(point % "EPSG:4326") == ("Point", [47.6, 7.6])
    # the frame around it says it
    assert geometry("<Point><pos>47.6 7.6</pos></Point>", f"{URN}4326")[1] == [7.6, 47.6]


FEATURES = """<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:a="http://a"
 xmlns:gml="http://www.opengis.net/gml/3.2" numberMatched="%s" numberReturned="3">
 <wfs:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4326"/></wfs:boundedBy>
 <wfs:member><a:b gml:id="b.1"><gml:boundedBy/><a:name>Burg Rötteln</a:name><a:nr>007</a:nr>
  <a:geom><gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>47.6404 7.6655</gml:pos>
  </gml:Point></a:geom><a:teil><a:x>1</a:x></a:teil></a:b></wfs:member>
 <wfs:member><a:b gml:id="b.2"><a:name/><a:geom><gml:Point><gml:pos>47,6</gml:pos></gml:Point>
  </a:geom></a:b></wfs:member>
 <wfs:member><a:b><a:name>ohne Kennung</a:name></a:b></wfs:member>
</wfs:FeatureCollection>"""


def run(feed: Feed) -> tuple[list[dict[str, Any]], list[str], Record]:
    *bad, record = harvesters()["ogc"]().records(feed)
    assert isinstance(record, Record)
    table = record.resources[0].table
    assert table is not None
    names = [column.name for column in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    return rows, [str(one) for one in bad if isinstance(one, BadRecord)], record


@pytest.mark.parametrize("matched", ["3", "unknown"])
def test_features_in_gml(ask: Ask, matched: str) -> None:
    feed = ask((FEATURES % matched).encode(), service="wfs", layer="a:b", output="gml")
    rows, bad, record = run(feed)
    assert rows == [
        {"id": "b.1", "name": "Burg Rötteln", "nr": "007", "teil": None, "lon": 7.6655,
         "lat": 47.6404},
    ]  # fmt: skip
    assert bad == [
        "b.2, field 'geometry' '47,6': a number is needed.",
        "#3, field 'id': missing. Name a property in the setting 'id'.",
    ]
    assert record.places is not None
    assert record.places.geometries[0][1] == {"type": "Point", "coordinates": [7.6655, 47.6404]}
    assert [notice.name for notice in feed.notices] == ["a:b", "teil"]


REFUSAL = b"""<ServiceExceptionReport xmlns="http://www.opengis.net/ogc"><ServiceException
 code="InvalidParameterValue" locator="outputFormat">application/json</ServiceException>
 </ServiceExceptionReport>"""


def test_a_service_without_geojson(ask: Ask, asked: Callable[[], list[str]]) -> None:
    answers = [("outputFormat", REFUSAL), ("", (FEATURES % "3").encode())]
    feed = ask(answers, service="wfs", layer="a:b")
    assert run(feed)[0][0]["name"] == "Burg Rötteln"
    assert "other format" in {notice.kind for notice in feed.notices}
    assert "outputFormat" not in asked()[-1]
