"""Fill a database from a dump of pg_dump, on servers older than our programs as well."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from itertools import islice
from pathlib import Path
from typing import IO
from urllib.parse import unquote, urlsplit, urlunsplit

from .backup import DumpFailed
from .postgres import bin_folder

#: pg_restore 18 sets this for its session; servers before 17 do not know it and would stop there
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"
#: so many lines hold the settings of the session; after them come names and data of the portal
HEAD = 40


def load(url: str, dump: Path) -> None:
    """Bring everything of the dump into the database, or nothing. Raises DumpFailed."""
    parts = urlsplit(url)
    host = parts.netloc.replace(f":{parts.password}@", "@") if parts.password else parts.netloc
    address = urlunsplit(parts._replace(netloc=host))
    read = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    write = [
        _program("psql"), "--no-psqlrc", "--quiet", "--no-password", "--single-transaction",
        "--set=ON_ERROR_STOP=1", "--output=/dev/null", f"--dbname={address}",
    ]  # fmt: skip
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    with tempfile.TemporaryFile() as said:
        pipe = subprocess.PIPE
        with (
            subprocess.Popen(read, stdout=pipe, stderr=said) as reader,
            subprocess.Popen(write, stdin=pipe, stderr=said, env=environment) as writer,
        ):
            assert reader.stdout
            assert writer.stdin
            _pass_on(reader.stdout, writer.stdin)
            if reader.wait():
                # before it sees the end of its input, which would commit what came so far
                writer.kill()
            _close(writer.stdin)
        if reader.returncode or writer.returncode:
            said.seek(0)
            raise DumpFailed("pg_restore", said.read(10_000))


def _pass_on(source: IO[bytes], target: IO[bytes]) -> None:
    """Hand the script over; when nobody takes it any more, its error says why."""
    try:
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
