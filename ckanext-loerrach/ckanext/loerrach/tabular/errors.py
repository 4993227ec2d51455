"""Why a table was not loaded. Nothing has changed then: the table is as it was.

TabularError
├── BadColumn(name, problem)           a column that the DataStore cannot have
├── BadCell(row, column, value, type)  a value that is not of its column's type
├── DoubleKey(key)                     two rows with the same key
├── TooBig(problem)                    more than a row, an index or a text of PostgreSQL can hold
├── TableInUse(resource_id)            somebody else holds the table for too long
└── DataStoreNotReady(problem, cause)  it does not answer, or lacks its permissions
"""

from __future__ import annotations


class TabularError(ValueError):
    """Base of all errors of tables; ``str()`` is one sentence for a person."""


class BadColumn(TabularError):
    """A column that the DataStore cannot have."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"Column {name[:80]!r}: {problem}.")
        self.name, self.problem = name, problem


class BadCell(TabularError):
    """A value that does not fit its column; ``row`` counts from 1."""

    def __init__(self, row: int, column: str, value: object, wanted: str) -> None:
        super().__init__(f"Row {row}, column '{column}': {str(value)[:80]!r} is no {wanted}.")
        self.row, self.column, self.value, self.wanted = row, column, value, wanted


class DoubleKey(TabularError):
    """Two rows with the same key."""

    def __init__(self, names: tuple[str, ...], key: tuple[object, ...]) -> None:
        values = ", ".join(f"{name} {value!r}" for name, value in zip(names, key, strict=True))
        super().__init__(f"Two rows have the same key: {values[:200]}.")
        self.names, self.key = names, key


class TooBig(TabularError):
    """A row, a key or a text beyond what PostgreSQL can hold."""

    def __init__(self, problem: str) -> None:
        said = " ".join(problem.split())[:200].rstrip(".")
        super().__init__(f"The table is too big for PostgreSQL: {said}.")
        self.problem = problem


class TableInUse(TabularError):
    """The table could not be locked in time."""

    def __init__(self, resource_id: str) -> None:
        super().__init__(f"The table of resource {resource_id} is in use; try again later.")
        self.resource_id = resource_id


class DataStoreNotReady(TabularError):
    """The DataStore does not work; an operator has to look."""

    def __init__(self, problem: str, cause: BaseException) -> None:
        said = " ".join(str(cause).split())[:200].rstrip(".")
        super().__init__(f"The DataStore is not ready: {problem} ({said}).")
        self.problem = problem
