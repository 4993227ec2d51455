"""Numbers of spreadsheets that show another number than they keep: what people see is read."""

# ruff: noqa: E501 - tables

from __future__ import annotations

import io
import zipfile

import pytest
import xlwt
from ckanext.loerrach.tabular.reading import Refused, read, shown, understand

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006/relationships"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
#: custom formats of the workbooks here; their styles are 1, 2, 3 …
FORMATS = ("0.0%", "00000000", '#,##0.0,,"Mio."', '0.0"%"', "#,##0.00")


def zipped(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return target.getvalue()


def xlsx(rows, more="", hidden_rows=(), hidden_columns=()):
    """Cells are texts, numbers, or (number, style)."""

    def cell(row, column, value):
        at = f'r="{chr(65 + column)}{row}"'
        if value is None:
            return ""
        if isinstance(value, str):
            return f'<c {at} t="inlineStr"><is><t>{value}</t></is></c>'
        number, style = value if isinstance(value, tuple) else (value, 0)
        return f'<c {at} s="{style}"><v>{number}</v></c>'

    lines = "".join(
        f'<row r="{at}" hidden="{int(at in hidden_rows)}">'
        + "".join(cell(at, column, value) for column, value in enumerate(row)) + "</row>"
        for at, row in enumerate(rows, 1)
    )  # fmt: skip
    columns = "".join(f'<col min="{at}" max="{at}" hidden="1"/>' for at in hidden_columns)
    codes = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{code.replace(chr(34), "&quot;")}"/>'
        for at, code in enumerate(FORMATS, 164)
    )
    styles = "".join(f'<xf numFmtId="{at}"/>' for at in (0, *range(164, 164 + len(FORMATS)), 9))
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACK}"><Relationship Id="d" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACK}"><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="st" Type="{REL}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{lines}</sheetData>{more}</worksheet>',
    })  # fmt: skip


