"""The profiles for ckanext-dcat: what its addresses serve, and what its harvester reads with.

They stand on ckanext-dcat's DCAT-AP 3 profile, so that whatever asks for one of those gets one;
the triples come from `mapping`, which reads and writes by one table.
"""

from __future__ import annotations

from typing import Any

from ckanext.dcat.profiles.euro_dcat_ap_3 import EuropeanDCATAP3Profile
from rdflib import Graph

from .mapping.head import head, newest
from .mapping.reading import read
from .mapping.upgrade import upgrade
from .namespaces import PREFIXES
from .views import VIEWS


class LoerrachDCATAPDE3Profile(EuropeanDCATAP3Profile):
    """DCAT-AP.de 3.0, written and read."""

    view = "dcat-ap-de-3"

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> None:
        """Add the triples of a dataset as package_show gives it, if the view takes it."""
        view = VIEWS[self.view]
        if view.takes(dataset_dict):
            self._put(view.dataset_graph(dataset_dict))

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: Any) -> None:
        """Add the triples of the catalogue: what it is, who publishes it, in which languages."""
        graph = Graph()
        head(graph, newest())
        self._put(graph)

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> dict[str, Any]:
        """Fill in the fields that the graph has for a dataset; any DCAT-AP.de can be read."""
        upgrade_once(self.g)
        schema = self._dataset_schema or {"dataset_fields": []}
        fields = {field["field_name"] for field in schema["dataset_fields"]}
        dataset_dict.update(read(self.g, dataset_ref, fields))
        if "personal_data" in fields:
            # whoever published it has answered for it
            dataset_dict.setdefault("personal_data", "none")
        return dataset_dict

    def _put(self, graph: Graph) -> None:
        for prefix, namespace in PREFIXES.items():
            self.g.bind(prefix, namespace)
        for triple in graph:
            self.g.add(triple)


def upgrade_once(graph: Any) -> None:
    """Bring a graph to the words of 3.0, if that has not been done; a graph is read many times."""
    if not getattr(graph, "loerrach_upgraded", False):
        upgrade(graph)
        graph.loerrach_upgraded = True


class LoerrachDCATAPDE2Profile(LoerrachDCATAPDE3Profile):
    """DCAT-AP.de 2.0; reads whatever the default profile reads."""

    view = "dcat-ap-de-2"


class LoerrachDCATAP3Profile(LoerrachDCATAPDE3Profile):
    """DCAT-AP 3.0 without German additions."""

    view = "dcat-ap-3"


class LoerrachDCATAPCHProfile(LoerrachDCATAPDE3Profile):
    """DCAT-AP CH."""

    view = "dcat-ap-ch"


class MobilityProfile(LoerrachDCATAPDE3Profile):
    """mobilityDCAT-AP 1.1; passes over datasets that are not of mobility."""

    view = "mobility-dcat-ap"
