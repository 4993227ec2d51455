"""One thing in JSON-LD (https://www.w3.org/TR/json-ld11/), read as schema.org means it.

One and the same property comes as a text, a list, a value object or a thing of its own, under a
short name, with a prefix or as a whole URI. No context is ever fetched: what a prefix means is
taken from a context in the document, and bare names are those of schema.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .._core.values import BadValue, Values

SCHEMA = ("http://schema.org/", "https://schema.org/")
#: prefixes that are used without being declared
USUAL = {"schema": SCHEMA[0], "sdo": SCHEMA[1]}
LANGUAGES = ("de", "", "en", "fr")
#: properties of other vocabularies that say the same, where schema.org's is missing
KIN = {
    "http://www.w3.org/2000/01/rdf-schema#label": "name",
    "rdfs:label": "name",
    "dcterms:title": "name",
}


class Node:
    """A thing: its identity, its types, and the values of its properties of schema.org."""

    def __init__(self, value: Mapping[str, Any], prefixes: Mapping[str, str]) -> None:
        self.plain = value
        self.prefixes = prefixes
        self._values: dict[str, list[Any]] = {}
        spare: dict[str, list[Any]] = {}
        for key, given in value.items():
            if key.startswith("@"):
                continue
            if name := self._local(key):
                self._values.setdefault(name, []).extend(_flat(given))
            elif key in KIN:
                spare.setdefault(KIN[key], []).extend(_flat(given))
        for name, values in spare.items():
            self._values.setdefault(name, values)

    @property
    def id(self) -> str:
        """What it is called by others; "" for a blank node, whose name means nothing tomorrow."""
        found = self.plain.get("@id", self.plain.get("id"))
        text = found.strip() if isinstance(found, str) else ""
        return "" if text.startswith(("_:", "genid-")) else text

    @property
    def types(self) -> list[str]:
        """Names of all types, of whichever vocabulary, without what stands before them."""
        given = _flat(self.plain.get("@type", self.plain.get("type")))
        words = (one.strip() for one in given if isinstance(one, str))
        return [word.replace("#", "/").rpartition("/")[2].rpartition(":")[2] for word in words]

    @property
    def names(self) -> Iterable[str]:
        """The properties of schema.org that it has."""
        return self._values.keys()

    @property
    def is_reference(self) -> bool:
        """Only a name for something that stands elsewhere."""
        return bool(self.id) and not self._values and not self.types

    def values(self, name: str) -> list[Any]:
        """All values of a property: texts, numbers, value objects, things."""
        return self._values.get(name, [])

    def nodes(self, name: str) -> list[Node]:
        """The values that are things, or references to them."""
        found = [one for one in self.values(name) if isinstance(one, dict) and "@value" not in one]
        return [Node(one, self.prefixes) for one in found]

    def literals(self, name: str) -> list[str]:
        """The values that are texts or numbers, whatever their language."""
        return [text for _, text in self._told(name)]

    def text(self, name: str) -> str:
        """The value in German, else in no language, English, French, or any; "" for none."""
        told = self._told(name)
        for language in LANGUAGES:
            for code, text in told:
                if code == language:
                    return text
        return told[0][1] if told else ""

    def prose(self, name: str) -> str:
        """A text, also one that stands within things of its own (MediaObject, Html)."""
        if found := self.text(name):
            return found
        inner = (one.text("text") or one.text("value") for one in self.nodes(name))
        return next((text for text in inner if text), "")

    def number(self, name: str) -> float | None:
        """The first value as a number; BadValue for words."""
        told = self.literals(name)
        return Values({name: told[0]}).number(name) if told else None

    def flag(self, name: str) -> bool | None:
        """Yes or no, as JSON or as words; None for anything else."""
        words = {"true": True, "false": False, "1": True, "0": False}
        told = [text.rpartition("/")[2].rpartition(":")[2] for text in self.literals(name)]
        return words.get(told[0].lower()) if told else None

    def terms(self, name: str) -> list[str]:
        """Words of a list of schema.org's (days, states), without what stands before them."""
        found = [*self.literals(name), *(one.id for one in self.nodes(name))]
        return [word.rpartition("/")[2].rpartition(":")[2].strip() for word in found if word]

    def link(self, name: str) -> str | None:
        """A web address; BadValue for anything else, None for nothing."""
        found = [*self.literals(name), *(one.id for one in self.nodes(name))]
        text = next((word.strip() for word in found if word.strip()), "")
        if text.lower().startswith("www."):
            text = f"https://{text}"
        return Values({name: text}).web_address(name)

    def _told(self, name: str) -> list[tuple[str, str]]:
        """Language and text of each value that is one."""
        found = []
        for one in self.values(name):
            language, value = "", one
            if isinstance(one, dict):
                if "@value" not in one:
                    continue
                language, value = str(one.get("@language", "")).lower()[:2], one["@value"]
            if isinstance(value, bool):
                value = str(value).lower()
            if isinstance(value, str | int | float) and str(value).strip():
                found.append((language, str(value).strip()))
        return found

    def _local(self, key: str) -> str:
        """The name of a property of schema.org; "" for one of another vocabulary."""
        prefix, colon, name = key.partition(":")
        if not colon:
            return key
        whole = key if name.startswith("//") else self.prefixes.get(prefix, "") + name
        for base in SCHEMA:
            if whole.startswith(base):
                return whole.removeprefix(base)
        return ""


def prefixes(context: Any) -> dict[str, str]:
    """What prefixes mean, as far as the document itself says it."""
    found = dict(USUAL)
    for one in _flat(context):
        if isinstance(one, dict):
            for name, meaning in one.items():
                uri = meaning.get("@id") if isinstance(meaning, dict) else meaning
                if isinstance(uri, str) and not name.startswith("@"):
                    found[name] = uri
    return found


def _flat(value: Any) -> Iterator[Any] | list[Any]:
    """The values of a property: of lists and sets within it, without null."""
    if value is None:
        return []
    if isinstance(value, list):
        return [inner for one in value for inner in _flat(one)]
    if isinstance(value, dict) and (inner := value.get("@list", value.get("@set"))) is not None:
        return _flat(inner)
    return [value]


def needed(node: Node, name: str) -> str:
    """A text that must be there."""
    if text := node.text(name):
        return text
    raise BadValue(name, None, "missing", "Give every record this value")
