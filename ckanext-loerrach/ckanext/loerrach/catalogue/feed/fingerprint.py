"""What fragments were made by: another version of the code or another address makes them stale."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import ckanext.dcat
import ckanext.loerrach.schemas
from ckanext.dcat.utils import catalog_uri

#: addresses that URIs begin with
ADDRESSES = ("ckan.site_url", "ckan.root_path")
#: what the head of the catalogue says beside
HEAD = (
    "ckan.site_title", "ckan.site_description", "ckan.locale_default", "ckan.locales_offered",
    "ckanext.loerrach.catalogue.about", "ckanext.loerrach.catalogue.publisher_name",
    "ckanext.loerrach.catalogue.publisher_uri",
)  # fmt: skip


def addresses() -> str:
    """Of everything that the addresses in a fragment depend on."""
    return _digest([catalog_uri(), *_values(ADDRESSES)])


def fragments() -> str:
    """Of everything that a fragment depends on beside its dataset; begins with addresses()."""
    return f"{addresses()}-{_code()}"


def same_addresses(made_by: str | None) -> bool:
    """Whether something made by that has the addresses of today."""
    return bool(made_by) and str(made_by).startswith(addresses() + "-")


def head() -> str:
    """Of everything that the head of the catalogue depends on."""
    return _digest([fragments(), *_values(HEAD)])


def _values(keys: Iterable[str]) -> list[str]:
    return [repr(tk.config.get(key)) for key in keys]


def _digest(parts: Iterable[Any]) -> str:
    return blake2b("\0".join(map(str, parts)).encode(), digest_size=8).hexdigest()


@cache
def _code() -> str:
    """Of the source files that decide what is written, ours and ckanext-dcat's."""
    here = Path(__file__).parents[1]
    folders = [here, *map(Path, ckanext.loerrach.schemas.__path__)]
    files = [path for folder in folders for path in folder.rglob("*") if _matters(path)]
    files += [path for place in ckanext.dcat.__path__ for path in Path(place).glob("profiles/*.py")]
    return _digest(blake2b(path.read_bytes()).hexdigest() for path in sorted(files))


def _matters(path: Path) -> bool:
    return path.suffix in {".py", ".yaml", ".tsv", ".ttl"} and path.is_file()
