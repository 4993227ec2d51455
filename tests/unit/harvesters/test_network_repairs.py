"""What is changed or left out of a foreign record is told by name, and what is not, is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record
from ckanext.loerrach.harvesters._network import readers
from ckanext.loerrach.harvesters._network.readers import Reader

CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"
FILE = {"id": "a", "url": "https://a.example/1", "license": CC_ZERO}
PLAIN: dict[str, Any] = {
    "id": "1", "title": "Probe", "notes": "Text", "identifier": "x-1", "url": "https://a.example/",
    "modified": "2026-01-02T03:04:05+01:00", "resources": [FILE],
    "publisher": [{"name": "Amt", "email": "amt@example.org"}],
}  # fmt: skip


@pytest.fixture
def made(feed_at_home: Callable[..., Feed], harvest: Any) -> Callable[..., Any]:
    """The record of a package with these fields, and what was said: (kind, name, message)."""

    def make(**fields: Any) -> tuple[Record, set[tuple[str, str, str]]]:
        answer = {"success": True, "result": {"count": 1, "results": [{**PLAIN, **fields}]}}
        feed = feed_at_home(answer, "ckan", "https://a.example", licences="records")
        (record,), bad = harvest(feed)
        assert bad == []
        told = {(one.kind, one.name, one.message) for one in feed.notices}
        other = "'other' in place of a missing value"
        return record, {one for one in told if one[0] != other}

    return make


def only(told: set[tuple[str, str, str]], kind: str = "repaired") -> dict[str, str]:
    """Field -> what was said of it."""
    assert {one[0] for one in told} <= {kind}, told
    return {name: message.removesuffix(" in one record: 1") for _, name, message in told}


def test_a_record_that_needs_no_repair(made: Callable[..., Any]) -> None:
    assert made()[1] == set()
    # white space at the ends, another name for UTC, empty fractions: the same value
    _, told = made(
        issued=" 2026-01-02 ", modified="2026-01-02 03:04:05.000Z",
        publisher=[{"name": "Amt  am Markt", "email": "mailto:amt@example.org"}],
        contact=[{"name": "Amt", "telephone": "+49 (7621) 415-0"}],
    )  # fmt: skip
    assert told == set()


@pytest.mark.parametrize(
    ("field", "given", "kept", "said"),
    [
        ("url", "https://a.example/ein Blatt", "https://a.example/ein%20Blatt",
         "'https://a.example/ein Blatt → https://a.example/ein%20Blatt'"),
        ("issued", "1.2.2026", "2026-02-01", "'1.2.2026 → 2026-02-01'"),
        ("issued", "2026-02-01T00:00:00", "2026-02-01T00:00:00+00:00",
         "'a time without its zone, read as UTC'"),
    ],
)  # fmt: skip
def test_a_repaired_field(
    made: Callable[..., Any], field: str, given: str, kept: str, said: str
) -> None:
    record, told = made(**{field: given})
    assert record.fields[field] == kept
    assert only(told) == {field: said}


def test_repaired_texts(made: Callable[..., Any]) -> None:
    record, told = made(
        title="Ein <b>fetter</b> Titel", notes="Siehe [hier](javascript:alert(1)) und dort",
        resources=[{**FILE, "name": "Datei\x00eins", "description": "<p>HTML</p>"}],
    )  # fmt: skip
    assert record.title == {"de": "Ein fetter Titel"}
    assert record.resources[0].description == {"de": "HTML"}
    assert only(told) == {
        "title": "'HTML, read as plain text'",
        "notes": "'a link that would run something, taken out'",
        "resources.title": "'characters that no text may have, taken out'",
        "resources.description": "'HTML, read as plain text'",
    }


def test_repaired_resources(made: Callable[..., Any]) -> None:
    record, told = made(
        resources=[{**FILE, "url": "https://a.example/größe 1.csv", "issued": "3.4.2025",
                    "conforms_to": "https://a.example/ein standard"}],
        publisher=[{"name": "Amt", "url": "https://a.example/amt für alles", "email": "a@b.de"}],
    )  # fmt: skip
    (resource,) = record.resources
    assert resource.url == "https://a.example/gr%C3%B6%C3%9Fe%201.csv"
    assert resource.fields["issued"] == "2025-04-03"
    assert only(told).keys() == {
        "resources.url", "resources.issued", "conforms_to", "publisher.url"
    }  # fmt: skip


def test_a_thousand_repairs_are_one_notice(made: Callable[..., Any]) -> None:
    resources = [{**FILE, "id": str(n), "modified": "2026-01-01T00:00:00"} for n in range(1000)]
    assert only(made(resources=resources)[1]) == {
        "resources.modified": "'a time without its zone, read as UTC' 1000 times, first in 1"
    }


def test_what_is_left_out_of_a_resource(made: Callable[..., Any]) -> None:
    record, told = made(
        resources=[{**FILE, "issued": "gestern", "size": "viel", "mimetype": "eine Tabelle",
                    "language": ["de", "xx"], "licenseAttributionByText": "©" * 1001}],
        identifier="x" * 2001,
    )  # fmt: skip
    assert record.resources[0].fields == {
        "language": ["http://publications.europa.eu/resource/authority/language/DEU"]
    }
    assert record.fields["identifier"] == "1"
    assert {(kind, name) for kind, name, _ in told} == {
        ("value left out", "resources.issued"), ("value left out", "resources.size"),
        ("value left out", "resources.mimetype"), ("value left out", "identifier"),
        ("value left out", "resources.licenseAttributionByText"),
        ("word not in our list", "resources.language"),
    }  # fmt: skip


def test_keywords_that_are_none(made: Callable[..., Any]) -> None:
    record, told = made(tags=[{"name": "gut"}, {"name": "x"}, {"name": "y" * 101}, 7, {}, "ohne"])
    assert record.tags == {"de": ["gut", "ohne"]}
    assert {(kind, name) for kind, name, _ in told} == {("value left out", "tags")}
    assert {message.split("'")[1][:3] for _, _, message in told} == {"x", "yyy", "7", "{}"}


def test_keywords_that_are_several(made: Callable[..., Any]) -> None:
    record, told = made(tags=[{"name": "Rad, Fuß,"}, {"name": "Rad"}])
    assert record.tags == {"de": ["Rad", "Fuß"]}
    assert only(told) == {"tags": "'Rad, Fuß, → Rad | Fuß'"}


def test_more_keywords_than_a_page_can_show(made: Callable[..., Any]) -> None:
    record, told = made(tags=[{"name": f"wort {n:03}"} for n in range(120)])
    assert len(record.tags["de"]) == 100
    assert only(told, "left out: more than 100") == {"tags": "'wort 100'"}


def test_keywords_in_a_language_that_we_have_none_for(made: Callable[..., Any]) -> None:
    record, told = made(keywords={"de": ["Wasser"], "it": ["acqua"], "fr": []})
    assert record.tags == {"de": ["Wasser"]}
    assert only(told, "language left out") == {"tags": "'it'"}


def test_agents_without_a_name(made: Callable[..., Any]) -> None:
    record, told = made(
        publisher=[{"name": "Amt", "email": "amt@example.org"}, {"email": "wer@example.org"}],
        creator=[{"url": "https://wer.example"}],
    )
    assert [one["name"] for one in record.fields["publisher"]] == ["Amt"]
    assert "creator" not in record.fields
    assert {(kind, name) for kind, name, _ in told} == {
        ("left out without its name", "creator"), ("left out without its name", "publisher"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "given", "kept", "said"),
    [
        (readers.MAIL, "MAILTO:a@b.de", "a@b.de", ""),
        (readers.MAIL, "mailto:a@b.de?subject=x", "a@b.de", "a@b.de?subject=x → a@b.de"),
        (readers.TELEPHONE, "tel:+49-7621-415", "tel:+497621415", ""),
        (readers.TELEPHONE, "0049 7621 415", "tel:+497621415",
         "0049 7621 415 → tel:+497621415"),
        (readers.TELEPHONE, "+49 (0) 7621 415", "tel:+497621415",
         "+49 (0) 7621 415 → tel:+497621415"),
        (readers.MOMENT, "2026", "2026", ""),
        (readers.MOMENT, "2026-05", "2026-05", ""),
        (readers.MOMENT, "2026-01-01T10:00Z", "2026-01-01T10:00:00+00:00", ""),
        (readers.MOMENT, " 2026-01-01  10:00\t", "2026-01-01T10:00:00+00:00",
         "a time without its zone, read as UTC"),
        (readers.MOMENT, 2026, "2026", ""),
        (readers.NAME, {"de": "Amt", "fr": "Office"}, "Amt", ""),
        (readers.NAME, {"de": "A\x00mt"}, "A mt", "characters that no text may have, taken out"),
        (readers.ADDRESS, "HTTPS://a.example/%20", "HTTPS://a.example/%20", ""),
        (readers.ADDRESS, f"https://a.example/{'x' * 80}/ü/{'y' * 80}",
         f"https://a.example/{'x' * 80}/%C3%BC/{'y' * 80}",
         f"…{'x' * 24}/ü/{'y' * 23}… → …{'x' * 24}/%C3%BC/{'y' * 18}…"),
    ],
)  # fmt: skip
def test_what_counts_as_a_repair(reader: Reader, given: Any, kept: str, said: str) -> None:
    assert reader.read(given) == kept
    assert reader.repaired(given, kept) == said
