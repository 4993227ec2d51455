"""Components and scopes: what is measured, and over which time; and what the settings want."""

from __future__ import annotations

from dataclasses import dataclass

from .._core import settings
from .._core.errors import SettingError, WrongContent
from .._core.feed import Feed
from .._core.values import BadValue, Values
from .._measuring.units import ucum
from .arrays import Row

COMPONENT = ["component id", "component code", "component symbol", "component unit",
             "component name"]  # fmt: skip
SCOPE = ["scope id", "scope code", "scope time base", "scope time scope", "scope time is max",
         "scope name"]  # fmt: skip
#: what is asked for where a source does not say: hourly means, and the gliding day of dust
DEFAULT = ["NO2/1SMW", "O3/1SMW", "PM10/1TMWGL", "PM2/1TMWGL"]


@dataclass(frozen=True)
class Component:
    """A pollutant: id for questions, code for people (NO2, O3, PM10, PM2 for PM2.5, …)."""

    id: str
    code: str
    name: str
    unit: str | None


@dataclass(frozen=True)
class Scope:
    """A time over which is averaged: 1SMW one hour, 1TMWGL a gliding day, …"""

    id: str
    code: str
    name: str


@dataclass(frozen=True)
class Wanted:
    """A component with a scope."""

    component: Component
    scope: Scope


def component(feed: Feed, row: Row) -> Component:
    """BadValue where it has no id or code."""
    feed.unknown(row, COMPONENT)
    values = Values(row)
    code = values.needed("component code", 40)
    return Component(
        values.needed("component id", 20),
        code,
        values.text("component name", 200) or code,
        ucum(feed, values.text("component unit", 40)),
    )


def scope(feed: Feed, row: Row) -> Scope:
    """BadValue where it has no id or code."""
    feed.unknown(row, SCOPE)
    values = Values(row)
    code = values.needed("scope code", 40)
    return Scope(values.needed("scope id", 20), code, values.text("scope name", 200) or code)


def wanted(feed: Feed, url: str, components: list[Row], scopes: list[Row]) -> list[Wanted]:
    """What the settings name by codes; SettingError for a code that nobody has."""
    try:
        known = {one.code: one for one in (component(feed, row) for row in components)}
        times = {one.code: one for one in (scope(feed, row) for row in scopes)}
    except BadValue as error:
        raise WrongContent(url, "components and scopes", f"one without '{error.field}'") from error
    told = settings.words(feed.source, "components")
    found = []
    for pair in told or DEFAULT:
        code, _, time = pair.partition("/")
        if code in known and time in times:
            found.append(Wanted(known[code], times[time]))
        elif told:
            codes = f"{', '.join(sorted(known))} / {', '.join(sorted(times))}"
            raise SettingError(feed.source.name, "components", f"'{pair}' is none of {codes}")
        else:
            feed.notice("missing component", pair, "the API does not name it")
    return found
