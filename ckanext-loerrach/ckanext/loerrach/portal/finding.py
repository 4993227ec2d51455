"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and what to do if not."""

    subject: str
    ok: bool
    text: str
    #: what to do, "" where nothing is to be done
    todo: str = ""

    def sentence(self) -> str:
        """As a person reads it."""
        mark = "✓" if self.ok else "✗"
        return f"{mark} {self.subject}: {self.text}" + (f" → {self.todo}" if self.todo else "")

    def as_dict(self) -> dict[str, Any]:
        """As a program reads it."""
        return asdict(self)