def ods(table, styles):
    names = ("office", "table", "text", "style")
    spaces = "".join(f' xmlns:{one}="{OASIS}:{one}:1.0"' for one in names)
    return zipped({
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<manifest xmlns="{OASIS}:manifest:1.0"/>',
        "content.xml": f'<office:document-content{spaces} xmlns:number="{OASIS}:datastyle:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="A">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    })  # fmt: skip


def of_ods(*cells):
    def cell(value):
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        number, more = value
        return f'<table:table-cell office:value="{number}" {more}/>'

    return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"


def xls(code, values):
    book = xlwt.Workbook()
    one = book.add_sheet("A")
    for at, value in enumerate(("Ort", "Wert", "Rest")):
        one.write(0, at, value)
    for at, value in enumerate(values, 1):
        one.write(at, 0, f"Ort {at}")
        one.write(at, 1, value, xlwt.easyxf(num_format_str=code))
        one.write(at, 2, value, xlwt.easyxf(num_format_str=code))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


FLOAT = 'office:value-type="float"'
#: title → ending, content, names with units, rows
CASES = {
    "percent": (
        "xlsx", xlsx([["Ort", "Anteil"], ["Nord", (0.125, 1)], ["Süd", (0.07, 1)], ["Ost", (1, 6)]]),
        "ort: anteil:%", [("Nord", 12.5), ("Süd", 7.0), ("Ost", 100.0)]),
    "percent below a unit": (
        "xlsx", xlsx([["Ort", "Anteil in %"], ["Nord", (0.125, 1)], ["Süd", (0.875, 1)]]),
        "ort: anteil:%", [("Nord", 12.5), ("Süd", 87.5)]),
    "a percent sign that is only written": (
        "xlsx", xlsx([["Ort", "Anteil in %"], ["Nord", (12.5, 4)], ["Süd", (87.5, 4)]]),
        "ort: anteil:%", [("Nord", 12.5), ("Süd", 87.5)]),
    "keys with zeros": (
        "xlsx", xlsx([["AGS", "Wert"], [(8336050, 2), 1], [(8336008, 2), 2]]),
        "ags: wert:", [("08336050", 1), ("08336008", 2)]),
    "millions": (
        "xlsx", xlsx([["Jahr", "Etat (Mio. €)"], [2024, (156_700_000, 3)], [2025, (161_250_000, 3)]]),
        "jahr: etat:Mio. €", [(2024, 156.7), (2025, 161.25)]),
    "thousands points change nothing": (
        "xlsx", xlsx([["Ort", "Wert"], ["Nord", (1234.5, 5)], ["Süd", (2, 5)]]),
        "ort: wert:", [("Nord", 1234.5), ("Süd", 2.0)]),
    "ods: percent": (
        "ods", ods(of_ods("Ort", "Anteil") + of_ods("Nord", (0.125, 'office:value-type="percentage"'))
                   + of_ods("Süd", (0.875, 'office:value-type="percentage"')), ""),
        "ort: anteil:%", [("Nord", 12.5), ("Süd", 87.5)]),
    "ods: keys with zeros, by the style of the column": (
        "ods", ods('<table:table-column table:default-cell-style-name="ce1"/>' + of_ods("AGS", "Wert")
                   + of_ods((8336050, FLOAT), (1, FLOAT)) + of_ods((8336008, FLOAT), (2, FLOAT)),
                   '<number:number-style style:name="N1"><number:number number:decimal-places="0" number:min-integer-digits="8"/></number:number-style>'
                   '<style:style style:name="ce0" style:family="table-cell" style:data-style-name="N1"/>'
                   '<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="ce0"/>'),
        "ags: wert:", [("08336050", 1), ("08336008", 2)]),
    "ods: thousands": (
        "ods", ods(of_ods("Jahr", "Etat (Tsd. €)")
                   + of_ods((2024, FLOAT), (156_700, FLOAT + ' table:style-name="ce1"'))
                   + of_ods((2025, FLOAT), (161_250, FLOAT + ' table:style-name="ce1"')),
                   '<number:number-style style:name="N1"><number:number number:display-factor="1000" number:min-integer-digits="1"/></number:number-style>'
                   '<style:style style:name="ce1" style:family="table-cell" style:data-style-name="N1"/>'),
        "jahr: etat:Tsd. €", [(2024, 156.7), (2025, 161.25)]),
    "xls: percent": ("xls", xls("0.0%", [0.125, 0.875]), "ort: wert:% rest:%",
                     [("Ort 1", 12.5, 12.5), ("Ort 2", 87.5, 87.5)]),
    "xls: whole percent, many in one record": (
        "xls", xls("0%", [1, 2]), "ort: wert:% rest:%", [("Ort 1", 100, 100), ("Ort 2", 200, 200)]),
    "xls: keys with zeros": ("xls", xls("00000", [1067, 79539]), "ort: wert: rest:",
                             [("Ort 1", "01067", "01067"), ("Ort 2", "79539", "79539")]),
    "the first row of a merged label is hidden": (
        "xlsx", xlsx([["Teil", "Ort", "Wert"], ["Nord", "a", 1], [None, "b", 2], [None, "c", 3], ["Süd", "d", 4]],
                     '<mergeCells><mergeCell ref="A2:A4"/></mergeCells>', hidden_rows=(2,)),
        "teil: ort: wert:", [("Nord", "b", 2), ("Nord", "c", 3), ("Süd", "d", 4)]),
    "the first column of a merged heading is hidden": (
        "xlsx", xlsx([["Jahr", "Einwohner", None, None], [None, "alle", "m", "w"], [2023, 21, 10, 11], [2024, 25, 12, 13]],
                     '<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:D1"/></mergeCells>', hidden_columns=(2,)),
        "jahr: einwohner_m: einwohner_w:", [(2023, 10, 11), (2024, 12, 13)]),
}  # fmt: skip


@pytest.mark.parametrize("title", CASES)
def test_what_people_see_is_read(title, tmp_path):
    ending, content, names, rows = CASES[title]
    file = tmp_path / f"tabelle.{ending}"
    file.write_bytes(content)
    understood = understand(file)
    assert " ".join(f"{one.name}:{one.unit}" for one in understood.table_columns()) == names
    assert [row for portion in read(file, understood) for row in portion.rows()] == rows


def test_shares_and_percents_in_one_column_are_said(tmp_path):
    file = tmp_path / "tabelle.xlsx"
    file.write_bytes(xlsx([["Ort", "Anteil"], *([f"Ort {at}", 12.5] for at in range(99)), ["Süd", (0.5, 1)]]))  # fmt: skip
    understood = understand(file)
    (misfits,) = [one for one in understood.sentences if one.code == "misfits"]
    assert misfits.values["number"] == 1
    assert "50 %" in misfits.text("de")
    rows = [row for portion in read(file, understood) for row in portion.rows()]
    assert rows[-1] == ("Süd", None)


def test_merged_cells_without_end_are_refused(tmp_path):
    file = tmp_path / "tabelle.xlsx"
    rows = [["Ort", "Wert"], *([f"Ort {at}", at] for at in range(100))]
    merged = '<mergeCell ref="A2:BAA101"/>' * 300
    file.write_bytes(xlsx(rows, f"<mergeCells>{merged}</mergeCells>"))
    with pytest.raises(Refused) as refused:
        understand(file)
    assert refused.value.sentence.code == "bomb"


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("0%", 0.125, "12,5 %"), ("[Red]0.0%;[Blue]-0.0%", -0.5, "-50 %"), ('0"%"', 12, ""), (r"0\%", 12, ""),
        ("00000", 1067, "01067"), ("[$-407]00000", 1067, "01067"), (r"00\ 000", 1067, "01067"), ("00000", 1.5, "1,5"),
        ("0.0,", 1500, "1,5"), ("#,##0,,", 2_500_000, "2,5"), ("#,##0", 1500, ""), ("General", 1, ""), ("0", 1, ""),
        ("dd.mm.yyyy", 1, ""), ("0.00E+00", 1, ""), ("", 1, ""),
    ],
)  # fmt: skip
def test_formats(code, value, text):
    how = shown.of_code(code)
    assert (how.text(value) if how else "") == text
