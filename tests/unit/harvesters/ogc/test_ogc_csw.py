"""Catalogues: whole records, counts, and what becomes of each fault of ISO 19139 and of paging."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import harvesters
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import BadRecord, Record, Resource, Same, Version

Ask = Callable[..., Feed]
LICENCES = "http://dcat-ap.de/def/licenses/"
CSW = {"service": "csw", "text": "Lörrach"}
RECORDS = {"licences": "records"}
NAMED = "Datenquelle: UIS Baden-Württemberg, LUBW"
WFS = "https://rips-gdi.lubw.example/wfs/Naturschutzgebiet"
WMS = "https://rips-gdi.lubw.example/wms/Naturschutzgebiet"
LUBW = {
    "name": "LUBW Landesanstalt für Umwelt Baden-Württemberg",
    "url": "https://www.lubw.baden-wuerttemberg.de",
    "email": "umweltdaten@lubw.example",
}


def run(feed: Feed) -> tuple[list[Record], list[str]]:
    """Good records, and what is said of the bad ones."""
    found = list(harvesters()["ogc"]().records(feed))
    good = [one for one in found if isinstance(one, Record)]
    return good, [str(one) for one in found if isinstance(one, BadRecord)]


def service(kind: str, address: str, title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": title,
        "endpoint_url": [address],
        "endpoint_description": f"{address}?SERVICE={kind}&REQUEST=GetCapabilities",
        "conforms_to": [f"http://www.opengis.net/def/serviceType/ogc/{kind.lower()}"],
        **more,
    }


def test_the_first_record_of_the_sample(ask: Ask, own_feeds: Path) -> None:
    feed = ask(own_feeds / "ogc-csw", RECORDS, **CSW)
    records, bad = run(feed)
    assert bad == []
    assert [str(notice) for notice in feed.notices] == [
        (
            "repaired 'a1f0-naturschutzgebiete: linkage': backslashes in "
            "https://rips-dienste.lubw.example/rips/daten/Naturschutzgebiet.zip"
        )
    ]
    assert feed.gaps == []
    first = records[0]
    frame = [[7.51, 47.53], [10.5, 47.53], [10.5, 49.79], [7.51, 49.79], [7.51, 47.53]]
    named = {"licence": f"{LICENCES}dl-by-de/2.0", "licence_attribution_by": NAMED}
    abstract = "auch rund um Lörrach: Isteiner Klotz, Altrhein Wyhlen, Buchswald bei Grenzach."
    assert first == Record(
        id="a1f0-naturschutzgebiete",
        title={
            "de": "Naturschutzgebiete in Baden-Württemberg",
            "en": "Nature reserves in Baden-Württemberg",
        },
        notes={
            "de": f"Grenzen der rechtskräftigen Naturschutzgebiete, {abstract}",
            "en": "Borders of the nature reserves, also around Lörrach: Isteiner Klotz, "
            "Altrhein Wyhlen, Buchswald bei Grenzach.",
        },
        tags={"de": ["Schutzgebiete", "Naturschutz", "Naturschutzgebiet"]},
        fields={
            "alternate_identifier": ["https://registry.gdi-de.org/id/de.bw.lubw/naturschutzgebiete"],
            "conforms_to": ["http://www.opengis.net/def/crs/EPSG/0/25832"],
            "contact": [
                LUBW | {"name": "Referat Naturschutz der LUBW", "email": "naturschutz@lubw.example"}
            ],
            "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
            # an INSPIRE theme that the regulation on high-value datasets names, too
            "hvd_category": ["http://data.europa.eu/bna/c_83aa10a6"],
            "hvd_decision": f"{LUBW['name']} (aus der Quelle übernommen)",
            "identifier": "a1f0-naturschutzgebiete",
            "inspire_theme": ["http://inspire.ec.europa.eu/theme/ps"],
            "issued": "2001-05-01",
            "kind": "dataset",
            "language": ["http://publications.europa.eu/resource/authority/language/DEU"],
            # the later one of two revisions
            "modified": "2025-01-31",
            "provenance": f"Übernommen aus dem Metadatenkatalog {feed.url}",
            "publisher": [LUBW],
            "spatial_coverage": [{"bbox": {"type": "Polygon", "coordinates": [frame]}}],
            "strategy_field": "environment",
            # "now" is no date
            "temporal_coverage": [{"start": "1937-01-01"}],
            "theme": ["http://publications.europa.eu/resource/authority/data-theme/ENVI"],
            "url": "https://www.lubw.baden-wuerttemberg.de/natur-und-landschaft/naturschutzgebiete",
        },
        resources=[
            Resource(
                key=f"{WMS}?SERVICE=WMS&REQUEST=GetCapabilities",
                title={"de": "Naturschutzgebiete als Karte"},
                url=f"{WMS}?SERVICE=WMS&REQUEST=GetCapabilities",
                format="WMS",
                fields={
                    "access_services": [
                        service("WMS", WMS, "WMS: Naturschutzgebiete in Baden-Württemberg")
                    ]
                },
                **named,
            ),
            Resource(
                key="https://rips-dienste.lubw.example/rips/daten/Naturschutzgebiet.zip",
                title={"de": "Naturschutzgebiete als Shapefile"},
                url="https://rips-dienste.lubw.example/rips/daten/Naturschutzgebiet.zip",
                description={"de": "ESRI Shapefile in EPSG:25832"},
                format="ZIP",
                **named,
            ),
            # of the record of the service that says to operate on this dataset
            Resource(
                key=f"{WFS}?SERVICE=WFS&REQUEST=GetCapabilities",
                title={"de": "WFS Naturschutzgebiete"},
                url=f"{WFS}?SERVICE=WFS&REQUEST=GetCapabilities",
                format="WFS",
                fields={
                    "access_services": [
                        service("WFS", WFS, "WFS Naturschutzgebiete", serves_dataset=[
                            "https://registry.gdi-de.org/id/de.bw.lubw/naturschutzgebiete"])
                    ]
                },
                **named,
            ),
        ],
        aliases=["https://registry.gdi-de.org/id/de.bw.lubw/naturschutzgebiete"],
        chain=[feed.url],
    )  # fmt: skip


def test_the_other_records_of_the_sample(
    ask: Ask, own_feeds: Path, asked: Callable[[], list[str]]
) -> None:
    feed = ask(own_feeds / "ogc-csw", RECORDS, service="csw", bbox=[7.5, 47.5, 8, 47.8])
    records, _ = run(feed)
    assert [(one.id, one.fields["kind"]) for one in records] == [
        ("a1f0-naturschutzgebiete", "dataset"),
        ("a1f0-naturschutzgebiete-wfs", "service"),
        ("b2e7-ueberflutung", "dataset"),
    ]
    flood = records[2]
    # of a sentence and an address; numberOfRecordsReturned said 50 and there were 2
    assert flood.resources[0].licence == f"{LICENCES}cc-by/4.0"
    assert flood.fields["inspire_theme"] == ["http://inspire.ec.europa.eu/theme/nz"]
    assert "hvd_category" not in flood.fields
    assert flood.fields["politicalGeocodingURI"] == [
        "http://dcat-ap.de/def/politicalGeocoding/regionalKey/083360000000"
    ]
    assert [question.rpartition("startPosition=")[2] for question in asked()] == ["1", "3"]
    assert "<gml:lowerCorner>7.5 47.5</gml:lowerCorner>" in asked()[0]


def test_faults_of_records(ask: Ask, own_feeds: Path) -> None:
    feed = ask(own_feeds / "broken/ogc-csw.xml", RECORDS, **CSW)
    records, bad = run(feed)
    name = "Name a licence of http://dcat-ap.de/def/licenses/ at each resource."
    assert bad == [
        "#1, field 'fileIdentifier': missing. Give every record one.",
        "r2, field 'title': missing. Give every dataset a title.",
        (
            "r3, field 'license' 'Nur für Mitglieder des Vereins': "
            f"no licence of the list of DCAT-AP.de. {name}"
        ),
        f"r4, field 'license': missing. {name}",
        (
            "r5, field 'resources': no resource that can be used. "
            "Give the dataset a file or a service with its address."
        ),
        "r11, field 'identificationInfo': missing. Say what the record describes.",
    ]
    assert [(one.id, "spatial_coverage" in one.fields, len(one.resources)) for one in records] == [
        ("r6", False, 1), ("r7", False, 1), ("r8", False, 1), ("r9", True, 1), ("r10", True, 1),
    ]  # fmt: skip
    # no conditions, but no name either
    assert records[-1].resources[0].licence == f"{LICENCES}other-open"
    assert [str(notice) for notice in feed.notices] == [
        "frame left out 'r6': 47.5 7.5 47.8 8 has its two coordinates swapped",
        "frame left out 'r7': 8 47.8 7.5 47.5 has its ends swapped",
        "frame left out 'r8': a number of the bounding box is missing",
        (
            "resource left out: unknown licence 'license': 'Nur für Mitglieder des Vereins' "
            "in one record: r3"
        ),
        "resource left out: unknown licence 'license': 'none named' in one record: r4",
        "resource left out: no web address 'url': 'javascript:alert(1)' in one record: r9",
        "record twice 'id': 'the first one counts' in one record: r6",
    ]


def test_a_source_stands_in_for_a_missing_licence_only(ask: Ask, own_feeds: Path) -> None:
    facts = {"licences": "either", "licence": "cc-by/4.0"}
    records, bad = run(ask(own_feeds / "broken/ogc-csw.xml", facts, **CSW))
    assert {one.id: one.resources[0].licence for one in records}["r4"] == f"{LICENCES}cc-by/4.0"
    assert [sentence.partition(",")[0] for sentence in bad] == ["#1", "r2", "r3", "r5", "r11"]


# --- asking ---------------------------------------------------------------------------------------


def test_a_catalogue_is_never_asked_for_everything(ask: Ask) -> None:
    for settings in ({}, {"bbox": [8, 47.8, 7.5, 47.5]}, {"bbox": "Lörrach"}, {"text": 7}):
        with pytest.raises(errors.SettingError):
            run(ask(b"", RECORDS, service="csw", **settings))


def test_a_filter_is_written_as_xml(ask: Ask, asked: Callable[[], list[str]]) -> None:
    with pytest.raises(errors.WrongContent):
        run(ask(b"", RECORDS, service="csw", text="a<b&c", organisation=["Stadt %", "Kreis"]))
    assert "<ogc:Literal>%a&lt;b&amp;c%</ogc:Literal>" in asked()[0]
    assert asked()[0].count("<ogc:PropertyName>OrganisationName</ogc:PropertyName>") == 2
    assert "<ogc:Or>" in asked()[0]
    assert "<ogc:Literal>Stadt %</ogc:Literal>" in asked()[0]


def page(own_feeds: Path, name: str, **attributes: str) -> bytes:
    """A page of the sample with other attributes of its result."""
    body = (own_feeds / "ogc-csw" / name).read_text()
    for attribute, value in attributes.items():
        start, _, rest = body.partition(f'{attribute}="')
        body = f'{start}{attribute}="{value}"{rest[rest.index(chr(34)) + 1 :]}'
    return body.encode()


def test_the_end_is_told_in_several_ways(
    ask: Ask, own_feeds: Path, asked: Callable[[], list[str]]
) -> None:
    for said in ("0", "4", ""):
        last = page(own_feeds, "page2.xml", nextRecord=said)
        first = page(own_feeds, "page1.xml", nextRecord="3" if said else "")
        feed = ask([("startPosition=3", last), ("startPosition=1", first)], RECORDS, **CSW)
        assert len(run(feed)[0]) == 3
        assert feed.gaps == []
    assert len(asked()) == 6


def test_pages_that_go_round(ask: Ask, own_feeds: Path) -> None:
    first = page(own_feeds, "page1.xml")
    feed = ask([("", first)], RECORDS, **CSW)
    assert len(run(feed)[0]) == 2
    assert feed.gaps == ["page 2 is an earlier page again"]
    feed = ask([("", page(own_feeds, "page1.xml", nextRecord="1"))], RECORDS, **CSW)
    assert len(run(feed)[0]) == 2
    assert feed.gaps == ["after record 1 the catalogue goes back to 1"]


def test_fewer_records_than_announced(ask: Ask, own_feeds: Path) -> None:
    last = page(own_feeds, "page2.xml", numberOfRecordsMatched="9")
    first = page(own_feeds, "page1.xml", numberOfRecordsMatched="9")
    feed = ask([("startPosition=3", last), ("startPosition=1", first)], RECORDS, **CSW)
    run(feed)
    assert feed.gaps == ["the catalogue announced 9 records and gave 3"]


EMPTY = (
    b'<c:GetRecordsResponse xmlns:c="http://www.opengis.net/cat/csw/2.0.2"><c:SearchResults '
    b'numberOfRecordsMatched="0" numberOfRecordsReturned="0" nextRecord="0"/>'
    b"</c:GetRecordsResponse>"
)
EXCEPTION = (
    b'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.2.0"><ows:Exception '
    b'exceptionCode="InvalidParameterValue" locator="constraint"><ows:ExceptionText>no such field'
    b"</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (EMPTY, "at least one record, found none"),
        (
            EXCEPTION,
            "an exception of the service: InvalidParameterValue (constraint) no such field",
        ),
        (b"<html><body>Wartung</body></html>", "a page in HTML"),
        (b"<GetRecordsResponse/>", "an answer without SearchResults"),
        (b"<WMS_Capabilities/>", "a document 'WMS_Capabilities'"),
        (b'{"records": []}', "no well-formed XML"),
        (EMPTY[:90], "no well-formed XML"),
    ],
)
def test_answers_that_are_none(ask: Ask, body: bytes, sentence: str) -> None:
    with pytest.raises(errors.WrongContent) as caught:
        run(ask(body, RECORDS, **CSW))
    assert sentence in str(caught.value)


def test_an_unchanged_record_is_not_mapped_again(ask: Ask, own_feeds: Path) -> None:
    """One whose service has changed is: it names the service."""
    feed = ask(own_feeds / "ogc-csw", RECORDS, **CSW)
    before = {one.id: one.version for one in run(feed)[0]}
    again = ask(own_feeds / "ogc-csw", RECORDS, **CSW)
    again = Feed(again.source, again.client, versions=lambda: before)
    assert list(harvesters()["ogc"]().records(again)) == [Same(id) for id in before]
    with pytest.raises(errors.Unchanged):
        run(Feed(feed.source, feed.client, feed.seen))
    body = page(own_feeds, "page1.xml").replace(b"wfs/Naturschutzgebiet", b"wfs/NSG")
    last = page(own_feeds, "page2.xml")
    changed = ask([("startPosition=3", last), ("startPosition=1", body)], RECORDS, **CSW)
    changed = Feed(changed.source, changed.client, versions=lambda: before)
    found = list(harvesters()["ogc"]().records(changed))
    assert [type(one).__name__ for one in found] == ["Record", "Record", "Same"]
    assert all(isinstance(version, Version) for version in before.values())
