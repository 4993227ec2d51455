"""Tables of the statistical offices: both layouts, signs, areas, and errors with status 200."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.logins import Login
from ckanext.loerrach.harvesters._core.source import SourceEntry
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]
TABLE = "12411-01-01-4"


def entry(name: str) -> SourceEntry:
    return next(one for one in sources() if one.name == name)


@pytest.fixture
def office(server: Any, feed_of: FeedOf) -> FeedOf:
    """The feed of a table whose flat file is ``body``; ``said``: what is told about the table."""

    def make(body: bytes, said: bytes = b"", **settings: Any) -> Feed:
        zipped = BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("flat.csv", body)
        about = {"Status": {"Code": 0}, "Object": {"Code": TABLE, "Updated": "1"}}
        server.page("/feed/metadata/table", said or json.dumps(about).encode())
        answer = zipped.getvalue() if body[:1] != b"{" else body
        server.page("/feed/data/tablefile", answer)
        return feed_of(b"", "genesis", settings={"table": TABLE, **settings})

    return make


def test_people_of_the_landkreise(of_demo: FeedOf) -> None:
    record, bad = harvest(of_demo(entry("bevoelkerung-landkreise")))
    assert bad == []
    assert [one.key for one in record.resources] == ["values", "feed"]
    found = rows(record)
    # Konstanz and Görlitz are not asked for
    assert sorted({(one["area"], one["area_name"]) for one in found}) == [
        ("08311", "Freiburg im Breisgau, Stadtkreis"),
        ("08315", "Breisgau-Hochschwarzwald, Landkreis"),
        ("08336", "Lörrach, Landkreis"),
        ("08337", "Waldshut, Landkreis"),
    ]
    assert len(found) == 12
    assert next(one for one in found if one["area"] == "08336" and one["ges"] == "_T") == {
        "time": date(2024, 12, 31),
        "area": "08336",
        "area_name": "Lörrach, Landkreis",
        "ges": "_T",
        "ges_name": "Insgesamt",
        "measure": "BEVSTD",
        "measure_name": "Bevölkerungsstand",
        "value": 238263.0,
        "unit_name": "Anzahl",
        "sign": None,
        "quality": None,
    }
    table = record.resources[0].table
    assert table is not None
    assert table.key == ["time", "area", "ges", "measure"]


def test_employees_with_areas_of_three_kinds_and_signs(of_demo: FeedOf) -> None:
    record, bad = harvest(of_demo(entry("beschaeftigte-arbeitsort")))
    assert bad == []
    assert record.fields["statistics_code"] == "13111"
    assert record.fields["statistical_dimension"] == ["Gebiet", "Nationalität", "Geschlecht"]
    assert record.fields["reference_period_start"] == "2025-06-30"
    found = {(one["area"], one["nat"], one["ges"]): one for one in rows(record)}
    assert len(found) == 18
    assert (found["DG", "_T", "_T"]["value"], found["DG", "_T", "_T"]["sign"]) == (34885481, None)
    assert found["08", "NATA", "GESW"]["value"] == 397862
    here = found["08336", "_T", "_T"]
    assert (here["value"], here["sign"], here["area_name"]) == (None, "-", "Lörrach, Landkreis")


def test_faults_row_by_row(office: FeedOf, own_feeds: Path) -> None:
    feed = office((own_feeds / "broken/genesis.csv").read_bytes())
    record, bad = harvest(feed)
    assert [(one.id, one.field, one.problem) for one in bad] == [
        ("line 3", "value", "a number is needed"),
        ("BEVSTD 31.02.2024 08336 GESW", "time", "a day like 2024-12-31 is needed"),
        ("line 5", "time", "missing"),
        (
            "BEVSTD 2024-12-31 08336 _T",
            "value",
            "two values for the same time, area and measure; the first one counts",
        ),
        ("line 7", "row", "2 cells under 18 columns"),
    ]
    assert [str(one) for one in feed.notices] == [
        "unknown column 'neu': not read; the harvester does not know it"
    ]
    found = {(one["area"], one["ges"]): (one["value"], one["sign"]) for one in rows(record)}
    assert found == {
        ("08336", "_T"): (238263, None),
        ("08337", "_T"): (171579, "()"),
        ("08337", "GESM"): (None, "..."),
        ("08337", "GESW"): (1.5, None),
    }


OLDER = """\
Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;\
1_Auspraegung_Code;1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;\
2_Auspraegung_Label;UNT002__Unternehmen__Anzahl;UMS001__Umsatz__1000_EUR
52111;URS;JAHR;Jahr;2022;KREISE;Kreise;08336;Lörrach, Landkreis;WZ08U6;WZ;WZ08-C;\
Verarbeitendes Gewerbe;671;1234,5
52111;URS;JAHR;Jahr;2023;KREISE;Kreise;08336;Lörrach, Landkreis;;;;;.;/
"""


def test_the_older_layout_with_a_column_for_each_measure(office: FeedOf) -> None:
    feed = office(OLDER.encode("utf-8-sig"))
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert rows(record)[:2] == [
        {
            "time": "2022", "area": "08336", "area_name": "Lörrach, Landkreis",
            "wz08u6": "WZ08-C", "wz08u6_name": "Verarbeitendes Gewerbe",
            "measure": "UMS001", "measure_name": "Umsatz", "value": 1234.5,
            "unit_name": "1000 EUR", "sign": None, "quality": None,
        },
        {
            "time": "2022", "area": "08336", "area_name": "Lörrach, Landkreis",
            "wz08u6": "WZ08-C", "wz08u6_name": "Verarbeitendes Gewerbe",
            "measure": "UNT002", "measure_name": "Unternehmen", "value": 671.0,
            "unit_name": "Anzahl", "sign": None, "quality": None,
        },
    ]  # fmt: skip
    last = rows(record)[2:]
    assert [(one["wz08u6"], one["measure"], one["value"], one["sign"]) for one in last] == [
        ("_Z", "UMS001", None, "/"),
        ("_Z", "UNT002", None, "."),
    ]


def test_what_goes_wrong_with_status_200(office: FeedOf) -> None:
    def status(code: int, text: str) -> bytes:
        return json.dumps({"Status": {"Code": code, "Content": text}}).encode()

    good = OLDER.encode()
    for body, said, error, words in (
        (status(104, "keine Objekte"), b"", errors.Empty, "keine Objekte"),
        (status(98, "zu groß"), b"", errors.WrongContent, "choose 'since' or 'areas_of'"),
        (status(15, "Kennung falsch"), b"", errors.WrongContent, "wants a login"),
        (b"{}", b"", errors.WrongContent, "with its status"),
        (good, status(104, "nichts"), errors.Empty, "nichts"),
        (good, status(0, "gut"), errors.WrongContent, "description of a table"),
        (good, b"<html>", errors.WrongContent, "a page in HTML"),
        (b"a;b\n1;2\n", b"", errors.WrongContent, "a table without .*time_code"),
        (good.splitlines()[0], b"", errors.Empty, "row"),
    ):
        with pytest.raises(error, match=words):
            harvest(office(body, said))
    with pytest.raises(errors.WrongContent, match="none of 4"):
        harvest(office(good, areas=["08999"]))


def test_settings_that_no_run_can_work_with(office: FeedOf) -> None:
    for settings in (
        {"table": ""},
        {"table": "a b"},
        {"areas": ["' or 1"]},
        {"since": "yes"},
        {"areas_of": "KREISE&x"},
    ):
        with pytest.raises(errors.SettingError, match=next(iter(settings))):
            harvest(office(b"", **settings))


def test_the_login_goes_to_the_office_and_into_no_message(office: FeedOf, server: Any) -> None:
    feed = office(OLDER.encode(), areas=["08336*"], areas_of="KREISE", since=2015)
    feed.login = Login("AB12", "s3cret")
    harvest(feed)
    (about, headers), (asked, again) = server.visits
    assert about == "/feed/metadata/table?language=de&name=12411-01-01-4&area=all"
    assert asked == (
        "/feed/data/tablefile?language=de&name=12411-01-01-4&area=all&format=ffcsv&compress=false"
        "&quality=on&job=false&startyear=2015&regionalvariable=KREISE&regionalkey=08336%2A"
    )
    for one in (headers, again):
        assert (one["username"], one["password"]) == ("AB12", "s3cret")
    bad = office(json.dumps({"Status": {"Code": 15, "Content": "falsch"}}).encode())
    bad.login = feed.login
    with pytest.raises(errors.WrongContent) as caught:
        harvest(bad)
    assert "s3cret" not in str(caught.value)
    assert "AB12" not in str(caught.value)


def test_a_table_that_has_not_changed_is_not_fetched(office: FeedOf, server: Any) -> None:
    first = office(OLDER.encode())
    harvest(first)
    again = office(OLDER.encode())
    then = Feed(again.source, again.client, first.seen, before=first.keep)
    with pytest.raises(errors.Unchanged):
        harvest(then)
    assert [path.partition("?")[0] for path, _ in server.visits[2:]] == ["/feed/metadata/table"]
    # other settings ask for another part of the table
    other = replace(again.source, settings={"table": TABLE, "areas": ["08336"]})
    harvest(Feed(other, again.client, {}, before=first.keep))
    # the order of the rows is the office's own, and means nothing
    lines = OLDER.splitlines(keepends=True)
    turned = office("".join([lines[0], lines[2], lines[1]]).encode())
    with pytest.raises(errors.Unchanged):
        harvest(Feed(turned.source, turned.client, first.seen))


@pytest.fixture
def recorded(samples: Path, server: Any, feed_of: FeedOf) -> Callable[[str], Feed]:
    """The feed of a recorded table, with what was recorded of its description."""

    def make(name: str) -> Feed:
        folder, _, table = name.rpartition("/")
        file = samples / "business" / folder / f"{table}_tablefile_de_ffcsv.zip"
        about = file.with_name(f"{table}_metadata_table_de.json")
        server.page("/feed/metadata/table", about.read_bytes())
        server.page("/feed/data/tablefile", file.read_bytes(), content_type="application/zip")
        return feed_of(b"", "genesis", settings={"table": table}, field="business")

    return make


#: file -> rows, signs in the place of values, and the first row
RECORDED = {
    "regionalstatistik-genesis/11111-02-01-4": (489, 91, {
        "time": date(2024, 12, 31), "area": "01001", "area_name": "Flensburg, kreisfreie Stadt",
        "measure": "GEM001", "measure_name": "Zahl der Gemeinden", "value": 1.0,
        "unit_name": "Anzahl", "sign": None, "quality": None,
    }),
    "regionalstatistik-genesis/12411-01-01-4": (1467, 222, {
        "time": date(2024, 12, 31), "area": "01001", "area_name": "Flensburg, kreisfreie Stadt",
        "ges": "GESM", "ges_name": "männlich", "measure": "BEVSTD",
        "measure_name": "Bevölkerungsstand", "value": 47651.0, "unit_name": "Anzahl",
        "sign": None, "quality": None,
    }),
    "regionalstatistik-genesis/13111-01-03-4": (3300, 2970, {
        "time": date(2025, 6, 30), "area": "01", "area_name": "Schleswig-Holstein",
        "nat": "NATA", "nat_name": "ausländisch", "ges": "GESM", "ges_name": "männlich",
        "measure": "ERW032", "measure_name": "Sozialversicherungspfl. Beschäftigte (Arbeitsort)",
        "value": 78910.0, "unit_name": "Anzahl", "sign": None, "quality": None,
    }),
    "destatis-genesis/52111-0001": (68, 0, {
        "time": "2023", "area": "DG", "area_name": "Deutschland", "besg12": "BESAB0000B0010",
        "besg12_name": "0 bis unter 10 abhängig Beschäftigte", "wz08u6": "WZ08-B",
        "wz08u6_name": "Bergbau und Gewinnung von Steinen und Erden", "measure": "UNT002",
        "measure_name": "Unternehmen (EU)", "value": 1044.0, "unit_name": "Anzahl", "sign": None,
        "quality": "e",
    }),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_tables(recorded: Callable[[str], Feed], name: str) -> None:
    feed = recorded(name)
    record, bad = harvest(feed)
    found = rows(record)
    assert (bad, feed.notices) == ([], [])
    assert (len(found), sum(bool(one["sign"]) for one in found), found[0]) == RECORDED[name]


def test_a_recorded_table_for_loerrach_alone(recorded: Callable[[str], Feed]) -> None:
    feed = recorded("regionalstatistik-genesis/12411-01-01-4")
    here = {"table": "12411-01-01-4", "areas": ["08336"]}
    record, _ = harvest(Feed(replace(feed.source, settings=here), feed.client))
    assert [(one["ges"], one["value"]) for one in rows(record)] == [
        ("GESM", 117059), ("GESW", 121204), ("_T", 238263),
    ]  # fmt: skip


def test_the_questions_are_those_that_were_recorded(
    recorded: Callable[[str], Feed], server: Any, samples: Path
) -> None:
    """Every field of ours that somebody else's program sends, too, has the same value there."""
    path = samples / "business/regionalstatistik-genesis/requests.json"
    asked = {one["table"]: dict(parse_qsl(one["body"])) for one in json.loads(path.read_bytes())}
    same = 0
    for table in ("12411-01-01-4", "13111-01-03-4"):
        harvest(recorded(f"regionalstatistik-genesis/{table}"))
        (question,) = [one for one, _ in server.visits if one.startswith("/feed/data/tablefile?")
                       and table in one]  # fmt: skip
        sent = dict(parse_qsl(question.partition("?")[2]))
        shared = sent.keys() & asked[table].keys()
        # ours comes with the marks of quality
        assert sent["quality"] == "on"
        assert [n for n in shared - {"quality"} if sent[n] != asked[table][n]] == []
        same += len(shared)
    assert same >= 8
