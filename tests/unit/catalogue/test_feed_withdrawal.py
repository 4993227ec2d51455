"""Withdrawing with notice: what neighbours read on which day (DCAT-AP.de, Konvention 24)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ckanext.loerrach.catalogue.feed.withdrawal import DEPRECATED, STATUS, WITHDRAWN, noticed

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def dataset(*states: str | None) -> dict[str, Any]:
    return {"id": "d", "resources": [{"id": str(n), "status": s} for n, s in enumerate(states)]}


@pytest.mark.parametrize("stated", [DEPRECATED, WITHDRAWN])
@pytest.mark.parametrize(
    ("days", "said", "due"),
    [(0, DEPRECATED, 30), (29, DEPRECATED, 1), (30, WITHDRAWN, 30), (59, WITHDRAWN, 1)],
)
def test_a_status_takes_its_time(stated: str, days: int, said: str, due: int) -> None:
    found = noticed(dataset(stated), {"0": NOW - timedelta(days=days)}, NOW, 30)
    assert found.dataset
    assert found.dataset["resources"] == [{"id": "0", "status": said}]
    assert found.due == NOW + timedelta(days=due)


def test_after_sixty_days_it_is_gone() -> None:
    since = {"0": NOW - timedelta(days=60)}
    alone = noticed(dataset(WITHDRAWN), since, NOW, 30)
    assert (alone.dataset, alone.due, alone.since) == (None, None, since)
    beside = noticed(dataset(WITHDRAWN, None), since, NOW, 30)
    assert beside.dataset
    assert [one["id"] for one in beside.dataset["resources"]] == ["1"]


def test_the_first_day_is_today_and_taking_back_forgets() -> None:
    assert noticed(dataset(DEPRECATED), {}, NOW, 30).since == {"0": NOW}
    done = noticed(dataset(STATUS + "COMPLETED"), {"0": NOW}, NOW, 30)
    assert (done.since, done.due) == ({}, None)


def test_the_record_itself_stays_as_it_is() -> None:
    record = dataset(WITHDRAWN)
    noticed(record, {}, NOW, 30)
    assert record == dataset(WITHDRAWN)
