"""The whole catalogue at a glance: counted by a job, kept in Valkey, shown with its time.

A count costs some milliseconds per dataset, and no page waits for it.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.jobs import enqueue as enqueue_job
from ckan.lib.redis import connect_to_redis

from . import core, run
from .consumers import consumers, verdict
from .finding import Finding, Severity
from .mqa.score import RATINGS
from .text import Label, Text

#: seconds after which a page asks for a new count
FRESH = 900
#: seconds that a count may take
LONGEST = 3600
#: examples that are named
SOME = 20


class Count:
    """Adds up what the gate and the consumers say, dataset by dataset."""

    def __init__(self) -> None:
        self.datasets = 0
        self.points = 0
        self.ratings: Counter[str] = Counter()
        self.kept_out: list[dict[str, str]] = []
        self.findings: dict[str, Counter[str]] = {str(one): Counter() for one in Severity}
        self.texts: dict[str, Any] = {}
        self.takes: Counter[str] = Counter()
        self.refusals: dict[str, Counter[str]] = {name: Counter() for name in consumers()}

    def add(self, dataset: dict[str, Any]) -> None:
        """Count one more dataset."""
        result = core.check(dataset)
        self.datasets += 1
        self.points += result.score.points
        self.ratings[result.score.rating.msgid] += 1
        for severity in Severity:
            self._note(self.findings[str(severity)], result.of(severity))
        if not result.publishable and len(self.kept_out) < SOME:
            self.kept_out.append(_named(dataset))
        for name, consumer in consumers().items():
            answer = verdict(consumer, dataset)
            self.takes[name] += answer.takes
            self._note(self.refusals[name], answer.refusals)

    def summary(self, seconds: float) -> dict[str, Any]:
        """All of it as JSON; texts as what makes them, for readers of any language."""
        return {
            "as_of": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 1), "datasets": self.datasets,
            "points": round(self.points / self.datasets) if self.datasets else 0,
            "ratings": [[name, self.ratings[name]] for _, name in RATINGS],
            "kept_out": self.kept_out,
            "findings": {name: self._most(counts) for name, counts in self.findings.items()},
            "consumers": {
                name: {"takes": self.takes[name], "refusals": self._most(counts)}
                for name, counts in self.refusals.items()
            },
        }  # fmt: skip

    def _note(self, counts: Counter[str], findings: Any) -> None:
        for rule, finding in {finding.rule: finding for finding in findings}.items():
            counts[rule] += 1
            self.texts.setdefault(rule, _texts(finding))

    def _most(self, counts: Counter[str]) -> list[dict[str, Any]]:
        return [
            {"rule": rule, "count": count, **self.texts[rule]}
            for rule, count in counts.most_common(SOME)
        ]


def count() -> None:
    """The job: count every public dataset and keep the result."""
    store = connect_to_redis()
    started, result = time.monotonic(), Count()
    try:
        for number, total, dataset in run.public():
            result.add(dataset)
            if number % 50 == 1:
                store.set(_key("progress"), json.dumps([number, total]), ex=LONGEST)
        summary = result.summary(time.monotonic() - started)
        store.set(_key("summary"), json.dumps(summary))
    finally:
        store.delete(_key("progress"), _key("asked"))


def latest() -> dict[str, Any] | None:
    """The last count, with `text` and `mending` of findings to be read; None before the first."""
    kept = connect_to_redis().get(_key("summary"))
    return json.loads(kept) if kept else None


def progress() -> tuple[int, int] | None:
    """How far a running count is; None where none runs."""
    kept = connect_to_redis().get(_key("progress"))
    return tuple(json.loads(kept)) if kept else None


def waiting() -> bool:
    """Has a count been asked for that is not done yet?"""
    return bool(connect_to_redis().exists(_key("asked")))


def ask(summary: dict[str, Any] | None = None) -> None:
    """Have a new count made, unless one is asked for already or ``summary`` is fresh."""
    if summary and _age(summary) < FRESH:
        return
    if connect_to_redis().set(_key("asked"), "1", nx=True, ex=LONGEST):
        enqueue_job(count, title="Count the quality of the catalogue",
                    rq_kwargs={"timeout": LONGEST})  # fmt: skip


def text(kept: dict[str, Any], key: str) -> Text:
    """The text of a kept finding, in the reader's language when it is read."""
    msgid, facts = kept[key]
    return Text(msgid, tuple((name, _fact(value)) for name, value in facts.items()))


def _texts(finding: Finding) -> dict[str, Any]:
    return {"text": _text(finding.message), "mending": _text(finding.mending)}


def _text(said: Text) -> list[Any]:
    # the values of one dataset stand for all; a label keeps its languages
    facts = {
        key: dict(value.texts) if isinstance(value, Label) else str(value)
        for key, value in said.facts
    }
    return [said.msgid, facts]


def _fact(value: Any) -> Any:
    return Label.of(value) if isinstance(value, dict) else value


def _named(dataset: dict[str, Any]) -> dict[str, str]:
    return {"name": str(dataset["name"]), "title": str(dataset.get("title") or dataset["name"])}


def _age(summary: dict[str, Any]) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(summary["as_of"])).total_seconds()


def _key(what: str) -> str:
    return f"loerrach:gate:{tk.config['ckan.site_id']}:{what}"
