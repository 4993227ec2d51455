"""A dataset as a form sends it, made into the shape that package_show has.

Forms name parts of a value in its key: ``title_translated-de``, ``publisher-0-name`` (scheming),
``publisher__0__name`` (CKAN), ``resources__0__url``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

LANGUAGE = re.compile(r"(\w+_translated)-([a-z]{2})")
PART = re.compile(r"(\w+?)(?:-|__)(\d{1,4})(?:-|__)(.+)")
#: entries of one field; a key may name any number
MOST = 1000


def expand(sent: Mapping[str, Any]) -> dict[str, Any]:
    """The same with dicts of languages and lists of groups; what is there already stays."""
    found: dict[str, Any] = {}
    groups: dict[str, dict[int, dict[str, Any]]] = {}
    for key, value in sent.items():
        if (part := PART.fullmatch(key)) and int(part[2]) < MOST:
            groups.setdefault(part[1], {}).setdefault(int(part[2]), {})[part[3]] = value
        elif language := LANGUAGE.fullmatch(key):
            texts = found.setdefault(language[1], {})
            if isinstance(texts, dict):
                texts[language[2]] = value
        else:
            found[key] = value
    for name, entries in groups.items():
        found.setdefault(name, [expand(entries[number]) for number in sorted(entries)])
    return found


def clean(value: Any, depth: int = 0) -> Any:
    """Without what no database can store (NUL, halves of surrogate pairs) and without abysses.

    Keys of dicts become texts. What lies deeper than any honest dataset is left out.
    """
    if isinstance(value, str):
        return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    if depth > DEEPEST:
        return None
    if isinstance(value, Mapping):
        return {str(clean(str(key))): clean(one, depth + 1) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(one, depth + 1) for one in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
DEEPEST = 12
