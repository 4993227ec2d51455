"""A package of CKAN as a Foreign: core fields, extras, and what well-known extensions add.

Extensions: ckanext-dcat and ckanext-dcatde (GovData, daten-bw.de), ckanext-scheming and fluent,
ckanext-switzerland (opendata.swiss), and this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from .._network.fitting import fields as schema_fields
from .._network.fitting import names
from .._network.foreign import Distribution, Foreign
from .._network.texts import in_one_language

#: read by name below
READ = names("""
    id name title title_translated notes notes_translated description tags tags_translated
    keywords identifier guid uri url publisher publisher_name publisher_email publisher_uri
    publisher_url publisher_type contact contact_points contact_name contact_email
    contact_uri contact_url contact_tel maintainer maintainer_email maintainer_tel author
    author_email organization groups theme frequency accrual_periodicity issued modified
    temporal_coverage temporals temporal_start temporal_end spatial_coverage spatial
    spatial_uri spatial_text language license_id license_url license_title
    licenseAttributionByText resources extras metadata_original_id metadata_harvested_portal
    harvest_source_title harvest_source_id catalogue_chain strategy_field archived
    creator creator_name creator_email politicalGeocodingURI version relations related_resource
""")
#: known, and none of a neighbour's business
IGNORED = names("""
    state private owner_org type creator_user_id metadata_created metadata_modified isopen
    num_resources num_tags relationships_as_subject relationships_as_object revision_id
    revision_timestamp display_name tracking_summary license_id metadata_original_html
    metadata_original_portal metadata_transformer metadata_original_xml
    harvest_object_id author_contacttype author_url maintainer_contacttype
    maintainer_url maintainer_uri creator_contacttype publisher_contacttype
    contact_contacttype plugin_data archiver qa dcat_issued dcat_modified
    dcat_publisher_name display_name_translated extras_ extra sample_data
    original_portal subgroups terms_of_use
    metadata_language temporal_granularity spatial_reference image_url
    qualified_relations see_alsos bag num_followers package_group_additional_field
    temporal_granularity_factor geographical_coverage geographical_granularity license_title
""")
#: of these, what somebody could miss
LEFT = names("""
    terms_of_use temporal_granularity temporal_granularity_factor geographical_coverage
    geographical_granularity spatial_reference image_url qualified_relations see_alsos bag
    metadata_language
""")
RESOURCE_READ = names("""
    id url title name name_translated description description_translated format mimetype
    media_type license license_id license_url rights licenseAttributionByText issued
    modified size byte_size language access_url download_url uri identifier
""")
RESOURCE_IGNORED = names("""
    package_id position state url_type created last_modified metadata_modified cache_url
    cache_last_updated mimetype_inner resource_type revision_id datastore_active
    distribution_ref hash_ tracking_summary display_name webstore_url webstore_last_updated
    datastore_contains_all_records_of_source_file ckan_url resource_group_id on_same_domain
    resource_locator_function resource_locator_protocol ignore_hash original_url
    task_created hash
