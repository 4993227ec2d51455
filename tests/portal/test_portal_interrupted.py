"""A start that is killed is mended by the next; Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import signal
import time
from typing import Any

import psutil


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [
        one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE
    ]  # fmt: skip


def below(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def test_killed_mended_interrupted_and_reset(make: Any, until: Any) -> None:
    """One portal's hard life, in order."""
    portal = make("hard")

    # killed in the middle of the first start
    start = portal.foreground("up", "--demo")
    output = portal.folder.parent / ".portal.out"
    until(lambda: "✓ CKAN" in output.read_text())
    assert "✓ Web server" not in output.read_text(), "the tables are being made"
    left = below(start.pid)
    start.kill()
    start.wait()
    assert portal.run("status").returncode == 3

    # the next start ends what is left, goes on, and gets ready
    start = portal.foreground("up", "--demo")
    until(lambda: portal.status().get("ready"), 480)
    assert alive(left) == []
    assert portal.status()["datasets"] > 0

    # killed while it runs: no process survives, the next start is a start as any other
    left = below(start.pid)
    assert len(left) > 8
    start.kill()
    start.wait()
    until(lambda: not alive(left))
    start = portal.foreground("up")
    until(lambda: portal.status().get("ready"))

    # Ctrl-C goes to the foreground process alone, as ours have groups of their own
    left = below(start.pid)
    os.kill(start.pid, signal.SIGINT)
    assert start.wait(60) == 0
    assert alive(left) == []
    assert portal.run("status").returncode == 3
    assert "Traceback" not in output.read_text()

    # and all of it can be deleted
    assert portal.run("reset", "--yes").returncode == 0
    assert not portal.folder.exists()


def test_orphans_of_an_earlier_start_are_recognised_and_ended(make: Any, until: Any) -> None:
    """PostgreSQL without its parent, as on a system that does not tell children of its death."""
    from ckanext.loerrach.portal.postgres import Postgres

    folder = make("orphan").folder
    folder.mkdir(mode=0o700)
    server = Postgres(folder / "postgres", 0, "geheim")
    server.init()
    from ckanext.loerrach.portal.ports import free

    server.port = free()
    server.start()
    assert server.process
    pid = server.process.pid
    (left,) = [psutil.Process(pid)]
    again = Postgres(folder / "postgres", server.port, "geheim")
    assert again.mend() == pid
    server.process.wait(30)
    assert alive([left]) == []
    again.start()
    again.stop()


def test_ctrl_c_during_the_first_start_is_clean(make: Any, until: Any) -> None:
    portal = make("hasty")
    start = portal.foreground("up", "--demo")
    until(lambda: (portal.folder / "postgres" / "postmaster.pid").exists())
    time.sleep(0.5)
    left = below(start.pid)
    os.kill(start.pid, signal.SIGINT)
    assert start.wait(60) == 130
    assert alive(left) == []
    assert "Traceback" not in (portal.folder.parent / ".portal.out").read_text()
    assert portal.run("status").returncode == 3
