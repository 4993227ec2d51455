"""Real portals in temporary folders, with the sample feeds, stopped at the end whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests
from ckanext.loerrach.portal import archive, packing, ports

COMMAND = str(Path(sys.executable).with_name("loerrach"))
FEEDS = Path(__file__).parents[1] / "feeds"
#: variables of the machine's own portals must not lead ours
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("LOERRACH_")}


class Portal:
    """The command line for one folder, and the portal that runs in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, ports.free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = ""
        self.environment = {
            **ENVIRONMENT,
            "LOERRACH_HOME": str(folder),
            "LOERRACH_PORT": str(self.port),
            "LOERRACH_FEEDS": str(FEEDS),
        }

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `loerrach …` to its end."""
        return subprocess.run(
            [COMMAND, *arguments], env=self.environment | more, cwd=self.folder.parent,
            capture_output=True, text=True, check=False, timeout=300, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def foreground(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `loerrach …` as a terminal would, in a process group of its own."""
        log = self.folder.with_name(self.folder.name + ".out").open("ab")
        with log:
            return subprocess.Popen(
                [COMMAND, *arguments], env=self.environment, cwd=self.folder.parent,
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                # where the tests run in the background a shell has them ignore it
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )  # fmt: skip

    def up(self) -> str:
        done = self.run("up", "--detach", "--demo")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def status(self) -> dict[str, Any]:
        return dict(json.loads(self.run("status", "--json").stdout))

    def noted(self) -> dict[str, Any]:
        """The supervisor's own notes; cheaper than `status`."""
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads((self.folder / "run" / "status.json").read_text()))
        return {}

    def processes(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        top = psutil.Process(self.noted()["pid"])
        return [top, *top.children(recursive=True)]

    def api(self, action: str, **data: Any) -> requests.Response:
        return requests.post(
            f"{self.url}/api/3/action/{action}", json=data, timeout=30,
            headers={"Authorization": self.token} if self.token else {},
        )  # fmt: skip

    def result(self, action: str, **data: Any) -> Any:
        answer = self.api(action, **data)
        assert answer.ok, answer.text
        return answer.json()["result"]

    def new_token(self) -> None:
        done = self.run("ckan", "user", "token", "add", "admin", "tests")
        assert done.returncode == 0, done.stderr
        self.token = done.stdout.strip().splitlines()[-1].strip()

    def kill(self) -> None:
        """Whatever a test left."""
        self.run("down")
        with contextlib.suppress(psutil.NoSuchProcess, KeyError):
            for process in self.processes():
                process.send_signal(signal.SIGKILL)


def dataset(name: str) -> dict[str, Any]:
    """The least that the schema of the town asks for."""
    return {
        "name": name,
        "owner_org": "stadt-loerrach",
        "strategy_field": "mobility",
        # without it a dataset stays private
        "personal_data": "none",
        "title_translated": {"de": f"Freie Parkplätze {name}"},
        "notes_translated": {"de": "Wie viele Plätze frei sind."},
        "mobility_theme": ["car-parking-availability"],
        "resources": [{"url": "https://example.org/p.json", "name": "Stand", "license": "cc-zero"}],
    }


def wait_for(what: Callable[[], Any], seconds: float = 240) -> Any:
    """Ask until it is so."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, f"not so within {seconds:.0f} s"
        time.sleep(0.1)
    return found


@pytest.fixture(scope="session")
def until() -> Callable[..., Any]:
    """Ask until it is so, or fail."""
    return wait_for


@pytest.fixture(scope="session")
def minimal() -> Callable[[str], dict[str, Any]]:
    """A dataset of this name with the least that the schema asks for."""
    return dataset


@pytest.fixture
def forge(tmp_path: Path) -> Callable[[Path, str], Path]:
    """A backup with one member that is nonsense, and the right checksum of it."""

    def one(saved: Path, member: str) -> Path:
        parts = tmp_path / "parts"
        parts.mkdir()
        content = archive.manifest(saved)
        archive.unpack(saved, content, parts, lambda count: None)
        (parts / member).write_text("nonsense")
        members = {name: parts / name for name in content["members"]}
        facts = {key: content[key] for key in ("made_by", "made_at", "secrets")}
        packing.write(tmp_path / "broken", tmp_path, facts, members, lambda count: None)
        shutil.rmtree(parts)
        return tmp_path / "broken"

    return one


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Portal]]:
    """A portal in a folder of its own, not started; gone at the end."""
    made: list[Portal] = []

    def one(name: str) -> Portal:
        made.append(Portal(tmp_path_factory.mktemp(name) / ".portal"))
        return made[-1]

    yield one
    for portal in made:
        if portal.folder.exists():
            portal.kill()


@pytest.fixture(scope="session")
def town(make: Callable[[str], Portal]) -> Portal:
    """A running portal with the sample data; tests leave it running."""
    portal = make("town")
    portal.shown = portal.up()  # type: ignore[attr-defined]
    portal.new_token()
    return portal
