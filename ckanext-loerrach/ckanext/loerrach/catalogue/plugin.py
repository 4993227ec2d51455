"""CKAN plugin `loerrach_catalogue`: what neighbours read, at the addresses of ckanext-dcat."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .feed import actions, addresses, cli, jobs, negotiate, shortcut
from .gate import hooks

#: the option of ckanext-dcat that names the profiles of its addresses
PROFILES = "ckanext.dcat.rdf.profiles"
#: its default in ckanext-dcat 2.4
STOCK = "euro_dcat_ap_3"


@tk.blanket.config_declarations
class LoerrachCataloguePlugin(p.SingletonPlugin):
    """The feed, in our profile where a neighbour asks for none by name.

    Stands before `dcat` in `ckan.plugins`: of two plugins with one address the first answers.
    """

    p.implements(p.IConfigurer)
    p.implements(p.IBlueprint)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IActions)
    p.implements(p.IAuthFunctions)
    p.implements(p.IClick)
    p.implements(p.ISignal)
    p.implements(p.IMiddleware, inherit=True)

    def update_config(self, config: dict[str, Any]) -> None:
        # dcat's own default is no decision of an operator
        if config.get(PROFILES, STOCK) == STOCK:
            config[PROFILES] = config["ckanext.loerrach.catalogue.profiles"]
        tk.add_template_directory(config, "templates")

    def get_blueprint(self) -> list[Any]:
        found = addresses.blueprint()
        negotiate.install(found)
        return [found, *hooks.get_blueprints()]

    def get_helpers(self) -> dict[str, Any]:
        return hooks.get_helpers()

    def get_actions(self) -> dict[str, Any]:
        feed = actions.actions() if p.plugin_loaded("dcat") else {}
        return {**feed, **hooks.get_actions()}

    def get_auth_functions(self) -> dict[str, Any]:
        return hooks.get_auth_functions()

    def make_middleware(self, app: Any, config: Any) -> Any:
        app.wsgi_app = shortcut.Shortcut(app.wsgi_app)
        return app

    def get_commands(self) -> list[Any]:
        return [cli.command]

    def get_signal_subscriptions(self) -> dict[Any, Any]:
        receivers = [{"sender": name, "receiver": jobs.after_action} for name in jobs.ACTIONS]
        return {tk.signals.action_succeeded: receivers}
