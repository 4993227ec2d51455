"""XML from outside: what is read, what is repaired, and what never reaches anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ckanext.loerrach.harvesters._core import xml
from ckanext.loerrach.harvesters._core.answer import Answer, Validators
from ckanext.loerrach.harvesters._core.errors import WrongContent
from ckanext.loerrach.harvesters._core.feed import Feed

FeedOf = Callable[..., Feed]


def answer(body: bytes) -> Answer:
    return Answer("https://stadt.example/x", body, "text/xml", "", Validators())


@pytest.fixture
def feed(feed_of: FeedOf) -> Feed:
    return feed_of(b"", "parking")


def test_names_are_told_by_their_namespace(feed: Feed) -> None:
    body = b'<a:x xmlns:a="http://a" xmlns:b="http://b" b:n="1" m="2"> t <a:y/>u<![CDATA[<]]></a:x>'
    root = xml.read(answer(body), feed)
    assert root.tag == "{http://a}x"
    assert root.attrib == {"{http://b}n": "1", "m": "2"}
    assert [child.tag for child in root] == ["{http://a}y"]
    assert (xml.local(root), xml.namespace(root), xml.namespace(xml.Element("z"))) == (
        "x",
        "http://a",
        "",
    )
    assert xml.texts([root, root[0]]) == ["t u<"]
    assert feed.notices == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"", "nothing"),
        (b"  <!DOCTYPE html><html/>", "a page in HTML"),
        (b"<a><b></a>", "mismatched tag"),
        (b"<a>", "no element found"),
        (b"\x00\xff" * 100, "no well-formed XML"),
        (b"<a>" * 101 + b"</a>" * 101, "deeper nesting"),
        (b"<!DOCTYPE a><a/>", "a DTD, which may hold bombs"),
        (b'<!DOCTYPE a [<!ENTITY l "lol">]><a>&l;</a>', "a DTD, which may hold bombs"),
        (b"<a>&uuml;</a>", "undefined entity"),
    ],
)
def test_what_is_no_xml(feed: Feed, body: bytes, found: str) -> None:
    for ask in (xml.read, xml.checked):
        with pytest.raises(WrongContent, match=found) as caught:
            ask(answer(body), feed, "ISO 19139")
        assert "ISO 19139" in str(caught.value)


def test_old_services_name_a_document_type(feed: Feed) -> None:
    """It is not fetched, and declares nothing that could grow."""
    start = b'<!DOCTYPE W SYSTEM "http://127.0.0.1:9/never.dtd" '
    body = start + b"[<!ELEMENT V EMPTY>]><W><V/></W>"
    assert xml.read(answer(body), feed, doctype=True).tag == "W"
    for bomb in (
        b'[<!ENTITY l "lol">]><W>&l;</W>',
        b'[<!ENTITY % l SYSTEM "file:///etc/passwd"> %l;]><W/>',
        b'[<!ATTLIST W v CDATA "very long">]><W/>',
        b"><W>&uuml;</W>",
    ):
        with pytest.raises(WrongContent, match=r"declared entities|unknown entity"):
            xml.read(answer(start + bomb), feed, doctype=True)


def test_what_is_repaired(feed: Feed) -> None:
    assert xml.read(answer(b"<a>L\x0brrach</a>"), feed).text == "L\N{REPLACEMENT CHARACTER}rrach"
    for number in ("11", "xB", "xFFFE", "xD800"):
        body = f"<a>L&#{number};rr&#97;ch</a>".encode()
        assert xml.read(answer(body), feed).text == "L\N{REPLACEMENT CHARACTER}rrach"
    latin = '<?xml version="1.0" encoding="utf-8"?><a>Lörrach</a>'.encode("latin-1")
    assert xml.read(answer(latin), feed).text == "Lörrach"
    assert xml.checked(answer(latin), feed) == "<a>Lörrach</a>".encode()
    for name in ("UTF-9", "big5"):
        odd = f'<?xml version="1.0" encoding="{name}"?><a>Lörrach</a>'.encode()
        assert xml.read(answer(odd), feed).text == "Lörrach"
    assert {notice.kind for notice in feed.notices} == {"repaired"}


def test_encodings_that_are_declared_need_no_repair(feed: Feed) -> None:
    for name in ("utf-8", "utf-16", "iso-8859-1", "windows-1252"):
        body = f'<?xml version="1.0" encoding="{name}"?><a>Lörrach</a>'.encode(name)
        assert xml.read(answer(body), feed).text == "Lörrach"
        # parsers of RDF know UTF-8 alone
        assert "Lörrach</a>" in xml.checked(answer(body), feed).decode()
    assert feed.notices == []
