"""A disk that fills while the portal runs does not stop it. /dev/full takes no byte (full(4))."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.portal.diary import Diary
from ckanext.loerrach.portal.home import Home, read_json

FULL = Path("/dev/full")
pytestmark = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


class Heard:
    """A report that keeps what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, event: str, **facts: Any) -> None:
        self.said.append(facts["text"])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "portal")
    home.open()
    return home


def test_what_happens_stands_in_the_log_and_on_the_screen(home: Home) -> None:
    heard = Heard()
    Diary(home, heard).say("web is started again.")
    assert heard.said == ["web is started again."]
    assert home.log("portal").read_text().endswith(" web is started again.\n")


def test_a_full_disk_is_said_once_and_the_portal_goes_on(home: Home) -> None:
    heard = Heard()
    diary = Diary(home, heard)
    status = home.status_file.with_name(home.status_file.name + ".new")
    home.log("portal").symlink_to(FULL)
    status.symlink_to(FULL)
    for number in range(3):
        diary.note({"pid": number})
        diary.say(f"death {number}")
    full = f"The disk that holds {home.folder} is full: what happens is not written down until "
    assert heard.said == [full + "there is room again.", "death 0", "death 1", "death 2"]

    home.log("portal").unlink()
    status.unlink()
    diary.note({"pid": 4})
    diary.say("room again")
    assert read_json(home.status_file) == {"pid": 4}
    assert home.log("portal").read_text().endswith(" room again\n")


def test_a_screen_on_the_same_disk_does_not_stop_it_either(home: Home) -> None:
    def report(event: str, **facts: Any) -> None:
        FULL.open("w", buffering=1).write(facts["text"] + "\n")

    Diary(home, report).say("web is started again.")
    assert "web is started again." in home.log("portal").read_text()


def test_another_trouble_is_not_hidden(home: Home) -> None:
    home.log("portal").mkdir()
    with pytest.raises(IsADirectoryError):
        Diary(home, Heard()).say("web is started again.")
