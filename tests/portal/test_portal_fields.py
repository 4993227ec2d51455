"""What the demo portal shows of each field: datasets with a table, explained, to download."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests

FIELDS = ("culture", "business", "administration", "citizen-services", "youth-education")
#: what every table can be had as
FILES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "schema.json": "application/json",
}


def tables(town: Any, **query: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Dataset and resource of each table that the search finds."""
    found = town.result("package_search", rows=200, **query)["results"]
    for dataset in found:
        for resource in dataset["resources"]:
            if resource.get("datastore_active"):
                yield dataset, resource


def rows(town: Any, resource: dict[str, Any]) -> tuple[list[Any], list[dict[str, Any]]]:
    """The columns of a table but CKAN's own, and its first rows."""
    answer = town.result("datastore_search", resource_id=resource["id"], limit=500)
    return [one for one in answer["fields"] if one["id"] != "_id"], answer["records"]


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_has_datasets_with_tables_and_files(field: str, town: Any, until: Any) -> None:
    whole = set()
    for dataset, resource in tables(town, fq=f"dataset_type:dataset strategy_field:{field}"):
        columns, records = rows(town, resource)
        page = f"{town.url}/dataset/{dataset['name']}/resource/{resource['id']}"
        assert records, page
        explained(page, columns)
        downloads(page, until)
        whole.add(dataset["name"])
    assert len(whole) >= 2


def explained(page: str, columns: list[Any]) -> None:
    """People read a label in place of a column's name, and of numbers what they count."""
    answer = requests.get(page, timeout=30)
    assert answer.status_code == 200
    shown = html.unescape(answer.text)
    for one in columns:
        info = one.get("info") or {}
        labels = [info.get(name) for name in ("label", "label_en", "label_fr")]
        assert all(labels), (page, one["id"])
        assert labels[0] != one["id"], page
        assert labels[0] in shown, (page, one["id"])
        if one["type"].startswith(("int", "float", "numeric", "timestamp")):
            assert info.get("notes") or info.get("unit"), (page, one["id"])


def downloads(page: str, until: Any) -> None:
    """Every format, once the background job has made it."""

    def made(address: str) -> requests.Response | None:
        answer = requests.get(address, timeout=30)
        assert answer.status_code in (200, 503), address
        return answer if answer.ok else None

    for ending, mimetype in FILES.items():
        answer = until(lambda ending=ending: made(f"{page}/table.{ending}"))
        assert answer.headers["Content-Type"].partition(";")[0] == mimetype
        assert answer.content


#: columns whose values are words of the harvester, which their description translates
CODES = {"level", "vote", "state", "status"}
#: dataset -> its tables
CITIZENS = {
    "Gemeinderat Lörrach": {
        "Sitzungen", "Tagesordnungen und Beschlüsse", "Vorlagen", "Gremien",
    },
    "Wahlergebnisse in Lörrach": {"Stimmen", "Wahlbeteiligung"},
    "Bundestagswahl 2025 im Wahlkreis Lörrach – Müllheim": {"Stimmen", "Wahlbeteiligung"},
}  # fmt: skip


def test_council_and_elections_read_like_something_for_citizens(town: Any) -> None:
    """German names that say what is there, sentences about a row, and no code left unexplained."""
    found: dict[str, set[str]] = {}
    for dataset, resource in tables(town, fq="strategy_field:administration"):
        title = dataset["title_translated"]["de"]
        if title not in CITIZENS:
            continue
        found.setdefault(title, set()).add(resource["name"])
        assert dataset["notes_translated"]["de"].rstrip().endswith(".")
        assert resource["description"].startswith("Eine Zeile je ")
        columns, records = rows(town, resource)
        for one in columns:
            notes = one["info"].get("notes", "")
            words = {record[one["id"]] for record in records} - {None}
            codes = {word for word in words if re.fullmatch(r"[a-z]+", str(word))}
            if one["id"] in CODES:
                assert {word for word in codes if f"{word}: " not in notes} == set(), one["id"]
    assert found == CITIZENS
    # who looks for a party, a committee or a decision sees the names that everybody uses
    words = str([rows(town, resource)[1] for _, resource in tables(
        town, fq="strategy_field:administration"
    )])  # fmt: skip
    for one in ("Lörrach – Müllheim", "CDU", "Gemeinderat", "einstimmig beschlossen"):
        assert one in words
