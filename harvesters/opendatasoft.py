"""Catalogues that run Opendatasoft (Huwise): one dataset a dataset, with its exports as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from ._core.errors import WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._network import crawl, settings
from ._network.fitting import names
from ._network.foreign import Distribution, Foreign
from ._network.making import Maker
from ._network.values import inner, listed

#: rows a page, and how far the API goes (explore v2.1: offset + limit <= 10,000)
ROWS, FARTHEST = 100, 10_000
PATH = "/api/explore/v2.1/catalog/datasets"
KNOWN = names("""
    dataset_id dataset_uid visibility fields attachments has_records data_visible features metas
    alternative_exports links _links
""")
METAS = names("""
    title description theme keyword license license_url language metadata_languages modified
    modified_updates_on_metadata_change modified_updates_on_data_change data_processed
    metadata_processed geographic_reference geographic_reference_auto territory geometry_types bbox
    publisher references records_count attributions source_domain source_domain_title
    source_domain_address source_dataset shared_catalog federated oauth_scope parent_domain
    update_frequency timezone theme_id records_size
""")
#: groups of metadata and what of them is read; of the group "default" what could be missed
GROUPS = {
    "dcat": names("""
        identifier creator contact_name contact_email accrualperiodicity issued created spatial
        temporal_coverage_start_date temporal_coverage_end_date temporal
    """),
    "dcat_ap_ch": names("identifier theme rights license"),
}
LEFT = names("geographic_reference source_dataset")
#: format, media type, parameters of an export; the last two only where there are places
EXPORTS = (
    ("CSV", "text/csv", "csv?use_labels=true"),
    ("JSON", "application/json", "json"),
    ("PARQUET", "application/vnd.apache.parquet", "parquet"),
)
PLACES = (("GEOJSON", "application/geo+json", "geojson"), ("SHP", "application/zip", "shp"))


class Opendatasoft(Harvester):
    """Datasets of an Opendatasoft portal (explore API 2.1), as in Basel and Mulhouse."""

    info = HarvesterInfo(
        name="opendatasoft",
        title="Opendatasoft, explore API 2.1",
        field="administration",
        documentation="https://help.opendatasoft.com/apis/ods-explore-v2/",
        settings={
            **settings.SETTINGS,
            "where": "only what this filter leaves (ODSQL), as 'default.theme = \"Mobilität\"'",
        },
        catalogue=True,
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Pages sorted by id, so that edits meanwhile move nothing between pages."""
        maker = Maker(feed, settings.Ours.of(feed.source))
        site = feed.url.partition("?")[0].rstrip("/").removesuffix(PATH)
        start = feed.asked if feed.asked != feed.url else site + PATH
        where = " AND ".join(settings.words_of(feed.source, "where"))

        def address(_: int, had: int) -> str:
            if had + ROWS > FARTHEST:
                raise WrongContent(feed.url, f"at most {FARTHEST} datasets", "more; use 'where'")
            more = {"where": where} if where else {}
            order = {"limit": ROWS, "offset": had, "order_by": "dataset_id"}
            return crawl.with_query(start, {**order, **more})

        items = crawl.collect(feed, address, lambda v: _page(v, feed), "dataset", "dataset_id")
        for id, given, bad in crawl.named(items, "dataset_id"):
            if given is None:
                yield bad
                continue
            yield from maker.alone(id, _made, maker, given, site)
        maker.told()


def _made(maker: Maker, given: dict[str, Any], site: str) -> Iterable[Record | BadRecord]:
    id, metas = str(given["dataset_id"]), inner(given, "metas")
    for group, taken in GROUPS.items():
        told = {f"{group}.{name}": value for name, value in inner(metas, group).items()}
        maker.left(told, told.keys() - {f"{group}.{name}" for name in taken}, id)
    maker.left(metas, metas.keys() - {"default", *GROUPS}, id)
    maker.left(inner(metas, "default"), LEFT, id)
    return maker.make(_foreign(maker.feed, given, site))


