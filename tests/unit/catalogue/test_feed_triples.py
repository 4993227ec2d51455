"""Datasets as pieces of Turtle: nothing that is no RDF, joined as text, always the same bytes."""

from __future__ import annotations

import subprocess
import sys

import pytest
import rdflib
from ckanext.loerrach.catalogue.feed.formats import FORMATS
from ckanext.loerrach.catalogue.feed.triples import HEADER, Fragment, fragment
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

SITE = "https://daten.example.org"
TOWN = rdflib.URIRef("https://www.loerrach.de/")


def graph(number: int) -> tuple[rdflib.Graph, rdflib.Graph, str]:
    """A dataset with a node of its own, an agent that others name as well, and hostile values."""
    uri = rdflib.URIRef(f"{SITE}/dataset/{number}")
    node, made = rdflib.BNode(f"b{number}"), rdflib.Graph()
    made.add((uri, RDF.type, DCAT.Dataset))
    made.add((uri, DCTERMS.title, rdflib.Literal(f'Titel "{number}"\n@prefix x: <y> .', lang="de")))
    made.add((uri, DCTERMS.publisher, TOWN))
    made.add((TOWN, FOAF.name, rdflib.Literal("Stadt Lörrach")))
    made.add((uri, DCAT.contactPoint, node))
    made.add((node, FOAF.name, rdflib.Literal("Daten\x07\x00")))
    made.add((uri, DCTERMS.conformsTo, rdflib.URIRef("https://exa mple.org/<krumm>")))
    made.add((uri, DCTERMS.subject, rdflib.Literal("x", lang="keine-sprache-mit-so-vielen")))
    entry = rdflib.Graph()
    entry.add((rdflib.URIRef(SITE), DCAT.dataset, uri))
    return made, entry, str(uri)


def parts(made: Fragment) -> list[str]:
    return [made.entry, made.body, *made.terms]


def test_what_is_no_rdf_is_left_out_and_named() -> None:
    made = fragment(*graph(1))
    assert len(made.dropped) == 2
    assert any("https://exa mple.org/<krumm>" in text for text in made.dropped)
    read = rdflib.Graph().parse(data=HEADER + "".join(parts(made)), format="turtle")
    assert len(read) == 7
    assert rdflib.Literal("Daten\ufffd\ufffd") in set(read.objects(None, FOAF.name))
    assert "Stadt Lörrach" in made.terms[0]
    assert "Stadt Lörrach" not in made.body


@pytest.mark.parametrize("ending", list(FORMATS))
def test_pieces_of_several_join_in_every_format(ending: str) -> None:
    expected, pieces = rdflib.Graph(), []
    for number in (1, 2):
        made = fragment(*graph(number))
        pieces += parts(made)
        expected.parse(data=HEADER + "".join(parts(made)), format="turtle")
    document = FORMATS[ending].render(pieces)
    name = {"pretty-xml": "xml"}.get(FORMATS[ending].rdflib, FORMATS[ending].rdflib)
    assert isomorphic(rdflib.Graph().parse(data=document, format=name), expected)


PROGRAM = """
import sys; sys.path.insert(0, sys.argv[1])
from test_feed_triples import FORMATS, fragment, graph, parts
for format in FORMATS.values():
    sys.stdout.buffer.write(format.render(parts(fragment(*graph(1)))))
"""


def test_two_processes_write_the_same_bytes() -> None:
    """A neighbour's ETag holds whichever worker answers."""
    folder = __file__.rpartition("/")[0]
    said = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, folder], capture_output=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(said) == 1
    assert next(iter(said)).count(b"@prefix dcat:") == 2
