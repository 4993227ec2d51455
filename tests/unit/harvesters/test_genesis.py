"""Tables of the statistical offices: both layouts, signs, areas, and errors with status 200."""

from __future__ import annotations

import json
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

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


def test_the_older_layout_with_marks_of_quality(office: FeedOf) -> None:
    """Beside a column its marks stand under the same name and ``__q``, or without the unit."""
    names, first, second = OLDER.splitlines()
    names += ";UNT002__Unternehmen__Anzahl__q;UMS001__Umsatz__q;XYZ001__Fremdes__Anzahl__q"
    body = "\n".join([names, f"{first};e;p;r", f"{second};;/;r"])
    feed = office(body.encode("utf-8-sig"))
    record, bad = harvest(feed)
    assert bad == []
    assert [
        (one["time"], one["measure"], one["value"], one["sign"], one["quality"])
        for one in rows(record)
    ] == [
        ("2022", "UMS001", 1234.5, None, "p"),
        ("2022", "UNT002", 671.0, None, "e"),
        ("2023", "UMS001", None, "/", "/"),
        ("2023", "UNT002", None, ".", None),
    ]
    # marks that belong to no column are told, not taken for values
    assert [str(one) for one in feed.notices] == [
        "unknown column 'XYZ001__Fremdes__Anzahl__q': not read; the harvester does not know it"
    ]


#: of the Zensus 2022: one measure as a number and as a share, and a municipality by 12 digits
RELIGION = """\
statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;\
1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;\
2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code;\
value_variable_label;value_q
1000A;Bevölkerung;STAG;Stichtag;2022-05-15;GEOBL1;Bundesländer;13;Mecklenburg-Vorpommern;RELZG2;\
Religion;REL-RK-OR;Römisch-katholische Kirche;3,1;%;PRS018;Personen;e
1000A;Bevölkerung;STAG;Stichtag;2022-05-15;GEOBL1;Bundesländer;13;Mecklenburg-Vorpommern;RELZG2;\
Religion;REL-RK-OR;Römisch-katholische Kirche;49282;Anzahl;PRS018;Personen;e
"""
TOWNS = """\
statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;\
1_variable_attribute_code;1_variable_attribute_label;value;value_unit;value_variable_code;\
value_variable_label;value_q
1000A;Bevölkerung;STAG;Stichtag;2022-05-15;GEOGM4;Gemeinden;092760130130;Lindberg;108,84;qkm;\
FLC001;Fläche;e
1000A;Bevölkerung;STAG;Stichtag;2022-05-15;GEOGM4;Gemeinden;092760130130;Lindberg;2294;Anzahl;\
PRS018;Personen;e
1000A;Bevölkerung;STAG;Stichtag;2022-05-15;GEOGM4;Gemeinden;092760130130;Lindberg;21;Ew/qkm;\
PRS017;Bevölkerungsdichte;/
"""


def test_the_zensus_gives_a_measure_in_several_units(office: FeedOf) -> None:
    record, bad = harvest(office(RELIGION.encode("utf-8-sig"), table="1000A-1018"))
    assert bad == []
    share, number = rows(record)
    assert share == {
        "time": date(2022, 5, 15), "area": "13", "area_name": "Mecklenburg-Vorpommern",
        "relzg2": "REL-RK-OR", "relzg2_name": "Römisch-katholische Kirche", "measure": "PRS018",
        "measure_name": "Personen", "value": 3.1, "unit_name": "%", "sign": None, "quality": "e",
    }  # fmt: skip
    assert number == {**share, "value": 49282.0, "unit_name": "Anzahl"}
    table = record.resources[0].table
    assert table is not None
    assert table.key == ["time", "area", "relzg2", "measure", "unit_name"]
    # one and the same unit twice is two values for one thing, as everywhere
    twice = RELIGION.replace("3,1;%", "5;Anzahl")
    _, [refused] = harvest(office(twice.encode()))
    assert refused.problem.startswith("two values for the same time")


def test_a_municipality_of_the_zensus(office: FeedOf, server: Any) -> None:
    feed = office(TOWNS.encode("utf-8-sig"), areas=["092760130130"], areas_of="GEOGM4")
    record, bad = harvest(feed)
    assert bad == []
    assert [(one["measure"], one["value"], one["unit_name"], one["quality"])
            for one in rows(record)] == [
        ("FLC001", 108.84, "qkm", "e"), ("PRS017", 21, "Ew/qkm", "/"),
        ("PRS018", 2294, "Anzahl", "e"),
    ]  # fmt: skip
    table = record.resources[0].table
    assert table is not None
    assert table.key == ["time", "area", "measure"]
    asked = server.visits[-1][0]
    assert asked.endswith("&regionalvariable=GEOGM4&regionalkey=092760130130")


def test_the_three_hosts_are_there_and_ours() -> None:
    """Each with its login over https; none is asked before somebody has one."""
    found = [one for one in sources() if one.harvester == "genesis"]
    assert {one.url.rstrip("/") for one in found} >= {
        "https://www.regionalstatistik.de/genesisws/rest/2020",
        "https://ergebnisse.zensus2022.de/api/rest/2020",
    }
    for one in found:
        assert (one.verified, one.enabled) == (False, False)
        assert one.licence == "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
        assert one.attribution == "Statistische Ämter des Bundes und der Länder"


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


@pytest.mark.parametrize(
    "said",
    ["{0} / {1}", "user {0}", "Password={1}", "{2}", "{3}", "x" * 190 + "{1}", "{4}"],
    ids=["both", "name", "word", "quoted", "base64", "at the end", "capitals"],
)
def test_a_server_that_repeats_the_login_is_not_repeated(office: FeedOf, said: str) -> None:
    name, word = "AB 12&x", "s3cret/wörd"
    basic = b64encode(f"{name}:{word}".encode()).decode()
    content = said.format(name, word, quote(word), basic, word.upper())
    for code in (15, 98, 104, word, {"word": word}):
        body = json.dumps({"Status": {"Code": code, "Content": f"Fehler {content} " * 9}})
        feed = office(body.encode())
        feed.login = Login(name, word)
        with pytest.raises(errors.WrongContent) as caught:
            harvest(feed)
        told = str(caught.value)
        for secret in (name, word, quote(word), basic):
            assert secret.lower() not in told.lower()
        assert "s3cret" not in told
        assert len(told) < 500


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
