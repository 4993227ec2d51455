"""Each capability is a CKAN plugin that an existing CKAN can switch on without the others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
from ckanext.loerrach.testing import Servers

#: our plugin -> the plugins of others that it stands on
ALONE = {
    "loerrach_search": "",
    "loerrach": "scheming_datasets",
    "loerrach_harvest": "harvest",
    "loerrach_catalogue": "dcat",
}

#: starts CKAN with the configuration of the first argument and asks it for pages, as a visitor does
VISIT = """
import json, sys
import pylibmagic
from ckan.cli import load_config
from ckan.config.middleware import make_app
application = make_app(load_config(sys.argv[1]))
import ckan.plugins
visitor = application.test_client()
answers = {path: visitor.get(path).status_code for path in sys.argv[2:]}
print(json.dumps({"answers": answers, "plugins": list(ckan.plugins.core._PLUGINS)}))
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    """A database with CKAN's own tables and those of ckanext-harvest, nothing of ours."""
    running = Servers()
    try:
        running.start()
        ckan("-c", str(running.ini("harvest loerrach_search", NO_SOLR)), "db", "upgrade")
        yield running
    finally:
        running.stop()


NO_SOLR = "http://127.0.0.1:9/solr/none"


def ckan(*arguments: str) -> None:
    command = [sys.executable, "-m", "ckanext.loerrach.portal.ckan_command", *arguments]
    subprocess.run(command, check=True, capture_output=True)


def visit(servers: Servers, plugins: str, *paths: str) -> dict[str, dict[str, int]]:
    ini = servers.ini(plugins, NO_SOLR)
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(ini), *paths],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("plugin", ALONE)
def test_a_plugin_of_ours_runs_without_the_others(servers: Servers, plugin: str) -> None:
    """CKAN starts and answers with this one plugin of ours and no other."""
    seen = visit(servers, f"{plugin} {ALONE[plugin]}", "/about", "/api/3/action/status_show")
    assert seen["answers"] == {"/about": 200, "/api/3/action/status_show": 200}
    assert plugin in seen["plugins"]
    assert not (set(ALONE) - {plugin}) & set(seen["plugins"])


def test_search_alone_serves_a_stock_ckan(servers: Servers) -> None:
    """CKAN without Solr and with nothing else of ours lists its (no) datasets."""
    seen = visit(servers, "loerrach_search", "/dataset/", "/api/3/action/package_search?q=rad")
    assert seen["answers"] == {"/dataset/": 200, "/api/3/action/package_search?q=rad": 200}
