"""Pytest plugin: CKAN's own tests on this search.

`pytest -p ckanext.loerrach.testing -p ckanext.loerrach.search.pytest_seam --pyargs ckan.tests.…`.
CKAN's fixtures unload every plugin, and its test modules import `make_connection` by name: the seam
has to be in place before they are collected, and stays.
"""

import pytest

from . import seam


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    seam.install()
