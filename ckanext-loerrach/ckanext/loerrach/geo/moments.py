"""Moments as texts, for formats that have none."""

from __future__ import annotations

from typing import Any


def texts(values: Any) -> Any:
    """A column of moments after ISO 8601, in UTC with a Z where they have a zone.

    Fractions of a second stand there for all or for none.
    """
    known = values.dropna()
    format = "%Y-%m-%dT%H:%M:%S" + (".%f" if (known.dt.microsecond != 0).any() else "")
    if values.dt.tz is None:
        return values.dt.strftime(format)
    return values.dt.tz_convert("UTC").dt.strftime(format + "Z")


def are(values: Any) -> bool:
    """Is it a column of moments? One of days is none."""
    from pandas import DatetimeTZDtype
    from pandas.api.types import is_datetime64_dtype

    return is_datetime64_dtype(values.dtype) or isinstance(values.dtype, DatetimeTZDtype)
