"""A third process: adds, edits and deletes datasets of the portal through its API.

Run as a program: ``python busy_town.py ADDRESS TOKEN ORGANIZATION [--delete]``. It prints a line as
soon as it has written twice, goes on until its standard input is closed, and then prints one line
of JSON: the names it added, edited, deleted.
"""

from __future__ import annotations

import json
import select
import sys
import time
import urllib.request
from typing import Any

EU = "http://publications.europa.eu/resource/authority/"
#: seconds between two changes
PAUSE = 0.3


def act(address: str, token: str, action: str, data: dict[str, Any]) -> Any:
    """Result of an action. Raises urllib.error.HTTPError."""
    request = urllib.request.Request(
        f"{address}/api/3/action/{action}", json.dumps(data).encode(),
        {"Authorization": token, "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)["result"]


def record(name: str, organization: str) -> dict[str, Any]:
    """A dataset that lacks nothing a neighbour could take."""
    return {
        "name": name, "owner_org": organization, "strategy_field": "environment",
        "title_translated": {"de": f"Messwerte {name}"},
        "notes_translated": {"de": f"Was die Station {name} misst: Ärger & <Freude>."},
        "tags_translated": {"de": ["Messwerte", f"Station {name}"]},
        "theme": [EU + "data-theme/ENVI"], "frequency": EU + "frequency/DAILY",
        "personal_data": "none",
        "contact": [{"name": "Fachbereich Umwelt", "email": "umwelt@example.org"}],
        "publisher": [{"name": "Stadt Lörrach", "url": "https://www.loerrach.de/"}],
        "url": f"https://example.org/{name}", "version": "1.0",
        "issued": "2026-01-02", "modified": "2026-03-04", "language": [EU + "language/DEU"],
        "temporal_coverage": [{"start": "2025-01-01", "end": "2025-12-31"}],
        "resources": [
            {
                "url": f"https://example.org/{name}.csv", "name_translated": {"de": "Tabelle"},
                "description_translated": {"de": "Alle Werte"}, "format": "CSV",
                "mimetype": "text/csv", "size": 4711,
                "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            },
            {
                "url": f"https://example.org/{name}.json", "name_translated": {"de": "Dienst"},
                "format": "JSON", "mimetype": "application/json",
                "license": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
            },
        ],
    }  # fmt: skip


def main(address: str, token: str, organization: str, *options: str) -> None:
    done: dict[str, list[str]] = {"added": [], "edited": [], "deleted": []}
    known = act(address, token, "package_search", {"rows": 1000, "fq": "name:station*"})
    names = sorted(one["name"] for one in known["results"])
    number = 0
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        number += 1
        if number % 4 == 1:
            # a name that no earlier run can have given, also to what was deleted since
            name = f"station-{time.time_ns()}"
            act(address, token, "package_create", record(name, organization))
            names.append(name)
            done["added"].append(name)
        elif number % 4 == 3 and "--delete" in options:
            name = names.pop(number * 7 % len(names))
            act(address, token, "package_delete", {"id": name})
            done["deleted"].append(name)
        else:
            name = names[number * 5 % len(names)]
            title = {"de": f"Messwerte {name}, Fassung {number}"}
            act(address, token, "package_patch", {"id": name, "title_translated": title})
            done["edited"].append(name)
        if number == 2:
            sys.stdout.write("busy\n")
            sys.stdout.flush()
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
