"""A portal after its first start: what it is, who may what, and what it refuses."""

from __future__ import annotations

import json
import re
import stat
from importlib.metadata import version
from typing import Any

import pytest
import redis
import requests
from ckanext.loerrach.harvesters import sources
from ckanext.loerrach.portal import tokens
from ckanext.loerrach.portal.configuration import read_option
from ckanext.loerrach.portal.home import Home
from ckanext.loerrach.schemas import strategy_fields
from prometheus_client.parser import text_string_to_metric_families

SERVICES = {
    "postgres",
    "valkey",
    "feeds",
    "web",
    "worker",
    "gather",
    "fetch",
    "scheduler",
}


def test_status_tells_programs_all_they_need(town: Any) -> None:
    done = town.run("status", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert (found["ready"], found["url"], found["sample_data"]) == (True, town.url, True)
    assert set(found["services"]) == SERVICES
    assert {one["state"] for one in found["services"].values()} == {"running"}
    assert all(isinstance(one["pid"], int) for one in found["services"].values())
    assert found["datasets"] == town.result("package_search", rows=0)["count"]
    assert found["memory"] < 1_000_000_000


def test_the_first_start_shows_where_everything_is(town: Any) -> None:
    assert town.url in town.shown
    assert f"{town.url}/api/3/action/" in town.shown
    assert f"{town.url}/catalog.ttl" in town.shown
    assert re.search(rf"{town.url}/loerrach/login/[\w-]{{43}}", town.shown)
    assert "samples" in town.shown


def test_the_town_is_there(town: Any) -> None:
    assert town.result("organization_list") == ["stadt-loerrach"]
    groups = town.result("group_list", all_fields=True)
    assert {group["name"]: (group["title"], group["description"]) for group in groups} == {
        field.name: (field.label["de"], field.description["de"]) for field in strategy_fields()
    }
    assert len(groups) == 7


def test_every_sample_was_harvested(town: Any) -> None:
    """As many datasets as sources with a sample, and none of their tables is empty."""
    demos = [entry for entry in sources() if entry.demo]
    found = town.result("package_search", fq="dataset_type:dataset", rows=200)["results"]
    assert len(found) >= len(demos) > 0
    tables = [r["id"] for one in found for r in one["resources"] if r.get("datastore_active")]
    rows = [town.result("datastore_search", resource_id=table, limit=1) for table in tables]
    assert all(row["records"] for row in rows)


def test_mobility_and_environment_have_tables_places_and_files(town: Any, until: Any) -> None:
    """Of each harvester a dataset with rows, a footprint, and files of its places to download."""
    named = {entry.title["de"]: entry.harvester for entry in sources() if entry.demo}
    found = town.result("package_search", fq="dataset_type:dataset", rows=200)["results"]
    placed: dict[str, str] = {}
    for one in found:
        harvester = named.get(one["title_translated"]["de"], "")
        for resource in one["resources"]:
            if resource.get("downloads") == "places" and one.get("spatial_coverage"):
                assert resource["datastore_active"]
                placed[harvester] = f"/dataset/{one['name']}/resource/{resource['id']}/places"
    assert set(placed) >= {
        "bfrk", "charging", "counters", "dwd", "gbfs", "gtfs", "ogc", "parking", "pegelonline",
        "sensor_community", "sensorthings", "uba",
    }  # fmt: skip
    for path in placed.values():
        answer = until(lambda path=path: _made(f"{town.url}{path}.geojson"))
        assert answer.json()["features"]
        assert requests.head(f"{town.url}{path}.gpkg", timeout=10).status_code == 200


def _made(address: str) -> requests.Response | None:
    """The file, once the background job has made it."""
    answer = requests.get(address, timeout=10)
    return answer if answer.ok else None


def test_a_source_is_harvested_from_the_command_line(town: Any) -> None:
    """Plan first; nothing new is nothing to do; a plan is not a deed."""
    plain = town.run("harvest", "parking-freiburg", "--dry-run", "--full")
    assert plain.returncode == 0, plain.stderr
    assert "parking-freiburg: would change nothing" in plain.stdout
    done = town.run("harvest", "parking-freiburg", "--full", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["unchanged"], found["plan"]["unchanged"]) == (
        0, ["parking-freiburg"], 1,
    )  # fmt: skip
    again = town.run("harvest", "parking-freiburg")
    assert (again.returncode, again.stdout.strip().splitlines()[-1]) == (
        0, "parking-freiburg: not changed since the last run",
    )  # fmt: skip
    unknown = town.run("harvest", "nowhere")
    assert unknown.returncode == 1
    names = sorted(source.name for source in sources() if source.demo)
    assert unknown.stderr.strip().splitlines()[-1] == (
        f"loerrach: There is no source 'nowhere'; there are: {', '.join(names)}."
    )


def test_health_is_open_to_all(town: Any) -> None:
    assert requests.get(f"{town.url}/healthz", timeout=10).json() == {"alive": True}
    ready = requests.get(f"{town.url}/readyz", timeout=10)
    assert ready.status_code == 200
    found = ready.json()
    ages = found.pop("seconds_since_good_harvest")
    assert found == {"ready": True, "database": "ok", "search": "ok", "queue": "ok"}
    assert ages
    assert all(0 <= age < 3600 for age in ages.values())


def test_pages_are_german(town: Any) -> None:
    page = requests.get(town.url, timeout=30)
    assert page.status_code == 200
    assert 'lang="de' in page.text


def test_the_login_link_lets_in_once(town: Any) -> None:
    link = town.run("login-link").stdout.strip()
    assert requests.head(link, timeout=10).status_code == 200, "looking does not spend it"
    visitor = requests.Session()
    assert visitor.get(link, timeout=30).ok
    assert "/user/admin" in visitor.get(town.url, timeout=30).text
    assert visitor.get(f"{town.url}/ckan-admin/", timeout=30).status_code == 200
    again = requests.get(link, timeout=30)
    assert again.status_code == 403
    assert "/user/admin" not in again.text
    assert requests.get(f"{town.url}/loerrach/login/guess", timeout=30).status_code == 403


def numbers(portal: Any) -> dict[str, dict[str, float]]:
    """What Prometheus reads at /metrics: name -> label -> value."""
    secret = json.loads((portal.folder / "secrets.json").read_text())["metrics"]
    answer = requests.get(
        f"{portal.url}/metrics", headers={"Authorization": f"Bearer {secret}"}, timeout=30
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found: dict[str, dict[str, float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            label = sample.labels[max(sample.labels)]
            found.setdefault(sample.name, {})[label] = sample.value
    return found


def test_prometheus_sees_what_the_commands_say(town: Any, until: Any) -> None:
    found = until(lambda: (now := numbers(town))["loerrach_jobs_waiting"] and now)
    services = town.noted()["services"]
    sources = town.result("package_search", fq="dataset_type:harvest", rows=0)["count"]
    public = town.result("package_search", rows=0)["count"]
    everything = town.result("package_search", rows=0, include_private=True)["count"]
    ages = found.pop("loerrach_harvest_age_seconds")
    assert len(ages) == sources > 0
    assert all(0 <= age < 3600 for age in ages.values())
    assert {"harvest-gather", "harvest-fetch"} <= set(found.pop("loerrach_jobs_waiting"))
    assert found == {
        "loerrach_info": {version("ckanext-loerrach"): 1},
        "loerrach_server_up": {"database": 1, "search": 1, "queue": 1},
        "loerrach_datasets": {
            "all": public,
            "members": everything - public,
        },
        "loerrach_process_up": dict.fromkeys(services, 1),
        "loerrach_process_restarts_total": {
            name: one["restarts"] for name, one in services.items()
        },
    }


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer guess", "Basic {}", "{}", "Bearer größe"]
)
def test_nobody_else_sees_them(town: Any, authorization: str) -> None:
    secret = json.loads((town.folder / "secrets.json").read_text())["metrics"]
    headers = {"Authorization": authorization.format(secret).encode("latin-1")}
    answer = requests.get(f"{town.url}/metrics", headers=headers, timeout=30)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_request_can_be_followed_by_its_name(town: Any, until: Any) -> None:
    """Answer, access log, and what CKAN says about it."""
    name = "0123456789abcdef-test"
    answer = requests.get(
        f"{town.url}/dataset/missing", headers={"X-Request-ID": name}, timeout=30
    )  # fmt: skip
    assert answer.status_code == 404
    assert answer.headers["X-Request-ID"] == name
    log = town.folder / "log" / "web.log"
    lines = until(lambda: [
        line for line in log.read_text().splitlines()
        if line.endswith(name) and "GET /dataset/missing" in line
    ])  # fmt: skip
    assert len(lines) == 1
    assert [line for line in log.read_text().splitlines() if f"[{name}]" in line]


@pytest.mark.parametrize("name", ["nobody", "'; DROP TABLE package; --"])
def test_there_is_no_link_for_nobody(town: Any, name: str) -> None:
    done = town.run("login-link", "--user", name, "--json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "There is no active user" in done.stderr
    assert "see `loerrach ckan user list`" in done.stderr


def test_a_link_for_somebody_who_is_gone_lets_nobody_in(town: Any) -> None:
    """Made while the account was there, or by another program."""
    queue = redis.Redis.from_url(read_option(Home(town.folder), "ckan.redis.url"))
    link = tokens.link(town.url, tokens.make(queue, "nobody"))
    queue.close()
    assert requests.get(link, timeout=30).status_code == 403


def test_a_health_check_asks_our_own_server_and_no_proxy(town: Any) -> None:
    """As a container does: `loerrach alive web`, in an environment with a proxy."""
    proxy = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    assert town.run("alive", "web", **proxy).returncode == 0
    done = town.run("alive", "web", LOERRACH_HOST="127.0.0.2")
    assert done.returncode == 1
    assert f"http://127.0.0.2:{town.port}/healthz does not answer" in done.stderr


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("user_create", {"name": "x", "email": "x@example.org", "password": "xxxxxxxx"}),
        ("organization_create", {"name": "x"}),
        ("group_create", {"name": "x"}),
        ("package_create", {"name": "x"}),
        ("harvest_source_create", {"name": "x", "url": "http://example.org"}),
        ("user_list", {}),
    ],
)
def test_strangers_may_not(town: Any, action: str, data: dict[str, str]) -> None:
    answer = requests.post(f"{town.url}/api/3/action/{action}", json=data, timeout=30)
    assert answer.status_code in (403, 409), answer.text
    if answer.status_code == 409:
        assert answer.json()["error"]["__type"] != "Internal Server Error"
    assert not answer.json()["success"]


def test_nobody_registers(town: Any) -> None:
    assert requests.get(f"{town.url}/user/register", timeout=30).status_code == 403


def test_the_folder_is_closed_to_others(town: Any) -> None:
    assert stat.S_IMODE(town.folder.stat().st_mode) & 0o066 == 0
    for name in ("ckan.ini", "secrets.json", "state.json"):
        assert stat.S_IMODE((town.folder / name).stat().st_mode) == 0o600


def test_only_the_loopback_address_is_listened_on(town: Any) -> None:
    listening = {
        connection.laddr.ip
        for process in town.processes()
        for connection in process.net_connections("inet")
        if connection.status == "LISTEN"
    }
    assert listening == {"127.0.0.1"}


def test_secrets_are_in_no_command_line_and_no_page(town: Any) -> None:
    secrets = json.loads((town.folder / "secrets.json").read_text()).values()
    lines = " ".join(" ".join(process.cmdline()) for process in town.processes())
    logs = "".join(path.read_text(errors="replace") for path in (town.folder / "log").iterdir())
    assert [secret for secret in secrets if secret in lines + logs] == []


def test_the_reader_of_the_datastore_only_reads(town: Any) -> None:
    import psycopg2

    ini = (town.folder / "ckan.ini").read_text()
    address = re.search(r"^ckan\.datastore\.read_url = (.*)$", ini, re.MULTILINE)
    assert address
    reader = psycopg2.connect(address[1])
    with reader, reader.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM _table_metadata")
    for forbidden in ("CREATE TABLE x (a int)", "CREATE TEMP TABLE x (a int)"):
        with (
            pytest.raises(psycopg2.errors.InsufficientPrivilege),
            reader,
            reader.cursor() as cursor,
        ):
            cursor.execute(forbidden)
    reader.close()
    main = address[1].rpartition("/")[0] + "/ckan"
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        psycopg2.connect(main)
