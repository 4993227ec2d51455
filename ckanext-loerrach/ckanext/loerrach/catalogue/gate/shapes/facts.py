"""Read the facts: each obligation of the specification as one constraint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rdflib import URIRef

FOLDER = Path(__file__).parent
#: the files, in the order in which the specifications build on each other
FILES = ("dcat-ap-3.yaml", "dcat-ap-de-3.yaml")
#: keys of a property that are no constraint of their own
BESIDE = ("level", "instead")


@dataclass(frozen=True)
class Constraint:
    """One obligation of one property of one class."""

    #: the class ("dcat:Dataset"), or the property whose subjects are meant
    target: URIRef
    #: False: the target is a property
    of_class: bool
    #: alternatives; mostly one
    path: tuple[URIRef, ...]
    #: min, max, is, a, type, list, starts or has
    kind: str
    #: what is wanted: a number, literal|node|iri, an IRI, or a name in names.yaml
    wanted: Any
    #: violation or warning
    level: str
    #: the specification
    source: str
    #: what to use in its place, as a prefixed name; "" if there is nothing
    instead: str = ""


@cache
def constraints() -> tuple[Constraint, ...]:
    """All of them, in the order of the files."""
    return tuple(found for name in FILES for found in _read(name))


@cache
def names() -> dict[str, Any]:
    """Prefixes, lists and fields: names.yaml."""
    return _load("names.yaml")


@cache
def iri(name: str) -> URIRef:
    """The IRI of a prefixed name ("dct:title"); a whole IRI stays one."""
    prefix, _, rest = name.partition(":")
    base = names()["prefixes"].get(prefix)
    return URIRef(base + rest if base else name)


@cache
def short(node: URIRef) -> str:
    """The prefixed name of an IRI, or the IRI."""
    for prefix, base in names()["prefixes"].items():
        if str(node).startswith(base):
            return f"{prefix}:{node[len(base) :]}"
    return str(node)


def field_of(kind: URIRef, path: tuple[URIRef, ...]) -> str:
    """The field of the form that a property of a class is; "" where there is none."""
    fields = names()["fields"].get(short(kind), {})
    return str(fields.get(short(path[0])) or fields.get("*") or "")


def _read(file: str) -> Iterator[Constraint]:
    content = _load(file)
    for target, properties in content["classes"].items():
        of_class = not target.startswith("* ")
        node = iri(target.removeprefix("* "))
        for path, wanted in properties.items():
            alternatives = tuple(iri(one.strip()) for one in path.split("|"))
            yield from _split(node, of_class, alternatives, wanted, content["source"])


def _split(
    target: URIRef, of_class: bool, path: tuple[URIRef, ...], wanted: Mapping[str, Any], source: str
) -> Iterator[Constraint]:
    level, instead = wanted.get("level", "violation"), wanted.get("instead", "")
    for kind, value in wanted.items():
        if kind not in BESIDE:
            meant = iri(value) if kind in ("a", "type", "has") else value
            yield Constraint(target, of_class, path, kind, meant, level, source, instead)


def _load(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FOLDER / name).read_text(encoding="utf-8")))
