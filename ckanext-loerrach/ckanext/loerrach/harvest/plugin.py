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
    files,
    fresh_words,
    freshness,
    pages,
    provenance,
    run,
    settings,
    table_files,
    told,
    workarounds,
)
from .job import Job

log = logging.getLogger(__name__)


def _actions() -> dict[str, Any]:
    return {
        **workarounds.actions(),
        **addresses.actions(),
        "loerrach_harvest_provenance": provenance.loerrach_harvest_provenance,
        "loerrach_harvest_freshness": freshness.loerrach_harvest_freshness,
    }


@tk.blanket.config_declarations
@tk.blanket.actions(_actions)
@tk.blanket.auth_functions(auth.functions)
class LoerrachHarvestPlugin(p.SingletonPlugin):
    """Everything is done while gathering, in one process; there is nothing left to fetch."""

    p.implements(IHarvester)
    p.implements(p.IConfigurer)
    p.implements(p.IBlueprint)
    p.implements(p.ITemplateHelpers)
    p.implements(p.IPackageController, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        workarounds.mend_gathering()

    def get_helpers(self) -> dict[str, Any]:
        return {
            "loerrach_freshness": fresh_words.loerrach_freshness,
            "loerrach_interval": fresh_words.every,
            "loerrach_source_freshness": fresh_words.loerrach_source_freshness,
            "loerrach_when": fresh_words.when,
            "loerrach_provenance": told.loerrach_provenance,
            "loerrach_place_files": files.loerrach_place_files,
            "loerrach_table_files": table_files.loerrach_table_files,
        }

    def after_dataset_show(self, context: Any, pkg_dict: dict[str, Any]) -> None:
        provenance.after_show(context, pkg_dict)

    def get_blueprint(self) -> list[Any]:
        return [pages.blueprint, files.blueprint, table_files.blueprint]

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
