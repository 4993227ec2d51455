"""`loerrach sources check`: what live sources give, without a portal and without writing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from ckanext.loerrach.harvesters import SOURCES, sources
from ckanext.loerrach.harvesters._core.dial import Guard
from ckanext.loerrach.portal import feedserver, trying
from ckanext.loerrach.portal.cli import loerrach
from ckanext.loerrach.portal.errors import BadSources
from ckanext.loerrach.portal.source_commands import UnknownEntry
from click.testing import CliRunner

FEEDS = Path(__file__).parents[2] / "feeds"
Check = Callable[..., Any]


@pytest.fixture
def host() -> Iterator[str]:
    """The sample feeds, in the place of the internet."""
    with feedserver.server(FEEDS) as one:
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
        yield f"127.0.0.1:{one.server_address[1]}"
        one.shutdown()


@pytest.fixture
def declared(tmp_path: Path, host: str) -> Path:
    """A good source, one with broken records, one that is gone, one that is a page."""
    freiburg = yaml.safe_load(SOURCES.read_text())["parking-freiburg"]
    places = {
        "good": "parking-freiburg.json", "partly": "broken/parking-freiburg.json",
        "gone": "gone.json", "other": "README.md",
    }  # fmt: skip
    facts = {name: {**freiburg, "url": f"http://{host}/{path}"} for name, path in places.items()}
    facts["partly"]["enabled"] = False
    path = tmp_path / "sources.yaml"
    path.write_text(yaml.safe_dump(facts, sort_keys=False))
    return path


@pytest.fixture
def check(declared: Path, host: str, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.setattr(trying, "PAUSE", 0)

    def run(*arguments: str, allow: str = host) -> Any:
        given = ["sources", "check", "--file", str(declared), "--allow", allow, *arguments]
        return CliRunner().invoke(loerrach, given, standalone_mode=False)

    return run


def test_each_source_says_what_it_gave(check: Check) -> None:
    done = check("--json")
    assert done.return_value == 1
    found = {one["name"]: one for one in json.loads(done.stdout)}
    assert {name: (one["good"], one["status"], one["records"], one["rows"], one["refused"])
            for name, one in found.items()} == {
        "good": (True, 200, 1, 7, 0),
        "partly": (True, 200, 1, 3, 7),
        "gone": (False, 404, 0, 0, 0),
        "other": (False, 200, 0, 0, 0),
    }  # fmt: skip
    good = found["good"]
    assert good["bytes"] == (FEEDS / "parking-freiburg.json").stat().st_size
    assert (good["answers"], good["licences"], good["more"]) == (1, ["dl-by-de/2.0"], False)
    assert good["modified"].endswith("+00:00")
    assert found["gone"]["problem"].startswith("Status 404: there is nothing at this address")
    assert "Expected JSON" in found["other"]["problem"]


def test_for_people_a_few_lines_each(check: Check) -> None:
    done = check("partly", "gone")
    assert done.return_value == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "ok   partly (off, not verified)"
    assert lines[1].startswith("     status 200; 1 answer, ")
    assert lines[2] == "     1 records with 3 rows, 7 refused; licence dl-by-de/2.0"
    assert lines[3].startswith("     refused  10, field 'obs_free' 'viele': a number is needed.")
    assert "FAIL gone (on, not verified)" in lines
    assert lines[-1] == "1 of 2 sources can be harvested."


def test_only_those_that_are_harvested(check: Check) -> None:
    names = [one["name"] for one in json.loads(check("--enabled", "--json").stdout)]
    assert names == ["good", "gone", "other"]


def test_inner_addresses_are_not_asked(check: Check) -> None:
    done = check("good", "--json", allow="127.0.0.1:1")
    assert done.return_value == 1
    found = json.loads(done.stdout)[0]
    assert (found["status"], found["answers"]) == (None, 0)
    assert "127.0.0.1" in found["problem"]


def test_an_unknown_source_names_the_known(check: Check) -> None:
    done = check("nobody")
    assert isinstance(done.exception, UnknownEntry)
    assert (
        str(done.exception) == "There is no source 'nobody'; there are: good, partly, gone, other."
    )


def test_one_host_is_not_asked_at_once_again(declared: Path, host: str) -> None:
    slept: list[float] = []
    done = list(trying.attempts(sources(declared)[:3], Guard(frozenset([host])), slept.append))
    assert [one.name for one in done] == ["good", "partly", "gone"]
    assert len(slept) == 2
    assert all(0 < pause <= trying.PAUSE for pause in slept)


def test_of_many_records_only_the_first(
    declared: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "MOST", 2)
    partly = next(one for one in sources(declared) if one.name == "partly")
    tried = trying.attempt(partly, Guard(frozenset([host])))
    assert (tried.records + tried.refused, tried.more) == (2, True)


def test_one_that_is_declared_wrongly_hides_no_other(check: Check, declared: Path) -> None:
    facts = yaml.safe_load(declared.read_text())
    facts["partly"]["licence"] = "frei"
    declared.write_text(yaml.safe_dump(facts, sort_keys=False))
    done = check()
    assert done.return_value == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "FAIL partly (off, not verified)"
    assert lines[1].startswith(
        "     Source 'partly', setting 'licence': 'frei' is not from the list"
    )
    assert lines[2] == "ok   good (on, not verified)"
    assert lines[-1] == "1 of 4 sources can be harvested."
    assert check("good").return_value == 0


def test_a_file_that_is_none_is_one_sentence(check: Check, declared: Path) -> None:
    declared.write_bytes(b"\xff\xfe: [")
    done = check()
    assert isinstance(done.exception, BadSources)
    assert str(done.exception).startswith("Source 'sources.yaml', setting 'the whole file': is no")
