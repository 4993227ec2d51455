"""Catalogues that run piveau (data.europa.eu and others): hub-search, one dataset a result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._network import crawl, settings
from ._network.fitting import names
from ._network.foreign import Distribution, Foreign
from ._network.making import Maker
from ._network.values import listed

#: results a page, and how far hub-search goes by pages (Elasticsearch, max_result_window)
ROWS = 100
PATH = "/api/hub/search/search"
KNOWN = names("""
    access_right admsIdentifier adms_identifier catalog catalog_record categories conforms_to
    contact_point contributor country creator data_services datasets description distributions
    documentations extended_metadata frequency accrual_periodicity geometry has_version hvd_category
    id identifier index is_hvd is_referenced_by is_used_by is_version_of issued keywords
    keywords_translated language landing_page modified num_series other_identifier page provenance
    publisher qualified_attribution qualified_relation quality_annotation quality_meas
    related_resource relation release_date resource sample score source spatial spatial_resource
    spatial_resolution_in_meters spec_checksum subject temporal temporal_resolution theme title
    translation_meta type version_info version_notes was_generated_by applicable_legislation
    in_series modification_date
""")
#: of these, what has no place with us
LEFT = names("""
    contributor data_services datasets extended_metadata is_used_by provenance qualified_attribution
    qualified_relation quality_annotation quality_meas source subject was_generated_by
""")
DISTRIBUTION = names("""
    access_service access_url adms_identifier applicable_legislation availability byte_size
    check_sum compress_format conforms_to description documentation download_url format
    has_policy id issued landing_page language license media_type modified package_format
    page release_date resource rights spatial_resolution_in_meters status
    temporal_resolution title type modification_date
