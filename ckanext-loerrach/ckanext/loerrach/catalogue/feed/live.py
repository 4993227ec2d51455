"""Documents in profiles that no view of ours has: ckanext-dcat writes them at each question."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import rdflib
from ckanext.dcat.processors import RDFSerializer
from rdflib.namespace import DCAT

from ..views import VIEWS
from . import costly, page
from .cache import Document
from .formats import Format
from .request import Asked
from .triples import block

log = logging.getLogger(__name__)


def catalogue_page(found: page.Page, asked: Asked, format: Format, path: str) -> Document:
    """A page of the catalogue. Raises TooMany, Busy."""
    with costly.turn():
        graph = _graph(shown([row.package_id for row in found.rows]), asked.profiles)
        parts = [block(graph), page.paging(found, asked, path)]
        return Document(format.render(parts), format.media_type)


def _graph(datasets: Iterable[dict[str, Any]], profiles: tuple[str, ...]) -> rdflib.Graph:
    serializer = RDFSerializer(profiles=list(profiles))
    catalogue = serializer.graph_from_catalog({})
    whole = serializer.g
    for dataset in datasets:
        serializer.g = rdflib.Graph()
        try:
            reference = serializer.graph_from_dataset(dataset)
        except Exception:  # the runner: one dataset never breaks a page
            log.exception("%s cannot be written with %s", dataset["name"], ", ".join(profiles))
            continue
        whole += serializer.g
        whole.add((catalogue, DCAT.dataset, reference))
    return whole


def dataset(datasets: Iterator[dict[str, Any]], asked: Asked, format: Format) -> Document:
    """One dataset, or one that is not public. Raises TooMany, Busy."""
    profiles = list(asked.profiles) or [VIEWS[asked.view].profile]
    with costly.turn():
        text = RDFSerializer(profiles=profiles).serialize_dataset(next(datasets), format.ending)
    return Document(text.encode() if isinstance(text, str) else text, format.media_type)


def shown(ids: list[str]) -> Iterator[dict[str, Any]]:
    """Datasets as package_show gives them, without those that have gone meanwhile."""
    for package_id in ids:
        try:
            yield tk.get_action("package_show")({"ignore_auth": True}, {"id": package_id})
        except tk.ObjectNotFound:
            continue
