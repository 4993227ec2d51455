"""Series that a dataset belongs to."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from .base import Field, as_text, field_check, wrong
from .texts import WEB

#: value of ``kind`` that makes a dataset a series (dcat:DatasetSeries)
SERIES = "series"


@field_check
def loerrach_series(field: Field, value: Any) -> str:
    """Ids of our own series, given by id or name, and addresses of others': JSON text."""
    found = [_series(field, as_text(field, item)) for item in json.loads(value)]
    return json.dumps(list(dict.fromkeys(found)))


def _series(field: Field, text: str) -> str:
    if WEB.fullmatch(text):
        return text
    package = model.Package.get(text)
    if package is None or (package.extras or {}).get("kind") != SERIES:
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist keine Reihe in diesem Portal. Bitte den Namen eines"
                " Eintrags der Art „Reihe von Datensätzen“ oder die Adresse einer fremden Reihe"
                " angeben."
            ),
            value=text[:80],
        )
    return str(package.id)
