"""The background job that serialises what has changed, and looks after what is kept.

One waits at most: a thousand edits enqueue it once. A job that is lost loses nothing, for the
marks stay; the next edit, the next reader or the scheduler begins another.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.jobs import enqueue as enqueue_job
from ckan.lib.redis import connect_to_redis
from redis.exceptions import RedisError

from . import build, fingerprint, store, whole
from .errors import NotReady
from .request import DEFAULT

log = logging.getLogger(__name__)

#: seconds of one job; then others have their turn
SLICE = 30.0
#: seconds after which a job that never began is taken for lost: its worker may have been killed.
#: One that only had to wait gets company then, and whoever comes second finds nothing to do
LOST = 60
#: days after which a view that nobody asks for is no longer kept up to date
UNASKED = 60
#: actions that change what neighbours read
ACTIONS = (
    "package_create", "package_update", "package_delete", "dataset_purge", "bulk_update_private",
    "bulk_update_public", "bulk_update_delete", "organization_update", "group_update",
    "member_create", "member_delete", "tag_delete",
)  # fmt: skip


def enqueue() -> None:
    """Have a job do what waits, unless one waits already."""
    try:
        if connect_to_redis().set(_key(), "1", nx=True, ex=LOST):
            enqueue_job(work, title="Write the feed of the catalogue anew")
    except RedisError as error:
        log.warning("The feed is written at its next reader: %s", error)


def after_action(sender: str, **_: Any) -> None:
    """An action has ended that may have changed a dataset."""
    enqueue()


#: for the engine's bulk writer: one call for many datasets will do
after_action.together = True  # type: ignore[attr-defined]


def work() -> None:
    """The job: build for a while, then look after the rest."""
    connect_to_redis().delete(_key())
    try:
        if not store.state(DEFAULT).kept:
            store.keep(DEFAULT)
        if not build.run(SLICE):
            enqueue()
            return
        store.add_up()
        store.forget_unasked(UNASKED, DEFAULT)
        whole.write_due()
    except NotReady as error:
        log.warning("%s", error)


def run_due() -> None:
    """Enqueue a job if something waits; for a scheduler that looks every now and then."""
    try:
        state = store.state(DEFAULT)
        if state.stale or state.made_by != fingerprint.fragments() or whole.due():
            enqueue()
    except NotReady as error:
        log.warning("%s", error)


def _key() -> str:
    return f"ckan:{tk.config['ckan.site_id']}:loerrach_catalogue:waiting"
