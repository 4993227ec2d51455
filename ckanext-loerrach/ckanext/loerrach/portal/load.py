"""Fill a database from a dump of pg_dump, on servers older than our programs as well."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from itertools import islice
from pathlib import Path
from typing import IO

from .backup import DumpFailed
from .postgres import bin_folder, connection

#: pg_restore 18 sets this for its session; servers before 17 do not know it and would stop there
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
#: so many lines hold the settings of the session; after them come names and data of the portal
HEAD = 40


def load(url: str, dump: Path, first: str = "") -> None:
    """Bring everything of the dump into the database, or nothing. Raises DumpFailed.

    `first` is SQL that is done before, in the same transaction.
    """
    address, environment = connection(url)
    read = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    write = [
        _program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--single-transaction",
        "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={address}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        pipe = subprocess.PIPE
        with (
            subprocess.Popen(read, stdout=pipe, stderr=said) as reader,
            subprocess.Popen(write, stdin=pipe, stderr=said, env=environment) as writer,
        ):
            assert reader.stdout
            assert writer.stdin
            whole = False
            try:
                _pass_on(first, reader.stdout, writer.stdin)
                whole = reader.wait() == 0
            finally:
                if not whole:
                    # before it sees the end of its input, which would commit what came so far
                    writer.kill()
                    reader.kill()
            _close(writer.stdin)
        if reader.returncode or writer.returncode:
            said.seek(0)
            raise DumpFailed("pg_restore", said.read(10_000))


def _pass_on(first: str, source: IO[bytes], target: IO[bytes]) -> None:
    """Hand the script over; when nobody takes it any more, its error says why."""
    try:
        target.write(first.encode())
        target.writelines(line for line in islice(source, HEAD) if line != UNKNOWN_BEFORE_17)
        shutil.copyfileobj(source, target)
        target.flush()
    except BrokenPipeError:
        source.close()


def _close(target: IO[bytes]) -> None:
    """End the script; a program that is gone has said why."""
    with contextlib.suppress(BrokenPipeError):
        target.close()


def _program(name: str) -> str:
    return str(bin_folder() / name)