def _page(value: Any, feed: Feed) -> crawl.Page:
    items = crawl.objects(crawl.member(value, "results", feed), feed, "datasets")
    return crawl.Page(items, crawl.whole_number(value.get("total_count")))


def _foreign(feed: Feed, given: dict[str, Any], site: str) -> Foreign:
    id = str(given["dataset_id"])
    metas = given["metas"] if isinstance(given.get("metas"), dict) else {}
    default, dcat, swiss = (inner(metas, name) for name in ("default", "dcat", "dcat_ap_ch"))
    feed.unknown(given, KNOWN)
    feed.unknown(default, METAS)
    language = str(default.get("language") or "")
    page = f"{site}/explore/dataset/{quote(id, safe='')}/"
    credit = default.get("attributions")
    return Foreign(
        id=id,
        title=_told(default.get("title"), language),
        notes=_told(default.get("description"), language),
        tags={language: default["keyword"]} if language and default.get("keyword") else (
            default.get("keyword") or ()),
        identifier=dcat.get("identifier") or swiss.get("identifier") or id,
        url=page,
        publisher={"name": default.get("publisher") or dcat.get("creator")},
        contact={"name": dcat.get("contact_name"), "email": dcat.get("contact_email")},
        themes=[*listed(default.get("theme")), *listed(swiss.get("theme"))],
        frequency=dcat.get("accrualperiodicity") or default.get("update_frequency"),
        issued=dcat.get("issued") or dcat.get("created"),
        modified=default.get("modified"),
        periods=[(dcat.get("temporal_coverage_start_date") or "",
                  dcat.get("temporal_coverage_end_date") or "")],
        places=_places(default, dcat),
        languages=[language] if language else [],
        licences=[one for one in (default.get("license_url"), default.get("license"),
                                  swiss.get("rights"), swiss.get("license")) if one],
        attribution=", ".join(map(str, credit)) if isinstance(credit, list) else credit,
        provenance=f"Übernommen aus {page}",
        aliases=[page, given.get("dataset_uid")],
        chain=[default.get("source_domain_address"), site],
        fields={"related_resource": _links(default.get("references"))},
        resources=list(_distributions(given, default, site)),
    )  # fmt: skip


def _places(default: dict[str, Any], dcat: dict[str, Any]) -> list[dict[str, Any]]:
    """Names of places, and where all of the records lie (GeoJSON in WGS 84)."""
    named = [{"text": one} for one in listed(default.get("territory") or dcat.get("spatial"))]
    box = default.get("bbox")
    # a feature, of which only the geometry says something
    shape = box.get("geometry", box) if isinstance(box, dict) else box
    if not shape:
        return named
    return [{**named[0], "bbox": shape}, *named[1:]] if named else [{"bbox": shape}]


def _distributions(
    given: dict[str, Any], default: dict[str, Any], site: str
) -> Iterator[Distribution]:
    id = quote(str(given["dataset_id"]), safe="")
    if given.get("has_records", True):
        geo = "geo" in listed(given.get("features")) or bool(default.get("geometry_types"))
        for name, mimetype, end in (*EXPORTS, *(PLACES if geo else ())):
            yield Distribution(
                key=f"export-{name.lower()}",
                url=f"{site}{PATH}/{id}/exports/{end}",
                title={"de": f"Export als {name}", "fr": f"Export {name}", "en": f"{name} export"},
                format=name,
                mimetype=mimetype,
                modified=default.get("modified"),
            )
    for number, one in enumerate(listed(given.get("attachments"))):
        if isinstance(one, dict):
            key = one.get("id") or number
            yield Distribution(
                key=f"attachment-{key}",
                url=f"{site}{PATH}/{id}/attachments/{quote(str(key), safe='')}",
                title=one.get("title"),
                format=one.get("mimetype"),
                mimetype=one.get("mimetype"),
            )


def _told(value: Any, language: str) -> Any:
    return {language: value} if language and isinstance(value, str) else value


def _links(value: Any) -> list[str]:
    """Addresses in a text that may hold several."""
    return [one for one in str(value or "").replace(",", " ").split() if "://" in one]
