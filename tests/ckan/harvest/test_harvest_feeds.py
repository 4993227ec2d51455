"""Harvested meetings and decisions, subscribed to as a neighbour's calendar program does."""

from __future__ import annotations

from typing import Any

import icalendar
from bs4 import BeautifulSoup
from ckan.tests import helpers
from ckanext.loerrach.harvest.run import run_source
from ckanext.loerrach.harvest.sources import ensure_sources
from ckanext.loerrach.harvesters import sources
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_council_to_subscribe_to(town: Any, feeds: Any, app: Any) -> None:
    council = next(one for one in sources() if one.harvester == "oparl" and one.demo)
    ensure_sources([council], feeds.url)
    assert run_source(council.name).added
    (dataset,) = helpers.call_action("package_search", q="*:*")["results"]
    tables = {one["name"]: one["id"] for one in dataset["resources"] if one["datastore_active"]}
    base = f"/dataset/{dataset['name']}/resource"

    def rows(name: str) -> list[dict[str, Any]]:
        found = helpers.call_action("datastore_search", resource_id=tables[name], limit=1000)
        return list(found["records"])

    # the calendar: every meeting of the last months and all to come
    meetings = f"{base}/{tables['Sitzungen']}"
    answer = app.get(f"{meetings}/table.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    recent = [one for one in rows("Sitzungen") if one["start"] and one["start"] > "2026-08-30"]
    assert {event.decoded("DTSTART").strftime("%Y-%m-%dT%H:%M:%S") for event in events} >= {
        one["start"][:19] for one in recent
    }
    assert recent
    app.get(f"{meetings}/table.ics", headers={"If-None-Match": answer.headers["ETag"]}, status=304)

    # the feed: what was decided, newest first
    items = f"{base}/{tables['Tagesordnungen und Beschlüsse']}"
    feed = etree.fromstring(app.get(f"{items}/table.atom").data)
    entries = feed.findall(f"{ATOM}entry")
    decided = [one for one in rows("Tagesordnungen und Beschlüsse") if one["result"]]
    assert len(entries) == len(decided) > 0
    days = [entry.findtext(f"{ATOM}published") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Stadt Lörrach"

    # offered on both pages, and by a link that programs find
    page = BeautifulSoup(app.get(meetings).body, "html.parser")
    (found,) = page.select('link[rel=alternate][type="text/calendar"]')
    assert found["href"].endswith(f"{meetings}/table.ics")
    assert page.select_one('a[href^="webcal://"]').text.strip() == "Kalender abonnieren"
    section = BeautifulSoup(app.get(f"/dataset/{dataset['name']}").body, "html.parser").select_one(
        "section[aria-labelledby=subscribe]"
    )
    assert [" ".join(one.get_text(" ").split()) for one in section.select("a")] == [
        "Sitzungen (Kalender)", "Tagesordnungen und Beschlüsse (Atom-Feed)", "Vorlagen (Atom-Feed)",
    ]  # fmt: skip

    # what is none
    bodies = tables["Gremien"]
    for wrong in (f"{meetings}/table.atom", f"{items}/table.ics", f"{base}/{bodies}/table.ics",
                  f"/dataset/other/resource/{bodies}/table.ics"):  # fmt: skip
        app.get(wrong, status=404)
