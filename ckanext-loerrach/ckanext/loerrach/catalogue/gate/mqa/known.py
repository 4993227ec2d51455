"""Which addresses answer, as far as the platform knows without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .. import record


def nobody_knows(address: str) -> bool | None:
    """Nothing is known of any address."""
    return None


def own(site: str) -> Callable[[str], bool | None]:
    """What this portal serves itself answers while the portal does; of others nothing is known."""
    base = site.rstrip("/") + "/"

    def reach(address: str) -> bool | None:
        return True if address.startswith(base) else None

    return reach


def any_answers(addresses: Iterable[str], reach: Callable[[str], bool | None]) -> bool | None:
    """Does one of them answer? None while one that nobody asked might; False without addresses."""
    answers = [reach(address) for address in addresses]
    if any(answers):
        return True
    return None if None in answers else False


def access_addresses(resource: Mapping[str, Any]) -> list[str]:
    """Where people reach the resource (dcat:accessURL)."""
    return record.values(resource, "access_url") or record.values(resource, "url")


def download_addresses(resource: Mapping[str, Any]) -> list[str]:
    """Where the file is (dcat:downloadURL): said so, or an upload."""
    said = record.values(resource, "download_url")
    uploaded = record.value(resource, "url_type") in ("upload", "datastore")
    return said or (record.values(resource, "url") if uploaded else [])
