"""What a file is, by its first bytes; its name proves nothing."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from .delimited import Delimited
from .errors import Refused
from .origin import Origin
from .words import say
from .workbook import Workbook

PAGE = re.compile(
    rb"\s*(<!doctype html|<html|<head|<body|<\?xml|<!--|<svg|<script|<[a-z][\w:]*[ >])", re.I
)
OTHERS = (
    (b"%PDF", say("is_pdf")), (b"{\\rtf", say("is_rtf")), (b"\x89PNG", say("is_image")),
    (b"\xff\xd8\xff", say("is_image")), (b"GIF8", say("is_image")), (b"\x1f\x8b", say("is_gzip")),
    (b"7z\xbc\xaf", say("is_7z")), (b"Rar!", say("is_rar")),
    (b"PAR1", say("is_parquet")), (b"SQLite format 3", say("is_database")),
    (b"\x7fELF", say("is_program")), (b"MZ\x90", say("is_program")),
)  # fmt: skip
#: bytes of a text file
LARGEST = 4 << 30


def opened(
    path: Path, name: str, sheet: str = "", delimiter: str = "", encoding: str = "",
    quoted: bool | None = None,
) -> Origin:  # fmt: skip
    """The file as what it is; Refused for what is no table. ``quoted``: see ``textfile``."""
    size = path.stat().st_size
    if not size:
        raise Refused("empty", file=name)
    if size > LARGEST:
        raise Refused("too_large", file=name, what=f"{size / 1e9:.1f} GB")
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Workbook(path, name, _packed(path, name), sheet)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Workbook(path, name, "xls", sheet)
    for sign, what in OTHERS:
        if start.startswith(sign):
            raise Refused("no_table", file=name, what=what)
    bare = start.removeprefix(b"\xef\xbb\xbf")
    if PAGE.match(bare):
        what = say("is_page") if b"html" in bare.lower() else say("is_xml")
        raise Refused("no_table", file=name, what=what)
    if re.match(rb'\s*(\{\s*["}]|\[\s*[\[{"\d])', bare):
        raise Refused("no_table", file=name, what=say("is_json"))
    return Delimited(path, name, delimiter, encoding, quoted)


def _packed(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("broken", file=name, what="ZIP") from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "encrypted-package" in names:
        # LibreOffice 24.2 and later put a whole ODS into one part
        raise Refused("encrypted", file=name)
    if "xl/workbook.bin" in names:
        raise Refused("no_table", file=name, what=say("is_xlsb"))
    what = say("is_docx") if "word/document.xml" in names else say("is_zip")
    raise Refused("no_table", file=name, what=what)
