"""Answers as text and JSON."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.answer import Answer, Validators
from ckanext.loerrach.harvesters._core.http import Client


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"<!DOCTYPE html><title>Wartung</title>", "a page in HTML or XML"),
        (b"  <?xml version='1.0'?><ServiceExceptionReport/>", "a page in HTML or XML"),
        (b'{"lots": [{"id": "a"', "something else"),
        (b"", "something else"),
        (b"[NaN]", "NaN is no JSON number"),
        (b"[1, -2.5e3, 1e400]", "1e400 is too large a number"),
        (b"[-7.1E+0999]", "-7.1E\\+0999 is too large a number"),
        (b"[" * 100_000, "endless nesting"),
        (b"[" * 150 + b"]" * 150, "deeper nesting"),
        (b'{"n": ' + b"9" * 5000 + b"}", "something else"),
        (b"[\xff]", "other bytes"),
    ],
)
def test_json_that_is_none(server: Any, client: Client, body: bytes, found: str) -> None:
    answer = client.get(server.page("/", body))
    with pytest.raises(errors.WrongContent, match=found):
        answer.json()


def test_json_that_needs_too_much_memory_is_not_parsed() -> None:
    body = b"[" + b"[]," * 11_000_000 + b"0]"
    answer = Answer("http://a/", body, "application/json", "", Validators())
    with pytest.raises(errors.WrongContent, match="for which 1024 MB are enough, found some 1080"):
        answer.json()


def test_the_last_of_two_members_counts(server: Any, client: Client) -> None:
    """RFC 8259, section 4, leaves it open; ECMAScript does so."""
    assert client.get(server.page("/", b'{"a": 1, "b": 2, "a": 3}')).json() == {"a": 3, "b": 2}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"name": "Lörrach"}'.encode(), "application/json"),
        ('{"name": "Lörrach"}'.encode("utf-8-sig"), "application/json"),
        ('{"name": "Lörrach"}'.encode("latin-1"), "application/json; charset=ISO-8859-1"),
        ('{"name": "Lörrach"}'.encode("utf-16"), "application/json"),
        ('{"name": "Lörrach"}'.encode(), "text/html"),
    ],
)
def test_encodings(server: Any, client: Client, body: bytes, content_type: str) -> None:
    assert client.get(server.page("/", body, content_type=content_type)).json() == {
        "name": "Lörrach"
    }


@pytest.mark.parametrize(
    "charset", ["klingon", "base64", "idna", "undefined", "punycode", "²", '"utf-8\t8"']
)
def test_a_declared_encoding_that_is_none(server: Any, client: Client, charset: str) -> None:
    type = f"application/json; charset={charset}"
    answer = client.get(server.page("/", b"{\xff}", content_type=type))
    with pytest.raises(errors.WrongContent, match="Expected text in"):
        answer.json()


def test_an_encoding_with_nul() -> None:
    headers = {"content-type": "application/json; charset*=utf-8''%00"}
    with pytest.raises(errors.WrongContent, match="Expected text in"):
        Answer.of("http://example.org", headers, [b"{}"]).json()
