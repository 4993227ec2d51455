"""XLS before it is trusted: passwords, macros, hidden rows, cells with errors.

[MS-CFB] compound files; [MS-XLS] 2.4: records of two bytes type, two bytes length; 2.4.126 Format
and 2.4.353 XF: how cells show numbers.
"""

from __future__ import annotations

import struct
from pathlib import Path

from . import shown
from .errors import Refused
from .package import checked
from .sheets import Beside
from .shown import Shown
from .words import say

BOF, EOF, BOUNDSHEET, FILEPASS, ROW, COLINFO = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208, 0x007D
BOOLERR, FORMULA, MERGED = 0x0205, 0x0006, 0x00E5
FORMAT, XF, NUMBERS, OLDEST = 0x041E, 0x00E0, 0x00BD, 0x0600
CELLS = (0x0203, 0x027E, 0x00FD, 0x0204, BOOLERR, FORMULA)
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
          0x24: "#NUM!", 0x2A: "#N/A"}  # fmt: skip
LARGEST = 200 << 20


def xls(path: Path, name: str) -> list[Beside]:
    """Each worksheet of an XLS; Refused for an encrypted XLSX too, which has the same envelope."""
    import olefile

    if path.stat().st_size > LARGEST:
        raise Refused("too_large", file=name, what=f"{path.stat().st_size / 1e6:.0f} MB")
    try:
        with olefile.OleFileIO(str(path)) as ole:
            names = {"/".join(one) for one in ole.listdir(storages=True)}
            if "EncryptedPackage" in names:
                raise Refused("encrypted", file=name)
            if any("_VBA_PROJECT" in one.upper() for one in names):
                raise Refused("macros", file=name)
            stream = next((one for one in ("Workbook", "Book") if one in names), "")
            if not stream:
                raise Refused("no_table", file=name, what=say("is_office"))
            data = ole.openstream(stream).read()
    except (OSError, ValueError, IndexError, struct.error) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("broken", file=name, what="OLE") from error
    try:
        return _sheets(data, name)
    except (struct.error, IndexError) as error:
        raise Refused("broken", file=name, what="BIFF") from error


def _sheets(data: bytes, name: str) -> list[Beside]:
    found: list[Beside] = []
    codes = dict(shown.BUILT_IN)
    styles: list[Shown | None] = []
    at = version = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if kind == FILEPASS:
            raise Refused("encrypted", file=name)
        if kind == BOF:
            version = struct.unpack_from("<H", body)[0]
        elif kind == FORMAT and version >= OLDEST:
            codes[str(struct.unpack_from("<H", body)[0])] = _text(body[2:])
        elif kind == XF:
            number = struct.unpack_from("<H", body, 2)[0]
            styles.append(shown.of_code(codes.get(str(number), "")))
        if kind == BOUNDSHEET and body[5] == 0:
            start = struct.unpack_from("<I", body)[0]
            size, wide = body[6], body[7] & 1
            raw = body[8 : 8 + size * (2 if wide else 1)]
            title = raw.decode("utf-16-le" if wide else "latin-1", errors="replace")
            found.append(_sheet(data, start, Beside(title, bool(body[4] & 3)), name, styles))
        if kind == EOF:
            break
        at += 4 + length
    return found


def _text(raw: bytes) -> str:
    """A text with two bytes of length before it, then one that says how wide its letters are."""
    length, wide = struct.unpack_from("<HB", raw)
    end = 3 + length * (1 + (wide & 1))
    return raw[3:end].decode("utf-16-le" if wide & 1 else "latin-1", errors="replace")


def _sheet(data: bytes, at: int, beside: Beside, name: str, styles: list[Shown | None]) -> Beside:
    depth = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and depth <= 0:
            break
        if depth == 1:
            _record(kind, body, beside, name)
            for column, style in _styled(kind, body):
                if style < len(styles):
                    beside.show(struct.unpack_from("<H", body)[0], column, styles[style])
        at += 4 + length
    return beside


def _styled(kind: int, body: bytes) -> list[tuple[int, int]]:
    """Columns of cells in a record, with the style of each."""
    if kind == NUMBERS:
        first = struct.unpack_from("<H", body, 2)[0]
        styles = struct.iter_unpack("<H4x", body[4 : 4 + (len(body) - 6) // 6 * 6])
        return [(first + at, style) for at, (style,) in enumerate(styles)]
    return [struct.unpack_from("<HH", body, 2)] if kind in CELLS else []


def _record(kind: int, body: bytes, beside: Beside, name: str) -> None:
    if kind == ROW and struct.unpack_from("<H", body, 12)[0] & 0x20:
        beside.hidden_rows.add(struct.unpack_from("<H", body)[0])
    elif kind == COLINFO and struct.unpack_from("<H", body, 8)[0] & 1:
        first, last = struct.unpack_from("<HH", body)
        beside.hidden_columns.update(range(first, min(last, 255) + 1))
    elif kind == MERGED:
        for number in range(struct.unpack_from("<H", body)[0]):
            top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * number)
            beside.merged.append(((top, left), (bottom, right)))
    elif kind in CELLS:
        row, column = struct.unpack_from("<HH", body)
        checked(name, beside.name, row, column)
        if kind == BOOLERR and body[7]:
            beside.errors[row, column] = ERRORS.get(body[6], "#N/A")
        if kind == FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff":
            beside.errors[row, column] = ERRORS.get(body[8], "#N/A")
