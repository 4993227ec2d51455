"""Title, description and keywords: CKAN's own fields and ours in three languages say the same.

CKAN knows ``title``, ``notes`` and ``tags``; ours are ``title_translated``, ``notes_translated``
and ``tags_translated`` (the names that ckanext-dcat reads). Software that knows only CKAN's fields
may use those: they are the German text. Resources have ``name`` and ``description``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .base import Data, Errors, Key, from_json, is_given

#: core field -> ours
DATASET = {"title": "title_translated", "notes": "notes_translated"}
RESOURCE = {"name": "name_translated", "description": "description_translated"}


def loerrach_languages(key: Key, data: Data, errors: Errors, context: dict[str, Any]) -> None:
    """Before all other checks: fill ours from CKAN's fields or a form, and CKAN's from ours."""
    package = context.get("package")
    for core, ours in DATASET.items():
        stored = getattr(package, core, None)
        _both(data, (core,), (ours,), data.get(("__extras",)), stored)
    resources = {resource.id: resource for resource in package.resources} if package else {}
    for number in sorted({key[1] for key in data if key[0] == "resources" and len(key) > 2}):
        at = ("resources", number)
        extras = data.get((*at, "__extras"))
        id = data.get((*at, "id"))
        before = resources.get(id) if isinstance(id, str) else None
        for core, ours in RESOURCE.items():
            _both(data, (*at, core), (*at, ours), extras, getattr(before, core, None))
    _keywords(data, package)


def _both(data: Data, core: Key, ours: Key, extras: Any, stored: Any) -> None:
    texts = _texts(data.get(ours), ours[-1], extras)
    plain = data.get(core)
    if texts is None:
        if is_given(plain):
            data[ours] = {"de": plain}
        return
    if is_given(plain) and plain != stored and texts.get("de") in (stored, None, ""):
        # only CKAN's field was changed
        texts = {**texts, "de": plain}
    data[ours] = texts
    if isinstance(texts.get("de"), str) and texts["de"].strip():
        data[core] = texts["de"].strip()
    elif any(map(is_given, texts.values())) and ours[0] == "resources":
        data[core] = next(text for text in texts.values() if is_given(text))


def _texts(value: Any, name: str, extras: Any) -> dict[str, Any] | None:
    """The texts of a field by language; None where there is no such value, or a broken one."""
    if isinstance(value, str):
        value = from_json(value)
    if isinstance(value, Mapping):
        return dict(value)
    typed = {
        key.removeprefix(f"{name}-"): text
        for key, text in (extras or {}).items()
        if isinstance(key, str) and key.startswith(f"{name}-")
    }
    return typed or None


def _keywords(data: Data, package: Any) -> None:
    plain = [data[key] for key in sorted(k for k in data if k[0] == "tags" and k[-1] == "name")]
    if isinstance(data.get(("tag_string",)), str):
        plain += [word.strip() for word in data[("tag_string",)].split(",") if word.strip()]
        data.pop(("tag_string",))
    ours = ("tags_translated",)
    texts = _texts(data.get(ours), ours[0], data.get(("__extras",)))
    if texts is None:
        if plain:
            data[ours] = {"de": plain}
        return
    stored = {tag.name for tag in package.get_tags()} if package else set()
    german = texts.get("de") or []
    if plain and not _are(plain, stored) and _are(german, stored):
        texts = {**texts, "de": plain}
    data[ours] = texts


def _are(words: Any, stored: set[str]) -> bool:
    """Is it a list of exactly these words? Whoever sends may send anything."""
    texts = isinstance(words, list) and all(isinstance(word, str) for word in words)
    return texts and set(words) == stored


def german_tags(data: Data) -> None:
    """After all checks: CKAN's free tags are the German keywords."""
    value = data.get(("tags_translated",))
    words = json.loads(value).get("de", []) if isinstance(value, str) else []
    kept = {
        key[1]
        for key in data
        if key[0] == "tags" and is_given(data.get((*key[:2], "vocabulary_id")))
    }
    for key in [key for key in data if key[0] == "tags" and key[1] not in kept]:
        del data[key]
    start = max(kept, default=-1) + 1
    for number, word in enumerate(words, start):
        data["tags", number, "name"] = word
