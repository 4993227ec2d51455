"""What Prometheus may know about a portal: do its servers answer, what waits, how old are its data?

Text exposition format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). Nothing
is kept between two looks: every number is asked for anew, so all web processes say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

import redis
import sqlalchemy as sa
from ckan import model
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .health import readiness, waiting
from .home import Home

#: of a running portal with supervisor; in containers each process is watched from outside
RUNNING = "running"


class Portal(Collector):
    """One portal, looked at when asked. Needs an application context."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def collect(self) -> Iterator[Metric]:
        """All that is known now; what cannot be asked for is left out."""
        found = readiness()
        yield _info()
        yield from _servers(found)
        if found["database"] == "ok":
            yield from _datasets()
        if found["queue"] == "ok":
            yield from _waiting()
        yield from _processes(self.home)


def exposition(home: Home) -> bytes:
    """The answer of /metrics."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Portal(home))
    return generate_latest(registry)


def _info() -> Metric:
    labels = {"version": version("ckanext-loerrach"), "ckan": version("ckan")}
    info = GaugeMetricFamily("loerrach_info", "The versions that run.", labels=list(labels))
    info.add_metric(list(labels.values()), 1)
    return info


def _servers(found: dict[str, object]) -> Iterator[Metric]:
    up = GaugeMetricFamily("loerrach_server_up", "1 where it answers, 0 if not.", labels=["server"])
    for server in ("database", "search", "queue"):
        up.add_metric([server], found[server] == "ok")
    yield up
    ages = found["seconds_since_good_harvest"]
    assert isinstance(ages, dict)
    age = GaugeMetricFamily(
        "loerrach_harvest_age_seconds",
        "Since a source was last harvested without an error; +Inf for never.",
        labels=["source"],
    )
    for source, seconds in ages.items():
        age.add_metric([source], float("inf") if seconds is None else seconds)
    yield age


def _datasets() -> Iterator[Metric]:
    query = "SELECT count(*) FROM package WHERE state = 'active' AND type = 'dataset' AND {}"
    datasets = GaugeMetricFamily("loerrach_datasets", "Datasets.", labels=["visible"])
    try:
        for visible, condition in (("all", "NOT private"), ("members", "private")):
            count = model.Session.execute(sa.text(query.format(condition))).scalar_one()
            datasets.add_metric([visible], count)
    except sa.exc.SQLAlchemyError:
        # it went away since it answered
        return
    finally:
        model.Session.remove()
    yield datasets


def _waiting() -> Iterator[Metric]:
    try:
        found = waiting()
    except redis.RedisError:
        # it went away since it answered
        return
    jobs = GaugeMetricFamily("loerrach_jobs_waiting", "What nobody has begun.", labels=["queue"])
    for queue, count in found.items():
        jobs.add_metric([queue], count)
    yield jobs


def _processes(home: Home) -> Iterator[Metric]:
    """As the supervisor wrote them down."""
    up = GaugeMetricFamily("loerrach_process_up", "1 where it does its work.", labels=["process"])
    restarts = CounterMetricFamily(
        "loerrach_process_restarts", "How often it was started again.", labels=["process"]
    )
    for name, record in home.noted().get("services", {}).items():
        up.add_metric([name], record["state"] == RUNNING)
        restarts.add_metric([name], record["restarts"])
    yield up
    yield restarts
