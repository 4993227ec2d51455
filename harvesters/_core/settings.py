"""Settings of sources, checked: numbers within limits, words, addresses."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import SettingError
from .source import SourceEntry

KEEP = "days that measurements stay; without it for ever"
SILENT = "hours without a value after which a station is named as silent"


def whole(source: SourceEntry, name: str, default: int, least: int, most: int) -> int:
    """A whole number within limits; SettingError otherwise."""
    value = source.settings.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise SettingError(source.name, name, f"a whole number from {least} to {most} is needed")
    return value


def keep(source: SourceEntry) -> int | None:
    """How many days measurements stay; None: for ever."""
    return whole(source, "keep", 0, 1, 100_000) if "keep" in source.settings else None


def words(source: SourceEntry, name: str) -> list[str]:
    """A setting that is a text or a list of texts; [] where it is missing."""
    value = source.settings.get(name, [])
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or not all(isinstance(one, str) for one in found):
        raise SettingError(source.name, name, "a text or a list of texts (in quotes) is needed")
    return [one.strip() for one in found if one.strip()]


def address(source: SourceEntry, name: str) -> str | None:
    """A setting that is an address, which may be relative to the source's own; None: missing."""
    value = source.settings.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip():
        raise SettingError(source.name, name, "an address is needed")
    return value.strip()


def zone(source: SourceEntry, default: str) -> ZoneInfo:
    """The setting ``timezone``; SettingError where there is no such zone."""
    try:
        return ZoneInfo(str(source.settings.get("timezone", default)))
    # "Europe" is a folder of the zones: OSError
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingError(source.name, "timezone", "is no zone like Europe/Berlin") from error
