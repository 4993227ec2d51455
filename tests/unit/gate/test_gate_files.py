"""Datasets in files: every serialisation, CKAN's JSON, hostile ones; the command's exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ckanext.loerrach.catalogue.gate import files
from ckanext.loerrach.catalogue.gate.consumers import consumer, consumers, verdict
from ckanext.loerrach.catalogue.gate.errors import BadFile, NothingInside, UnknownConsumer
from ckanext.loerrach.portal.cli import loerrach
from ckanext.loerrach.portal.errors import PortalError
from click.testing import CliRunner

#: end of a file name -> what rdflib calls the serialisation
ENDINGS = {
    "ttl": "turtle",
    "rdf": "xml",
    "xml": "xml",
    "jsonld": "json-ld",
    "nt": "nt",
    "trig": "trig",
}

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
DATASET = {
    "name": "baeume", "title": "Bäume", "notes": "Alle Bäume.", "owner_org": "stadt",
    "tags": [{"name": "Baum"}], "contact": [{"email": "daten@example.org"}],
    "resources": [{"url": "https://example.org/b.csv", "name": "Liste", "format": "CSV",
                   "license": DL_ZERO}],
}  # fmt: skip


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_every_serialisation_says_the_same(cases, ending):
    graph = cases.good("no record")
    text = graph.serialize(format=ENDINGS[ending]).encode()
    content = files.read(f"whole.{ending}", text, ending)
    assert content.graph is not None
    assert len(content.graph) == len(graph)
    names = {one.name.rpartition("/")[2]: one.dataset for one in content.subjects}
    assert set(names) == {"parking", "series"} - {"" if "series" in names else "series"}
    assert names["parking"]["title_translated"]["de"] == "Freie Parkplätze"


@pytest.mark.parametrize("ending", ["ttl", "rdf", "jsonld", "nt"])
def test_a_wrong_or_missing_ending_does_no_harm(cases, ending):
    text = cases.good("no record").serialize(format=ENDINGS[ending]).encode()
    assert files.read("whole", text).subjects
    assert files.read("whole.txt", text, "txt").subjects


@pytest.mark.parametrize(
    "content",
    [
        DATASET, [DATASET], {"success": True, "result": DATASET},
        {"success": True, "result": {"count": 1, "results": [DATASET]}},
    ],
)  # fmt: skip
def test_ckan_json_in_all_its_wrappings(content):
    (one,) = files.read("x.json", json.dumps(content).encode(), "json").subjects
    assert one.name == "baeume"
    assert one.dataset["title"] == "Bäume"


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">'.encode() for n in range(9)
    )
    + b"]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description rdf:about='urn:x'><rdf:value>&j;</rdf:value></rdf:Description></rdf:RDF>"
)
INSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description rdf:about='urn:x'><rdf:value>&x;</rdf:value></rdf:Description></rdf:RDF>"
)
ELSEWHERE = b'{"@context": "http://127.0.0.1:9/context", "@id": "urn:x", "@type": "Dataset"}'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\x00\xff", b"hello", b"<html><body>x</body></html>", b"[" * 100_000, b"{}", b"[]",
        b"null", b'"x"', b"1", b'{"result": null}', b'{"results": [1, null]}', BOMB, INSIDE,
        ELSEWHERE, b"<a> <b> <c> .", "Ä".encode("latin-1") * 100,
        b"@prefix : <http://x/> . :a :b :c", b"<rdf:RDF", b"{\"@context\": {}, \"@graph\": []}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("hint", ["", "ttl", "rdf", "jsonld", "application/ld+json", "x/y"])
def test_what_is_no_dataset_is_one_sentence(body, hint):
    with pytest.raises((BadFile, NothingInside)) as refusal:
        files.read("file", body, hint)
    assert str(refusal.value).startswith("file ")
    assert "root:" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `loerrach check`, as its main() makes them."""
    try:
        done = CliRunner().invoke(loerrach, ["check", *arguments], standalone_mode=False)
        if isinstance(done.exception, PortalError):
            return done.exception.exit_code, str(done.exception)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
    except PortalError as error:
        return error.exit_code, str(error)
    return done.return_value, done.output


def test_the_command_says_by_its_exit_code(cases, tmp_path: Path):
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    cases.good("whole").serialize(good, format="turtle")
    cases.bad("dataset without title").serialize(bad, format="turtle")
    code, output = run(str(good), "--no-shacl")
    assert (code, "nothing keeps it out" in output) == (0, True)
    code, output = run(str(bad), "--no-shacl", "--json")
    assert code == 1
    graph, dataset = json.loads(output)[:2]
    assert [f["field"] for f in graph["findings"] if f["severity"] == "must"] == [
        "title_translated"
    ]
    assert dataset["publishable"] is False
    assert dataset["score"]["most"] == 405


def test_shacl_and_python_say_the_same_in_the_command(cases, tmp_path: Path):
    file = tmp_path / "bad.ttl"
    cases.bad("distribution without licence").serialize(file, format="turtle")
    answers = [
        json.loads(run(str(file), "--json", flag)[1])[0] for flag in ("--shacl", "--no-shacl")
    ]
    found = [
        {(one["field"], one["severity"], one["resource_id"]) for one in answer["findings"]}
        for answer in answers
    ]
    assert found[0] == found[1] == {("license", "must", "https://example.org/file")}


def test_what_cannot_be_checked(tmp_path: Path):
    empty = tmp_path / "empty.ttl"
    empty.write_bytes(b"")
    assert run(str(tmp_path / "missing.ttl")) == (2, f"There is no file {tmp_path}/missing.ttl.")
    assert run(str(empty))[0] == 2
    assert run(str(tmp_path))[0] == 2
    code, sentence = run("http://127.0.0.1:9/x.ttl")
    assert (code, "inner address" in sentence) == (2, True)


def test_every_consumer_is_found_by_its_file():
    assert list(consumers()) == ["ckan", "data-europa", "govdata", "opendata-swiss"]
    assert all(one.source.startswith("https://") for one in consumers().values())
    with pytest.raises(UnknownConsumer, match="there are: ckan"):
        consumer("nobody")


@pytest.mark.parametrize(
    ("change", "refusers"),
    [
        ({}, set()),
        ({"title": ""}, {"ckan", "data-europa", "govdata", "opendata-swiss"}),
        ({"contact": []}, {"opendata-swiss"}),
        ({"owner_org": ""}, {"govdata", "opendata-swiss"}),
        ({"name": "Bäume"}, {"ckan"}),
        ({"type": "mobility"}, {"ckan"}),
        ({"hvd_category": ["http://data.europa.eu/bna/c_b79e35eb"]}, {"data-europa", "govdata"}),
        ({"resources": [{"url": "https://a.de"}]}, {"govdata", "opendata-swiss"}),
        ({"resources": [{"license": "https://example.org/l", "url": "https://a.de"}]}, {"govdata"}),
    ],
)  # fmt: skip
def test_who_refuses_what(change, refusers):
    dataset = {**DATASET, **change}
    answers = [verdict(one, dataset) for one in consumers().values()]
    assert {one.consumer.name for one in answers if not one.takes} == refusers
    assert all(one.refusals[0].message for one in answers if not one.takes)


def test_a_graph_is_asked_about_too(cases):
    graph = cases.bad("service without endpoint")
    answers = {one.name: verdict(one, DATASET, graph) for one in consumers().values()}
    assert not answers["govdata"].takes
    assert not answers["data-europa"].takes
    only_german = cases.bad("service without publisher")
    answers = {one.name: verdict(one, DATASET, only_german) for one in consumers().values()}
    assert not answers["govdata"].takes
    assert answers["data-europa"].takes
