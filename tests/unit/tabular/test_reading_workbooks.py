"""Awkward workbooks, made here part by part, each with what has to come out or the sentence."""

# ruff: noqa: E501 - tables

from __future__ import annotations

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
import xlwt
from ckanext.loerrach.tabular.reading import Refused, read, understand

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"


def letters(column):
    return chr(65 + column)


def cell(row, column, value):
    """A cell of SpreadsheetML; a dict is written as it is: kind, formula, value, style."""
    at = f'r="{letters(column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, dict):
        formula = f"<f>{value['f']}</f>" if "f" in value else ""
        kept = f"<v>{value['v']}</v>" if "v" in value else ""
        return f'<c {at} t="{value.get("t", "n")}" s="{value.get("s", 0)}">{formula}{kept}</c>'
    if isinstance(value, str):
        return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c {at}><v>{value}</v></c>"


def sheet(rows, hidden=(), merged=(), columns="", head=""):
    lines = "".join(
        f'<row r="{at}"{" hidden=" + chr(34) + "1" + chr(34) if at in hidden else ""}>'
        + "".join(cell(at, column, value) for column, value in enumerate(row))
        + "</row>"
        for at, row in enumerate(rows, 1)
    )
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    tail = f"<mergeCells>{cells}</mergeCells>" if merged else ""
    return (
        f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}">{columns}'
        f"<sheetData>{lines}</sheetData>{tail}</worksheet>"
    )


def xlsx(sheets, states=None, extra=None):
    """A workbook: names of sheets to their XML."""
    states = states or {}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" r:id="r{at}" state="{states.get(name, "visible")}"/>'
        for at, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="r{at}" Type="{REL}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACK}/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>',
        "_rels/.rels": f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="d" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}/relationships">{relations}'
        f'<Relationship Id="st" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        **{f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets.values(), 1)},
        **(extra or {}),
    }
    return zipped(parts)


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return target.getvalue()


def ods(table, styles="", manifest=""):
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    ) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{table}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kept = f'<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{manifest}</manifest>'
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": kept, "content.xml": content,
    })  # fmt: skip


def text(value):
    return (
        f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    )


def number(value):
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'


def row(*cells, hidden=False):
    shown = ' table:visibility="collapse"' if hidden else ""
    return f"<table:table-row{shown}>{''.join(cells)}</table:table-row>"


def table(*rows, name="Tabelle1", style=""):
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )


