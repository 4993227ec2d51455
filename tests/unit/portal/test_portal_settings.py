"""What the environment says, and that the documentation says the same."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from ckanext.loerrach.portal import settings
from ckanext.loerrach.portal.errors import BadVariable, IncompleteServers

PAGE = Path(__file__).parents[3] / "docs" / "environment.md"
OWN = {
    "LOERRACH_DATABASE_URL": "postgresql://ckan:a@db/ckan",
    "LOERRACH_DATASTORE_WRITE_URL": "postgresql://rw:b@db/tables",
    "LOERRACH_DATASTORE_READ_URL": "postgresql://ro:c@db/tables",
}


def test_the_page_has_exactly_the_variables_of_the_code() -> None:
    """docs/environment.md: name, default and meaning of each, in the order of the code."""
    rows = re.findall(r"^\| `(LOERRACH_\w+)` \| (.+?) \| (.+?) \|$", PAGE.read_text(), re.MULTILINE)
    documented = [(name, default.strip("`"), meaning) for name, default, meaning in rows]
    assert documented == [
        (one.name, one.default or "(none)", one.meaning) for one in settings.VARIABLES
    ]


def test_no_other_variable_is_read_anywhere() -> None:
    """A variable that the table does not have cannot be used in secret."""
    root = Path(settings.__file__).parent
    used = set()
    for path in root.glob("*.py"):
        used |= set(re.findall(r"LOERRACH_[A-Z_]+[A-Z]", path.read_text()))
    assert used - {one.name for one in settings.VARIABLES} == set()


def test_an_empty_environment_gives_the_defaults(tmp_path: Path) -> None:
    chosen = settings.load({})
    assert chosen == settings.Settings(home=Path.cwd() / ".portal")
    assert (chosen.embedded_postgres, chosen.embedded_valkey) == (True, True)


def test_everything_can_be_chosen(tmp_path: Path) -> None:
    chosen = settings.load(
        {
            **OWN,
            "LOERRACH_HOME": str(tmp_path),
            "LOERRACH_PORT": "8080",
            "LOERRACH_HOST": "0.0.0.0",
            "LOERRACH_SITE_URL": "https://daten.example.org/",
            "LOERRACH_WEB_WORKERS": "4",
            "LOERRACH_REDIS_URL": "redis://:x@cache/1",
            "LOERRACH_SOLR_URL": "http://solr:8983/solr/ckan",
            "LOERRACH_FEEDS": str(tmp_path / "feeds"),
        }
    )
    assert dataclasses.asdict(chosen) == {
        "home": tmp_path,
        "port": 8080,
        "host": "0.0.0.0",
        "site_url": "https://daten.example.org",
        "web_workers": 4,
        "database_url": OWN["LOERRACH_DATABASE_URL"],
        "datastore_write_url": OWN["LOERRACH_DATASTORE_WRITE_URL"],
        "datastore_read_url": OWN["LOERRACH_DATASTORE_READ_URL"],
        "redis_url": "redis://:x@cache/1",
        "solr_url": "http://solr:8983/solr/ckan",
        "feeds": tmp_path / "feeds",
    }
    assert (chosen.embedded_postgres, chosen.embedded_valkey) == (False, False)


def test_the_command_line_goes_before_the_environment() -> None:
    chosen = settings.load({"LOERRACH_PORT": "8080", "LOERRACH_HOST": "::1"}, 9090, "127.0.0.2")
    assert (chosen.port, chosen.host) == (9090, "127.0.0.2")


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("LOERRACH_PORT", "http", "a whole number from 1 to 65535"),
        ("LOERRACH_PORT", "0", "a whole number from 1 to 65535"),
        ("LOERRACH_PORT", "65536", "a whole number from 1 to 65535"),
        ("LOERRACH_PORT", "٥", "a whole number from 1 to 65535"),
        ("LOERRACH_WEB_WORKERS", "-1", "a whole number from 1 to 64"),
        ("LOERRACH_REDIS_URL", "localhost:6379", "an address like redis://…"),
        ("LOERRACH_SOLR_URL", "ftp://solr/ckan", "an address like http://…"),
        ("LOERRACH_SITE_URL", "https://a b", "an address like http://…"),
    ],
)
def test_an_unusable_value_is_named(name: str, value: str, wanted: str) -> None:
    with pytest.raises(BadVariable) as caught:
        settings.load({name: value})
    assert str(caught.value).startswith(f"{name} is ")
    assert wanted in str(caught.value)


def test_a_password_never_stands_in_a_message() -> None:
    with pytest.raises(BadVariable) as caught:
        settings.load({"LOERRACH_DATABASE_URL": "mysql://ckan:geheim@db/ckan"})
    assert "geheim" not in str(caught.value)
    assert "mysql://ckan:…@db/ckan" in str(caught.value)


@pytest.mark.parametrize("missing", OWN)
def test_two_of_three_databases_are_refused(missing: str) -> None:
    with pytest.raises(IncompleteServers, match=f"missing: {missing}"):
        settings.load({name: url for name, url in OWN.items() if name != missing})
