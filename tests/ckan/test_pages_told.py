"""Councils and elections are told in sentences on the pages of their datasets."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from ckanext.loerrach.portal.database import grant_datastore

pytestmark = [
    pytest.mark.ckan_config(
        "ckan.plugins", "loerrach_search loerrach scheming_datasets datastore datatables_view"
    ),
    pytest.mark.ckan_config("ckan.locale_default", "de"),
    pytest.mark.ckan_config("ckan.locales_offered", "de fr en"),
    pytest.mark.ckan_config("ckan.locale_order", "de fr en"),
    pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index"),
]
TYPES = {"start": "timestamptz", "day": "date", "order": "int", "eligible": "int", "voters": "int",
         "votes": "int", "reported": "int", "expected": "int", "share": "float8",
         "turnout": "float8"}  # fmt: skip


def dataset(kinds: list[str], **tables: Any) -> str:
    """A dataset of administration with these tables: names of columns, and rows."""
    urls = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
    grant_datastore(*(tk.config[name] for name in urls))
    made = helpers.call_action(
        "package_create", name="rat", owner_org=factories.Organization()["id"],
        strategy_field="administration", personal_data="none", document_kind=kinds,
        title_translated={"de": "Rat"}, notes_translated={"de": "So."},
        resources=[{"url": f"https://example.org/{name}", "license": "cc-zero"} for name in tables],
    )  # fmt: skip
    for resource, (names, *rows) in zip(made["resources"], tables.values(), strict=True):
        helpers.call_action(
            "datastore_create", resource_id=resource["id"], force=True,
            fields=[{"id": name, "type": TYPES.get(name, "text")} for name in names],
            records=[dict(zip(names, row, strict=True)) for row in rows],
        )  # fmt: skip
    return "/dataset/rat"


def told(app: Any, address: str, heading: str) -> str:
    page = BeautifulSoup(app.get(address).body, "html.parser")
    section = page.select_one(f"section[aria-labelledby={heading}]")
    return " ".join(section.get_text(" ").split()) if section else ""


def test_a_council(app: Any) -> None:
    meetings = ["committee", "title", "start", "place", "status", "agenda", "link"]
    items = ["meeting", "day", "committee", "order", "title", "result", "link"]
    address = dataset(
        ["calendar", "decision"],
        meetings=[
            meetings,
            ["Gemeinderat", "x", "2999-12-17T16:30:00+00:00", "Rathaus", "scheduled",
             "https://example.org/a.pdf", None],
            [None, "Ortschaftsrat", "2999-12-18T16:30:00+00:00", None, "cancelled",
             "javascript:alert(1)", None],
            ["Gemeinderat", "x", "2020-12-17T16:30:00+00:00", "Rathaus", "scheduled", None, None],
        ],
        items=[
            items,
            ["1", "2026-10-22", "Gemeinderat", 2, "<b>Haushalt</b>", "beschlossen", None],
            ["1", "2026-10-22", "Gemeinderat", 1, "Fragen", "erledigt", None],
            ["1", "2026-10-22", "Gemeinderat", 3, "Offen", None, None],
            ["2", "2026-11-12", "Ausschuss", 1, "Daten", "Kenntnisnahme", "https://example.org/d"],
        ],
    )  # fmt: skip
    assert told(app, address, "next-meetings") == (
        "Nächste Sitzungen Gemeinderat 17.12.2999, 17:30 , Rathaus "
        "Tagesordnung : Gemeinderat, 17.12.2999, 17:30 "
        "Ortschaftsrat abgesagt 18.12.2999, 17:30"
    )
    assert told(app, address, "decided") == (
        "Zuletzt beraten und beschlossen 12. November 2026 , Ausschuss Daten : Kenntnisnahme "
        "22. Oktober 2026 , Gemeinderat Fragen: erledigt <b>Haushalt</b>: beschlossen"
    )
    assert told(app, f"/fr{address}", "decided").startswith("Derniers résultats")


def test_an_election(app: Any) -> None:
    here = ["level", "area", "area_name", "vote"]
    town, district = ["Gemeinde", "0", "Lörrach", "only"], ["Bezirk", "1", "Stetten", "only"]
    address = dataset(
        ["election"],
        results=[[*here, "party", "votes", "share"], [*town, "Liste A", 300, 30.0],
                 [*town, "Liste B", 700, 70.0], [*district, "Liste A", 5, 100.0]],
        turnout=[[*here, "eligible", "voters", "turnout", "reported", "expected", "state"],
                 [*district, 10, 5, 50.0, 1, 1, "counted"],
                 [*town, 2000, 1000, 50.5, 6, 7, "counting"]],
    )  # fmt: skip
    assert told(app, address, "result") == (
        "Ergebnis: Lörrach Die Stimmen werden gezählt: 6 von 7 Bezirken liegen vor. "
        "Wahlbeteiligung: 50,5 %. 1.000 Menschen haben gewählt. "
        "Stimmen nach Wahlvorschlag Wahlvorschlag Anteil % Stimmen Liste B 70 700 Liste A 30 300"
    )


def test_other_datasets_tell_nothing(app: Any) -> None:
    address = dataset(["calendar", "election"], other=[["start"], ["2999-12-17T16:30:00+00:00"]])
    for heading in ("next-meetings", "decided", "result"):
        assert told(app, address, heading) == ""
