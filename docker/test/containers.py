"""Commands in a container: `buildah run` with chroot isolation, on this machine's network."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
from image import Buildah


def config(buildah: Buildah, image: str) -> dict[str, Any]:
    """What the image says about itself: user, entry point, health check, labels."""
    inspected = json.loads(buildah("inspect", "--type", "image", image))
    found: dict[str, Any] = inspected["Docker"]["config"]
    return found


class Container:
    """A container made from an image; several commands may run in it at once."""

    def __init__(self, buildah: Buildah, image: str) -> None:
        self.buildah = buildah
        self.name = buildah("from", "--pull-never", image).strip()
        self.root = Path(buildah("mount", self.name).strip())

    def run(self, *command: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, with both outputs in `stdout`."""
        return subprocess.run(
            self._line(command, **options), text=True, errors="replace", check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def start(self, log: Path, *command: str, **options: Any) -> Running:
        """Start a command; its output goes into the log."""
        with log.open("wb") as file:
            process = subprocess.Popen(
                self._line(command, **options),
                stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
            )  # fmt: skip
        return Running(process, command, log)

    def _line(
        self,
        command: Sequence[str],
        env: Mapping[str, str] | None = None,
        volumes: Mapping[Path, str] | None = None,
        user: str = "",
    ) -> list[str]:
        parts = [*self.buildah.command, "run", "--isolation", "chroot"]
        for name, value in (env or {}).items():
            parts += ["--env", f"{name}={value}"]
        for source, target in (volumes or {}).items():
            parts += ["--volume", f"{source}:{target}"]
        return [*parts, *(["--user", user] if user else []), self.name, "--", *command]


class Running:
    """A command that runs in a container."""

    def __init__(self, process: subprocess.Popen[bytes], command: Sequence[str], log: Path) -> None:
        self.process, self.command, self.log = process, list(command), log

    def inside(self) -> psutil.Process | None:
        """The first process of the command itself, below those of buildah."""
        try:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                line = child.cmdline()
                if line and "buildah" not in line[0] and self.command[-1] in line:
                    return child
        except psutil.NoSuchProcess:
            pass
        return None

    def tail(self, lines: int = 15) -> str:
        """The last lines it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, grace: float = 60) -> bool:
        """SIGTERM as `docker stop` sends it; was that enough within `grace` seconds?"""
        inside = self.inside()
        if inside:
            inside.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.process.poll() is not None

    def kill(self) -> None:
        """End it with all it started."""
        try:
            family = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            family = []
        for process in family:
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
