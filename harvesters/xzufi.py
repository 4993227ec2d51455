"""Services of the administration: what citizens need, what it costs, who is responsible (XZuFi)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from ._core import xml
from ._core.clock import BERLIN
from ._core.describe import LANGUAGE, THEME, dataset_fields, original, page, table_of
from ._core.errors import Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.objects import bad_row
from ._core.record import BadRecord, Cell, Record, Table
from ._core.values import BadValue
from ._xzufi import columns, message
from ._xzufi.message import Office, Service, children, identity, of

#: a key of the national catalogue of services
KEY = re.compile(r"99\d{12}")


class XZuFi(Harvester):
    """Descriptions of services with their offices, from one message of XZuFi."""

    info = HarvesterInfo(
        name="xzufi",
        title="XZuFi 2.2 and 2.3 (descriptions of services, LeiKa)",
        field="citizen-services",
        documentation="https://www.xrepository.de/details/urn:xoev-de:fim:standard:xzufi",
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Objects that cannot be read, then the one dataset."""
        # never conditional: services end on a day, also those of the same message
        answer = feed.get(accept="application/xml, text/xml, */*;q=0.1", part=True)
        root = message.document(xml.read(answer, feed, "XZuFi"), feed)
        found = _Found(feed)
        found.take(root)
        if not found.services:
            if found.bad:
                first = f"none that can be read; the first: {found.bad[0]}"
                raise WrongContent(feed.url, "services", first)
            raise Empty(feed.url, "service")
        feed.whole([answer.validators.digest, sorted(found.services)])
        yield from found.bad
        yield _record(feed, found)


@dataclass
class _Found:
    feed: Feed
    services: dict[str, Service] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    #: service -> offices that are responsible
    charge: dict[str, list[str]] = field(default_factory=dict)
    bad: list[BadRecord] = field(default_factory=list)

    def take(self, root: Element) -> None:
        """All objects of a message that are valid today and not taken back."""
        gone = self._gone(root)
        today = self.feed.now.astimezone(BERLIN).date()
        for number, one in enumerate(of(root, "leistung"), 1):
            self.feed.unknown(map(xml.local, one), message.KNOWN)
            self._service(one, number, gone)
        for number, one in enumerate(of(root, "organisationseinheit"), 1):
            self._office(one, number, gone)
        for number, one in enumerate(of(root, "zustaendigkeit"), 1):
            self._charge(one, number)
        over = [id for id, one in self.services.items() if one.end and one.end < today]
        for id in over:
            del self.services[id]
        if over:
            self.feed.notice("no longer valid", "leistung", f"{len(over)} services left out")

    def _gone(self, root: Element) -> set[str]:
        gone: set[str] = set()
        for number, one in enumerate(of(root, "loesche"), 1):
            try:
                gone |= message.deleted(one)
            except BadValue as error:
                self.bad.append(bad_row(self.feed, error, f"loesche #{number}"))
        return gone

    def _service(self, element: Element, number: int, gone: set[str]) -> None:
        try:
            one = message.service(element)
        except BadValue as error:
            self.bad.append(bad_row(self.feed, error, f"leistung #{number}"))
            return
        if one.id in self.services:
            again = BadValue("id", one.id, "the same service again; the first one counts")
            self.bad.append(bad_row(self.feed, again, f"leistung #{number}"))
            return
        wrong = [key for key in one.keys if not KEY.fullmatch(key)]
        for key in wrong:
            one.keys.remove(key)
            self.feed.notice("value left out", "referenzLeiKa", f"{one.id}: {key}")
        if one.id not in gone:
            self.services[one.id] = one

    def _office(self, element: Element, number: int, gone: set[str]) -> None:
        try:
            one = message.office(element)
        except BadValue as error:
            self.bad.append(bad_row(self.feed, error, f"organisationseinheit #{number}"))
            return
        if one.id not in gone:
            self.offices.setdefault(one.id, one)

    def _charge(self, element: Element, number: int) -> None:
        if children(element, "leistungID") and children(element, "organisationseinheitID"):
            try:
                service = identity(element, "leistungID")
                office = identity(element, "organisationseinheitID")
            except BadValue as error:
                self.bad.append(bad_row(self.feed, error, f"zustaendigkeit #{number}"))
                return
            self.charge.setdefault(service, []).append(office)

    def of_service(self, id: str) -> list[str]:
        """Names of the offices of a service."""
        found = (self.offices[one].name for one in self.charge.get(id, ()) if one in self.offices)
        return list(dict.fromkeys(found))


def _record(feed: Feed, found: _Found) -> Record:
    source = feed.source
    keys = sorted({key for one in found.services.values() for key in one.keys})
    more = {
        "theme": [f"{THEME}GOVE"], "language": [f"{LANGUAGE}DEU"], **page(source),
        **({"service_key": keys} if len(keys) <= 50 else {}),
    }  # fmt: skip
    services = Table(columns.SERVICES, _services(found), ["id"])
    resources = [table_of(source, "services", columns.SERVICES_TITLE, columns.SERVICES_NOTES,
                          services)]  # fmt: skip
    if found.offices:
        offices = Table(columns.OFFICES, _offices(found), ["id"])
        resources.append(
            table_of(source, "offices", columns.OFFICES_TITLE, columns.OFFICES_NOTES, offices)
        )
    return Record(
        id=source.name, title=source.title, notes=source.notes, tags=columns.TAGS,
        fields=dataset_fields(source, **more),
        resources=[*resources, original(feed, "XML", "application/xml")],
    )  # fmt: skip


#: texts that stand in the row as they are
TOLD = (
    "requirements", "documents", "procedure", "fees", "deadline", "duration", "forms",
    "legal_basis", "hints",
)  # fmt: skip


def _services(found: _Found) -> list[list[Cell]]:
    rows = [_service(one, found) for one in found.services.values()]
    return sorted(rows, key=lambda row: (str(row[2]), str(row[0])))


def _service(one: Service, found: _Found) -> list[Cell]:
    names = [one.text("name", "title", language=code) for code in ("de", "fr", "en")]
    return [
        one.id, "; ".join(one.keys) or None, *names, one.text("teaser", "short"),
        one.text("description", "short"), *(one.text(name) for name in TOLD),
        "; ".join(found.of_service(one.id)) or None, one.begin, one.end,
    ]  # fmt: skip


def _offices(found: _Found) -> list[list[Cell]]:
    count = dict.fromkeys(found.offices, 0)
    for service, offices in found.charge.items():
        for one in set(offices) & count.keys() if service in found.services else ():
            count[one] += 1
    rows: list[list[Cell]] = [
        [one.id, one.name, one.street, one.postcode, one.town, count[one.id]]
        for one in found.offices.values()
    ]
    return sorted(rows, key=lambda row: (str(row[1]), str(row[0])))
