"""Days and moments of a whole column at once, where they are written with all their digits.

Other writings ("1.2.2025", "31.12.25", "24:00") are read one by one, by ``moments``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from .moments import LOCAL

#: places of year, month and day in ten characters, with what stands between them
PLACES = {
    "d.m.y": ((6, 10), (3, 5), (0, 2), (2, 5), "."),
    "y-m-d": ((0, 4), (5, 7), (8, 10), (4, 7), "-"),
    "d/m/y": ((6, 10), (3, 5), (0, 2), (2, 5), "/"),
    "m/d/y": ((6, 10), (0, 2), (3, 5), (2, 5), "/"),
}
#: "31.12.2025", … with " 13:45", … ":30", … "Z", … "+01:00"
DAY, MINUTE, SECOND, ZULU, ZONE = 10, 16, 19, 20, 25
#: before, Germany's clocks were also set at other times than whole hours
SINCE = 1980


def dates(texts: Any, format: str) -> tuple[Any, Any]:
    """Days since 1970 (int32) and where they are sure (bool); both numpy arrays."""
    import numpy as np

    days, sure = np.zeros(len(texts), np.int32), np.zeros(len(texts), bool)
    for rows, cells in _by_length(texts, (DAY,)):
        days[rows], sure[rows] = _days(cells, format)
    return days, sure


def instants(texts: Any, format: str) -> tuple[Any, Any]:
    """Microseconds since 1970 in UTC (int64) and where they are sure; without zone Lörrach's."""
    import numpy as np

    moments, sure = np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)
    for rows, cells in _by_length(texts, (DAY, MINUTE, SECOND, ZULU, ZONE)):
        days, good = _days(cells[:, :DAY], format)
        seconds = days.astype(np.int64) * 86_400
        if cells.shape[1] > DAY:
            clock, right = _clock(cells)
            seconds, good = seconds + clock, good & right
        shift, right = _shift(cells, seconds)
        moments[rows], sure[rows] = (seconds - shift) * 1_000_000, good & right
    return moments, sure


def _by_length(texts: Any, lengths: tuple[int, ...]) -> list[tuple[Any, Any]]:
    """Rows of texts of these lengths in bytes, with their bytes as a matrix."""
    import numpy as np

    if texts.null_count or not len(texts):
        return []
    _, ends, data = texts.buffers()
    ends = np.frombuffer(ends, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    raw = np.frombuffer(data or b"", np.uint8)
    long = np.diff(ends)
    found = []
    for length in lengths:
        rows = np.nonzero(long == length)[0]
        if len(rows) == len(texts):
            return [(rows, raw[ends[0] : ends[-1]].reshape(-1, length))]
        if len(rows):
            found.append((rows, raw[ends[:-1][rows][:, None] + np.arange(length)]))
    return found


def _days(cells: Any, format: str) -> tuple[Any, Any]:
    import numpy as np

    year, month, day, between, sign = PLACES[format]
    (y, a), (m, b), (d, c) = (_number(cells, *place) for place in (year, month, day))
    good = a & b & c & (y > 0) & (m > 0) & (m < 13) & (d > 0) & (d < 32)
    for at in between:
        good &= cells[:, at] == ord(sign)
    months = np.where(good, (y - 1970) * 12 + m - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(good, d - 1, 0)
    # 31.02. would be a day of March
    good &= days.astype("datetime64[M]") == months
    return days.astype(np.int32), good


def _clock(cells: Any) -> tuple[Any, Any]:
    """Seconds of the day."""
    (hour, a), (minute, b) = _number(cells, 11, 13), _number(cells, 14, 16)
    good = a & b & (hour < 24) & (minute < 60) & (cells[:, 13] == ord(":"))
    good &= (cells[:, 10] == ord(" ")) | (cells[:, 10] == ord("T"))
    seconds = hour * 3600 + minute * 60
    if cells.shape[1] >= SECOND:
        second, c = _number(cells, 17, 19)
        seconds = seconds + second
        good &= c & (second < 60) & (cells[:, 16] == ord(":"))
    return seconds, good


def _shift(cells: Any, seconds: Any) -> tuple[Any, Any]:
    """Seconds east of UTC."""
    import numpy as np

    if cells.shape[1] == ZULU:
        return np.zeros_like(seconds), cells[:, 19] == ord("Z")
    if cells.shape[1] == ZONE:
        (hour, a), (minute, b) = _number(cells, 20, 22), _number(cells, 23, 25)
        east, west = cells[:, 19] == ord("+"), cells[:, 19] == ord("-")
        good = a & b & (hour < 24) & (minute < 60) & (cells[:, 22] == ord(":")) & (east | west)
        return np.where(west, -1, 1) * (hour * 3600 + minute * 60), good
    hours, which = np.unique(seconds // 3600, return_inverse=True)
    shifts = [_local(hour) for hour in hours.tolist()]
    known = np.array([one is not None for one in shifts], bool)
    return np.array([one or 0 for one in shifts], np.int64)[which], known[which]


@lru_cache(maxsize=100_000)
def _local(hour: int) -> int | None:
    """Seconds east of UTC in an hour of Lörrach's clocks; None for one they leave out."""
    at = datetime(1970, 1, 1) + timedelta(hours=hour)  # noqa: DTZ001 - its zone is what is asked
    if not SINCE <= at.year < 9999:
        return None
    moment = at.replace(tzinfo=LOCAL)
    if moment.astimezone(UTC).astimezone(LOCAL).replace(tzinfo=None) != at:
        return None
    shift = moment.utcoffset()
    return int(shift.total_seconds()) if shift is not None else None


def _number(cells: Any, start: int, end: int) -> tuple[Any, Any]:
    """The number in these places, and whether all of them are digits."""
    import numpy as np

    number, good = np.zeros(len(cells), np.int64), np.ones(len(cells), bool)
    for at in range(start, end):
        digit = cells[:, at] - np.uint8(48)
        good &= digit < 10
        number = number * 10 + digit
    return number, good
