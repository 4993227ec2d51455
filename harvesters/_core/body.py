"""Reading an answer's body: counted, inflated within limits, complete or not at all."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import urllib3

from .errors import Broken, TooLarge, WrongContent

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Size:
    """How large an answer may be, in bytes."""

    #: as it comes over the wire
    wire: int = 64 * 1024 * 1024
    #: after inflating: a kilobyte of gzip can be a megabyte of zeros
    inflated: int = 256 * 1024 * 1024


def read_body(url: str, raw: urllib3.BaseHTTPResponse, size: Size) -> Iterator[bytes]:
    """The whole body, decoded; TooLarge, Broken (ended early) or WrongContent (not decodable)."""
    announced = raw.headers.get("content-length", "")
    if is_number(announced) and int(announced.strip()[:18]) > size.wire:
        raise TooLarge(url, size.wire)
    encoding = raw.headers.get("content-encoding", "identity").strip().lower()
    pieces = _counted(url, _wire(url, raw), size.wire)
    if encoding in ("gzip", "x-gzip", "deflate"):
        pieces = _counted(url, _inflated(url, encoding, pieces), size.inflated)
    elif encoding not in ("", "identity"):
        raise WrongContent(url, "gzip, deflate or no compression", f"'{encoding}'")
    return pieces


def is_number(header: str) -> bool:
    """Does a header hold plain digits? Python also calls "²" a digit, and cannot count with it."""
    text = header.strip()
    return text.isascii() and text.isdigit()


def _wire(url: str, raw: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """Bytes as they arrive: read1 returns what is there, so that a drip does not hide."""
    try:
        while piece := raw.read1(CHUNK, decode_content=False):
            yield piece
    except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise Broken(url, "The answer ended before it was complete") from error


def _counted(url: str, pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise TooLarge(url, limit)
        yield piece


def _inflated(url: str, encoding: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Never more than CHUNK at a time, however much a piece swells."""
    inflater = None
    for piece in pieces:
        rest = piece
        while rest:
            if inflater is None or inflater.eof:
                inflater = zlib.decompressobj(_window(encoding, rest))
            try:
                yield inflater.decompress(rest, CHUNK)
            except zlib.error as error:
                raise WrongContent(
                    url, f"a body compressed as {encoding}", "other bytes"
                ) from error
            rest = inflater.unconsumed_tail or inflater.unused_data
    if inflater is not None and not inflater.eof:
        raise Broken(url, "The compressed answer ended before it was complete")


def _window(encoding: str, start: bytes) -> int:
    """zlib's window bits; "deflate" is sent with the zlib wrapper (RFC 9110) and without it."""
    if encoding != "deflate":
        return 16 + zlib.MAX_WBITS
    wrapped = start[0] & 0x0F == 8
    return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
