"""Fixtures of CKAN's pytest plugin that keep what the next test wants as well.

CKAN loads all plugins and builds Flask's application anew for every test, which takes longer than
most tests do. These do it again only where plugins or configuration differ. The plugin
``ckanext.loerrach.testing`` puts them in the place of CKAN's.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.app_globals import _CONFIG_CACHE
from ckan.plugins import core
from ckan.tests import helpers

#: Flask's applications by the plugins and the configuration that they were built with
_apps: dict[Any, Any] = {}
#: what the configuration says; of objects that CKAN keeps beside it nobody can say
PLAIN = (str, int, float, list, tuple, dict, type(None))


class Kept:
    """The plugins that the last test has left loaded, and the configuration it was done with."""

    wanted: Any = None
    config: Mapping[str, Any]

    @classmethod
    def drop(cls) -> None:
        if cls.wanted is not None:
            cls.wanted = None
            p.unload_all()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that asks for no plugins finds none."""
    if "with_plugins" not in getattr(item, "fixturenames", ()):
        Kept.drop()


@pytest.fixture
def with_plugins(
    ckan_config: Any, provide_plugin: Callable[[str, Any], None], request: pytest.FixtureRequest
) -> Iterator[None]:
    """CKAN's with_plugins, without unloading and loading what the next test asks for, too."""
    made = bool(list(request.node.iter_markers("provide_plugin")))
    names = [*tk.aslist(ckan_config["ckan.plugins"])]
    for one in (one for mark in request.node.iter_markers("with_plugins") for one in mark.args):
        for name, plugin in one.items() if isinstance(one, dict) else ():
            provide_plugin(name, plugin)
            made = True
        names += [one] if isinstance(one, str) else list(one)
    # CKAN's own test plugins count what they see
    made = made or any(name.startswith("test_") for name in names)
    wanted = (names, _plain(ckan_config))
    if Kept.wanted == wanted and not made:
        ckan_config.clear()
        ckan_config.update(copy.deepcopy(Kept.config))
    else:
        Kept.drop()
        ckan_config["ckan.plugins"] = names
        p.load_all()
        Kept.wanted, Kept.config = wanted, copy.deepcopy(dict(ckan_config))
    yield
    if made or names != core._PLUGINS:
        Kept.drop()


@pytest.fixture
def make_app(ckan_config: Any) -> Callable[[], helpers.CKANTestApp]:
    """CKAN's make_app, with one application for the same plugins with the same configuration.

    The client, and with it the cookies, is a new one each time.
    """
    _CONFIG_CACHE.clear()

    def make() -> helpers.CKANTestApp:
        # the harvest engine asks for its options when it runs, and addresses of servers differ
        options = {name: value for name, value in _plain(tk.config).items()
                   if not name.startswith("ckanext.loerrach.harvest.")}  # fmt: skip
        wanted = (tuple(core._PLUGINS), repr(options))
        if wanted not in _apps:
            _apps[wanted] = helpers._get_test_app().app
        return helpers.CKANTestApp(_apps[wanted])

    return make


def _plain(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sorted(config.items()) if isinstance(value, PLAIN)}
