"""Pytest plugin: CKAN's own tests on this search.

`pytest -c tests/ckan_own/pytest.ini` loads it. CKAN's fixtures unload every plugin, and its test
modules import `make_connection` by name: the seam is in place before they are collected, and stays.

`--loerrach-deselect FILE` leaves out the tests named in a file, one a line as
`module::Class::test`, each after a comment that says why. A name that no test has is an error.
"""

from pathlib import Path

import pytest
from faker import Faker

from . import seam


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--loerrach-deselect", default="", help="file of tests to leave out")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    seam.install()


def pytest_sessionstart(session: pytest.Session) -> None:
    # CKAN's factories describe datasets by random English words, among them "one", which one of its
    # tests searches for: once in fifty runs another dataset is found, too
    Faker.seed("Lörrach")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    listed = config.getoption("--loerrach-deselect")
    if not listed:
        return
    lines = (line.strip() for line in Path(listed).read_text(encoding="utf-8").splitlines())
    names = {line for line in lines if line and not line.startswith("#")}
    found = {name: item for item in items if (name := _name(item)) in names}
    collected = {_module(item) for item in items}
    unknown = {name for name in names - set(found) if name.split("::")[0] in collected}
    if unknown and not config.option.keyword and len(collected) > 1:
        raise pytest.UsageError(f"{listed} names tests that are not there: {sorted(unknown)}")
    config.hook.pytest_deselected(items=list(found.values()))
    items[:] = [item for item in items if item not in found.values()]


def _module(item: pytest.Item) -> str:
    return str(item.module.__name__) if isinstance(item, pytest.Function) else ""


def _name(item: pytest.Item) -> str:
    parts = [item.cls.__name__] if isinstance(item, pytest.Function) and item.cls else []
    return "::".join([_module(item), *parts, item.name])
