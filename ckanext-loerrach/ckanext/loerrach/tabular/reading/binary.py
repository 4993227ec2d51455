"""XLS before it is trusted: passwords, macros, hidden rows, cells with errors.

[MS-CFB] compound files; [MS-XLS] 2.4: records of two bytes type, two bytes length.
"""

from __future__ import annotations

import struct
from pathlib import Path

from .errors import Refused
from .packed import checked
from .sheets import Beside
from .words import say

BOF, EOF, BOUNDSHEET, FILEPASS, ROW, COLINFO = 0x0809, 0x000A, 0x0085, 0x002F, 0x0208, 0x007D
BOOLERR, FORMULA, MERGED = 0x0205, 0x0006, 0x00E5
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
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if kind == FILEPASS:
            raise Refused("encrypted", file=name)
        if kind == BOUNDSHEET and body[5] == 0:
            start = struct.unpack_from("<I", body)[0]
            size, wide = body[6], body[7] & 1
            raw = body[8 : 8 + size * (2 if wide else 1)]
            title = raw.decode("utf-16-le" if wide else "latin-1", errors="replace")
            found.append(_sheet(data, start, Beside(title, bool(body[4] & 3)), name))
        if kind == EOF:
            break
        at += 4 + length
    return found


def _sheet(data: bytes, at: int, beside: Beside, name: str) -> Beside:
    depth = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        depth += (kind == BOF) - (kind == EOF)
        if kind == EOF and depth <= 0:
            break
        if depth == 1:
            _record(kind, body, beside, name)
        at += 4 + length
    return beside


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
