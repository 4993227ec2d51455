"""A schema of CKAN's validators, taken apart once and run many times.

Gives what `ckan.lib.navl.dictization_functions.validate` gives, in the same order of validators;
what is always the same is worked out beforehand, and fields that are not there are passed over
where their validators would only say so.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.navl import validators as navl
from ckan.lib.navl.dictization_functions import DataError
from ckan.logic import converters
from ckan.logic import validators as core

from .flat import Data, Key, flatten, unflatten

Check = Callable[..., Any]
#: attribute of a validator: what it does with a value that is missing and not stored either:
#: "drop" (takes the key away and ends), "pass" (leaves it to the next one)
ON_MISSING = "on_missing"
_MISSING = tk.missing
#: places of a level whose keys are kept
PLACES = 100
#: what is done here and not called, because it looks through all of the data
_DROPPING = (navl.ignore_missing, navl.ignore, navl.ignore_empty)
#: and what ends the checks of a value that is not there with a fault
_ENDING = (*_DROPPING, navl.not_empty, navl.not_missing)


@dataclass(frozen=True)
class Chain:
    """The validators of one field."""

    steps: tuple[tuple[Check, int], ...]
    #: when does it only drop a missing value? "always", "unless stored", "unless extra" or "no"
    drops: str = "no"
    #: does it end at once where there is no value?
    ends: bool = False
    #: does it leave every value as it is?
    idle: bool = False

    @classmethod
    def of(cls, checks: list[Check]) -> Chain:
        """Validators as a schema lists them."""
        steps = tuple((check, _arguments(check)) for check in checks)
        idle = all(check is navl.ignore_missing for check in checks)
        return cls(steps, _drops(checks), bool(checks) and checks[0] in _ENDING, idle)


@dataclass
class Level:
    """The fields of a dataset, of its resources, of a group of fields."""

    fields: list[tuple[str, Chain]] = field(default_factory=list)
    #: "__before", "__extras", "__after", "__junk"
    around: dict[str, Chain] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    _keys: dict[Key, list[tuple[Key, str, Chain]]] = field(default_factory=dict)

    def keys(self, at: Key) -> list[tuple[Key, str, Chain]]:
        """The fields as they are called at a place; most places are in every dataset."""
        found = self._keys.get(at)
        if found is None:
            found = [((*at, name), name, chain) for name, chain in self.fields]
            if len(self._keys) < PLACES:
                self._keys[at] = found
        return found


class Compiled:
    """One schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.levels = dict(_levels(schema, ()))
        self.prefixes = {at[:n] for at in _leaves(self.levels) for n in range(len(at) + 1)}
        #: does no field look at another one's missing value?
        self.alone = _alone(self.levels)

    def run(
        self, source: dict[str, Any], context: Mapping[str, Any], known: Mapping[Check, Check]
    ) -> tuple[dict[str, Any], bool]:
        """The converted dict, and whether no validator found a fault.

        ``known``: validators of CKAN to be asked in the place of those that ask the database.
        DataError as CKAN raises it.
        """
        one = _Run(self, *flatten(source, self.schema), context, known)
        one.run()
        found = unflatten(one.data)
        for name, value in source.items():
            if value == []:
                found.setdefault(name, [])
        return found, not any(one.errors.values())


