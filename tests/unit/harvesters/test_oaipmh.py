"""OAI-PMH: a row whole from LIDO and Dublin Core, tokens, deleted records, faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ckanext.loerrach.harvesters import harvester, sources
from ckanext.loerrach.harvesters._core import errors
from ckanext.loerrach.harvesters._core.feed import Feed
from ckanext.loerrach.harvesters._oaipmh.piece import years

MakeFeed = Callable[..., Feed]
PDM = "http://creativecommons.org/publicdomain/mark/1.0/"


class Repository:
    """Answers like a repository whose pages a test gives; ``asked`` are the questions it got."""

    def __init__(self, server: Any, feed_of: MakeFeed, policy: str = "persistent") -> None:
        self.pages: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.policy = policy
        self.feed_of, self.server = feed_of, server

    def feed(self, last: Any = None, before: Any = None) -> Feed:
        feed = self.feed_of(b"", "oaipmh", last)
        self.server.pages["/feed"] = self._answer
        feed.before = before or {}
        return feed

    def _answer(self, visit: Any) -> None:
        query = {key: one[0] for key, one in parse_qs(urlsplit(visit.path).query).items()}
        if query["verb"] == "Identify":
            body = f"<Identify><deletedRecord>{self.policy}</deletedRecord></Identify>"
        else:
            self.asked.append(query)
            key = query.get("resumptionToken") or ("new" if "from" in query else "")
            body = self.pages[key]
        if body.isdigit():
            return visit.answer(b"", int(body), retry_after="0")
        text = f"<OAI-PMH><responseDate>2026-11-23T06:00:00Z</responseDate>{body}</OAI-PMH>"
        return visit.answer(text.encode(), content_type="text/xml")


@pytest.fixture
def repository(server: Any, feed_of: MakeFeed) -> Repository:
    return Repository(server, feed_of)


def page(*ids: str, token: str | None = None, size: int = 0, deleted: str = "") -> str:
    """A page of ListRecords."""
    records = [
        f"<record><header><identifier>{id}</identifier></header><metadata><dc><title>Stück {id}"
        "</title></dc></metadata></record>"
        for id in ids
    ]
    if deleted:
        records.append(
            f'<record><header status="deleted"><identifier>{deleted}</identifier></header></record>'
        )
    announced = f' completeListSize="{size}"' if size else ""
    end = "" if token is None else f"<resumptionToken{announced}>{token}</resumptionToken>"
    return f"<ListRecords>{''.join(records)}{end}</ListRecords>"


def error(code: str) -> str:
    return f'<error code="{code}">nein</error>'


def ids(records: list[Any]) -> list[str]:
    [record] = records
    return [row[0] for row in record.resources[0].table.rows]


def demo(name: str, of_demo: MakeFeed) -> Any:
    [source] = [one for one in sources() if one.name == name]
    feed = of_demo(source)
    [record] = harvester("oaipmh")().records(feed)
    return record, feed


def test_lido(of_demo: MakeFeed, told: Any) -> None:
    """Two pages behind a token with signs that addresses do not take, one record deleted."""
    record, feed = demo("sammlungen-baden-wuerttemberg", of_demo)
    assert told(feed) == set()
    assert record.fields["collection_kind"] == ["museum"]
    assert record.fields["object_period_start"] == "1643"
    assert record.fields["object_period_end"] == "1811"
    table = record.resources[0].table
    assert len(table.rows) == 3
    assert table.rows[0] == [
        "oai:sammlung.example:1",
        "Topographia Sueviae",
        "Buch",
        "Matthäus Merian (Verleger)",
        "1643",
        1643,
        1643,
        "Papier; Kupferstich",
        "Frankfurt am Main",
        "Mustersammlung",
        "M 1",
        PDM,
        "https://sammlung.example/objekt/1",
        "https://sammlung.example/bild/1.jpg",
        PDM,
        "Beschreibung von Orten in Schwaben und am Oberrhein.",
    ]
    assert table.rows[1][13:15] == [None, None]


def test_dublin_core(of_demo: MakeFeed, told: Any) -> None:
    record, feed = demo("alte-drucke-basel", of_demo)
    assert told(feed) == set()
    assert record.fields["collection_holder"] == "Universitätsbibliothek Basel"
    table = record.resources[0].table
    assert len(table.rows) == 4
    assert table.rows[0] == [
        "oai:drucke.example:1",
        "Cosmographia. Beschreibung aller Lender",
        "Text",
        "Münster, Sebastian",
        "1544",
        1544,
        1544,
        None,
        "Basel",
        None,
        "doi:10.9999/1",
        PDM,
        "https://drucke.example/titel/1",
        "https://drucke.example/bild/1.jpg",
        PDM,
        None,
    ]


def test_years() -> None:
    for words, found in {
        "1850": (1850, 1850),
        "um 1850-1900": (1850, 1900),
        "1850/1900": (1850, 1900),
        "1850-03-01": (1850, 1850),
        "1850-03": (1850, 1850),
        "2024-01-15T17:29:56Z": (2024, 2024),
        "19. Jahrhundert": (None, None),
        "-0500": (-500, -500),
        "Inv. 123456": (None, None),
        "": (None, None),
    }.items():
        assert years([words]) == found, words


def test_pages(repository: Repository, harvest: Any) -> None:
    """Tokens are opaque; the last page has an empty one, or none."""
    for last in (None, ""):
        repository.asked.clear()
        token = "a b&amp;c=d+e/?%41"
        repository.pages = {
            "": page("1", "2", token=token),
            "a b&c=d+e/?%41": page("3", token=last),
        }
        good, bad = harvest(repository.feed())
        assert (ids(good), bad) == (["1", "2", "3"], [])
        # a token stands alone, without prefix and set (section 3.5)
        assert repository.asked[1] == {"verb": "ListRecords", "resumptionToken": "a b&c=d+e/?%41"}


def test_lists_without_end(repository: Repository, harvest: Any) -> None:
    for name, pages in {
        "the same page again": {"": page("1", token="x"), "x": page("1", token="x")},
        "in circles": {
            "": page("1", token="x"),
            "x": page("2", token="y"),
            "y": page("1", token="x"),
        },
        "nothing again and again": {"": page("1", token="x"), "x": page(token="x")},
        "less than announced": {"": page("1", "2", token="", size=10)},
    }.items():
        repository.pages = pages
        with pytest.raises(errors.WrongContent):
            harvest(repository.feed())
        assert len(repository.asked) < 30, name
        repository.asked.clear()
    # a token that stays the same while the pages go on is nobody's business but the server's
    steps = iter(["1", "2", "3"])

    class Going(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            step = next(steps)
            return page(step, token=None if step == "3" else "same")

    repository.pages = Going()
    assert ids(harvest(repository.feed())[0]) == ["1", "2", "3"]


def test_a_token_that_the_server_forgets(repository: Repository, harvest: Any, told: Any) -> None:
    """The list is asked for from its start once more, and only once."""
    answers = iter([error("badResumptionToken"), page("2"), *[error("badResumptionToken")] * 2])

    class Forgetting(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            return next(answers) if key else page("1", token="x")

    repository.pages = Forgetting()
    feed = repository.feed()
    assert ids(harvest(feed)[0]) == ["1", "2"]
    assert told(feed) == {("repaired", "resumptionToken")}
    with pytest.raises(errors.WrongContent, match="badResumptionToken"):
        harvest(repository.feed())


def test_a_busy_server(repository: Repository, harvest: Any) -> None:
    """503 with Retry-After in the middle of a list is waited for; one that stays fails the run."""
    answers = iter(["503", page("2"), *["503"] * 3, *["500"] * 3])

    class Busy(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            return next(answers) if key else page("1", token="x")

    repository.pages = Busy()
    assert ids(harvest(repository.feed())[0]) == ["1", "2"]
    with pytest.raises(errors.Busy):
        harvest(repository.feed())
    with pytest.raises(errors.Broken):
        harvest(repository.feed())


def test_deleted_records(repository: Repository, harvest: Any) -> None:
    """Who never forgets them is asked for what is new; the others for everything."""
    repository.pages = {"": page("1", "2", "3"), "new": page("4", deleted="2")}
    first = repository.feed()
    assert ids(harvest(first)[0]) == ["1", "2", "3"]
    second = repository.feed(first.seen, first.keep)
    assert ids(harvest(second)[0]) == ["1", "3", "4"]
    assert repository.asked[-1]["from"] == "2026-11-22"
    # nothing new, or what is known already
    for nothing in (error("noRecordsMatch"), page("4", deleted="2")):
        repository.pages["new"] = nothing
        with pytest.raises(errors.Unchanged):
            harvest(repository.feed(second.seen, second.keep))
    # a full run asks for everything, and so does who cannot trust what was remembered
    for last, before in (({}, second.keep), (second.seen, {**second.keep, "began": "gestern"})):
        assert ids(harvest(repository.feed(last, before))[0]) == ["1", "2", "3"]
        assert "from" not in repository.asked[-1]
    for policy in ("transient", "no", "immer"):
        repository.policy = policy
        repository.pages[""] = page("1", "5")
        feed = repository.feed(second.seen, second.keep)
        assert ids(harvest(feed)[0]) == ["1", "5"]
        assert feed.keep == {}


def test_faults(feed_of: MakeFeed, harvest: Any, own_feeds: Path, told: Any) -> None:
    feed = feed_of((own_feeds / "broken/oai.xml").read_bytes(), "oaipmh")
    [record], bad = harvest(feed)
    assert [str(one) for one in bad] == [
        "o:1, field 'title': missing. Give every piece a title.",
        "#2, field 'identifier': missing. Give every record its own.",
        "o:2, field 'metadata': neither oai_dc nor LIDO. Look at the setting 'prefix'.",
        "o:3, field 'metadata': neither oai_dc nor LIDO. Look at the setting 'prefix'.",
        "o:4, field 'identifier' 'o:4': the same identifier twice. Give every record its own.",
    ]
    assert {one.part_of for one in bad} == {"probe"}
    one, other = record.resources[0].table.rows
    assert one[:8] == [
        "o:4", "Kupferstich mit Rand; Engraving", None, None, "um 1850-1900", 1850, 1900, "Papier",
    ]  # fmt: skip
    assert one[13:15] == ["http://example.org/bild.JPG", None]
    assert other[:3] == ["o:5", "Becher", "Becher"]
    assert other[12:14] == [None, None]
    assert told(feed) == {
        ("left out", "Identify"),
        ("link left out", "o:5"),
        ("repaired", "title"),
        ("unknown column", "objectWorkType"),
        ("unknown column", "linkResource"),
        ("unknown column", "recordInfoLink"),
        ("unknown column", "preis"),
    }


def test_no_records(repository: Repository, harvest: Any, feed_of: MakeFeed) -> None:
    for body, kind in {
        error("noRecordsMatch"): errors.Empty,
        error("cannotDisseminateFormat"): errors.WrongContent,
        page(deleted="1"): errors.Empty,
        "<ListSets/>": errors.WrongContent,
        "404": errors.Refused,
    }.items():
        repository.pages = {"": body}
        with pytest.raises(kind):
            harvest(repository.feed())
    for settings in ({"kind": "zoo"}, {"prefix": 3}):
        with pytest.raises(errors.SettingError):
            harvest(feed_of(b"", "oaipmh", settings=settings))
