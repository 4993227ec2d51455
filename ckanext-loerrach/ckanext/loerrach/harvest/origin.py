"""Where a record comes from: our own dataset that comes back, or one that another source has, too.

The same dataset reaches a portal by several routes: from its publisher and from a portal that
harvested it. dct:identifier is what they share (DCAT-AP.de 3.0, convention 8); the newest version
wins and is written, the other route is remembered. What is ours comes back from everybody who
harvests us, and is left where it is.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from ckanext.loerrach.harvesters._core.record import Record

from .state import TABLE, Known

#: identifiers that two publishers do not choose by accident: with a scheme, as a URI or a URN
URI = re.compile(r"[a-z][a-z0-9+.-]*:\S{8,}", re.IGNORECASE)


@dataclass(frozen=True)
class Holder:
    """The route by which a dataset is written at present."""

    known: Known
    #: dct:modified as its source gives it
    modified: str | None


@dataclass
class Origins:
    """What the portal knows of the records of one run; asked once per run."""

    site: str
    #: identities of datasets that are the town's own, or of this portal -> name
    own: dict[str, str] = field(default_factory=dict)
    #: identifier, or id of a dataset -> the other source's route that holds it
    holders: dict[str, Holder] = field(default_factory=dict)

    def echo(self, record: Record) -> str | None:
        """Why the record is ours, coming back; None if it is not."""
        if any(f"{catalogue}/".startswith(f"{self.site}/") for catalogue in record.chain):
            return "it has been through this portal"
        for identity in _identities(record):
            if identity.startswith(f"{self.site}/dataset/"):
                return f"it is {identity}"
            if identity in self.own:
                return f"it is our dataset '{self.own[identity]}'"
        return None

    def holder(self, record: Record, before: Known | None) -> Holder | None:
        """Who writes the dataset of this record; None if nobody else does."""
        if before:
            return None if before.holds else self.holders.get(before.package_id)
        return self.holders.get(_identifier(record))


def origins(source_id: str, records: Iterable[Record], known: dict[str, Known]) -> Origins:
    """Look up the records that are new, and those that another source holds."""
    found = Origins(str(tk.config["ckan.site_url"]).rstrip("/"))
    new = [record for record in records if record.id not in known]
    found.own = _own({identity for record in new for identity in _identities(record)})
    identifiers = {identifier for record in new if (identifier := _identifier(record))}
    packages = {one.package_id for one in known.values() if not one.holds}
    if identifiers or packages:
        for row in model.Session.execute(_holders(source_id, identifiers, packages)):
            identifier, modified, at, *facts = row
            holder = Holder(Known(*facts, modified_at=at), modified)
            found.holders |= {identifier: holder} if identifier else {}
            found.holders[holder.known.package_id] = holder
    return found


def newer(record: Record, holder: Holder) -> bool:
    """Is the record newer than what is written? What has no date is not."""
    ours, theirs = _moment(record.fields.get("modified")), _moment(holder.modified)
    return ours is not None and (theirs is None or ours > theirs)


def _moment(value: Any) -> datetime | None:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _identities(record: Record) -> set[str]:
    more = record.fields.get("alternate_identifier") or []
    given = [record.id, record.fields.get("identifier"), record.fields.get("uri"),
             *(more if isinstance(more, list) else [more]), *record.aliases]  # fmt: skip
    return {one for one in given if isinstance(one, str) and one}


def _identifier(record: Record) -> str:
    """The identifier if it says which dataset of the world it means; "TODO" and "1" do not."""
    identifier = record.fields.get("identifier")
    known = isinstance(identifier, str) and (URI.fullmatch(identifier) or _is_uuid(identifier))
    return str(identifier) if known else ""


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _own(identities: set[str]) -> dict[str, str]:
    """Datasets whose id, or whose identifier as the town gave it, is among these."""
    if not identities:
        return {}
    packages = model.package_table
    identifier = packages.c.extras["identifier"].astext
    harvested = sa.select(sa.literal(1)).where(TABLE.c.package_id == packages.c.id).exists()
    wanted = [one for one in identities if _is_uuid(one) or URI.fullmatch(one)]
    query = sa.select(packages.c.id, identifier, packages.c.name).where(
        packages.c.type == "dataset", packages.c.state != "deleted",
        packages.c.id.in_(wanted) | (identifier.in_(wanted) & ~harvested),
    )  # fmt: skip
    rows = model.Session.execute(query).all()
    return {key: row[2] for row in rows for key in row[:2] if key in identities}


def _holders(source_id: str, identifiers: set[str], packages: set[str]) -> Any:
    table = model.package_table
    edited = sa.func.coalesce(table.c.metadata_modified != TABLE.c.written, sa.false())
    return (
        sa.select(
            TABLE.c.identifier, TABLE.c.modified, table.c.metadata_modified,
            TABLE.c.package_id, table.c.name, table.c.state, TABLE.c.hash, TABLE.c.missing_since, TABLE.c.holds, edited,
        )
        .join_from(TABLE, table, table.c.id == TABLE.c.package_id)
        .where(
            TABLE.c.holds, TABLE.c.source_id != source_id,
            TABLE.c.identifier.in_(identifiers) | TABLE.c.package_id.in_(packages),
        )
    )  # fmt: skip
