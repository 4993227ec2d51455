"""CKAN plugin `loerrach_search`: dataset search without Solr."""

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from . import actions, cli, did_you_mean, seam
from .ahead import Ahead


@tk.blanket.config_declarations
class LoerrachSearchPlugin(p.SingletonPlugin):
    """Answers CKAN's dataset searches from PostgreSQL, or steps aside for a Solr."""

    p.implements(p.IConfigurer, inherit=True)
    p.implements(p.IActions)
    p.implements(p.IClick)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.ITemplateHelpers)

    def update_config(self, config: CKANConfig) -> None:
        if not config.get("solr_url"):
            config["solr_url"] = seam.PLACEHOLDER
        tk.add_template_directory(config, "templates")
        seam.install()

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        return did_you_mean.add(search_results, search_params)

    def rows_ahead(self) -> Ahead:
        """For who writes many datasets: rows of documents in a second process."""
        return Ahead()

    def get_helpers(self) -> dict[str, Any]:
        return {
            "loerrach_search_did_you_mean": did_you_mean.offered,
            "loerrach_search_address": did_you_mean.address,
        }

    def get_actions(self) -> dict[str, Any]:
        return actions.actions()

    def get_commands(self) -> list[Any]:
        return [cli.command]
