"""Recorded answers of GDI-DE and the weather service: first records whole, and counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Resource

Ask = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
CSW = {"service": "csw", "text": "x"}
RECORDS = {"licences": "records"}
GERMANY = [[5.87, 47.27], [15.04, 47.27], [15.04, 55.06], [5.87, 55.06], [5.87, 47.27]]


@pytest.fixture
def recorded(samples: Path) -> Callable[[str], bytes]:
    folder = samples / "environment" / "ogc-gdi-de"
    return lambda name: (folder / name).read_bytes()


def run(feed: Feed) -> tuple[list[Record], list[BadRecord]]:
    found = list(harvesters()["ogc"]().records(feed))
    good = [one for one in found if isinstance(one, Record)]
    return good, [one for one in found if isinstance(one, BadRecord)]


def whole(record: Record) -> dict[str, Any]:
    """A record as plain values, without what only our test server is called."""
    known = vars(record) | {"version": None, "chain": None}
    fields = {k: v for k, v in record.fields.items() if k != "provenance"}
    return known | {"fields": fields, "resources": list(record.resources)}


def only(body: bytes) -> bytes:
    """A page of a result as if it were the last."""
    for said in (b'nextRecord="11"', b'nextRecord="2"'):
        body = body.replace(said, b'nextRecord="0"')
    return body


def in_result(body: bytes) -> bytes:
    """A single record as the answer to GetRecords."""
    inner = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", body)
    return (
        b'<c:GetRecordsResponse xmlns:c="http://www.opengis.net/cat/csw/2.0.2"><c:SearchResults '
        b'numberOfRecordsMatched="1" nextRecord="0">' + inner + b"</c:SearchResults>"
        b"</c:GetRecordsResponse>"
    )


def test_page_of_the_national_catalogue(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    body = recorded("gdi-de_getrecords_page1.xml")
    with pytest.raises(
        errors.WrongContent, match=r"narrow bbox, organisation or text\), found 447773"
    ):
        run(ask(body, RECORDS, **CSW))
    # as if a filter had left eleven
    feed = ask(only(body).replace(b"447773", b"11"), RECORDS, **CSW)
    records, bad = run(feed)
    assert (len(records), [one.id for one in bad]) == (9, ["2c4d65c8-b56c-445d-8374-d3492a7d959e"])
    assert [one.fields["kind"] for one in records].count("service") == 4
    assert feed.gaps == ["the catalogue announced 11 records and gave 10"]
    feeds = "https://www-genesis.destatis.de/genesisWS/inspire/pd/00/feeds/sf_21211-0102.xml"
    table = "https://www-genesis.destatis.de/genesis/downloads/00/21211-0102_00.csv"
    title = "Auszubildende: Bundesländer, Stichtag, Geschlecht, Altersjahre"
    about = "Tabelle 21211-0102(Auszubildende: Bundesländer, Stichtag, Geschlecht, Altersjahre) mit"
    named = (
        "https://registry.gdi-de.org/id/de.bund.destatis/DE-30303032-3132-4031-312d-303130320002"
    )
    office = {"name": "Statistisches Bundesamt", "url": "https://www.destatis.de/kontakt"}
    by = {
        "licence": f"{LICENCES}dl-by-de/2.0",
        "licence_attribution_by": "Statistisches Bundesamt",
    }
    assert whole(records[0]) == whole(
        Record(
            id="30303032-3132-4031-312d-303130320002",
            title={"de": title},
            notes={"de": title},
            tags={
                "de": [
                    "Verteilung der Bevölkerung — Demografie", "Berlin", "Schleswig-Holstein",
                    "Brandenburg", "Hamburg", "Mecklenburg-Vorpommern", "Niedersachsen", "Sachsen",
                    "Bremen", "Sachsen-Anhalt", "Nordrhein-Westfalen", "Thüringen", "Hessen",
                    "Rheinland-Pfalz", "Baden-Württemberg", "Bayern", "Saarland", "männlich",
                    "weiblich",
                ]
            },
            fields={
                "alternate_identifier": [named],
                "conforms_to": ["http://www.opengis.net/def/crs/EPSG/0/25832"],
                # the address of a page stood where a mail address belongs
                "contact": [office | {"telephone": "tel:+49611752405"}],
                "identifier": "30303032-3132-4031-312d-303130320002",
                "inspire_theme": ["http://inspire.ec.europa.eu/theme/pd"],
                "issued": "2019-07-19T13:15:47+00:00",
                "kind": "service",
                "publisher": [office],
                "spatial_coverage": [{"bbox": {"type": "Polygon", "coordinates": [GERMANY]}}],
                "strategy_field": "environment",
                "theme": [f"{AUTHORITY}data-theme/SOCI"],
            },
            resources=[
                Resource(
                    key=feeds, url=feeds, title={"de": "Downloaddienst der Tabelle 21211-0102"},
                    format="XML",
                    description={"de": f"Dieser Dienst stellt die {about} Daten der Amtlichen "
                                 "Statistik zum Download bereit."}, **by,
                ),
                Resource(
                    key=table, url=table, title={"de": "CSV-File der Tabelle 21211-0102"},
                    description={"de": f"Diese Resource beinhaltet die {about} Daten der "
                                 "Amtlichen Statistik als CSV-Datei."}, format="CSV", **by,
                ),
            ],
            aliases=[named],
        )
    )  # fmt: skip


def test_a_count_is_no_record(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    body = recorded("gdi-de_hits.xml").replace(b"447773", b"4477")
    with pytest.raises(errors.WrongContent, match="the count 4477 only, without any"):
        run(ask(body, RECORDS, **CSW))


def test_a_record_with_restricted_access(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    feed = ask(in_result(recorded("gdi-de_md_metadata.xml")), RECORDS, **CSW)
    assert run(feed) == ([], [BadRecord(
        "2c4d65c8-b56c-445d-8374-d3492a7d959e", "license",
        "Nutzungsbedingungen: Zugriff beschränkt", "no licence of the list of DCAT-AP.de",
        "Name a licence of http://dcat-ap.de/def/licenses/ at each resource",
    )])  # fmt: skip


def test_a_service_without_a_licence(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    body = only(recorded("iso_service.xml"))
    good, bad = run(ask(body, RECORDS, **CSW))
    assert (good, [one.problem for one in bad]) == ([], ["missing"])
    record = run(ask(body, {"licences": "either", "licence": "cc-by/4.0"}, **CSW))[0][0]
    start = "https://www.lfu.bayern.de/gdi/wms/geologie/rohstoff_gewinnungsstellen"
    office = {"name": "Bayerisches Landesamt für Umwelt", "url": "https://www.lfu.bayern.de",
              "email": "datenstelle@lfu.bayern.de"}  # fmt: skip
    assert record.title == {"de": "Rohstoffgewinnungsstellen in Bayern - WMS"}
    assert record.fields["publisher"] == [office]
    assert record.fields["conforms_to"] == [
        f"http://www.opengis.net/def/crs/EPSG/0/{code}"
        for code in (25832, 31467, 4326, 31468, 25833, 4258, 3857, 31258)
    ]
    assert record.fields["temporal_coverage"] == [
        {"start": "1980-01-01T00:00:00+00:00", "end": "2024-12-31T23:59:59+00:00"}
    ]
    assert [one.url for one in record.resources] == [
        f"{start}?", f"{start}?REQUEST=GetCapabilities&SERVICE=WMS",
    ]  # fmt: skip
    assert {one.format for one in record.resources} == {"WMS"}


def test_wind_of_the_weather_service(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    feed = ask(recorded("iso_dataset_dwd.xml"), RECORDS, **CSW)
    (record,), bad = run(feed)
    assert bad == []
    assert record.title == {
        "de": "Windgeschwindigkeit an RBSN Stationen", "en": "Wind speed at RBSN stations",
    }  # fmt: skip
    assert record.tags["en"] == ["Meteorological geographical features"]
    assert record.fields["issued"] == "2016-02-25"
    assert record.fields["modified"] == "2019-01-09"
    assert record.fields["frequency"] == f"{AUTHORITY}frequency/UPDATE_CONT"
    assert record.fields["provenance"] == (
        "Die Daten sind entsprechend den Vorschriften des Deutschen Wetterdienstes qualitätsgeprüft"
    )
    # the sentence on access, "no conditions apply", is no licence
    assert {one.licence for one in record.resources} == {f"{LICENCES}geonutz/20130319"}
    # a question that a service answers with a file is a file
    assert [(one.format, "access_services" in one.fields) for one in record.resources] == [
        ("WMS", True), ("CSV", False),
    ]  # fmt: skip


def test_radar_of_the_weather_service(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    """GetRecordById: one record stands in another, and its locale is not declared."""
    (record,), bad = run(ask(in_result(recorded("dwd_radolan_getrecordbyid.xml")), RECORDS, **CSW))
    assert bad == []
    assert record.id == "de.dwd.geoserver.fach.RADOLAN-W4"
    assert record.title == {"de": "Radarkomposit (W4)", "en": "Radar composite (W4)"}
    assert record.notes["de"].endswith("Aktualisierungsintervall: täglich")
    # what stands outside of the English text is in the other language
    assert record.tags["de"][:3] == ["Niederschlag", "Täglich", "Radarauswertungen"]
    assert record.tags["en"][:3] == ["precipitation", "daily", "radar evaluations"]
    assert record.resources[1].licence == f"{LICENCES}geonutz/20130319"


def test_maps_of_the_weather_service(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    feed = ask(recorded("wms_dwd_capabilities_v1.xml"), service="wms")
    (record,), bad = run(feed)
    assert bad == []
    layers = record.resources[1].table
    assert layers is not None
    world = (-180.0, -90.0, 180.0, 90.0)
    assert layers.rows[0] == ["node1", "node1", None, None, True, "EPSG:4326", *world]
    assert [row[0] for row in layers.rows] == [
        "node1", "node1.1", "node1.1.1", "node1.1.2", "node1.1.3", "node1.2", "node1.3",
        "node1.3.1",
    ]  # fmt: skip
    # inherited from the layers around it
    assert layers.rows[-1] == [
        "node1.3.1", "node1.3.1", None, "node1.3", True, "EPSG:4326", *world,
    ]  # fmt: skip
    service = record.resources[0].fields["access_services"][0]
    assert service["title"] == "DWD GeoServer WMS"
    assert service["contact"] == [{"name": "Deutscher Wetterdienst", "email": "info@dwd.de"}]
    assert service["keyword"] == ["meteorology", "climatology"]


def test_features_of_the_weather_service(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    """A WFS without a layer is the dataset itself: its feature types are its rows."""
    (record,), bad = run(ask(recorded("wfs_dwd_capabilities_v1.xml"), service="wfs"))
    assert bad == []
    types = record.resources[1].table
    assert types is not None
    assert record.resources[0].format == "WFS"
    assert [row[0] for row in types.rows] == ["wfs1-node1", "node2", "node3", "node4"]
    about = (
        "Messwerte der 2m Temperatur an den DWD Stationen im Regional Basic Synoptic Network "
        "(RBSN) der WMO. Erweitert um weitere Stationen der Grundversorgung."
    )
    box = (6.024398, 47.398578, 14.950565, 55.010987)
    assert types.rows[0] == [
        "wfs1-node1", "2m Temperatur an RBSN Stationen", about, None, None,
        "urn:ogc:def:crs:EPSG::4258", *box,
    ]  # fmt: skip


def test_an_exception_with_status_200(ask: Ask, recorded: Callable[[str], bytes]) -> None:
    for settings in ({"service": "wms"}, {"service": "wfs", "layer": "x"}, CSW):
        with pytest.raises(errors.WrongContent) as caught:
            run(ask(recorded("wms_service_exception.xml"), **settings))
        assert (
            "an exception of the service: msWMSDispatch(): WMS server error. "
            "Incomplete WMS request: VERSION parameter missing"
        ) in str(caught.value)
