"""Calendars: a row whole, recurrences with their exceptions, nights of the change, faults."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
MakeFeed = Callable[..., Feed]


@pytest.fixture
def dates(feed_of: MakeFeed, harvest: Any) -> Callable[..., list[dict[str, Any]]]:
    """The rows of a calendar of these lines within VEVENTs, each by its columns."""

    def make(*events: str, now: datetime = NOW, head: str = "", **settings: Any) -> Any:
        text = "BEGIN:VCALENDAR\n" + head
        for event in events:
            text += f"BEGIN:VEVENT\nSUMMARY:Markt\n{event}\nEND:VEVENT\n"
        feed = feed_of(f"{text}END:VCALENDAR".encode(), "icalendar", settings=settings)
        feed.now = now
        [record], bad = harvest(feed)
        assert bad == []
        table = record.resources[0].table
        names = [column.name for column in table.columns]
        return [dict(zip(names, row, strict=True)) for row in table.rows]

    return make


def starts(rows: list[dict[str, Any]]) -> list[str]:
    """Times of begin in UTC, or first days."""
    return [
        f"{row['start'] or row['first_day']:%m-%d %H:%M}".removesuffix(" 00:00") for row in rows
    ]


def test_a_calendar(feed_of: MakeFeed, harvest: Any, own_feeds: Path, told: Any) -> None:
    body = (own_feeds / "veranstaltungen-loerrach.ics").read_bytes()
    feed = feed_of(body, "icalendar", field="culture")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert bad == []
    assert told(feed) == {("repaired", "TZID")}
    assert record.fields["collection_kind"] == ["events"]
    table = record.resources[0].table
    assert table.key == ["id", "occurrence"]
    # 155 markets between 1 November 2026 and 31 October 2027, without 26 December
    assert len(table.rows) == 159
    assert table.rows[0] == [
        "e2c22b8ee344feac",
        "2026-11-03",
        "Wochenmarkt",
        date(2026, 11, 3),
        date(2026, 11, 3),
        None,
        None,
        "Marktplatz, Lörrach",
        None,
        7.662,
        47.614,
        "Markt",
        True,
        None,
        "scheduled",
        None,
        "Dienstags, donnerstags und samstags. Fragen an (E-Mail).",
    ]
    assert record.places.geometries[0] == (
        "e2c22b8ee344feac/2026-11-03",
        {"type": "Point", "coordinates": [7.662, 47.614]},
    )
    # nobody's name and address is anywhere
    assert "erika" not in repr(record).lower()
    [summer] = [row for row in table.rows if row[2] == "Die Sommerzeit beginnt"]
    assert summer[5] == datetime(2027, 3, 28, 1, tzinfo=UTC)


def test_twelve_public_holidays(feed_of: MakeFeed, harvest: Any, own_feeds: Path) -> None:
    feed = feed_of((own_feeds / "feiertage.ics").read_bytes(), "icalendar")
    feed.now = NOW
    [record], _ = harvest(feed)
    rows = record.resources[0].table.rows
    assert len(rows) == 12
    assert [f"{row[3]:%d.%m.%Y} {row[2]}" for row in rows[5:9]] == [
        "26.03.2027 Karfreitag",
        "29.03.2027 Ostermontag",
        "01.05.2027 1. Mai",
        "06.05.2027 Christi Himmelfahrt",
    ]
    assert record.places is None


def test_an_unchanged_file_is_read_again_next_month(feed_of: MakeFeed, harvest: Any) -> None:
    body = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:x\nDTSTART:20260103\nEND:VEVENT\n"
    body += b"END:VCALENDAR"
    first = feed_of(body, "icalendar")
    first.now = NOW
    harvest(first)
    again = feed_of(body, "icalendar", last=first.seen)
    again.now = NOW
    with pytest.raises(errors.Unchanged):
        harvest(again)
    again.now = datetime(2026, 12, 1, tzinfo=UTC)
    assert harvest(again)[0]


def test_a_market_stays_at_its_hour(dates: Any) -> None:
    """Weekly without an end, over both nights of the change; also where it is written in UTC."""
    for start in ("DTSTART;TZID=Europe/Berlin:20261019T080000", "DTSTART:20261019T060000Z"):
        rows = dates(f"UID:1\n{start}\nRRULE:FREQ=WEEKLY", past=1)
        assert starts(rows)[:3] == ["10-19 06:00", "10-26 07:00", "11-02 07:00"]
        assert starts(rows)[22:25] == ["03-22 07:00", "03-29 06:00", "04-05 06:00"]
        # until the end of the horizon, the last Monday of October 2027
        assert starts(rows)[-1] == "10-25 06:00"
        assert rows[0]["occurrence"] == "2026-10-19T08:00"


def test_nights_of_the_change(dates: Any) -> None:
    # 02:30 does not come: as if the clocks had not yet been changed
    [row] = dates("UID:1\nDTSTART;TZID=Europe/Berlin:20270328T023000\nDURATION:PT1H")
    assert (row["start"], row["end"]) == (
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 2, 30, tzinfo=UTC),
    )
    # 02:30 comes twice: the first, unless it is written in UTC
    [row] = dates("UID:1\nDTSTART;TZID=Europe/Berlin:20261025T023000", past=1)
    assert row["start"] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    [row] = dates("UID:1\nDTSTART:20261025T013000Z", past=1)
    assert row["start"] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    # a night with an hour more: DTEND is exact in later dates, days of DURATION are not
    night = "UID:1\nDTSTART;TZID=Europe/Berlin:20261017T220000\nRRULE:FREQ=WEEKLY;COUNT=2\n"
    rows = dates(night + "DTEND;TZID=Europe/Berlin:20261018T220000", past=1)
    assert [(row["end"] - row["start"]).total_seconds() / 3600 for row in rows] == [24, 24]
    rows = dates(night + "DURATION:P1D", past=1)
    assert [(row["end"] - row["start"]).total_seconds() / 3600 for row in rows] == [24, 25]


def test_exceptions(dates: Any) -> None:
    weekly = "UID:1\nDTSTART;TZID=Europe/Berlin:20261201T190000\nRRULE:FREQ=WEEKLY;COUNT=5"
    # as a time, in UTC, and as a day; one more in between
    rows = dates(
        f"{weekly}\nEXDATE;TZID=Europe/Berlin:20261208T190000\nEXDATE:20261215T180000Z\n"
        "EXDATE;VALUE=DATE:20261222\nRDATE;TZID=Europe/Berlin:20261210T200000"
    )
    assert starts(rows) == ["12-01 18:00", "12-10 19:00", "12-29 18:00"]
    moved = (
        "UID:1\nRECURRENCE-ID:20261208T180000Z\nDTSTART;TZID=Europe/Berlin:20261209T203000\n"
        "LOCATION:Burghof"
    )
    off = (
        "UID:1\nRECURRENCE-ID;TZID=Europe/Berlin:20261215T190000\nSTATUS:CANCELLED\n"
        "DTSTART;TZID=Europe/Berlin:20261215T190000"
    )
    rows = dates(moved, weekly, off)
    assert [(row["occurrence"], row["status"], row["place"]) for row in rows] == [
        ("2026-12-01T19:00", "scheduled", None),
        ("2026-12-08T19:00", "scheduled", "Burghof"),
        ("2026-12-15T19:00", "cancelled", None),
        ("2026-12-22T19:00", "scheduled", None),
        ("2026-12-29T19:00", "scheduled", None),
    ]
    assert rows[1]["start"] == datetime(2026, 12, 9, 19, 30, tzinfo=UTC)
    # an exception without its event is one by itself
    assert starts(dates(moved)) == ["12-09 19:30"]


def test_ends_of_rules(dates: Any) -> None:
    daily = "UID:1\nDTSTART;TZID=Europe/Berlin:20261201T190000\nRRULE:FREQ=DAILY"
    for until in ("20261203", "20261203T180000Z", "20261203T190000", "20261203T235959"):
        assert len(dates(f"{daily};UNTIL={until}")) == 3, until
    assert len(dates(f"{daily};UNTIL=20261203T175959Z")) == 2
    assert len(dates(f"{daily};UNTIL=20261101")) == 1
    assert len(dates(f"{daily};COUNT=1000000000")) == 335
    whole = "UID:1\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;UNTIL=20261203T225959Z"
    assert starts(dates(whole)) == ["12-01", "12-02", "12-03"]
    old = "UID:1\nDTSTART:19110103\nRRULE:FREQ=YEARLY"
    assert starts(dates(old)) == ["01-03"]
    # the rule does not know the first date, which counts all the same
    other = "UID:1\nDTSTART;VALUE=DATE:20261202\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"
    assert starts(dates(other)) == ["12-02", "12-08", "12-15"]


def test_whole_days(dates: Any) -> None:
    def days(more: str) -> list[tuple[str, str]]:
        rows = dates(f"UID:1\n{more}")
        assert [(row["start"], row["end"]) for row in rows] == [(None, None)] * len(rows)
        return [(f"{row['first_day']:%m-%d}", f"{row['last_day']:%m-%d}") for row in rows]

    assert days("DTSTART;VALUE=DATE:20261201") == [("12-01", "12-01")]
    assert days("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261204") == [("12-01", "12-03")]
    assert days("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261201") == [("12-01", "12-01")]
    assert days("DTSTART:20261201\nDURATION:P2D") == [("12-01", "12-02")]
    # an exhibition that has been open since spring is shown, one that has closed is not
    assert days("DTSTART:20260301\nDTEND:20261102") == [("03-01", "11-01")]
    assert days("DTSTART:20260301\nDTEND:20261101") == []
    # until midnight is not until the next day
    [row] = dates("UID:1\nDTSTART:20261201T200000\nDTEND:20261202T000000")
    assert (row["last_day"], row["end"]) == (
        date(2026, 12, 1),
        datetime(2026, 12, 1, 23, tzinfo=UTC),
    )


def test_zones(dates: Any) -> None:
    def utc(zone: str, head: str = "") -> list[str]:
        return starts(dates(f"UID:1\nDTSTART{zone}:20261201T190000", head=head))

    for zone in (
        "",
        ";TZID=Europe/Berlin",
        ";TZID=/freeassociation.sourceforge.net/Europe/Berlin",
        ";TZID=W. Europe Standard Time",
        ';TZID="Europe/Berlin"',
    ):
        assert utc(zone) == ["12-01 18:00"], zone
    assert utc(";TZID=America/Chicago") == ["12-02 01:00"]
    assert utc("", "X-WR-TIMEZONE:Europe/London\n") == ["12-01 19:00"]
    own = (
        "BEGIN:VTIMEZONE\nTZID:(UTC+01:00) Bern\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
        "TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nEND:STANDARD\n{}END:VTIMEZONE\n"
    )
    summer = "BEGIN:DAYLIGHT\nDTSTART:16010101T0\nTZOFFSETTO:+0200\nEND:DAYLIGHT\n"
    for head in (own.format(""), own.format(summer)):
        assert utc(';TZID="(UTC+01:00) Bern"', head) == ["12-01 18:00"]


def test_one_uid_for_several(dates: Any) -> None:
    one, other = "UID:1\nDTSTART:20261201T190000", "UID:1\nDTSTART:20261202T190000"
    assert starts(dates(one, other)) == ["12-01 18:00", "12-02 18:00"]
    # a later revision replaces an earlier one
    assert starts(dates(one, f"{other}\nSEQUENCE:1")) == ["12-02 18:00"]


def test_faults(feed_of: MakeFeed, harvest: Any, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "broken/kalender.ics").read_bytes(), "icalendar")
    feed.now = NOW
    [record], bad = harvest(feed)
    assert [str(one).partition(" Write")[0] for one in bad] == [
        "Ohne Beginn, field 'DTSTART': missing. Give every event a start.",
        "#2, field 'SUMMARY': missing. Give every event a title.",
        "30. Februar, field 'DTSTART' '20270230': there is no such day or time.",
        "Jahr 9999, field 'DTSTART' '99991231T190000Z': a year from 1900 to 2100 is needed.",
        (
            "Jede Sekunde, field 'RRULE' 'FREQ=SECONDLY': FREQ is none of DAILY, WEEKLY, MONTHLY,"
            " YEARLY."
        ),
        (
            "Tausendmal am Tag, field 'RRULE' 'FREQ=DAILY;BYHOUR=0,1,2,3,4,5;BYMINUTE=0,1,2,3,4,5"
            ",6,7,8,9': more than 24 times a day."
        ),
        (
            "Unbekannte Zone, field 'DTSTART' 'TZID=Mittelerde': a zone that nobody knows, and not"
            " explained."
        ),
        (
            "Abstand null, field 'RRULE' 'FREQ=DAILY;INTERVAL=0': INTERVAL is no number from 1 to"
            " 10000."
        ),
        "Doppelt, field 'UID': the same event twice. Give each event its own UID.",
        (
            "Jeden 30. Februar, field 'RRULE' 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30': a rule"
            " without a single date. Correct the rule."
        ),
    ]
    assert {one.part_of for one in bad} == {"probe"}
    assert [row[2] for row in record.resources[0].table.rows] == [
        "Ende vor dem Beginn",
        "Doppelt",
        "Ohne UID",
    ]
    assert told(feed) == {
        ("left out", "CLASS"),
        ("link left out", "Ende vor dem Beginn"),
        ("place left out", "Ende vor dem Beginn"),
        ("repaired", "Ende vor dem Beginn"),
        ("repaired", "Ohne UID"),
        ("repaired", "TZID"),
        ("repaired", "UID"),
        ("repaired", "line"),
        ("unknown column", "ORT"),
        ("unknown word", "STATUS"),
    }


def test_a_rule_of_too_many_dates(feed_of: MakeFeed, harvest: Any) -> None:
    hours = ",".join(map(str, range(24)))
    for rule, problem in {
        f"FREQ=DAILY;BYHOUR={hours}": "more than 2000 dates within the horizon",
        "FREQ=WEEKLY;BYDAY=XX": "no rule that can be worked out",
        "FREQ=DAILY;" + "BYDAY=MO," * 100: "longer than 500 characters",
    }.items():
        lines = f"UID:1\nSUMMARY:x\nDTSTART:20261101T000000\nRRULE:{rule}"
        body = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR"
        feed = feed_of(body.encode(), "icalendar")
        feed.now = NOW
        with pytest.raises(errors.WrongContent, match=problem):
            harvest(feed)


def test_no_calendar(feed_of: MakeFeed, harvest: Any) -> None:
    for body, kind in {
        "BEGIN:VCALENDAR\nEND:VCALENDAR": errors.Empty,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n": errors.WrongContent,
        "BEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR": errors.WrongContent,
        "BEGIN:VCALENDAR\n" * 50: errors.WrongContent,
    }.items():
        with pytest.raises(kind):
            harvest(feed_of(body.encode(), "icalendar"))
    for settings in ({"months": 99}, {"timezone": "Mars"}, {"past": -1}):
        with pytest.raises(errors.SettingError):
            harvest(feed_of(b"", "icalendar", settings=settings))
