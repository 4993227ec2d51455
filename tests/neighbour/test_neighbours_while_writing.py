"""A stock neighbour harvests a town that writes all the while, as `ckan` and as `dcat_rdf`.

Three processes: the portal; the neighbour, a CKAN with ckanext-harvest and ckanext-dcat and no
plugin of ours but the search index; and one that adds, edits and deletes through the portal's API.
The stock `ckan` harvester pages by offset and never deletes: nothing is deleted while it runs.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("busy_town", HERE / "busy_town.py")
assert _spec
assert _spec.loader
busy_town = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(busy_town)

#: datasets that are there before anybody harvests: more than two pages of the feed
BEFORE = 12
ORGANIZATION = "stadt-loerrach"
SOURCES = {"ckan": "", "dcat_rdf": "/catalog.ttl"}
#: the stock `ckan` harvester misses datasets when others vanish while it pages
OPTIONS = {"ckan": (), "dcat_rdf": ("--delete",)}

#: what a stock `ckan` neighbour shows just as we do, of a dataset and of its resources; title and
#: address of a licence come from its own list of licences
CKAN_FIELDS = (
    "id", "name", "title", "notes", "url", "version", "license_id", "author", "author_email",
    "maintainer", "maintainer_email", "type", "state", "private", "num_resources", "num_tags",
    "metadata_modified",
)  # fmt: skip
CKAN_RESOURCE_FIELDS = (
    "id", "package_id", "url", "name", "description", "format", "mimetype", "size", "hash",
    "position", "created", "last_modified", "state",
)  # fmt: skip
#: fields of ours that a stock `dcat_rdf` neighbour has under the same name, of its own or as extras
RDF_FIELDS = ("url", "version", "theme", "frequency", "language", "issued", "modified")
#: and those that are texts: ckanext-dcat keeps one of several languages
RDF_TEXTS = ("title", "notes")
RDF_RESOURCE_FIELDS = ("url", "license", "size", "availability")
RDF_RESOURCE_TEXTS = ("name", "description")
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
#: formats whose code in the EU's list is not the word that the portal shows, and those that the
#: list does not have: what they are written in
CODES = {
    "WFS": "WFS_SRVC", "WMS": "WMS_SRVC", "REST-API": "REST", "GTFS": "ZIP", "GBFS": "JSON",
    "SensorThings": "JSON", "DATEX II": "XML",
}  # fmt: skip
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"


def by_ckan(dataset: dict[str, Any], _: str) -> dict[str, Any]:
    """The fields of a dataset that a `ckan` neighbour is to have, ours and his."""
    shown = {field: dataset.get(field) or None for field in CKAN_FIELDS}
    shown["tags"] = sorted(tag["name"] for tag in dataset["tags"])
    shown["resources"] = [
        {field: resource.get(field) or None for field in CKAN_RESOURCE_FIELDS}
        for resource in dataset["resources"]
    ]
    return shown


def for_rdf(dataset: dict[str, Any], address: str) -> dict[str, Any]:
    """What a `dcat_rdf` neighbour is to have of a dataset of ours."""
    page = f"{address}/dataset/{dataset['id']}"
    uri = dataset.get("uri") or page
    german = dataset["name"].startswith("station")
    [contact] = dataset.get("contact") or [{}]
    publisher = dataset["publisher"][0]
    [period] = dataset.get("temporal_coverage") or [{}]
    fields = {field: dataset.get(field) for field in (*RDF_FIELDS, *(RDF_TEXTS if german else ()))}
    return plain(fields) | plain({
        "uri": uri, "guid": uri, "identifier": dataset.get("identifier") or dataset["id"],
        "tags": sorted(tag["name"] for tag in dataset["tags"]) if german else None,
        "contact_name": contact.get("name"), "contact_email": contact.get("email"),
        "publisher_name": publisher.get("name"), "publisher_url": publisher.get("url"),
        "temporal_start": period.get("start"), "temporal_end": period.get("end"),
        "resources": {
            resource.get("uri") or f"{page}/resource/{resource['id']}": plain({
                **{field: resource.get(field) for field in RDF_RESOURCE_FIELDS},
                **{field: resource.get(field) for field in RDF_RESOURCE_TEXTS if german},
                # stock takes the file where there is one, else the page or service
                "url": resource.get("download_url") or resource["url"],
                "format": resource["format"] and file_type(resource["format"]),
                "mimetype": resource.get("mimetype") and MEDIA_TYPE + resource["mimetype"],
            }) for resource in dataset["resources"]
        },
    })  # fmt: skip


def file_type(name: str) -> str:
    """The EU's term for a format."""
    return FILE_TYPE + CODES.get(name, name.upper())


