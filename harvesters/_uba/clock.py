"""Times of the air data: Central European Time all year, and a day that ends at 24:00."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from .._core.values import BadValue, Values

#: winter time, in summer too: both nights of the change have 24 hours
CET = timezone(timedelta(hours=1))


def moment(values: Values, name: str) -> datetime:
    """The moment in UTC of "2025-01-01 24:00:00"; BadValue for what is none."""
    text = values.needed(name, 40)
    midnight = text.endswith(("24:00:00", "24:00"))
    try:
        found = datetime.fromisoformat(text.replace("24:00", "00:00") if midnight else text)
        local = found if found.tzinfo else found.replace(tzinfo=CET)
        return (local + timedelta(days=midnight)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadValue(name, text, "a time like 2025-01-01 24:00:00 is needed") from error
