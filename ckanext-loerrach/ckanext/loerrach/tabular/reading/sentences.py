"""The sentences about files, by code: German, French, English. The names in braces are values."""

from __future__ import annotations

from typing import Final

from .sentences_refused import REFUSED
from .sentences_understood import UNDERSTOOD

#: code → (de, fr, en)
SENTENCES: Final[dict[str, tuple[str, str, str]]] = {**REFUSED, **UNDERSTOOD}
