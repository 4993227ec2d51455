"""The page of a source, and the button that lets go what waits to be archived."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from flask import Blueprint

from . import fresh_words, poll, settings
from .overview import overview

blueprint = Blueprint("loerrach_harvest", __name__)
#: records or datasets of a kind that the page lists
LISTED = 100


def runs(source: str) -> str:
    """What a source of ours did lately; open to everybody, reasons for those who may mend them."""
    found, package = _source(source)
    may = _may_manage(found.id)
    shown = tk.get_action("harvest_source_show")({"ignore_auth": True}, {"id": found.id})
    seen = overview(found, package)
    # the templates of ckanext-harvest build their addresses with it
    tk.g.dataset_type = "harvest"
    return tk.render(
        "loerrach_harvest/runs.html",
        {
            "harvest_source": shown, "may_manage": may,
            "overview": seen, "fresh": fresh_words.told(seen.freshness), "listed": LISTED,
        },
    )  # fmt: skip


def confirm(source: str) -> Any:
    """Let go what waits; the scheduler's next run archives what is still gone then."""
    found, package = _source(source)
    if not _may_manage(found.id):
        return tk.abort(403, tk._("Only the administration may confirm this."))
    count = poll.confirm(found.id, tk.current_user.name)
    if count:
        # whoever has clicked wants to see it happen, not tomorrow
        poll.again(found.id)
        model.Session.commit()
        told = tk._("{count} records will be archived by the next run, if they are still gone.")
        tk.h.flash_success(told.format(count=count))
    else:
        tk.h.flash_notice(tk._("Nothing waits for a confirmation any more."))
    return tk.redirect_to("loerrach_harvest.runs", source=package.name)


def _source(name: str) -> tuple[Any, Any]:
    found = settings.find(name)
    package = model.Package.get(name)
    if found is None or found.type != settings.TYPE or package.state != "active":
        tk.abort(404, tk._("There is no such source."))
    return found, package


def _may_manage(source_id: str) -> bool:
    try:
        tk.check_access("harvest_source_update", {"user": tk.current_user.name}, {"id": source_id})
    except tk.NotAuthorized:
        return False
    return True


blueprint.add_url_rule("/harvest/<source>/runs", view_func=runs)
blueprint.add_url_rule("/harvest/<source>/confirm", view_func=confirm, methods=["POST"])
