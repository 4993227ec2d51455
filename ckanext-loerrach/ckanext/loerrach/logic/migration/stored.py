"""A dataset as it lies in the database, with values in place of their JSON texts."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Fields = dict[str, Any]


@dataclass
class Stored:
    """What a step may change: the fields of the schema that CKAN keeps as extras."""

    name: str
    public: bool
    #: a harvest source answers for it
    harvested: bool
    fields: Fields
    resources: list[Fields] = field(default_factory=list)

    @classmethod
    def of(cls, package: Any, harvested: bool) -> Stored:
        """From a ``model.Package``."""
        public = not package.private and package.state == "active"
        resources = [_decoded(one.extras or {}) for one in package.resources]
        return cls(package.name, public, harvested, _decoded(package.extras or {}), resources)

    def put_into(self, package: Any, before: Stored) -> bool:
        """Write what differs from ``before`` into the package; True if anything does."""
        if (self.fields, self.resources) == (before.fields, before.resources):
            return False
        package.extras = _encoded(self.fields, before.fields, package.extras or {})
        for resource, now, then in zip(
            package.resources, self.resources, before.resources, strict=True
        ):
            if now != then:
                # resources keep lists as lists
                resource.extras = {**now}
        # neighbours ask for what has changed since their last visit
        package.metadata_modified = datetime.now(UTC).replace(tzinfo=None)
        return True

    def copy(self) -> Stored:
        return copy.deepcopy(self)


def _decoded(extras: Fields) -> Fields:
    return {key: _value(value) for key, value in extras.items()}


def _value(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _encoded(now: Fields, then: Fields, raw: Fields) -> Fields:
    """Texts for PostgreSQL; those of values that did not change stay as they were."""
    return {
        key: raw[key] if key in raw and then.get(key) == value else _text(value)
        for key, value in now.items()
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
