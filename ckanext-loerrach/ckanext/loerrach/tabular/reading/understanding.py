"""What a file says, and its rows: ``understand`` looks at all, ``read`` gives it in portions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ckanext.loerrach.harvesters._core.record import Cell

from . import guess, kinds, layout, names
from .convert import Converted, convert
from .correction import Correction, compare, retyped
from .delimited import Delimited, Uneven
from .errors import Refused
from .guess import TOLERATED, Guess
from .model import Dialect, Found, Misfit, Understanding
from .origin import Origin
from .words import Sentence, say

#: values of a column by which its type is found
SAMPLE = 2000
EXAMPLES = 5


@dataclass(frozen=True)
class Portion:
    """Some rows; ``batch`` is a pyarrow.RecordBatch with the columns of ``table_columns``."""

    batch: Any

    def rows(self) -> list[tuple[Cell, ...]]:
        """The rows as the loader takes them."""
        return list(zip(*(column.to_pylist() for column in self.batch.columns), strict=True))


@dataclass
class _Column:
    """A column while it is looked at."""

    place: int
    heading: str
    label: str
    unit: str
    guess: Guess
    values: int = 0
    misfits: int = 0
    examples: list[Misfit] = field(default_factory=list)
    marks: Counter[str] = field(default_factory=Counter)
    formulas: int = 0
    formula: str = ""
    sentences: list[Sentence] = field(default_factory=list)

    def reset(self, one: Guess) -> None:
        self.guess, self.values, self.misfits, self.formulas = one, 0, 0, 0
        self.examples, self.marks = [], Counter()


@dataclass
class _Opened:
    """An opened file with its layout."""

    origin: Origin
    found: layout.Layout
    dropped: int
    header: list[str]
    footnotes: list[str]
    sums: list[str]


def understand(
    file: str | Path, name: str = "", correction: Correction | None = None, sheet: str = ""
) -> Understanding:
    """All of a file; Refused, or LayoutChanged for other columns than the correction's."""
    path = Path(file)
    name = name or path.name
    fixed = correction or Correction()
    origin = kinds.opened(path, name, sheet or fixed.sheet, fixed.delimiter, fixed.encoding)
    try:
        opened = _layout(origin, name)
        columns = _columns(opened, name)
        if fixed.columns:
            compare(name, fixed, [column.label for column in columns])
            _correct(columns, fixed)
        rows, key = _even(opened, columns, bool(fixed.columns))
        if fixed.columns:
            retyped(
                name, fixed, [(one.label, one.values, one.misfits, one.examples) for one in columns]
            )
        return _said(opened, columns, rows, name, fixed, key)
    finally:
        origin.close()


def read(file: str | Path, understood: Understanding | Correction) -> Iterator[Portion]:
    """The rows in portions of some ten thousand; typed as understood, signs beside their values."""
    import pyarrow as pa

    if isinstance(understood, Correction):
        understood = understand(file, correction=understood)
    dialect = understood.dialect
    origin = kinds.opened(
        Path(file), understood.file, dialect.sheet, dialect.delimiter, dialect.encoding
    )
    try:
        opened = _layout(origin, understood.file)
        if dialect.uneven:
            _square(opened)
        titles = [column.name for column in understood.table_columns()]
        guesses = [_guess_of(column) for column in understood.columns]
        for arrays in _batches(opened):
            taken: list[Any] = []
            for column, one in zip(understood.columns, guesses, strict=True):
                done = convert(arrays[column.place - 1], one)
                taken.append(done.values)
                if column.beside:
                    signs = done.signs
                    taken.append(
                        pa.nulls(len(done.values), pa.string()) if signs is None else signs
                    )
            yield Portion(pa.RecordBatch.from_arrays(taken, titles))
    finally:
        origin.close()


def _guess_of(column: Found) -> Guess:
    return Guess(column.type, column.format, column.thousands, column.cell_unit)


