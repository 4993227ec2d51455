"""CKAN's configuration for one portal, written and loaded: the same at home and in containers."""

from __future__ import annotations

import configparser
from collections.abc import Mapping, Sequence
from typing import Any

from . import ini
from .errors import NeverStarted, PortalError, StepFailed, one_line
from .home import Home, write_private
from .services import output_to
from .settings import Settings


def write(
    home: Home,
    settings: Settings,
    urls: Mapping[str, str],
    url: str,
    port: int,
    allowed_hosts: Sequence[str] = (),
) -> None:
    """Write ckan.ini: `urls` are those of the servers, `url` that of the portal.

    `allowed_hosts` ("host:port") are inner addresses that a harvest may ask all the same.
    """
    secrets = home.secrets()
    values = {
        **urls,
        **{name: secrets[name] for name in ("session", "csrf", "jwt")},
        "site_url": url,
        "https": "true" if url.startswith("https:") else "false",
        "port": str(port),
        "storage": str(home.storage),
        "webassets": str(home.folder / "webassets"),
        "plugins": " ".join(ini.PLUGINS),
        "search": "solr" if settings.solr_url else "postgres",
        "allowed_hosts": " ".join(allowed_hosts),
    }
    write_private(home.ini, ini.render(values, home.own_ini))


def read_option(home: Home, name: str) -> str:
    """One option of ckan.ini. Raises NeverStarted where there is none yet."""
    parser = configparser.ConfigParser(defaults={"here": str(home.folder)})
    if not parser.read(home.ini):
        raise NeverStarted(home.folder)
    return parser.get("app:main", name)


def load(home: Home) -> Any:
    """Load CKAN with it; what CKAN says on the way goes into a log. Raises StepFailed."""
    from . import application

    log = home.log("setup")
    try:
        with output_to(log):
            return application.load(home.ini)
    except PortalError:
        raise
    except Exception as error:
        raise StepFailed("CKAN", one_line(error), log) from error
