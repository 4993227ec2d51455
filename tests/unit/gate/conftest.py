"""Whole and broken graphs from tests/data/gate; faults.yaml says what is done to whole.ttl."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rdflib import RDF, Graph, URIRef

DATA = Path(__file__).parents[2] / "data/gate"
OFFICIAL = Path(__file__).parents[4] / "shared/samples/network"
#: the shapes that DCAT-AP 3.0.0 and DCAT-AP.de 3.0 publish; "imports" only says what to fetch
FOLDERS = ("shacl-dcat-ap-3.0.0", "shacl-dcat-ap-de-3.0")


class Cases:
    """Good and broken graphs by name."""

    def __init__(self) -> None:
        self.whole = (DATA / "whole.ttl").read_text(encoding="utf-8")
        lines = self.whole.splitlines()
        self.prefixes = "\n".join(line for line in lines if line.startswith("@prefix"))
        self.plan: dict[str, Any] = yaml.safe_load((DATA / "faults.yaml").read_text("utf-8"))
        self.base = Graph().parse(data=self.whole, format="turtle")
        self._names = Graph().parse(data=self.prefixes, format="turtle")

    def iri(self, name: str) -> URIRef:
        """A name as whole.ttl writes it."""
        if name.startswith("<"):
            return URIRef(name.strip("<>"))
        return self._names.namespace_manager.expand_curie(name)

    def good(self, name: str) -> Graph:
        return self._without(self.plan["good"][name])

    def bad(self, name: str) -> Graph:
        fault = self.plan["bad"][name]
        graph = self._without(fault.get("drop", []))
        if "add" in fault:
            graph.parse(data=f"{self.prefixes}\n{fault['add']} .", format="turtle")
        return graph

    def expected(self, name: str) -> set[tuple[str, str]]:
        """What has to be found: (focus, property); "any" stands for one of several properties."""
        pairs = (found.rsplit(" ", 1) for found in self.plan["bad"][name]["finds"])
        return {
            (str(self.iri(focus)), path if path == "any" else str(self.iri(path)))
            for focus, path in pairs
        }

    def _without(self, drops: list[str]) -> Graph:
        graph = Graph()
        for triple in self.base:
            graph.add(triple)
        for drop in drops:
            names = [self.iri(name) for name in drop.split(" ")]
            if len(names) == 2:
                assert (names[0], names[1], None) in graph, f"{drop}: not in whole.ttl"
                graph.remove((names[0], names[1], None))
            else:
                assert (names[0], RDF.type, None) in graph, f"{drop}: not in whole.ttl"
                graph.remove((names[0], None, None))
                graph.remove((None, None, names[0]))
        return graph


@cache
def cases() -> Cases:
    return Cases()


def case_space(name: str) -> str:
    """The namespace of one case in the graph of all: example.org with a folder of its own."""
    kind, _, rest = name.partition(" ")
    number = list(cases().plan[kind]).index(rest)
    return f"https://example.org/{kind}{number}/"


def together(kinds: tuple[str, ...] = ("good", "bad")) -> tuple[Graph, dict[str, str]]:
    """All cases in one graph, each in its own namespace; namespace -> name of the case.

    One run of pyshacl over all takes seconds, a run for each takes minutes.
    """
    graph, spaces = Graph(), {}
    for kind in kinds:
        for name, plan in cases().plan[kind].items():
            if isinstance(plan, dict) and plan.get("alone"):
                continue
            space = case_space(f"{kind} {name}")
            spaces[space] = name
            one = cases().good(name) if kind == "good" else cases().bad(name)
            for triple in one:
                graph.add(tuple(_moved(node, space) for node in triple))  # type: ignore[arg-type]
    return graph, spaces


def _moved(node: Any, space: str) -> Any:
    if isinstance(node, URIRef) and node.startswith("https://example.org/"):
        return URIRef(node.replace("https://example.org/", space, 1))
    return node


@pytest.fixture(scope="session")
def all_cases() -> tuple[Graph, dict[str, str]]:
    return together()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for kind in ("good", "bad"):
        if kind in metafunc.fixturenames:
            metafunc.parametrize(kind, list(cases().plan[kind]))


@pytest.fixture(name="cases", scope="session")
def the_cases() -> Cases:
    return cases()


@pytest.fixture(scope="session")
def official() -> Graph:
    """The official shapes as one graph; skips where they are missing."""
    missing = [folder for folder in FOLDERS if not (OFFICIAL / folder).is_dir()]
    if missing:
        pytest.skip(f"official shapes are not here: {', '.join(missing)}")
    shapes = Graph()
    for folder in FOLDERS:
        for file in sorted((OFFICIAL / folder).glob("*.ttl")):
            if "imports" not in file.name:
                shapes.parse(file)
    return shapes
