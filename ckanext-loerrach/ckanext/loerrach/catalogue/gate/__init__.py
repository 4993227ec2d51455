"""The gate: one core of checks, asked by the form, the feed, the action and the command.

    from ckanext.loerrach.catalogue.gate import check, must

    must(dataset)            what keeps it out of the feed: plain Python, about a millisecond
    check(dataset).findings  everything, with the forecast of data.europa.eu's score

A dataset is a dict as package_show gives it or as a form sends it; nothing in it is trusted, and
nothing in it makes these functions raise. No SHACL here: that is :mod:`.shapes`, for commands, jobs
and tests.
"""

from __future__ import annotations

from .core import QUICK, check, must
from .finding import Finding, Layer, Result, Severity

__all__ = ["QUICK", "Finding", "Layer", "Result", "Severity", "check", "must"]
