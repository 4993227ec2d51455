"""CKAN plugin `loerrach`: the schemas of the town's datasets and the pages that show them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation
from ckanext.loerrach.schemas.vocabulary import LICENCES

from .logic import licence, strategy_field
from .pages import areas, relations


@tk.blanket.config_declarations
@tk.blanket.blueprints
@tk.blanket.cli
@tk.blanket.helpers
@tk.blanket.validators
class LoerrachPlugin(p.SingletonPlugin, DefaultTranslation):
    """Blankets and template folders; the rooms they open are named by CKAN's convention."""

    p.implements(p.IConfigurer)
    p.implements(p.IFacets)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITranslation)

    def update_config(self, config: dict[str, Any]) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_public_directory(config, "public")
        tk.add_resource("assets", "loerrach")
        if not config.get("licenses_group_url"):
            # CKAN takes "file://" off and opens the rest as it is
            config["licenses_group_url"] = f"file://{LICENCES}"

    def create(self, entity: Any) -> None:
        self.saved_together([entity])

    def edit(self, entity: Any) -> None:
        self.saved_together([entity])

    def saved_together(self, entities: Collection[Any]) -> None:
        """As create or edit of each; the engine's bulk writer asks for many at once."""
        strategy_field.join_groups(entities)
        for entity in entities:
            licence.follow_resources(entity)

    def will_be_saved(self, package: dict[str, Any], resources: Sequence[dict[str, Any]]) -> None:
        """Put into the row of a new dataset what create would put there: an UPDATE less."""
        if package["type"] == "dataset" and resources:
            package["license_id"] = licence.common(one["extras"] for one in resources)

    def before_dataset_index(self, document: dict[str, Any]) -> dict[str, Any]:
        return areas.for_index(relations.for_index(document))

    def dataset_facets(self, facets: dict[str, Any], package_type: str) -> dict[str, Any]:
        """The areas as a facet of the search, after CKAN's own."""
        facets[areas.FACET] = areas.title()
        return facets

    def group_facets(
        self, facets: dict[str, Any], group_type: str, package_type: str | None
    ) -> dict[str, Any]:
        return self.dataset_facets(facets, "dataset")

    def organization_facets(
        self, facets: dict[str, Any], organization_type: str, package_type: str | None
    ) -> dict[str, Any]:
        return self.dataset_facets(facets, "dataset")