def from_rdf(dataset: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """The same fields as a `dcat_rdf` neighbour has them."""
    flat = {**dataset, **{extra["key"]: extra["value"] for extra in dataset["extras"]}}
    flat["tags"] = sorted(tag["name"] for tag in dataset["tags"])
    for field in ("theme", "language"):
        flat[field] = json.loads(flat[field]) if flat.get(field) else None
    flat["resources"] = {
        resource["uri"]: {
            field: resource.get(field)
            for field in expected["resources"].get(resource["uri"], resource)
        }
        for resource in dataset["resources"]
        # files that the feed names beside a table are no resources of ours
        if "#" not in resource["uri"] or resource["uri"] in expected["resources"]
    }
    return {field: flat.get(field) for field in expected}


def plain(fields: dict[str, Any]) -> dict[str, Any]:
    """Fields that say something."""
    return {field: value for field, value in fields.items() if value not in (None, "", [])}


@pytest.fixture(scope="module")
def town(portal: Any) -> Any:
    """The portal with datasets of its own, and the key to change them."""
    done = portal.command("ckan", "user", "token", "add", "admin", "neighbour-tests")
    assert done.returncode == 0, done.stdout + done.stderr
    portal.token = done.stdout.strip().splitlines()[-1].strip()
    for number in range(BEFORE):
        data = busy_town.record(f"station-{number:03}", ORGANIZATION)
        busy_town.act(portal.url, portal.token, "package_create", data)
    return portal


def datasets(town: Any, kind: str) -> dict[str, dict[str, Any]]:
    """All datasets of the portal now, by what a neighbour knows them by; see `arrived`."""
    found = town.api("package_search", rows=1000)["results"]
    if kind == "ckan":
        return {one["id"]: one for one in found}
    # a dataset that was harvested keeps the address that its publisher gave it
    return {one.get("uri") or f"{town.url}/dataset/{one['id']}": one for one in found}


def arrived(kind: str, report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The neighbour's datasets by our ids (`ckan`) or addresses (`dcat_rdf`)."""
    if kind == "ckan":
        return {one["id"]: one for one in report["datasets"]}
    return {
        extra["value"]: one
        for one in report["datasets"] for extra in one["extras"] if extra["key"] == "uri"
    }  # fmt: skip


def assert_equal(kind: str, town: Any, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Field by field."""
    if kind == "ckan":
        assert by_ckan(theirs, town.url) == by_ckan(ours, town.url)
    else:
        expected = for_rdf(ours, town.url)
        shown = from_rdf(theirs, expected)
        for uri, resource in expected["resources"].items():
            assert shown["resources"].get(uri) == resource
        assert shown == expected


@contextmanager
def writing(town: Any, *options: str) -> Iterator[dict[str, list[str]]]:
    """While somebody writes; afterwards what was written."""
    done: dict[str, list[str]] = {}
    process = subprocess.Popen(
        [sys.executable, str(HERE / "busy_town.py"), town.url, town.token, ORGANIZATION, *options],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        assert process.stdout.readline() == "busy\n"
        yield done
    finally:
        output, _ = process.communicate()
    assert process.returncode == 0
    done.update(json.loads(output))


@pytest.mark.parametrize("kind", list(SOURCES))
def test_everything_arrives_while_the_town_writes(town: Any, neighbour: Any, kind: str) -> None:
    source = town.url + SOURCES[kind]

    # first: all that was there when the neighbour began
    before = datasets(town, kind)
    with writing(town, *OPTIONS[kind]) as done:
        report = neighbour.harvest(source, kind)
    assert len(done["added"] + done["edited"]) > 1
    assert report["errors"] == []
    deleted = {key for key, one in before.items() if one["name"] in done["deleted"]}
    assert set(arrived(kind, report)) >= set(before) - deleted

    # second, while nobody writes: all of it, field by field
    busy_town.act(town.url, town.token, "package_delete", {"id": f"station-{BEFORE - 1:03}"})
    ours = datasets(town, kind)
    report = neighbour.harvest(source, kind)
    assert report["errors"] == []
    theirs = arrived(kind, report)
    if kind == "ckan":
        assert set(theirs) >= set(ours)
    else:
        assert set(theirs) == set(ours)
    for key, dataset in ours.items():
        assert_equal(kind, town, dataset, theirs[key])

    # third: what nobody touched stays as it is, and nothing is taken for deleted
    with writing(town, *OPTIONS[kind]) as done:
        report = neighbour.harvest(source, kind)
    assert report["errors"] == []
    theirs = arrived(kind, report)
    touched = done["edited"] + done["deleted"]
    for key, dataset in ours.items():
        if dataset["name"] not in touched:
            assert_equal(kind, town, dataset, theirs[key])
        elif dataset["name"] not in done["deleted"]:
            assert key in theirs
    assert set(report["pages"].values()) == {200}, report["pages"]
