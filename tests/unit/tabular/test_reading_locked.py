"""Workbooks with a password or macros are refused with the sentence that says so."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlwt
from ckanext.loerrach.tabular.reading import Refused, understand


def xls() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("Orte")
    for at, row in enumerate((("Ort", "Zahl"), ("Nord", 1), ("Süd", 2))):
        for column, value in enumerate(row):
            page.write(at, column, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def renamed(content: bytes, name: str) -> bytes:
    """The compound file with another name of its stream ([MS-CFB] 2.6.1)."""
    before = "Workbook".encode("utf-16-le").ljust(64, b"\0") + (18).to_bytes(2, "little")
    after = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    assert content.count(before) == 1
    return content.replace(before, after)


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


#: CODEPAGE becomes FILEPASS ([MS-XLS] 2.4.117)
PASSWORD = xls().replace(b"\x42\x00\x02\x00", b"\x2f\x00\x02\x00", 1)
FILES = {
    "XLSX with a password": ("a.xlsx", renamed(xls(), "EncryptedPackage"), "encrypted"),
    "XLS with a password": ("a.xls", PASSWORD, "encrypted"),
    "XLS with macros": ("a.xls", renamed(xls(), "_VBA_PROJECT_CUR"), "macros"),
    "ODS with a password, LibreOffice 24.2": (
        "a.ods", zipped({"mimetype": "", "encrypted-package": "x"}), "encrypted"),
    "XLSM": (
        "a.xlsm", zipped({"xl/workbook.xml": "", "xl/vbaProject.bin": ""}), "macros"),
}  # fmt: skip


@pytest.mark.parametrize("title", FILES)
def test_locked_workbooks_are_refused(title: str, tmp_path: Path) -> None:
    name, content, code = FILES[title]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refused:
        understand(tmp_path / name)
    assert refused.value.sentence.code == code
    words = {"encrypted": "Kennwort", "macros": "Makros"}
    assert words[code] in refused.value.sentence.text("de")


def test_the_same_workbook_unlocked_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(xls())
    assert understand(tmp_path / "a.xls").rows == 2
