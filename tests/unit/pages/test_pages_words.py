"""Texts in the reader's language, addresses that may be linked."""

import pytest
from ckanext.loerrach.pages import datasets, language, site

TITLE = {"de": "Freie Parkplätze", "fr": "Places libres"}


@pytest.mark.parametrize(
    ("value", "wanted", "shown"),
    [
        (TITLE, "fr", "Places libres"),
        (TITLE, "en", "Freie Parkplätze"),
        ({"it": "Parcheggi"}, "fr", "Parcheggi"),
        ({"de": "", "fr": "Places"}, "de", "Places"),
        ("schlicht", "fr", "schlicht"),
        ({}, "de", ""),
        (None, "de", ""),
    ],
)
def test_german_stands_in_for_a_missing_language(value, wanted, shown):
    assert language.text(value, wanted) == shown


def test_outside_of_a_request_it_is_german():
    assert language.current() == "de"
    assert language.of({"title": "CKAN", "title_translated": TITLE}, "title") == "Freie Parkplätze"
    assert language.of({"title": "nur CKAN"}, "title") == "nur CKAN"
    assert language.words({"de": ["Parken"], "en": ["parking"]}) == ["Parken"]
    assert language.words(None) == []


@pytest.mark.parametrize(
    "address",
    ["https://www.loerrach.de/", "http://x.de", "mailto:a@b.de", "/about", " https://x.de "],
)
def test_an_address_may_be_linked(address):
    assert site.safe_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "//evil.example", "impressum", "", None, "http://[broken", "vbscript:x",
    ],
)  # fmt: skip
def test_an_address_may_not_be_linked(address):
    assert site.safe_address(address) == ""


def test_formats_are_named_once_and_by_their_last_part():
    resources = [
        {"format": "CSV"},
        {"format": "http://publications.europa.eu/resource/authority/file-type/JSON_LD"},
        {"format": "CSV"},
        {"format": ""},
        {},
    ]
    assert datasets.formats({"resources": resources}) == ["CSV", "JSON-LD"]
    assert datasets.formats({}) == []


@pytest.mark.parametrize("mark", [True, "true", "True"])
def test_sample_data_are_told_apart(mark):
    assert datasets.is_sample({"sample_data": mark})
    assert not datasets.is_sample({"sample_data": False})
    assert not datasets.is_sample({})
