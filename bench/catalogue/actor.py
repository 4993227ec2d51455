"""A CKAN process that does what it is told on standard input, one line of JSON an order.

    python actor.py INI

`{"do": "fill", "from": 0, "to": 1000}`, `{"do": "edit", "names": […]}`, `{"do": "build"}`; answers
with one line of JSON that has the seconds it took.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ckanext.loerrach.portal.application import load

EU = "http://publications.europa.eu/resource/authority/"
LICENCE = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"


def record(number: int) -> dict[str, Any]:
    """A dataset with two resources, as a town describes one."""
    name = f"station-{number:05}"
    return {
        "name": name, "owner_org": "stadt-loerrach", "strategy_field": "environment",
        "title_translated": {"de": f"Messwerte der Station {number}"},
        "notes_translated": {"de": f"Was die Station {number} misst. " * 5},
        "tags_translated": {"de": ["Messwerte", "Umwelt", f"Station {number}"]},
        "theme": [EU + "data-theme/ENVI"], "frequency": EU + "frequency/DAILY",
        "personal_data": "none", "issued": "2026-01-02", "modified": "2026-03-04",
        "contact": [{"name": "Fachbereich Umwelt", "email": "umwelt@example.org"}],
        "publisher": [{"name": "Stadt Lörrach", "url": "https://www.loerrach.de/"}],
        "language": [EU + "language/DEU"], "url": f"https://example.org/{name}",
        "temporal_coverage": [{"start": "2025-01-01", "end": "2025-12-31"}],
        "resources": [
            {"url": f"https://example.org/{name}.{kind.lower()}", "format": kind,
             "name_translated": {"de": f"Werte als {kind}"}, "license": LICENCE,
             "description_translated": {"de": "Alle Werte"}, "size": 4711}
            for kind in ("CSV", "JSON")
        ],
    }  # fmt: skip


def fill(order: dict[str, Any]) -> None:
    """Create datasets, and the organisation of the town if there is none."""
    from ckan import model

    if not model.Group.get("stadt-loerrach"):
        act("organization_create", name="stadt-loerrach", title="Stadt Lörrach")
    for number in range(order["from"], order["to"]):
        act("package_create", **record(number))


def edit(order: dict[str, Any]) -> None:
    """Give datasets another description, one after the other."""
    for name in order["names"]:
        act("package_patch", id=name, notes_translated={"de": f"Geändert um {time.time()}"})


def build(order: dict[str, Any]) -> None:
    """Serialise what waits."""
    from ckanext.loerrach.catalogue.feed import build, store
    from ckanext.loerrach.catalogue.feed.request import DEFAULT

    store.keep(DEFAULT)
    while not build.run(60):
        pass


def act(action: str, **data: Any) -> Any:
    """An action of the site user's."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"ignore_auth": True, "user": user}, data)


def main(ini: str) -> None:
    application: Any = load(Path(ini))
    orders: dict[str, Callable[[dict[str, Any]], None]] = {
        "fill": fill, "edit": edit, "build": build,
    }  # fmt: skip
    for line in sys.stdin:
        order = json.loads(line)
        with application._wsgi_app.test_request_context():
            begun, used = time.perf_counter(), time.process_time()
            orders[order["do"]](order)
            spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - used}
        sys.stdout.write(json.dumps(spent) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
