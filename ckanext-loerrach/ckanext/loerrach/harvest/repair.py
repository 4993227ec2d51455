"""What is broken in ckanext-harvest 1.6.3 on CKAN 2.12, mended in one place.

tests/ckan/test_harvest_repair.py fails as soon as ckanext-harvest works without a part of this.
"""

from __future__ import annotations

from typing import Any


def actions() -> dict[str, Any]:
    """Actions that take the place of ckanext-harvest's."""
    return {}
