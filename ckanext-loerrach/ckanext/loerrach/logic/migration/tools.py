"""What steps do again and again."""

from __future__ import annotations

from collections.abc import Iterator

from .stored import Fields, Stored


def rename(stored: Stored, old: str, new: str) -> list[str]:
    """Give a field of datasets and resources another name; a sentence where both names are used."""
    said = []
    for fields in (stored.fields, *stored.resources):
        if old not in fields:
            continue
        if fields.get(new) in (None, "", []):
            fields[new] = fields.pop(old)
        elif fields[new] == fields[old]:
            del fields[old]
        else:
            said.append(f"has '{old}' and '{new}', which say different things; both stay.")
    return said


def groups(fields: Fields, name: str) -> Iterator[Fields]:
    """The groups of a repeating field, as far as they are groups."""
    found = fields.get(name)
    yield from (one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()
