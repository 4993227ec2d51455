"""Media types of the IANA registry."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk

from .base import Field, as_text, field_check, wrong

#: what dcat:mediaType, dcat:compressFormat and dcat:packageFormat begin with
REGISTRY = "https://www.iana.org/assignments/media-types/"
#: RFC 6838 section 4.2
NAME = r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}"
MEDIA_TYPE = re.compile(
    rf"(application|audio|font|image|message|model|multipart|text|video)/{NAME}", re.ASCII
)


@field_check
def loerrach_media_type(field: Field, value: Any) -> str:
    """A media type ("application/zip"), kept as its address in the registry."""
    text = as_text(field, value)
    name = text.lower().rpartition("media-types/")[2]
    if not MEDIA_TYPE.fullmatch(name):
        raise wrong(
            field,
            tk._(
                "{field}: „{value}“ ist kein Medientyp. Beispiele: application/zip,"
                " application/gzip"
            ),
            value=text[:80],
        )
    return REGISTRY + name
