"""Series of the archive (CDC): zip files by station, found through the directory listing.

``…_akt.zip`` holds about the last 500 days, ``…_FROM_UNTIL_hist.zip`` what is checked; the two
overlap, and what is checked counts. Columns are padded, ``;`` between them, -999 is no value,
``eor`` ends a row, texts are in Latin-1. https://opendata.dwd.de/climate_environment/CDC/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urljoin

from .._core import listing, settings
from .._core.answer import Answer
from .._core.errors import WrongContent
from .._core.feed import Feed
from .._core.objects import bad_row
from .._core.record import Cell
from .._core.values import BadValue, Values
from .._core.zipped import Unzip, Zipped
from . import stations
from .network import Network
from .quantities import IN_ARCHIVE, Quantity, quality

PRODUCT = re.compile(r"\w+_(?P<id>\d{5})_(?:\d{8}_\d{8}_)?(?P<kind>akt|now|hist)\.zip")
METADATA = re.compile(r"Meta_Daten_\w+_(?P<id>\d{5})\.zip")
LIMITS = Unzip(members=50, inflated=256 * 1024 * 1024)
#: MESS_DATUM: day, hour, or ten minutes
FORMATS = {8: "%Y%m%d", 10: "%Y%m%d%H", 12: "%Y%m%d%H%M"}
#: the loggers of the ten minutes kept Central European Time, all year, until the end of 1999
OLD_LOGGERS, CET = datetime(2000, 1, 1), timezone(timedelta(hours=1))  # noqa: DTZ001 (local time)
MISSING = -999


def read(feed: Feed) -> Network:
    """The series of the stations of the settings, what is checked over what is not."""
    network = Network("ZIP", "application/zip")
    wanted = {id.zfill(5): station for id, station in stations.wanted(feed).items()}
    here = feed.get(part=True)
    recent = listing.files(here)
    found = _products(feed, recent, wanted)
    for name in ("historical", "metadata"):
        folder = settings.address(feed.source, name)
        if folder:
            found += _products(feed, listing.files(feed.get(urljoin(here.url, folder))), wanted)
    for id in sorted(wanted.keys() - {one for one, _ in found}):
        feed.notice("missing station", id, "there is no file of it in the listing")
    answers = [(id, feed.get(address)) for id, address in found]
    feed.whole([answer.validators.digest for _, answer in answers])
    for id, answer in answers:
        take(feed, network, id, answer)
    for id, _ in found:
        known = network.stations.get(id) or wanted[id] or _described(feed, recent, id)
        network.stations[id] = known or stations.Station(id, id, None, None)
    return network


def _products(feed: Feed, files: dict[str, str], wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Station and address of each file, in the order in which they count: the later, the more."""
    found = []
    for name, address in sorted(files.items()):
        match = PRODUCT.fullmatch(name) or METADATA.fullmatch(name)
        if match and match["id"] in wanted:
            found.append((name.endswith("_hist.zip"), match["id"], address))
    return [(id, address) for _, id, address in sorted(found)]


def _described(feed: Feed, files: dict[str, str], id: str) -> stations.Station | None:
    """From the list of stations beside the files."""
    for name, address in files.items():
        if name.endswith("_Beschreibung_Stationen.txt"):
            return stations.description(feed.get(address)).get(id)
    return None


def take(feed: Feed, network: Network, id: str, answer: Answer) -> None:
    """Take rows and place of one zip file; WrongContent where there is neither in it."""
    packed = Zipped(answer.url, answer.body, LIMITS)
    products = [name for name in packed.names if name.startswith("produkt_")]
    places = [name for name in packed.names if name.startswith("Metadaten_Geographie_")]
    if not products and not places:
        raise WrongContent(answer.url, "a product or the places of a station", "neither")
    for name in places:
        station = stations.geography(feed, packed.lines(name, stations.ENCODING))
        if station:
            network.stations[id] = station
    for name in products:
        _product(feed, network, id, answer.url, packed.lines(name, stations.ENCODING))


def _product(feed: Feed, network: Network, id: str, url: str, lines: Iterable[str]) -> None:
    since = settings.whole(feed.source, "since", 1700, 1700, 2200)
    header: list[str] = []
    columns: dict[int, Quantity] = {}
    number, whole = 0, False
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split(";")]
        if not header:
            header = cells
            columns = _columns(feed, network, url, header)
            continue
        whole = _ends(cells, header)
        try:
            key = _key(id, cells, header)
            if key[1].year >= since:
                network.values[key] = {
                    one.name: _cell(one, cells[place]) for place, one in columns.items()
                }
        except BadValue as error:
            network.bad.append(bad_row(feed, error, f"{id}, line {number}"))
    if number < 2 or not whole:
        raise WrongContent(url, "rows that end with eor", "none, or a file that ends in one")


def _columns(feed: Feed, network: Network, url: str, header: Sequence[str]) -> dict[int, Quantity]:
    if header[:2] != ["STATIONS_ID", "MESS_DATUM"] or "eor" not in header:
        raise WrongContent(url, "columns from STATIONS_ID to eor", f"'{header[0][:40]}'")
    end = header.index("eor")
    feed.unknown(filter(None, header[end + 1 :]), [])
    found = {}
    for place, name in enumerate(header[2:end], 2):
        known = quality(name) if re.fullmatch(r"QN_\d+|QN", name) else IN_ARCHIVE.get(name)
        if known:
            found[place] = known
        else:
            feed.unknown([name], [])
    network.quantities |= {one.name: one for one in found.values()}
    return found


def _ends(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Is the row whole: as long as the header, with its mark of the end?"""
    return len(cells) == len(header) and cells[header.index("eor")] == "eor"


def _key(id: str, cells: Sequence[str], header: Sequence[str]) -> tuple[str, datetime]:
    if not _ends(cells, header):
        raise BadValue("eor", cells[-1], "the row has other cells than the header")
    if cells[0].zfill(5) != id:
        raise BadValue("STATIONS_ID", cells[0], f"another station than {id}")
    text = cells[1]
    try:
        local = datetime.strptime(text, FORMATS[len(text)])  # noqa: DTZ007 (the zone follows)
    except (KeyError, ValueError) as error:
        raise BadValue("MESS_DATUM", text, "a time like 2026123123 is needed") from error
    old = len(text) == 12 and local < OLD_LOGGERS
    return id, local.replace(tzinfo=CET if old else UTC).astimezone(UTC)


def _cell(quantity: Quantity, text: str) -> Cell:
    value = Values({quantity.name: text}).number(quantity.name)
    if value is None or value == MISSING:
        return None
    return int(value) if quantity.given == "CODE_TABLE" else value
