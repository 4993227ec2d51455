"""Nothing that an outsider can put into a source gets where it must not.

Through        | an inner address       | a file               | others' datasets      | a page's script
its address    | test_address_inside    | test_address_file    | test_address_of_other | test_address_script
its config     | test_config_inside     | test_config_file     | test_config_of_other  | test_config_script
a remote record| test_record_inside     | test_record_file     | test_record_of_other  | test_record_script

The guard's own numbers stand in tests/unit/harvesters/test_dial.py. Of stock harvesters the third
column holds as well (test_harvest_belongings.py); they ask unguarded, and only sysadmins may have
sources at all (test_harvest_stock_sources.py).
"""  # noqa: E501 (a table)

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan import model
from ckan.tests import factories, helpers
from ckanext.harvest.model import HarvestJob
from ckanext.loerrach.harvest import settings
from flask import g

Make = Callable[..., Any]
LICENCE = "http://dcat-ap.de/def/licenses/cc-zero"
MANY = ["r0", "r1"]
INNER = [
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0", "localhost",
    "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "[::]", "[::1]",
    "[fe80::1]", "[fc00::1]", "[fec0::1]", "[::ffff:127.0.0.1]", "[::ffff:0:10.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2001::1]",
]  # fmt: skip
FILES = [
    "file:///etc/passwd", "FILE:///etc/passwd", "file://localhost/etc/passwd", "/etc/passwd",
    "ftp://127.0.0.1/x", "gopher://127.0.0.1/x", "jar:file:///x!/y", "unix:/run/x",
]  # fmt: skip
SCRIPT = "<script>alert(666)</script>"
#: what a page must not take for a script: as an element, an attribute, an address, a template
SCRIPTS = (
    f"{SCRIPT}\"><img src=x onerror=alert(666)>'onmouseover=alert(666) "
    "[a](javascript:alert(666)) ![b](data:text/html,alert(666)) {{ 666*2 }} ${alert(666)} "
    "</textarea></title></script><svg/onload=alert(666)>"
)


def context() -> dict[str, Any]:
    user = helpers.call_action("get_site_user")["name"]
    return {"user": user, "ignore_auth": True}


def changed(one: Any, **values: Any) -> None:
    """Write into the source's row what no form would take, as somebody with the database could."""
    found = settings.find(one.name)
    for name, value in values.items():
        setattr(found, name, value)
    model.Session.commit()


def with_config(one: Any, **entry: Any) -> str:
    """The source's configuration with something else in it."""
    config = json.loads(settings.find(one.name).config)
    stand_in = entry.pop("stand_in", None)
    config["entry"] |= entry
    return json.dumps(config | ({"stand_in": stand_in} if stand_in else {}))


def without_stand_in(one: Any) -> str:
    """The configuration of a source that is asked at its own address."""
    config = json.loads(settings.find(one.name).config)
    return json.dumps({"entry": config["entry"]})


@pytest.fixture
def one(source: Make, portal: Make) -> Any:
    """A good source with its datasets, whose catalogue must stay as it is."""
    made = source()
    made.has(*MANY)
    made.run()
    return made


# --- its address ----------------------------------------------------------------------------------


def test_address_inside(one: Any, feeds: Any, portal: Make) -> None:
    before, asked = portal(), len(feeds.asked)
    tk.config["ckanext.loerrach.harvest.allowed_hosts"] = []
    for host in INNER:
        address = f"http://{host}:{feeds.server_port}/liste.json"
        changed(one, url=address, config=without_stand_in(one))
        failure = str(one.run().failure)
        assert "inner address" in failure or "not known" in failure, (host, failure)
    assert (portal(), len(feeds.asked)) == (before, asked)


def test_address_file(one: Any, portal: Make) -> None:
    before = portal()
    for address in FILES:
        with pytest.raises(tk.ValidationError):
            helpers.call_action("harvest_source_patch", context(), id=one.id, url=address,
                                config=with_config(one, url=address))  # fmt: skip
        model.Session.rollback()
        changed(one, url=address, config=without_stand_in(one))
        assert one.run().failure is not None, address
    assert portal() == before


