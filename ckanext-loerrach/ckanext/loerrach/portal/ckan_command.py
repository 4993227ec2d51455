"""CKAN's own command line, with the libmagic of our wheel: ``python -m …ckan_command -c INI …``."""

from __future__ import annotations

import pylibmagic  # noqa: F401  (has to come before CKAN imports magic)
from ckan.cli.cli import ckan

if __name__ == "__main__":
    ckan()
