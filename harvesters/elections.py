"""Results of elections: votemanager's open data, and the files of the federal returning officer."""

from __future__ import annotations

from collections.abc import Iterator

from ._core.charset import decoded
from ._core.describe import LANGUAGE, THEME, dataset_fields, original, page, table_of
from ._core.errors import Empty, WrongContent
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record
from ._core.settings import words
from ._elections import federal, tables, votemanager
from ._elections.result import Result


class Elections(Harvester):
    """The result of one election, by areas and parties, as far as it is counted."""

    info = HarvesterInfo(
        name="elections",
        title="Election results (votemanager; kerg.csv and kerg2.csv of the Bundeswahlleiterin)",
        field="administration",
        documentation="https://www.bundeswahlleiterin.de/bundestagswahlen/2025/ergebnisse/opendata.html",
        settings={
            "election": "name of the election, where votemanager has several",
            "levels": "levels of areas that stay, as votemanager calls them; all without it",
            "areas": "areas of the federal files that stay, like Wahlkreis/282, Land/8, Bund/99",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord]:
        """Rows that cannot be read, then the one dataset of the election."""
        result = Result()
        bad = list(_read(feed, result))
        if not result.areas:
            if bad:
                first = f"none that can be read; the first: {bad[0]}"
                raise WrongContent(feed.url, "areas", first)
            raise Empty(feed.url, "area")
        result.check(feed)
        votes, turnout = tables.results(result), tables.turnout(result)
        feed.whole([result.name, result.day, votes.rows, turnout.rows, list(map(str, bad))])
        yield from bad
        yield _record(feed, result)


def _read(feed: Feed, result: Result) -> Iterator[BadRecord]:
    answer = feed.get(accept="application/json, text/csv, */*;q=0.1", part=True)
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return votemanager.read(feed, answer.json(), result)
    text, areas = decoded(feed, answer), words(feed.source, "areas")
    if federal.is_long(text):
        return federal.read_long(feed, text, areas, result)
    if federal.is_wide(text):
        return federal.read_wide(feed, text, areas, result)
    start = " ".join(text[:200].split()) or "nothing"
    raise WrongContent(feed.url, "open_data.json, kerg.csv or kerg2.csv", start[:120])


def _record(feed: Feed, result: Result) -> Record:
    source = feed.source
    more = {
        "theme": [f"{THEME}GOVE"], "language": [f"{LANGUAGE}DEU"], "document_kind": ["election"],
        **({"election_date": result.day.isoformat()} if result.day else {}), **page(source),
    }  # fmt: skip
    found = [
        table_of(source, "results", tables.RESULTS_TITLE, tables.RESULTS_NOTES,
                 tables.results(result)),
        table_of(source, "turnout", tables.TURNOUT_TITLE, tables.TURNOUT_NOTES,
                 tables.turnout(result)),
    ]  # fmt: skip
    kind = ("JSON", "application/json") if source.url.endswith(".json") else ("CSV", "text/csv")
    return Record(
        id=source.name, title=source.title, notes=source.notes, tags=tables.TAGS,
        fields=dataset_fields(source, **more),
        resources=[*(one for one in found if one.table and one.table.rows),
                   original(feed, *kind)],
    )  # fmt: skip
