"""Our own datasets, as others show them to us: they come back from everybody who harvests us.

They are told by our address in what a record says of itself, by an id or an identifier of ours, and
by the ids that other portals have given them. The last are remembered when a portal tells them with
our address, because the next one on the way may have kept nothing but such an id.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.dcat.utils import catalog_uri
from ckanext.loerrach.harvesters._core.record import Record
from sqlalchemy.dialects.postgresql import insert

from . import state
from .identity import URI, addresses, uuids

#: made by ../migration/loerrach_harvest: id that another portal gave a dataset of ours
TABLE = sa.table(
    "loerrach_harvest_echo", sa.column("name", sa.Text), sa.column("package_id", sa.Text)
)  # fmt: skip


@dataclass
class Ours:
    """What is ours among the names of the new records of a run."""

    #: addresses under which the portal and its catalogue are known
    sites: frozenset[str]
    #: name in the world -> id and name of a dataset of this portal
    known: dict[str, tuple[str, str]] = field(default_factory=dict)

    def reason(self, record: Record) -> str | None:
        """Why the record is ours, coming back; None if it is not."""
        if any(map(self._here, record.chain)):
            return "it has been through this portal"
        for name in sorted(_all_names(record)):
            if self._here(name):
                return f"it is {name}"
            if name in self.known:
                return f"it is our dataset '{self.known[name][1]}'"
        return None

    def _here(self, address: str) -> bool:
        """Is it an address of this portal? Its feed names its own things so."""
        return any(f"{address}/".startswith(f"{site}/") for site in self.sites)

    def remember(self, records: Iterable[Record], but: Collection[str]) -> bool:
        """Keep the ids under which others know datasets of ours; not committed. Is there any?"""
        rows = []
        for record in records:
            names = addresses(record)
            mine = {self.known[name][0] for name in names if name in self.known}
            new = sorted(uuids(names) - self.known.keys() - set(but)) if len(mine) == 1 else []
            rows += [{"name": name, "package_id": next(iter(mine))} for name in new]
        if rows:
            model.Session.execute(insert(TABLE).values(rows).on_conflict_do_nothing())
        return bool(rows)


def ours(records: Iterable[Record]) -> Ours:
    """Look up the names of new records."""
    sites = frozenset(one.rstrip("/") for one in (tk.config["ckan.site_url"], catalog_uri()))
    found = Ours(sites)
    names = {name for record in records for name in _all_names(record)}
    wanted = uuids(names) | {name for name in names if URI.fullmatch(name)}
    if wanted:
        for row in model.Session.execute(_known(wanted)):
            found.known |= {name: (row[0], row[1]) for name in (row[0], *row[2:]) if name in names}
    return found


def _all_names(record: Record) -> set[str]:
    """Every name that the record gives itself, good or bad, and what its addresses end with."""
    more = record.fields.get("alternate_identifier") or []
    given = [record.id, record.fields.get("identifier"), record.fields.get("uri"),
             *(more if isinstance(more, list) else [more]), *record.aliases]  # fmt: skip
    return {one for one in given if isinstance(one, str) and one} | uuids([*given, *record.chain])


def _known(wanted: set[str]) -> Any:
    """Datasets whose id, or whose identifier as the town gave it, or another's id is among these.

    Deleted ones, too: what the town has deleted does not come back from its neighbours.
    """
    packages, harvested = model.package_table, state.TABLE
    identifier = packages.c.extras["identifier"].astext
    foreign = sa.select(sa.literal(1)).where(harvested.c.package_id == packages.c.id).exists()
    return (
        sa.select(packages.c.id, packages.c.name, identifier, TABLE.c.name)
        .join_from(packages, TABLE, sa.and_(
            TABLE.c.package_id == packages.c.id, TABLE.c.name.in_(wanted)
        ), isouter=True)
        .where(
            packages.c.type == "dataset",
            packages.c.id.in_(wanted) | (identifier.in_(wanted) & ~foreign)
            | TABLE.c.name.is_not(None),
        )
    )  # fmt: skip
