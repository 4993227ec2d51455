"""Questions that go as forms, and what only the server that is asked may know."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._core.http import Client
from ckanext.loerrach.harvesters._core.logins import Login, LoginsUnreadable, login

SECRET = {"password": "geheim"}


def test_a_form_and_its_answer(server: Any, client: Client) -> None:
    url = server.page("/form", b"answer", content_type="application/zip")
    answer = client.post(url, {"name": "12411-01-01-4", "area": "Lörrach & all"}, SECRET)
    assert (answer.body, answer.mimetype) == (b"answer", "application/zip")
    [(path, headers)] = server.visits
    assert path == "/form?name=12411-01-01-4&area=L%C3%B6rrach+%26+all"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["password"] == "geheim"


def test_a_form_is_repeated_at_the_same_server_only(
    server: Any, other_server: Any, client: Client, make_client: Callable[..., Client]
) -> None:
    here, there = server.page("/new", b"new"), other_server.page("/other", b"other")
    both = make_client(inner=(other_server.host,))
    for status in (301, 302, 303, 307, 308):
        server.page("/old", b"", status=status, location=here)
        if status in (307, 308):
            assert client.post(server.url("/old"), {"a": "b"}).body == b"new"
            assert server.visits[-1][0] == "/new?a=b"
        else:
            with pytest.raises(errors.NotAllowed, match="form"):
                client.post(server.url("/old"), {"a": "b"})
        server.page("/away", b"", status=status, location=there)
        with pytest.raises(errors.NotAllowed, match="form"):
            both.post(server.url("/away"), {"a": "b"}, SECRET)
    assert other_server.visits == []


def test_forms_are_guarded_too(server: Any, other_server: Any, client: Client) -> None:
    with pytest.raises(errors.NotAllowed):
        client.post(other_server.page("/", b""), SECRET)
    with pytest.raises(errors.NotAllowed):
        client.post("file:///etc/passwd", SECRET)
    with pytest.raises(errors.Refused):
        client.post(server.page("/no", b"", status=401), SECRET)
    with pytest.raises(errors.TooLarge):
        client.post(server.page("/large", b"x" * 300_000), SECRET)
    assert other_server.visits == []


def test_nothing_shows_a_form_or_a_word(
    server: Any, client: Client, feed_of: Callable[..., Feed], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(errors.Refused) as caught:
        client.post(server.page("/no", b"", status=403), SECRET, SECRET)
    assert "geheim" not in f"{caught.value} {caplog.text} {Login('somebody', 'geheim')!r}"


def test_logins_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text(
        "machine www.regionalstatistik.de login AB123 password s3cret\n"
        "machine empty.example.org login x\n"
        "default login anybody password anything\n"
    )
    url = "https://www.regionalstatistik.de/genesisws/rest/2020"
    found = login(file, url)
    assert found is not None
    assert (found.name, found.word) == ("AB123", "s3cret")
    assert login(file, url.replace("https", "http")) is None
    assert login(file, "https://elsewhere.example.org/") is None
    assert login(file, "https://empty.example.org/") is None
    assert login(None, url) is None


def test_files_of_logins_that_cannot_be_read(tmp_path: Path) -> None:
    url = "https://www.regionalstatistik.de/"
    file = tmp_path / "logins"
    file.write_text("machine www.regionalstatistik.de login a pasword s3cret\n")
    with pytest.raises(LoginsUnreadable, match="line 1") as caught:
        login(file, url)
    assert "s3cret" not in str(caught.value)
    file.write_bytes(b"\xff\xfe\x00")
    for path in (file, tmp_path / "missing", tmp_path):
        with pytest.raises(LoginsUnreadable):
            login(path, url)
