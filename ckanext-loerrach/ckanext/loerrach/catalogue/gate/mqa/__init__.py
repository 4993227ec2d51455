"""A forecast of the score that data.europa.eu gives: 405 points in five dimensions.

Method: https://data.europa.eu/mqa/methodology ; weights as piveau's metrics reporter has them.
"""

from __future__ import annotations

from .score import Metric, Reach, Score, forecast

__all__ = ["Metric", "Reach", "Score", "forecast"]
