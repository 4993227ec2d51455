"""Collections of museums, archives and libraries over OAI-PMH: one source is one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

from ._core import xml
from ._core.columns import texts
from ._core.describe import original, table_of
from ._core.errors import SettingError, Unchanged, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row
from ._core.record import BadRecord, Cell, Record, Table
from ._core.values import BadValue
from ._events import dataset
from ._oaipmh import dublin_core, lido, protocol
from ._oaipmh.piece import COLUMNS
from ._oaipmh.protocol import Listing, child, text

READERS = {"dc": dublin_core.read, "lido": lido.read}
KINDS = ("museum", "archive", "library", "photographs", "public-art", "other")
#: pieces that are remembered from run to run, so that only what is new is asked for
KEPT = 20_000
#: whoever reads a piece otherwise than before raises it: what was remembered is read again
READING = 1
TITLE = texts("Stücke", "Objets", "Pieces")
NOTES = texts(
    "Eine Zeile je Stück der Sammlung.",
    "Une ligne par objet de la collection.",
    "One row per piece of the collection.",
)
TAGS = {
    "de": ["Sammlung", "Kulturerbe"],
    "fr": ["collection", "patrimoine"],
    "en": ["collection", "cultural heritage"],
}


class OaiPmh(Harvester):
    """Collections over OAI-PMH 2.0, in Dublin Core (oai_dc) or LIDO."""

    info = HarvesterInfo(
        name="oaipmh",
        title="OAI-PMH 2.0 (oai_dc, LIDO)",
        field="culture",
        documentation="https://www.openarchives.org/OAI/openarchivesprotocol.html",
        settings={
            "prefix": "metadataPrefix: oai_dc (default), lido, or what the repository calls them",
            "set": "only this set of the repository (setSpec)",
            "kind": f"what is collected: one of {', '.join(KINDS)} (museum)",
            "holder": "the house, as citizens call it",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Pieces that cannot be read, then the one dataset."""
        _check(feed)
        policy = protocol.identity(feed)
        since = _since(feed, policy)
        listing = Listing(feed, _query(feed, since))
        found = _Found(feed, dict(feed.before["pieces"]) if since else {})
        for number, record in enumerate(listing.records(), 1):
            found.take(record, number)
        if since and not found.changed:
            raise Unchanged(feed.url)
        if not found.rows:
            if not found.bad:
                raise protocol.empty(feed)
            first = f"none that can be read; the first: {found.bad[0]}"
            raise WrongContent(feed.url, "pieces", first)
        rows = [found.rows[id] for id in sorted(found.rows)]
        if policy.deleted == "persistent" and len(rows) <= KEPT:
            feed.keep |= {"pieces": found.rows, "began": listing.began, "reading": READING}
        feed.whole([rows, list(map(str, found.bad))])
        yield from found.bad
        yield _record(feed, rows)


class _Found:
    """The rows of a collection by identifier: those remembered, and what the list says of them."""

    def __init__(self, feed: Feed, rows: dict[str, list[Cell]]) -> None:
        self.feed, self.rows = feed, rows
        self.bad: list[BadRecord] = []
        self.changed = False
        self._taken: set[str] = set()

    def take(self, record: Element, number: int) -> None:
        """A record that is new, changed or deleted."""
        header = child(record, "header")
        id = text(header, "identifier")
        if not id or id in self._taken:
            problem = "the same identifier twice" if id else "missing"
            error = BadValue("identifier", id or None, problem, "Give every record its own")
            self.bad.append(bad_row(self.feed, error, id or f"#{number}"))
            return
        self._taken.add(id)
        if header is not None and header.get("status") == "deleted":
            self.changed |= self.rows.pop(id, None) is not None
            return
        try:
            row = self._row(record, id)
        except BadValue as error:
            self.bad.append(bad_row(self.feed, error, id))
            return
        self.changed |= self.rows.get(id) != row
        self.rows[id] = row

    def _row(self, record: Element, id: str) -> list[Cell]:
        self.feed.unknown((xml.local(one) for one in record), ("header", "metadata", "about"))
        metadata = child(record, "metadata")
        for one in metadata.iter() if metadata is not None else ():
            if reader := READERS.get(xml.local(one)):
                return reader(self.feed, one, id[:500]).row(self.feed)
        raise BadValue("metadata", None, "neither oai_dc nor LIDO", "Look at the setting 'prefix'")


def _check(feed: Feed) -> None:
    """SettingError for what no run can work with."""
    for name, value in feed.source.settings.items():
        if name in ("prefix", "set", "holder") and not isinstance(value, str):
            raise SettingError(feed.source.name, name, "a text is needed")
    if feed.source.settings.get("kind", KINDS[0]) not in KINDS:
        raise SettingError(feed.source.name, "kind", f"is none of {', '.join(KINDS)}")


def _query(feed: Feed, since: str) -> dict[str, Any]:
    settings = feed.source.settings
    query = {"metadataPrefix": settings.get("prefix", "oai_dc")}
    query |= {"set": settings["set"]} if settings.get("set") else {}
    return query | ({"from": since} if since else {})


def _since(feed: Feed, policy: protocol.Identity) -> str:
    """From when on to ask; "" for everything.

    Only who never forgets a deleted record (section 2.5.1, persistent) can be asked for what is
    new: anyone else is asked for all, and what is not in the list is gone. A day is asked twice, as
    the clocks of servers and the order of their changes are their own.
    """
    before = feed.before
    known = before.get("pieces") and before.get("reading") == READING
    if policy.deleted != "persistent" or not known or not feed.conditional:
        return ""
    try:
        began = datetime.fromisoformat(str(before.get("began", "")))
    except ValueError:
        return ""
    if began.tzinfo is None:
        began = began.replace(tzinfo=UTC)
    since = began.astimezone(UTC) - timedelta(days=1)
    return since.strftime("%Y-%m-%dT%H:%M:%SZ" if policy.seconds else "%Y-%m-%d")


def _record(feed: Feed, rows: list[list[Cell]]) -> Record:
    settings = feed.source.settings
    names = [column.name for column in COLUMNS]
    years = [row[names.index(name)] for row in rows for name in ("year_from", "year_to")]
    known = [year for year in years if isinstance(year, int) and year >= 1000]
    fields: dict[str, Any] = {"collection_holder": settings.get("holder")}
    if known:
        fields |= {"object_period_start": str(min(known)), "object_period_end": str(max(known))}
    table = table_of(feed.source, "pieces", TITLE, NOTES, Table(COLUMNS, rows, ["id"]))
    kind = str(settings.get("kind", KINDS[0]))
    given = {name: value for name, value in fields.items() if value}
    return dataset.record(
        feed, [table, original(feed, "XML", "text/xml")], {}, TAGS, [kind], **given
    )
