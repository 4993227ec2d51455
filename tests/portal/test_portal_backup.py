"""A backup gives the same portal again, in another folder, beside the first; and only then."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
import requests

TABLE = "Parkhaus;Plätze\nBahnhof;212\nZentrum;80\n"


@pytest.fixture(scope="module")
def saved(town: Any, minimal: Any, until: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a portal with an uploaded file, another user and a private dataset."""
    facts = {"name": "edith", "email": "edith@example.org", "password": "lange-genug"}
    town.result("user_create", **facts)
    town.result("package_create", **minimal("hochgeladen"))
    town.result("package_create", **minimal("geheim"), private=True)
    answer = requests.post(
        f"{town.url}/api/3/action/resource_create", timeout=30,
        data={"package_id": "hochgeladen", "name": "Parkhäuser", "license": "cc-zero"},
        files={"upload": ("parkhäuser.csv", TABLE.encode())},
        headers={"Authorization": town.token},
    )  # fmt: skip
    assert answer.ok, answer.text
    id = answer.json()["result"]["id"]
    until(lambda: town.result("loerrach_table_show", id=id)["state"] == "done")
    until(lambda: not waiting(town))
    file = tmp_path_factory.mktemp("backup") / "portal.backup"
    done = town.run("backup", str(file))
    assert done.returncode == 0, done.stderr
    # the one that was uploaded; of each table of places eight files, of each table five, and beside
    # them what they are and a lock
    places, tables = len(shelves(town)), len(shelves(town, "tables"))
    assert (places >= 15, tables >= 40) == (True, True)
    assert f"both databases, {1 + 10 * places + 7 * tables} files" in done.stdout
    assert [path.name for path in file.parent.iterdir()] == ["portal.backup"]
    return file


def shelves(portal: Any, of: str = "places") -> list[Path]:
    """The folders of the files of tables."""
    return list(Path(portal.folder / "storage" / f"loerrach_{of}").glob("??/*"))


def waiting(portal: Any) -> list[Any]:
    """Tables whose files a job has yet to make."""
    found = portal.result("package_search", rows=1000)["results"]
    tables = {
        resource["id"]
        for one in found
        for resource in one["resources"]
        if resource.get("datastore_active")
    }
    folders = [*shelves(portal), *shelves(portal, "tables")]
    begun = [
        shelf
        for shelf in folders
        if not (shelf / "current.json").exists() or [*shelf.glob("next*"), *shelf.glob("working*")]
    ]
    return [*begun, *(tables - {shelf.name for shelf in shelves(portal, "tables")})]


def portrait(portal: Any) -> dict[str, Any]:
    """All that one portal should have in common with its copy."""
    datasets = portal.result("package_search", rows=1000, include_private=True, sort="name asc")
    tables = {
        resource["id"]: portal.result("datastore_search", resource_id=resource["id"], limit=5000)
        for one in datasets["results"]
        for resource in one["resources"]
        if resource.get("datastore_active")
    }
    users = portal.result("user_list", all_fields=True, include_site_user=True)
    return {
        "count": datasets["count"],
        "datasets": {one["id"]: without_address(portal, one) for one in datasets["results"]},
        "names": portal.result("package_list"),
        "tables": {
            name: (table["fields"], table["records"], table["total"])
            for name, table in tables.items()
        },
        "users": {(user["id"], user["name"], user["email"], user["sysadmin"]) for user in users},
        "groups": portal.result("group_list", all_fields=True),
        "organizations": portal.result("organization_list", all_fields=True),
        # where samples are served differs while both run
        "sources": [
            (one["id"], one["name"], one["title"], one["url"], one["source_type"])
            for one in portal.result("package_search", fq="dataset_type:harvest")["results"]
        ],
        "found": [
            one["name"]
            for one in portal.result("package_search", q="Parkplatz", rows=50)["results"]
        ],
    }


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two values differ, each as one line."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other}, key=str)
        return [
            line
            for key in keys
            for line in differences(one.get(key), other.get(key), f"{path}/{key}")
        ]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [line for at, (a, b) in pairs for line in differences(a, b, f"{path}/{at}")]
    return [] if one == other else [f"{path}: {one!r} != {other!r}"]


def names(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["results"]]


