"""The server of the sample feeds, and the logs of a portal."""

from __future__ import annotations

import io
import multiprocessing
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from ckanext.loerrach.portal import feedserver, logs, ports
from ckanext.loerrach.portal.errors import FeedsMissing
from ckanext.loerrach.portal.home import Home


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[str]:
    root = tmp_path / "feeds"
    root.mkdir()
    (root / "parking.geojson").write_text('{"type": "FeatureCollection"}')
    files = {
        "csw/queries.tsv": "# a word\nGetRecords,Position=3\tsecond.xml\ngetrecords\tfirst.xml\n"
        "out\t../../secret.txt\n",
        "csw/first.xml": "<first/>",
        "csw/second.xml": "<second/>",
        "dwd/index.html": '<a href="hourly.zip">hourly.zip</a>',
        "dwd/hourly.zip/b.txt": "two\n",
        "dwd/hourly.zip/a/a.txt": "one\n",
        "plain/a.json": "{}",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    port = ports.free()
    server = multiprocessing.get_context("fork").Process(
        target=feedserver.serve, args=(root, port), daemon=True
    )
    server.start()
    while not ports.answers(port):
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.join()


def test_a_feed_comes_as_what_it_is(feeds: str) -> None:
    answer = requests.get(f"{feeds}/parking.geojson?service=wfs&request=getfeature", timeout=5)
    assert answer.json() == {"type": "FeatureCollection"}
    assert answer.headers["Content-Type"] == "application/geo+json"
    again = requests.get(
        f"{feeds}/parking.geojson", timeout=5,
        headers={"If-Modified-Since": answer.headers["Last-Modified"]},
    )  # fmt: skip
    assert again.status_code == 304


def test_one_address_answers_many_questions(feeds: str) -> None:
    def asked(query: str) -> tuple[int, str]:
        answer = requests.get(f"{feeds}/csw?{query}", timeout=5)
        return answer.status_code, answer.text if answer.ok else ""

    assert asked("request=GetRecords&startPosition=1") == (200, "<first/>")
    assert asked("REQUEST=getRecords&startposition%3D3") == (200, "<second/>")
    assert asked("request=GetCapabilities") == (404, "")
    assert asked("out") == (404, "")


def test_a_folder_of_files_is_listed_and_a_zip_is_packed(feeds: str) -> None:
    listing = requests.get(f"{feeds}/dwd", timeout=5)
    assert (listing.url, listing.text) == (f"{feeds}/dwd/", '<a href="hourly.zip">hourly.zip</a>')
    packed = [requests.get(f"{feeds}/dwd/hourly.zip", timeout=5) for _ in range(2)]
    assert packed[0].headers["Content-Type"] == "application/zip"
    assert packed[0].content == packed[1].content
    with zipfile.ZipFile(io.BytesIO(packed[0].content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a/a.txt": b"one\n", "b.txt": b"two\n",
        }  # fmt: skip
    tag = {"If-None-Match": packed[0].headers["ETag"]}
    assert requests.get(f"{feeds}/dwd/hourly.zip", headers=tag, timeout=5).status_code == 304
    head = requests.head(f"{feeds}/dwd/hourly.zip", timeout=5)
    assert (head.content, head.headers["ETag"]) == (b"", packed[0].headers["ETag"])


@pytest.mark.parametrize(
    "path",
    ["/", "/missing.json", "/../secret.txt", "/%2e%2e/secret.txt", "/plain", "/csw/queries.tsv"],
)
def test_nothing_else_is_served(feeds: str, path: str) -> None:
    with requests.Session() as session:
        request = requests.Request("GET", feeds + path).prepare()
        request.url = feeds + path
        assert session.send(request, timeout=5).status_code == 404


def test_only_reading_is_allowed(feeds: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = requests.request(method, f"{feeds}/parking.geojson", data="x", timeout=5)
        assert answer.status_code == 501
    form = requests.post(f"{feeds}/parking.geojson", data="x" * 70_000, timeout=5)
    assert form.status_code == 413


def test_the_samples_of_this_clone_are_found(tmp_path: Path) -> None:
    assert feedserver.folder(None) == Path(__file__).parents[2] / "feeds"
    with pytest.raises(FeedsMissing, match="LOERRACH_FEEDS"):
        feedserver.folder(tmp_path)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "portal")
    home.open()
    home.log("web").write_text("".join(f"line {number}\n" for number in range(1000)))
    home.log("worker").write_text("busy\n")
    return home


def shown(home: Home, service: str, lines: int) -> list[str]:
    written: list[str] = []
    logs.show(logs.files(home, service), lines, False, written.append)
    return written


def test_the_last_lines_of_one_log(home: Home) -> None:
    assert shown(home, "web", 2) == ["line 998", "line 999"]
    assert shown(home, "web", 0) == []


def test_all_logs_say_whose_line_it_is(home: Home) -> None:
    assert shown(home, "", 1) == ["web    | line 999", "worker | busy"]


def test_an_unknown_log_names_the_known(home: Home) -> None:
    with pytest.raises(logs.UnknownService, match="there are: web, worker"):
        logs.files(home, "nothing")


def test_large_logs_are_put_aside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 100)
    logs.rotate(home)
    assert sorted(path.name for path in home.logs.iterdir()) == ["web.log.1", "worker.log"]


def test_following_shows_what_is_added_line_by_line(home: Home) -> None:
    """Half a line waits for its end; a log that begins anew is read from its start."""
    path = home.log("worker")
    start = path.stat().st_size
    with path.open("a") as log:
        log.write("one\ntw")
    added, end = logs._added(path, start)
    assert added == ["one"]
    with path.open("a") as log:
        log.write("o\n")
    assert logs._added(path, end)[0] == ["two"]
    path.write_text("new\n")
    assert logs._added(path, end)[0] == ["new"]
