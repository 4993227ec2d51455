"""The other side: a stock CKAN that harvests with the harvesters of ckanext-harvest and -dcat.

Run as a program: ``python neighbour_ckan.py INI``. For each line ``TYPE ADDRESS`` on standard input
(TYPE: ckan or dcat_rdf) it harvests that once, and prints one line of JSON: what became of each
remote dataset, what this CKAN shows of them, and how its pages answer. Each type has an
organization of its own.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pylibmagic  # noqa: F401  (has to come before CKAN imports magic)
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app

#: type of source -> organization
ORGANIZATIONS = {"ckan": "neighbour", "dcat_rdf": "neighbour-rdf"}


def main(ini: str) -> None:
    app = make_app(CKANConfigLoader(ini).get_config())._wsgi_app
    for line in sys.stdin:
        kind, _, address = line.strip().partition(" ")
        with app.test_request_context():
            report = harvest(kind, address)
        client = app.test_client()
        pages = ["/dataset/", *(f"/dataset/{shown['name']}" for shown in report["datasets"])]
        pages += [f"/organization/{ORGANIZATIONS[kind]}", "/api/3/action/package_list"]
        report["pages"] = {page: client.get(page).status_code for page in pages}
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


def harvest(kind: str, address: str) -> dict[str, Any]:
    """One run of a source, without queues."""
    import ckan.plugins.toolkit as tk
    from ckan import model
    from ckanext.dcat.harvesters import DCATRDFHarvester
    from ckanext.harvest.harvesters import CKANHarvester
    from ckanext.harvest.model import HarvestJob, HarvestSource
    from ckanext.harvest.tests.lib import run_harvest_job

    harvester = {"ckan": CKANHarvester, "dcat_rdf": DCATRDFHarvester}[kind]()
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    name = "loerrach" if kind == "ckan" else "loerrach-rdf"

    def act(action: str, **data: Any) -> Any:
        return tk.get_action(action)({"ignore_auth": True, "user": user}, data)

    organization = ORGANIZATIONS[kind]
    if not model.Group.get(organization):
        act("organization_create", name=organization, title=f"Lörrach ({kind})")
        act(
            "harvest_source_create", name=name, title="Lörrach", url=address,
            source_type=kind, owner_org=organization, frequency="MANUAL",
        )  # fmt: skip
    package = model.Package.get(name)
    job = HarvestJob(source=HarvestSource.get(package.id))
    job.save()
    results = run_harvest_job(job, harvester)
    found = act("package_search", fq=f"organization:{organization}", rows=1000)
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