""")


#: members that hold identifiers, the first of which is dct:identifier; and what of an object is one
IDENTIFIERS = ("identifier", "other_identifier", "admsIdentifier", "adms_identifier")
NOTATION = ("identifier", "notation", "resource", "id", "label")
#: members that have the names of our fields: with addresses, and with plain values
LINKS = ("has_version", "is_version_of", "is_referenced_by", "sample")
PLAIN = ("temporal_resolution", "spatial_resolution_in_meters", "version_notes")


class Piveau(Harvester):
    """Datasets that a piveau hub-search finds, in all languages it has them in."""

    info = HarvesterInfo(
        name="piveau",
        title="piveau, hub-search",
        field="administration",
        documentation="https://doc.piveau.eu/hub/search/",
        settings={
            **settings.SETTINGS,
            "catalogues": "only datasets of these catalogues (their ids)",
            "query": "only datasets that have these words",
        },
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Page by page, sorted by id."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        parts = urlsplit(feed.url)
        site = f"{parts.scheme}://{parts.netloc}"
        start = feed.asked if feed.asked != feed.url or PATH in feed.url else site + PATH

        def address(number: int, _: int) -> str:
            return crawl.with_query(start, {**_asked(feed), "page": number})

        items = crawl.collect(feed, address, lambda value: _page(value, feed), "dataset", "id")
        for id, given, bad in crawl.named(items, "id"):
            if given is None:
                yield bad
            else:
                yield from maker.alone(id, _made, maker, id, given, site)
        maker.told()


def _made(maker: Maker, id: str, given: dict[str, Any], site: str) -> Iterable[Record | BadRecord]:
    maker.feed.unknown(given, KNOWN)
    maker.left(given, LEFT, id)
    return maker.make(_foreign(maker.feed, id, given, site))


def _asked(feed: Feed) -> dict[str, Any]:
    query: dict[str, Any] = {"filter": "dataset", "limit": ROWS, "sort": "id+asc"}
    if catalogues := settings.words_of(feed.source, "catalogues"):
        query["facets"] = json.dumps({"catalog": catalogues})
    if words := settings.words_of(feed.source, "query"):
        query["q"] = " ".join(words)
    return query


def _page(value: Any, feed: Feed) -> crawl.Page:
    result = crawl.member(value, "result", feed)
    items = crawl.objects(crawl.member(result, "results", feed), feed, "datasets")
    return crawl.Page(items, crawl.whole_number(result.get("count")))


def _foreign(feed: Feed, id: str, given: dict[str, Any], site: str) -> Foreign:
    page = f"{site}/data/datasets/{id}"
    identifiers = [one for name in IDENTIFIERS for one in _terms(given.get(name), *NOTATION)]
    return Foreign(
        id=id,
        title=given.get("title"),
        notes=given.get("description"),
        tags=_keywords(given.get("keywords")),
        identifier=next(iter(identifiers), id),
        uri=given.get("resource"),
        url=next(iter(_terms(given.get("landing_page"))), page),
        publisher=_agents(given.get("publisher")),
        contact=_agents(given.get("contact_point")),
        creator=_agents(given.get("creator")),
        themes=_terms(given.get("categories"), "resource", "id"),
        frequency=next(iter(_terms(given.get("accrual_periodicity"))), ""),
        issued=given.get("issued") or given.get("release_date"),
        modified=given.get("modified") or given.get("modification_date"),
        periods=[(one.get("gte") or "", one.get("lte") or "")
                 for one in listed(given.get("temporal")) if isinstance(one, dict)],
        places=[*({"geom": one} for one in listed(given.get("spatial")) if isinstance(one, dict)),
                *({"uri": one} for one in _terms(given.get("spatial_resource")))],
        languages=_terms(given.get("language"), "resource", "id"),
        provenance=f"Übernommen aus {page}",
        aliases=[given.get("resource"), page],
        chain=[*_terms(given.get("catalog")), site],
        fields={
            "access_rights": next(iter(_terms(given.get("access_right"))), ""),
            "applicable_legislation": _terms(given.get("applicable_legislation")),
            "hvd_category": _terms(given.get("hvd_category")),
            "conforms_to": _terms(given.get("conforms_to")),
            "documentation": [*_terms(given.get("page")), *_terms(given.get("documentations"))],
            "alternate_identifier": list(dict.fromkeys(identifiers))[1:],
            "related_resource": [*_terms(given.get("related_resource")),
                                 *_terms(given.get("relation"))],
            "dcat_type": next(iter(_terms(given.get("type"))), ""),
            **{name: _terms(given.get(name)) for name in LINKS},
            **{name: given.get(name) for name in PLAIN},
            "in_series": _terms(given.get("in_series")),
            "version": given.get("version_info"),
        },
        resources=list(_distributions(feed, given)),
    )  # fmt: skip


def _distributions(feed: Feed, given: dict[str, Any]) -> Iterator[Distribution]:
    for number, one in enumerate(listed(given.get("distributions"))):
        if not isinstance(one, dict):
            continue
        feed.unknown(one, DISTRIBUTION)
        access = next(iter(_terms(one.get("access_url"))), "")
        download = next(iter(_terms(one.get("download_url"))), "")
        yield Distribution(
            key=str(one.get("id") or access or number),
            url=download or access,
            title=one.get("title"),
            description=one.get("description"),
            format=next(iter(_terms(one.get("format"), "resource", "id", "label")), ""),
            mimetype=next(iter(_terms(one.get("media_type"))), ""),
            licences=[word for key in ("resource", "id", "label")
                      for word in _terms(one.get("license"), key)],
            issued=one.get("issued") or one.get("release_date"),
            modified=one.get("modified") or one.get("modification_date"),
            size=one.get("byte_size"),
            languages=_terms(one.get("language"), "resource", "id"),
            fields={"access_url": access, "download_url": download, "uri": one.get("resource"),
                    "availability": next(iter(_terms(one.get("availability"))), ""),
                    "status": next(iter(_terms(one.get("status"))), "")},
        )  # fmt: skip


def _keywords(value: Any) -> dict[str, list[str]]:
    """Language -> words; those without one in the catalogue's own order."""
    found: dict[str, list[str]] = {}
    for one in listed(value):
        if isinstance(one, dict) and isinstance(one.get("label"), str):
            found.setdefault(str(one.get("language") or "de"), []).append(one["label"])
    return found


def _agents(value: Any) -> list[Any]:
    """What is no agent is given on, for it is told what was left out."""
    return [_agent(one) if isinstance(one, dict) else one for one in listed(value)]


def _agent(one: dict[str, Any]) -> dict[str, Any]:
    return {"name": one.get("name") or one.get("organisation_name"), "email": one.get("email"),
            "url": one.get("homepage") or next(iter(_terms(one.get("url"))), ""),
            "telephone": one.get("telephone"), "uri": one.get("resource")}  # fmt: skip


def _terms(value: Any, *keys: str) -> list[str]:
    """Addresses or words of a value that is a text, an object, or a list of them."""
    keys = keys or ("resource", "id", "label")
    found = []
    for one in listed(value):
        told = [one.get(key) for key in keys] if isinstance(one, dict) else [one]
        found += [term for term in told if isinstance(term, str) and term][:1]
    return found
