"""One portal of the ring: serves its pages over HTTP, and does what it is told.

Run as a program: ``python ring_actor.py INI PORT``. For each line of JSON on standard input it
answers with one line of JSON: ``{"do": "act", "action": …, "data": …}`` calls an action as the
site's user, ``{"do": "source", …}`` makes a source, ``{"do": "harvest", "source": …}`` runs it,
``{"do": "age", "days": …}`` lets so many days pass for what the engine remembers, and
``{"do": "publish"}`` brings the feed up to date.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import pylibmagic  # noqa: F401  (has to come before CKAN imports magic)
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
from werkzeug.serving import WSGIRequestHandler, make_server

ORGANIZATION = "stadt"


class Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


def main(ini: str, port: str) -> None:
    app = make_app(CKANConfigLoader(ini).get_config())
    server = make_server("127.0.0.1", int(port), app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say({"ready": True})
    for line in sys.stdin:
        told = json.loads(line)
        with app._wsgi_app.test_request_context():
            say(DEEDS[told.pop("do")](**told))


def say(answer: Any) -> None:
    sys.stdout.write(json.dumps({"answer": answer}, default=str) + "\n")
    sys.stdout.flush()


def act(action: str, data: dict[str, Any]) -> Any:
    """The result of an action, as the site's user."""
    import ckan.plugins.toolkit as tk

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"ignore_auth": True, "user": user, "auth_user_obj": None}
    return tk.get_action(action)(context, data)


def source(name: str, url: str, kind: str, ours: bool) -> None:
    """A harvest source, of our harvester or of a stock one."""
    if not ours:
        act("harvest_source_create", {
            "name": name, "title": name, "url": url, "source_type": kind,
            "owner_org": ORGANIZATION, "frequency": "MANUAL",
        })  # fmt: skip
        return
    from ckanext.loerrach.harvest.sources import ensure_sources
    from ckanext.loerrach.harvesters._core.source import SourceEntry

    facts = {
        "title": {"de": name}, "harvester": kind, "field": "culture", "url": url,
        "frequency": "DAILY", "licence": "dl-by-de/2.0", "licences": "either",
        "publisher": {"name": name, "url": url},
    }  # fmt: skip
    ensure_sources([SourceEntry.read(name, facts)], organization=ORGANIZATION)


def harvest(source: str) -> dict[str, Any]:
    """One run, without queues."""
    from ckan import model
    from ckanext.harvest.model import HarvestJob, HarvestSource

    found = HarvestSource.get(model.Package.get(source).id)
    if found.type == "loerrach":
        from ckanext.loerrach.harvest.run import run_source

        return run_source(source).as_dict()
    from ckanext.dcat.harvesters import DCATRDFHarvester
    from ckanext.harvest.harvesters import CKANHarvester
    from ckanext.harvest.tests.lib import run_harvest_job

    job = HarvestJob(source=found)
    job.save()
    stock = CKANHarvester() if found.type == "ckan" else DCATRDFHarvester()
    results = run_harvest_job(job, stock)
    errors = [str(error.message) for error in job.gather_errors]
    errors += [str(error.message) for one in results.values() for error in one["errors"]]
    return {"failure": "; ".join(errors) or None}


def age(days: int) -> None:
    """Let so many days pass."""
    from ckan import model

    columns = ("missing_since", "archived_at")
    past = ", ".join(f"{name} = {name} - interval '{int(days)} days'" for name in columns)
    with model.meta.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE loerrach_harvest_state SET {past}")


def publish() -> bool:
    """Bring the feed up to date, however busy the machine is."""
    from ckan import model
    from ckanext.loerrach.catalogue.feed import build

    model.Session.remove()
    return build.run(60)


DEEDS = {"act": act, "source": source, "harvest": harvest, "age": age, "publish": publish}


if __name__ == "__main__":
    main(*sys.argv[1:])