class _Run:
    def __init__(
        self, compiled: Compiled, data: Data, names: dict[Key, list[str]],
        context: Mapping[str, Any], known: Mapping[Check, Check],
    ) -> None:  # fmt: skip
        self.compiled, self.data, self.known = compiled, data, known
        self.context = {**context, "schema_keys": list(compiled.schema)}
        self.errors: dict[Key, list[Any]] = defaultdict(list)
        package = context.get("package")
        self.stored = (package.extras or {}) if package else {}
        self.names = names
        numbers = {at[1] for at in names if at and at[0] == "extras"}
        self.free = 1 + max(numbers, default=-1)
        self.extras = _extras(data, names)
        #: extras that have become fields
        self.taken: set[Key] = set()
        self.places = [(at, compiled.levels[at[::2]]) for at in self._places()]

    def run(self) -> None:
        self._put_aside()
        if not self.compiled.alone:
            self._mark()
        self._around("__before", self.places)
        for at, level in self.places:
            taken = at in self.taken
            for key, name, chain in level.keys(at):
                if not (taken and chain.ends):
                    self._field(key, name, chain)
        self._around("__extras", self.places)
        self._around("__after", reversed(self.places))
        self._around("__junk", self.places[:1])

    def _places(self) -> list[Key]:
        """Where in the data the schema has fields: (), ("resources", 0), …"""
        found: set[Key] = {()}
        for parent in sorted(self.names, key=len):
            if parent[::2] in self.compiled.levels and parent[:-2] in found:
                found.add(parent)
        return sorted(found, key=lambda at: (len(at), at))

    def _put_aside(self) -> None:
        """Put aside what the schema does not know."""
        data, levels = self.data, dict(self.places)
        junk: Data = {}
        for at, names in self.names.items():
            level = levels.get(at)
            unknown = [name for name in names if not level or name not in level.names]
            extras: dict[str, Any] = {}
            for name in unknown:
                key = (*at, name)
                value = data.pop(key)
                if key[::2] in self.compiled.prefixes and value != []:
                    raise DataError(
                        f"Only lists of dicts can be placed against subschema {key}, "
                        f"not {type(value)}"
                    )
                if level:
                    extras[name] = value
                else:
                    junk[key] = value
            if extras:
                data[*at, "__extras"] = extras
        if junk:
            data["__junk",] = junk

    def _mark(self) -> None:
        """Mark what is missing."""
        for at, level in self.places:
            for key, _, _ in level.keys(at):
                self.data.setdefault(key, _MISSING)

    def _around(self, name: str, places: Any) -> None:
        for at, level in places:
            if name in level.around:
                self._chain((*at, name), level.around[name])

    def _field(self, key: Key, name: str, chain: Chain) -> None:
        value = self.data.get(key, _MISSING)
        if value is not _MISSING:
            if chain.idle and value is not None:
                return
        elif chain.drops != "no" and self._nothing(name, chain):
            self.data.pop(key, None)
            return
        else:
            self.data[key] = _MISSING
        self._chain(key, chain)

    def _nothing(self, name: str, chain: Chain) -> bool:
        """Is there no value elsewhere that would come in the place of a missing one?"""
        if chain.drops == "unless extra":
            return name not in self.extras
        return chain.drops == "always" or name not in self.stored

    def _chain(self, key: Key, chain: Chain) -> None:
        data, errors, context = self.data, self.errors, self.context
        for step, arguments in chain.steps:
            try:
                if arguments == 1:
                    data[key] = step(data.get(key))
                elif step in _HERE:
                    _HERE[step](self, key)
                elif arguments == 2:
                    data[key] = self.known.get(step, step)(data.get(key), context)
                else:
                    self.known.get(step, step)(key, data, errors, context)
            except tk.StopOnError:
                return
            except tk.Invalid as error:
                errors[key].append(error.error)

    def ignore_missing(self, key: Key) -> None:
        """End where there is nothing."""
        value = self.data.get(key)
        if value is _MISSING or value is None:
            self.data.pop(key, None)
            raise tk.StopOnError

    def to_extras(self, key: Key) -> None:
        """Add an extra; CKAN looks for a free number among all keys each time."""
        data = self.data
        while ("extras", self.free, "key") in data:
            self.free += 1
        data["extras", self.free, "key"] = key[-1]
        data["extras", self.free, "value"] = navl.unicode_safe(data[key])
        self.free += 1

    def from_extras(self, key: Key) -> None:
        """Take the value out of an extra; CKAN looks for it among all keys each time."""
        if keys := self.extras.pop(key[-1], None):
            self.data[key] = self.data[*keys[0][:2], "value"]
            number = keys[0][1]
            self.taken.add(("extras", number))
            for name in {key[2] for key in keys} | self.compiled.levels["extras",].names:
                self.data.pop(("extras", number, name), None)

    def no_duplicates(self, key: Key) -> None:
        """Let CKAN say what is wrong, but only where two extras have one name."""
        names = [v for k, v in self.data.items() if k[0] == "extras" and k[-1] == "key"]
        if len(set(names)) < len(names):
            core.duplicate_extras_key(key, self.data, self.errors, self.context)


#: validators that are given all of the data, and ask for their own value and for extras only
_LONE = {
    navl.ignore_missing, navl.ignore_empty, navl.ignore, navl.not_empty, navl.not_missing,
    navl.empty, navl.keep_extras, converters.convert_from_extras, core.duplicate_extras_key,
    core.extras_valid_json, core.ignore_not_sysadmin, core.tag_string_convert,
    core.package_name_validator,
}  # fmt: skip
#: validators of CKAN that are done here
_HERE: dict[Check, Callable[[_Run, Key], None]] = {
    navl.ignore_missing: _Run.ignore_missing,
    converters.convert_to_extras: _Run.to_extras,
    converters.convert_from_extras: _Run.from_extras,
    core.duplicate_extras_key: _Run.no_duplicates,
}


def _extras(data: Data, names: Mapping[Key, list[str]]) -> dict[Any, list[Key]]:
    """Name of each extra -> its keys."""
    found: dict[Any, list[Key]] = {}
    for at, those in names.items():
        if at and at[0] == "extras":
            found.setdefault(data.get((*at[:2], "key")), [(*at, name) for name in those])
    return found


def _arguments(check: Check) -> int:
    count = check.__code__.co_argcount
    if count not in (1, 2, 4):
        raise TypeError(f"{check.__name__} takes {count} arguments; a validator takes 1, 2 or 4")
    return int(count)


def _drops(checks: list[Check]) -> str:
    drops = "always"
    for check in checks:
        if check in _DROPPING or getattr(check, ON_MISSING, "") == "drop":
            return drops
        if getattr(check, ON_MISSING, "") == "pass":
            drops = "unless stored"
        elif check is converters.convert_from_extras:
            drops = "unless extra"
        else:
            break
    return "no"


def _alone(levels: Mapping[Key, Level]) -> bool:
    chains = (
        named for level in levels.values() for named in [*level.fields, *level.around.items()]
    )
    return all(
        n != 4 or check in _LONE or _is_same_as_earlier(check, name)
        for name, chain in chains
        for check, n in chain.steps
    )


def _is_same_as_earlier(check: Check, name: str) -> bool:
    """Does it take the value of a field that is done before this one (the title: the name)?"""
    if check.__qualname__ != f"{navl.if_empty_same_as.__name__}.<locals>.callable":
        return False
    return bool(inspect.getclosurevars(check).nonlocals["other_key"] < name)


def _levels(schema: Mapping[str, Any], at: Key) -> Iterator[tuple[Key, Level]]:
    level = Level()
    for name, inner in sorted(schema.items()):
        if isinstance(inner, dict):
            yield from _levels(inner, (*at, name))
        elif name.startswith("__"):
            level.around[name] = Chain.of(inner)
        else:
            level.fields.append((name, Chain.of(inner)))
    level.names = frozenset([*level.around, *(name for name, _ in level.fields)])
    yield at, level


def _leaves(levels: Mapping[Key, Level]) -> Iterator[Key]:
    for at, level in levels.items():
        for name in level.names:
            yield (*at, name)
