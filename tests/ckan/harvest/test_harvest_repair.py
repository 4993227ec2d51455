"""What ckanext-harvest gets wrong on CKAN 2.12, with and without our repair.

A test of the class Stock that fails says that a part of harvest/repair.py can go.
"""

from __future__ import annotations

from typing import Any

from ckan.tests import helpers
from ckanext.harvest.logic.action import create, update

SOURCE = {"name": "quelle", "title": "Quelle", "url": "https://example.org", "source_type": "ckan",
          "frequency": "DAILY"}  # fmt: skip


def context() -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    return {"user": user, "ignore_auth": True}


class TestStock:
    """ckanext-harvest alone."""

    def test_a_new_source_has_no_status(self, town: Any):
        made = create.harvest_source_create(context(), {**SOURCE, "owner_org": town["id"]})
        assert made.get("status") is None

    def test_a_reindexed_source_has_lost_its_type(self, town: Any):
        made = helpers.call_action(
            "harvest_source_create", context(), **SOURCE, owner_org=town["id"]
        )
        update.harvest_source_reindex(context(), {"id": made["id"]})
        shown = helpers.call_action("package_show", id=made["id"])
        assert "source_type" not in shown


class TestRepaired:
    """With our plugin."""

    def test_a_new_source_has_a_status(self, town: Any):
        made = helpers.call_action(
            "harvest_source_create", context(), **SOURCE, owner_org=town["id"]
        )
        assert made["status"] == {"job_count": 0, "last_job": None, "total_datasets": 0}
        assert (made["source_type"], made["frequency"]) == ("ckan", "DAILY")

    def test_a_reindexed_source_is_as_before(self, town: Any):
        made = helpers.call_action(
            "harvest_source_create", context(), **SOURCE, owner_org=town["id"]
        )
        helpers.call_action("harvest_source_reindex", context(), id=made["id"])
        shown = helpers.call_action("package_show", id=made["id"])
        assert shown["source_type"] == "ckan"
        patched = helpers.call_action(
            "harvest_source_patch", context(), id=made["id"], title="Neuer Titel"
        )
        assert patched["title"] == "Neuer Titel"
