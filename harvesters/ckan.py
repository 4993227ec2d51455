"""Catalogues that run CKAN, from 2.8 on: one dataset a package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from ._ckan import package, search
from ._core.errors import SettingError
from ._core.feed import Feed
from ._core.fingerprint import digest
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Same, Version
from ._core.source import SourceEntry
from ._network import settings
from ._network.making import Maker

#: name of an organization or group (ckan.logic.validators.name_validator)
NAME = re.compile(r"[a-z0-9_-]{2,100}")
#: datasets; CKAN keeps harvest sources and showcases as packages of other types
DATASETS = ("dataset", "", None)
#: states of a package that is public, of which old CKANs say nothing
PUBLIC = ("active", "", None)
#: share of changed records up to which they are asked for by their ids, and not all read
FEW = 0.25


class Ckan(Harvester):
    """Datasets of a CKAN, with what GovData, opendata.swiss and other dialects add to it."""

    info = HarvesterInfo(
        name="ckan",
        title="CKAN, action API 3",
        field="administration",
        documentation="https://docs.ckan.org/en/2.12/api/",
        settings={
            **settings.SETTINGS,
            "organizations": "only datasets of these organizations (their names in addresses)",
            "groups": "only datasets of these groups",
            "filter": "only what this filter of Solr leaves (fq), as 'tags:verkehr'",
        },
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """Manifest first: a catalogue that has not changed costs a request a thousand records."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        url, fq, site = search.address(feed), _filter(feed.source), search.site(feed)
        crawl = search.Crawl(feed, url, fq, search.MANIFEST, search.VERSION)
        manifest = {one["id"]: one for one in crawl.run()}
        feed.whole(manifest)
        changed = [id for id, one in sorted(manifest.items()) if not feed.same(id, _version(one))]
        chosen = search.Chosen(feed, url, fq, changed)
        if _complete(manifest):
            given: Iterable[dict[str, Any]] = (manifest[id] for id in sorted(manifest))
        elif len(changed) <= len(manifest) * FEW and chosen.understood():
            feed.trusted, given = True, chosen.run()
            for id in manifest.keys() - set(changed):
                del manifest[id]
                yield Same(id)
        else:
            given = search.Crawl(feed, url, fq, search.WHOLE).run()
        for number in range(1, len(crawl.nameless) + 1):
            yield BadRecord(f"#{number}", "id", "", "missing", "Give every dataset an id")
        for one in given:
            manifest.pop(one["id"], None)
            yield from _records(maker, one, site)
        if manifest:
            feed.incomplete(f"{len(manifest)} datasets of the list were not given afterwards")
        maker.told()


def _version(given: dict[str, Any], digest: str = "") -> Version:
    return Version(str(given.get("metadata_modified") or ""), digest)


def _complete(found: dict[str, dict[str, Any]]) -> bool:
    """Did a CKAN that knows no ``fl`` give whole records at once?"""
    return all("title" in one or "resources" in one for one in found.values())


def _records(maker: Maker, given: dict[str, Any], site: str) -> Iterator[Record | BadRecord | Same]:
    version = _version(given, digest(given))
    if maker.feed.same(given["id"], version):
        yield Same(given["id"])
        return
    for made in maker.alone(given["id"], _made, maker, given, site):
        yield made if isinstance(made, BadRecord) else replace(made, version=version)


def _made(maker: Maker, given: dict[str, Any], site: str) -> Iterator[Record | BadRecord]:
    if given.get("type") not in DATASETS:
        maker.tally.note("no dataset", "type", given.get("type"), given["id"])
        return
    if given.get("private") in (True, "true", "True") or given.get("state") not in PUBLIC:
        maker.tally.note("left out: private or deleted", "state", given.get("state"), given["id"])
        return
    flat = package.flat(given)
    if flat.get("archived") and flat.get("strategy_field"):
        # a portal of this kind keeps such a dataset readable; its publisher has it no longer
        maker.tally.note("left out: archived there", "archived", flat["archived"], given["id"])
        return
    maker.feed.unknown(flat, package.known())
    for resource in given["resources"] if isinstance(given.get("resources"), list) else []:
        if isinstance(resource, dict):
            maker.feed.unknown(resource, package.resource_known())
        else:
            maker.tally.note("no resource", "resources", resource, given["id"])
    maker.left(flat, package.LEFT, given["id"])
    record = package.read(flat, site)
    if (stated := flat.get("url")) and stated != record.url:
        maker.tally.note("the catalogue's page in place of no address", "url", stated, given["id"])
    yield from maker.make(record)


def _filter(source: SourceEntry) -> str:
    """The filter of the settings, as Solr reads it."""
    parts = []
    for setting, field in (("organizations", "organization"), ("groups", "groups")):
        names = settings.words_of(source, setting)
        if wrong := [name for name in names if not NAME.fullmatch(name)]:
            raise SettingError(source.name, setting, f"'{wrong[0]}' is no name as CKAN has them")
        if names:
            parts.append(f"{field}:({' OR '.join(names)})")
    if given := settings.words_of(source, "filter"):
        parts.append(f"({given[0]})")
    return " AND ".join(parts)
