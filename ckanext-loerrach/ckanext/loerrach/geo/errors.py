"""What can be wrong with places.

GeoError
├── UnknownCRS(crs)           no coordinate system of that name
├── BadGeometry(id, problem)  no geometry after RFC 7946
├── UnknownFormat(name)       no format of that name or ending
├── Unreadable(name, problem) a file that is no table of places
└── ShelfBusy(name)           another process is at these files
"""

from __future__ import annotations


class GeoError(ValueError):
    """Base of all errors of places; ``str()`` is one sentence."""


class UnknownCRS(GeoError):
    """A coordinate system that PROJ does not know."""

    def __init__(self, crs: str) -> None:
        super().__init__(f"The coordinate system '{crs[:100]}' is not known; try 'EPSG:25832'.")
        self.crs = crs


class BadGeometry(GeoError):
    """Something that should be a GeoJSON geometry and is none."""

    def __init__(self, id: str, problem: str) -> None:
        super().__init__(f"The geometry of '{id[:80]}' cannot be read: {problem[:200]}.")
        self.id, self.problem = id, problem


class UnknownFormat(GeoError):
    """A file whose name ends in nothing that can be written or read."""

    def __init__(self, name: str, endings: list[str]) -> None:
        super().__init__(f"'{name[:80]}' ends in none of {', '.join(endings)}.")
        self.name = name


class Unreadable(GeoError):
    """A file that is no table of places."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"'{name[:80]}' cannot be read: {problem[:300].rstrip('.')}.")
        self.name, self.problem = name, problem


class ShelfBusy(GeoError):
    """Another process makes the same files now."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The files of '{name[:80]}' are being made already.")
        self.name = name
