"""A dataset of a graph as a Foreign, by the table that our own feed is written with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from ckanext.loerrach.catalogue.mapping.reader import LEFT_OUT, Slip
from ckanext.loerrach.catalogue.mapping.records import records
from ckanext.loerrach.catalogue.namespaces import DCAT, DCT, RDF, TOWN
from rdflib import Graph, URIRef

from .._core.fingerprint import digest
from .._network.fitting import fields as schema_fields
from .._network.fitting import names
from .._network.foreign import Distribution, Foreign
from .._network.tally import Tally
from .watched import short

#: read by name below; what else the table gives is in the words of the schema
HANDLED = names("""
    title title_translated notes notes_translated tags tags_translated identifier uri url
    publisher contact creator theme frequency issued modified temporal_coverage
    spatial_coverage language license_id resources extras provenance catalogue_chain
""")
RESOURCE_HANDLED = names("""
    url name name_translated description description_translated format mimetype license
    licenseAttributionByText issued modified size language distribution_ref
""")

#: properties of a record whose words are read below, and told where no list has them
CROSSWALKS = frozenset({DCAT.theme, DCT.accrualPeriodicity})


def read(graph: Graph, tally: Tally) -> Iterator[Foreign]:
    """Every dataset, series and service of a page, in a stable order; what is lost is counted."""
    catalogues = [str(one) for one in graph.subjects(RDF.type, DCAT.Catalog)]
    # what the schema has no field for comes as an extra, and is told as left out
    known = schema_fields("dataset_fields").keys()
    for node, record in records(graph, known, partial(_told, tally)):
        for uri in _periods_elsewhere(record):
            tally.note(LEFT_OUT, short(DCT.temporal), uri, str(node))
        yield _foreign(graph, node, record, sorted(catalogues))


def _told(tally: Tally, slip: Slip) -> None:
    if slip.record != str(slip.subject) or slip.predicate not in CROSSWALKS:
        where = slip.record if ":" in slip.record else "a node without an address"
        tally.note(slip.kind, short(slip.predicate), slip.value, where)


def _periods_elsewhere(record: Mapping[str, Any]) -> list[str]:
    """Addresses in the place of periods, which nobody follows."""
    periods = record.get("temporal_coverage", [])
    return [one["uri"] for one in periods if "uri" in one and not one.keys() & {"start", "end"}]


def _foreign(graph: Graph, node: Any, record: Mapping[str, Any], catalogues: list[str]) -> Foreign:
    resources = record.get("resources", [])
    extras = {one["key"]: one["value"] for one in record.get("extras", [])}
    given = {name: value for name, value in record.items() if name not in HANDLED}
    told = record.get("catalogue_chain") or []
    return Foreign(
        id=identity(node, record),
        title=record.get("title_translated"),
        notes=record.get("notes_translated"),
        tags=record.get("tags_translated") or {},
        identifier=record.get("identifier"),
        uri=str(node) if isinstance(node, URIRef) else "",
        url=record.get("url"),
        publisher=_agents(record, "publisher"),
        contact=_agents(record, "contact"),
        creator=_agents(record, "creator"),
        # words in the place of addresses, which the table leaves out, may stand in our crosswalks
        themes=sorted(map(str, graph.objects(node, DCAT.theme))),
        frequency=next(map(str, graph.objects(node, DCT.accrualPeriodicity)), ""),
        issued=record.get("issued"),
        modified=record.get("modified"),
        periods=[(one.get("start", ""), one.get("end", ""))
                 for one in record.get("temporal_coverage", [])],
        places=record.get("spatial_coverage", []),
        languages=record.get("language", []),
        provenance=record.get("provenance", ""),
        aliases=[str(node)] if isinstance(node, URIRef) else [],
        chain=[*told, *sorted(map(str, graph.objects(node, TOWN.page)))] if told else catalogues,
        own=False if told else None,
        fields={**extras, **given},
        resources=[_distribution(one) for one in resources],
    )  # fmt: skip


def identity(node: Any, record: Mapping[str, Any]) -> str:
    """The dataset's address, else its identifier, else a hash of its title.

    A blank node has no name that would be the same at the next run.
    """
    if isinstance(node, URIRef):
        return str(node)
    if stated := str(record.get("identifier") or "").strip():
        return stated
    return f"title:{digest(record.get('title_translated'))}" if record.get("title") else ""


def _agents(record: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """All agents of a property, those that say most first."""
    several = [one for one in record.get(name, []) if isinstance(one, dict)]
    return sorted(several, key=len, reverse=True)


def _distribution(given: Mapping[str, Any]) -> Distribution:
    services = given.get("access_services") or []
    endpoints = [url for one in services for url in one.get("endpoint_url", [])]
    url = given.get("url") or given.get("access_url") or given.get("download_url")
    fields = {name: value for name, value in given.items() if name not in RESOURCE_HANDLED}
    licences = [given.get("license"), given.get("rights"),
                *(one.get("license") for one in services)]  # fmt: skip
    return Distribution(
        key=str(given.get("uri") or url or ""),
        url=url or next(iter(endpoints), ""),
        title=given.get("name_translated"),
        description=given.get("description_translated"),
        format=given.get("format"),
        mimetype=given.get("mimetype"),
        licences=[one for one in licences if one],
        attribution=given.get("licenseAttributionByText"),
        issued=given.get("issued"),
        modified=given.get("modified"),
        size=given.get("size"),
        languages=given.get("language", []),
        fields=fields,
    )
