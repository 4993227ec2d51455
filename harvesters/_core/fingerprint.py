"""Fingerprints: what decides whether something has changed.

Metadata have one and rows another (tabular.cells.version), so that free parking spaces that change
every minute do not rewrite a dataset. The same values give the same fingerprint in every process
and on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any


def digest(value: Any) -> str:
    """Hash of plain values, dates, sequences and mappings; the order of names does not count."""
    return hashlib.blake2b(
        CANONICAL.encode(value).encode(errors="surrogatepass"), digest_size=16
    ).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # the same moment in another zone is the same value
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in a record")


#: the one text of a value; made once, because a digest is taken of many small values
CANONICAL = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
)
