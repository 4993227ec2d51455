"""Bring stored datasets to the schema of today, and lose nothing on the way.

The version stands in the database itself (CKAN's table ``system_info``), so that it comes along
with a backup. The folder ``steps`` is the register: a module ``v<number>_<what>.py`` with TITLE and
``change(stored)`` is the step to that version.
"""

from __future__ import annotations

from .run import Report, migrate, stored_version
from .steps import newest

__all__ = ["Report", "migrate", "newest", "stored_version"]