def test_address_of_other(one: Any, source: Make, feeds: Any, portal: Make) -> None:
    """A second source that asks the same feed makes no claim on the first one's datasets."""
    before = portal()
    other = source("zweite")
    feeds.answers["/zweite.json"] = feeds.answers["/liste.json"]
    other.run()
    other.has({"id": "r0", "title": "Gekapert"}, {"id": "r1", "title": "Auch"})
    other.run()
    assert {name: portal()[name] for name in before} == before
    helpers.call_action("package_delete", context(), id=other.id)
    assert {name: portal()[name] for name in before} == before


def test_address_script(one: Any, app: Any) -> None:
    for address in ("javascript:alert(666)", "data:text/html,<script>alert(666)</script>",
                    f"https://a.de/?{SCRIPTS}", " javascript:alert(666)", ""):  # fmt: skip
        for kind in ("loerrach", "ckan"):
            with pytest.raises(tk.ValidationError, match="http"):
                helpers.call_action("package_patch", context(), id=one.id, url=address,
                                    source_type=kind)  # fmt: skip
            model.Session.rollback()
            new = {"name": "neu", "title": "Neu", "url": address, "source_type": kind}
            with pytest.raises(tk.ValidationError, match="http"):
                helpers.call_action("harvest_source_create", context(), **new)
            model.Session.rollback()
    quoted = quote(SCRIPTS)
    helpers.call_action("harvest_source_patch", context(), id=one.id, url=f"https://a.de/?{quoted}")
    one.run()
    for path in source_pages(one):
        inert(app, path)


# --- its configuration ----------------------------------------------------------------------------


def test_config_inside(one: Any, feeds: Any, portal: Make) -> None:
    before, asked = portal(), len(feeds.asked)
    tk.config["ckanext.loerrach.harvest.allowed_hosts"] = []
    for host in INNER:
        address = f"http://{host}:{feeds.server_port}/liste.json"
        changed(one, config=with_config(one, stand_in=address))
        failure = str(one.run().failure)
        assert "inner address" in failure or "not known" in failure, (host, failure)
    assert (portal(), len(feeds.asked)) == (before, asked)


def test_config_file(one: Any, portal: Make) -> None:
    before = portal()
    for address in FILES:
        changed(one, config=with_config(one, stand_in=address))
        assert one.run().failure is not None, address
    for path in ("/etc/passwd", "../../etc/passwd", "a/../../../etc/passwd", "file:///etc/passwd"):
        with pytest.raises(tk.ValidationError, match="demo"):
            helpers.call_action(
                "harvest_source_patch", context(), id=one.id, config=with_config(one, demo=path)
            )
        model.Session.rollback()
    for module in ("../ckan", "os", "_core.http", "__init__", "ckanext.loerrach.plugin"):
        with pytest.raises(tk.ValidationError, match="harvester"):
            helpers.call_action("harvest_source_patch", context(), id=one.id,
                                config=with_config(one, harvester=module))  # fmt: skip
        model.Session.rollback()
    assert portal() == before


def test_config_of_other(one: Any, source: Make, portal: Make, town: dict[str, Any]) -> None:
    """A configuration cannot name whose datasets it writes, or in whose name."""
    other = source("zweite")
    other.has({"id": "x", "title": "Von der zweiten"})
    before = portal()
    for name, value in {
        "id": one.id, "name": one.name, "source_id": one.id, "owner_org": town["id"],
        "user": "admin", "read_only": False, "force_all": True, "default_extras": {"a": 1},
        "override_extras": True, "harvest_source_id": one.id,
    }.items():  # fmt: skip
        for config in (with_config(other, **{name: value}),
                       json.dumps(json.loads(with_config(other)) | {name: value})):  # fmt: skip
            with pytest.raises(tk.ValidationError, match="setting '"):
                helpers.call_action("harvest_source_patch", context(), id=other.id, config=config)
            model.Session.rollback()
            changed(other, config=config)
            assert other.run().failure is not None
            assert portal() == before


