"""Work in a fork of this process: what it gives, how it fails, and what it leaves (nothing)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from ckanext.loerrach.harvest import beside
from ckanext.loerrach.harvest.errors import Overtaken, ReadingLost
from ckanext.loerrach.harvesters._core import errors


def waited(condition: Callable[[], bool]) -> bool:
    """Has it come true within ten seconds?"""
    end = time.monotonic() + 10
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_everything_comes_in_its_order_also_more_than_a_pipe_holds():
    def work() -> Iterator[tuple[int, bytes]]:
        for number in range(50):
            yield number, bytes([number]) * 100_000

    assert list(beside.items(work)) == list(work())


def test_it_is_another_process_which_is_gone_afterwards():
    (pid,) = beside.items(lambda: [os.getpid()])
    assert pid != os.getpid()
    assert not psutil.pid_exists(pid)


def test_where_there_can_be_no_other_process_this_one_does_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fork() -> int:
        raise BlockingIOError("no memory")

    monkeypatch.setattr(os, "fork", fork)
    there = len(list(Path("/dev/fd").iterdir()))
    assert list(beside.items(lambda: [os.getpid()])) == [os.getpid()]
    assert len(list(Path("/dev/fd").iterdir())) == there
    assert "no memory" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        errors.Busy("https://daten.example.org/", 503, 7.5),
        errors.Empty("https://daten.example.org/", "dataset"),
        errors.SettingError("nachbar", "nodes", "is no address"),
        errors.Unchanged("https://daten.example.org/"),
        Overtaken("r1"),
        ValueError("no number"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_raised_here_with_all_that_it_knows(error: Exception):
    def work() -> Iterator[int]:
        yield 1
        raise error

    found = beside.items(work)
    assert next(found) == 1
    with pytest.raises(type(error)) as raised:
        next(found)
    assert type(raised.value) is type(error)
    assert str(raised.value) == str(error)
    notes = raised.value.__dict__.pop("__notes__")
    assert raised.value.__dict__ == error.__dict__
    assert "in work" in notes[0]


def test_an_error_that_cannot_be_passed_on_is_told():
    def work() -> Iterator[int]:
        error = ValueError("with a lock")
        error.lock = open(os.devnull)  # type: ignore[attr-defined]  # noqa: PTH123, SIM115
        yield 1
        raise error

    with pytest.raises(RuntimeError, match="ValueError: with a lock"):
        list(beside.items(work))


def test_what_dies_says_nothing_and_does_no_harm():
    def work() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ReadingLost) as raised:
        list(beside.items(work))
    assert raised.value.signal == signal.SIGKILL
    assert "nothing was changed" in str(raised.value)


def test_what_nobody_wants_any_more_is_ended():
    def work() -> Iterator[int]:
        yield os.getpid()
        time.sleep(600)

    found: Any = beside.items(work)
    pid = next(found)
    assert psutil.pid_exists(pid)
    found.close()
    assert not psutil.pid_exists(pid)


def test_a_connection_of_this_process_ends_with_it_and_not_with_the_fork():
    here, there = socket.socketpair()

    def work() -> Iterator[int]:
        yield 1
        time.sleep(600)

    found: Any = beside.items(work)
    next(found)
    here.close()
    there.settimeout(10)
    assert there.recv(1) == b""
    found.close()
    there.close()


PROGRAM = """
import os, time
from ckanext.loerrach.harvest import beside

def work():
    yield os.getpid()
    time.sleep(600)

for pid in beside.items(work):
    print(pid, flush=True)
"""


def test_it_does_not_outlive_a_killed_process():
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE) as other:
        assert other.stdout
        pid = int(other.stdout.readline())
        assert psutil.pid_exists(pid)
        other.kill()
    assert waited(lambda: not psutil.pid_exists(pid))
