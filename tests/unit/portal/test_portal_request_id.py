"""A request has one name in its answer and in all it logs; a hostile name goes nowhere."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest
from ckanext.loerrach.portal.request_id import Formatter, RequestId, current
from werkzeug.test import Client, TestResponse

OURS = re.compile(r"[0-9a-f]{32}")


class Logged:
    """An application that logs before it answers and while its body is sent."""

    def __init__(self) -> None:
        self.text = io.StringIO()
        self.log = logging.Logger("ckan")  # noqa: LOG001 (one that no other test sees)
        handler = logging.StreamHandler(self.text)
        handler.setFormatter(Formatter("%(levelname)s [%(request_id)s] %(message)s"))
        self.log.addHandler(handler)

    def __call__(self, environ, start):  # type: ignore[no-untyped-def]
        self.log.info("asked")
        start("200 OK", [("Content-Type", "text/plain")])
        return self._body(environ["HTTP_X_REQUEST_ID"])

    def _body(self, name: str) -> Iterator[bytes]:
        self.log.info("sending")
        yield name.encode()


@pytest.fixture(autouse=True)
def _nobody() -> Iterator[None]:
    token = current.set("-")
    yield
    current.reset(token)


def ask(application: Logged, **headers: str) -> TestResponse:
    return Client(RequestId(application)).get("/", headers=headers)


def test_the_name_that_the_proxy_gave_is_kept() -> None:
    application = Logged()
    answer = ask(application, **{"X-Request-ID": "3f8a91c2-portal.7"})
    assert answer.headers.getlist("X-Request-ID") == ["3f8a91c2-portal.7"]
    assert answer.text == "3f8a91c2-portal.7"
    assert application.text.getvalue() == (
        "INFO [3f8a91c2-portal.7] asked\nINFO [3f8a91c2-portal.7] sending\n"
    )


def test_without_a_proxy_every_request_gets_a_name_of_its_own() -> None:
    application = Logged()
    names = [ask(application).headers["X-Request-ID"] for _ in range(3)]
    assert all(OURS.fullmatch(name) for name in names)
    assert len(set(names)) == 3
    logged = re.findall(r"\[(.+)\]", application.text.getvalue())
    assert logged == [name for name in names for _ in range(2)]


@pytest.mark.parametrize(
    "hostile",
    ["", "short", "a" * 65, "a b c d e f", 'abc"defgh', "abcdefgh\x1b[2J", "größerer-name"],
)
def test_a_name_that_may_not_stand_in_a_log_is_replaced(hostile: str) -> None:
    application = Logged()
    RequestId(application)({"HTTP_X_REQUEST_ID": hostile, "REQUEST_METHOD": "GET"}, lambda *_: None)
    assert OURS.fullmatch(current.get())
    assert application.text.getvalue() == f"INFO [{current.get()}] asked\n"


def test_what_no_request_asked_for_says_so() -> None:
    application = Logged()
    application.log.warning("a harvest")
    assert application.text.getvalue() == "WARNING [-] a harvest\n"
