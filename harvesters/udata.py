"""Catalogues that run udata (data.gouv.fr): the datasets of some organisations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._network import crawl, settings, values, words
from ._network.fitting import names
from ._network.foreign import Distribution, Foreign
from ._network.making import Maker
from ._network.values import inner, listed

ROWS = 100
PATH = "/api/1/datasets/"
#: where INSEE names its communes in RDF (https://rdf.insee.fr/geo/)
COMMUNES = "http://id.insee.fr/geo/commune/"
KNOWN = names("""
    access_audiences access_type access_type_reason access_type_reason_category
    acronym archived authorization_request_url badges community_resources contact_points created_at
    deleted description description_short extras featured frequency frequency_date harvest id
    internal last_modified last_update license metrics organization owner page permissions private
    quality resources schema slug spatial tags temporal_coverage title uri
""")
#: of these, what has no place with us
LEFT = names("access_audiences access_type_reason acronym badges extras")
RESOURCE_KNOWN = names("""
    checksum created_at description extras filesize filetype format harvest id internal
    last_modified latest metrics mime permissions preview_url published schema title type url
""")


class Udata(Harvester):
    """Datasets of organisations on data.gouv.fr, as Saint-Louis and its agglomeration."""

    info = HarvesterInfo(
        name="udata",
        title="udata, API 1 (data.gouv.fr)",
        field="administration",
        documentation="https://guides.data.gouv.fr/api-de-data.gouv.fr/reference",
        settings={
            **settings.SETTINGS,
            "organization": "id or short name of the organisation whose datasets are wanted",
        },
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Every page of the organisation's datasets."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        organization = settings.needed(feed.source, "organization")
        parts = urlsplit(feed.url)
        site = f"{parts.scheme}://{parts.netloc}"
        start = feed.asked if feed.asked != feed.url else site + PATH

        def address(number: int, _: int) -> str:
            query = {"organization": organization, "page": number + 1, "page_size": ROWS,
                     "sort": "created"}  # fmt: skip
            return crawl.with_query(start, query)

        items = crawl.collect(feed, address, lambda value: _page(value, feed), "dataset", "id")
        for id, given, bad in crawl.named(items, "id"):
            if given is None:
                yield bad
            elif given.get("private") or given.get("deleted") or given.get("archived"):
                maker.tally.note("left out: private, deleted or archived", "id", "", id)
            else:
                yield from maker.alone(id, _made, maker, given, site)
        maker.told()


def _made(maker: Maker, given: dict[str, Any], site: str) -> Iterable[Record | BadRecord]:
    id = str(given["id"])
    maker.feed.unknown(given, KNOWN)
    maker.left(given, LEFT, id)
    one = _foreign(maker.feed, given, site)
    if not one.themes:
        maker.tally.note("no theme among its keywords", "theme", "", id)
    return maker.make(one)


def _page(value: Any, feed: Feed) -> crawl.Page:
    items = crawl.objects(crawl.member(value, "data", feed), feed, "datasets")
    return crawl.Page(items, crawl.whole_number(value.get("total")))


def _foreign(feed: Feed, given: dict[str, Any], site: str) -> Foreign:
    organization, period = inner(given, "organization"), inner(given, "temporal_coverage")
    harvested = inner(given, "harvest")
    page = given.get("page") or f"{site}/datasets/{given.get('slug') or given['id']}"
    identifier = harvested.get("dct_identifier") or given["id"]
    others = [harvested.get("remote_id"), given["id"]]
    return Foreign(
        id=str(given["id"]),
        title=given.get("title"),
        notes=given.get("description"),
        tags=given.get("tags") or (),
        identifier=identifier,
        uri=harvested.get("uri"),
        url=page,
        publisher={"name": organization.get("name"), "url": organization.get("page")},
        contact=_contacts(given),
        # udata knows no themes, but organisations write them as keywords
        themes=[tag for tag in listed(given.get("tags")) if words.themes(values.text(tag))],
        frequency=given.get("frequency"),
        issued=given.get("created_at"),
        modified=given.get("last_update") or given.get("last_modified"),
        periods=[(period.get("start") or "", period.get("end") or "")],
        places=list(_places(inner(given, "spatial"))),
        languages=["fr"],
        licences=[given["license"]] if _named(given.get("license")) else [],
        provenance=f"Übernommen aus {page}",
        aliases=[given.get("uri"), page, harvested.get("remote_url"), harvested.get("uri")],
        chain=[harvested.get("backend_url"), site],
        fields={"alternate_identifier": [one for one in dict.fromkeys(map(values.text, others))
                                         if one and one != identifier]},
        resources=list(_distributions(feed, given)),
    )  # fmt: skip


def _named(licence: Any) -> bool:
    """ "notspecified" is udata's word for none."""
    return bool(licence) and licence != "notspecified"


def _contacts(given: dict[str, Any]) -> list[Any]:
    """What is no contact is given on, for it is told what was left out."""
    return [
        {"name": one.get("name"), "email": one.get("email"), "url": one.get("contact_form")}
        if isinstance(one, dict)
        else one
        for one in listed(given.get("contact_points"))
    ]


def _places(spatial: dict[str, Any]) -> Iterator[dict[str, Any]]:
    zones = spatial.get("zones")
    for zone in zones if isinstance(zones, list) else []:
        kind, _, code = str(zone).rpartition(":")
        yield {"text": zone, "uri": COMMUNES + code if kind == "fr:commune" else ""}
    if spatial.get("geom"):
        yield {"geom": spatial["geom"]}


def _distributions(feed: Feed, given: dict[str, Any]) -> Iterator[Distribution]:
    several = given.get("resources")
    for number, one in enumerate(several if isinstance(several, list) else []):
        if not isinstance(one, dict):
            continue
        feed.unknown(one, RESOURCE_KNOWN)
        checksum = inner(one, "checksum")
        yield Distribution(
            key=str(one.get("id") or number),
            url=one.get("url"),
            title=one.get("title"),
            description=one.get("description"),
            format=one.get("format"),
            mimetype=one.get("mime"),
            issued=one.get("created_at") or one.get("published"),
            modified=one.get("last_modified"),
            size=one.get("filesize"),
            fields={"hash": checksum.get("value"), "hash_algorithm": checksum.get("type")}
            if checksum.get("value")
            else {},
        )
