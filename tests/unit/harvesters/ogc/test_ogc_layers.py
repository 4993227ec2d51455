"""Maps as datasets: what capabilities of each version say, and whose licence counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record, Resource, Table
from ckanext.loerrach.harvesters._ogc.layers import COLUMNS

Ask = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
OFFICE = "Landesamt für Denkmalpflege im Regierungspräsidium Stuttgart"


def run(feed: Feed) -> Record:
    (record,) = harvesters()["ogc"]().records(feed)
    assert isinstance(record, Record)
    return record


def rows(record: Record) -> list[Any]:
    table = record.resources[1].table
    assert table is not None
    return list(table.rows)


def test_the_sample(ask: Ask, own_feeds: Path, asked: Callable[[], list[str]]) -> None:
    feed = ask(own_feeds / "ogc-wms.xml", {"licences": "records"}, service="wms", theme="EDUC")
    record = run(feed)
    assert asked() == ["service=WMS&request=GetCapabilities&version=1.3.0"]
    described = f"{feed.url}?service=WMS&request=GetCapabilities"
    ring = [[7.51, 47.53], [10.5, 47.53], [10.5, 49.79], [7.51, 49.79], [7.51, 47.53]]
    title = "Kulturdenkmale der Bau- und Kunstdenkmalpflege"
    about = "Bau- und Kunstdenkmale in Baden-Württemberg, zum Betrachten auf der Karte."
    by: dict[str, Any] = {
        "licence": f"{LICENCES}dl-by-de/2.0",
        "licence_attribution_by": OFFICE,
    }
    probe = {"name": "Stadt Probe", "email": "probe@example.org"}
    assert record == Record(
        id="probe",
        title={"de": "Probe"},
        notes={"de": about},
        tags={"de": ["Kulturdenkmal", "Denkmalpflege"]},
        fields={
            "strategy_field": "environment",
            "frequency": "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT",
            "publisher": [probe],
            "contact": [probe],
            "kind": "service",
            "theme": ["http://publications.europa.eu/resource/authority/data-theme/EDUC"],
            "language": ["http://publications.europa.eu/resource/authority/language/DEU"],
            "spatial_coverage": [{"bbox": {"type": "Polygon", "coordinates": [ring]}}],
        },
        resources=[
            Resource(
                key="service",
                title={"de": "WMS-Dienst", "fr": "Service WMS", "en": "WMS service"},
                description=dict.fromkeys(("de", "fr", "en"), title),
                url=described,
                format="WMS",
                fields={
                    "access_services": [
                        {
                            "title": f"WMS: {title}",
                            "endpoint_url": [feed.url],
                            "endpoint_description": described,
                            "conforms_to": ["http://www.opengis.net/def/serviceType/ogc/wms"],
                            "keyword": ["Kulturdenkmal", "Denkmalpflege"],
                            "description": about,
                            "contact": [
                                {"name": OFFICE, "email": "geodaten@denkmalpflege.example"}
                            ],
                            "license": f"{LICENCES}dl-by-de/2.0",
                            "licenseAttributionByText": OFFICE,
                        }
                    ]
                },
                **by,
            ),
            Resource(
                key="layers",
                title={
                    "de": "Ebenen des Dienstes",
                    "fr": "Couches du service",
                    "en": "Layers of the service",
                },
                format="CSV",
                mimetype="text/csv",
                table=Table(COLUMNS, rows(record), ["name"]),
                **by,
            ),
        ],
    )
    assert rows(record) == [
        [
            "Bau_Kunstdenkmale", "Bau- und Kunstdenkmale",
            "Gebäude und Anlagen, in Lörrach etwa die Burg Rötteln und die Fridolinskirche.",
            "Kulturdenkmale", True, "EPSG:25832, EPSG:4326, EPSG:3857", 7.51, 47.53, 10.5, 49.79,
        ],
        [
            "Gesamtanlagen", "Gesamtanlagen", None, "Kulturdenkmale", False,
            "EPSG:25832, EPSG:4326", 7.6, 47.6, 10.2, 49.7,
        ],
    ]  # fmt: skip


def test_whose_licence_counts(ask: Ask, own_feeds: Path) -> None:
    body = (own_feeds / "ogc-wms.xml").read_bytes()
    said = (
        "Datenlizenz Deutschland – Namensnennung – Version 2.0, https://www.govdata.de/dl-de/by-2-0"
    )
    source = {"licences": "source", "licence": "cc-by/4.0"}
    feed = ask(body, source, service="wms")
    assert run(feed).resources[0].licence == f"{LICENCES}cc-by/4.0"
    assert feed.notices[0].message == f"the service says {LICENCES}dl-by-de/2.0"
    none = body.replace(said.encode(), b"none")
    either = {"licences": "either", "licence": "cc-by/4.0"}
    assert run(ask(none, either, service="wms")).resources[0].licence == f"{LICENCES}cc-by/4.0"
    unknown = body.replace(said.encode(), b"internal use")
    for given, facts, found in (
        (none, {"licences": "records"}, "'no licence'"),
        (unknown, {"licences": "records"}, "'internal use'"),
        # a licence that nobody knows is never taken for another
        (unknown, either, "'internal use'"),
    ):
        with pytest.raises(errors.WrongContent, match=f"found {found}"):
            run(ask(given, facts, service="wms"))


OLD = b"""<?xml version="1.0"?><!DOCTYPE WMT_MS_Capabilities SYSTEM
 "http://schemas.opengis.net/wms/1.1.1/capabilities_1_1_1.dtd" [<!ELEMENT Vendor EMPTY>]>
