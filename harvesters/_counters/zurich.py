"""Zürich's hours (Velozählstellen, Stundenwerte): CSV with columns for year, month, day and hour.

Times are local, and the town says itself what becomes of the nights of the change: in spring an
hour is missing, in autumn the row of two o'clock counts two hours. ``Ausfall`` is 1 where the
counter was out of order, and the count is 0 then, which it was not. Names and places stand in a
table of their own, in Swiss coordinates (LV03, in later years LV95); so does a log of outages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .._core import csv
from .._core.answer import Answer
from .._core.clock import Clock, NoSuchTime
from .._core.days import day
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.record import BadRecord
from .._core.values import BadValue, Values
from .count import Count, Counts, Site, number

CODE, DAY, HOUR, OUT, TOTAL = "Zs Text", "Zaehlstellezeit2", "Vkstd1 Id", "Ausfall", "Anzahl"
#: the day once more, in parts and by its name
IGNORED = ["Vkjahr Id", "Vkmona Id", "Vktag1 Id", "Vkwota Namek"]
NAME, X, Y = "Zs Bezeichnung", "Zs Koordinate X", "Zs Koordinate Y"
FROM, UNTIL = "Datum von", "Datum bis"
CODES = (CODE, "Zählstellencode", "Zählstelle", "Code")
LV03, LV95 = "EPSG:21781", "EPSG:2056"
OUTAGE = {"0": False, "1": True}


@dataclass(frozen=True)
class Outage:
    """Days, the last one included, on which a counter was out of order."""

    counter: str
    first: date
    last: date
    about: str | None

    def holds(self, counter: str, one: date) -> bool:
        return counter == self.counter and self.first <= one <= self.last


def recognises(start: bytes) -> bool:
    """Is this the dialect?"""
    return HOUR.encode() in start and CODE.encode() in start


def read(feed: Feed, answer: Answer, outages: list[Outage]) -> Counts:
    """The counts of a file with hours."""
    sheet = csv.read(feed, answer, csv.Layout(needs=(CODE, DAY, HOUR, TOTAL)))
    feed.unknown(sheet.names, [CODE, DAY, HOUR, OUT, TOTAL, *IGNORED])
    reader = _Reader(feed, ZoneInfo(str(feed.source.settings.get("timezone", "Europe/Zurich"))))
    for one in outages:
        reader.outages.setdefault(one.counter, []).append(one)
    return reader.counts.read(sheet, reader.take, CODE)


@dataclass
class _Reader:
    """Reads hours in their order."""

    feed: Feed
    zone: ZoneInfo
    counts: Counts = field(default_factory=lambda: Counts(LV03))
    outages: dict[str, list[Outage]] = field(default_factory=dict)
    clocks: dict[str, Clock] = field(default_factory=dict)

    def take(self, values: Values) -> None:
        code = values.needed(CODE, 100)
        wanted = self.feed.source.settings.get("counters")
        if wanted and code not in wanted:
            return
        self.counts.sites.setdefault(code, Site(code))
        today = day(values, DAY)
        hour = values.whole(HOUR)
        if today is None or hour is None or not 0 <= hour <= 23:
            raise BadValue(
                HOUR, values.fields.get(HOUR), "a day and an hour from 0 to 23 are needed"
            )
        local = datetime.combine(today, time(hour))
        total = values.whole(TOTAL)
        out = self._out(values) or any(one.holds(code, today) for one in self.outages.get(code, []))
        try:
            at = self.clocks.setdefault(code, Clock(self.zone)).moment(local)
        except NoSuchTime as error:
            if total and not out:
                raise BadValue(
                    HOUR, f"{local}", "counted in an hour that the clocks skip"
                ) from error
            self.feed.notice("left out", f"{local:%Y-%m-%d %H}:00", "the clocks skip this hour")
            return
        what = f"{code} {local.isoformat()}"
        total = None if out else number(self.feed, what, total)
        minutes = self._minutes(code, at, local)
        self.counts.take(self.feed, Count(code, at, minutes, total, outage=out))

    def _out(self, values: Values) -> bool:
        """Was the counter out of order? Not, where the column is not there."""
        word = values.text(OUT)
        if word is not None and word not in OUTAGE:
            raise BadValue(OUT, word, "0 or 1 is needed")
        return OUTAGE.get(word or "0", False)

    def _minutes(self, code: str, at: datetime, local: datetime) -> int:
        """120 for the hour that comes twice, unless its second half has a row of its own."""
        first, second = (
            local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        if first == second:
            return 60
        if at == first:
            return 120
        key = (code, at - timedelta(hours=1))
        if key in self.counts.found:
            self.counts.shorten(key, 60)
        return 60


def sites(feed: Feed, answer: Answer, counts: Counts) -> None:
    """Give the counters their names and places; a counter that has no row there stays nameless."""
    sheet = csv.read(feed, answer, csv.Layout(needs=(CODE, NAME, X, Y)))
    feed.unknown(sheet.names, [CODE, NAME, X, Y])
    for row in sheet.rows:
        if isinstance(row, BadRecord):
            counts.bad.append(row)
            continue
        values = Values(row.cells)
        try:
            code = values.needed(CODE, 100)
            x, y = values.number(X), values.number(Y)
        except BadValue as error:
            counts.bad.append(error.record(f"line {row.line} of the counters"))
            continue
        if code in counts.sites:
            point = None if x is None or y is None else (x, y)
            counts.sites[code] = Site(code, values.text(NAME, 200), point=point)
    for site in counts.sites.values():
        if site.name is None:
            feed.notice("left out", site.id, "the table of counters does not name it")
    points = [site.point for site in counts.sites.values() if site.point]
    # eastings of LV95 have a 2 in front of those of LV03
    if points and all(x > 2_000_000 for x, _ in points):
        counts.crs = LV95


def log(feed: Feed, answer: Answer) -> tuple[list[Outage], list[BadRecord]]:
    """The log of outages: which counter, from which day to which."""
    sheet = csv.read(feed, answer, csv.Layout(needs=(FROM, UNTIL)))
    code = next((name for name in CODES if name in sheet.names), None)
    if code is None:
        raise WrongContent(answer.url, f"a column with counters ({', '.join(CODES)})", "none")
    about = [name for name in sheet.names if name not in (FROM, UNTIL, code)]
    found: list[Outage] = []
    bad: list[BadRecord] = []
    for row in sheet.rows:
        if isinstance(row, BadRecord):
            bad.append(row)
            continue
        try:
            found.append(_outage(Values(row.cells), code, about))
        except BadValue as error:
            bad.append(error.record(f"line {row.line} of the outages"))
    return found, bad


def _outage(values: Values, code: str, about: list[str]) -> Outage:
    first, last = day(values, FROM), day(values, UNTIL)
    if first is None or (last is not None and last < first):
        raise BadValue(FROM, values.fields[FROM], "a day before the end is needed")
    texts = [values.text(name, 500) for name in about]
    words = "; ".join(text for text in texts if text) or None
    # one that has not ended yet goes on
    return Outage(values.needed(code, 100), first, last or date.max, words)
