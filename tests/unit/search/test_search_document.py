"""Documents as CKAN sends them, fields of CKAN's Solr schema, and what is kept of searches."""

from __future__ import annotations

import json
import re
from array import array
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ckanext.loerrach.search import fields
from ckanext.loerrach.search.counts import Found, Kept
from ckanext.loerrach.search.document import COLUMNS, row
from ckanext.loerrach.search.errors import BadDocument
from ckanext.loerrach.search.fields import Kind

DOCUMENT: dict[str, Any] = {
    "index_id": "1", "id": "a", "site_id": "default", "name": "luft", "title": "Luft",
    "notes": "Die Luft in der Stadt", "tags": ["Luft", "Umwelt & Klima"], "groups": [],
    "organization": None, "private": False, "num_resources": 2, "metadata_modified":
    "2024-05-01T10:00:00.123456Z", "issued_date": "2020-01-01T00:00:00Z", "views_total": "7",
    "extras_art": "Messung", "res_format": ["CSV", ""], "permission_labels": ["public"],
    "license_id": "", "data_dict": "{}", "author": "Bauamt (Müller)",
}  # fmt: skip


def lexemes(vector: str) -> set[str]:
    return {found.replace("''", "'") for found in re.findall(r"'((?:[^']|'')*)'", vector)}


def test_a_row_has_all_columns() -> None:
    found = row(DOCUMENT)
    assert set(found) == {*COLUMNS, "vocabulary"}
    assert {"luft", "stadt"} <= set(found["vocabulary"])
    assert (found["id"], found["organization"], found["license_id"]) == ("a", None, None)
    assert (found["tags"], found["labels"]) == (["Luft", "Umwelt & Klima"], ["public"])
    assert found["res_format"] == ["CSV", ""]


def test_what_is_stored_is_what_solr_stores() -> None:
    kept = json.loads(row(DOCUMENT)["stored"])
    assert kept["metadata_modified"] == "2024-05-01T10:00:00.123Z"
    assert kept["extras_art"] == "Messung"
    assert kept["tags"] == ["Luft", "Umwelt & Klima"]
    assert "indexed_ts" in kept
    assert not {"private", "permission_labels", "views_total", "license_id", "data_dict"} & set(
        kept
    )


def test_terms() -> None:
    found = row(DOCUMENT)
    terms, words = lexemes(found["terms"]), lexemes(found["words"])
    assert {"tags=Umwelt & Klima", "?issued_date", "private=false", "author:muller",
            "extras_art:messung"} <= terms  # fmt: skip
    assert not any(term.startswith("id=") for term in terms)
    assert {"luft", "stadt", "klima", "messung"} <= words
    assert re.search(r"'luft':[^ ]*\dA[^ ]*", found["words"])
    assert re.search(r"'stadt':\d+C", found["words"])


def test_values_of_other_fields() -> None:
    assert json.loads(row(DOCUMENT)["fields"]) == {
        "private": ["false"], "num_resources": ["2"], "issued_date": "2020-01-01T00:00:00Z",
        "views_total": 7.0,
    }  # fmt: skip


def test_the_digest_knows_content_and_nothing_else() -> None:
    first = row({**DOCUMENT, "indexed_ts": "2020-01-01T00:00:00Z"})["digest"]
    assert first == row(dict(reversed(DOCUMENT.items())))["digest"]
    assert first != row({**DOCUMENT, "notes": "anders"})["digest"]


@pytest.mark.parametrize("missing", ["index_id", "id", "site_id"])
def test_a_document_without_key_is_refused(missing: str) -> None:
    with pytest.raises(BadDocument, match=f"'{missing}' is missing"):
        row({key: value for key, value in DOCUMENT.items() if key != missing})


@pytest.mark.parametrize(
    ("field", "value"), [("issued_date", "gestern"), ("views_total", "viele"), ("x_date", 5)]
)
def test_a_value_that_does_not_fit_is_refused(field: str, value: Any) -> None:
    with pytest.raises(BadDocument, match=f"'{field}' has a value that does not fit"):
        row({**DOCUMENT, field: value})


