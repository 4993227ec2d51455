"""Edits that people make to harvested datasets in the portal, under both policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ckan.tests import helpers

Make = Callable[..., Any]
RECORD = {"id": "r", "title": "Alt", "notes": "Text"}


def edit(dataset: dict[str, Any], **values: Any) -> None:
    user = helpers.call_action("get_site_user")["name"]
    helpers.call_action("package_patch", {"user": user}, id=dataset["id"], **values)


def edited(one: Any) -> None:
    """A person mends a title, adds a field and a file of the town's own, and changes a file."""
    shown = one.dataset("r")
    (file,) = shown["resources"]
    edit(
        shown,
        title_translated={"de": "Besser"},
        version="2",
        resources=[
            {**file, "url": "https://example.org/better"},
            {"url": "https://loerrach.de/own", "name_translated": {"de": "Eigene"},
             "license": file["license"], "licenseAttributionByText": "Stadt"},
        ],
    )  # fmt: skip


def told(one: Any) -> tuple[Any, ...]:
    shown = one.dataset("r")
    urls = [resource["url"] for resource in shown["resources"]]
    return shown["title"], shown["notes"], shown.get("version"), urls


def test_edits_are_kept_when_the_source_changes(source: Make):
    one = source(edits="keep")
    one.has(RECORD)
    one.run()
    edited(one)
    assert one.run(full=True).unchanged == ["r"]
    one.has({**RECORD, "title": "Neu", "notes": "Neuer Text", "url": "https://example.org/new"})
    report = one.run()
    assert report.updated == ["r"]
    assert told(one) == (
        "Besser", "Neuer Text", "2", ["https://example.org/better", "https://loerrach.de/own"],
    )  # fmt: skip
    (notice,) = report.notices
    assert notice.startswith("r: edited in the portal and kept: resources/")
    assert notice.endswith("title_translated, version")
    # and so on, run after run
    one.has({**RECORD, "title": "Neuer", "notes": "Anders"})
    one.run()
    assert told(one)[:3] == ("Besser", "Anders", "2")


def test_edits_are_overwritten_where_the_source_says_something(source: Make):
    """A field and a file that only the town has stay."""
    one = source(edits="overwrite")
    one.has(RECORD)
    one.run()
    edited(one)
    report = one.run(full=True)
    assert report.updated == ["r"]
    files = ["https://example.org/x", "https://loerrach.de/own"]
    assert told(one) == ("Alt", "Text", "2", files)
    own = one.dataset("r")["resources"][1]
    kept, lost = report.notices
    assert kept.startswith(f"r: edited in the portal and kept: resources/{own['id']}/")
    assert kept.endswith(", version")
    assert lost.startswith("r: edited in the portal and overwritten: resources/")
    assert own["id"] not in lost
    assert one.run(full=True).unchanged == ["r"]
    one.has({**RECORD, "title": "Neu"})
    assert one.run().updated == ["r"]
    assert told(one) == ("Neu", "Text", "2", files)
    assert one.dataset("r")["resources"][1] == {
        **own, "metadata_modified": one.dataset("r")["resources"][1]["metadata_modified"]
    }  # fmt: skip


def test_what_the_town_hides_stays_hidden_under_every_policy(source: Make):
    for policy in ("keep", "overwrite"):
        one = source(policy, edits=policy)
        one.has(RECORD)
        one.run()
        edit(one.dataset("r"), private=True)
        one.has({**RECORD, "title": "Neu"})
        assert one.run().updated == ["r"]
        assert (one.dataset("r")["title"], one.dataset("r")["private"]) == ("Neu", True)
