"""The file of a backup: everything in it is checked before anybody relies on it."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.portal import archive, packing
from ckanext.loerrach.portal.backup import _stored, _write
from ckanext.loerrach.portal.errors import BadBackup, SourceNotReadable, TargetNotWritable

FACTS = {"made_by": "0.1.0", "made_at": "2026-11-22T18:00:00+00:00"}
CONTENT = {
    "ckan.dump": b"PGDMP" * 1000,
    "datastore.dump": b"PGDMP" * 10,
    "state.json": b"{}",
    "storage/resources/ab/cd/parkhäuser.csv": "Name;Plätze\n".encode() * 50,
}


def nothing(count: int) -> None:
    """Nobody watches the bytes."""


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    members = {}
    for number, (name, content) in enumerate(CONTENT.items()):
        members[name] = tmp_path / f"source-{number}"
        members[name].write_bytes(content)
    target = tmp_path / "portal.backup"
    with packing.workshop(target) as folder:
        packing.write(target, folder, FACTS, members, nothing)
    return target


def unpack(file: Path, folder: Path) -> dict[str, bytes]:
    folder.mkdir()
    archive.unpack(file, archive.manifest(file), folder, nothing)
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_what_goes_in_comes_out(backup: Path, tmp_path: Path) -> None:
    assert unpack(backup, tmp_path / "out") == CONTENT
    assert archive.manifest(backup)["made_by"] == "0.1.0"


def test_only_the_owner_may_read_it(backup: Path, tmp_path: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    unpack(backup, tmp_path / "out")
    modes = {p.stat().st_mode & 0o777 for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert modes == {0o600}


def test_progress_counts_every_byte(backup: Path, tmp_path: Path) -> None:
    counted: list[int] = []
    (tmp_path / "out").mkdir()
    archive.unpack(backup, archive.manifest(backup), tmp_path / "out", counted.append)
    assert sum(counted) == sum(map(len, CONTENT.values()))


@pytest.mark.parametrize("part", [0.05, 0.3, 0.6, 0.9, 0.97])
def test_a_flipped_bit_is_found_wherever_it_is(backup: Path, tmp_path: Path, part: float) -> None:
    """Bytes of content, of names and of sizes; the zeros that tar pads with say nothing."""
    whole = bytearray(backup.read_bytes())
    spots = [at for at, byte in enumerate(whole) if byte]
    whole[spots[int(len(spots) * part)]] ^= 0x01
    backup.write_bytes(whole)
    with pytest.raises(BadBackup, match="Nothing was changed"):
        unpack(backup, tmp_path / "out")


@pytest.mark.parametrize("part", [0.0, 0.01, 0.2, 0.5, 0.8, 0.99])
def test_a_file_that_was_cut_off_is_refused(backup: Path, tmp_path: Path, part: float) -> None:
    # tar ends in zeros, whose loss loses nothing
    whole = backup.read_bytes().rstrip(b"\0")
    backup.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BadBackup):
        unpack(backup, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" * 200, b"\x00" * 10240])
def test_another_file_is_no_backup(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    with pytest.raises(BadBackup, match="not a backup of a portal"):
        archive.manifest(other)
    with pytest.raises(BadBackup, match="no such file"):
        archive.manifest(tmp_path / "missing")


def forge(target: Path, change: Callable[[dict[str, Any]], None], *extra: tarfile.TarInfo) -> Path:
    """A tar with our manifest, changed, and members that were not written by us."""
    import hashlib

    members = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in CONTENT.items()
    }
    manifest: dict[str, Any] = {**FACTS, "format": 1, "members": members}
    change(manifest)
    with tarfile.open(target, "w") as tar:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **CONTENT}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for member in extra:
            tar.addfile(member, io.BytesIO(b"x" * member.size))
    return target


def evil(name: str, **facts: Any) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    for key, value in facts.items():
        setattr(member, key, value)
    return member


@pytest.mark.parametrize(
    "name",
    ["../escape", "/etc/escape", "storage/../../escape", "storage", "ckan.ini", "storage//a", ""],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    def change(manifest: dict[str, Any]) -> None:
        manifest["members"][name] = {"size": 1, "sha256": "0"}

    file = forge(tmp_path / "evil", change, evil(name, size=1))
    with pytest.raises(BadBackup, match="manifest is damaged"):
        archive.manifest(file)


@pytest.mark.parametrize(
    "member",
    [
        evil("storage/unknown", size=1),
        evil("storage/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        evil("../escape", size=1),
        evil("ckan.dump", size=1),
    ],
)
def test_a_member_that_the_manifest_has_not_is_refused(
    tmp_path: Path, member: tarfile.TarInfo
) -> None:
    file = forge(tmp_path / "evil", lambda manifest: None, member)
    with pytest.raises(BadBackup):
        unpack(file, tmp_path / "out")
    assert not (tmp_path / "escape").exists()


def test_a_newer_format_says_update(tmp_path: Path) -> None:
    file = forge(tmp_path / "new", lambda manifest: manifest.update(format=2, made_by="9.0"))
    with pytest.raises(BadBackup, match=r"newer version \(9\.0\); update the program"):
        archive.manifest(file)


def test_a_backup_without_a_database_is_none(tmp_path: Path) -> None:
    file = forge(tmp_path / "half", lambda manifest: manifest["members"].pop("ckan.dump"))
    with pytest.raises(BadBackup, match=r"it lacks ckan\.dump"):
        archive.manifest(file)


def test_a_file_that_changes_meanwhile_leaves_no_backup(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"a" * 1000)

    def change(count: int) -> None:
        late.unlink(missing_ok=True)

    late = tmp_path / "late"
    late.write_bytes(b"b")
    members = {"ckan.dump": source, "datastore.dump": source, "state.json": late}
    target = tmp_path / "portal.backup"
    disturbed = pytest.raises(packing.BackupDisturbed, match="try again")
    with disturbed, packing.workshop(target) as folder:
        packing.write(target, folder, FACTS, members, change)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source"]


@pytest.fixture
def members(tmp_path: Path) -> dict[str, Path]:
    source = tmp_path / "source"
    source.write_bytes(b"a" * 1000)
    return dict.fromkeys(["ckan.dump", "datastore.dump", "state.json"], source)


def pack(target: Path, members: dict[str, Path]) -> None:
    with packing.workshop(target) as folder:
        packing.write(target, folder, FACTS, members, nothing)


def test_what_a_killed_backup_left_is_not_in_the_way(
    tmp_path: Path, members: dict[str, Path]
) -> None:
    """Nor is what another one writes at the same moment for the same place."""
    target = tmp_path / "portal.backup"
    with packing.workshop(target) as left:
        (left / "backup").write_text("half")
        target.with_name("portal.backup.part").write_text("mine")
        pack(target, members)
        assert (left / "backup").read_text() == "half"
    assert target.with_name("portal.backup.part").read_text() == "mine"
    archive.verify(target)


def test_a_place_that_is_none_is_said_before_anything_is_done(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "portal.backup"
    with (
        pytest.raises(TargetNotWritable, match=r"portal\.backup cannot be written \(No such file"),
        packing.workshop(missing),
    ):
        pytest.fail("there is no such folder")


def test_a_folder_in_the_place_of_the_file_stays(tmp_path: Path, members: dict[str, Path]) -> None:
    target = tmp_path / "portal.backup"
    target.mkdir()
    with pytest.raises(TargetNotWritable, match="Is a directory"):
        pack(target, members)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["portal.backup", "source"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, members: dict[str, Path]) -> None:
    """As one that belongs to another user; for root a folder does as well."""
    members["storage/resources/a"] = tmp_path / "unreadable"
    members["storage/resources/a"].mkdir()
    target = tmp_path / "portal.backup"
    with pytest.raises(SourceNotReadable, match=r"unreadable cannot be read \(Is a directory\)"):
        pack(target, members)
    assert not target.exists()


def test_a_backup_that_cannot_be_read_is_not_called_a_foreign_file(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(backup))

    monkeypatch.setattr(tarfile, "open", refuse)
    with pytest.raises(BadBackup, match=r"cannot be restored: Permission denied\. Nothing"):
        archive.manifest(backup)


def test_what_the_catalogue_makes_anew_stays_out(tmp_path: Path) -> None:
    """Its files name the address of the portal they were made for, which a copy has not."""
    kept = ("resources/ab/file", "resources/loerrach_catalogue")
    for name in ("loerrach_catalogue/feed.ttl.gz", *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert dict(_stored(tmp_path)) == {name: tmp_path / name for name in kept}


@pytest.mark.parametrize(("disturbed", "whole"), [(0, True), (4, True), (5, False)])
def test_files_that_change_meanwhile_are_read_again(
    disturbed: int, whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that runs replaces files of places; a backup does not fail for that at once."""
    storage, target = tmp_path / "storage", tmp_path / "portal.backup"
    storage.mkdir()
    members = {name: tmp_path / name for name in ("ckan.dump", "datastore.dump", "state.json")}
    for path in members.values():
        path.write_bytes(b"{}")
    describe, asked = packing.describe, []

    def replaced(path: Path) -> dict[str, Any]:
        """The second file of each try is another one by the time it is read."""
        asked.append(path)
        if path.parent == storage and asked.count(members["state.json"]) <= disturbed:
            path.rename(storage / f"{len(asked)}.json")
        return dict(describe(path))

    (storage / "0.json").write_bytes(b"[]")
    monkeypatch.setattr(packing, "describe", replaced)
    with packing.workshop(target) as folder:
        given = target, folder, FACTS, members, storage, lambda *_, **__: None
        if whole:
            assert _write(*given) == 1
            (name,) = [path.name for path in storage.iterdir()]
            assert unpack(target, tmp_path / "out") == {
                **dict.fromkeys(members, b"{}"), f"storage/{name}": b"[]",
            }  # fmt: skip
        else:
            with pytest.raises(packing.BackupDisturbed):
                _write(*given)
            assert not target.exists()
