"""ArcGIS Hub, DKAN and others that publish DCAT-US: one document, one dataset an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ._core.errors import Empty
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._network import crawl, settings
from ._network.fitting import names
from ._network.foreign import Distribution, Foreign
from ._network.making import Maker
from ._network.values import inner, listed

PATH = "/api/feed/dcat-us/1.1.json"
KNOWN = names("""
    @type @id accessLevel accrualPeriodicity bureauCode conformsTo contactPoint dataQuality
    describedBy describedByType description distribution identifier isPartOf issued keyword
    landingPage language license modified primaryITInvestmentUII programCode publisher references
    rights spatial systemOfRecords temporal theme title provenance
""")
#: of these, what has no place with us
LEFT = names("""
    bureauCode dataQuality describedByType isPartOf primaryITInvestmentUII programCode rights
    systemOfRecords
""")
DISTRIBUTION = names("""
    @type @id accessURL conformsTo describedBy describedByType description downloadURL format
    mediaType title license rights byteSize modified
""")


class ArcgisHub(Harvester):
    """The DCAT-US 1.1 feed of ArcGIS Hub sites, also /data.json of DKAN."""

    info = HarvesterInfo(
        name="arcgis_hub",
        title="ArcGIS Hub and others, DCAT-US 1.1",
        field="environment",
        documentation="https://resources.data.gov/resources/dcat-us/",
        settings=settings.SETTINGS,
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Every entry of the document; the source's address is that of the feed, or of the site."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        value = feed.json(feed.asked if feed.asked != feed.url else _address(feed.url))
        items = crawl.objects(crawl.member(value, "dataset", feed), feed, "datasets")
        if not items:
            raise Empty(feed.url, "dataset")
        feed.whole(items)
        site = feed.url.removesuffix(PATH).rstrip("/")
        for id, given, bad in crawl.named(items, "identifier"):
            if given is None:
                yield bad
            elif given.get("accessLevel", "public") != "public":
                maker.tally.note("left out: not public", "accessLevel", given["accessLevel"], id)
            else:
                yield from maker.alone(id, _made, maker, id, given, site)
        maker.told()


def _made(maker: Maker, id: str, given: dict[str, Any], site: str) -> Iterable[Record | BadRecord]:
    maker.feed.unknown(given, KNOWN)
    maker.left(given, LEFT, id)
    return maker.make(_foreign(maker.feed, id, given, site))


def _address(url: str) -> str:
    return url if url.partition("?")[0].endswith(".json") else url.rstrip("/") + PATH


def _foreign(feed: Feed, id: str, given: dict[str, Any], site: str) -> Foreign:
    page = given.get("landingPage") or (id if id.startswith("http") else site)
    contact, publisher = inner(given, "contactPoint"), given.get("publisher")
    publisher = publisher if isinstance(publisher, dict) else {"name": publisher}
    return Foreign(
        id=id,
        title=given.get("title"),
        notes=given.get("description"),
        tags=given.get("keyword") or (),
        identifier=id,
        url=page,
        publisher={"name": publisher.get("name"), "email": publisher.get("mbox")},
        contact={"name": contact.get("fn"), "email": contact.get("hasEmail")},
        themes=listed(given.get("theme")),
        frequency=given.get("accrualPeriodicity"),
        issued=given.get("issued"),
        modified=_moment(given.get("modified")),
        periods=[_period(given.get("temporal"))],
        places=[_place(given.get("spatial"))],
        languages=listed(given.get("language")),
        licences=listed(given.get("license")),
        provenance=f"Übernommen aus {page}",
        # the site's own address would make one dataset of all that name no page
        aliases=[page] if page != site else [],
        chain=[site],
        fields={"related_resource": listed(given.get("references")),
                "documentation": listed(given.get("describedBy")),
                "conforms_to": listed(given.get("conformsTo"))},
        resources=list(_distributions(feed, given)),
    )  # fmt: skip


def _distributions(feed: Feed, given: dict[str, Any]) -> Iterator[Distribution]:
    for number, one in enumerate(listed(given.get("distribution"))):
        if not isinstance(one, dict):
            continue
        feed.unknown(one, DISTRIBUTION)
        url = one.get("downloadURL") or one.get("accessURL")
        yield Distribution(
            # addresses carry parameters that change; kind and title do not
            key=f"{one.get('title') or one.get('format') or number}",
            url=url,
            title=one.get("title"),
            description=one.get("description"),
            format=one.get("format") or one.get("mediaType"),
            mimetype=one.get("mediaType"),
            licences=listed(one.get("license")),
            modified=_moment(one.get("modified")),
            size=one.get("byteSize"),
            fields={"access_url": one.get("accessURL"), "download_url": one.get("downloadURL"),
                    "rights": one.get("rights"), "conforms_to": listed(one.get("conformsTo")),
                    "documentation": listed(one.get("describedBy"))},
        )  # fmt: skip


def _moment(value: Any) -> Any:
    """DCAT-US allows an interval of ISO 8601 ("R/P1D") where a date is expected."""
    return "" if isinstance(value, str) and value.startswith("R/") else value


def _period(value: Any) -> tuple[str, str]:
    """Two ends with a slash between (ISO 8601)."""
    start, slash, end = str(value or "").partition("/")
    return (start, end) if slash else ("", "")


def _place(value: Any) -> dict[str, Any]:
    """A bounding box "west,south,east,north", or the name of a place."""
    if isinstance(value, dict):
        return {"geom": value}
    try:
        west, south, east, north = (float(one) for one in str(value or "").split(","))
    except ValueError:
        return {"text": value}
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return {}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"bbox": {"type": "Polygon", "coordinates": [ring]}}
