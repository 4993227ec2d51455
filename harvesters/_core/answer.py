"""An answer of a server, and what to ask it for next time."""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, BinaryIO

from .errors import WrongContent

#: nesting that no real feed has; deeper answers only want to exhaust a parser
DEPTH = 100
#: bytes that the values of an answer may need; 30 MB of "[]," need a GB, and come in 30 kB of gzip
MEMORY = 1 << 30

#: an exponent of three digits and more
LARGE = re.compile(r"[0-9][eE]\+?[0-9]{3}")

#: headers that lead to further pages (RFC 8288; OCPI 2.2.1, section 4.1.3)
PAGING = ("link", "x-total-count")

#: byte order marks, with the codec that takes them away
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


@dataclass(frozen=True)
class Validators:
    """What identifies one version of a document: for the server, and for us."""

    etag: str = ""
    last_modified: str = ""
    #: blake2b of the decoded body, for servers that know no validators
    digest: str = ""

    def headers(self) -> dict[str, str]:
        """Request headers that make a request conditional (RFC 9110, section 13)."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value}


@dataclass(frozen=True)
class Answer:
    """A complete answer with status 200."""

    #: where it came from in the end, after redirects
    url: str
    body: bytes
    mimetype: str
    charset: str
    validators: Validators
    #: address of the coordinate system (Content-Crs of OGC API Features, OGC 18-058r1, 6.2.6)
    crs: str = ""
    #: what else a server says about its pages, see PAGING
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        url: str,
        headers: Mapping[str, str],
        pieces: Iterable[bytes],
        file: BinaryIO | None = None,
    ) -> Answer:
        """Make an Answer from the response's headers and its decoded body.

        With ``file`` the body goes there, and ``Answer.body`` is empty.
        """
        content = Message()
        content["content-type"] = headers.get("content-type", "application/octet-stream")
        hashed, into = hashlib.blake2b(digest_size=16), file or io.BytesIO()
        for piece in pieces:
            hashed.update(piece)
            into.write(piece)
        validators = Validators(
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            digest=hashed.hexdigest(),
        )
        body = into.getvalue() if isinstance(into, io.BytesIO) else b""
        charset = content.get_content_charset() or ""
        crs = headers.get("content-crs", "").strip(" <>")
        paging = {name: headers[name] for name in PAGING if name in headers}
        return cls(url, body, content.get_content_type(), charset, validators, crs, paging)

    def text(self) -> str:
        """The body as text: BOM first, then what the server declares, then UTF-8."""
        for mark, encoding in MARKS.items():
            if self.body.startswith(mark):
                return self._decoded(encoding)
        return self._decoded(self.charset or "utf-8")

    def _decoded(self, encoding: str) -> str:
        try:
            return self.body.decode(encoding)
        except (ValueError, LookupError) as error:
            # beside bytes that do not fit: names of charsets that are none, or no charset at all
            raise WrongContent(self.url, f"text in {encoding}", "other bytes") from error

    def json(self) -> Any:
        """The body as JSON (RFC 8259): no NaN, no endless nesting, no HTML error page.

        Of a member that is there twice the last one counts, as in ECMAScript (RFC 8259, section 4).
        """
        text = self.text()
        if text.lstrip()[:1] == "<":
            raise WrongContent(self.url, "JSON", "a page in HTML or XML")
        if (needed := _needed(text)) > MEMORY:
            raise WrongContent(
                self.url, f"JSON for which {MEMORY >> 20} MB are enough", f"some {needed >> 20} MB"
            )
        try:
            value = json.loads(text, parse_constant=no_constant, parse_float=_floats(text))
        except RecursionError as error:
            raise WrongContent(self.url, "JSON", "endless nesting") from error
        except ValueError as error:
            raise WrongContent(self.url, "JSON", f"something else: {error}") from error
        if _deeper(value, DEPTH):
            raise WrongContent(self.url, f"JSON at most {DEPTH} levels deep", "deeper nesting")
        return value


def _needed(text: str) -> int:
    """Bytes that the values of a JSON text need in Python at least, without parsing it."""
    containers = text.count("[") + text.count("{")
    return 72 * containers + 28 * (text.count(",") + text.count(":")) + len(text)


def no_constant(name: str) -> float:
    """Python's parser takes NaN and Infinity, which JSON does not know."""
    raise ValueError(f"{name} is no JSON number")


def _floats(text: str) -> Callable[[str], float] | None:
    """How numbers are read; None, the quick way, where no exponent is so large as to need care."""
    return finite if LARGE.search(text) else None


def finite(text: str) -> float:
    """Python reads 1e400 as infinite, which no database takes as JSON."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:20]} is too large a number")
    return value


def _deeper(value: Any, depth: int) -> bool:
    """Is a value nested deeper than ``depth``? Level by level, without recursion."""
    level = [value]
    for _ in range(depth):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True
