"""The tables of the feed (migration loerrach_catalogue), read and written in plain SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import psycopg2.errors
from sqlalchemy.exc import ProgrammingError

from .errors import NoTables

#: any number that nobody else uses: one builder per dataset, one writer of files, one adder
LOCK = 0x10E77FEE
#: rows of the list of changes that are left before they are added up
_MANY_CHANGES = 200


@dataclass(frozen=True)
class State:
    """What everything that is kept depends on."""

    #: grows with every change of the feed, in the transaction of the change
    version: int
    #: grows with every dataset that leaves it
    gone: int
    #: the last of these changes
    changed: datetime
    #: whether datasets wait to be serialised anew
    stale: bool
    #: by what the whole view was made, None if it never was
    made_by: str | None
    head_by: str | None
    #: whether the view is kept up to date, and was asked for today
    kept: bool
    asked_today: bool


_STATE = """
SELECT c.n, c.gone, c.at,
    EXISTS (SELECT FROM loerrach_catalogue_stale)
        OR EXISTS (SELECT FROM loerrach_catalogue_fragment WHERE due <= now()),
    v.made_by, v.head_by, v.view IS NOT NULL, coalesce(v.asked = current_date, false)
FROM (SELECT coalesce(sum(n), 0)::bigint AS n, coalesce(sum(gone), 0)::bigint AS gone,
        coalesce(max(at), now()) AS at FROM loerrach_catalogue_change) c
LEFT JOIN loerrach_catalogue_view v ON v.view = %s
"""


def state_on(connection: Any, view: str) -> State:
    """The state of a view as a connection sees it."""
    return State(*connection.exec_driver_sql(_STATE, (view,)).one())


def state(view: str) -> State:
    """The state of a view now. Raises NoTables."""
    try:
        return state_on(model.Session.connection(), view)
    except ProgrammingError as error:
        model.Session.rollback()
        if isinstance(error.orig, psycopg2.errors.UndefinedTable):
            raise NoTables from error
        raise


@contextmanager
def snapshot() -> Iterator[Any]:
    """A connection that sees one state of the database, whoever writes meanwhile."""
    engine = model.Session.connection().engine
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Any]:
    """A transaction of the feed's own, which nobody else's commit ends.

    What it writes can be made again: it does not wait for the disk.
    """
    engine = model.Session.connection().engine
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        yield connection


def idle() -> bool:
    """Whether CKAN's session has written nothing: then its transaction may be ended."""
    session = model.Session()
    if session.new or session.deleted or session.dirty or session.in_nested_transaction():
        return False
    asked = session.connection().exec_driver_sql("SELECT pg_current_xact_id_if_assigned()")
    return asked.scalar() is None


def note_change(connection: Any, gone: int = 0) -> None:
    """Tell those who keep pages; a new row each time, for a shared one would make writers wait.

    Steps are uneven: what is lost with a server that dies (see ``writing``) must not be counted up
    to the same number again, under which somebody keeps a page.
    """
    connection.exec_driver_sql(
        "INSERT INTO loerrach_catalogue_change (n, gone) "
        "VALUES (1 + floor(random() * 1000000)::bigint, %s)",
        (gone,),
    )


def add_up() -> None:
    """Add up the list of changes when it is long; the sums stay what they are."""
    with writing() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM loerrach_catalogue_change")
        free = connection.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s)", (LOCK,))
        if count.scalar() > _MANY_CHANGES and free.scalar():
            connection.exec_driver_sql(
                "WITH seen AS (DELETE FROM loerrach_catalogue_change RETURNING n, gone, at) "
                "INSERT INTO loerrach_catalogue_change (n, gone, at) "
                "SELECT sum(n), sum(gone), max(at) FROM seen"
            )


def stale(limit: int) -> list[str]:
    """Datasets that wait, those that have waited longest first, and those whose time has come."""
    rows = model.Session.connection().exec_driver_sql(
        "SELECT package_id FROM (SELECT package_id, min(n) AS n FROM loerrach_catalogue_stale "
        "GROUP BY package_id UNION ALL SELECT DISTINCT package_id, 0 "
        "FROM loerrach_catalogue_fragment WHERE due <= now()) AS waiting "
        "GROUP BY package_id ORDER BY min(n) LIMIT %s",
        (limit,),
    )
    return [str(row[0]) for row in rows]