def _layout(origin: Origin, name: str) -> _Opened:
    """Where the table is; rows at the end that are none of it are left out."""
    sample = origin.sample
    found = layout.find(sample.rows, sample.width, sample.complete)
    if found.second is not None:
        where = f" ({origin.facts.sheet})" if origin.facts.sheet else ""
        raise Refused("two_tables", file=name, where=where, row=sample.lines[found.second])
    if sample.complete:
        rows, notes = sample.rows, found
        dropped = 0
    else:
        rows = origin.tail(found.width)
        notes = layout.Layout(found.width, end=len(rows))
        layout.below(rows, notes)
        dropped = len(rows) - notes.end
    footnotes = [" ".join(filter(None, rows[at])) for at in notes.footnotes]
    sums = [" ".join(filter(None, rows[at])) for at in notes.sums]
    if found.first >= found.end and sample.complete:
        raise Refused("no_rows", file=name)
    header = (
        layout.labels(sample.rows, found, sample.merged) if found.header else [""] * found.width
    )
    return _Opened(origin, found, dropped, header, footnotes, sums)


def _even(opened: _Opened, columns: list[_Column], fixed: bool) -> tuple[int, str]:
    """Look; where a row of other width comes, even all out and look again."""
    try:
        return _look(opened, columns, fixed)
    except Uneven:
        _square(opened)
        for column in columns:
            column.reset(column.guess)
        return _look(opened, columns, fixed)


def _square(opened: _Opened) -> None:
    if isinstance(opened.origin, Delimited):
        opened.origin.even_out(opened.found, opened.dropped)


def _columns(opened: _Opened, name: str) -> list[_Column]:
    """The columns with what their first values say."""
    sample, found = opened.origin.sample, opened.found
    header = [cell.strip() for cell in _last_header(opened)]
    body = [row for row in sample.rows[found.first : found.end] if any(row) and row != header][
        :SAMPLE
    ]
    values = [[row[at] if at < len(row) else "" for row in body] for at in range(found.width)]
    pairs = names.headings(opened.header)
    decimal = guess.file_decimal(values) or sample.decimal
    columns = []
    for at, (label, unit) in enumerate(pairs):
        one = guess.guess(label or opened.header[at], values[at], decimal)
        columns.append(_Column(at + 1, opened.header[at], label, unit or one.unit, one,
                               sentences=list(one.sentences)))  # fmt: skip
    _distinct(columns, name)
    return columns


def _distinct(columns: Sequence[_Column], name: str) -> None:
    """Refused for two columns of the same name."""
    places: dict[str, list[int]] = {}
    for column in columns:
        if column.label:
            places.setdefault(column.label.casefold(), []).append(column.place)
    for same in places.values():
        if len(same) > 1:
            label = columns[same[0] - 1].label
            raise Refused("same_names", file=name, column=label, places=same)


def _correct(columns: list[_Column], fixed: Correction) -> None:
    for column, wanted in zip(columns, fixed.columns, strict=True):
        column.sentences.clear()
        unit = column.guess.unit if column.guess.type == wanted.type else ""
        column.reset(Guess(wanted.type, wanted.format, wanted.thousands, wanted.cell_unit or unit))
        column.unit = wanted.unit


def _batches(opened: _Opened) -> Iterator[list[Any]]:
    """The data without rows that are empty or repeat the header."""
    import pyarrow.compute as pc

    header = list(_last_header(opened))
    for arrays in opened.origin.batches(opened.found, opened.dropped):
        blank = pc.equal(pc.utf8_trim_whitespace(arrays[0]), "")
        if pc.any(blank).as_py():
            for array in arrays[1:]:
                blank = pc.and_(blank, pc.equal(pc.utf8_trim_whitespace(array), ""))
            if pc.any(blank).as_py():
                arrays = [array.filter(pc.invert(blank)) for array in arrays]
        if header and pc.any(again := pc.equal(arrays[0], header[0])).as_py():
            for array, cell in zip(arrays[1:], header[1:], strict=False):
                again = pc.and_(again, pc.equal(array, cell))
            if number := pc.sum(again).as_py():
                arrays = [array.filter(pc.invert(again)) for array in arrays]
                opened.origin.facts.sentences.append(say("repeated_header", number=number))
        yield arrays


def _last_header(opened: _Opened) -> list[str]:
    if not opened.found.header:
        return []
    row = list(opened.origin.sample.rows[opened.found.header[-1]])
    return row + [""] * (opened.found.width - len(row))


