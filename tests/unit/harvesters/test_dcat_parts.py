"""Which triples belong to a record, and when it is the same as before."""

from __future__ import annotations

import pytest
from ckanext.loerrach.harvesters._dcat import quick
from ckanext.loerrach.harvesters._dcat.parts import Endless, Parts

HEAD = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <https://example.org/> .
"""
TWO = """
ex:c a dcat:Catalog ; dcat:dataset ex:a, ex:b ; dct:modified "2026-01-01" .
ex:a a dcat:Dataset ; dct:title "A" ; dct:publisher [ foaf:name "Amt" ; foaf:mbox ex:m ] ;
    dcat:distribution ex:file ; dct:relation ex:b .
ex:file a dcat:Distribution ; dcat:accessService ex:service .
ex:service a dcat:DataService ; dct:title "Dienst" ; dcat:servesDataset ex:a .
ex:b a dcat:Dataset ; dct:title "B" ; dct:publisher ex:office .
ex:office foaf:name "Büro" .
[] a dcat:CatalogRecord ; foaf:primaryTopic ex:b ; dct:issued "2026-01-01" .
"""
A, B = "<https://example.org/a>", "<https://example.org/b>"


def parts(text: str) -> Parts:
    return Parts(quick.triples(HEAD + text, "turtle", "https://example.org/"))


def digests(text: str) -> tuple[str, str]:
    found = parts(text)
    return found.digest(A), found.digest(B)


def changed(old: str, new: str) -> tuple[bool, bool]:
    """Does the change of a text change A, and B?"""
    assert old in TWO
    before, after = digests(TWO), digests(TWO.replace(old, new))
    return before[0] != after[0], before[1] != after[1]


def test_the_same_page_again_is_the_same_whatever_its_blank_nodes_are_called():
    other = TWO.replace("[ foaf:name", "_:x").replace(
        '_:x "Amt" ; foaf:mbox ex:m ]', "_:x").replace("ex:c a", '_:x foaf:mbox ex:m ; foaf:name "Amt" .\nex:c a')  # fmt: skip  # noqa: E501
    assert other != TWO
    assert digests(TWO) == digests(TWO) == digests(other)


@pytest.mark.parametrize(
    ("old", "new", "which"),
    [
        ('"A"', '"A2"', (True, False)),
        ('"Amt"', '"Anderes Amt"', (True, False)),
        ('"Dienst"', '"Dienste"', (True, False)),
        ('"Büro"', '"Büros"', (False, True)),
        ('dct:issued "2026-01-01"', 'dct:issued "2026-01-02"', (False, True)),
        ('dct:modified "2026-01-01"', 'dct:modified "2026-01-02"', (False, False)),
        ("ex:c a dcat:Catalog", "ex:d a dcat:Catalog", (True, True)),
        ('"A"', '"A"@de', (True, False)),
    ],
    ids=["title", "blank node", "service", "office", "catalogue record", "catalogue's date",
         "another catalogue", "language"],
)  # fmt: skip
def test_a_change_is_that_of_the_records_it_belongs_to(
    old: str, new: str, which: tuple[bool, bool]
):
    assert changed(old, new) == which


def test_a_record_ends_where_the_next_one_begins():
    reached = parts(TWO).reach(A)
    assert {one for one in reached if one[0] == "<"} == {
        A, "<https://example.org/file>", "<https://example.org/service>",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "ex:a a dcat:Dataset ; dct:relation _:x . _:x dct:relation _:y . _:y dct:relation _:x .",
        "ex:a a dcat:Dataset ; dct:relation "
        + ", ".join(f"ex:n{number}" for number in range(2000))
        + " ."
        + "".join(f'ex:n{number} dct:title "x" .' for number in range(2000)),
    ],
    ids=["blank nodes in a ring", "thousands of nodes"],
)
def test_what_nobody_can_follow_has_no_digest(text: str):
    assert parts(text).digest(A) == ""


def test_too_many_nodes_are_not_followed():
    text = "ex:a a dcat:Dataset ." + "".join(
        f"ex:a dct:relation ex:n{number} . ex:n{number} dct:title 'x' ." for number in range(2000)
    )
    with pytest.raises(Endless):
        parts(text).reach(A)
