"""In which version each record was read last: what is the same is not mapped and compared again.

Versions count only while everything else is as the engine left it: the dataset, the settings of
the source (memory._about), and the code that maps.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

import ckanext.loerrach.harvesters
import ckanext.loerrach.schemas
import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.harvesters._core.record import Version

from . import mapping, state
from .context import Run
from .state import TABLE
from .task import Task

#: what a record becomes depends on these, too: words of the catalogue
CATALOGUE = Path(__file__).parents[1] / "catalogue"
REMEMBER = """
    UPDATE loerrach_harvest_state AS state SET stamp = one.stamp, given = one.given
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one(record text, stamp text, given text)
    WHERE state.source_id = :source AND state.record_id = one.record
        AND (state.stamp, state.given) IS DISTINCT FROM (one.stamp, one.given)
"""


def load(source_id: str) -> dict[str, Version]:
    """Versions of the records whose datasets are as the engine left them."""
    packages, row = model.package_table, TABLE.c
    query = (
        sa.select(row.record_id, row.stamp, row.given)
        .join_from(TABLE, packages, packages.c.id == row.package_id)
        .where(
            row.source_id == source_id, row.given != "", row.holds, row.identities.is_not(None),
            row.missing_since.is_(None), row.archived_at.is_(None), row.deleted_at.is_(None),
            packages.c.state == "active", packages.c.metadata_modified == row.written,
        )
    )  # fmt: skip
    return {id: Version(stamp, given) for id, stamp, given in model.Session.execute(query)}


def remember(run: Run, tasks: Iterable[Task]) -> None:
    """Note the versions of what was written or found unchanged, and commit."""
    report = run.report
    done = {*report.added, *report.updated, *report.restored, *report.unchanged}
    read = (task.record for task in tasks if task.record.id in done)
    rows = (
        {"record": one.id, "stamp": one.version.stamp, "given": one.version.digest}
        for one in read
        if one.version.digest
    )
    if state.note_each(REMEMBER, run.settings.id, rows):
        model.Session.commit()


@cache
def made_by() -> str:
    """Digest of the source files that decide what a record becomes."""
    folders = [CATALOGUE / "mapping", *map(Path, ckanext.loerrach.schemas.__path__),
               *map(Path, ckanext.loerrach.harvesters.__path__)]  # fmt: skip
    files = {path for folder in folders for path in folder.rglob("*") if _decides(path)}
    files |= {*CATALOGUE.glob("*.py"), Path(mapping.__file__)}
    found = blake2b(digest_size=16)
    for path in sorted(files):
        found.update(path.read_bytes())
    return found.hexdigest()


def _decides(path: Path) -> bool:
    # sources.yaml holds settings, of which each source's own are compared
    return path.suffix in {".py", ".yaml", ".tsv"} and path.name != "sources.yaml"