def missing(view: str, made_by: str, limit: int) -> list[str]:
    """Public datasets that have not been looked at for a view, or by other code."""
    rows = model.Session.connection().exec_driver_sql(
        "SELECT e.package_id FROM loerrach_catalogue_entry e LEFT JOIN "
        "loerrach_catalogue_fragment f ON f.package_id = e.package_id AND f.view = %s "
        "WHERE e.public AND f.made_by IS DISTINCT FROM %s ORDER BY e.position LIMIT %s",
        (view, made_by, limit),
    )
    return [str(row[0]) for row in rows]


def waits(package_id: str, view: str, made_by: str) -> bool:
    """Whether a public dataset is to be looked at anew for a view."""
    found = model.Session.connection().exec_driver_sql(
        "SELECT EXISTS (SELECT FROM loerrach_catalogue_stale WHERE package_id = %s) OR NOT EXISTS ("
        "SELECT FROM loerrach_catalogue_fragment WHERE package_id = %s AND view = %s "
        "AND made_by = %s AND (due IS NULL OR due > now()))",
        (package_id, package_id, view, made_by),
    )
    return bool(found.scalar())


def progress(view: str, made_by: str) -> tuple[int, int]:
    """How many public datasets were looked at for a view by this code, and how many there are."""
    row = model.Session.connection().exec_driver_sql(
        "SELECT count(f.package_id), count(*) FROM loerrach_catalogue_entry e LEFT JOIN "
        "loerrach_catalogue_fragment f ON f.package_id = e.package_id AND f.view = %s "
        "AND f.made_by = %s WHERE e.public",
        (view, made_by),
    )
    done, total = row.one()
    return int(done), int(total)


def kept_views() -> list[str]:
    """Views that are kept up to date."""
    rows = model.Session.connection().exec_driver_sql(
        "SELECT view FROM loerrach_catalogue_view ORDER BY view"
    )
    return [str(row[0]) for row in rows]


def keep(view: str) -> None:
    """Keep a view up to date from now on; note that it was asked for."""
    with writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO loerrach_catalogue_view (view) VALUES (%s) "
            "ON CONFLICT (view) DO UPDATE SET asked = current_date",
            (view,),
        )


def forget_unasked(days: int, except_view: str) -> None:
    """Keep no view that nobody has asked for in so many days."""
    with writing() as connection:
        rows = connection.exec_driver_sql(
            "DELETE FROM loerrach_catalogue_view WHERE asked < current_date - %s AND view <> %s "
            "RETURNING view",
            (days, except_view),
        )
        gone = [row[0] for row in rows]
        connection.exec_driver_sql(
            "DELETE FROM loerrach_catalogue_fragment WHERE view = ANY(%s)", (gone,)
        )


def set_made(view: str, made_by: str) -> None:
    """Say that the whole view was made by this; nothing if something is missing."""
    with writing() as connection:
        connection.exec_driver_sql(
            "UPDATE loerrach_catalogue_view SET made_by = %s WHERE view = %s AND NOT EXISTS ("
            "SELECT FROM loerrach_catalogue_entry e LEFT JOIN loerrach_catalogue_fragment f "
            "ON f.package_id = e.package_id AND f.view = %s "
            "WHERE e.public AND f.made_by IS DISTINCT FROM %s AND NOT EXISTS ("
            "SELECT FROM loerrach_catalogue_stale s WHERE s.package_id = e.package_id))",
            (made_by, view, view, made_by),
        )


def set_head(view: str, head_by: str, head: str) -> None:
    """Keep the head of a view."""
    with writing() as connection:
        changed = connection.exec_driver_sql(
            "UPDATE loerrach_catalogue_view SET head_by = %s, head = %s WHERE view = %s "
            "AND head_by IS DISTINCT FROM %s",
            (head_by, head, view, head_by),
        )
        if changed.rowcount:
            note_change(connection)


def doomed(connection: Any, marks: Sequence[int]) -> None:
    """Take marks away whose datasets were looked at."""
    connection.exec_driver_sql("DELETE FROM loerrach_catalogue_stale WHERE n = ANY(%s)", (marks,))
