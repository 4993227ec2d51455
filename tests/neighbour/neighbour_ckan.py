"""The other side: a stock CKAN that harvests with ckanext-harvest's own CKAN harvester.

Run as a program: ``python neighbour_ckan.py INI``. For each address on standard input it harvests
that once, and prints one line of JSON: what became of each remote dataset, what this CKAN shows of
it, and how its pages answer.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pylibmagic  # noqa: F401  (has to come before CKAN imports magic)
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app


def main(ini: str) -> None:
    app = make_app(CKANConfigLoader(ini).get_config())._wsgi_app
    for line in sys.stdin:
        with app.test_request_context():
            report = harvest(line.strip())
        client = app.test_client()
        pages = ["/dataset/", *(f"/dataset/{shown['name']}" for shown in report["datasets"])]
        pages += ["/organization/neighbour", "/api/3/action/package_list"]
        report["pages"] = {page: client.get(page).status_code for page in pages}
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


def harvest(address: str) -> dict[str, Any]:
    """One run of a source of type "ckan", without queues."""
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckanext.harvest.harvesters import CKANHarvester
    from ckanext.harvest.model import HarvestJob, HarvestSource
    from ckanext.harvest.tests.lib import run_harvest_job

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def act(action: str, **data: Any) -> Any:
        return tk.get_action(action)({"ignore_auth": True, "user": user}, data)

    if not model.Group.get("neighbour"):
        act("organization_create", name="neighbour", title="Nachbarstadt")
        act(
            "harvest_source_create", name="loerrach", title="Lörrach", url=address,
            source_type="ckan", owner_org="neighbour", frequency="MANUAL",
        )  # fmt: skip
    package = model.Package.get("loerrach")
    job = HarvestJob(source=HarvestSource.get(package.id))
    job.save()
    results = run_harvest_job(job, CKANHarvester())
    found = act("package_search", q="", rows=100)
    return {
        "outcomes": [result["report_status"] for result in results.values()],
        "errors": [
            *(str(error.message) for error in job.gather_errors),
            *(str(error.message) for one in results.values() for error in one["errors"]),
        ],
        "found": found["count"],
        "datasets": [act("package_show", id=one["id"]) for one in found["results"]],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