""")


def flat(package: Mapping[str, Any]) -> dict[str, Any]:
    """The package with its extras, which never take the place of its own fields."""
    extras = package.get("extras")
    if isinstance(extras, dict):
        # as package_search of CKAN 2.8 and the API of version 2 give them
        extras = [{"key": key, "value": value} for key, value in extras.items()]
    named = {}
    for extra in extras if isinstance(extras, list) else []:
        if isinstance(extra, dict) and isinstance(extra.get("key"), str):
            named[extra["key"].removeprefix("dcat_").removeprefix("extras_")] = extra.get("value")
    own = {key: value for key, value in package.items() if value not in (None, "", [], {})}
    return {**named, **own}


def known() -> frozenset[str]:
    """Names that somebody has thought about."""
    return READ | IGNORED | schema_fields("dataset_fields").keys()


def resource_known() -> frozenset[str]:
    """The same for resources."""
    return RESOURCE_READ | RESOURCE_IGNORED | schema_fields("resource_fields").keys()


def read(package: Mapping[str, Any], site: str) -> Foreign:
    """The Foreign of a package that `flat` has been through; ``site`` is the CKAN's address."""
    given = Given(package)
    more = schema_fields("dataset_fields").keys() - READ - IGNORED
    page = f"{site}/dataset/{package.get('name') or package['id']}"
    here = f"{site}/dataset/{package['id']}"
    chain, own = _chain(given)
    identifier = given.first("identifier", "guid") or package["id"]
    return Foreign(
        id=package["id"],
        title=given.first("title_translated", "title"),
        notes=given.first("notes_translated", "description", "notes"),
        tags=_tags(given),
        identifier=identifier,
        # the address that CKAN's own RDF gives a dataset which names none (ckanext-dcat)
        uri=_uri(given) or (here if own is not False else ""),
        url=_page(given, page),
        publisher=_publisher(given),
        contact=_contact(given),
        creator=given.agents("creator") or given.prefixed("creator"),
        themes=[*given.several("theme"), *_names(package.get("groups"))],
        frequency=given.first("frequency", "accrual_periodicity"),
        issued=given.first("issued"),
        modified=given.first("modified"),
        periods=list(_periods(given)),
        places=list(_places(given)),
        languages=given.several("language"),
        licences=[w for w in (given.first("license_url"), given.first("license_id")) if w],
        attribution=given.first("licenseAttributionByText"),
        provenance=_provenance(given, page),
        aliases=[package["id"], given.first("guid"), given.first("uri"), here],
        chain=[*chain, here],
        own=own,
        fields={name: package[name] for name in more if name in package}
        | {"version": given.first("version"), "alternate_identifier": _other_names(package),
           "related_resource": _relations(given)},
        resources=list(_distributions(package)),
    )  # fmt: skip


class Given:
    """Reading a flat package: the first of several names, lists in texts, agents."""

    def __init__(self, package: Mapping[str, Any]) -> None:
        self.package = package

    def first(self, *names: str) -> Any:
        """The first of these fields that says something."""
        return next((v for n in names if (v := self.package.get(n)) not in (None, "", [], {})), "")

    def several(self, name: str) -> list[Any]:
        """A list, the JSON text of one, or a single value."""
        value = unpacked(self.package.get(name))
        if value in (None, "", {}):
            return []
        return value if isinstance(value, list) else [value]

    def agents(self, name: str) -> list[Any]:
        """A list of agents; a text is the name of one."""
        return [{"name": one} if isinstance(one, str) else one for one in self.several(name)]

    def prefixed(self, start: str) -> list[Any]:
        """The agent of fields like publisher_name, if there is one."""
        pairs = {"name": "name", "email": "email", "url": "url", "uri": "uri", "type": "type",
                 "tel": "telephone"}  # fmt: skip
        found = {key: self.first(f"{start}_{end}") for end, key in pairs.items()}
        told = {key: value for key, value in found.items() if value}
        return [told] if told else []


def unpacked(value: Any) -> Any:
    """The value of a text that holds JSON, as extras do."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _tags(given: Given) -> Any:
    for name in ("tags_translated", "keywords"):
        value = unpacked(given.first(name))
        if isinstance(value, dict):
            return value
    return _names(given.package.get("tags"), "display_name", "name")


def _names(value: Any, *keys: str) -> list[Any]:
    keys = keys or ("name",)
    found: list[Any] = []
    for one in value if isinstance(value, list) else []:
        told = [one.get(key) for key in keys] if isinstance(one, dict) else [one]
        # what is no name is given on, for it is told what was left out
        found += [name for name in told if isinstance(name, str)][:1] or [one]
    return found


def _page(given: Given, page: str) -> str:
    """The page that the record names, unless it is none ("Einwohnerstatistik"), else CKAN's."""
    stated = str(given.first("url"))
    return stated if stated.startswith(("http://", "https://")) else page


def _publisher(given: Given) -> list[Any]:
    stated = given.agents("publisher") or given.prefixed("publisher")
    if any(isinstance(one, dict) and in_one_language(one.get("name")) for one in stated):
        return stated
    organization = given.package.get("organization")
    if isinstance(organization, dict):
        names = (in_one_language(organization.get(n)) for n in ("title", "display_name", "name"))
        return [*stated, {"name": next(filter(None, names), "")}]
    return stated


def _contact(given: Given) -> list[Any]:
    stated = given.agents("contact") or given.agents("contact_points") or given.prefixed("contact")
    if any(isinstance(one, dict) and (one.get("email") or one.get("url")) for one in stated):
        return stated
    for who in ("maintainer", "author"):
        if given.first(f"{who}_email"):
            found = {"name": given.first(who), "email": given.first(f"{who}_email"),
                     "telephone": given.first(f"{who}_tel")}  # fmt: skip
            return [{key: value for key, value in found.items() if value}]
    return stated


