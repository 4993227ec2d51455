"""Fault case 18: texts in other encodings than they say, and characters that no text has."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Make = Callable[..., Any]
PATH = "/liste.json"
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{"records": [{"id": "ö", "title": "Lörrach"}]}'.encode("utf-8-sig"), "Lörrach"),
        (b'{"records": [{"id": "a", "title": "L\\u0000ou\\ud800x"}]}', "L�ou�x"),
    ],
    ids=["byte order mark", "NUL and half a character"],
)
def test_18_encodings(source: Make, feeds: Any, titles: Make, body: bytes, expected: str):
    one = source()
    feeds.put(PATH, body)
    report = one.run()
    assert (len(report.added), report.refused, titles()) == (1, [], [expected])
    assert one.run(full=True).changed is False


DOCUMENT = f"""<?xml version='1.0' encoding='ENCODING'?><rdf:RDF
xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dcat='http://www.w3.org/ns/dcat#'
xmlns:dct='http://purl.org/dc/terms/'><dcat:Dataset rdf:about='https://a.de/1'>
<dct:title>LörTEXTrach</dct:title><dct:description>x</dct:description>
<dcat:distribution><dcat:Distribution><dcat:accessURL rdf:resource='https://a.de/1.csv'/>
<dct:license rdf:resource='{LICENCE}'/></dcat:Distribution></dcat:distribution>
</dcat:Dataset></rdf:RDF>"""


@pytest.mark.parametrize(
    ("declared", "encoding", "text", "title", "repaired"),
    [
        ("ISO-8859-1", "latin-1", "", "Lörrach", False),
        ("UTF-16", "utf-16", "", "Lörrach", False),
        ("UTF-8", "latin-1", "", "Lörrach", True),
        ("UTF-8", "utf-8", "\x0b\x01", "Lör��rach", True),
        ("UTF-8", "utf-8", "&#11;", "Lör�rach", True),
        ("UTF-8", "utf-8", "\ufffe", "Lör�rach", True),
    ],
)
def test_18_encodings_of_xml(
    source: Make, feeds: Any, titles: Make, declared: str, encoding: str, text: str, title: str,
    repaired: bool,
) -> None:  # fmt: skip
    """Latin-1, said or not, and characters that XML does not allow."""
    body = DOCUMENT.replace("ENCODING", declared).replace("TEXT", text).encode(encoding)
    feeds.put("/katalog", body, type="application/rdf+xml")
    one = source("katalog", harvester="dcat", url=f"{feeds.url}/katalog", licences="records")
    report = one.run()
    assert (report.failure, report.refused, titles()) == (None, [], [title])
    assert ("repaired 'XML'" in " ".join(report.notices)) == repaired
    assert one.run(full=True).changed is False


def test_18_latin_1_of_json(source: Make, feeds: Any, titles: Make) -> None:
    """Taken if the server says so; else the run fails, and the catalogue stays."""
    one = source()
    body = '{"records": [{"id": "a", "title": "Lörrach"}]}'.encode("latin-1")
    feeds.put(PATH, body, type="application/json; charset=ISO-8859-1")
    assert one.run().added == ["a"]
    feeds.put(PATH, body.replace(b"rrach", b"wen"))
    report = one.run()
    assert "Expected text in utf-8, found other bytes" in str(report.failure)
    assert titles() == ["Lörrach"]


def test_18_identities_that_no_index_takes(source: Make, titles: Make):
    one = source()
    one.has("r0", "nul\0", "half\ud800", "x" * 501, "")
    report = one.run()
    assert (report.added, len(report.refused), titles()) == (["r0"], 4, ["r0"])
    assert json.dumps(report.as_dict(), ensure_ascii=False).encode()