def without_address(portal: Any, value: Any) -> Any:
    """The same text for two portals that differ by their port."""
    if isinstance(value, dict):
        return {key: without_address(portal, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_address(portal, inner) for inner in value]
    return value.replace(portal.url, "http://PORTAL") if isinstance(value, str) else value


def uploaded(portal: Any) -> str:
    shown = portal.result("package_show", id="hochgeladen")
    (url,) = [one["url"] for one in shown["resources"] if one["name"] == "Parkhäuser"]
    return requests.get(url, timeout=30).content.decode()


def test_a_restored_portal_is_the_same_beside_the_first(town: Any, make: Any, saved: Path) -> None:
    """Same datasets, users, tables, files and search; both run at once on two ports."""
    copy = make("copy")
    done = copy.run("restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert "API tokens have to be made anew" in done.stdout
    assert not list((copy.folder / "run").iterdir())

    copy.up()
    copy.new_token()
    assert (town.status()["ready"], copy.status()["ready"]) == (True, True)
    first, second = portrait(town), portrait(copy)
    found = differences(without_address(town, first), without_address(copy, second))
    assert not found, "\n".join(found)
    assert first["count"] > 2
    assert first["tables"]
    assert uploaded(copy) == uploaded(town) == TABLE
    assert {p.pid for p in copy.processes()} & {p.pid for p in town.processes()} == set()

    copy.result("package_delete", id="hochgeladen")
    assert "hochgeladen" in town.result("package_list")
    assert copy.run("down").returncode == 0
    assert town.run("status").returncode == 0


def test_secrets_stay_out_unless_asked_for(town: Any, saved: Path, tmp_path: Path) -> None:
    import json
    import tarfile

    secrets = json.loads((town.folder / "secrets.json").read_text())
    content = saved.read_bytes()
    assert [name for name, secret in secrets.items() if secret.encode() in content] == []
    guarded = tmp_path / "guarded"
    assert town.run("backup", str(guarded), "--with-secrets").returncode == 0
    with tarfile.open(guarded) as tar:
        stored = tar.extractfile("secrets.json")
        assert stored
        assert json.load(stored) == secrets


def test_a_used_folder_needs_force(town: Any, saved: Path) -> None:
    before = town.noted()
    done = town.run("restore", str(saved))
    assert done.returncode == 1
    assert "already holds a portal; use --force" in done.stderr
    done = town.run("restore", str(saved), "--force")
    assert done.returncode == 1
    assert "already running" in done.stderr
    assert town.noted() == before
    assert town.run("status").returncode == 0


def test_a_damaged_backup_touches_nothing(make: Any, saved: Path, tmp_path: Path) -> None:
    whole = bytearray(saved.read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    damaged = tmp_path / "damaged"
    damaged.write_bytes(whole)
    target = make("untouched")
    done = target.run("restore", str(damaged))
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (target.folder / "postgres").exists()
    assert target.run("restore", str(tmp_path / "missing")).returncode == 1
    assert target.run("restore", "/etc/hostname").returncode == 1


def test_force_replaces_and_a_failure_puts_back(
    make: Any, saved: Path, tmp_path: Path, forge: Any
) -> None:
    """A dump that PostgreSQL cannot read is found on the way: the old portal is there again."""
    target = make("replaced")
    assert target.run("restore", str(saved)).returncode == 0
    (target.folder / "storage" / "mark").write_text("old")
    before = (target.folder / "state.json").read_bytes()

    broken = forge(saved, "datastore.dump")
    done = target.run("restore", str(broken), "--force")
    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    assert (target.folder / "storage" / "mark").read_text() == "old"
    assert (target.folder / "state.json").read_bytes() == before

    done = target.run("restore", str(saved), "--force")
    assert done.returncode == 0, done.stderr
    assert not (target.folder / "storage" / "mark").exists()
    again = tmp_path / "again"
    assert target.run("backup", str(again)).returncode == 0, "a portal at rest can be saved, too"
    assert again.stat().st_size > 100_000


def test_a_restore_that_is_ended_brings_the_old_portal_back(
    make: Any, until: Any, saved: Path
) -> None:
    """By a signal at once; after kill -9 by the next start, and until then it is said."""
    target = make("ended")
    assert target.run("restore", str(saved)).returncode == 0
    mark = target.folder / "storage" / "mark"
    mark.write_text("old")

    def begun() -> subprocess.Popen[bytes]:
        restoring = target.foreground("restore", str(saved), "--force")
        until(lambda: not mark.exists() and (target.folder / "postgres").exists())
        return restoring

    restoring = begun()
    restoring.send_signal(signal.SIGTERM)
    assert restoring.wait(60) == 130
    assert mark.read_text() == "old"
    assert list((target.folder / "run").iterdir()) == []

    restoring = begun()
    restoring.kill()
    restoring.wait()
    for command in ("status", "reset --yes", "down", "doctor", "logs"):
        done = target.run(*command.split())
        assert done.returncode == 1
        assert "did not come to its end; what the portal held before is kept" in done.stderr
    assert "already holds a portal; use --force" in target.run("restore", str(saved)).stderr
    done = target.run("up", "--detach")
    assert done.returncode == 0, done.stderr
    assert "A restore was killed: the portal from before it is back." in done.stdout
    assert mark.read_text() == "old"
    assert target.status()["datasets"] > 2
    assert target.run("down").returncode == 0


def test_settings_laid_ready_are_kept(make: Any, saved: Path) -> None:
    """A folder with own.ini alone is no portal yet: no --force, and the file is the operator's."""
    target = make("ready")
    target.folder.mkdir()
    (target.folder / "own.ini").write_text("ckan.site_title = Bereitgelegt\n")
    done = target.run("restore", str(saved))
    assert done.returncode == 0, done.stderr
    assert "The own.ini that lay there was kept." in done.stdout
    assert (target.folder / "own.ini").read_text() == "ckan.site_title = Bereitgelegt\n"
