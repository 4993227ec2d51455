"""Who dies is started again, and it is said: real, tiny processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from ckanext.loerrach.portal.errors import ServerFailed
from ckanext.loerrach.portal.processes import Identity, end_group
from ckanext.loerrach.portal.services import ForkedService
from ckanext.loerrach.portal.supervisor import Supervisor, ending, forgiven, pause


class Watch:
    """A supervisor with what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.changes = 0
        self.trouble: Exception | None = None
        self.supervisor = Supervisor(self.said.append, self._changed)

    def _changed(self) -> None:
        self.changes += 1
        if self.trouble:
            raise self.trouble

    def add(self, name: str, work: Callable[[], None]) -> None:
        self.supervisor.add(ForkedService(name, work, self.folder / f"{name}.log", grace=1))

    def pid(self, name: str) -> int:
        identity = self.supervisor.watched[name].identity
        assert identity
        return identity.pid

    def until(self, done: Callable[[], bool], seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < deadline, self.said
            self.supervisor.step(0.05)


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    before = signal.getsignal(signal.SIGCHLD)
    watching = Watch(tmp_path)
    yield watching
    watching.supervisor.stop()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, before)


def sleep() -> None:
    time.sleep(300)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_killed_process_is_started_again_at_once(watch: Watch) -> None:
    watch.add("web", sleep)
    watch.until(watch.supervisor.running)
    first = watch.pid("web")
    os.kill(first, signal.SIGKILL)
    watch.until(lambda: watch.supervisor.watched["web"].restarts == 1)
    watch.until(watch.supervisor.running)
    assert watch.pid("web") != first
    assert watch.said == [
        f"web (process {first}) was ended by signal 9 (SIGKILL).",
        f"web is started again (process {watch.pid('web')}).",
    ]
    assert watch.supervisor.watched["web"].record() | {"created": 0} == {
        "state": "running",
        "pid": watch.pid("web"),
        "created": 0,
        "restarts": 1,
        "last_end": "was ended by signal 9 (SIGKILL)",
    }


def test_a_process_that_dies_again_waits_longer_each_time(watch: Watch) -> None:
    watch.add("worker", lambda: sys.exit(7))
    watch.until(lambda: watch.supervisor.watched["worker"].deaths == 3)
    assert watch.supervisor.watched["worker"].state == "waiting"
    assert [re.sub(r"process \d+", "process N", text) for text in watch.said] == [
        "worker (process N) ended with code 7.",
        "worker is started again (process N).",
        "worker (process N) ended with code 7; it is tried again in 1 s.",
        "worker is started again (process N).",
        "worker (process N) ended with code 7; it is tried again in 2 s.",
    ]


class Poor(ForkedService):
    """A service that the system has no process for at times."""

    troubles: list[Exception]

    def spawn(self) -> int:
        if self.troubles:
            raise self.troubles.pop(0)
        return super().spawn()


def test_a_process_that_cannot_be_started_is_tried_again(watch: Watch, tmp_path: Path) -> None:
    """Too many processes, no room for a log: the others do not die of it."""
    poor = Poor("web", sleep, tmp_path / "web.log", grace=1)
    poor.troubles = []
    watch.supervisor.add(poor)
    watch.add("worker", sleep)
    watch.until(watch.supervisor.running)
    worker, first = watch.pid("worker"), watch.pid("web")
    poor.troubles = [
        BlockingIOError(11, "Resource temporarily unavailable"),
        ServerFailed("PostgreSQL", "the disk is full", tmp_path / "log"),
    ]
    os.kill(first, signal.SIGKILL)
    watch.until(lambda: watch.supervisor.watched["web"].restarts == 1)
    watch.until(watch.supervisor.running)
    full = f"PostgreSQL did not start: the disk is full (log: {tmp_path / 'log'})"
    assert watch.said == [
        f"web (process {first}) was ended by signal 9 (SIGKILL).",
        "web could not be started (Resource temporarily unavailable); it is tried again in 1 s.",
        f"web could not be started ({full}); it is tried again in 2 s.",
        f"web is started again (process {watch.pid('web')}).",
    ]
    assert watch.pid("worker") == worker


def test_stopping_goes_on_when_it_cannot_be_written_down(watch: Watch) -> None:
    for name in ("web", "worker", "fetch"):
        watch.add(name, sleep)
    watch.until(watch.supervisor.running)
    pids = [watch.pid(name) for name in ("web", "worker", "fetch")]
    watch.trouble = OSError(5, "Input/output error")
    with pytest.raises(OSError, match="Input/output error"):
        watch.supervisor.stop()
    assert [gone(pid) for pid in pids] == [True, True, True]
    watch.trouble = None


