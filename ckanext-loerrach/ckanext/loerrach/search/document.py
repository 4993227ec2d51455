"""From a document as CKAN sends it to Solr to a row of ours.

What CKAN sends: ckan/lib/search/index.py, PackageSearchIndex.index_package. Values that Solr's
schema refuses for one-valued string fields (lists, dicts) are taken as they come.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from . import dates, fields, lexemes, schema
from .analysis import FRENCH_MARK, general_tokens, index_tokens
from .errors import BadDocument, BadQuery
from .fields import Kind
from .query.columns import ARRAYS, SCALARS

Document = Mapping[str, Any]

_REQUIRED = ("index_id", "id", "site_id")
_SCALARS = (*sorted(SCALARS - {"index_id"}), "title")
#: positionIncrementGap of the schema: a phrase does not reach from one value into the next
_GAP = 100
#: PostgreSQL's limits are 256 positions of a lexeme and 1 MB of a tsvector
_MOST_POSITIONS, _MOST_BYTES = 255, 800_000
#: texts below this length are kept with their terms
_SHORT = 200
#: columns of a row, in the order of an INSERT
COLUMNS = (
    "index_id", "digest", *_SCALARS, "metadata_created", "metadata_modified",
    *ARRAYS.values(), "words", "terms", "fields", "stored", "data_dict", "validated_data_dict",
)  # fmt: skip


class Made(dict[str, Any]):
    """A document whose row was made ahead."""

    def __init__(self, document: Document, row: dict[str, Any]) -> None:
        super().__init__(document)
        self.row = row


def row(document: Document) -> dict[str, Any]:
    """The columns of a document, and its `vocabulary` of terms; raises BadDocument."""
    if isinstance(document, Made):
        return document.row
    name = str(document.get("id") or document.get("index_id") or "?")
    values = {_text(key): list(_values(key, value, name)) for key, value in document.items()}
    values = {key: found for key, found in values.items() if found}
    for key in _REQUIRED:
        if key not in values:
            raise BadDocument(name, key, "is missing")
    found: dict[str, Any] = {key: _first(values, key) for key in ("index_id", *_SCALARS)}
    found |= {column: values.get(key, []) for key, column in ARRAYS.items()}
    for key in ("metadata_created", "metadata_modified"):
        # As exact as an answer shows it: what is found by a date is found by the date shown
        found[key] = dates.stored(values[key][0]) if key in values else None
    found |= {key: _first(values, key) for key in ("data_dict", "validated_data_dict")}
    tokens = _Tokens()
    words = _words(values, tokens)
    found["words"], found["terms"] = str(words), _terms(values, tokens)
    found["vocabulary"] = [term for term in words.found if not term.startswith(FRENCH_MARK)]
    found["fields"] = json.dumps(_fields(values))
    found["digest"] = _digest(values)
    found["stored"] = json.dumps(_stored(values), ensure_ascii=False)
    return found


def _first(values: Mapping[str, list[Any]], key: str) -> Any:
    return values[key][0] if key in values else None


def _values(key: str, value: Any, document: str) -> Iterator[Any]:
    """The values of a field as Solr would store them: strings, or numbers of number fields."""
    if value == "":
        return  # pysolr sends no empty text, but the empty elements of a list
    several = value if isinstance(value, (list, tuple, set)) else [value]
    kind = fields.kind(key)
    for one in several:
        if one is None:
            continue
        try:
            if kind is Kind.DATE:
                yield _date(one)
            elif kind is Kind.NUMBER:
                yield float(one)
            else:
                yield _text(one)
        except (BadQuery, TypeError, ValueError) as error:
            raise BadDocument(document, key, f"has a value that does not fit: {error}") from error


def _date(value: Any) -> str:
    if isinstance(value, datetime):
        value = dates.earlier(value.replace(tzinfo=UTC), value.utcoffset() or timedelta())
        value = value.isoformat().replace("+00:00", "Z")
    elif isinstance(value, date):
        value = f"{value.isoformat()}T00:00:00Z"
    text = str(value)
    dates.stored(text)
    return text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False, default=str)
    # Half of a surrogate pair has no place in UTF-8, and PostgreSQL stores no NUL
    text = str(value).replace("\x00", "")
    return text if text.isascii() else text.encode(errors="replace").decode()


def _stored(values: Mapping[str, list[Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, several in values.items():
        if not fields.stored(key) or fields.kind(key) is Kind.BLOB:
            continue
        if fields.kind(key) is Kind.DATE:
            several = [dates.stored(one) for one in several]
        single = len(several) == 1 and not fields.multivalued(key)
        found[key] = several[0] if single else several
    if "indexed_ts" not in found:
        found["indexed_ts"] = dates.stored(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    for source, copy in (("title", "title_ngram"), ("name", "name_ngram")):
        if source in found:
            found[copy] = found[source]
    return found


def _fields(values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Values that have no column: dates and numbers as one value, strings as a list."""
    found: dict[str, Any] = {}
    for key, several in values.items():
        kind = fields.kind(key)
        if key in COLUMNS or key in ARRAYS or kind is Kind.BLOB:
            continue
        if kind is Kind.DATE:
            found[key] = dates.stored(several[0])
        elif kind is Kind.NUMBER:
            found[key] = several[0]
        elif kind is Kind.STRING:
            found[key] = several
    return found


