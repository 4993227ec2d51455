"""What was found in a file, as plain values and sentences."""

from __future__ import annotations

from typing import Any

from . import layout, names
from .columns import Looked
from .correction import Correction
from .counting import Counted
from .model import Dialect, Found, Understanding
from .opened import Opened
from .words import Sentence, say


def understanding(
    opened: Opened, columns: list[Looked], counted: Counted, fixed: Correction
) -> Understanding:
    rows, key, name = counted.rows, counted.key, opened.name
    facts, found, sample = opened.origin.facts, opened.found, opened.origin.sample
    # a column without heading and without values is a delimiter too many
    columns = [one for one in columns if one.label or one.values or fixed.columns]
    taken = _named(columns, fixed, key)
    header = [sample.lines[at] for at in found.header]
    before = min(
        [found.first, *found.header, *([found.numbered] if found.numbered is not None else [])]
    )
    preamble = [text for row in sample.rows[:before] if (text := " ".join(filter(None, row)))]
    said = [_first(facts, rows, len(columns)), *facts.sentences]
    said += _about(opened, header, preamble, [column.name for column in taken], counted)
    stand = next(
        (
            match[1]
            for text in (*preamble, *opened.footnotes)
            if (match := layout.STAND.search(text))
        ),
        "",
    )
    day = ""
    if stand:
        d, m, y = (int(part) for part in stand.split("."))
        day = f"{y}-{m:02d}-{d:02d}"
        said.append(say("reference_date", date=day))
    for column, one in zip(columns, taken, strict=True):
        said += _of_column(column, one)
    dialect = Dialect(facts.format, facts.encoding, facts.delimiter, facts.quoted, facts.uneven,
                      facts.sheet, header, sample.lines[found.first],
                      bool(fixed.header))  # fmt: skip
    return Understanding(name, dialect, taken, rows, facts.sheets, preamble, opened.footnotes,
                         opened.sums, day, said)  # fmt: skip


def _first(facts: Any, rows: int, columns: int) -> Sentence:
    if facts.sheet:
        return say("sheet", sheet=facts.sheet, rows=rows, columns=columns)
    shown = "Tab" if facts.delimiter == "\t" else facts.delimiter
    return say("dialect", encoding=facts.encoding, delimiter=shown, rows=rows, columns=columns)


def _about(
    opened: Opened, header: list[int], preamble: list[str], named: list[str], counted: Counted
) -> list[Sentence]:
    found, lines = opened.found, opened.origin.sample.lines
    said = [say("header", rows=header) if header else say("no_header", names=named)]
    if preamble:
        said.append(say("preamble", number=len(preamble), text=preamble[:3]))
    if found.numbered is not None:
        said.append(say("numbered", row=lines[found.numbered]))
    if opened.footnotes:
        said.append(say("footnotes", number=len(opened.footnotes), text=opened.footnotes[:3]))
    if opened.sums:
        said.append(say("sums", number=len(opened.sums), text=opened.sums[:3]))
    if counted.repeated:
        said.append(say("repeated_header", number=counted.repeated))
    if counted.sums:
        texts = list(dict.fromkeys(text for _, text in counted.sums))
        said.append(say("inner_sums_many", number=len(counted.sums), text=texts[:3],
                        rows=[row for row, _ in counted.sums]))  # fmt: skip
    elif found.inner_sums:
        at = found.inner_sums
        text = layout._text(opened.origin.sample.rows[at[0]])
        said.append(say("inner_sums", text=text, rows=[lines[one] for one in at]))
    return said


def _named(columns: list[Looked], fixed: Correction, key: str) -> list[Found]:
    """Columns with names that occur once."""
    used: set[str] = set()

    def free(name: str) -> str:
        base, number = name, 2
        while name in used:
            name, number = f"{base}_{number}", number + 1
        used.add(name)
        return name

    taken = []
    for at, column in enumerate(columns):
        wanted = fixed.columns[at] if fixed.columns else None
        label = column.label or f"Spalte {column.place}"
        name = free(wanted.name if wanted else names.name(column.label, column.place))
        beside = bool(column.marks) or bool(wanted and wanted.beside)
        taken.append(Found(
            column.place, name, wanted.label if wanted else label, column.guess.type,
            column.guess.format, column.guess.thousands, column.unit, column.guess.unit,
            column.file_unit, dict(column.marks),
            free(f"{name}_zeichen") if beside else "",
            wanted.key if wanted else str(column.place) == key,
            column.values, column.misfits, tuple(column.examples),
        ))  # fmt: skip
    return taken


def _of_column(column: Looked, one: Found) -> list[Sentence]:
    said = list(column.sentences)
    if not column.label:
        said.append(say("renamed", label=column.heading or str(column.place), column=one.name))
    if column.misfits:
        said.append(say("misfits", column=one.label, number=column.misfits, of=column.values,
                        type=one.type, examples=[m.value for m in column.examples]))  # fmt: skip
    if one.beside:
        said.append(say("marks", column=one.label, number=sum(one.marks.values()),
                        signs=sorted(one.marks), beside=one.beside))  # fmt: skip
    if column.formulas:
        said.append(
            say("formulas", column=one.label, number=column.formulas, example=column.formula)
        )
    return said
