"""What was prepared in one database is not taken for done in another."""

from pathlib import Path

import pytest
from ckanext.loerrach.portal.preparation import place
from ckanext.loerrach.portal.settings import load

OWN = {
    "LOERRACH_DATASTORE_WRITE_URL": "postgresql://w:secret@db.example.org/datastore",
    "LOERRACH_DATASTORE_READ_URL": "postgresql://r:secret@db.example.org/datastore",
}


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("postgresql://ckan:p%40ss@db.example.org/ckan", " in db.example.org/ckan"),
        ("postgresql://ckan:p@db.example.org:5433/ckan", " in db.example.org:5433/ckan"),
    ],
)
def test_a_database_of_ones_own_is_named_without_its_password(url: str, where: str) -> None:
    assert place(load({**OWN, "LOERRACH_DATABASE_URL": url})) == where


def test_the_embedded_database_is_always_the_same(tmp_path: Path) -> None:
    assert place(load({"LOERRACH_HOME": str(tmp_path)})) == ""
