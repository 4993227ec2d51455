"""The commands of a portal: what they refuse in one sentence, and what they say of it."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

SERVICES = {
    "postgres",
    "valkey",
    "feeds",
    "web",
    "worker",
    "gather",
    "fetch",
    "scheduler",
}


def test_a_second_start_in_the_same_folder_is_one_sentence(town: Any) -> None:
    before = town.noted()
    done = town.run("up", "--detach")
    assert done.returncode == 1
    assert done.stderr.startswith("loerrach: A portal is already running in ")
    assert "loerrach down" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert town.noted() == before


def test_a_taken_port_is_one_sentence_and_nothing_is_begun(town: Any, make: Any) -> None:
    other = make("taken")
    done = other.run("up", "--detach", "--demo", LOERRACH_PORT=str(town.port))
    assert done.returncode == 1
    assert done.stderr == (
        f"loerrach: Port {town.port} on 127.0.0.1 is taken by another program; "
        "choose another one with --port or LOERRACH_PORT.\n"
    )
    assert not (other.folder / "postgres").exists()
    assert other.run("status").returncode == 3


def test_a_port_that_is_taken_by_somebody_silent_too(make: Any) -> None:
    other = make("silent")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", other.port))
        taken.listen()
        done = other.run("up", "--demo")
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr


def test_a_folder_of_somebody_else_is_not_touched(make: Any) -> None:
    other = make("diary")
    other.folder.mkdir()
    (other.folder / "diary.txt").write_text("mine")
    for command in (["up", "--demo"], ["status"], ["reset", "--yes"], ["down"], ["doctor"]):
        done = other.run(*command)
        assert done.returncode == 1
        assert "files that are not a portal's" in done.stderr
    assert [path.name for path in other.folder.iterdir()] == ["diary.txt"]


def test_without_samples_a_demo_says_so(make: Any, tmp_path: Path) -> None:
    other = make("hungry")
    done = other.run("up", "--demo", LOERRACH_FEEDS=str(tmp_path / "nothing"))
    assert done.returncode == 1
    assert "The sample feeds are missing" in done.stderr
    assert not (other.folder / "postgres").exists()


def test_a_server_of_ones_own_that_is_away_is_one_sentence(make: Any) -> None:
    away = "postgresql://ckan:geheim@127.0.0.1:9"
    done = make("away").run(
        "up", "--demo", LOERRACH_DATABASE_URL=f"{away}/ckan",
        LOERRACH_DATASTORE_WRITE_URL=f"{away}/tables", LOERRACH_DATASTORE_READ_URL=f"{away}/tables",
    )  # fmt: skip
    assert done.returncode == 1
    assert "The server in LOERRACH_DATABASE_URL cannot be used" in done.stderr
    assert "geheim" not in done.stderr
    assert "Traceback" not in done.stderr


def test_doctor_finds_all_well(town: Any) -> None:
    done = town.run("doctor", "--json")
    findings = {one["subject"]: one for one in json.loads(done.stdout)}
    assert [one for one in findings.values() if not one["ok"]] == []
    assert done.returncode == 0
    looked_at = {"Disk", "Folder", "Tables", "DataStore", "DataStore tables", "Search", "Queue"}
    assert looked_at | SERVICES < set(findings)


def test_harvesting_again_changes_nothing(town: Any) -> None:
    name = town.result("package_search", fq="dataset_type:harvest", rows=1)["results"][0]["name"]
    done = town.run("harvest", name, "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["added"] == []


def test_an_unknown_source_names_the_known(town: Any) -> None:
    done = town.run("harvest", "nirgends")
    assert done.returncode == 1
    assert "There is no source 'nirgends'; there are: " in done.stderr


def test_logs_of_one_service_and_of_an_unknown_one(town: Any) -> None:
    assert "GET /" in town.run("logs", "web", "-n", "200").stdout
    done = town.run("logs", "nothing")
    assert done.returncode == 1
    assert "there are: " in done.stderr


@pytest.mark.parametrize(
    "command", ["up", "down", "status", "logs", "login-link", "harvest", "reset", "doctor",
                "backup", "restore", "setup", "run", "alive"],
)  # fmt: skip
def test_every_command_explains_itself(town: Any, command: str) -> None:
    done = town.run(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 5


def test_wrong_usage_is_code_2(town: Any) -> None:
    assert town.run("up", "--port", "70000").returncode == 2
    assert town.run("fly").returncode == 2
