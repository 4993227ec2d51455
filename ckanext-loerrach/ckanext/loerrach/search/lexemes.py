"""Terms of the two tsvector columns, for index and query alike.

words: the catch-all field `text`. Weight A is the title, B name, tags, groups and organization,
C the notes, D the rest.
terms: every other field by name: `author:meier` (a word of a text field), `tags=Rad weg` (the
value of a string field), `?author` (the field has a value).
"""

import hashlib

#: PostgreSQL takes lexemes below 2048 bytes; of a longer one so many bytes and a digest are kept
_LONGEST, _KEPT = 500, 460
#: PostgreSQL's last position in a tsvector
LAST_POSITION = 16383

WEIGHTS = {"title": "A", "notes": "C"}
#: string fields that have a column to be compared with, and need no lexeme
IN_COLUMNS = frozenset((
    "index_id", "id", "site_id", "name", "entity_type", "state", "capacity", "dataset_type",
    "title_string", "permission_labels",
))  # fmt: skip
HEADING = ("name", "tags", "groups", "organization")


def quoted(lexeme: str) -> str:
    """A lexeme as it stands in the text form of a tsvector or tsquery."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def exact(field: str, value: str) -> str:
    """The lexeme of a whole value."""
    return _short(f"{field}={value}")


def beginning(field: str, value: str) -> str | None:
    """How the lexemes of all values begin that begin so; None if it is longer than is kept."""
    lexeme = f"{field}={value}"
    return lexeme if len(lexeme.encode(errors="replace")) <= _KEPT else None


def word(field: str, term: str) -> str:
    """The lexeme of a word in a text field that has no weight in `words`."""
    return _short(f"{field}:{term}")


def present(field: str) -> str:
    """The lexeme of a field that has a value."""
    return _short(f"?{field}")


def _short(lexeme: str) -> str:
    if len(lexeme) * 4 <= _LONGEST:
        # no character of UTF-8 has more than four bytes
        return lexeme
    data = lexeme.encode(errors="replace")
    if len(data) <= _LONGEST:
        return lexeme
    start = data[:_KEPT].decode(errors="ignore")
    return start + "#" + hashlib.md5(data, usedforsecurity=False).hexdigest()
