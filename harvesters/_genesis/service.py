"""The webservice (RESTful 2020) of GENESIS: forms with POST, a login in the headers.

https://www-genesis.destatis.de/genesisWS/downloads/GENESIS-Webservices_Einfuehrung.pdf. What goes
wrong comes with status 200 as JSON, whose ``Status`` says what it is.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from .._core.answer import Answer
from .._core.errors import Empty, WrongContent, shown
from .._core.feed import Feed
from .._core.logins import Login
from .._core.zipped import Unzip, Zipped

FINE = 0
#: the answer is there, with a remark
REMARK = 22
TOO_LARGE = 98
NOTHING = 104
#: a table of all municipalities over thirty years
LIMITS = Unzip(members=3, inflated=512 * 1024 * 1024)


def ask(feed: Feed, method: str, **form: str) -> Answer:
    """The answer of a method ("data/tablefile"); Empty or WrongContent for an error."""
    login = feed.login
    headers = {"username": login.name, "password": login.word} if login else {}
    address = f"{feed.asked.rstrip('/')}/{method}"
    answer = feed.post(address, {"language": "de", **form}, {"Accept": "*/*", **headers})
    if answer.body[:1] != b"P":
        _look(feed, answer)
    return answer


def _look(feed: Feed, answer: Answer) -> None:
    """Raise what an answer in JSON says has gone wrong."""
    said = answer.json()
    status = said.get("Status") if isinstance(said, dict) else None
    if not isinstance(status, Mapping):
        raise WrongContent(feed.url, "an answer of GENESIS with its status", "other JSON")
    code = status.get("Code")
    if code in (FINE, REMARK):
        return
    text = shown(scrubbed(str(status.get("Content") or "no reason"), feed.login), 200)
    if code == NOTHING:
        raise Empty(feed.url, f"value of the table ({text})")
    if code == TOO_LARGE:
        found = f"one that is too large ({text}); choose 'since' or 'areas_of'"
        raise WrongContent(feed.url, "a table of moderate size", found)
    if not feed.login:
        text += "; GENESIS wants a login, see ckanext.loerrach.harvest.logins"
    raise WrongContent(feed.url, "a table", f"status {_number(code)}: {text}")


def scrubbed(text: str, login: Login | None) -> str:
    """The text without what the operator is known by: servers repeat what they were asked with."""
    if login is None:
        return text
    words = (login.name, login.word)
    pairs = (f"{login.name}:{login.word}", *words)
    forms = {form(word) for word in words for form in (str, quote, quote_plus, html.escape)}
    forms |= {b64encode(one.encode()).decode() for one in pairs}
    for one in sorted(forms - {""}, key=len, reverse=True):
        text = re.sub(re.escape(one), "***", text, flags=re.IGNORECASE)
    return text


def _number(code: Any) -> str:
    """A number of a status; other things have been put there as well."""
    return str(code) if isinstance(code, int) and abs(code) < 10**6 else "?"


def about(feed: Feed, table: str) -> Mapping[str, Any]:
    """What ``metadata/table`` says of a table."""
    said = ask(feed, "metadata/table", name=table, area="all").json()
    found = said.get("Object") if isinstance(said, dict) else None
    if not isinstance(found, Mapping):
        raise WrongContent(feed.url, "the description of a table", "none")
    return found


def flat(feed: Feed, table: str, **form: str) -> tuple[Zipped, str]:
    """The zip file with the table as flat CSV, and the name of that file in it."""
    answer = ask(
        feed, "data/tablefile", name=table, area="all", format="ffcsv", compress="false",
        quality="on", job="false", **form,
    )  # fmt: skip
    zipped = Zipped(feed.url, answer.body, LIMITS)
    names = [name for name in zipped.names if name.lower().endswith(".csv")]
    if len(names) != 1:
        raise WrongContent(feed.url, "a zip file with one CSV file", f"{len(names)} of them")
    return zipped, names[0]
