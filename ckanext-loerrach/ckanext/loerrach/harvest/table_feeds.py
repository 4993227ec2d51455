"""Tables of dates, papers and decisions to subscribe to.

``/dataset/<id>/resource/<id>/table.ics`` (iCalendar) and ``table.atom``, of what is in the
DataStore at that moment; ETag says whether rows have changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.plugins import plugin_loaded
from ckanext.loerrach import tabular
from ckanext.loerrach.tabular.feeds import About, atom, calendar, kind
from ckanext.loerrach.tabular.feeds.atom import ZONE
from ckanext.loerrach.tabular.feeds.kinds import ATOM, CALENDAR, printable
from ckanext.loerrach.tabular.files.content import Select, opened
from flask import Blueprint, Response, request

from . import files

blueprint = Blueprint("loerrach_table_feeds", __name__)
#: kind → ending of its address, media type
ENDINGS = {CALENDAR: ("ics", "text/calendar"), ATOM: ("atom", "application/atom+xml")}
#: dates of the last months, and how many; entries of a feed
PAST, DATES, ENTRIES = timedelta(days=92), 2000, 50
#: seconds for which others may keep an answer
FRESH = 900


def loerrach_table_feed(package: Mapping[str, Any], resource: Mapping[str, Any]) -> dict[str, str]:
    """For templates: ``kind``, ``url`` and ``type`` of the feed of a table; {} where it is none.

    ``subscribe``: the address that a calendar program takes (webcal:), for calendars.
    """
    if not (resource.get("datastore_active") and plugin_loaded("datastore")):
        return {}
    found = kind(_types(str(resource["id"])))
    if not found:
        return {}
    ending, mimetype = ENDINGS[found]
    url = str(tk.url_for("loerrach_table_feeds.feed", id=package["name"],
                         resource_id=resource["id"], ending=ending, _external=True))  # fmt: skip
    told = {"kind": found, "url": url, "type": mimetype}
    return told | ({"subscribe": "webcal:" + url.partition(":")[2]} if found == CALENDAR else {})


def loerrach_table_feeds(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For templates: ``resource`` and ``feed`` of each table of a dataset that has one."""
    found = [(one, loerrach_table_feed(package, one)) for one in package.get("resources", ())]
    return [{"resource": resource, "feed": feed} for resource, feed in found if feed]


def feed(id: str, resource_id: str, ending: str) -> Any:
    """The feed of a table that its reader may see."""
    resource = files.seen_resource(id, resource_id)
    version = tabular.version(resource["id"]) if plugin_loaded("datastore") else None
    wanted = next((one for one, told in ENDINGS.items() if told[0] == ending), "")
    if not (version and wanted) or kind(_types(resource["id"])) != wanted:
        return tk.abort(404, tk._("There is no such file."))
    today = datetime.now(ZONE).date()
    body = _made(_about(id, resource, ending), wanted, version, today.isoformat())
    answer = Response(body, mimetype=ENDINGS[wanted][1])
    answer.set_etag(hashlib.blake2b(body, digest_size=16).hexdigest())
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.cache_control.max_age = FRESH
    package = model.Package.get(id)
    if package.private or package.state != "active":
        answer.cache_control.private = True
    return answer.make_conditional(request)


def _about(id: str, resource: Mapping[str, Any], ending: str) -> About:
    """What the feed says of itself, in the language of the reader's page."""
    package = model.Package.get(id)
    titles = [package.title or package.name, str(resource.get("name") or "")]
    publisher = model.Group.get(package.owner_org) if package.owner_org else None
    there = {"id": package.name, "resource_id": resource["id"], "_external": True}
    return About(
        str(resource["id"]), printable(" – ".join(filter(None, titles))),
        printable(publisher.title or "" if publisher else ""),
        str(tk.url_for("dataset_resource.read", **there)),
        str(tk.url_for("loerrach_table_feeds.feed", ending=ending, **there)),
        tk.config["ckan.locale_default"], (),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _made(about: About, wanted: str, version: str, today: str) -> bytes:
    """The feed of one version of a table on one day."""
    limit = DATES if wanted == CALENDAR else ENTRIES
    with opened(about.id, _select(about.id, wanted, today, limit)) as content:
        if content is None:
            return b""
        names = [one.name for one in content.fields]
        rows = [dict(zip(names, row, strict=True)) for piece in content.pieces for row in piece]
        told = replace(about, key=tuple(content.key))
    return calendar(told, rows) if wanted == CALENDAR else atom(told, rows)


def _select(resource_id: str, wanted: str, today: str, limit: int) -> Select:
    types = _types(resource_id)
    if wanted == CALENDAR:
        since = datetime.fromisoformat(today).replace(tzinfo=UTC) - PAST
        # what began long ago and still goes on is there by its last day
        for name, type in (("last_day", "date"), ("first_day", "date"), ("start", "timestamp")):
            if types.get(name) == type:
                return Select(name, since.date() if type == "date" else since, None, limit, False)
    needed = "result" if "result" in types else ""
    return Select("day", None, datetime.fromisoformat(today).date(), limit, True, needed)


def _types(resource_id: str) -> dict[str, str]:
    """Columns of a table that was loaded by us, and so has a version; {} for all else."""
    with opened(resource_id) as content:
        if not (content and content.version):
            return {}
        return {one.name: one.type for one in content.fields}


blueprint.add_url_rule(
    "/dataset/<id>/resource/<resource_id>/table.<any(ics, atom):ending>", endpoint="feed",
    view_func=feed,
)  # fmt: skip
