"""Change and break sample feeds, whatever their format is: for tests of harvesters.

Formats are known by the suffix of the sample's file: .json, .geojson, .jsonld; .csv, .txt, .tsv;
.xml, .gml; .ics; .zip (of any of these) and .xlsx. Other files stay as they are.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any
from xml.etree import ElementTree as ET

from ckanext.loerrach.portal.samples import zipped

NEW = "ganz_neu"
JSON = frozenset((".json", ".geojson", ".jsonld"))
TABLES = frozenset((".csv", ".txt", ".tsv"))
XML = frozenset((".xml", ".gml"))
CELL = re.compile(r"^(\s*-?\d*?)(\d)([.,]?\d*\s*)$")


def files(root: Path, demo: str) -> list[Path]:
    """The files of a sample: one, or all that stand in its folder."""
    path = (root / demo.rstrip("/")).resolve()
    if path.is_file() and path.parent == root.resolve():
        return [path]
    top = path if path.is_dir() else path.parent
    return sorted(one for one in top.rglob("*") if one.is_file())


# --- one more column ------------------------------------------------------------------------------


def widened(path: PurePath, body: bytes) -> bytes:
    """The answer with one more member, column or element everywhere, which nobody knows."""
    suffix = path.suffix.lower()
    if suffix in JSON:
        return json.dumps(_with_member(json.loads(body))).encode()
    if suffix in TABLES:
        return _in_text(body, _with_column)
    if suffix in XML:
        return _with_element(body)
    if suffix == ".ics":
        return body.replace(b"BEGIN:VEVENT", b"BEGIN:VEVENT\r\n%s:x" % NEW.encode())
    if suffix == ".xlsx":
        return _repacked(body, lambda name, one: _with_cell(one) if _is_sheet(name) else one)
    if suffix == ".zip":
        return _repacked(body, lambda name, one: widened(PurePath(name), one))
    return body


def _with_member(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _with_member(inner) for k, inner in value.items()} | {NEW: "x"}
    return [_with_member(inner) for inner in value] if isinstance(value, list) else value


def _in_text(body: bytes, change: Callable[[str], str]) -> bytes:
    for encoding in ("utf-16",) if body[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "latin-1"):
        try:
            return change(body.decode(encoding)).encode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("latin-1 reads everything")


def _rows(text: str) -> tuple[str, list[list[str]]]:
    """Delimiter and rows of a table; a preamble has fewer cells than what follows."""
    delimiter = max(";,\t|", key=text.count)
    return delimiter, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _written(delimiter: str, rows: list[list[str]], like: str) -> str:
    out = io.StringIO(newline="")
    ending = "\r\n" if "\r\n" in like else "\n"
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue()


def _with_column(text: str) -> str:
    delimiter, rows = _rows(text)
    # a preamble may be filled up with empty cells
    filled = [sum(map(bool, map(str.strip, row))) for row in rows]
    header = filled.index(max(filled))
    for number, row in enumerate(rows[header:]):
        if row:
            row.append("x" if number else NEW)
    return _written(delimiter, rows, text)


def _with_element(body: bytes) -> bytes:
    """Below every element that has children; prefixes stay, as values may name them."""
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(body), ["start-ns"]):  # noqa: S314 (our own)
        if not re.fullmatch(r"ns\d+", prefix):
            ET.register_namespace(prefix, uri)
    tree = ET.fromstring(body)  # noqa: S314 (our own)
    for parent in [one for one in tree.iter() if len(one)]:
        ET.SubElement(parent, NEW).text = "x"
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(tree)


def _repacked(body: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({name: change(name, one) for name, one in members.items()})


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _with_cell(body: bytes) -> bytes:
    """A cell behind the last of each row of a sheet; the first of the widest rows is the header."""
    rows = re.findall(rb"<row\b.*?</row>", body, re.DOTALL)
    width = max(row.count(b"<c ") for row in rows)
    seen = False
    for row in rows:
        number = re.search(rb'\br="(\d+)"', row)
        if row.count(b"<c ") < width and not seen:
            continue
        text = b"x" if seen else NEW.encode()
        seen = True
        at = b' r="ZZ%s"' % number[1] if number else b""
        cell = b'<c%s t="inlineStr"><is><t>%s</t></is></c></row>' % (at, text)
        body = body.replace(row, row.removesuffix(b"</row>") + cell, 1)
    return body


# --- one other value ------------------------------------------------------------------------------


def others(path: PurePath, body: bytes) -> Iterator[bytes]:
    """The answer with one number after the other changed by one in a digit, only that each time."""
    suffix = path.suffix.lower()
    if suffix in JSON:
        yield from _other_json(body, _other_leaf)
    elif suffix in TABLES:
        yield from _other_cells(body)
    elif suffix in XML:
        yield from _other_texts(body, rb">([^<>]*\d[^<>]*)</", other)
    elif suffix == ".ics":
        # the last digit of a line, as days and times are written without anything between
        for found in re.finditer(rb"\d(?=\r?\n)", body):
            digit = b"%d" % ((int(found[0]) + 1) % 10)
            yield body[: found.start()] + digit + body[found.end() :]
    elif suffix == ".xlsx":
        yield from _other_members(
            body,
            lambda name, one: (
                _other_texts(one, rb"<v>([^<>]+)</v>", other) if _is_sheet(name) else iter(())
            ),
        )
    elif suffix == ".zip":
        yield from _other_members(body, lambda name, one: others(PurePath(name), one))


def reworded(path: PurePath, body: bytes) -> Iterator[bytes]:
    """The answer with one text of several words after the other made longer (JSON and XML)."""
    if path.suffix.lower() in JSON:
        yield from _other_json(body, _longer)
    elif path.suffix.lower() in XML:
        yield from _other_texts(body, rb">([^<>]*\w [^<>]*)</", _longer)


def other(text: str) -> str | None:
    """A number with its last digit before the point changed; None for what is no number."""
    found = CELL.match(text)
    return None if not found else found[1] + str((int(found[2]) + 1) % 10) + found[3]


def _other_json(body: bytes, change: Callable[[Any], Any]) -> Iterator[bytes]:
    value = json.loads(body)
    for holder, key in list(_leaves(value)):
        before = holder[key]
        after = change(before)
        if after is not None:
            holder[key] = after
            yield json.dumps(value).encode()
            holder[key] = before


def _other_leaf(before: str | float) -> str | float | None:
    after = other(before if isinstance(before, str) else json.dumps(before))
    return after if after is None or isinstance(before, str) else type(before)(after)


def _longer(before: str | float) -> str | None:
    return f"{before} (neu)" if isinstance(before, str) and " " in before else None


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        if isinstance(inner, dict | list):
            yield from _leaves(inner)
        elif not isinstance(inner, bool) and inner is not None:
            yield value, key


def _other_cells(body: bytes) -> Iterator[bytes]:
    encoding = "utf-8"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
        text = body.decode(encoding)
    delimiter, rows = _rows(text)
    for row in rows[1:]:
        # from behind: identifiers stand in front
        for place in reversed(range(len(row))):
            before, after = row[place], other(row[place])
            if after is not None:
                row[place] = after
                yield _written(delimiter, rows, text).encode(encoding)
                row[place] = before


def _other_texts(
    body: bytes, pattern: bytes, change: Callable[[str], str | None]
) -> Iterator[bytes]:
    for found in re.finditer(pattern, body):
        after = change(found[1].decode())
        if after is not None:
            yield body[: found.start(1)] + after.encode() + body[found.end(1) :]


def _other_members(body: bytes, change: Callable[[str, bytes], Iterator[bytes]]) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, one in members.items():
        for changed in change(name, one):
            yield zipped({**members, name: changed})


def with_member(archive: bytes, name: str, body: bytes) -> bytes:
    """The zip file with other contents for one of its members."""
    return _repacked(archive, lambda member, old: body if member == name else old)


# --- no feed at all -------------------------------------------------------------------------------


def truncated(path: PurePath, body: bytes) -> bytes:
    """The first half of the answer, to the middle of a word."""
    half = len(body) // 2
    if path.suffix.lower() in TABLES:
        line = body.rfind(b"\n", 0, half) + 1
        return body[: line + max(1, (body.find(b"\n", line) - line) // 3)]
    return body[:half]


def otherwise_encoded(path: PurePath, body: bytes) -> bytes:
    """Four bytes for each character, and no mark that says so."""
    return body.decode("latin-1").encode("utf-32-le")
