"""Write CKAN's configuration file for one portal."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from .errors import BadVariable

#: the plugins of the portal, in their order; why this order stands in the template
PLUGINS = (
    "loerrach_search", "loerrach_catalogue", "loerrach", "loerrach_harvest", "scheming_datasets",
    "dcat", "structured_data", "harvest", "ckan_harvester", "dcat_rdf_harvester", "activity",
    "datastore", "datatables_view", "text_view", "image_view",
)  # fmt: skip

#: CKAN wants an address even where PostgreSQL searches; nobody listens at the discard port
NO_SOLR = "http://127.0.0.1:9/solr/none"


def render(values: Mapping[str, str], own: Path | None = None) -> str:
    """The text of ckan.ini.

    `values` has a text for each placeholder of the template; `own` may be a file of further
    `key = value` lines that go before ours. Raises BadVariable where that file is unreadable.
    """
    template = Template((files(__package__) / "ckan.ini").read_text("utf-8"))
    text = template.substitute({name: _escape(value) for name, value in values.items()})
    return _merge(text, own) if own and own.exists() else text


def _escape(value: str) -> str:
    """`%` has a meaning in the file, as in a password of an address: p%40ss."""
    return value.replace("%", "%%")


def _merge(text: str, own: Path) -> str:
    parser = _parser()
    parser.read_string(text)
    mine = _parser()
    try:
        mine.read_string("[app:main]\n" + own.read_text("utf-8"))
    except (configparser.Error, UnicodeDecodeError) as error:
        wanted = "lines of the form key = value"
        raise BadVariable(str(own), str(error).splitlines()[0], wanted) from error
    for key, value in mine.items("app:main", raw=True):
        parser.set("app:main", key, value)
    lines = []
    for section in parser.sections():
        lines.append(f"[{section}]")
        lines += [f"{key} = {value}" for key, value in parser.items(section, raw=True)]
    return "\n".join(lines) + "\n"


def _parser() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    return parser
