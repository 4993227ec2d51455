"""A dump comes into a database whole, or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import psycopg2
import pytest
from ckanext.loerrach.portal import database
from ckanext.loerrach.portal import load as loading
from ckanext.loerrach.portal.backup import DumpFailed, dump
from ckanext.loerrach.portal.errors import ServerFailed
from ckanext.loerrach.portal.load import HEAD, UNKNOWN_BEFORE_17, load
from ckanext.loerrach.portal.ports import free
from ckanext.loerrach.portal.postgres import Postgres, bin_folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = tmp_path_factory.mktemp("load")
    folder.chmod(0o711)
    server = Postgres(folder / "postgres", free(), "a-p_w", ("fsync=off",))
    server.init()
    server.start()
    yield server
    server.stop()


def ask(server: Postgres, database: str, *statements: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(server.url(database))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = list(cursor.fetchall()) if cursor.description else []
    connection.close()
    return rows


@pytest.fixture(scope="module")
def dumped(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table with a row that looks like the line that is left out, and one of every kind."""
    ask(
        server, "postgres",
        "CREATE TABLE words (id int PRIMARY KEY, word text)",
        "INSERT INTO words VALUES (1, 'SET transaction_timeout = 0;'), (2, E'Straße\\t\\\\.\\n')",
        "INSERT INTO words SELECT n, repeat(md5(n::text), 20) FROM generate_series(3, 5000) n",
    )  # fmt: skip
    file = tmp_path_factory.mktemp("dumped") / "words.dump"
    dump(server.url(), file)
    return file


def test_everything_is_there_again(server: Postgres, dumped: Path) -> None:
    ask(server, "postgres", "CREATE DATABASE whole")
    load(server.url("whole"), dumped)
    sums = "SELECT count(*), md5(string_agg(word, '|' ORDER BY id)) FROM words"
    assert ask(server, "whole", sums) == ask(server, "postgres", sums)


def test_of_a_dump_that_is_cut_off_nothing_stays(
    server: Postgres, dumped: Path, tmp_path: Path
) -> None:
    ask(server, "postgres", "CREATE DATABASE part")
    cut = tmp_path / "cut.dump"
    cut.write_bytes(dumped.read_bytes()[:-2000])
    with pytest.raises(DumpFailed, match="pg_restore failed"):
        load(server.url("part"), cut)
    assert ask(server, "part", "SELECT to_regclass('words')") == [(None,)]


def test_of_a_dump_that_meets_a_table_of_that_name_nothing_stays(
    server: Postgres, dumped: Path
) -> None:
    ask(server, "postgres", "CREATE DATABASE used")
    ask(server, "used", "CREATE TABLE words (mine int)")
    with pytest.raises(DumpFailed, match="already exists"):
        load(server.url("used"), dumped)
    assert ask(server, "used", "SELECT * FROM words") == []


#: as `restore --force` makes room for what it loads
ROOM = "SET client_min_messages = warning;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def used(server: Postgres, database: str) -> None:
    """A database that holds something of that name, and something else."""
    ask(server, "postgres", f"CREATE DATABASE {database}")
    ask(server, database, "CREATE TABLE words (mine int)", "CREATE TABLE more (mine int)")


def test_what_was_there_makes_room_for_a_whole_dump(server: Postgres, dumped: Path) -> None:
    used(server, "replaced")
    load(server.url("replaced"), dumped, ROOM)
    assert ask(server, "replaced", "SELECT count(*) FROM words") == [(5000,)]
    assert ask(server, "replaced", "SELECT to_regclass('more')") == [(None,)]


def test_what_was_there_stays_when_the_dump_is_cut_off(
    server: Postgres, dumped: Path, tmp_path: Path
) -> None:
    """On a server of one's own nobody puts a folder back: the dropping has to be undone as well."""
    used(server, "kept")
    cut = tmp_path / "cut.dump"
    cut.write_bytes(dumped.read_bytes()[:-2000])
    with pytest.raises(DumpFailed, match="pg_restore failed"):
        load(server.url("kept"), cut, ROOM)
    assert ask(server, "kept", "SELECT * FROM words CROSS JOIN more") == []


def test_what_was_there_stays_when_somebody_interrupts(
    server: Postgres, dumped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """psql must not see an end of its input that is none: it would commit the half of it."""

    def interrupt(first: str, source: IO[bytes], target: IO[bytes]) -> None:
        target.write(first.encode())
        target.writelines(islice(source, HEAD))
        target.flush()
        raise KeyboardInterrupt

    used(server, "interrupted")
    monkeypatch.setattr(loading, "_pass_on", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load(server.url("interrupted"), dumped, ROOM)
    assert ask(server, "interrupted", "SELECT * FROM words CROSS JOIN more") == []


def test_what_older_servers_do_not_know_stands_where_it_is_left_out(dumped: Path) -> None:
    script = subprocess.run(
        [bin_folder() / "pg_restore", "--file=-", dumped], capture_output=True, check=True
    ).stdout
    assert UNKNOWN_BEFORE_17 in script.splitlines(keepends=True)[:HEAD]


def test_a_password_that_postgresql_does_not_know_is_one_sentence(server: Postgres) -> None:
    """As with the secrets.json of another portal."""
    stranger = Postgres(server.folder, server.port, "another")
    with pytest.raises(ServerFailed, match="password authentication failed") as caught:
        database.create(stranger, {})
    assert "\n" not in str(caught.value)