def _digest(values: Mapping[str, list[Any]]) -> str:
    kept = {key: value for key, value in values.items() if key != "indexed_ts"}
    text = json.dumps([schema.VERSION, kept], sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


@lru_cache(maxsize=20_000)
def _place(at: int, weight: str) -> str:
    return f"{min(at, lexemes.LAST_POSITION)}{weight}"


@dataclass
class _Vector:
    """A tsvector in the making: lexeme → positions with weight."""

    at: int = 0
    size: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)

    def text(self, terms: Iterable[tuple[str, int]], weight: str) -> None:
        """Add the terms of one value; most of a row's time is spent here."""
        found, at, last = self.found, self.at, 0
        for lexeme, last in terms:
            known = found.get(lexeme)
            if known is None and (known := self._new(lexeme)) is None:
                continue
            if len(known) < _MOST_POSITIONS:
                place = _place(at + last, weight)
                # positions grow until PostgreSQL's last one, which then comes again and again
                if not known or known[-1] != place:
                    self.size += 2
                    known.append(place)
        self.at = at + last + _GAP

    def lexeme(self, lexeme: str) -> None:
        """Add a lexeme without positions."""
        if lexeme not in self.found:
            self._new(lexeme)

    def _new(self, lexeme: str) -> list[str] | None:
        """The places of a lexeme that was not there yet; None where there is no room for it."""
        self.size += (len(lexeme) if lexeme.isascii() else len(lexeme.encode())) + 8
        if self.size > _MOST_BYTES:
            return None
        return self.found.setdefault(lexeme, [])

    def __str__(self) -> str:
        return " ".join(
            lexemes.quoted(lexeme) + (":" + ",".join(places) if places else "")
            for lexeme, places in self.found.items()
            if lexeme
        )


class _Tokens(dict[str, list[tuple[str, int]]]):
    """The terms of the texts of a document, for both vectors; short texts come in the next, too."""

    def __missing__(self, text: str) -> list[tuple[str, int]]:
        if len(text) < _SHORT:
            return _kept_tokens(text)
        found = self[text] = index_tokens(text)
        return found


_kept_tokens = lru_cache(maxsize=4_000)(index_tokens)


def _named(field: str, terms: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((lexemes.word(field, term), at) for term, at in terms)


def _words(values: Mapping[str, list[Any]], tokens: _Tokens) -> _Vector:
    vector = _Vector()
    ordered = ["title", *lexemes.HEADING, "notes"]
    ordered += [key for key in values if key not in ordered and fields.copied_to_text(key)]
    for key in ordered:
        weight = lexemes.WEIGHTS.get(key) or ("B" if key in lexemes.HEADING else "D")
        for value in values.get(key, []):
            vector.text(tokens[value], weight)
    return vector


def _terms(values: Mapping[str, list[Any]], tokens: _Tokens) -> str:
    vector = _Vector()
    texts: dict[tuple[str, bool], list[str]] = {}
    for key, several in values.items():
        kind = fields.kind(key)
        if kind is Kind.BLOB:
            continue
        vector.lexeme(lexemes.present(key))
        if kind is Kind.STRING and key not in lexemes.IN_COLUMNS:
            for value in several:
                vector.lexeme(lexemes.exact(key, value))
        if key in fields.COPIED_TO_URLS:
            texts.setdefault(("urls", False), []).extend(several)
        if kind is Kind.GENERAL:
            texts.setdefault((key, True), []).extend(several)
        elif kind is Kind.TEXT and key not in ("title", "notes", "text"):
            texts.setdefault((key, False), []).extend(several)
    parts, size = [str(vector)], vector.size
    for (name, general), several in texts.items():
        # no phrase goes from one field to another: each has positions of its own
        if sum(map(len, several)) < _SHORT and size < _MOST_BYTES // 2:
            part, more = _kept_part(name, general, tuple(several))
            size += more
        else:
            words = _Vector(size=size)
            for value in several:
                found = general_tokens(value) if general else tokens[value]
                words.text(_named(name, found), "")
            part, size = str(words), words.size
        parts.append(part)
    return " ".join(filter(None, parts))


@lru_cache(maxsize=4_000)
def _kept_part(name: str, general: bool, texts: tuple[str, ...]) -> tuple[str, int]:
    """The lexemes of the texts of one field, and their size; many datasets have the same."""
    words = _Vector()
    for text in texts:
        found = general_tokens(text) if general else _kept_tokens(text)
        words.text(_named(name, found), "")
    return str(words), words.size
