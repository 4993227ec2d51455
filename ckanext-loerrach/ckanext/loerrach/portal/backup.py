"""Write a whole portal into one file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from . import packing
from .configuration import read_option
from .errors import (
    NO_ROOM,
    DiskFull,
    NeverStarted,
    PortalError,
    SourceNotReadable,
    TargetNotWritable,
    reason,
    size,
)
from .home import Home
from .postgres import bin_folder, connection
from .progress import Report, step
from .servers import Servers
from .settings import Settings

#: member of the archive -> which of the addresses has it
DATABASES = {"ckan.dump": "database_url", "datastore.dump": "datastore_write_url"}
#: address -> option of ckan.ini
OPTIONS = {
    "database_url": "sqlalchemy.url",
    "datastore_write_url": "ckan.datastore.write_url",
    "datastore_read_url": "ckan.datastore.read_url",
}
#: folders of the storage whose files are made anew where they are missing: the feed of the
#: catalogue, which also names the address of the portal it was made for
DERIVED = frozenset({"loerrach_catalogue"})
#: how often the files are listed and read before one that changed meanwhile ends the backup
TRIES = 5
#: options of own.ini that stay out unless secrets are asked for
SECRET = re.compile(r"password|secret|token|key|dsn|://[^/\s]*:[^/\s]*@", re.IGNORECASE)


class DumpFailed(PortalError):
    """pg_dump or pg_restore did not do its work."""

    def __init__(self, program: str, output: bytes) -> None:
        lines = output.decode(errors="replace").strip().splitlines()
        super().__init__(f"{program} failed: {lines[0] if lines else 'without a word'}.")


def backup(settings: Settings, target: Path, with_secrets: bool, report: Report) -> str:
    """Write the portal into `target`; gives a sentence about it. Raises PortalError."""
    home = Home(settings.home)
    home.look()
    if settings.embedded_postgres and not (home.postgres / "PG_VERSION").exists():
        raise NeverStarted(home.folder)
    try:
        with (
            packing.workshop(target) as folder,
            databases(home, settings, report) as urls,
        ):
            members = _collect(home, urls, folder, with_secrets, report)
            facts: dict[str, Any] = {
                "made_by": version("ckanext-loerrach"),
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "ckan": version("ckan"),
                "secrets": with_secrets,
            }
            files = _write(target, folder, facts, members, home.storage, report)
    except FileNotFoundError as error:
        raise packing.BackupDisturbed(target) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull(target.parent) from error
        raise TargetNotWritable(target, reason(error)) from error
    return f"{target}: both databases, {files} files, {size(target.stat().st_size)}."


@contextmanager
def databases(home: Home, settings: Settings, report: Report) -> Iterator[dict[str, str]]:
    """Their addresses; they answer: the portal runs, or they are started for the time being."""
    if home.holder() or not settings.embedded_postgres:
        yield {name: read_option(home, option) for name, option in OPTIONS.items()}
        return
    with home.locked():
        servers = Servers(home, settings)
        servers.mend()
        try:
            with step(report, "PostgreSQL"):
                servers.start()
            yield servers.urls
        finally:
            servers.stop()


def _collect(
    home: Home, urls: dict[str, str], folder: Path, with_secrets: bool, report: Report
) -> dict[str, Path]:
    members = {}
    for name, which in DATABASES.items():
        with step(report, f"Database {name.removesuffix('.dump')}"):
            members[name] = folder / name
            dump(urls[which], members[name])
    members["state.json"] = home.state_file
    if home.own_ini.exists():
        members["own.ini"] = folder / "own.ini"
        members["own.ini"].write_bytes(_own_settings(_read(home.own_ini), with_secrets))
    if with_secrets:
        members["secrets.json"] = home.secret_file
    return members


def _stored(storage: Path) -> dict[str, Path]:
    """Uploaded files, and those of harvested places, by their names below the folder.

    FileNotFoundError where one of them goes while they are listed.
    """
    paths = {path.relative_to(storage): path for path in sorted(storage.rglob("*"))}
    return {
        name.as_posix(): path
        for name, path in paths.items()
        if name.parts[0] not in DERIVED and path.is_file()
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceNotReadable(path, reason(error)) from error


def _own_settings(text: bytes, with_secrets: bool) -> bytes:
    """The lines that may leave; those that are no UTF-8 leave as they are."""
    lines = text.decode(errors="surrogateescape").splitlines()
    kept = [line for line in lines if with_secrets or not SECRET.search(line)]
    return ("\n".join(kept) + "\n").encode(errors="surrogateescape")


def _write(
    target: Path,
    folder: Path,
    facts: dict[str, object],
    members: dict[str, Path],
    storage: Path,
    report: Report,
) -> int:
    """Write the archive; gives the number of stored files.

    A running portal replaces files of places now and then, which nobody should have to wait for.
    """
    with step(report, "Archive"):
        for left in reversed(range(TRIES)):
            try:
                stored = {f"storage/{name}": path for name, path in _stored(storage).items()}
                _pack(target, folder, facts, members | stored, report)
            except (packing.BackupDisturbed, FileNotFoundError) as error:
                if not left:
                    raise packing.BackupDisturbed(target) from error
            else:
                return len(stored)
    raise packing.BackupDisturbed(target)


def _pack(
    target: Path, folder: Path, facts: dict[str, object], members: dict[str, Path], report: Report
) -> None:
    total, done = sum(path.stat().st_size for path in members.values()), 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        report("progress", done=done, total=total, text=size(done))

    packing.write(target, folder, facts, members, tick)


def dump(url: str, target: Path) -> None:
    """Write one database with pg_dump; the password goes by the environment. Raises DumpFailed."""
    address, environment = connection(url)
    done = subprocess.run(
        [
            str(bin_folder() / "pg_dump"), f"--dbname={address}", "--no-password",
            "-Fc", "--no-owner", "--no-privileges", f"--file={target}",
        ],
        check=False, capture_output=True, env=environment,
    )  # fmt: skip
    if done.returncode:
        raise DumpFailed("pg_dump", done.stderr)
