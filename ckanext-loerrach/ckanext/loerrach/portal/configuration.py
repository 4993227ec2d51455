"""CKAN's configuration for one portal, written and loaded: the same at home and in containers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import application, ini
from .errors import PortalError, StepFailed
from .home import Home
from .services import output_to
from .settings import Settings


def write(home: Home, settings: Settings, urls: Mapping[str, str], url: str, port: int) -> None:
    """Write ckan.ini: `urls` are those of the servers, `url` that of the portal."""
    secrets = home.secrets()
    values = {
        **urls,
        **{name: secrets[name] for name in ("session", "csrf", "jwt")},
        "site_url": url,
        "https": "true" if url.startswith("https:") else "false",
        "port": str(port),
        "storage": str(home.storage),
        "webassets": str(home.folder / "webassets"),
        "plugins": " ".join(ini.plugins(settings.solr_url)),
        "allowed_hosts": "",
    }
    ini.write(home.ini, ini.render(values, home.own_ini))


def load(home: Home) -> Any:
    """Load CKAN with it; what CKAN says on the way goes into a log. Raises StepFailed."""
    log = home.log("setup")
    try:
        with output_to(log):
            return application.load(home.ini)
    except PortalError:
        raise
    except Exception as error:
        raise StepFailed("CKAN", one_line(error), log) from error


def one_line(error: BaseException) -> str:
    """What an exception of others says, short."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