def test_config_script(one: Any, app: Any) -> None:
    config = with_config(one, title={"de": SCRIPTS}, notes={"de": SCRIPTS}, attribution=SCRIPTS,
                         publisher={"name": SCRIPTS, "url": "https://a.de"})  # fmt: skip
    helpers.call_action("harvest_source_patch", context(), id=one.id, config=config,
                        title=SCRIPTS, notes=SCRIPTS)  # fmt: skip
    one.has(*MANY, "r2")
    assert one.run().failure is None
    for path in (*source_pages(one), "/dataset/r2", "/dataset"):
        inert(app, path)
    changed(one, config="{" + SCRIPTS)
    assert one.run().failure is not None
    inert(app, f"/harvest/{one.name}/runs")


# --- a remote record ------------------------------------------------------------------------------


def document(more: str) -> bytes:
    return f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
<https://a.de/1> a dcat:Dataset ; dct:title "Eins" ; dct:description "x" ;
dcat:distribution [ dcat:accessURL <https://a.de/1.csv> ; dct:license <{LICENCE}> ] .
{more}""".encode()


def test_record_inside(source: Make, feeds: Any, titles: Make) -> None:
    """Next pages, redirects of pages, contexts, endpoints, files: nothing inside is asked."""
    trap = f"http://127.0.0.2:{feeds.server_port}/secret"
    feeds.put("/secret", {"secret": True})
    feeds.put("/catalog", document(f"[] hydra:next <{trap}> ; hydra:nextPage <{trap}> ."),
              type="text/turtle")  # fmt: skip
    one = source(harvester="dcat", url=f"{feeds.url}/catalog", licences="records")
    report = one.run()
    assert (report.failure, titles()) == (None, ["Eins"])
    assert "on another server" in " ".join(report.notices)

    def moved(visit: Any) -> None:
        visit.send_response(302)
        visit.send_header("Location", trap)
        visit.send_header("Content-Length", "0")
        visit.end_headers()

    feeds.put("/catalog", document(f"[] hydra:next <{feeds.url}/page> ."), type="text/turtle")
    feeds.answers["/page"] = moved
    # also where the operator allows that host for another source
    for more in ([], [f"127.0.0.2:{feeds.server_port}"]):
        tk.config["ckanext.loerrach.harvest.allowed_hosts"] = [feeds.host, *more]
        assert "inner address" in str(one.run(full=True).failure)

    record = {
        "id": "a", "title": "Zwei", "notes": "x", "license_id": "cc-zero", "url": trap,
        "spatial_uri": trap, "conforms_to": [trap], "publisher": [{"name": "A", "url": trap}],
        "resources": [{"id": "r", "url": trap, "format": "CSV"}],
    }  # fmt: skip
    feeds.put("/api/3/action/package_search",
              {"success": True, "result": {"count": 1, "results": [record]}})  # fmt: skip
    assert source("ckan", harvester="ckan", url=feeds.url, licences="records").run().added == ["a"]
    assert titles() == ["Eins", "Zwei"]
    assert "/secret" not in feeds.asked


def test_record_file(source: Make, feeds: Any, titles: Make) -> None:
    feeds.put("/catalog", document("[] hydra:next <file:///etc/passwd> ."), type="text/turtle")
    source(harvester="dcat", url=f"{feeds.url}/catalog", licences="records").run()
    records = [
        {"id": f"d{n}", "title": f"D{n}", "notes": "x", "license_id": "cc-zero", "url": address,
         "resources": [{"id": "r", "url": address, "format": "CSV"},
                       {"id": "s", "url": "https://a.de/x.csv", "download_url": address,
                        "access_url": address}]}
        for n, address in enumerate(FILES)
    ]  # fmt: skip
    feeds.put("/api/3/action/package_search",
              {"success": True, "result": {"count": len(records), "results": records}})  # fmt: skip
    report = source("ckan", harvester="ckan", url=feeds.url, licences="records").run()
    assert (report.failure, report.refused) == (None, [])
    assert titles() == [*(f"D{n}" for n in range(len(FILES))), "Eins"]
    found = helpers.call_action("package_search", rows=100)["results"]
    for address in FILES:
        assert address not in json.dumps(found)
        assert address.lower() not in json.dumps(found).lower().replace('"/etc', "")


def test_record_of_other(one: Any, source: Make, feeds: Any, portal: Make) -> None:
    """Ids, names, addresses and identifiers of others' datasets in records of real formats."""
    before = portal()
    theirs = before["r0"]
    site, elsewhere = tk.config["ckan.site_url"], factories.Organization()
    claims = [
        {"id": theirs["id"]}, {"id": "n", "name": theirs["name"]},
        {"id": "u", "uri": f"{site}/dataset/{theirs['id']}"},
        {"id": "f", "resources": [{**theirs["resources"][0], "url": "https://a.de/x.csv"}]},
        {"id": "e", "extras": [{"key": "id", "value": theirs["id"]},
                               {"key": "harvest_source_id", "value": one.id},
                               {"key": "harvest_object_id", "value": "x"}]},
        {"id": "s", "in_series": [theirs["id"]], "is_version_of": [theirs["id"]]},
        {"id": "r", "relationships_as_subject": [{"object": theirs["id"], "type": "child_of"}]},
        {"id": "o", "owner_org": elsewhere["id"]}, {"id": "o2", "owner_org": elsewhere["name"]},
        {"id": "left-private", "private": True}, {"id": "left-deleted", "state": "deleted"},
        {"id": "left-source", "type": "harvest"},
    ]  # fmt: skip
    # what says to be a dataset of ours is no new one
    taken = ["e", "f", "n", "o", "o2", "r", "s"]
    file = {"id": "q", "url": "https://a.de/x.csv", "format": "CSV", "url_type": "upload"}
    records = [
        {
            "title": theirs["title"],
            "notes": "x",
            "license_id": "cc-zero",
            "resources": [file],
            **one,
        }
        for one in claims
    ]
    feeds.put("/api/3/action/package_search",
              {"success": True, "result": {"count": len(records), "results": records}})  # fmt: skip
    other = source("nachbar", harvester="ckan", url=feeds.url, licences="records")
    for _ in range(2):
        assert other.run(full=True).failure is None
        after = portal()
        assert {name: after[name] for name in before} == before
        others = [after[name] for name in after.keys() - before.keys()]
        from_where = sorted(one["catalogue_chain"][0].rpartition("/")[2] for one in others)
        assert from_where == taken
        assert {one["owner_org"] for one in others} == {theirs["owner_org"]}
    files = [file for dataset in after.values() for file in dataset["resources"]]
    assert len({file["id"] for file in files}) == len(files)
    assert {file.get("url_type") for file in files} <= {None, ""}
    feeds.put("/api/3/action/package_search",
              {"success": True, "result": {"count": 0, "results": []}})  # fmt: skip
    other.run(full=True)
    assert {name: portal()[name] for name in before} == before
    assert one.run(full=True).changed is False


def test_record_script(source: Make, feeds: Any, app: Any, portal: Make) -> None:
    """In every field of a record, good or refused, on every page that shows it."""
    bad = ["javascript:alert(666)", "data:text/html,<script>alert(666)</script>",
           "vbscript:alert(666)", "java\tscript:alert(666)", f"https://a.de/{SCRIPTS}"]  # fmt: skip
    agent = {"name": SCRIPTS, "email": "a@b.de", "url": bad[0], "uri": bad[0], "telephone": SCRIPTS}
    records = [
        {
            "id": f"d{n}", "name": f"d{n}", "title": SCRIPTS, "notes": SCRIPTS, "url": address,
            "license_id": "cc-zero", "tags": [{"name": SCRIPTS}], "version": SCRIPTS,
            "publisher": [agent], "contact": [agent], "creator": [agent], "identifier": SCRIPTS,
            "theme": [address], "language": [SCRIPTS], "uri": address, "conforms_to": [address],
            "documentation": [address], "provenance": SCRIPTS, "spatial_text": SCRIPTS,
            "temporal_start": SCRIPTS, "issued": SCRIPTS, "frequency": SCRIPTS,
            "groups": [{"name": SCRIPTS, "title": SCRIPTS}],
            "extras": [{"key": SCRIPTS, "value": SCRIPTS}],
            "resources": [
                {"id": "a", "name": SCRIPTS, "description": SCRIPTS, "format": SCRIPTS,
                 "url": "https://a.de/x.csv", "license": LICENCE, "mimetype": SCRIPTS,
                 "rights": SCRIPTS, "licenseAttributionByText": SCRIPTS,
                 "documentation": [address]},
                {"id": "b", "name": "b", "url": address, "format": "CSV"},
            ],
        }
        for n, address in enumerate(bad)
    ]  # fmt: skip
    records.append({"id": SCRIPTS, "title": "Refused", "license_id": SCRIPTS, "resources": [
        {"url": "https://a.de/x"}]})  # fmt: skip
    feeds.put("/api/3/action/package_search",
              {"success": True, "result": {"count": len(records), "results": records}})  # fmt: skip
    one = source("nachbar", harvester="ckan", url=feeds.url, licences="records")
    report = one.run()
    assert (report.failure, len(report.added), len(report.refused)) == (None, len(bad), 1)
    pages = ["/dataset", "/", "/organization/stadt-loerrach", *source_pages(one)]
    for name, dataset in portal().items():
        pages.append(f"/dataset/{name}")
        pages += [f"/dataset/{name}/resource/{file['id']}" for file in dataset["resources"]]
        for file in dataset["resources"]:
            assert file["url"].startswith("https://")
    shown = [path for path in pages if "alert(666)" in inert(app, path)]
    # they do show it, as text
    assert len(shown) > 2 * len(bad)


def source_pages(one: Any) -> Iterator[str]:
    for end in ("", "/runs", "/job", "/job/last"):
        yield f"/harvest/{one.name}{end}"
    for page in ("about", "admin", "edit"):
        yield f"/harvest/{page}/{one.name}"
    for job in model.Session.query(HarvestJob).filter_by(source_id=one.id):
        yield f"/harvest/{one.name}/job/{job.id}"
    yield "/harvest"


#: the token of the user who looks at the pages
ADMIN: dict[str, str] = {}


def inert(app: Any, path: str) -> str:
    """The text of a page as its administration sees it; nothing of it is a script from outside."""
    admin = model.Session.query(model.User).filter_by(name="leitung").first()
    if admin is None:
        ADMIN["token"] = factories.SysadminWithToken(name="leitung")["token"]
    # the request context of the fixtures remembers who asked last
    g.pop("_login_user", None)
    answer = app.get(path, headers={"Authorization": ADMIN["token"]})
    assert answer.status_code == 200, path
    soup = BeautifulSoup(answer.body, "html.parser")
    for element in soup.find_all(True):
        if element.name == "script":
            # JSON for machines may name it, escaped so that it does not end the element
            kind = element.get("type", "")
            assert "alert(666)" not in element.text or kind == "application/ld+json", path
            assert "<script" not in element.text, path
        for name, value in element.attrs.items():
            text = "".join(value if isinstance(value, str) else " ".join(value)).split()
            joined = "".join(text).lower()
            assert not (name.startswith("on") and "666" in joined), (path, name, value)
            if name in ("href", "src", "action", "formaction", "srcdoc", "xlink:href"):
                assert not joined.startswith(("javascript:", "data:text", "vbscript:")), (
                    path,
                    value,
                )
    assert "1332" not in soup.text, path
    return str(soup.text)