def test_moments_at_the_ends_of_time_are_cut() -> None:
    east, west = (timezone(timedelta(hours=hours)) for hours in (2, -5))
    moments = {
        "a_date": "0001-01-01T00:00:00+02:00", "b_date": "9999-12-31T23:59:59-05:00",
        "c_date": datetime(1, 1, 1, tzinfo=east), "d_date": datetime(9999, 12, 31, 22, tzinfo=west),
        "e_date": datetime(2020, 1, 1, 1, tzinfo=east),
        "f_date": datetime(2020, 1, 1, 1),  # noqa: DTZ001
    }  # fmt: skip
    kept = json.loads(row({**DOCUMENT, **moments})["fields"])
    assert [kept[key] for key in moments] == [
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z", "2019-12-31T23:00:00Z", "2020-01-01T01:00:00Z",
    ]  # fmt: skip


def test_hostile_texts_are_stored_as_texts() -> None:
    text = "a\x00b ' \\ \ud800 ':1A ' & | ! <-> 💥 " + "x" * 5000
    found = row({**DOCUMENT, "title": text, "tags": [text], "extras_x": text, "dict": {"a": [1]},
                 "res_extras_\x00\ud800": text})  # fmt: skip
    assert "\x00" not in "".join(str(value) for value in found.values())
    assert max(len(lexeme.encode()) for lexeme in lexemes(found["terms"])) <= 500


def test_a_huge_text_is_cut_to_what_postgresql_takes() -> None:
    text = " ".join(f"wort{number}" for number in range(60_000))
    found = row({**DOCUMENT, "notes": text})
    assert len(found["words"].encode()) < 1_500_000
    assert max(int(place) for place in re.findall(r":(\d+)", found["words"])) <= 16383


@pytest.mark.parametrize(
    ("field", "kind", "stored", "multivalued", "in_text"),
    [
        ("title", Kind.TEXT, True, False, True),
        ("tags", Kind.STRING, True, True, True),
        ("organization", Kind.STRING, True, False, True),
        ("author", Kind.GENERAL, True, False, True),
        ("author_email", Kind.GENERAL, True, False, False),
        ("metadata_modified", Kind.DATE, True, False, False),
        ("issued_date", Kind.DATE, True, False, False),
        ("extras_issued_date", Kind.TEXT, True, False, True),
        ("res_extras_alt", Kind.TEXT, True, True, True),
        ("vocab_art", Kind.STRING, True, True, True),
        ("views_total", Kind.NUMBER, False, False, False),
        ("permission_labels", Kind.STRING, False, True, False),
        ("anything", Kind.STRING, False, False, False),
        ("res_url", Kind.STRING, True, True, False),
        ("title_ngram", Kind.NGRAM, True, False, False),
        ("validated_data_dict", Kind.BLOB, True, False, False),
        ("minx", Kind.NUMBER, True, False, False),
    ],
)
def test_fields(field: str, kind: Kind, stored: bool, multivalued: bool, in_text: bool) -> None:
    assert (
        fields.kind(field), fields.stored(field), fields.multivalued(field),
        fields.copied_to_text(field),
    ) == (kind, stored, multivalued, in_text)  # fmt: skip


def found(hits: int, ids: int) -> Found:
    return Found(hits, array("q", range(ids)), ())


def test_a_page_of_what_is_known() -> None:
    assert found(1000, 500).page(20, 3) == [20, 21, 22]
    assert found(1000, 500).page(499, 2) is None
    assert found(500, 500).page(499, 5) == [499]
    assert found(3, 3).page(10, 5) == []


def test_the_searches_used_last_are_kept() -> None:
    kept = Kept(most=2, most_ids=100)
    for key in ("a", "b", "a", "c"):
        if kept.get(key) is None:
            kept.put(key, 1, found(1, 1))
    assert kept.get("b") is None
    assert kept.get("a") is not None
    kept.put("d", 2, found(200, 99))
    assert [key for key in "abcd" if kept.get(key)] == ["a", "d"]
    pairs = tuple((f"wort{number}", 1) for number in range(6))
    kept.put("f", 2, Found(6, array("q"), (pairs, ())))
    assert [key for key in "adf" if kept.get(key)] == ["f"], "values of facets take room, too"
    kept.put("f", 2, found(1, 1))
    kept.put("a", 2, found(99, 99))
    assert [key for key in "af" if kept.get(key)] == ["a", "f"], "and give it back"
    kept.put("e", 2, found(1000, 1000))
    assert [key for key in "abcde" if kept.get(key)] == []