def _look(opened: _Opened, columns: list[_Column], fixed: bool) -> tuple[int, str]:
    """Count what fits, over all rows; columns of which too little fits become text."""
    rows, key = _count(opened, columns, fixed)
    if not fixed:
        wider = [column for column in columns if _widen(column)]
        if wider:
            _count(opened, wider, fixed)
        text = [column for column in wider if _widen(column)]
        if text:
            _count(opened, text, fixed)
    return rows, key


def _widen(column: _Column) -> bool:
    """Another type for a column of which too many values do not fit, or numbers are no integers."""
    one = column.guess
    if not column.misfits:
        return False
    if one.type == "integer":
        wide = replace(one, type="number", format=one.format or ",", sentences=())
        if all(not convert_one(misfit.value, wide).misfits for misfit in column.examples):
            column.reset(wide)
            return True
    if column.misfits * 100 > TOLERATED * max(column.values, 1):
        examples = [misfit.value for misfit in column.examples[:3]]
        said = say("stays_text", column=column.label or column.heading, number=column.misfits,
                   of=column.values, type=one.type, examples=examples)  # fmt: skip
        column.sentences = [said]
        column.reset(Guess())
        return True
    return False


def convert_one(text: str, one: Guess) -> Converted:
    import pyarrow as pa

    return convert(pa.array([text], pa.string()), one)


def _count(opened: _Opened, columns: Sequence[_Column], fixed: bool) -> tuple[int, str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    candidate = next((one for one in columns if names.KEYS.fullmatch(one.label)), None)
    kept: list[Any] = []
    rows = 0
    before = len(opened.origin.facts.sentences)
    for arrays in _batches(opened):
        for column in columns:
            done = convert(arrays[column.place - 1], column.guess)
            _add(column, done, rows)
            if column is candidate:
                kept.append(done.values)
        rows += len(arrays[0])
    del opened.origin.facts.sentences[before + 1 :]
    if not rows:
        raise Refused("no_rows", file="")
    key = ""
    if candidate and kept:
        whole = pa.chunked_array(kept)
        if not whole.null_count and pc.count_distinct(whole).as_py() == rows:
            key = str(candidate.place)
    return rows, key


def _add(column: _Column, done: Converted, before: int) -> None:
    column.values += len(done.values) - done.values.null_count + len(done.misfits)
    column.misfits += len(done.misfits)
    column.marks.update(done.marks)
    for at, text in done.misfits[: EXAMPLES - len(column.examples)]:
        column.examples.append(Misfit(before + at + 1, text))
    if column.guess.type == "text" and not column.guess.format:
        _formulas(column, done.values)


def _formulas(column: _Column, values: Any) -> None:
    import pyarrow.compute as pc

    risky = pc.match_substring_regex(values, r"^([=@]|[+-].*[^-+\d\s().,/])")
    if number := pc.sum(risky).as_py():
        column.formulas += number
        column.formula = column.formula or values.filter(risky)[0].as_py()


def _said(
    opened: _Opened, columns: list[_Column], rows: int, name: str, fixed: Correction, key: str
) -> Understanding:
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
    said += _about(opened, header, preamble, [column.name for column in taken], rows)
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
                      facts.sheet, header, sample.lines[found.first])  # fmt: skip
    return Understanding(name, dialect, taken, rows, facts.sheets, preamble, opened.footnotes,
                         opened.sums, day, said)  # fmt: skip


def _first(facts: Any, rows: int, columns: int) -> Sentence:
    if facts.sheet:
        return say("sheet", sheet=facts.sheet, rows=rows, columns=columns)
    shown = "Tab" if facts.delimiter == "\t" else facts.delimiter
    return say("dialect", encoding=facts.encoding, delimiter=shown, rows=rows, columns=columns)


def _about(
    opened: _Opened, header: list[int], preamble: list[str], named: list[str], rows: int
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
    if found.inner_sums:
        at = found.inner_sums
        text = layout._text(opened.origin.sample.rows[at[0]])
        said.append(say("inner_sums", text=text, rows=[lines[one] for one in at]))
    return said


def _named(columns: list[_Column], fixed: Correction, key: str) -> list[Found]:
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
            dict(column.marks),
            free(f"{name}_zeichen") if beside else "",
            wanted.key if wanted else str(column.place) == key,
            column.values, column.misfits, tuple(column.examples),
        ))  # fmt: skip
    return taken


def _of_column(column: _Column, one: Found) -> list[Sentence]:
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
