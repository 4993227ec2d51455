"""Steps in children, starts in the background, and what of them reaches the operator."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.portal.detach import StartFailed, detached
from ckanext.loerrach.portal.errors import PortTaken, StepFailed
from ckanext.loerrach.portal.progress import Report, Screen, Wire, step
from ckanext.loerrach.portal.steps import run_child, run_step
from rich.console import Console


class Heard:
    """A report that keeps everything."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, event: str, **facts: Any) -> None:
        facts.pop("seconds", None)
        self.events.append((event, facts))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "setup.log"


def test_what_a_child_reports_is_heard_here(heard: Heard, log: Path) -> None:
    def work(report: Report) -> None:
        with step(report, "Harvest parking"):
            report("progress", done=1, total=2, text="Bahnhof")

    run_step("First data", work, log, heard)
    assert heard.events == [
        ("step", {"name": "First data"}),
        ("step", {"name": "Harvest parking"}),
        ("progress", {"done": 1, "total": 2, "text": "Bahnhof"}),
        ("done", {"name": "Harvest parking"}),
        ("done", {"name": "First data"}),
    ]


def test_a_child_changes_nothing_here(heard: Heard, log: Path) -> None:
    box: list[int] = []
    run_child("x", lambda report: box.append(1), log, heard)
    assert box == []


def test_an_unexpected_error_is_one_sentence_with_the_traceback_in_the_log(
    heard: Heard, log: Path
) -> None:
    def work(report: Report) -> None:
        raise KeyError("no such column\nmore")

    with pytest.raises(StepFailed) as caught:
        run_step("Tables", work, log, heard)
    assert str(caught.value) == (
        "The step “Tables” failed: KeyError: 'no such column\\nmore'. "
        f"See {log}; the next `loerrach up` goes on from here."
    )
    assert "Traceback" in log.read_text()
    assert heard.events == [("step", {"name": "Tables"})]


def test_an_error_of_ours_needs_no_traceback(heard: Heard, log: Path) -> None:
    def work(report: Report) -> None:
        raise PortTaken("127.0.0.1", 5000)

    with pytest.raises(StepFailed, match=r"Port 5000 on 127\.0\.0\.1 is taken"):
        run_child("x", work, log, heard)
    assert log.read_text() == ""


def test_a_full_disk_in_a_child_is_said(heard: Heard, log: Path) -> None:
    def work(report: Report) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StepFailed, match="is full; make room"):
        run_child("x", work, log, heard)


def test_a_killed_child_is_a_failed_step(heard: Heard, log: Path) -> None:
    with pytest.raises(StepFailed, match="ended with status 9"):
        run_child("x", lambda report: os.kill(os.getpid(), signal.SIGKILL), log, heard)


def test_an_interrupt_here_ends_the_child(heard: Heard, log: Path, tmp_path: Path) -> None:
    def work(report: Report) -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        report("progress", done=0, total=None)
        time.sleep(60)

    def interrupt(event: str, **facts: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_child("x", work, log, interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_interrupt_that_a_library_swallows_ends_the_step_all_the_same() -> None:
    """CKAN and what it stands on have many an `except:`; Ctrl-C may come in any of them."""
    code = (
        "import os, signal, sys\n"
        "from ckanext.loerrach.portal import interrupts\n"
        "from ckanext.loerrach.portal.progress import step\n"
        # a shell starts what it runs in the background without SIGINT, nohup(1) without SIGHUP
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signal.signal(signal.SIGHUP, signal.SIG_DFL)\n"
        "interrupts.listen()\n"
        "try:\n"
        "    with step(lambda event, **facts: print(event, flush=True), 'CKAN'):\n"
        "        try:\n"
        "            os.kill(os.getpid(), int(sys.argv[1]))\n"
        "        except:\n"
        "            print('swallowed', flush=True)\n"
        "    print('went on', flush=True)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        done = subprocess.run(
            [sys.executable, "-c", code, str(int(sign))],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (130, "step\nswallowed\n")


def test_a_start_in_the_background_returns_when_it_is_ready(
    heard: Heard, log: Path, tmp_path: Path
) -> None:
    def work(report: Report) -> None:
        report("say", text="Guten Tag")
        report("ready", Portal="http://127.0.0.1")
        for _ in range(3):
            # nobody listens any more
            report("say", text="later")
        (tmp_path / "went on").write_text(str(os.getsid(0) == os.getpid()))

    detached(work, log, heard)
    assert heard.events == [
        ("say", {"text": "Guten Tag"}),
        ("ready", {"Portal": "http://127.0.0.1"}),
    ]
    deadline = time.monotonic() + 10
    while not (tmp_path / "went on").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.wait()


@pytest.mark.parametrize(
    ("error", "sentence", "code"),
    [
        (PortTaken("127.0.0.1", 80), "Port 80 on 127.0.0.1 is taken", 1),
        (OSError(28, "No space", "/portal/x"), "/portal/x is full; make room", 1),
        (RuntimeError("odd"), "Unexpected: RuntimeError: odd", 1),
    ],
)
def test_a_start_in_the_background_that_fails_fails_here(
    heard: Heard, log: Path, error: Exception, sentence: str, code: int
) -> None:
    def work(report: Report) -> None:
        raise error

    with pytest.raises(StartFailed) as caught:
        detached(work, log, heard)
    assert sentence in str(caught.value)
    assert caught.value.exit_code == code


def test_a_start_that_is_killed_is_said(heard: Heard, log: Path) -> None:
    with pytest.raises(StepFailed, match="ended without a word"):
        detached(lambda report: os.kill(os.getpid(), signal.SIGKILL), log, heard)


def test_a_wire_survives_its_listener() -> None:
    reading, writing = os.pipe()
    wire = Wire(os.fdopen(writing, "w"))
    os.close(reading)
    wire("say", text="hello")
    wire("say", text="again")


def test_without_a_terminal_there_are_plain_lines() -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, highlight=False))
    with step(screen, "Tables"):
        screen("progress", done=1, total=2, text="ckan")
    screen("say", text="[not markup]")
    screen("ready", Portal="http://127.0.0.1:5000")
    screen.close()
    first, said, *rest = out.getvalue().splitlines()
    assert first.startswith("✓ Tables 0.")
    assert said == "[not markup]"
    assert [line.split() for line in rest if "http" in line] == [
        ["Portal", "http://127.0.0.1:5000"]
    ]


def test_on_a_terminal_there_is_a_bar() -> None:
    out = io.StringIO()
    screen = Screen(Console(file=out, force_terminal=True, width=100))
    with step(screen, "Harvest parking"):
        screen("progress", done=3, total=8, text="Bahnhof")
        shown = out.getvalue()
    assert "3/8" in shown
    assert "Bahnhof" in shown
    screen.close()
