"""The recordings of Karlsruhe's council: the first of each list whole, and all of them counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.body import Size
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.record import Record
from ckanext.loerrach.testing_records import counts, harvest, rows

FeedOf = Callable[..., Feed]
RIS = "https://web1.karlsruhe.de/oparl/bodies/0001"
LISTS = {
    "organizations": "organizations.json", "meetings": "meetings_40.json",
    "papers": "papers_selection.json",
}  # fmt: skip


@pytest.fixture
def folder(samples: Path) -> Path:
    return samples / "administration" / "oparl-karlsruhe"


@pytest.fixture
def karlsruhe(feed_of: FeedOf, make_client: Any) -> FeedOf:
    """A body with these lists, asked for sixty months."""

    def make(lists: dict[str, Any]) -> Feed:
        body = {"id": "b/1", "name": "Karlsruhe", "organization": "organizations",
                "meeting": "meetings", "paper": "papers"}  # fmt: skip
        beside = {name: json.dumps(one).encode() for name, one in lists.items()}
        feed = feed_of(json.dumps(body).encode(), "oparl", beside=beside, field="administration",
                       settings={"past": 60})  # fmt: skip
        feed.client = make_client(size=Size(5_000_000, 5_000_000))
        feed.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        return feed

    return make


def given(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {name: json.loads((folder / file).read_bytes()) for name, file in LISTS.items()}


def the(record: Record, key: str, id: str) -> dict[str, Any]:
    """The one row of this table with this identity."""
    [found] = [one for one in rows(record, key) if one["id"] == f"{RIS}/{id}"]
    return found


def test_the_first_of_each_list(karlsruhe: FeedOf, folder: Path) -> None:
    lists = given(folder)
    feed = karlsruhe(lists)
    record, bad = harvest(feed)
    assert counts(feed, [record], bad) == {
        "meetings": 40, "items": 95, "papers": 114, "bodies": 97, "repaired": 0, "refused": 0,
    }  # fmt: skip
    assert feed.gaps == []
    assert record.fields["document_kind"] == ["calendar", "decision", "proposal"]
    assert [lists[name][0]["id"].removeprefix(f"{RIS}/") for name in LISTS] == [
        "organizations/at/883022", "meetings/10719", "papers/vo/52415",
    ]  # fmt: skip
    assert the(record, "bodies", "organizations/at/883022") == {
        "id": f"{RIS}/organizations/at/883022", "name": "Behindertenbeauftragte",
        "short_name": "SJB", "kind": None, "since": date(2026, 1, 1), "until": None, "link": None,
    }  # fmt: skip
    assert the(record, "papers", "papers/vo/52415") == {
        "id": f"{RIS}/papers/vo/52415",
        "reference": "2025/0916",
        "title": "Satzung über die Kfz- und Fahrradstellplatzverpflichtung für Wohnungen"
        " (Stellplatzsatzung); Satzungsbeschluss gemäß § 74 Abs. 2, 5 und 6 Landesbauordnung (LBO),"
        " § 4 Gemeindeordnung (GemO)",
        "kind": "Beschlussvorlage",
        "day": date(2025, 9, 25),
        "originator": "Zentraler Juristischer Dienst",
        "files": 8,
        "link": f"{RIS}/downloadfiles/a/00670759.pdf",
    }
    assert the(record, "meetings", "meetings/10719") == {
        "id": f"{RIS}/meetings/10719",
        "title": "Ortschaftsrat Durlach (öffentlich/nicht öffentlich)",
        "committee": "Ortschaftsrat Durlach",
        "day": date(2026, 7, 22),
        "start": datetime(2026, 7, 22, 15, tzinfo=UTC),
        # midnight before it began: nobody knows
        "end": None,
        "place": "Bürgersaal im Rathaus, Pfinztalstr. 33",
        "status": "scheduled",
        "items": 11,
        "agenda": f"{RIS}/downloadfiles/a/00679577.pdf",
        "minutes": None,
        "link": None,
    }
    assert the(record, "items", "agendaitems/102093") == {
        "id": f"{RIS}/agendaitems/102093",
        "meeting": f"{RIS}/meetings/10719",
        "day": date(2026, 7, 22),
        "committee": "Ortschaftsrat Durlach",
        "order": 1,
        "number": "1",
        "title": "Gespräch mit den Verkehrsbetrieben Karlsruhe bezüglich der Barrierefreiheit des"
        " Schienenersatzverkehrs während den Umbaumaßnahmen",
        "result": "erledigt",
        "resolution": None,
        "paper": None,
        "reference": None,
        "link": None,
    }
    # an agenda names its consultation, and the paper of that names the item
    discussed = [one for one in rows(record, "items") if one["paper"]]
    assert len(discussed) == 38
    assert discussed[0] == {
        "id": f"{RIS}/agendaitems/102555",
        "meeting": f"{RIS}/meetings/10719",
        "day": date(2026, 7, 22),
        "committee": "Ortschaftsrat Durlach",
        "order": 2,
        "number": "2",
        "title": "NBS/ABS Mannheim-Karlsruhe, Beteiligung Raumverträglichkeitsprüfung",
        "result": "einstimmig beschlossen",
        "resolution": None,
        "paper": f"{RIS}/papers/vo/54490",
        "reference": "2026/0325",
        "link": None,
    }


def test_consultations(karlsruhe: FeedOf, folder: Path) -> None:
    """Councils give them within papers; here the recorded ones stand in papers and agendas."""
    found = json.loads((folder / "consultations.json").read_bytes())
    papers: dict[str, Any] = {}
    meetings: dict[str, Any] = {}
    for one in found:
        paper = {"id": one["paper"], "name": "Vorlage", "reference": "1/26", "consultation": []}
        papers.setdefault(one["paper"], paper)["consultation"].append(one)
        item = {"id": one["agendaItem"], "name": "Punkt", "consultation": one["id"]}
        meeting = {"id": one["meeting"], "name": "Sitzung", "agendaItem": [],
                   "start": "2026-06-23T15:30:00+02:00"}  # fmt: skip
        meetings.setdefault(one["meeting"], meeting)["agendaItem"].append(item)
    feed = karlsruhe(
        {"organizations": [], "papers": [*papers.values()], "meetings": [*meetings.values()]}
    )
    record, bad = harvest(feed)
    assert counts(feed, [record], bad) == {
        "meetings": 137, "items": 262, "papers": 255, "repaired": 0, "refused": 0,
    }  # fmt: skip
    assert the(record, "items", "agendaitems/101420") == {
        "id": f"{RIS}/agendaitems/101420", "meeting": f"{RIS}/meetings/10747",
        "day": date(2026, 6, 23), "committee": None, "order": 1, "number": None, "title": "Punkt",
        "result": None, "resolution": None, "paper": f"{RIS}/papers/vo/54486", "reference": "1/26",
        "link": None,
    }  # fmt: skip
    assert {one["id"]: one["paper"] for one in rows(record, "items")} == {
        one["agendaItem"]: one["paper"] for one in found
    }


def test_a_feed_of_news_is_no_answer_of_oparl(karlsruhe: FeedOf, folder: Path, server: Any) -> None:
    """The Atom feed that somebody made of the same agendas: nothing of it is a record."""
    feed = karlsruhe(given(folder))
    server.page("/meetings", (folder / "tagesordnungspunkte-recent.xml").read_bytes())
    with pytest.raises(errors.WrongContent, match="Expected JSON"):
        harvest(feed)
