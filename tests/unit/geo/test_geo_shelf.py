"""The files of a table on disk: made once, replaced as a whole, removed when they are old."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from ckanext.loerrach.geo import files
from ckanext.loerrach.geo.errors import ShelfBusy
from ckanext.loerrach.geo.shelf import Shelf
from ckanext.loerrach.geo.table import frame
from ckanext.loerrach.harvesters._core.record import Places, Table

Trees = tuple[Table, Places]
FILES = {
    "places.geojson", "places.25832.gpkg", "places.gpkg", "places.fgb", "places.parquet",
    "places.shp.zip", "places.kml", "places.csv",
}  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path, trees: Trees) -> Shelf:
    """A shelf on which the trees wait."""
    made = Shelf(tmp_path / "ab" / "abcd")
    made.stage("one", frame(*trees)[0])
    return made


def there(shelf: Shelf) -> set[str]:
    return {
        str(path.relative_to(shelf.folder))
        for path in shelf.folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def test_what_waits_is_made_into_every_format_once(shelf: Shelf, trees: Trees, tmp_path: Path):
    assert (shelf.waits, shelf.made, shelf.version) == (True, None, "one")
    made = shelf.make()
    assert made is not None
    assert (shelf.waits, shelf.made, shelf.version) == (False, made, "one")
    assert there(shelf) == {"current.json", *(f"one/{name}" for name in FILES)}
    assert made.rows == 4
    assert made.files["fgb"].notes[0] == "1 rows without a place are not in it."
    assert shelf.make() is None
    for name, one in made.files.items():
        path = shelf.path(name)
        assert path is not None
        body = path.read_bytes()
        assert (one.size, one.hash) == (len(body), hashlib.sha256(body).hexdigest())
        # as if it had been written without the wait
        direct = tmp_path / path.name
        files.write(frame(*trees)[0], direct, name)
        assert direct.read_bytes() == body, name


def test_new_rows_replace_the_files_as_a_whole_and_the_old_ones_go(shelf: Shelf, trees: Trees):
    shelf.make()
    table, places = trees
    fewer = replace(table, rows=table.rows[:1])
    shelf.stage("two", frame(fewer, places)[0])
    assert (shelf.version, shelf.made and shelf.made.version) == ("two", "one")
    made = shelf.make()
    assert made is not None
    assert (made.version, made.rows) == ("two", 1)
    assert there(shelf) == {"current.json", *(f"two/{name}" for name in FILES)}


def test_rows_that_come_while_files_are_made_wait_for_the_next_time(
    shelf: Shelf, trees: Trees, monkeypatch: pytest.MonkeyPatch
):
    write, table = files.write, frame(*trees)[0]

    def meanwhile(*arguments: object) -> list[str]:
        monkeypatch.setattr(files, "write", write)
        shelf.stage("two", table)
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "write", meanwhile)
    made = shelf.make()
    assert (made and made.version, shelf.waits, shelf.version) == ("one", True, "two")
    made = shelf.make()
    assert (made and made.version, shelf.waits) == ("two", False)


def test_a_process_that_was_killed_at_it_leaves_another_try(shelf: Shelf):
    (shelf.folder / "next.json").replace(shelf.folder / "working.json")
    (shelf.folder / ".one").mkdir()
    (shelf.folder / ".one" / "places.kml").write_text("<half")
    assert (shelf.waits, shelf.version) == (True, "one")
    assert shelf.make() is not None
    assert there(shelf) == {"current.json", *(f"one/{name}" for name in FILES)}


def test_what_goes_wrong_is_kept_and_the_old_files_stay(shelf: Shelf):
    shelf.make()
    (shelf.folder / "two.parquet").write_bytes(b"PAR1 no")
    (shelf.folder / "next.json").write_text(json.dumps({"version": "two"}))
    with pytest.raises(Exception, match=r"(?i)parquet"):
        shelf.make()
    assert shelf.failed is not None
    assert shelf.failed.version == "two"
    assert "arquet" in shelf.failed.problem
    assert shelf.waits
    path = shelf.path("gpkg")
    assert path is not None
    assert path.parent.name == "one"


def test_two_do_not_make_the_same(shelf: Shelf):
    with (shelf.folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ShelfBusy, match="'abcd' are being made already"):
            shelf.make()
    assert shelf.make() is not None
    shelf.remove()
    assert (shelf.folder.exists(), shelf.made, shelf.path("gpkg")) == (False, None, None)


def test_files_that_are_lost_are_made_anew_with_the_next_rows(shelf: Shelf, trees: Trees):
    """A backup of a running portal can hold the list of files that came after it."""
    shelf.make()
    shutil.rmtree(shelf.folder / "one")
    assert (shelf.version, shelf.path("gpkg")) == (None, None)
    shelf.stage("one", frame(*trees)[0])
    shelf.make()
    assert (shelf.version, shelf.path("gpkg") is not None) == ("one", True)
