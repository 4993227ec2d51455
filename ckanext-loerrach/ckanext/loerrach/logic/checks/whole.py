"""What only the whole dataset can show; called after the checks of single values."""

from __future__ import annotations

from typing import Any

from . import attribution, groups, high_value, periods, personal_data
from .base import Data, Errors, Key
from .languages import german_tags


def loerrach_whole_dataset(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """Bring the parts into line, then tell what does not go together."""
    if not any(errors.get(("tags_translated",), [])):
        german_tags(data)
    groups.close_gaps(data)
    attribution.check(data, errors)
    periods.check(data, errors)
    high_value.check(data, errors, context)
    personal_data.check(data, errors, context)
