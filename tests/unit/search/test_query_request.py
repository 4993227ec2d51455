"""What people type, local parameters, and how they become SQL; no database."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.search.errors import BadQuery, BadSort
from ckanext.loerrach.search.query.conditions import (
    FALSE,
    TRUE,
    Equal,
    Match,
    Sql,
    all_of,
    any_of,
    at_least,
    sql,
)
from ckanext.loerrach.search.query.functions import function
from ckanext.loerrach.search.query.local import read
from ckanext.loerrach.search.query.patterns import near, untouched
from ckanext.loerrach.search.query.request import request
from ckanext.loerrach.search.query.score import score
from ckanext.loerrach.search.query.sort import orders
from ckanext.loerrach.search.query.translate import where
from ckanext.loerrach.search.query.tree import Bool, FunctionRange, Phrase, Term, Wildcard
from ckanext.loerrach.search.select import select

CKAN: dict[str, Any] = {
    "df": "text", "q.op": "AND", "defType": "dismax", "mm": "2<-1 5<80%",
    "qf": "name^4 title^4 tags^2 groups^2 text",
}  # fmt: skip
LUCENE: dict[str, Any] = {"df": "text", "q.op": "AND"}


def condition(query: str, params: dict[str, Any] = CKAN) -> Any:
    asked = request(query, params)
    return where(asked.query, asked.filters)


def test_a_typed_word_looks_into_the_catch_all_field() -> None:
    assert condition("haus") == Match("words", "('haus' | '~haus')")


def test_two_words_are_both_needed_of_three_two() -> None:
    assert condition("rad weg") == Match("words", "(('rad' | '~rad')) & (('weg' | '~weg'))")
    rad, weg, netz = (f"(('{word}' | '~{word}'))" for word in ("rad", "weg", "netz"))
    assert condition("rad weg netz") == Match(
        "words", f"({weg} & {netz}) | ({rad} & {netz}) | ({rad} & {weg})"
    )


@pytest.mark.parametrize("typed", ["a (b", "a [b", 'a "b', "a ~b", "^a", "a/b", "{a}"])
def test_dismax_takes_signs_for_letters(typed: str) -> None:
    assert condition(typed) is not None


@pytest.mark.parametrize("typed", ["&", "…", "()", "**", "?"])
def test_signs_alone_find_nothing(typed: str) -> None:
    assert condition(typed) == FALSE


def test_signs_between_words_are_passed_over() -> None:
    assert condition("rad & weg") == condition("rad weg")


def test_operators_that_join_nothing_are_words() -> None:
    assert condition("rock AND") == condition("rock and")


@pytest.mark.parametrize("typed", ["--x", "++x", "+-x"])
def test_dismax_refuses_signs_that_make_no_sense(typed: str) -> None:
    with pytest.raises(BadQuery):
        condition(typed)


def test_edismax_reads_fields_and_falls_back_to_words() -> None:
    params = {**CKAN, "defType": "edismax"}
    assert condition("tags:rad", params) == Match("terms", "'tags=rad'")
    assert condition("tags:rad (", params) is not FALSE


def test_filters_go_into_one_index_scan() -> None:
    params = {**LUCENE, "fq": ["+tags:rad -tags:auto", "groups:umwelt", "+state:(active OR draft)"]}
    asked = request("*:*", params)
    found = sql(where(asked.query, asked.filters))
    assert found == Sql(
        "(d.state = ANY(%s::text[]) AND d.terms @@ %s::tsquery)",
        (["active", "draft"], "('tags=rad' & (!('tags=auto'))) & 'groups=umwelt'"),
    )


def test_permission_labels_are_one_comparison() -> None:
    params = {**LUCENE, "fq": '+permission_labels:("public" OR "member-1")'}
    assert condition("*:*", params) == Equal("labels", ("public", "member-1"), array=True)


def test_the_beginning_of_an_indexed_value_is_looked_up_in_the_index() -> None:
    assert condition("organization:st*", LUCENE) == Match("terms", "'organization=st':*")
    assert condition("license_id:cc*", LUCENE) == Match("terms", "'license_id=cc':*")
    assert condition("name:st*", LUCENE) == Sql("d.name LIKE %s", ("st%",))


def test_no_value_of_a_query_stands_in_the_sql() -> None:
    evil = "x'; DROP TABLE package; --"
    filters = [f'tags:"{evil}"', f'"{evil}"', f'title:"{evil}"~2', f'name:"{evil}"']
    params = {**LUCENE, "fq": filters,
              "sort": "name asc", "fl": f"id {evil}", "facet": "true",
              "facet.field": [evil, f"extras_{evil}"], "facet.mincount": 1}  # fmt: skip
    chosen = select(f'author:"{evil}"', params)
    for made in (chosen.found(), chosen.page([1])):
        assert "DROP" not in made.text
        assert made.text.count("%s") == len(made.params)


def test_what_a_search_is_kept_by_is_short_and_tells_searches_apart() -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("x" * 50_000, {}), ("x", {}), ("x", {"fq": "tags:a"}), ("x", {"sort": "name asc"}),
        ("x", {"facet": "true", "facet.field": "tags"}),
        ("x", {"facet": "true", "facet.field": "tags", "facet.limit": 7}),
    ]  # fmt: skip
    keys = [select(query, {**LUCENE, **params}).key for query, params in asked]
    assert {len(key) for key in keys} == {64}
    assert len(set(keys)) == len(asked)
    assert select("x", {**LUCENE, "start": 20, "rows": 5}).key == keys[1]


def test_quotes_and_backslashes_stay_inside_their_lexeme() -> None:
    found = condition(r'tags:"a\' | \\b"', LUCENE)
    assert found == Match("terms", "'tags=a'' | \\\\b'")


@pytest.mark.parametrize(
    ("text", "parser", "pairs", "rest"),
    [
        ("{!bool must=test}", "bool", [("must", "test")], ""),
        ("{!type=bool must='a b'}x", "bool", [("must", "a b")], "x"),
        ("{!must=a type=bool}", "bool", [("must", "a")], ""),
        ("  {!lucene q.op=OR}a b", "lucene", [("q.op", "OR")], "a b"),
        ("{!dismax v='x y'}", "dismax", [("v", "x y")], "x y"),
        ("{!term f=$field}x", "term", [("f", "tags")], "x"),
        ("a {!b}", "lucene", [], "a {!b}"),
    ],
)
def test_local_parameters(text: str, parser: str, pairs: list[Any], rest: str) -> None:
    local = read(text, {"field": "tags"}, "lucene")
    assert (local.parser, local.pairs, local.text) == (parser, pairs, rest)


@pytest.mark.parametrize("text", ["{!bool", "{!bool must='a}", '{! a="b}'])
def test_local_parameters_that_do_not_end(text: str) -> None:
    with pytest.raises(BadQuery):
        request(text, LUCENE)


def test_parsers_of_local_parameters() -> None:
    def tree(text: str) -> Any:
        return request(text, LUCENE).query

    assert tree("{!term f=tags}a b") == Term("tags", "a b")
    assert tree("{!field f=title}a b") == Phrase("title", "a b")
    assert tree("{!prefix f=name}ab") == Wildcard("name", ("ab", None))
    assert tree("{!terms f=id}a,b") == Bool(should=(Term("id", "a"), Term("id", "b")), minimum=1)
    assert tree("{!bool must=a must_not='b'}") == Bool(
        must=(Term("text", "a"),), must_not=(Term("text", "b"),)
    )
    assert tree("{!frange incl=false l=0 u=1}minx") == FunctionRange("minx", 0.0, 1.0, False, True)
    for text in ("{!knn f=x}[1]", "{!term}x", "{!frange l=x}1", "{!bool mm=x should=a}"):
        with pytest.raises(BadQuery):
            tree(text)


def test_queries_in_queries() -> None:
    text = "a"
    for _ in range(8):
        text = "{!bool must='" + text.replace("\\", "\\\\").replace("'", "\\'") + "'}"
    found = request(text, LUCENE).query
    for _ in range(8):
        assert isinstance(found, Bool)
        (found,) = found.must
    assert found == Term("text", "a")
    several = {**LUCENE, "x": "{!bool should=a should=b}"}
    assert len(request("{!bool must=$x must=$x must=$x}", several).query.must) == 3


@pytest.mark.parametrize(
    ("asked", "params"),
    [
        ('"a b"~' + "9" * 400, {}),
        ("{!terms f=id separator=''}a", {}),
        ("a b c", {"mm": "1" + "<1" * 20_000, "defType": "dismax", "qf": "text"}),
    ],
)
def test_what_only_looks_dangerous_is_answered(asked: str, params: dict[str, Any]) -> None:
    assert select(asked, {**LUCENE, **params}).condition.text


def test_no_text_of_a_request_reaches_the_database_with_a_nul() -> None:
    evil = "a\x00\ud800b"
    params: dict[str, Any] = {
        "df": f"extras_{evil}", "q.op": "AND",
        "fq": [f"{evil}:1", ["x_date:*", f"n_{evil}:[a TO b]"]], "sort": f"n_{evil} asc",
        "fl": [evil], "facet": "true", "facet.field": [evil], "facet.prefix": evil,
        "v": evil, "facet.mincount": 1, "f": "tags",
    }  # fmt: skip
    queries = [evil, r"tags:a\u0000b", r'tags:"\ud800"', "tags:*a\x00b*", "name:a\x00bcd~1",
               "tags:/a\x00b/", r"tags:[a\u0000 TO b]", "{!term f=$v}x", "{!terms f=tags v=$v}",
               r"title_ngram:a\u0000b", "title_ngram:a\x00b"]  # fmt: skip
    for query in queries:
        chosen = select(query, params)
        for made in (chosen.found(), chosen.page([1])):
            told = repr((made.text, made.params))
            assert "\\x00" not in told, query
            assert "\\ud800" not in told, query


def test_the_bounding_box_of_ckanext_spatial() -> None:
    text = (
        "div(mul(mul(max(0,sub(min(7.7,maxx),max(7.6,minx))),"
        "max(0,sub(min(47.7,maxy),max(47.5,miny)))),2),"
        "add(0.02,mul(sub(maxy,miny),sub(maxx,minx))))"
    )
    made = function(text)
    assert made.text.count("%s") == len(made.params)
    assert made.params[:4] == (0.0, 7.7, "maxx", 7.6)
    found = sql(condition("*:*", {**LUCENE, "fq": "{!frange incl=false l=0 u=1}" + text}))
    assert found.params[-1] == 1.0
    assert " > %s" in found.text


@pytest.mark.parametrize(
    "text", ["", "div(1,", "div(1)", "exec(1)", "title", "1+1", "max(", "min()", "a b", "1)", "'x'"]
)
def test_functions_that_are_none(text: str) -> None:
    with pytest.raises(BadQuery):
        function(text)


def test_sort() -> None:
    found = [order.by(None) for order in orders("title_string asc, metadata_modified desc")]
    assert found == [
        (Sql("d.title_string"), "ASC NULLS LAST"),
        (Sql("d.metadata_modified"), "DESC NULLS LAST"),
    ]
    assert orders("score desc")[0].by(None) is None
    assert orders("score desc")[0].by(Sql("1.5")) == (Sql("1.5"), "DESC NULLS LAST")
    assert orders("metadata_created asc")[0].nulls == "FIRST"


@pytest.mark.parametrize(
    "sort", ["name", "name up", "asc", "name asc,", ", name asc", "name;asc", "sum(a,b) asc"]
)
def test_a_sort_without_order_is_what_ckan_looks_for(sort: str) -> None:
    with pytest.raises(BadSort, match="Can't determine a Sort Order"):
        orders(sort)


@pytest.mark.parametrize("sort", ["tags asc", "res_name desc", "data_dict asc", "title_ngram asc"])
def test_fields_that_cannot_sort(sort: str) -> None:
    with pytest.raises(BadQuery, match="can not sort"):
        orders(sort)


def test_filters_alone_have_no_score() -> None:
    assert score(request("*:*", {**LUCENE, "fq": "tags:a"})) is None
    ranked = score(request("haus", CKAN))
    assert ranked is not None
    assert ranked.text.startswith("(ts_rank(")


@pytest.mark.parametrize(
    "params",
    [
        {"rows": "x"}, {"rows": -1}, {"start": -5}, {"rows": 10**12}, {"start": "1.5"},
        {"facet": "true", "facet.field": "tags", "facet.limit": "many"},
        {"facet": "true", "facet.field": ["{!ex=a}tags"]}, {"qf": "a^^", "defType": "dismax"},
        {"defType": "magic"}, {"mm": "lots", "defType": "dismax", "qf": "text"},
        {"mm": "9" * 5000, "defType": "dismax", "qf": "text"},
        {"mm": "9" * 400 + "%", "defType": "dismax", "qf": "text"},
        {"mm": "1<2 2", "defType": "dismax", "qf": "text"},
        {"mm": "{!bool must=$mm}", "fq": "{!bool must=$mm}"},
        {"x": "{!bool must=$x must=$x}", "fq": "{!bool must=$x}"},
        {"x": "a" * 40_000, "fq": "{!bool must=$x must=$x}"},
        {"fq": "{!bool mm=² should=a}"}, {"fq": "{!bool mm=" + "9" * 5000 + " should=a}"},
    ],
)  # fmt: skip
def test_parameters_that_are_refused(params: dict[str, Any]) -> None:
    with pytest.raises(BadQuery):
        select("a b c", {**LUCENE, **params})


def test_at_least() -> None:
    words = [Match("words", f"'{letter}'") for letter in "abcdefgh"]
    assert at_least(0, words) == TRUE
    assert at_least(9, words) == FALSE
    assert at_least(1, words[:2]) == any_of(words[:2])
    assert at_least(2, words[:2]) == all_of(words[:2])
    assert at_least(2, words[:3]) == Match("words", "('b' & 'c') | ('a' & 'c') | ('a' & 'b')")
    counted = at_least(6, words)
    assert isinstance(counted, Sql)
    assert counted.params[0] == "'a' | 'b' | 'c'"
    assert counted.params[-1] == 6


def test_not_is_true_where_a_value_is_missing() -> None:
    found = sql(all_of([], [Equal("organization", ("x",))]))
    assert found == Sql("(d.organization = %s) IS NOT TRUE", ("x",))


def test_every_word_within_the_edits_fits_a_pattern_and_keeps_a_piece() -> None:
    def fits(word: str, patterns: list[str]) -> bool:
        return any(
            len(word) == len(pattern)
            and all(sign in ("_", letter) for sign, letter in zip(pattern, word, strict=True))
            for pattern in patterns
        )

    word = "zahlstelle"
    for distance, others in (
        (1, ["zahlstelle", "zahlstell", "zahlstellen", "zalhstelle", "zahlsetlle", "xahlstelle"]),
        (2, ["zalhsetlle", "ahlstell", "zzahlstelllee"[1:], "zhalstelel", "zahlxxelle"]),
    ):
        patterns, pieces = near(word, distance), untouched(word, distance)
        for other in others:
            assert fits(other, patterns), other
            assert any(piece in other for piece in pieces), other
    assert not fits("zaltselle", near(word, 1))
    assert (len(untouched(word, 2)), untouched("ab", 2)) == (3, [])
