"""Texts that want a reader to try for ever: it has done in one pass, whatever they are."""

from __future__ import annotations

import subprocess
import sys

import pytest
from ckanext.loerrach.harvesters._core import listing
from ckanext.loerrach.harvesters._core.answer import Answer, Validators

#: what another process does with a megabyte of such text; it is ended after a minute
PROGRAM = """
from ckanext.loerrach.harvesters._core import listing
from ckanext.loerrach.harvesters._core.answer import Answer, Validators
from ckanext.loerrach.harvesters._core.errors import FeedError
from ckanext.loerrach.harvesters._dcat import parsing
text = {text}
if {folder}:
    body = "<pre>" + text + "</pre></html>"
    print(len(listing.entries(Answer("http://a/", body.encode(), "text/html", "", Validators()))))
else:
    for pattern in (parsing.UNENDED, parsing.ADDRESS):
        pattern.sub("", text)
    print("done")
"""
TURTLE = (
    "'<http://' + 'a ' * 500_000", "'<http://a ' * 100_000", "'\\n' * 1_000_000",
    "'@prefix a:' + ' ' * 1_000_000", "'@prefix ' * 100_000", "'@prefix a: <' + 'a' * 1_000_000",
)  # fmt: skip
LISTINGS = (
    "'<a href=\"x\">' * 80_000", "'<a ' + 'href=\"x\" ' * 100_000", "'<a ' + ' ' * 1_000_000",
    "'<a href=\"' + 'x' * 1_000_000", "'<a href' + ' ' * 1_000_000",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folder"), [(one, False) for one in TURTLE] + [(one, True) for one in LISTINGS]
)
def test_one_pass_is_enough(text: str, folder: bool) -> None:
    program = PROGRAM.format(text=text, folder=folder)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() in ("done", "0", "1")


def test_an_empty_folder_is_one() -> None:
    body = b"<html><h1>Index of /</h1><pre></pre></html>"
    assert listing.entries(Answer("http://a/", body, "text/html", "", Validators())) == []
