"""Our shapes against the facts, against plain Python, and against the official shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from ckanext.loerrach.catalogue.gate.errors import NoShapes
from ckanext.loerrach.catalogue.gate.shapes import graphs, shacl, validate
from ckanext.loerrach.catalogue.gate.shapes.facts import constraints
from rdflib import RDF, SKOS, Graph, Literal, URIRef
from rdflib.namespace import SH

Found = set[tuple[str, str]]


def in_python(graph: Graph) -> Found:
    return {
        (str(breach.focus), _path(breach.constraint.path))
        for breach in graphs.breaches(graph)
        if breach.constraint.level == "violation"
    }


def in_shacl(graph: Graph, shapes: Graph) -> Found:
    found = (one for one in validate.run(graph, shapes) if one.level == "violation")
    return _at_the_property(graph, {(str(one.focus), str(one.path or "any")) for one in found})


def _at_the_property(graph: Graph, found: Found) -> Found:
    """The official shapes blame a value that is of no list; we blame the property that has it."""
    moved: Found = set()
    for focus, path in found:
        if path != str(SKOS.inScheme):
            moved.add((focus, path))
            continue
        moved |= {
            (str(subject), str(property_))
            for subject, property_, value in graph
            if str(value) == focus and property_ != RDF.type
        }
    return moved


def _path(path: Iterable[Any]) -> str:
    names = [str(one) for one in path]
    return names[0] if len(names) == 1 else "any"


def by_case(found: Found, spaces: dict[str, str]) -> dict[str, Found]:
    """Name of the case -> what was found in its namespace, at the addresses of whole.ttl."""
    sorted_: dict[str, Found] = defaultdict(set)
    for focus, path in found:
        space = next((one for one in spaces if focus.startswith(one)), "")
        sorted_[spaces.get(space, focus)].add((focus.replace(space, "https://example.org/"), path))
    return sorted_


def test_there_are_enough_cases(cases):
    assert len(cases.plan["good"]) >= 20
    assert len(cases.plan["bad"]) >= 80


def test_python_finds_nothing_in_what_is_right(cases, good):
    assert in_python(cases.good(good)) == set()


def test_python_finds_the_one_fault(cases, bad):
    assert in_python(cases.bad(bad)) == cases.expected(bad)


def test_our_shapes_find_every_fault_and_nothing_else(cases, all_cases):
    graph, spaces = all_cases
    found = by_case(in_shacl(graph, shacl.shapes()), spaces)
    expected = {name: cases.expected(name) for name in spaces.values() if name in cases.plan["bad"]}
    assert dict(found) == expected


def test_our_shapes_and_python_find_the_same_in_shared_nodes(cases):
    alone = [name for name, plan in cases.plan["bad"].items() if plan.get("alone")]
    assert alone
    for name in alone:
        graph = cases.bad(name)
        assert in_shacl(graph, shacl.shapes()) == in_python(graph) == cases.expected(name)


def test_the_official_shapes_find_the_same(cases, all_cases, official):
    """Save for what faults.yaml explains under "differences"."""
    graph, spaces = all_cases
    found = by_case(in_shacl(graph, official), spaces)
    reasons = {
        name: plan["official"] for name, plan in cases.plan["bad"].items() if "official" in plan
    }
    assert set(reasons.values()) == set(cases.plan["differences"])
    expected = {
        name: cases.expected(name)
        for name in spaces.values()
        if name in cases.plan["bad"] and name not in reasons
    }
    assert dict(found) == expected


def test_every_shape_says_what_to_do_in_three_languages():
    shapes = shacl.shapes()
    properties = set(shapes.subjects(RDF.type, SH.PropertyShape))
    assert len(properties) == len(constraints())
    for shape in properties:
        messages = {text.language: str(text) for text in shapes.objects(shape, SH.message)}
        assert set(messages) == {"de", "fr", "en"}
        assert messages["de"] != messages["en"]
        assert "{" not in "".join(messages.values())


def test_a_message_names_class_property_field_and_mending(cases):
    (found,) = validate.run(cases.bad("distribution without licence"), shacl.shapes())
    assert found.message("de") == (
        "dcat:Distribution, dct:license: Lizenz: Die Angabe fehlt. Bitte ergänzen."
    )


def test_the_shapes_are_valid_shacl_for_others(cases):
    again = Graph().parse(data=shacl.turtle(), format="turtle")
    assert len(again) == len(shacl.shapes())
    assert in_shacl(cases.good("whole"), again) == set()


def test_a_term_that_says_its_list_is_of_the_list(cases):
    """Another list may mirror a term; the official shapes look at skos:inScheme alone."""
    graph = cases.good("whole")
    term = URIRef("https://example.org/german")
    kind = URIRef("http://purl.org/dc/terms/LinguisticSystem")
    scheme = URIRef("http://publications.europa.eu/resource/authority/language")
    language = URIRef("http://purl.org/dc/terms/language")
    graph.add((URIRef("https://example.org/parking"), language, term))
    graph.add((term, RDF.type, kind))
    assert in_python(graph) == {("https://example.org/parking", str(language))}
    graph.add((term, SKOS.inScheme, scheme))
    assert in_python(graph) == set()
    assert in_shacl(graph, shacl.shapes()) == set()


def test_what_3_0_gave_up_is_a_warning(cases):
    graph = cases.good("whole")
    parking = URIRef("https://example.org/parking")
    old = URIRef("http://dcat-ap.de/def/dcatde/legalBasis")
    graph.add((parking, old, Literal("§ 1")))
    (found,) = validate.run(graph, shacl.shapes())
    assert (found.level, found.path) == ("warning", old)
    assert "dcatap:applicableLegislation" in found.message("de")
    assert [b.constraint.level for b in graphs.breaches(graph)] == ["warning"]


def test_shapes_of_a_folder_are_used_beside_ours(cases, tmp_path):
    (tmp_path / "more.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
        <urn:x> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property [
            sh:path dcat:version ; sh:maxCount 0 ; sh:message "no version"@en ] .""",
        encoding="utf-8",
    )
    (found,) = validate.validate(cases.good("whole"), tmp_path)
    assert found.message("de") == "no version"
    with pytest.raises(NoShapes, match=r"holds no \.ttl file"):
        validate.validate(cases.good("whole"), tmp_path / "nothing")
