"""The text of an answer whose encoding nobody says, or says wrongly.

Servers that know no charset often name ISO-8859-1, and files that pass through many hands are half
of one encoding and half of another. So the bytes are asked first: their mark, then whether they are
UTF-8 (hardly ever by chance), and only then what is declared. ISO-8859-1 is read as Windows-1252,
as browsers do (https://encoding.spec.whatwg.org/#names-and-labels).
"""

from __future__ import annotations

import codecs
import re

from .answer import MARKS, Answer
from .errors import WrongContent
from .feed import Feed

#: what no text holds, but files of other kinds do
CONTROLS = re.compile("[\x01-\x08\x0e-\x1f]")
LATIN = frozenset(("", "iso8859-1", "ascii", "cp1252"))


def decoded(feed: Feed, answer: Answer, encoding: str = "") -> str:
    """The text; WrongContent where there is none. Damage that harms little is told by a notice.

    ``encoding``: from the source's description; it wins over everything but a byte order mark.
    """
    body = answer.body
    for mark, codec in MARKS.items():
        if body.startswith(mark):
            return _strictly(answer, codec)
    if encoding:
        return _strictly(answer, encoding)
    if codec := _wide(body):
        return _strictly(answer, codec)
    text = _utf8(feed, answer)
    return _text(answer, _declared(answer) if text is None else text)


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: every other byte of its line ends and Latin letters is a zero."""
    start = body[:2000]
    if b"\n\0" in start and start[1::2].count(0) * 2 > len(start) // 2:
        return "utf-16-le"
    if b"\0\n" in start and start[0::2].count(0) * 2 > len(start) // 2:
        return "utf-16-be"
    return ""


def _strictly(answer: Answer, encoding: str) -> str:
    try:
        return _text(answer, answer.body.decode(encoding))
    except (ValueError, LookupError) as error:
        raise WrongContent(answer.url, f"text in {encoding}", "other bytes") from error


def _utf8(feed: Feed, answer: Answer) -> str | None:
    """The text in UTF-8, if it is that, perhaps with some damage."""
    try:
        return answer.body.decode()
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data" and error.end == len(answer.body)
        if cut and not answer.body[: error.start].isascii():
            raise WrongContent(answer.url, "whole text", "half a letter at its end") from error
    text = answer.body.decode(errors="replace")
    lost = text.count("\ufffd")
    if sum(not letter.isascii() for letter in text) - lost <= lost:
        return None
    feed.notice("repaired", "encoding", f"{lost} bytes are no UTF-8 like the rest; read as \ufffd")
    return text


def _declared(answer: Answer) -> str:
    try:
        name = codecs.lookup(answer.charset).name if answer.charset else ""
    except LookupError:
        name = ""
    for encoding in ("cp1252" if name in LATIN or name == "utf-8" else name, "latin-1"):
        try:
            return answer.body.decode(encoding)
        except (ValueError, LookupError):
            continue
    raise AssertionError("latin-1 takes every byte")


def _text(answer: Answer, text: str) -> str:
    """The text, unless it is a picture or an archive in disguise."""
    start = text[:4000]
    if len(CONTROLS.findall(start)) + start.count("\0") > 1 + len(start) // 20:
        raise WrongContent(answer.url, "text", "other bytes")
    return text
