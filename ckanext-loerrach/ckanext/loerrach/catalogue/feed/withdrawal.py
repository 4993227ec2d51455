"""Withdrawing with notice: first deprecated, then withdrawn, then gone.

DCAT-AP.de, Konventionenhandbuch, Konvention 24: data are withdrawn only after they were deprecated
for 30 days. A publisher sets the status of a distribution; the feed counts the days, and says
"deprecated" of one that was withdrawn without notice. 30 days after that the distribution, and
with the last one the dataset, leaves the feed and is listed as deleted. The record itself is never
changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

STATUS = "http://publications.europa.eu/resource/authority/distribution-status/"
DEPRECATED = STATUS + "DEPRECATED"
WITHDRAWN = STATUS + "WITHDRAWN"


@dataclass(frozen=True)
class Noticed:
    """A dataset as neighbours get to know it today."""

    #: None if all of it is gone
    dataset: dict[str, Any] | None
    #: resource -> since when it is being withdrawn
    since: dict[str, datetime]
    #: when the next day of the calendar changes something
    due: datetime | None


def noticed(
    dataset: Mapping[str, Any], since: Mapping[str, datetime], now: datetime, days: int
) -> Noticed:
    """The dataset with the states that its distributions have at this time.

    ``since``: for each resource that was being withdrawn when it was last looked at, since when.
    """
    retiring = {
        resource["id"]: since.get(resource["id"], now)
        for resource in dataset.get("resources", [])
        if resource.get("status") in (DEPRECATED, WITHDRAWN)
    }
    if not retiring:
        return Noticed(dict(dataset), {}, None)
    notice = timedelta(days=days)
    resources = [
        _stated(resource, retiring.get(resource["id"]), now, notice)
        for resource in dataset["resources"]
    ]
    left = [resource for resource in resources if resource is not None]
    dates = [begun + n * notice for begun in retiring.values() for n in (1, 2)]
    due = min((date for date in dates if date > now), default=None)
    return Noticed({**dataset, "resources": left} if left else None, retiring, due)


def _stated(
    resource: Mapping[str, Any], begun: datetime | None, now: datetime, notice: timedelta
) -> dict[str, Any] | None:
    if begun is None:
        return dict(resource)
    if now >= begun + 2 * notice:
        return None
    status = WITHDRAWN if now >= begun + notice else DEPRECATED
    return {**resource, "status": status}
