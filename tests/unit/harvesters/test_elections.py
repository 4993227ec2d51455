"""Elections: both formats whole, counts that are not in, what does not add up, faults."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.testing_records import harvest, rows

FeedOf = Callable[..., Feed]
HEAD = "gebiet-nr;gebiet-name;A;B;C;D"


@pytest.fixture
def election(feed_of: FeedOf) -> FeedOf:
    """A description with one file."""

    def make(text: str, parties: dict[str, str] | None = None, **more: Any) -> Feed:
        fields = [{"feld": field, "wert": name} for field, name in (parties or {}).items()]
        told = {"csvs": [{"wahl": "Wahl", "ebene": "Gemeinde", "url": "a.csv"}],
                "dateifelder": [{"name": "Wahl", "parteien": fields}]}  # fmt: skip
        return feed_of(json.dumps(told).encode(), "elections", field="administration",
                       beside={"a.csv": text.encode()}, **more)  # fmt: skip

    return make


def test_a_count_that_goes_on(feed_of: FeedOf, own_feeds: Path) -> None:
    answers = {path.name: path.read_bytes() for path in (own_feeds / "wahl").iterdir()}
    feed = feed_of(answers["open_data.json"], "elections", beside=answers, field="administration")
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.fields["election_date"] == "2026-11-15"
    assert record.fields["document_kind"] == ["election"]
    # nobody is counted in Haagen yet: no votes, and not none
    assert len(rows(record, "results")) == 7 * 3
    assert rows(record, "results")[0] == {
        "level": "Gemeinde", "area": "0", "area_name": "Stadt Lörrach", "vote": "only",
        "party": "Liste Rhein", "votes": 1831, "share": 42.89, "votes_before": None,
    }  # fmt: skip
    turnout = {one["area_name"]: one for one in rows(record, "turnout")}
    assert turnout["Stadt Lörrach"] == {
        "level": "Gemeinde", "area": "0", "area_name": "Stadt Lörrach", "vote": "only",
        "eligible": 6110, "voters": 4301, "turnout": 70.39, "valid": 4269, "invalid": 32,
        "reported": 6, "expected": 7, "state": "counting",
    }  # fmt: skip
    haagen = turnout["Haagen"]
    assert (haagen["state"], haagen["voters"], haagen["turnout"]) == ("open", None, None)
    postal = turnout["Briefwahl 1"]
    assert (postal["eligible"], postal["voters"], postal["turnout"]) == (0, 930, None)
    assert postal["state"] == "counted"


def test_the_federation_by_rows(feed_of: FeedOf, own_feeds: Path) -> None:
    body = (own_feeds / "kerg2.csv").read_bytes()
    feed = feed_of(body, "elections", field="administration")
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert record.fields["election_date"] == "2025-02-23"
    found = rows(record, "results")
    # nobody stands for the BSW with first votes, nor for the CSU outside of Bavaria
    assert Counter(one["level"] for one in found) == {"Wahlkreis": 17, "Land": 17, "Bund": 20}
    here = [one for one in found if one["area"] == "282"]
    assert here[0] == {
        "level": "Wahlkreis", "area": "282", "area_name": "Lörrach – Müllheim", "vote": "first",
        "party": "CDU", "votes": 61_900, "share": 33.21, "votes_before": 43_509,
    }  # fmt: skip
    assert sum(one["votes"] for one in here if one["vote"] == "first") == 186_369
    turnout = {(one["area"], one["vote"]): one for one in rows(record, "turnout")}
    assert turnout["282", "second"] == {
        "level": "Wahlkreis", "area": "282", "area_name": "Lörrach – Müllheim", "vote": "second",
        "eligible": 229_946, "voters": 187_809, "turnout": 81.68, "valid": 186_786,
        "invalid": 1_023, "reported": None, "expected": None, "state": "final",
    }  # fmt: skip
    federation = turnout["99", "second"]
    assert (federation["turnout"], federation["valid"]) == (82.51, 49_649_512)
    # on the evening of the election the file says so
    early = feed_of(body.replace("Endgültig".encode(), "Vorläufig".encode()), "elections",
                    field="administration", settings={"areas": ["Bund/99"]})  # fmt: skip
    assert {one["state"] for one in rows(harvest(early)[0], "turnout")} == {"preliminary"}
    with pytest.raises(errors.Empty):
        harvest(feed_of(body, "elections", settings={"areas": ["Wahlkreis/281"]}))


def test_what_the_demo_promises_is_there(of_demo: FeedOf) -> None:
    """The dataset of the federal election is called by our constituency."""
    feed = of_demo(next(one for one in sources() if one.name == "bundestagswahl-2025"))
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    assert "Lörrach – Müllheim" in record.title["de"]
    assert {(one["level"], one["area_name"]) for one in rows(record, "results")} == {
        ("Wahlkreis", "Lörrach – Müllheim"), ("Land", "Baden-Württemberg"),
        ("Bund", "Bundesgebiet"),
    }  # fmt: skip


def test_the_page_of_paper_says_the_same(feed_of: FeedOf, own_feeds: Path) -> None:
    """kerg.csv with its preamble and three rows of headers, beside kerg2.csv of the election."""
    feed = feed_of((own_feeds / "kerg.csv").read_bytes(), "elections", field="administration")
    record, bad = harvest(feed)
    assert (bad, feed.notices) == ([], [])
    found = rows(record, "results")
    assert len(found) == 54
    assert found[0] == {
        "level": "Bund", "area": "99", "area_name": "Bundesgebiet", "vote": "first",
        "party": "Christlich Demokratische Union Deutschlands", "votes": 12_604_184,
        "share": 25.46, "votes_before": 10_445_920,
    }  # fmt: skip
    assert next(one for one in found if one["area"] == "282") == {
        "level": "Wahlkreis", "area": "282", "area_name": "Lörrach – Müllheim", "vote": "first",
        "party": "Christlich Demokratische Union Deutschlands", "votes": 61_900, "share": 33.21,
        "votes_before": 43_509,
    }  # fmt: skip
    assert next(one for one in rows(record, "turnout") if one["area"] == "282") == {
        "level": "Wahlkreis", "area": "282", "area_name": "Lörrach – Müllheim", "vote": "first",
        "eligible": 229_946, "voters": 187_809, "turnout": 81.68, "valid": 186_369,
        "invalid": 1_440, "reported": None, "expected": None, "state": "final",
    }  # fmt: skip
    other, _ = harvest(feed_of((own_feeds / "kerg2.csv").read_bytes(), "elections",
                               field="administration"))  # fmt: skip
    numbers = ("level", "area", "area_name", "vote", "votes", "share", "votes_before")
    assert sorted(str([one[name] for name in numbers]) for one in found) == sorted(
        str([one[name] for name in numbers]) for one in rows(other, "results")
    )
    # all of it but the preamble, and the order of the areas, is the same
    assert sorted(map(str, rows(other, "turnout"))) == sorted(map(str, rows(record, "turnout")))


def test_the_federation_as_a_page_of_paper(feed_of: FeedOf) -> None:
    """Preamble, three rows of headers with merged cells, dashes for nobody, blank rows."""
    lines = [
        "Bundestagswahl", "", "Endgültiges Ergebnis", "", "",
        ("Nr;Gebiet;gehört;Wahlberechtigte;;;;Wählende;;;;Ungültige;;;;Gültige;;;;"
         "Partei A;;;;Partei B;;;"),
        ";;zu;" + ";".join(["Erststimmen;;Zweitstimmen;"] * 6),
        ";;;" + ";".join(["Endgültig;Vorperiode"] * 12),
        "281;Freiburg;8;" + ";".join("1" for _ in range(24)),
        ("282;Lörrach – Müllheim;8;100;90;100;90;80;70;80;70;3;2;2;1;77;68;78;69;"
         "50;40;48;41;27;–;30;28;;;"),
        ";;;;",
        "8;Baden-Württemberg;99;1.000;;1.000;;800;;800;;20;;20;;780;;780;;400;;400;;380;;380;",
        "99;Bundesgebiet;;x",
    ]  # fmt: skip
    feed = feed_of("\n".join(lines).encode(), "elections", field="administration",
                   settings={"areas": ["Wahlkreis/282", "Land/8"]})  # fmt: skip
    record, bad = harvest(feed)
    assert bad == []
    votes = {
        (one["area_name"], one["vote"], one["party"]): (one["votes"], one["votes_before"])
        for one in rows(record, "results")
    }
    assert votes == {
        ("Lörrach – Müllheim", "first", "Partei A"): (50, 40),
        ("Lörrach – Müllheim", "first", "Partei B"): (27, None),
        ("Lörrach – Müllheim", "second", "Partei A"): (48, 41),
        ("Lörrach – Müllheim", "second", "Partei B"): (30, 28),
        ("Baden-Württemberg", "first", "Partei A"): (400, None),
        ("Baden-Württemberg", "first", "Partei B"): (380, None),
        ("Baden-Württemberg", "second", "Partei A"): (400, None),
        ("Baden-Württemberg", "second", "Partei B"): (380, None),
    }
    turnout = {(one["area_name"], one["vote"]): one for one in rows(record, "turnout")}
    here = turnout["Lörrach – Müllheim", "first"]
    assert [here[name] for name in ("eligible", "voters", "valid", "invalid", "state")] == [
        100, 80, 77, 3, "final",
    ]  # fmt: skip


PAPER = [
    'Bundestagswahl "2025', "",
    "Nr;Gebiet;gehört;Wahlberechtigte;;Gültige;;Partei A;", ";;zu;;;Erststimmen;;Erststimmen;",
    ";;;Endgültig;Vorperiode;Endgültig;Vorperiode;Endgültig;Vorperiode",
    "281;Freiburg;8;100;90;77;68;77;68",
]  # fmt: skip


def test_a_page_of_paper_with_faults(feed_of: FeedOf, told: Any) -> None:
    """A row that cannot be read leaves nothing behind; quotation marks above do no harm."""
    more = ["282;Lörrach;8;100;90;77;68;viele;1", "281;Freiburg;8;1;1;1;1;1;1", "283;Emmen;8;50"]
    feed = feed_of("\n".join([*PAPER, *more]).encode(), "elections", field="administration")
    record, bad = harvest(feed)
    assert [(one.id, one.field, one.problem) for one in bad] == [
        ("line 7", "Partei A", "a number of votes is needed"),
        ("line 8", "Nr", "the same area again; the first one counts"),
    ]
    assert [(one["area"], one["votes"]) for one in rows(record, "results")] == [("281", 77)]
    assert ("short row", "line 9") in told(feed)
    for broken in (PAPER[:4], [*PAPER[:5], '281;"Freiburg;8'], [*PAPER, "9;" + "x" * 140_000]):
        with pytest.raises(errors.WrongContent, match="kerg"):
            harvest(feed_of("\n".join(broken).encode(), "elections", field="administration"))


def test_a_number_of_the_federation_that_is_there_twice(feed_of: FeedOf, own_feeds: Path) -> None:
    lines = (own_feeds / "kerg2.csv").read_text(encoding="utf-8-sig").splitlines()
    [cdu] = [one for one in lines if ";Bund;99;" in one and ";11196374;" in one]
    body = "\n".join([*lines, cdu, cdu.replace("11196374", "7")]).encode()
    feed = feed_of(body, "elections", field="administration", settings={"areas": ["Bund/99"]})
    record, bad = harvest(feed)
    assert [(one.field, one.problem) for one in bad] == [
        ("CDU", "a second number; the first one, 11196374, counts")
    ]
    [found] = [one["votes"] for one in rows(record, "results")
               if (one["vote"], one["party"]) == ("second", "CDU")]  # fmt: skip
    assert found == 11_196_374


def test_two_votes_and_lists_with_people(election: FeedOf) -> None:
    two = election(f"{HEAD};D1;D2;E;F;F1;F2\n1;Ort;10;9;1;8;5;3;0;9;4;5\n",
                   {"D1": "A", "D2": "B"})  # fmt: skip
    found = rows(harvest(two)[0], "results")
    assert [(one["vote"], one["party"], one["votes"]) for one in found] == [
        ("first", "A", 5), ("first", "B", 3), ("second", "B", 5), ("second", "A", 4),
    ]  # fmt: skip
    # of a list's columns the sum counts: its own, those of its people and each of them stand there
    for ending in ("_summe_liste_kandidaten", "_4"):
        local = election(
            f"gebiet-nr;gebiet-name;A;B;C1;C2;D;D1_liste;D1_1;D1_2_1;D1{ending};D2{ending}\n"
            "1;Ort;10;9;1;8;30;1;9;9;20;10\n",
            {"D1": "A"},
        )
        record, _ = harvest(local)
        assert [(one["party"], one["votes"]) for one in rows(record, "results")] == [
            ("A", 20), ("D2", 10),
        ]  # fmt: skip
        assert rows(record, "turnout")[0]["invalid"] == 1


def test_older_versions_keep_the_files_elsewhere(feed_of: FeedOf, server: Any) -> None:
    told = {"csvs": [{"wahl": "Wahl", "ebene": "Gemeinde", "url": "a.csv"}]}
    server.page("/20210926/api/praesentation/open_data.json", json.dumps(told).encode())
    server.pages["/20210926/api/praesentation/a.csv"] = lambda visit: visit.answer(status=404)
    server.page("/20210926/praesentation/a.csv", f"{HEAD};D1\n1;Ort;10;9;1;8;8\n".encode())
    feed = feed_of(b"", "elections", field="administration")
    feed._asked = server.url("/20210926/api/praesentation/open_data.json")
    assert len(rows(harvest(feed)[0], "results")) == 1


def test_which_election_and_levels(feed_of: FeedOf) -> None:
    told = {"csvs": [{"wahl": name, "ebene": "Gemeinde", "url": "a.csv"} for name in "AB"]}
    beside = {"a.csv": f"{HEAD};D1\n1;Ort;10;9;1;8;8\n".encode()}

    def of(**settings: Any) -> Feed:
        return feed_of(json.dumps(told).encode(), "elections", beside=beside, settings=settings,
                       field="administration")  # fmt: skip

    assert harvest(of(election="A"))[0]
    with pytest.raises(errors.SettingError, match="one of these is needed: A, B"):
        harvest(of())
    with pytest.raises(errors.SettingError, match="the source has these: Gemeinde"):
        harvest(of(election="A", levels="Wahlbezirk"))
    for nothing in (b"<html></html>", b'{"a": 1}', b"a;b\n1;2\n"):
        with pytest.raises(errors.WrongContent):
            harvest(feed_of(nothing, "elections"))


def test_every_fault_has_its_consequence(election: FeedOf, own_feeds: Path, told: Any) -> None:
    feed = election((own_feeds / "broken" / "wahl.csv").read_text())
    record, bad = harvest(feed)
    assert [(one.id, one.field, one.problem) for one in bad] == [
        ("Gemeinde, line 3", "A", "a number of votes is needed"),
        ("Gemeinde, line 4", "gebiet-nr", "number and name of an area are needed"),
        ("Gemeinde, line 5", "B", "a number of votes is needed"),
        ("Gemeinde, line 7", "gebiet-nr", "the same area again; the first one counts"),
        ("Gemeinde, line 8", "A", "a number of votes is needed"),
        ("Gemeinde, line 9", "row", "6 cells under 19 columns"),
    ]
    assert told(feed) == {("unknown column", "wlan"), ("does not add up", "Gemeinde Ohne Summe")}
    assert {one["area_name"]: one["turnout"] for one in rows(record, "turnout")} == {
        "Ohne Summe": 50.0, "Punkte": 70.42, "Mehr als dürfen": None,
    }  # fmt: skip
    assert record.fields["election_date"] == date(2026, 11, 15).isoformat()