<WMT_MS_Capabilities version="1.1.1"><Service><Title>Alt</Title></Service><Capability><Layer>
<Title>Alles</Title><SRS>EPSG:4326 EPSG:31467</SRS>
<LatLonBoundingBox minx="7.5" miny="47.5" maxx="8" maxy="47.8"/>
<Layer><Name>wege</Name><Title>Wege</Title></Layer>
<Layer><Name>wege</Name><Title>Wege noch einmal</Title></Layer>
<Layer><Name>kaputt</Name><LatLonBoundingBox minx="x" miny="47" maxx="8" maxy="48"/></Layer>
</Layer></Capability></WMT_MS_Capabilities>"""


def test_maps_of_before(ask: Ask) -> None:
    """WMS 1.1.1 names a DTD, which is not fetched."""
    feed = ask(OLD, service="wms", version="1.1.1")
    frame = (7.5, 47.5, 8.0, 47.8)
    assert rows(run(feed)) == [
        ["wege", "Wege", None, "Alles", False, "EPSG:4326, EPSG:31467", *frame],
        ["kaputt", None, None, "Alles", False, "EPSG:4326, EPSG:31467", *frame],
    ]
    assert [str(notice) for notice in feed.notices] == [
        "layer twice 'wege': the first one counts",
    ]


TILES = b"""<Capabilities xmlns="http://www.opengis.net/wmts/1.0"
 xmlns:ows="http://www.opengis.net/ows/1.1" version="1.0.0">
<ows:ServiceIdentification><ows:Title>Luftbilder</ows:Title><ows:Keywords><ows:Keyword>Luftbild
</ows:Keyword></ows:Keywords><ows:Fees>https://creativecommons.org/licenses/by/4.0/</ows:Fees>
</ows:ServiceIdentification><ows:ServiceProvider><ows:ProviderName>Amt</ows:ProviderName>
</ows:ServiceProvider><Contents><Layer><ows:Title>Luftbild</ows:Title><ows:WGS84BoundingBox>
<ows:LowerCorner>7.5 47.5</ows:LowerCorner><ows:UpperCorner>8 47.8</ows:UpperCorner>
</ows:WGS84BoundingBox><ows:Identifier>dop</ows:Identifier><TileMatrixSetLink><TileMatrixSet>utm
</TileMatrixSet></TileMatrixSetLink></Layer><TileMatrixSet><ows:Identifier>utm</ows:Identifier>
<ows:SupportedCRS>urn:ogc:def:crs:EPSG::25832</ows:SupportedCRS></TileMatrixSet></Contents>
</Capabilities>"""


def test_tiles(ask: Ask) -> None:
    record = run(ask(TILES, {"licences": "records"}, service="wmts"))
    assert rows(record) == [
        ["dop", "Luftbild", None, None, None, "urn:ogc:def:crs:EPSG::25832", 7.5, 47.5, 8.0, 47.8],
    ]
    assert record.resources[0].format == "WMTS"
    assert record.resources[0].licence == f"{LICENCES}cc-by/4.0"
    assert record.resources[0].licence_attribution_by == "Amt"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"<WMS_Capabilities><Capability/></WMS_Capabilities>", "at least one layer, found none"),
        (b"<Capabilities/>", "a document 'Capabilities'"),
        ((b'<!DOCTYPE a SYSTEM "x.dtd"><ServiceExceptionReport><ServiceException code="X"/>'
         b"</ServiceExceptionReport>"), "an exception of the service: X"),
        (b"<WMTException>old</WMTException>", "an exception of the service: it does not say"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><WMS_Capabilities>&x;</WMS_Capabilities>', "entities"),
        (OLD[:400], "no well-formed XML"),
        (b'{"a": 1}', "no well-formed XML"),
    ],
)  # fmt: skip
def test_documents_that_are_none(ask: Ask, body: bytes, sentence: str) -> None:
    with pytest.raises(errors.WrongContent) as caught:
        run(ask(body, service="wms"))
    assert sentence in str(caught.value)


def test_layers_without_end(ask: Ask) -> None:
    """Deeper than any service has them they are left alone."""
    deep = b"<Layer><Name>n</Name>" * 40 + b"</Layer>" * 40
    body = b"<WMS_Capabilities><Capability>" + deep + b"</Capability></WMS_Capabilities>"
    assert len(rows(run(ask(body, service="wms")))) == 1
    with pytest.raises(errors.SettingError):
        run(ask(body, service="wms", version="2.0.0"))
    feed = ask(OLD, service="wms")
    run(feed)
    with pytest.raises(errors.Unchanged):
        run(Feed(feed.source, feed.client, feed.seen))
