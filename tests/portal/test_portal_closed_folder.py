"""A clone below a folder that only root may enter, as /root is or what `mktemp -d` makes."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from ckanext.loerrach.portal import postgres
from ckanext.loerrach.testing import free_port


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with mode 0700 that holds PostgreSQL's programs as an environment does."""
    package = postgres.bin_folder().parents[1]
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    for part in (package, package.with_suffix(".libs")):
        shutil.copytree(part, folder / part.name, symlinks=True)
    programs = folder / package.name / "pginstall" / "bin"
    monkeypatch.setattr(postgres, "bin_folder", lambda: programs)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another user for PostgreSQL")
def test_postgresql_runs_where_only_root_may_enter(closed: Path) -> None:
    """It starts, answers, does not run as root, and the folder stays closed."""
    server = postgres.Postgres(closed / "portal" / "postgres", free_port(), "secret")
    server.init()
    server.start()
    try:
        with psycopg2.connect(server.url()) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 6 * 7")
            assert cursor.fetchone() == (42,)
        assert server.process is not None
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        facts = dict(line.split(":", 1) for line in status.splitlines())
        assert "0" not in facts["Uid"].split()
        # CAP_DAC_READ_SEARCH and nothing else
        assert int(facts["CapPrm"], 16) == int(facts["CapEff"], 16) == 1 << 2
    finally:
        server.stop()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
