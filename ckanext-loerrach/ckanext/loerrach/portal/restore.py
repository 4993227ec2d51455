"""Make a portal again from the file of a backup."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from . import archive, database
from .backup import DATABASES
from .errors import FolderInUse, FolderNotWritable, PortalError, size
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
    A portal that `force` replaces is put aside, and put back if the new one cannot be made.
    Raises PortalError.
    """
    content = archive.manifest(file)
    home = Home(settings.home)
    used = home.is_portal and (home.state_file.exists() or home.ini.exists())
    if used and not force:
        raise FolderInUse(home.folder)
    home.open()
    with home.locked():
        unpacked = _unpack(home, file, content, report)
        try:
            _replace(home, settings, unpacked, force, report)
        finally:
            shutil.rmtree(unpacked, ignore_errors=True)
    without = "" if content.get("secrets") else " API tokens have to be made anew."
    return f"Restored the portal of {content['made_at']} into {home.folder}.{without}"


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


def _replace(home: Home, settings: Settings, unpacked: Path, force: bool, report: Report) -> None:
    """Put the old portal aside, make the new one, and only then delete the old one."""
    aside = Path(tempfile.mkdtemp(prefix="before-", dir=home.run))
    moved = [path for path in _content(home) if path.exists()]
    for path in moved:
        path.rename(aside / path.name)
    try:
        _make(home, settings, unpacked, force, report)
    except BaseException as error:
        for path in _content(home):
            _delete(path)
        for path in moved:
            (aside / path.name).rename(path)
        if isinstance(error, OSError):
            raise FolderNotWritable(home.folder, error.strerror or str(error)) from error
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _content(home: Home) -> list[Path]:
    """What makes one portal another than the next."""
    return [
        home.postgres, home.valkey, home.storage, home.state_file, home.secret_file, home.own_ini,
        home.ini,
    ]  # fmt: skip


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _make(home: Home, settings: Settings, unpacked: Path, force: bool, report: Report) -> None:
    for name, target in (("secrets.json", home.secret_file), ("own.ini", home.own_ini)):
        if (unpacked / name).exists():
            (unpacked / name).rename(target)
    (unpacked / "storage").mkdir(mode=0o700, exist_ok=True)
    (unpacked / "storage").rename(home.storage)
    state = read_json(unpacked / "state.json")
    # the address of the sample feeds stands in the harvest sources; other ports may be taken here
    ports = {name: port for name, port in state.get("ports", {}).items() if name == "feeds"}
    servers = Servers(home, settings)
    try:
        with step(report, "PostgreSQL"):
            servers.start()
        for name, which in DATABASES.items():
            with step(report, f"Database {name.removesuffix('.dump')}"):
                _fill(servers.urls[which], which, unpacked / name, force)
        database.grant_datastore(
            servers.urls["database_url"], servers.urls["datastore_write_url"],
            servers.urls["datastore_read_url"],
        )  # fmt: skip
    finally:
        servers.stop()
    known = home.state().get("ports", {})
    home.remember(**{**state, "ports": {**ports, **known}})


def _fill(url: str, which: str, dump: Path, force: bool) -> None:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            _empty(cursor, which, force)
    finally:
        connection.close()
    load(url, dump)


def _empty(cursor: Any, which: str, force: bool) -> None:
    """Make room in a database: drop its schemas, all but the system's."""
    cursor.execute(
        "SELECT nspname, (SELECT count(*) FROM pg_class WHERE relnamespace = n.oid) "
        "FROM pg_namespace AS n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
    )
    for schema, things in cursor.fetchall():
        if things and not force:
            raise DatabaseInUse(f"LOERRACH_{which.upper()}")
        if things or schema != "public":
            cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
        if things and schema == "public":
            cursor.execute("CREATE SCHEMA public")
