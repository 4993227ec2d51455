"""The configuration of CKAN that a portal writes."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest
from ckanext.loerrach.portal import ini
from ckanext.loerrach.portal.errors import BadVariable
from ckanext.loerrach.portal.home import write_private

VALUES = {
    "site_url": "http://127.0.0.1:5000",
    "session": "s1",
    "csrf": "s2",
    "jwt": "s3",
    "database_url": "postgresql://ckan:p%40ss@127.0.0.1:1/ckan",
    "datastore_write_url": "postgresql://rw:x@127.0.0.1:1/datastore",
    "datastore_read_url": "postgresql://ro:x@127.0.0.1:1/datastore",
    "redis_url": "redis://:x@127.0.0.1:2/0",
    "solr_url": ini.NO_SOLR,
    "search": "postgres",
    "storage": "/portal/storage",
    "webassets": "/portal/webassets",
    "plugins": " ".join(ini.PLUGINS),
    "https": "false",
    "port": "5000",
    "allowed_hosts": "127.0.0.1:5081",
}


def read(text: str) -> dict[str, str]:
    parser = ConfigParser(defaults={"here": "/portal"})
    parser.optionxform = str
    parser.read_string(text)
    return dict(parser.items("app:main"))


def test_nobody_registers_or_creates_what_they_may_not() -> None:
    options = read(ini.render(VALUES))
    forbidden = {
        name: value
        for name, value in options.items()
        if name.startswith("ckan.auth.") and ("create" in name or "delete" in name)
    }
    assert set(forbidden) == {
        "ckan.auth.anon_create_dataset",
        "ckan.auth.create_unowned_dataset",
        "ckan.auth.create_dataset_if_not_in_organization",
        "ckan.auth.user_create_groups",
        "ckan.auth.user_create_organizations",
        "ckan.auth.user_delete_groups",
        "ckan.auth.user_delete_organizations",
        "ckan.auth.create_user_via_api",
        "ckan.auth.create_user_via_web",
    }
    assert set(forbidden.values()) == {"false"}


def test_german_first() -> None:
    options = read(ini.render(VALUES))
    assert options["ckan.locale_default"] == "de"
    assert options["ckan.locales_offered"].split() == ["de", "fr", "en"]


def test_servers_reconnect_and_passwords_survive() -> None:
    """A percent sign in an address is no interpolation of the file."""
    options = read(ini.render(VALUES))
    assert options["sqlalchemy.url"] == VALUES["database_url"]
    assert options["sqlalchemy.pool_pre_ping"] == "true"
    assert options["ckan.datastore.sqlalchemy.pool_pre_ping"] == "true"


def test_settings_of_the_operator_go_before_ours(tmp_path: Path) -> None:
    own = tmp_path / "own.ini"
    own.write_text("# mine\nckan.site_title = Prüfstadt 100%%\nsmtp.server = mail.example.org\n")
    options = read(ini.render(VALUES, own))
    assert options["ckan.site_title"] == "Prüfstadt 100%"
    assert options["smtp.server"] == "mail.example.org"
    assert options["ckan.locale_default"] == "de"
    assert options["SECRET_KEY"] == "s1"


@pytest.mark.parametrize("text", ["what is this", "[section", "a = 1\na = 2\n"])
def test_unreadable_settings_are_named(tmp_path: Path, text: str) -> None:
    own = tmp_path / "own.ini"
    own.write_text(text)
    with pytest.raises(BadVariable, match=r"own\.ini.*lines of the form key = value"):
        ini.render(VALUES, own)


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    write_private(tmp_path / "ckan.ini", "x")
    assert (tmp_path / "ckan.ini").stat().st_mode & 0o777 == 0o600
