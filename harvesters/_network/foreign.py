"""A dataset as another catalogue tells it: its own words, nothing checked yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ckanext.loerrach.schemas import strategy_fields

#: a text in one language, or language -> text; anything may stand there
Words = Any
#: one agent, or several, the first of which counts where there can be only one
Agents = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass
class Distribution:
    """One resource of a foreign dataset."""

    #: identity in its dataset: id or address
    key: str
    #: where to get it; what is no web address is left out
    url: Any = ""
    title: Words = ""
    description: Words = ""
    format: Any = ""
    mimetype: Any = ""
    #: names or addresses of its licence, the likeliest first
    licences: Sequence[Any] = ()
    #: what the licence wants to be named; the publisher's name where it is empty
    attribution: Any = ""
    issued: Any = ""
    modified: Any = ""
    size: Any = None
    languages: Sequence[Any] = ()
    #: further fields of the resource schema, in its words already
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Foreign:
    """One dataset of another catalogue."""

    #: identity in its catalogue
    id: str
    title: Words
    notes: Words = ""
    #: keywords: a list, or language -> list
    tags: Any = ()
    #: dct:identifier, kept as it is
    identifier: Any = ""
    #: the address that is its name in RDF, kept as it is
    uri: Any = ""
    #: page about it
    url: Any = ""
    #: name, url, email, uri, type
    publisher: Agents = field(default_factory=dict)
    #: name, url, email, telephone, uri
    contact: Agents = field(default_factory=dict)
    creator: Agents = field(default_factory=dict)
    #: themes and groups: words or addresses
    themes: Sequence[Any] = ()
    frequency: Any = ""
    issued: Any = ""
    modified: Any = ""
    #: pairs of beginning and end
    periods: Sequence[tuple[Any, Any]] = ()
    #: text, uri, geom, bbox, centroid (GeoJSON)
    places: Sequence[Mapping[str, Any]] = ()
    languages: Sequence[Any] = ()
    #: licences of resources that name none
    licences: Sequence[Any] = ()
    attribution: Any = ""
    #: where it comes from, in words
    provenance: str = ""
    #: further names of it in the world, and catalogues it has come through; see Record
    aliases: Sequence[Any] = ()
    chain: Sequence[Any] = ()
    own: bool | None = None
    #: further fields of the dataset schema, in its words already
    fields: Mapping[str, Any] = field(default_factory=dict)
    resources: Sequence[Distribution] = ()

    @property
    def kin(self) -> bool:
        """It comes from a portal of this kind, which names its field of the strategy."""
        return self.fields.get("strategy_field") in {field.name for field in strategy_fields()}
