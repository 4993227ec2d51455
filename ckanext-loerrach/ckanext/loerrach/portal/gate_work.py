"""What `loerrach check` and `loerrach selftest` do once they know what is meant."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from . import configuration
from .errors import PortalError
from .home import Home
from .progress import Report, Screen, step

#: an address of its own, so that nothing of a file counts as the portal's
NOWHERE = "https://portal.invalid"


class NotChecked(PortalError):
    """There is nothing to check, or it cannot be read."""

    exit_code = 2


def silent(event: str, **facts: Any) -> None:
    """Nobody watches."""


def watched(screen: Screen | None) -> Report:
    """Where to tell what is done."""
    return screen or silent


@contextmanager
def inside(home: Home, report: Report) -> Iterator[None]:
    """CKAN with the portal's configuration, in a request of nobody's."""
    with step(report, "CKAN"):
        application = configuration.load(home)
    with application._wsgi_app.test_request_context():
        yield


def reach(online: bool, known: Any) -> Any:
    """What answers: as far as is known, or asked."""
    if not online:
        return known
    from ckanext.loerrach.catalogue.gate.online import Online

    return Online(known)


def check_content(name: str, body: bytes, hint: str, online: bool, shacl: bool) -> list[Any]:
    """Check a file; needs no portal. Raises NotChecked."""
    import ckan.plugins.toolkit as tk
    from ckanext.loerrach.catalogue.gate import run
    from ckanext.loerrach.catalogue.gate.errors import GateError
    from ckanext.loerrach.catalogue.gate.mqa.known import nobody_knows

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    tk.config.setdefault("ckan.site_url", NOWHERE)
    by = run.shacl if shacl else None
    try:
        return run.content(name, body, hint, reach(online, nobody_knows), by)
    except GateError as error:
        raise NotChecked(str(error)) from error


def fetch(url: str) -> tuple[bytes, str]:
    """The content of an address and its media type. Raises NotChecked."""
    from ckanext.loerrach.harvesters._core.errors import HarvestError
    from ckanext.loerrach.harvesters._core.http import Client

    client = Client()
    try:
        answer = client.get(
            url, {"Accept": "text/turtle, application/rdf+xml, application/ld+json"}
        )
    except HarvestError as error:
        raise NotChecked(str(error)) from error
    finally:
        client.close()
    return answer.body, answer.mimetype


def read(path: Path) -> tuple[bytes, str]:
    """The content of a file and the end of its name. Raises NotChecked."""
    try:
        return path.read_bytes(), path.suffix
    except OSError as error:
        raise NotChecked(f"{path} cannot be read: {error.strerror}.") from error


def check_stored(home: Home, name: str, online: bool, shacl: bool, screen: Screen | None) -> Any:
    """Check one dataset of the portal. Raises NotChecked for one that is not there."""
    with inside(home, watched(screen)):
        import ckan.plugins.toolkit as tk
        from ckanext.loerrach.catalogue.gate import run
        from ckanext.loerrach.catalogue.gate.errors import GateError

        by = run.shacl if shacl else None
        try:
            return run.stored(name, reach(online, _own()), by)
        except tk.ObjectNotFound as error:
            raise NotChecked(f"There is no dataset {name!r}, and no file of that name.") from error
        except GateError as error:
            raise NotChecked(str(error)) from error


def check_all(home: Home, online: bool, shacl: bool, screen: Screen | None) -> list[Any]:
    """Check every public dataset of the portal."""
    report = watched(screen)
    with inside(home, report), step(report, "Check"):
        from ckanext.loerrach.catalogue.gate import run

        ask = partial(run.report, reach=reach(online, _own()), by=run.shacl if shacl else None)
        found = []
        for number, total, dataset in run.public():
            found.append(ask(dataset))
            report("progress", done=number, total=total, text=str(dataset["name"])[:40])
        return found


def _own() -> Any:
    import ckan.plugins.toolkit as tk
    from ckanext.loerrach.catalogue.gate.mqa.known import own

    return own(str(tk.config["ckan.site_url"]))


def ask_consumer(home: Home, name: str, dataset: str, screen: Screen | None) -> list[Any]:
    """What a consumer says to one dataset or to all: pairs of name and verdict."""
    report = watched(screen)
    with inside(home, report), step(report, "Ask"):
        import ckan.plugins.toolkit as tk
        from ckanext.loerrach.catalogue.gate import selftest
        from ckanext.loerrach.catalogue.gate.errors import GateError

        found = []
        try:
            for number, total, one in selftest.asked(name, dataset):
                found.append(one)
                report("progress", done=number, total=total, text=one[0][:40])
        except tk.ObjectNotFound as error:
            raise NotChecked(f"There is no dataset {dataset!r}.") from error
        except GateError as error:
            raise NotChecked(str(error)) from error
        return found
