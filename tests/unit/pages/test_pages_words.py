"""Texts in the reader's language, addresses that may be linked."""

from types import SimpleNamespace

import pytest
from ckanext.loerrach.pages import datasets, language, markdown, site

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


@pytest.mark.parametrize(
    ("value", "reader", "written"),
    [(TITLE, "fr", "fr"), (TITLE, "en", "de"), ({"it": "Parcheggi"}, "fr", "it"), ("x", "fr", "de"),
     ({}, "en", "de")],
)  # fmt: skip
def test_the_language_is_that_of_the_text_that_is_shown(monkeypatch, value, reader, written):
    monkeypatch.setattr(language, "current", lambda: reader)
    assert language.written_in({"title_translated": value, "title": "x"}, "title") == written


def test_a_format_with_a_slash_is_no_address():
    assert datasets.format_name({"format": "RDF/XML"}) == "RDF/XML"
    file_type = "http://publications.europa.eu/resource/authority/file-type/RDF_XML"
    assert datasets.format_name({"format": file_type}) == "RDF-XML"


@pytest.mark.parametrize(
    "source", ["/&#9;/example.org/a.png", "/\\example.org/a.png", "//example.org/a.png",
               "/&#10;/example.org/a.png", "https://example.org/a.png"],
)  # fmt: skip
def test_no_picture_of_another_host(monkeypatch, source):
    monkeypatch.setattr(markdown.tk, "h", SimpleNamespace(render_markdown=lambda text: text))
    assert "src" not in markdown.render(f'<img src="{source}" alt="x">')
    assert 'src="/uploads/a.png"' in markdown.render('<img src="/uploads/a.png">')


def test_headings_go_down_with_their_ends(monkeypatch):
    monkeypatch.setattr(markdown.tk, "h", SimpleNamespace(render_markdown=lambda text: text))
    shown = markdown.render('<h1 title="a">Eins</h1><h5>Fünf</h5><hr>')
    assert shown == '<h2 title="a">Eins</h2><h6>Fünf</h6><hr>'
