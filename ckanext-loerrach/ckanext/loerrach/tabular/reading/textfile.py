"""A text as UTF-8, whatever it came as: encoding found, damage refused before anything is read.

Windows-1252 is what Excel writes in Germany; code page 850 comes out of old procedures under DOS.
"""

from __future__ import annotations

import codecs
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .errors import Refused
from .words import Sentence, say

PIECE = 1 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: umlauts of UTF-8 read as Windows-1252: C3 and a byte from 80 to BF
TWICE = re.compile("\\w*[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]\\w*")
#: letters of code page 850 between letters, read as Windows-1252: ä is „ there and ö is ”
DOS = re.compile(rb"[A-Za-z][\x84\x94\x81][a-z]")


@dataclass(frozen=True)
class Text:
    """``file`` is UTF-8 without BOM from ``start`` on; ``encoding`` is what it came as."""

    file: IO[bytes]
    start: int
    size: int
    encoding: str
    quoted: bool
    sentences: tuple[Sentence, ...] = ()


def opened(path: Path, name: str, encoding: str = "", quoted: bool | None = None) -> Text:
    """The text of a file; Refused for what is none. The caller closes ``file``.

    ``quoted`` is known of a file that was looked at before; it is not looked at again then.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start:
        raise Refused("empty", file=name)
    bom, found = next(((len(bom), one) for bom, one in BOMS if start.startswith(bom)), (0, ""))
    if not found:
        found = encoding if encoding.startswith("utf-16") else _wide(start)
    if quoted is not None and encoding == "utf-8":
        return Text(path.open("rb"), bom, path.stat().st_size, encoding, quoted)
    if not found.startswith("utf-16"):
        quoted, valid = _scan(path, name)
        found = encoding or found or ("utf-8" if valid else _eight_bits(path, name))
        if found == "utf-8" and valid:
            return Text(path.open("rb"), bom, path.stat().st_size, "utf-8", quoted, _twice(start))
    return _recoded(path, name, found, bom)


def _wide(start: bytes) -> str:
    """UTF-16 without BOM shows as a zero in every second byte."""
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > half * 0.7 and start[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if start[::2].count(0) > half * 0.7 and start[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


def _scan(path: Path, name: str) -> tuple[bool, bool]:
    """Whether there are quotes, and whether all of it is UTF-8; Refused for NUL."""
    quoted, valid, before, rest = False, True, 0, b""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                raise Refused("nul", file=name, row=_line(path, before + piece.index(b"\0")))
            quoted = quoted or b'"' in piece
            before += len(piece)
            # no character of several bytes has a line end in it
            whole = piece.rfind(b"\n") + 1 if valid else 0
            valid = valid and (not whole or is_utf8(rest + piece[:whole]))
            rest = (piece[whole:] if whole else rest + piece) if valid else b""
    return quoted, valid and is_utf8(rest)


def _line(path: Path, byte: int) -> int:
    with path.open("rb") as file:
        return 1 + sum(
            file.read(min(PIECE, byte - at)).count(b"\n") for at in range(0, byte, PIECE)
        )


def is_utf8(raw: bytes) -> bool:
    """By pyarrow, which looks at many bytes at once."""
    import pyarrow as pa

    ends = pa.py_buffer(len(raw).to_bytes(8, sys.byteorder).rjust(16, b"\0"))
    try:
        pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(raw)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _eight_bits(path: Path, name: str) -> str:
    """Windows-1252 or code page 850; Refused where UTF-8 stands in between, or neither fits."""
    dos = windows = False
    damaged = 0
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            if line.isascii():
                continue
            text = line.decode("cp1252", errors="replace")
            if TWICE.search(text) and is_utf8(line):
                raise Refused("mixed_encoding", file=name, row=row)
            dos = dos or bool(DOS.search(line))
            windows = windows or bool(re.search(rb"[A-Za-z][\xe4\xf6\xfc\xdf][a-z]", line))
            damaged = damaged or (row if "\ufffd" in text else 0)
    if dos and not windows:
        return "cp850"
    if damaged:
        raise Refused("bad_encoding", file=name, row=damaged)
    return "cp1252"


def _recoded(path: Path, name: str, encoding: str, bom: int) -> Text:
    """The text in a temporary file."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    quoted, row = False, 1
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            file.seek(bom)
            while True:
                piece = file.read(PIECE)
                text = decoder.decode(piece, not piece)
                _no_nul(text, name, row)
                row += text.count("\n")
                quoted = quoted or '"' in text
                target.write(text.encode())
                if not piece:
                    break
    except (UnicodeError, LookupError) as error:
        target.close()
        raise Refused("bad_encoding", file=name, row=row) from error
    except Refused:
        target.close()
        raise
    return Text(target, 0, target.tell(), encoding, quoted)


def _no_nul(text: str, name: str, row: int) -> None:
    if "\0" in text:
        raise Refused("nul", file=name, row=row + text[: text.index("\0")].count("\n"))


def _twice(start: bytes) -> tuple[Sentence, ...]:
    text = start.decode(errors="ignore")
    if found := TWICE.search(text):
        row = text[: found.start()].count("\n") + 1
        return (say("double_encoded", example=found.group(), row=row),)
    return ()
