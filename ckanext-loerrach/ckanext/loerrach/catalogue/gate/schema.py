"""The first layer: what the schemas of the portal say against a dataset, as findings."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.lib.navl.dictization_functions import DataError
from sqlalchemy.exc import SQLAlchemyError

from .finding import Dataset, Finding, Layer, Severity
from .rule import Rule
from .text import N_, NOTHING, plain

MISSHAPEN = Rule(
    "misshapen", Layer.SCHEMA, Severity.MUST, "",
    N_("A field holds something of a kind that no dataset has there: {why}"),
    N_("Send texts as texts, lists as lists and entries as objects, as package_show gives them."),
)  # fmt: skip

log = logging.getLogger(__name__)

#: made by CKAN when a dataset is shown; nobody sends them
SHOWN = ("organization", "num_resources", "num_tags", "relationships_as_subject",
         "relationships_as_object", "metadata_created", "metadata_modified", "creator_user_id",
         "isopen", "license_title", "license_url",
         # where CKAN's validation keeps what it cannot place
         "__extras", "__junk", "__before", "__after")  # fmt: skip


def findings(dataset: Dataset, context: dict[str, Any], package: Any = None) -> list[Finding]:
    """What would be said if the dataset were saved like this.

    ``package``: the stored ``model.Package``, for one that exists. For a stored dataset that is not
    being changed the findings are SHOULD: it is there, and the next one who saves it meets them.
    """
    unchanged = package is not None and dataset.get("id") and "metadata_modified" in dataset
    severity = Severity.SHOULD if unchanged else Severity.MUST
    try:
        errors = _validate(dataset, context, package)
    except DataError as error:
        return [replace(MISSHAPEN, severity=severity).broken(why=str(error.error))]
    except SQLAlchemyError as error:
        model.Session.rollback()
        return [replace(MISSHAPEN, severity=severity).broken(why=type(error).__name__)]
    except Exception as error:
        # validators of CKAN and scheming fail on odd values in their own ways
        log.info("A dataset could not be validated", exc_info=True)
        return [replace(MISSHAPEN, severity=severity).broken(why=str(error))]
    return [
        Finding(
            "schema", Layer.SCHEMA, severity, field, plain(message), NOTHING, resource, "", entry
        )
        for field, resource, entry, message in _told(errors)
    ]


def _validate(dataset: Dataset, context: dict[str, Any], package: Any) -> Any:
    plugin = lib_plugins.lookup_package_plugin("dataset")
    action = "package_update" if package else "package_create"
    schema = plugin.update_package_schema() if package else plugin.create_package_schema()
    asked = {"model": model, "session": model.Session, **context, "loerrach_complete": True}
    if package:
        asked["package"] = package
    sent = {key: copy.deepcopy(dataset[key]) for key in dataset if key not in SHOWN}
    sent["type"] = "dataset"
    return lib_plugins.plugin_validate(plugin, asked, sent, schema, action)[1]


def _told(errors: Any) -> Iterator[tuple[str, int | None, int | None, str]]:
    """Field, position of the resource, position in a repeating field, message."""
    for field, inner in errors.items() if isinstance(errors, dict) else ():
        if field == "resources" and isinstance(inner, list):
            for number, of_resource in enumerate(inner):
                for name, _, entry, message in _told(of_resource):
                    yield name, number, entry, message
        else:
            yield from _of_field(field, inner)


def _of_field(field: str, inner: Any) -> Iterator[tuple[str, int | None, int | None, str]]:
    for number, item in enumerate(inner if isinstance(inner, list) else [inner]):
        if isinstance(item, dict):
            for name, messages in item.items():
                for _, _, _, message in _of_field(name, messages):
                    yield f"{field}.{name}", None, number, message
        elif item:
            yield field, None, None, str(item)
