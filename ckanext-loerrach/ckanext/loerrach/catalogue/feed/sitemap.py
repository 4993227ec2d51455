"""The pages of the portal for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import ckan.model as model

from ..views import VIEWS
from . import page, store
from .errors import BeyondTheEnd
from .request import DEFAULT

#: what a sitemap may hold
MOST = 50_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def document(number: int | None) -> bytes:
    """The sitemap, or the index of several where one does not hold all; a part by its number."""
    store.state(DEFAULT)
    count = int(_ask("SELECT count(*) FROM loerrach_catalogue_entry WHERE public").scalar())
    parts = max(1, -(-count // MOST))
    if number is None and parts > 1:
        addresses = [page.site_address(f"/sitemap-{one}.xml") for one in range(1, parts + 1)]
        return _xml("sitemapindex", "sitemap", [(address, None) for address in addresses])
    if number is not None and not 1 <= number <= parts:
        raise BeyondTheEnd(number, parts)
    return _xml("urlset", "url", [*(_fixed() if number in (None, 1) else []), *_datasets(number)])


def _fixed() -> list[tuple[str, datetime | None]]:
    paths = ["/", "/dataset/", "/group/", "/organization/", "/catalog.ttl", "/catalog-full.ttl.gz"]
    paths += [f"/catalog/{view}.ttl" for view in VIEWS]
    return [(page.site_address(path), None) for path in paths]


def _datasets(number: int | None) -> list[tuple[str, datetime | None]]:
    rows = _ask(
        "SELECT p.name, p.metadata_modified FROM loerrach_catalogue_entry e "
        "JOIN package p ON p.id = e.package_id WHERE e.public AND p.state = 'active' "
        "AND NOT p.private ORDER BY e.position LIMIT %s OFFSET %s",
        MOST,
        MOST * ((number or 1) - 1),
    )
    return [(page.site_address(f"/dataset/{name}"), modified) for name, modified in rows]


def _ask(text: str, *values: int) -> Any:
    return model.Session.connection().exec_driver_sql(text, values)


def _xml(root: str, item: str, entries: list[tuple[str, datetime | None]]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">']
    for address, when in entries:
        day = f"<lastmod>{when:%Y-%m-%dT%H:%M:%S}Z</lastmod>" if when else ""
        lines.append(f"<{item}><loc>{escape(address)}</loc>{day}</{item}>")
    return "\n".join([*lines, f"</{root}>", ""]).encode()