def test_the_pause_doubles_up_to_a_minute() -> None:
    assert [pause(deaths) for deaths in range(1, 10)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize(("deaths", "age"), [(1, 10), (4, 10), (5, 16), (8, 120), (20, 120)])
def test_who_ran_twice_as_long_as_it_waited_begins_anew(deaths: int, age: float) -> None:
    assert not forgiven(deaths, age)
    assert forgiven(deaths, age + 0.1)


def test_one_death_does_not_touch_the_others(watch: Watch) -> None:
    watch.add("web", sleep)
    watch.add("worker", sleep)
    watch.until(watch.supervisor.running)
    worker = watch.pid("worker")
    os.kill(watch.pid("web"), signal.SIGTERM)
    watch.until(lambda: watch.supervisor.watched["web"].restarts == 1)
    watch.until(watch.supervisor.running)
    assert watch.pid("worker") == worker
    assert watch.supervisor.watched["worker"].restarts == 0


def test_a_service_runs_only_when_it_answers(watch: Watch, tmp_path: Path) -> None:
    sign = tmp_path / "answers"
    service = ForkedService("web", sleep, tmp_path / "web.log", answers=sign.exists, grace=1)
    watch.supervisor.add(service)
    watch.supervisor.step()
    assert watch.supervisor.watched["web"].state == "starting"
    sign.touch()
    watch.until(watch.supervisor.running)


def stubborn() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    (Path(os.environ["STUBBORN"])).touch()
    sleep()


def parent_of_stubborn() -> None:
    if os.fork() == 0:
        os.setsid()
        stubborn()
    stubborn()


def test_stopping_leaves_no_process(
    watch: Watch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one that ignores the wish, and not one that a service started in a group of its own."""
    monkeypatch.setenv("STUBBORN", str(tmp_path / "deaf"))
    watch.add("worker", parent_of_stubborn)
    watch.until(lambda: (tmp_path / "deaf").exists())
    pids = [watch.pid("worker"), *(p.pid for p in psutil.Process(watch.pid("worker")).children())]
    assert len(pids) == 2
    watch.supervisor.stop()
    assert [gone(pid) for pid in pids] == [True, True]
    assert watch.supervisor.watched["worker"].state == "stopped"


def test_grandchildren_of_a_killed_process_are_ended(watch: Watch, tmp_path: Path) -> None:
    """As the work horse of a job worker: it runs in a session of its own."""

    def work() -> None:
        if os.fork() == 0:
            os.setsid()
            (tmp_path / "horse").write_text(str(os.getpid()))
            sleep()
        sleep()

    watch.add("worker", work)
    watch.until(lambda: (tmp_path / "horse").exists() and (tmp_path / "horse").read_text() != "")
    horse = int((tmp_path / "horse").read_text())
    os.kill(watch.pid("worker"), signal.SIGKILL)
    watch.until(lambda: watch.supervisor.watched["worker"].restarts == 1)
    watch.supervisor.stop()
    assert gone(horse)


def test_children_die_with_a_killed_supervisor(tmp_path: Path) -> None:
    """kill -9 of the supervisor: the kernel tells its children."""
    if sys.platform != "linux":
        pytest.skip("the kernel of Linux does it")
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from ckanext.loerrach.portal.services import ForkedService\n"
        "pid = ForkedService('web', lambda: time.sleep(300), Path(sys.argv[1])).spawn()\n"
        "time.sleep(0.5)\n"
        "print(pid, flush=True)\n"
        "time.sleep(300)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "web.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout
        child = int(supervisor.stdout.readline())
        assert not gone(child)
        supervisor.kill()
    deadline = time.monotonic() + 60
    while not gone(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert gone(child)


def test_an_error_in_a_child_stands_in_its_log_and_stays_there(watch: Watch) -> None:
    def work() -> None:
        raise ValueError("no such thing")

    watch.add("fetch", work)
    watch.until(lambda: watch.supervisor.watched["fetch"].deaths == 1)
    assert "ended with code 1" in watch.said[0]
    assert "ValueError: no such thing" in (watch.folder / "fetch.log").read_text()


def test_a_number_that_another_process_has_now_is_not_ours() -> None:
    own = Identity.of(os.getpid())
    assert own
    assert own.alive()
    assert not Identity(own.pid, own.created - 100).alive()
    assert Identity.read({"pid": own.pid, "created": own.created}) == own
    assert Identity.read({"pid": None, "created": None}) is None


def test_ending_a_group_that_is_gone_is_no_error() -> None:
    with subprocess.Popen(["true"], start_new_session=True) as done:
        done.wait()
    end_group(done.pid)


def test_endings_in_words() -> None:
    assert ending(0) == "ended with code 0"
    assert ending(3 << 8) == "ended with code 3"
    assert ending(15) == "was ended by signal 15 (SIGTERM)"
