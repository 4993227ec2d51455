"""The old portal survives a restore that fails, is interrupted, or is killed at any moment."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from ckanext.loerrach.portal import aside, restore
from ckanext.loerrach.portal.errors import FolderNotWritable, RestoreUnfinished
from ckanext.loerrach.portal.home import Home
from ckanext.loerrach.portal.settings import Settings

#: all that makes a portal, by path below its folder
OLD = {
    "postgres/PG_VERSION": "18",
    "valkey/appendonly.aof": "queue",
    "storage/resources/ab/file": "uploaded",
    "state.json": '{"port": 5001}',
    "secrets.json": '{"session": "old"}',
    "own.ini": "ckan.site_title = Alt\n",
    "ckan.ini": "[app:main]\n",
}
NEW = {"postgres/PG_VERSION": "new", "storage/mark": "new", "state.json": "{}", "own.ini": "new\n"}


def write(folder: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def content(home: Home) -> dict[str, str]:
    """All files below the portal's folder but its marker: nothing may be left below run/."""
    files = (path for path in home.folder.rglob("*") if path.is_file())
    found = {path.relative_to(home.folder).as_posix(): path.read_text() for path in files}
    return {name: text for name, text in found.items() if name != "portal.json"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "portal")
    home.open()
    write(home.folder, OLD)
    return home


@pytest.fixture
def settings(home: Home) -> Settings:
    return Settings(home=home.folder)


def half(home: Home) -> None:
    """A restore that fails when the new portal is half made."""
    aside.put_aside(home)
    write(home.folder, NEW)
    aside.put_back(home)


def killed(work: Callable[[], object], renames: int) -> bool:
    """Do the work in a child that is killed instead of its n-th rename; False when it came through.

    Power that goes looks the same: nothing of ours runs any more.
    """
    pid = os.fork()
    if pid:
        return os.WIFSIGNALED(os.waitpid(pid, 0)[1])
    rename, left = Path.rename, [renames]

    def counted(path: Path, target: Path) -> Path:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1
        return rename(path, target)

    Path.rename = counted  # type: ignore[assignment,method-assign]
    try:
        work()
    finally:
        os._exit(0)


def test_killed_at_any_moment_the_next_brings_the_old_one_back(tmp_path: Path) -> None:
    """Moving away, making, moving back: each of the 20 renames is the last one once."""
    deaths = 0
    while True:
        home = Home(tmp_path / str(deaths))
        home.open()
        write(home.folder, OLD)
        if not killed(lambda home=home: half(home), deaths):  # type: ignore[misc]
            break
        assert home.unfinished
        with pytest.raises(RestoreUnfinished, match="`loerrach up` puts it back"):
            home.look()
        assert aside.put_back(home)
        assert content(home) == OLD
        home.look()
        deaths += 1
    assert content(home) == OLD
    # 7 away, 1 named, 4 new ones away, 1 named, 7 back
    assert deaths == 20


def test_killed_again_while_putting_back(tmp_path: Path) -> None:
    for death in range(12):
        home = Home(tmp_path / str(death))
        home.open()
        write(home.folder, OLD)
        assert killed(lambda home=home: half(home), 8)  # type: ignore[misc]
        write(home.folder, NEW)
        assert killed(lambda home=home: aside.put_back(home), death)  # type: ignore[misc]
        home.open()
        assert aside.put_back(home)
        assert content(home) == OLD


def test_a_restore_that_came_to_its_end_is_not_taken_back(home: Home) -> None:
    before = aside.put_aside(home)
    write(home.folder, NEW)
    aside.forget(home, before)
    assert not home.unfinished
    assert not aside.put_back(home)
    assert content(home) == NEW


@pytest.fixture
def unpacked(home: Home) -> Path:
    folder = home.run / "restore-x"
    write(folder, {"state.json": "{}", "own.ini": "ckan.site_title = Neu\n"})
    return folder


def broken(monkeypatch: pytest.MonkeyPatch, work: Callable[[Home], None]) -> None:
    """PostgreSQL and the dumps are not what these tests are about."""
    monkeypatch.setattr(restore, "_make", lambda home, *_: work(home))


def no_report(event: str, **facts: object) -> None:
    """Nobody looks."""


def test_a_full_disk_while_making_puts_the_old_one_back(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(home: Home) -> None:
        write(home.folder, NEW)
        raise OSError(28, "No space left on device")

    broken(monkeypatch, work)
    with pytest.raises(FolderNotWritable, match="No space left"):
        restore._replace(home, settings, unpacked, True, no_report)
    assert content(home) == OLD


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_second_signal_does_not_stop_the_way_back(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch, sign: int
) -> None:
    """Ctrl-C, and again while the old portal is put back."""
    rename = Path.rename

    def impatient(path: Path, target: Path) -> Path:
        os.kill(os.getpid(), sign)
        return rename(path, target)

    def work(home: Home) -> None:
        write(home.folder, NEW)
        monkeypatch.setattr(Path, "rename", impatient)
        raise KeyboardInterrupt

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    handler = signal.signal(sign, interrupt)
    try:
        broken(monkeypatch, work)
        with pytest.raises(KeyboardInterrupt):
            restore._replace(home, settings, unpacked, True, no_report)
        assert signal.getsignal(sign) is interrupt
    finally:
        signal.signal(sign, handler)
    assert content(home) == OLD


def test_what_cannot_be_put_back_is_kept_and_said(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, target: Path) -> Path:
        raise OSError(5, "Input/output error")

    def work(home: Home) -> None:
        write(home.folder, NEW)
        monkeypatch.setattr(Path, "rename", refuse)
        raise OSError(5, "Input/output error")

    broken(monkeypatch, work)
    with pytest.raises(RestoreUnfinished, match="is kept"):
        restore._replace(home, settings, unpacked, True, no_report)
    monkeypatch.undo()
    assert aside.mend(home, settings)
    assert content(home) == OLD


def test_settings_that_lay_there_go_before_those_of_the_backup(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder with nothing but own.ini is no portal yet; --force replaces that file as well."""
    broken(monkeypatch, lambda home: None)
    said = restore._replace(home, settings, unpacked, False, no_report)
    assert said == " The own.ini that lay there was kept."
    assert home.own_ini.read_text() == "ckan.site_title = Alt\n"


def test_settings_that_lay_there_survive_a_restore_that_fails(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(home: Home) -> None:
        raise OSError(28, "No space left on device")

    broken(monkeypatch, work)
    with pytest.raises(FolderNotWritable):
        restore._replace(home, settings, unpacked, False, no_report)
    assert home.own_ini.read_text() == "ckan.site_title = Alt\n"


def test_force_takes_the_settings_of_the_backup(
    home: Home, settings: Settings, unpacked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, lambda home: None)
    assert restore._replace(home, settings, unpacked, True, no_report) == ""
    assert home.own_ini.read_text() == "ckan.site_title = Neu\n"
