"""Lucene's syntax as Solr's standard parser reads it."""

from __future__ import annotations

import pytest
from ckanext.loerrach.search.errors import BadQuery
from ckanext.loerrach.search.query.parser import minimum_should_match, parse
from ckanext.loerrach.search.query.tree import (
    All,
    Bool,
    Boost,
    Exists,
    Fuzzy,
    Node,
    Nothing,
    Phrase,
    Range,
    Regex,
    Term,
    Wildcard,
    in_field,
)


def read(query: str, *, conjunction: bool = True) -> Node:
    return parse(query, in_field("text"), conjunction=conjunction)


def text(*words: str) -> tuple[Term, ...]:
    return tuple(Term("text", word) for word in words)


A, B, C = text("a", "b", "c")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Nothing()),
        ("  ", Nothing()),
        ("*:*", All()),
        ("a", A),
        ("a b", Bool(must=(A, B))),
        ("a OR b", Bool(should=(A, B), minimum=1)),
        ("a || b", Bool(should=(A, B), minimum=1)),
        ("a AND b", Bool(must=(A, B))),
        ("a && b", Bool(must=(A, B))),
        ("a NOT b", Bool(must=(A,), must_not=(B,))),
        ("a -b", Bool(must=(A,), must_not=(B,))),
        ("a !b", Bool(must=(A,), must_not=(B,))),
        ("+a -b", Bool(must=(A,), must_not=(B,))),
        ("-a", Bool(must_not=(A,))),
        # Lucene has no precedence: OR makes both its neighbours optional
        ("a AND b OR c", Bool(must=(A,), should=(B, C))),
        ("(a)", A),
        ("(a b)", Bool(must=(A, B))),
        ("(a OR b) c", Bool(must=(Bool(should=(A, B), minimum=1), C))),
        ("title:a", Term("title", "a")),
        ("title: a", Term("title", "a")),
        ("title:(a b)", Bool(must=(Term("title", "a"), Term("title", "b")))),
        ("title:(a OR name:b)", Bool(should=(Term("title", "a"), Term("name", "b")), minimum=1)),
        ('+site_id:"x"', Phrase("site_id", "x")),
        ("!field:x", Bool(must_not=(Term("field", "x"),))),
        (
            "+state:(active OR draft) -dataset_type:harvest",
            Bool(
                must=(
                    Bool(should=(Term("state", "active"), Term("state", "draft")), minimum=1),
                ),
                must_not=(Term("dataset_type", "harvest"),),
            ),
        ),
        ('"a b"', Phrase("text", "a b")),
        ('"a b"~3', Phrase("text", "a b", 3)),
        (r'"a \"b\""', Phrase("text", 'a "b"')),
        ("a~", Fuzzy("text", "a", 2)),
        ("a~1", Fuzzy("text", "a", 1)),
        ("haus~0.5", Fuzzy("text", "haus", 2)),
        ("a^2", Boost(A, 2.0)),
        ("a^.5", Boost(A, 0.5)),
        ("(a b)^3", Boost(Bool(must=(A, B)), 3.0)),
        ("*:*^2", Boost(All(), 2.0)),
        ("a*", Wildcard("text", ("a", None))),
        ("a?c*", Wildcard("text", ("a", True, "c", None))),
        ("*a", Wildcard("text", (None, "a"))),
        (r"a\*", Term("text", "a*")),
        (r"a\:b", Term("text", "a:b")),
        (r"\u0041b", Term("text", "Ab")),
        ("title:*", Exists("title")),
        ("title:[* TO *]", Exists("title")),
        ("/ab+c/", Regex("text", "ab+c")),
        ("foo/bar", Term("text", "foo/bar")),
        ("d:[1 TO 2]", Range("d", "1", "2")),
        ("d:{1 TO 2}", Range("d", "1", "2", False, False)),
        ("id:{x TO *]", Range("id", "x", None, False, True)),
        ('d:["a b" TO "c d"]', Range("d", "a b", "c d")),
        ("d:[-5 TO 10]", Range("d", "-5", "10")),
        (
            "metadata_modified:[NOW-7DAYS TO *]",
            Range("metadata_modified", "NOW-7DAYS", None),
        ),
        (
            "metadata_modified:[2020-01-01T00:00:00Z TO NOW/DAY+1DAY]",
            Range("metadata_modified", "2020-01-01T00:00:00Z", "NOW/DAY+1DAY"),
        ),
        ("ANDROID ORT NOTIZ", Bool(must=text("ANDROID", "ORT", "NOTIZ"))),
        ("Größe\u3000Öl", Bool(must=text("Größe", "Öl"))),
        ("a-b+c", Term("text", "a-b+c")),
    ],
)  # fmt: skip
def test_reads(query: str, expected: Node) -> None:
    assert read(query) == expected


def test_words_side_by_side_are_optional_with_the_operator_or() -> None:
    assert read("a b", conjunction=False) == Bool(should=(A, B), minimum=1)
    assert read("a AND b c", conjunction=False) == Bool(must=(A, B), should=(C,))


@pytest.mark.parametrize(
    "query",
    [
        "AND", "OR", "NOT", "a AND", "a OR", "a AND OR b", "a && ", "(a", "a)", "()", "((", ")(",
        "[a", "[a TO", "[a TO b", "[a b]", "{", "}", "]", "a:b:c", ":", ":a", "a:", "a:(", '"',
        'a:"b', "+", "-", "!", "++a", "--a", "a ^", "a^x", "^2", "~2", "a~3", "{!bool must=a}",
        "_query_:a", "_val_:a", "*a:b", "a\\", "title:(a OR)", "title:[1 TO 2", "a:[TO 2]",
    ],
)  # fmt: skip
def test_refuses(query: str) -> None:
    with pytest.raises(BadQuery):
        read(query)


@pytest.mark.parametrize(
    "query",
    ["(" * 60 + "a" + ")" * 60, " ".join(["a"] * 1100), "a" * 70_000],
    ids=["too deep", "too many clauses", "too long"],
)
def test_refuses_what_is_too_much(query: str) -> None:
    with pytest.raises(BadQuery):
        read(query)


@pytest.mark.parametrize(
    ("spec", "counts"),
    [
        # CKAN's own: all of two, all but one of up to five, then four of five
        ("2<-1 5<80%", [0, 1, 2, 2, 3, 4, 4, 5, 6, 7, 8]),
        ("1", [0, 1, 1, 1]),
        ("-1", [0, 0, 1, 2]),
        ("100%", [0, 1, 2, 3]),
        ("0%", [0, 0, 0, 0]),
        ("-25%", [0, 1, 2, 3, 3]),
        ("75%", [0, 0, 1, 2, 3]),
        ("9", [0, 1, 2, 3]),
    ],
)
def test_minimum_should_match(spec: str, counts: list[int]) -> None:
    assert [minimum_should_match(number, spec) for number in range(len(counts))] == counts


@pytest.mark.parametrize("spec", ["x", "2<", "%", "<3", "1 2"])
def test_refuses_a_minimum(spec: str) -> None:
    with pytest.raises(BadQuery):
        minimum_should_match(3, spec)
