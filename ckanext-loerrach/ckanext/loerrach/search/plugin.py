"""CKAN plugin `loerrach_search`: dataset search without Solr."""

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import CKANConfig

from . import seam


@tk.blanket.config_declarations
class LoerrachSearchPlugin(p.SingletonPlugin):
    """Answers CKAN's dataset searches from PostgreSQL, or steps aside for a Solr."""

    p.implements(p.IConfigurer, inherit=True)

    def update_config(self, config: CKANConfig) -> None:
        if not config.get("solr_url"):
            config["solr_url"] = seam.PLACEHOLDER
        seam.install()
