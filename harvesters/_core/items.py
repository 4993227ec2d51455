"""The items of one long list in a JSON document (RFC 8259), one by one, in bounded memory.

A document of a hundred megabytes becomes gigabytes when it is read at once.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from .answer import finite, no_constant
from .errors import Empty, WrongContent

CHUNK = 256 * 1024
#: characters that one item may have
LONGEST = 4 * 1024 * 1024


@dataclass
class _Text:
    """A file as text, of which as much is held as is needed."""

    url: str
    file: IO[bytes]
    text: str = ""
    ended: bool = False

    def __post_init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def more(self) -> None:
        """Hold some more; WrongContent where the document is over, or no item ends."""
        if self.ended:
            raise WrongContent(self.url, "a whole JSON document", "one that ends too early")
        if len(self.text) > LONGEST:
            raise WrongContent(self.url, "items of a normal size", "one that does not end")
        piece = self.file.read(CHUNK)
        self.ended = not piece
        try:
            self.text += self._decoder.decode(piece, final=self.ended)
        except ValueError as error:
            raise WrongContent(self.url, "text in UTF-8", "other bytes") from error


def items(url: str, file: IO[bytes], name: str) -> Iterator[Any]:
    """The items of the list that is the member ``name`` of the document.

    WrongContent for what is none, or ends too early; Empty for a list without items.
    """
    text = _Text(url, file)
    start = re.compile(rf'"{re.escape(name)}"\s*:\s*\[')
    while not (found := start.search(text.text)):
        text.more()
    text.text = text.text[found.end() :]
    decoder = json.JSONDecoder(parse_constant=no_constant, parse_float=finite)
    count = 0
    while _next(text, count > 0):
        count += 1
        yield _item(text, decoder)
    if not count:
        raise Empty(url, "item")


def _next(text: _Text, comma: bool) -> bool:
    """Is there a further item? Afterwards the text begins with it."""
    while True:
        text.text = text.text.lstrip(" \t\r\n")
        if not text.text:
            text.more()
        elif text.text[0] == "]":
            return False
        elif comma and text.text[0] == ",":
            comma, text.text = False, text.text[1:]
        elif comma:
            raise WrongContent(text.url, "JSON", f"'{text.text[:20]}' behind an item")
        else:
            return True


def _item(text: _Text, decoder: json.JSONDecoder) -> Any:
    while True:
        try:
            value, end = decoder.raw_decode(text.text)
        except RecursionError as error:
            raise WrongContent(text.url, "JSON", "endless nesting") from error
        except ValueError as error:
            if text.ended:
                raise WrongContent(text.url, "a whole JSON document", f"{error}") from error
            text.more()
            continue
        # a number may go on behind what is held
        if end == len(text.text) and not text.ended:
            text.more()
            continue
        text.text = text.text[end:]
        return value
