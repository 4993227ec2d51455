"""The forecast of data.europa.eu's score."""

from __future__ import annotations

from typing import Any

from ckanext.loerrach.catalogue.gate import check
from ckanext.loerrach.catalogue.gate.mqa import forecast
from ckanext.loerrach.catalogue.gate.mqa.metrics import DIMENSIONS, METRICS

DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
FILE: dict[str, Any] = {"url": "https://a.example/x.csv", "format": "CSV", "license": DL_ZERO}


def test_the_weights_are_those_of_the_method():
    points = dict.fromkeys(DIMENSIONS, 0)
    for weight in METRICS:
        points[weight.dimension] += weight.points
    assert points == {
        "findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75,
        "contextuality": 20,
    }  # fmt: skip


def test_an_empty_dataset_has_what_the_portal_gives_it():
    """A new dataset gets its dates when it is stored."""
    score = forecast({}, compliant=False)
    assert (score.points, score.unknown) == (10, 0)
    assert str(score.rating) == "bad"


def test_what_only_the_net_knows_is_not_counted_and_not_held_against_it():
    score = forecast({"resources": [FILE]}, compliant=True)
    metrics = {metric.weight.name: metric.met for metric in score.metrics}
    assert metrics["access-url-answers"] is None
    assert metrics["download-url-answers"] is False
    assert score.unknown == 50
    assert "mqa-access-url-answers" not in [gain.rule for gain in score.gains()]


def test_what_was_asked_counts():
    def reach(address: str) -> bool:
        return address == "https://a.example/x.csv"

    score = forecast({"resources": [FILE]}, compliant=True, reach=reach)
    metrics = {metric.weight.name: metric.met for metric in score.metrics}
    assert metrics["access-url-answers"] is True
    assert score.unknown == 0
    other = forecast({"resources": [{**FILE, "url": "https://b.example"}]}, True, reach)
    assert other.points == score.points - 50


def test_one_good_distribution_is_enough():
    pdf = {"url": "https://a.example/x.pdf", "format": "PDF", "license": DL_ZERO}
    alone = forecast({"resources": [pdf]}, compliant=True)
    both = forecast({"resources": [pdf, FILE]}, compliant=True)
    assert {m.weight.name for m in alone.metrics if m.met is False} - {
        m.weight.name for m in both.metrics if m.met is False
    } == {"machine-readable"}


def test_the_most_points_come_first():
    gains = forecast({"resources": [FILE]}, compliant=True).gains()
    points = [dict(gain.message.facts)["points"] for gain in gains]
    assert points == sorted(points, reverse=True)
    assert points[0] == 30
    assert str(gains[0].message) == "You would gain 30 points at data.europa.eu."


def test_a_broken_must_costs_the_points_for_compliance():
    good = {"title": "A", "notes": "B", "owner_org": "c", "resources": [FILE]}
    assert check(good).score.points - check({**good, "title": ""}).score.points == 30


def test_dimensions_and_metrics_add_up():
    answer = check({"resources": [FILE]}).score.as_dict()
    assert sum(part["points"] for part in answer["dimensions"].values()) == answer["points"]
    assert sum(part["most"] for part in answer["dimensions"].values()) == answer["most"] == 405
    assert sum(one["points"] for one in answer["metrics"]) == answer["points"]
