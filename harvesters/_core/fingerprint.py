"""Fingerprints: what decides whether something has changed.

Metadata and rows have one each, so that free parking spaces that change every minute do not rewrite
a dataset. The same values give the same fingerprint in every process and on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from .record import Table


def table_fingerprint(table: Table) -> str:
    """Hash of columns, key and rows; the order of the rows counts only where there is no key."""
    rows: Iterable[Any] = map(list, table.rows)
    if table.key:
        names = [column.name for column in table.columns]
        at = [names.index(name) for name in table.key]
        rows = sorted(rows, key=lambda row: [str(row[i]) for i in at])
    columns = [asdict(column) for column in table.columns]
    return digest({"columns": columns, "key": list(table.key), "rows": list(rows)})


def digest(value: Any) -> str:
    """Hash of plain values, dates, sequences and mappings; the order of names does not count."""
    return hashlib.blake2b(
        _canonical(value).encode(errors="surrogatepass"), digest_size=16
    ).hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )


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
