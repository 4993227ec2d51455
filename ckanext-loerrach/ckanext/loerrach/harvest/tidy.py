"""What the scheduler does now and then besides harvesting."""

from __future__ import annotations

import logging

from ckan.plugins import plugin_loaded
from ckanext.loerrach.tabular import TabularError

from . import downloads, retention, tables_repair
from .deposit import notice, state

log = logging.getLogger(__name__)


def tidy() -> None:
    """Forget old runs; put right what a crash has left between the datasets and their tables.

    Files of places that wait are made, and those of resources that are no more go.
    """
    gone = retention.forget_old()
    if gone != retention.Forgotten():
        log.info("Forgotten: %s", gone)
    for id in downloads.forget_gone():
        log.info("Files of places of a resource that is no more: %s", id)
    downloads.enqueue()
    if not plugin_loaded("datastore"):
        return
    if state.waiting():
        notice.enqueue()
    try:
        for one in tables_repair.repair():
            log.warning("Put right: %s", one)
    except TabularError as error:
        log.warning("Tables could not be compared: %s", error)