def _periods(given: Given) -> Iterator[tuple[Any, Any]]:
    for name, start, end in (("temporal_coverage", "start", "end"),
                             ("temporals", "start_date", "end_date")):  # fmt: skip
        for one in given.several(name):
            if isinstance(one, dict):
                yield one.get(start) or "", one.get(end) or ""
    if given.first("temporal_start", "temporal_end"):
        yield given.first("temporal_start"), given.first("temporal_end")


def _places(given: Given) -> Iterator[dict[str, Any]]:
    for one in given.several("spatial_coverage"):
        if isinstance(one, dict):
            yield {key: unpacked(value) for key, value in one.items()}
    for key in given.several("politicalGeocodingURI"):
        yield {"uri": key}
    shape = unpacked(given.first("spatial"))
    place: dict[str, Any] = {"uri": given.first("spatial_uri"), "text": given.first("spatial_text")}
    if isinstance(shape, dict):
        place["geom"] = shape
    elif shape and not place["text"]:
        place["text"] = shape
    if any(place.values()):
        yield place


def _uri(given: Given) -> str:
    """The address in RDF: as stated, or as ckanext-dcat's harvester keeps it."""
    told = [str(given.first(name)) for name in ("uri", "guid")]
    return next((one for one in told if one.startswith(("http://", "https://"))), "")


def _chain(given: Given) -> tuple[list[Any], bool | None]:
    """By which catalogues the CKAN says it has the dataset, and whether that is its own.

    A portal of this kind tells all of them, GovData's dialect the first and the last, and
    ckanext-harvest only that there is a source.
    """
    told = given.several("catalogue_chain")
    portals = [given.first("metadata_original_portal"), given.first("metadata_harvested_portal")]
    if told or any(portals):
        return [one for one in (told or portals) if one], False
    if given.first("harvest_source_id", "harvest_source_title"):
        return [], False
    return [], True if given.first("strategy_field") else None


def _provenance(given: Given, page: str) -> str:
    """By which catalogues the record came, the nearest first."""
    chain = [page]
    chain += [str(v) for n in ("metadata_harvested_portal",) if (v := given.first(n))]
    return "Übernommen aus " + ", dort aus ".join(chain)


def _relations(given: Given) -> list[Any]:
    """Addresses of what belongs to the dataset; opendata.swiss has objects with their labels."""
    several = [*given.several("related_resource"), *given.several("relations")]
    return [one.get("url", one) if isinstance(one, dict) else one for one in several]


def _other_names(package: Mapping[str, Any]) -> list[str]:
    """Further names of the record: those it has had on its way, and the CKAN's own id."""
    given = Given(package)
    first = given.first("identifier", "guid") or package["id"]
    others = [*given.several("alternate_identifier"), given.first("guid"),
              given.first("metadata_original_id"), package["id"]]  # fmt: skip
    known = ("", str(first), _uri(given))
    return list(dict.fromkeys(one for one in map(str, others) if one not in known))


def _distributions(package: Mapping[str, Any]) -> Iterator[Distribution]:
    several = package.get("resources")
    more = schema_fields("resource_fields").keys() - RESOURCE_READ - {"hash", "hash_algorithm"}
    for number, resource in enumerate(several if isinstance(several, list) else []):
        if not isinstance(resource, dict):
            continue
        given = Given(resource)
        yield Distribution(
            key=str(given.first("id", "uri", "url") or number),
            url=given.first("url", "download_url", "access_url"),
            title=given.first("name_translated", "title", "name"),
            description=given.first("description_translated", "description"),
            format=given.first("format"),
            mimetype=given.first("mimetype", "media_type"),
            licences=[w for n in ("license", "license_url", "license_id", "rights")
                      if isinstance(w := given.first(n), str) and w],
            attribution=given.first("licenseAttributionByText"),
            issued=given.first("issued"),
            modified=given.first("modified"),
            size=given.first("size", "byte_size") or None,
            languages=given.several("language"),
            fields={name: unpacked(resource[name]) for name in more if resource.get(name)}
            | {n: v for n in ("access_url", "download_url", "uri") if (v := given.first(n))},
        )  # fmt: skip
