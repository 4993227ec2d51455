"""The portal's folder: made closed, known again, and never taken for what it is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ckanext.loerrach.portal import home as rooms
from ckanext.loerrach.portal.diagnosis import examine
from ckanext.loerrach.portal.errors import (
    AlreadyRunning,
    DamagedFile,
    DiskFull,
    FolderNotWritable,
    NeverStarted,
    NewerFolder,
    NotYours,
    UnknownFolder,
)
from ckanext.loerrach.portal.home import Home
from ckanext.loerrach.portal.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "deep" / "portal")


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_new_folder_is_closed_to_others(home: Home) -> None:
    os.umask(0o000)
    try:
        home.open()
        home.secrets()
        home.remember(port=5000)
    finally:
        os.umask(0o022)
    assert mode(home.folder) == 0o700
    assert {mode(path) for path in home.folder.rglob("*") if path.is_file()} == {0o600}
    assert {mode(path) for path in home.folder.rglob("*") if path.is_dir()} == {0o700}


def test_a_folder_with_other_files_is_not_touched(home: Home) -> None:
    home.folder.mkdir(parents=True)
    (home.folder / "diary.txt").write_text("mine")
    with pytest.raises(UnknownFolder, match="files that are not a portal's"):
        home.open()
    assert [path.name for path in home.folder.iterdir()] == ["diary.txt"]


def test_settings_may_lie_there_before_the_first_start(home: Home) -> None:
    home.folder.mkdir(parents=True)
    home.own_ini.write_text("ckan.site_title = Testportal\n")
    home.open()
    assert home.is_portal


def test_a_folder_of_a_newer_version_is_refused(home: Home) -> None:
    home.open()
    home.marker.write_text(json.dumps({"format": rooms.FORMAT + 1, "made_by": "9.0"}))
    with pytest.raises(NewerFolder, match=r"newer version \(9\.0\); update the program"):
        home.open()
    with pytest.raises(NewerFolder):
        home.look()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "one"}', "\x00\xff"])
def test_a_damaged_marker_is_an_unknown_folder(home: Home, text: str) -> None:
    home.open()
    home.marker.write_text(text)
    with pytest.raises(UnknownFolder):
        home.open()


def test_nothing_there_is_said(home: Home) -> None:
    with pytest.raises(NeverStarted, match="start one with `loerrach up`"):
        home.look()


@pytest.mark.parametrize("below", ["file", "file/deeper"])
def test_a_file_in_the_way_is_one_sentence(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises((UnknownFolder, FolderNotWritable)) as caught:
        Home(tmp_path / below).open()
    assert "LOERRACH_HOME" in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_parent_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(FolderNotWritable, match="Permission denied"):
        Home(tmp_path / "portal").open()


def test_a_disk_without_room_is_refused_before_anything_is_made(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "FIRST_NEEDED", 10**18)
    with pytest.raises(DiskFull, match="make room and start again"):
        home.open()
    assert not home.folder.exists()


def test_a_disk_that_fills_while_writing_is_the_same_sentence(home: Home) -> None:
    """/dev/full takes every open and no byte (full(4))."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from ckanext.loerrach.portal import cli, home_commands\n"
        "def fail(*a): Path('/dev/full').open('w', buffering=1).write('x' * 100000)\n"
        "home_commands.clear = fail\n"
        "sys.argv = ['loerrach', 'reset', '--yes']\n"
        "cli.main()\n"
    )
    home.open()
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env=os.environ | {"LOERRACH_HOME": str(home.folder)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "is full; make room and start again" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_process_at_a_time(home: Home) -> None:
    home.open()
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from ckanext.loerrach.portal.home import Home\n"
        "with Home(Path(sys.argv[1])).locked():\n"
        "    print('locked', flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(home.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        assert home.holder() == other.pid
        with pytest.raises(AlreadyRunning, match=rf"process {other.pid}"), home.locked():
            pass
        other.kill()
    assert home.holder() is None
    with home.locked():
        pass


def test_an_orphan_does_not_hold_the_lock(home: Home) -> None:
    """A child that outlives us keeps no next start out."""
    home.open()
    code = (
        "import os, sys, time\n"
        "from pathlib import Path\n"
        "from ckanext.loerrach.portal.home import Home\n"
        "with Home(Path(sys.argv[1])).locked():\n"
        "    pid = os.fork()\n"
        "    if not pid:\n"
        "        time.sleep(60)\n"
        "    print(pid, flush=True)\n"
        "    os._exit(0)\n"
    )
    command = [sys.executable, "-c", code, str(home.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        orphan = int(other.stdout.readline())
        other.wait()
    try:
        with home.locked():
            assert Path(f"/proc/{orphan}").exists()
    finally:
        os.kill(orphan, 9)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"session": "a",}', "Expecting property name"),
        ("", "Expecting value"),
        ('["a"]', "it holds no JSON object"),
        ("\x00\xff", "Expecting value"),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_damaged_file_is_not_taken_for_an_empty_one(home: Home, text: str, why: str) -> None:
    """One stray comma, and the keys of all sessions and databases would be made anew."""
    home.open()
    home.secrets()
    for path, read in ((home.secret_file, home.secrets), (home.state_file, home.state)):
        path.write_text(text)
        with pytest.raises(DamagedFile, match=why) as caught:
            read()
        assert str(path) in str(caught.value)
        assert path.read_text() == text
    with pytest.raises(DamagedFile):
        home.remember(port=5000)
    assert home.state_file.read_text() == text


def test_a_damaged_note_of_the_last_run_is_none(home: Home) -> None:
    home.open()
    home.status_file.write_text("{")
    assert home.noted() == {}


@pytest.fixture
def foreign() -> Iterator[Home]:
    """A portal, and we are a user whose it is not."""
    # a folder that all may enter, as that of pytest is not
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    home = Home(place / "portal")
    home.open()
    if os.geteuid():
        home.folder.chmod(0)
    else:
        os.seteuid(65534)
    yield home
    os.seteuid(os.getuid())
    home.folder.chmod(0o700)
    shutil.rmtree(place)


def test_the_folder_of_another_user_is_one_sentence(foreign: Home) -> None:
    with pytest.raises(NotYours, match="as the user who started the portal"):
        foreign.look()
    (found,) = examine(Settings(home=foreign.folder))
    assert found.as_dict() == {
        "subject": "Folder",
        "ok": False,
        "text": f"{foreign.folder} is closed to us",
        "todo": "use the commands as the user who started the portal",
    }


def test_secrets_differ_and_stay(home: Home) -> None:
    home.open()
    first = home.secrets()
    assert len(set(first.values())) == len(rooms.SECRETS)
    assert all(len(secret) >= 40 for secret in first.values())
    assert home.secrets() == first


def test_a_file_is_written_whole_or_not_at_all(home: Home) -> None:
    home.open()
    home.remember(port=5000)
    with pytest.raises(TypeError):
        home.remember(port=object())
    assert home.state() == {"port": 5000}


def test_clearing_leaves_the_settings_of_the_operator(home: Home) -> None:
    home.open()
    home.own_ini.write_text("a = b\n")
    home.secrets()
    (home.storage / "resources").mkdir()
    rooms.clear(home)
    assert [path.name for path in home.folder.iterdir()] == ["own.ini"]
    home.open()
