"""CKAN plugin `loerrach_catalogue`: DCAT-AP.de 3.0 at the addresses of ckanext-dcat."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .gate import hooks

#: the option of ckanext-dcat that names the profiles of its addresses
PROFILES = "ckanext.dcat.rdf.profiles"
#: its default in ckanext-dcat 2.4
STOCK = "euro_dcat_ap_3"


@tk.blanket.config_declarations
class LoerrachCataloguePlugin(p.SingletonPlugin):
    """Makes our profile the one that neighbours get when they ask for none by name."""

    p.implements(p.IConfigurer)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)

    def update_config(self, config: dict[str, Any]) -> None:
        # dcat's own default is no decision of an operator
        if config.get(PROFILES, STOCK) == STOCK:
            config[PROFILES] = config["ckanext.loerrach.catalogue.profiles"]

    def get_actions(self) -> dict[str, Any]:
        return hooks.get_actions()

    def get_auth_functions(self) -> dict[str, Any]:
        return hooks.get_auth_functions()
