"""All recordings of catalogues in ../shared/samples/network, harvested over HTTP by the engine.

Every record of a recording is accounted for: added, refused with its reason, or left where it is;
and what was repaired or left out on the way is counted by name.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef

ROOT = Path(__file__).parents[4]
NETWORK = ROOT / "shared/samples/network"
#: folder -> why nothing of it is a record
NO_RECORDS = {
    "ckan-dcat": "SHACL shapes",
    "shacl-dcat-ap-3.0.0": "SHACL shapes",
    "shacl-dcat-ap-de-2.0": "SHACL shapes",
    "shacl-dcat-ap-de-3.0": "SHACL shapes",
    "dcat-ap-de-vocab": "lists",
    "dcat-ap-ch/dcat-ap-switzerland_scheming.json": "a schema",
}

pytestmark = pytest.mark.skipif(not NETWORK.is_dir(), reason=f"no recording is in {NETWORK}")


LICENCE = "license: missing. Name a licence of http://dcat-ap.de/def/licenses/ at each resource."
NO_RESOURCE = (
    "resources: no resource that can be used."
    " Give the dataset a file or a service with its address."
)
POTSDAM = LICENCE.replace(
    "missing", "'Nutzungsbedingungen der LHP': no licence of the list of DCAT-AP.de"
)


@dataclass(frozen=True)
class Told:
    """What a run says of a recording."""

    #: datasets, series and services that stand in it by themselves
    records: int
    added: int
    #: what is wrong -> records that were refused for it
    refused: dict[str, int] = field(default_factory=dict)
    #: what was done, and to what -> how often
    notes: dict[str, int] = field(default_factory=dict)


OTHER_PUBLISHER = "the source's in place of a missing one 'publisher'"
NO_NOTES = "title in place of a missing description 'notes'"
NO_LICENCE = "resource left out: unknown licence 'license'"
RECORDINGS = {
    "dcat-ap-ch/catalog.xml": Told(2, 2, notes={
        NO_NOTES: 2, OTHER_PUBLISHER: 2, "field left out 'identifier'": 6,
        # Italian and Romansh
        "language left out 'tags'": 4,
        "property not read 'dct:rights'": 2, "property not read 'rdfs:seeAlso'": 2,
    }),
    "dcat-ap-de-3.0-examples/DataService.ttl": Told(3, 0, {LICENCE: 3}, {
        "repaired 'Turtle'": 1, OTHER_PUBLISHER: 3, NO_LICENCE: 3,
        "property not read 'dcatde:contributorID'": 1,
        "property not read 'dcatde:politicalGeocodingLevelURI'": 1,
        "property not read 'dcatde:politicalGeocodingURI'": 1,
        "property not read 'dct:references'": 1, "property not read 'prov:qualifiedAttribution'": 1,
    }),
    "dcat-ap-de-3.0-examples/Dataset-und-Distribution.ttl": Told(1, 1, notes={
        "field left out 'contributor'": 1, "value left out 'musterdatensatz'": 1,
    }),
    "dcat-ap-de-3.0-examples/DatasetSeries.ttl": Told(4, 4, notes={
        OTHER_PUBLISHER: 3, "value left out 'musterdatensatz'": 3,
    }),
    "dcat-ap-de-catalogs/brandenburg-catalog-dataset-extracted.ttl": Told(1, 1, notes={
        NO_LICENCE: 1, "repaired 'notes'": 1,
    }),
    # Potsdam's own terms of use are no licence that anybody could look up
    "dcat-ap-de-catalogs/brandenburg-catalog-original-input.rdf": Told(112, 65, {POTSDAM: 47}, {
        NO_NOTES: 2, OTHER_PUBLISHER: 1, NO_LICENCE: 144, "field left out 'identifier'": 2,
        "field left out 'alternate_identifier'": 2, "property not read 'adms:identifier'": 2,
        "'other' in place of a missing value 'mobility_theme'": 4,
        # Potsdam's are HTML; one title ends with a letter of private use
        "repaired 'notes'": 47, "repaired 'title'": 1,
    }),
    "dcat-ap-de-catalogs/destatis-catalog-original-input.rdf": Told(135, 135),
    # begins with a sentence, and says itself that the address of its file is missing yet
    "dcat-ap-de-examples/2024-02-22_UAG_Beispieldatensatz_v1.ttl": Told(1, 0, {NO_RESOURCE: 1}, {
        "repaired 'Turtle'": 1, "value left out 'musterdatensatz'": 1,
        "resource left out: no web address 'url'": 1,
    }),
    "dcat-ap-de-examples/catalog-endpoint.rdf": Told(6, 6, notes={
        "word not in our list 'format'": 2, "value left out 'politicalGeocodingLevelURI'": 1,
        "value left out 'conforms_to'": 2, "property not read 'locn:adminUnitL2'": 1,
        "value left out 'dcatde:contributorID'": 2, "value left out 'dct:source'": 1,
        "value left out 'adms:sample'": 1, "repaired 'dcat:accessURL'": 1,
    }),
    "dcat-ap-de-examples/metadata_max.rdf": Told(1, 1, notes={
        "value left out 'dct:source'": 1, "value left out 'adms:sample'": 1,
        "value left out 'dcat:endpointDescription'": 1,
        "field left out 'contributor'": 1, "field left out 'granularity'": 1,
        "value left out 'musterdatensatz'": 1, "value left out 'conforms_to'": 2,
        "value left out 'access_services.license'": 1, "property not read 'locn:adminUnitL2'": 1,
    }),
    "dcat-ap-de-examples/rewritten-example-advanced.ttl": Told(2, 1, {LICENCE: 1}, {
        "field left out 'granularity'": 1, NO_LICENCE: 1,
    }),
    "dcat-ap-de-examples/rewritten-example-simple.ttl": Told(1, 1, notes={OTHER_PUBLISHER: 1}),
    "dcat-ap-de-examples/v2.0_konv12_13.ttl": Told(6, 6),
    "dcat-ap-de-examples/v2.0_perfect.ttl": Told(2, 1, {LICENCE: 1}, {
        "field left out 'provenance_activity'": 1, "value left out 'access_rights'": 2,
        "value left out 'conforms_to'": 2, "field left out 'access_rights'": 1,
        "field left out 'has_policy'": 1, NO_NOTES: 1, OTHER_PUBLISHER: 1, NO_LICENCE: 1,
    }),
    "dcat-ap-de-examples/v2.0_ranges.ttl": Told(2, 1, {LICENCE: 1}, {
        "field left out 'provenance_activity'": 1, "value left out 'access_rights'": 2,
        "value left out 'conforms_to'": 2, "field left out 'has_policy'": 1, NO_NOTES: 1,
        OTHER_PUBLISHER: 1, NO_LICENCE: 1,
    }),
    "dcat-ap-de-examples/v3.0_deprecated.ttl": Told(2, 2, notes={
        "left out without its name 'originator'": 1, "left out without its name 'custodian'": 1,
        NO_NOTES: 1, "property not read 'dct:title'": 1,
    }),
    "dcat-ap-de-examples/v3.0_quicktest.ttl": Told(3, 3, notes={
        OTHER_PUBLISHER: 1, NO_NOTES: 1, "property not read 'dct:title'": 1,
    }),
}  # fmt: skip


def graph_of(path: Path, url: str) -> Graph:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ttl":
        # one of the official examples begins with a sentence
        text = text[text.index("@prefix") :]
        # one of them forgets the full stop after a prefix
        text = re.sub(r"^(@prefix \S+ +<\S+>) +#", r"\1 . #", text, flags=re.MULTILINE)
    kind = "turtle" if path.suffix == ".ttl" else "xml"
    return Graph().parse(data=text, format=kind, publicID=url)


def records_of(graph: Graph) -> int:
    """Counted without any of our reading: nodes of these classes that no distribution leads to."""
    reached = set(graph.objects(None, DCAT.accessService))
    kinds = (DCAT.Dataset, DCAT.DatasetSeries, DCAT.DataService)
    return len({node for kind in kinds for node in graph.subjects(RDF.type, kind)} - reached)


def counted(notices: Iterable[str]) -> dict[str, int]:
    """Kind and field of each notice -> how often."""
    found: Counter[str] = Counter()
    for notice in notices:
        head = re.match(r".*? '[\w@:.]+'", notice)
        times = re.search(r"(\d+) times, first in", notice)
        found[head[0] if head else notice] += int(times[1]) if times else 1
    return dict(found)


def run(source: Callable[..., Any], url: str, harvester: str) -> Any:
    facts = {"licences": "records", "field": "administration",
             "publisher": {"name": "Nachbar", "url": "https://a.de"}}  # fmt: skip
    return source("nachbar", harvester=harvester, url=url, **facts).run()


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording(
    name: str, source: Callable[..., Any], feeds: Any, portal: Callable[[], Any]
) -> None:
    path, expected = NETWORK / name, RECORDINGS[name]
    kind = "text/turtle" if path.suffix == ".ttl" else "application/rdf+xml"
    feeds.put("/catalog", path.read_bytes(), type=kind)
    url = f"{feeds.url}/catalog"
    report = run(source, url, "dcat")
    refused = Counter(str(one).partition(", ")[2] for one in report.refused)
    graph = graph_of(path, url)
    assert report.failure is None
    assert Told(
        records_of(graph), len(report.added), dict(refused),
        counted(report.notices),
    ) == expected  # fmt: skip
    assert expected.added + sum(expected.refused.values()) == expected.records
    found = portal()
    assert len(found) == expected.added
    for dataset in found.values():
        whole(dataset)
    kept(graph, found.values())


def whole(dataset: dict[str, Any]) -> None:
    """Every dataset has what our schema asks for, in the words of its lists."""
    assert dataset["title_translated"]["de"]
    assert dataset["notes_translated"]["de"]
    assert dataset["identifier"]
    assert all(one["name"] for one in dataset["publisher"])
    assert any(one.keys() & {"email", "url", "telephone"} for one in dataset["contact"])
    for resource in dataset["resources"]:
        assert resource["license"].startswith("http://dcat-ap.de/def/licenses/")
        assert resource["url"].startswith(("http://", "https://"))
    for theme in dataset.get("theme", []):
        assert theme.startswith("http://publications.europa.eu/resource/authority/data-theme/")


def kept(graph: Graph, datasets: Iterable[dict[str, Any]]) -> None:
    """Addresses and identifiers are those of the recording."""
    nodes = {str(node) for node in graph.subjects() if isinstance(node, URIRef)}
    identifiers = set(map(str, graph.objects(None, DCTERMS.identifier)))
    for dataset in datasets:
        if "uri" in dataset:
            assert dataset["uri"] in nodes
        assert dataset["identifier"] in identifiers | nodes


def files() -> list[str]:
    found = [str(path.relative_to(NETWORK)) for path in sorted(NETWORK.glob("*/*"))]
    return [one for one in found if one not in NO_RECORDS and one.split("/")[0] not in NO_RECORDS]


def test_every_recording_is_there() -> None:
    """A recording that is added to the folder has to be added here."""
    assert files() == sorted([*RECORDINGS, STUTTGART])


STUTTGART = "ckan-govdata/package_show_stuttgart.json"


def test_a_package_of_govdata(
    source: Callable[..., Any], feeds: Any, portal: Callable[[], Any]
) -> None:
    """One record, as a CKAN gives it that has no other."""
    package = json.loads((NETWORK / STUTTGART).read_text(encoding="utf-8"))
    package = package.get("result", package)
    answer = {"success": True, "result": {"count": 1, "results": [package]}}
    feeds.put("/api/3/action/package_search", answer)
    report = run(source, feeds.url, "ckan")
    assert (report.failure, len(report.added), report.refused) == (None, 1, [])
    assert counted(report.notices) == {
        "the catalogue's page in place of no address 'url'": 1,
        # CKAN writes its times without a zone
        "repaired 'issued'": 1, "repaired 'modified'": 1,
        "repaired 'resources.issued'": 1, "repaired 'resources.modified'": 1,
    }  # fmt: skip
    (dataset,) = portal().values()
    whole(dataset)
    office = "Statistisches Amt der Landeshauptstadt Stuttgart"
    home = "https://opendata.stuttgart.de"
    id = "85a06c70-d65e-46fd-861b-2de52c008579"
    assert {name: dataset[name] for name in (
        "identifier", "alternate_identifier", "uri", "url", "publisher", "contact", "theme",
        "contributorID", "modified", "tags_translated",
    )} == {
        "identifier": id,
        "alternate_identifier": [package["id"]],
        "uri": f"{home}/dataset/{id}",
        # the record says "Einwohnerstatistik", which is no address
        "url": f"{feeds.url}/dataset/einwohner-nach-altersgruppen-und-stadtbezirken",
        "publisher": [
            {"name": office, "uri": f"{home}/organization/cff29f70-5b6d-4fb9-aa8f-0f1ae66634e8"}
        ],
        "contact": [{"name": office, "email": "Poststelle.12-opendata@stuttgart.de"}],
        "theme": ["http://publications.europa.eu/resource/authority/data-theme/SOCI"],
        "contributorID": ["http://dcat-ap.de/def/contributors/datenBW"],
        "modified": "2024-07-19T08:39:49.359767+00:00",
        "tags_translated": {"de": ["einwohner"]},
    }  # fmt: skip
    (file,) = dataset["resources"]
    assert (file["format"], file["license"], file["licenseAttributionByText"], file["size"]) == (
        "CSV", "http://dcat-ap.de/def/licenses/cc-by/4.0", office, 1219018,
    )  # fmt: skip
