"""Signals to a portal that ends at that moment, or that is somebody else's."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from ckanext.loerrach.portal import status
from ckanext.loerrach.portal.errors import NotYours
from ckanext.loerrach.portal.home import Home


def test_a_portal_that_ends_by_itself_is_stopped_all_the_same(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as done:
        done.wait()
    status._send(Home(tmp_path), done.pid, signal.SIGTERM)


@pytest.fixture
def stranger() -> Iterator[int]:
    """A process that we may not end."""
    if os.geteuid():
        yield 1
        return
    with subprocess.Popen(["sleep", "60"]) as process:
        os.setresuid(65534, 65534, 0)
        yield process.pid
        os.setresuid(0, 0, 0)
        process.kill()


def test_a_portal_of_another_user_is_one_sentence(tmp_path: Path, stranger: int) -> None:
    with pytest.raises(NotYours, match="as the user who started the portal"):
        status._send(Home(tmp_path), stranger, signal.SIGTERM)