def xls(fill):
    book = xlwt.Workbook()
    fill(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


HEAD = ["Ort", "Zahl", "Fläche (ha)"]
ROWS = [HEAD, ["Nord", 1200, 10.5], ["Süd", 800, 7.25]]
GOOD = [("Nord", 1200, 10.5), ("Süd", 800, 7.25)]
NAMES = "ort zahl flaeche"
ODS_ROWS = (
    row(text("Ort"), text("Zahl")),
    row(text("Nord"), number(1.5)),
    row(text("Süd"), number(2)),
)


def old_sheet(book):
    one = book.add_sheet("Daten")
    for at, values in enumerate(
        [HEAD, ["Nord", 1200, 10.5], ["geheim", 1, 1.5], ["Süd", 800, 7.25]]
    ):
        for column, value in enumerate(values):
            one.write(at, column, value)
    one.row(2).hidden = True
    one.row(4).set_cell_text(0, "Ost")
    one.row(4).set_cell_error(1, 0x07)
    one.row(4).set_cell_number(2, 1.5)
    book.add_sheet("Notizen").write(0, 0, "nur Text")


def old_days(book):
    one = book.add_sheet("Daten")
    for column, value in enumerate(("Tag", "Wert")):
        one.write(0, column, value)
    for at in (1, 2):
        one.write(at, 0, date(2025, 12, at), xlwt.easyxf(num_format_str="DD.MM.YYYY"))
        one.write(at, 1, at)


#: title → ending, content, names, rows, codes that are said
READ = {
    "plain": ("xlsx", xlsx({"A": sheet(ROWS)}), NAMES, GOOD, "sheet header"),
    "the table is on the second sheet": (
        "xlsx", xlsx({"Deckblatt": sheet([["Amt für Statistik"]]), "Daten": sheet(ROWS)}), NAMES, GOOD,
        "other_sheets"),
    "hidden sheet": ("xlsx", xlsx({"Geheim": sheet([*ROWS, ["West", 1, 1.5]]), "A": sheet(ROWS)},
                                  {"Geheim": "hidden"}), NAMES, GOOD, "hidden_sheets"),
    "hidden row": ("xlsx", xlsx({"A": sheet([*ROWS[:2], ["Geheim", 3, 1.5], ROWS[2]], hidden=(3,))}),
                   NAMES, GOOD, "hidden"),
    "hidden column": (
        "xlsx", xlsx({"A": sheet([["Ort", "Name", "Zahl"], ["Nord", "Meier", 1], ["Süd", "Huber", 2]],
                                 columns='<cols><col min="2" max="2" hidden="1"/></cols>')}),
        "ort zahl", [("Nord", 1), ("Süd", 2)], "hidden"),
    "error cell": ("xlsx", xlsx({"A": sheet([*ROWS, ["Ost", {"t": "e", "v": "#DIV/0!", "f": "1/0"}, 1.5]])}),
                   "ort zahl zahl_zeichen flaeche",
                   [("Nord", 1200, None, 10.5), ("Süd", 800, None, 7.25), ("Ost", None, "#DIV/0!", 1.5)],
                   "marks"),
    "formula with its result": ("xlsx", xlsx({"A": sheet([*ROWS, ["Ost", {"f": "1+1", "v": "2"}, 1.5]])}),
                                NAMES, [*GOOD, ("Ost", 2, 1.5)], ""),
    "days": ("xlsx", xlsx({"A": sheet([["Tag", "Wert"], [{"v": 46022, "s": 1}, 1], [{"v": 46023, "s": 1}, 2]])}),
             "tag wert", [(date(2025, 12, 31), 1), (date(2026, 1, 1), 2)], ""),
    "merged headings": (
        "xlsx", xlsx({"A": sheet([["Jahr", "Einwohner", None, "Fläche"], [None, "m", "w", None],
                                  [2023, 10, 11, 1.5], [2024, 12, 13, 1.5]],
                                 merged=("A1:A2", "B1:C1", "D1:D2"))}),
        "jahr einwohner_m einwohner_w flaeche", [(2023, 10, 11, 1.5), (2024, 12, 13, 1.5)], ""),
    "merged cells in the data": (
        "xlsx", xlsx({"A": sheet([["Teil", "Ort", "Zahl"], ["Nord", "a", 1], [None, "b", 2], ["Süd", "c", 3]],
                                 merged=("A2:A3",))}),
        "teil ort zahl", [("Nord", "a", 1), ("Nord", "b", 2), ("Süd", "c", 3)], "merged"),
    "preamble, sums, footnotes": (
        "xlsx", xlsx({"A": sheet([["Flächen, Stand: 31.12.2024"], [], *ROWS, ["Insgesamt", 2000, 17.75], [],
                                  ["Quelle: Stadt Lörrach"]])}), NAMES, GOOD,
        "preamble sums footnotes reference_date"),
    "numbers kept as text": ("xlsx", xlsx({"A": sheet([HEAD, ["Nord", "1.200", 10.5], ["Süd", "800", 7.25]])}),
                             NAMES, GOOD, "thousands"),
    "three decimals are no thousands": (
        "xlsx", xlsx({"A": sheet([["Ort", "Wert"], ["Nord", 1.234], ["Süd", 2.345]])}), "ort wert",
        [("Nord", 1.234), ("Süd", 2.345)], ""),
    "ods": ("ods", ods(table(*ODS_ROWS)), "ort zahl", [("Nord", 1.5), ("Süd", 2.0)], ""),
    "ods with hidden rows": ("ods", ods(table(*ODS_ROWS, row(text("Ost"), number(3), hidden=True))),
                             "ort zahl", [("Nord", 1.5), ("Süd", 2.0)], "hidden"),
    "ods with a hidden sheet": (
        "ods", ods(table(*ODS_ROWS, row(text("Ost"), number(3)), name="Geheim", style="ta2")
                   + table(*ODS_ROWS, style="ta1"),
                   '<style:style style:name="ta2" style:family="table">'
                   '<style:table-properties table:display="false"/></style:style>'),
        "ort zahl", [("Nord", 1.5), ("Süd", 2.0)], "hidden_sheets"),
    "ods with an error": (
        "ods", ods(table(*ODS_ROWS, row(text("Ost"), '<table:table-cell table:formula="of:=1/0" '
                   'office:value-type="string" office:string-value="" calcext:value-type="error">'
                   "<text:p>#DIV/0!</text:p></table:table-cell>"))),
        "ort zahl zahl_zeichen", [("Nord", 1.5, None), ("Süd", 2.0, None), ("Ost", None, "#DIV/0!")], "marks"),
    "ods with empty rows to the end": (
        "ods", ods(table(*ODS_ROWS, '<table:table-row table:number-rows-repeated="1048573">'
                   '<table:table-cell table:number-columns-repeated="1024"/></table:table-row>')),
        "ort zahl", [("Nord", 1.5), ("Süd", 2.0)], ""),
    "xls": ("xls", xls(old_sheet), "ort zahl zahl_zeichen flaeche",
            [("Nord", 1200, None, 10.5), ("Süd", 800, None, 7.25), ("Ost", None, "#DIV/0!", 1.5)],
            "hidden other_sheets marks"),
    "xls with days": ("xls", xls(old_days), "tag wert", [(date(2025, 12, 1), 1), (date(2025, 12, 2), 2)], ""),
    "named as if it were CSV": ("csv", xlsx({"A": sheet(ROWS)}), NAMES, GOOD, "sheet"),
}  # fmt: skip

DTD = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
#: title → ending, content, code of the sentence
REFUSED = {
    "formula without result": ("xlsx", xlsx({"A": sheet([*ROWS, ["Ost", {"f": "1+1"}, 1.5]])}), "no_result"),
    "gigantic dimensions": ("xlsx", xlsx({"A": sheet(ROWS).replace("</row></sheetData>", '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')}), "dimensions"),
    "DTD in a sheet": ("xlsx", xlsx({"A": sheet(ROWS, head=DTD)}), "dtd"),
    "DTD in another part": ("xlsx", xlsx({"A": sheet(ROWS)}, extra={"xl/sharedStrings.xml": f"{DTD}<sst/>"}), "dtd"),
    "macros": ("xlsx", xlsx({"A": sheet(ROWS)}, extra={"xl/vbaProject.bin": "x"}), "macros"),
    "bomb": ("xlsx", xlsx({"A": sheet(ROWS)}, extra={"xl/media/a.bin": b"\0" * (20 << 20)}), "bomb"),
    "cut off": ("xlsx", xlsx({"A": sheet(ROWS)})[:-200], "broken"),
    "XML that ends early": ("xlsx", xlsx({"A": sheet(ROWS)[:-20]}), "broken"),
    "only hidden sheets": ("xlsx", xlsx({"A": sheet(ROWS)}, {"A": "veryHidden"}), "no_rows"),
    "a zip": ("xlsx", zipped({"a.txt": "Ort;Zahl"}), "no_table"),
    "a text document": ("xlsx", zipped({"word/document.xml": "<a/>"}), "no_table"),
    "two tables": ("xlsx", xlsx({"A": sheet([*ROWS, [], ["Art", "Anzahl", "Höhe"], ["Baum", 5, 1.5], ["Busch", 6, 2.5]])}), "two_tables"),
    "ods with repeated values": ("ods", ods(table(*ODS_ROWS, '<table:table-row table:number-rows-repeated="900000"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/></table:table-row>')), "dimensions"),
    "ods with a password": ("ods", ods(table(*ODS_ROWS), manifest='<file-entry><encryption-data/></file-entry>'), "encrypted"),
    "ods with macros": ("ods", zipped({"content.xml": "<a/>", "Basic/Standard/Module1.xml": "<a/>"}), "macros"),
    "damaged xls": ("xls", xls(old_days)[:600], "broken"),
}  # fmt: skip


@pytest.mark.parametrize("title", READ)
def test_what_comes_out(title, tmp_path):
    ending, content, names, rows, said = READ[title]
    file = tmp_path / f"tabelle.{ending}"
    file.write_bytes(content)
    understood = understand(file)
    found = [one for portion in read(file, understood) for one in portion.rows()]
    assert " ".join(one.name for one in understood.table_columns()) == names
    assert found == rows
    assert set(said.split()) <= {sentence.code for sentence in understood.sentences}


@pytest.mark.parametrize("title", REFUSED)
def test_what_is_refused(title, tmp_path):
    ending, content, code = REFUSED[title]
    file = tmp_path / f"tabelle.{ending}"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        understand(file)
    assert refused.value.sentence.code == code
    assert f"tabelle.{ending}" in refused.value.sentence.text("de")


def test_a_part_longer_than_it_says_is_refused(tmp_path):
    content = bytearray(xlsx({"A": sheet(ROWS)}))
    name = b"xl/worksheets/sheet1.xml"
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    file = tmp_path / "tabelle.xlsx"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        understand(file)
    assert refused.value.sentence.code == "bomb"


def test_another_sheet_can_be_chosen(tmp_path):
    file = tmp_path / "tabelle.xlsx"
    file.write_bytes(
        xlsx({"A": sheet(ROWS), "B": sheet([["Ort", "Wert"], ["West", 5], ["Ost", 6]])})
    )
    understood = understand(file, sheet="B")
    assert [one for part in read(file, understood) for one in part.rows()] == [
        ("West", 5),
        ("Ost", 6),
    ]
    with pytest.raises(Refused, match="no sheet 'C'"):
        understand(file, sheet="C")
