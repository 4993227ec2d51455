"""CKAN plugin `loerrach_harvest`: the one harvester of this extension inside ckanext-harvest."""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan import model
from ckanext.harvest.interfaces import IHarvester
from sqlalchemy.exc import SQLAlchemyError

from . import (
    addresses,
    auth,
    belongings,
    files,
    fresh_words,
    freshness,
    original_files,
    pages,
    provenance,
    run,
    settings,
    table_feeds,
    table_files,
    told,
    workarounds,
)
from .deposit import actions as deposit_actions
from .deposit import notice, small
from .deposit import pages as deposit_pages
from .job import Job

log = logging.getLogger(__name__)


def _actions() -> dict[str, Any]:
    return {
        **workarounds.actions(),
        **addresses.actions(),
        **belongings.actions(),
        **deposit_actions.actions(),
        "loerrach_harvest_provenance": provenance.loerrach_harvest_provenance,
        "loerrach_harvest_freshness": freshness.loerrach_harvest_freshness,
    }


def _auth_functions() -> dict[str, Any]:
    return {**auth.functions(), **deposit_actions.auth_functions()}


@tk.blanket.config_declarations
@tk.blanket.actions(_actions)
@tk.blanket.auth_functions(_auth_functions)
class LoerrachHarvestPlugin(p.SingletonPlugin):
    """Everything is done while gathering, in one process; there is nothing left to fetch."""

    p.implements(IHarvester)
    p.implements(p.IConfigurer)
    p.implements(p.IBlueprint)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IPackageController, inherit=True)
    p.implements(p.IResourceController, inherit=True)
    p.implements(p.ISignal)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        workarounds.mend_gathering()
        belongings.watch()

    def get_helpers(self) -> dict[str, Any]:
        return {
            "loerrach_correction": deposit_pages.loerrach_correction,
            "loerrach_deposit": deposit_pages.loerrach_deposit,
            "loerrach_freshness": fresh_words.loerrach_freshness,
            "loerrach_interval": fresh_words.every,
            "loerrach_source_freshness": fresh_words.loerrach_source_freshness,
            "loerrach_when": fresh_words.when,
            "loerrach_provenance": told.loerrach_provenance,
            "loerrach_place_files": files.loerrach_place_files,
            "loerrach_original": original_files.loerrach_original,
            "loerrach_small_counts": deposit_pages.loerrach_small_counts,
            "loerrach_table_csv": table_files.loerrach_table_csv,
            "loerrach_table_files": table_files.loerrach_table_files,
            "loerrach_table_feed": table_feeds.loerrach_table_feed,
            "loerrach_table_feeds": table_feeds.loerrach_table_feeds,
        }

    def after_dataset_create(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        notice.saved(context, pkg_dict)

    def after_dataset_update(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        notice.saved(context, pkg_dict)

    def before_resource_create(self, context: Any, resource: dict[str, Any]) -> None:
        small.take(context, resource)

    def before_resource_update(
        self, context: Any, current: dict[str, Any], resource: dict[str, Any]
    ) -> None:
        small.take(context, resource)

    def after_resource_update(self, context: Any, resource: dict[str, Any]) -> None:
        notice.updated(context, resource)

    def get_signal_subscriptions(self) -> dict[Any, Any]:
        """Files are worked on after the commit of whoever uploaded them."""
        signal = tk.signals.action_succeeded
        return {signal: [{"sender": name, "receiver": notice.told} for name in notice.ACTIONS]}

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        provenance.after_show(context, pkg_dict)

    def get_blueprint(self) -> list[Any]:
        return [
            pages.blueprint, files.blueprint, original_files.blueprint, table_files.blueprint,
            table_feeds.blueprint, deposit_pages.blueprint,
        ]  # fmt: skip

    def info(self) -> dict[str, str]:
        return {
            "name": settings.TYPE,
            "title": "Lörrach",
            "description": "Formate der Module in harvesters/; die Konfiguration nennt das Modul.",
            "form_config_interface": "Text",
        }

    def validate_config(self, config: str) -> str:
        return settings.check(config)

    def gather_stage(self, harvest_job: Any) -> list[str]:
        # ckanext-harvest answers an exception by deleting the harvest objects of datasets that are
        # written already; the engine raises none, but the database may go away under it
        try:
            source = harvest_job.source
            log.info(run.run_job(source, Job(source.id, harvest_job.id)).summary())
        except SQLAlchemyError:
            log.exception("The job %s could not be closed; the scheduler will", harvest_job.id)
            model.Session.rollback()
        return []

    def fetch_stage(self, harvest_object: Any) -> bool:
        return True

    def import_stage(self, harvest_object: Any) -> bool:
        return True
