"""Make a portal again from the file of a backup."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from . import archive, aside, database
from .backup import DATABASES
from .errors import FolderInUse, FolderNotWritable, PortalError, RestoreUnfinished, size
from .home import Home, read_json
from .load import load
from .progress import Report, step
from .servers import Servers
from .settings import Settings


class DatabaseInUse(PortalError):
    """A database of one's own is not empty."""

    def __init__(self, variable: str) -> None:
        super().__init__(
            f"The database in {variable} is not empty; use --force to replace what it holds."
        )


def restore(settings: Settings, file: Path, force: bool, report: Report) -> str:
    """Make the portal of `file`; gives a sentence about it.

    The file is unpacked and checked to its last byte before anything of the folder is touched.
    A portal that `force` replaces is put aside, and put back if the new one cannot be made; if we
    are killed, the next start does so. Databases on servers of one's own are not in the folder:
    each of the two is replaced in one transaction, or stays as it was. Raises PortalError.
    """
    content = archive.manifest(file)
    home = Home(settings.home)
    if not force and _used(home):
        raise FolderInUse(home.folder)
    home.open()
    with home.locked():
        aside.mend(home, settings)
        unpacked = _unpack(home, file, content, report)
        try:
            kept = _replace(home, settings, unpacked, force, report)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)
    without = "" if content.get("secrets") else " API tokens have to be made anew."
    return f"Restored the portal of {content['made_at']} into {home.folder}.{kept}{without}"


def _used(home: Home) -> bool:
    made = home.state_file.exists() or home.ini.exists() or home.unfinished
    return home.is_portal and made


def _unpack(home: Home, file: Path, content: dict[str, Any], report: Report) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="restore-", dir=home.run))
    total, done = sum(facts["size"] for facts in content["members"].values()), 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        report("progress", done=done, total=total, text=size(done))

    try:
        with step(report, "Unpack and check"):
            archive.unpack(file, content, folder, tick)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _replace(home: Home, settings: Settings, unpacked: Path, force: bool, report: Report) -> str:
    """Put the old portal aside, make the new one, and only then delete the old one.

    Gives a sentence about what of the old one was kept, "" for nothing.
    """
    try:
        before = aside.put_aside(home)
        kept = _files(home, unpacked, before, force)
        _make(home, settings, unpacked, force, report)
    except BaseException as error:
        _back(home, settings)
        if isinstance(error, OSError):
            raise FolderNotWritable(home.folder, error.strerror or str(error)) from error
        raise
    aside.forget(home, before)
    return kept


def _back(home: Home, settings: Settings) -> None:
    """The old portal as it was, however often somebody presses Ctrl-C. Raises RestoreUnfinished."""
    with aside.undisturbed():
        try:
            aside.mend(home, settings)
        except OSError as error:
            raise RestoreUnfinished(home.folder) from error


def _files(home: Home, unpacked: Path, before: Path, force: bool) -> str:
    """Put the files of the backup where they belong; the operator's own.ini goes before its."""
    kept = ""
    if not force and os.path.lexists(before / home.own_ini.name):
        shutil.copy2(before / home.own_ini.name, home.own_ini, follow_symlinks=False)
        (unpacked / "own.ini").unlink(missing_ok=True)
        kept = " The own.ini that lay there was kept."
    for name, target in (("secrets.json", home.secret_file), ("own.ini", home.own_ini)):
        if (unpacked / name).exists():
            (unpacked / name).rename(target)
    (unpacked / "storage").mkdir(mode=0o700, exist_ok=True)
    (unpacked / "storage").rename(home.storage)
    return kept


def _make(home: Home, settings: Settings, unpacked: Path, force: bool, report: Report) -> None:
    state = read_json(unpacked / "state.json")
    # the address of the sample feeds stands in the harvest sources; other ports may be taken here
    ports = {name: port for name, port in state.get("ports", {}).items() if name == "feeds"}
    servers = Servers(home, settings)
    try:
        with step(report, "PostgreSQL"):
            servers.start()
        room = {name: _room(servers.urls[which], which, force) for name, which in DATABASES.items()}
        for name, which in DATABASES.items():
            with step(report, f"Database {name.removesuffix('.dump')}"):
                load(servers.urls[which], unpacked / name, room[name])
        database.grant_datastore(
            servers.urls["database_url"], servers.urls["datastore_write_url"],
            servers.urls["datastore_read_url"],
        )  # fmt: skip
    finally:
        servers.stop()
    known = home.state().get("ports", {})
    home.remember(**{**state, "ports": {**ports, **known}})


def _room(url: str, which: str, force: bool) -> str:
    """SQL that drops all schemas of a database but the system's. Raises DatabaseInUse."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            return "".join(f"{line};\n" for line in _drops(cursor, which, force))
    finally:
        connection.close()


def _drops(cursor: Any, which: str, force: bool) -> Iterator[str]:
    cursor.execute(
        "SELECT nspname, (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid) "
        "FROM pg_namespace AS n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
    )
    # psql tells about every table that goes with its schema
    yield "SET client_min_messages = warning"
    for schema, things in cursor.fetchall():
        if things and not force:
            raise DatabaseInUse(f"LOERRACH_{which.upper()}")
        if things or schema != "public":
            yield sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)).as_string(cursor)
        if things and schema == "public":
            yield "CREATE SCHEMA public"
