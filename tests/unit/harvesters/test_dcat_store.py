"""The triples of a page: the same answers as rdflib's own store, whatever is asked."""

from __future__ import annotations

import random
from itertools import product

from ckanext.loerrach.harvesters._dcat.watched import Watched
from rdflib import Graph, Literal, URIRef

NODES = [URIRef(f"https://daten.example.org/{number}") for number in range(4)]
NAMES = [URIRef(f"https://schema.example.org/{name}") for name in "ab"]
VALUES = [*NODES[:2], Literal("x"), Literal("x", lang="de"), Literal("1", datatype=NAMES[0])]


def test_every_pattern_after_any_changes() -> None:
    luck = random.Random(7)
    ours, theirs = Watched(), Graph(bind_namespaces="none")
    for _ in range(300):
        triple = (luck.choice(NODES), luck.choice(NAMES), luck.choice(VALUES))
        if luck.random() < 0.9:
            ours.add(triple)
            theirs.add(triple)
        else:
            pattern = tuple(luck.choice((term, None)) for term in triple)
            ours.remove(pattern)
            theirs.remove(pattern)
        assert len(ours) == len(theirs)
    asked = 0
    for pattern in product([*NODES, None], [*NAMES, None], [*VALUES, None]):
        assert sorted(ours.triples(pattern)) == sorted(theirs.triples(pattern))
        assert (pattern in ours) == (pattern in theirs)
        asked += len(list(theirs.triples(pattern)))
    assert asked > 100
    for node, name in product(NODES, NAMES):
        assert sorted(ours.objects(node, name)) == sorted(theirs.objects(node, name))
