"""CKAN's functions with some of the names that they look up replaced, for one call of ours only.

Nothing is patched: the function is a second one over the same code, with globals of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any


def borrowed(function: Callable[..., Any], **names: Any) -> Callable[..., Any]:
    """The function, looking up ``names`` here and all else in its own module."""
    found: Any = getattr(function, "__func__", function)
    around = {**vars(sys.modules[found.__module__]), **names}
    made = FunctionType(
        found.__code__, around, found.__name__, found.__defaults__, found.__closure__
    )
    made.__kwdefaults__ = found.__kwdefaults__
    return made


class Unasked:
    """Stands for tables, columns and queries whose answer is known: none is built."""

    def __getattr__(self, _: str) -> Unasked:
        return self

    def __call__(self, *_: Any, **__: Any) -> Unasked:
        return self

    def __getitem__(self, _: Any) -> Unasked:
        return self

    def __eq__(self, _: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]
