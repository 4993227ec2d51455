"""Five documents in PostgreSQL, and the connection that CKAN gets in Solr's place."""

from __future__ import annotations

from typing import Any

import pytest
from ckanext.loerrach.search.connection import Connection


def document(number: int, **values: Any) -> dict[str, Any]:
    return {
        "index_id": f"i{number}", "id": f"id-{number}", "name": f"name-{number}",
        "site_id": "default", "entity_type": "package", "state": "active", "capacity": "public",
        "dataset_type": "dataset", "permission_labels": ["public"], "private": False,
        "title": f"Titel {number}", "title_string": f"Titel {number}", "data_dict": "{}",
        "metadata_modified": f"2024-01-{number:02d}T12:00:00.123456Z", **values,
    }  # fmt: skip


DOCUMENTS = [
    document(1, title="Fahrradzählstellen", title_string="Fahrradzählstellen",
             notes="Wie viele Räder fahren in der Stadt", tags=["Rad weg", "Verkehr"],
             organization="stadt", res_format=["CSV", "JSON"], license_id="cc-by",
             vocab_art=["Messung"], extras_ort="Grüttpark", issued_date="2020-05-01T00:00:00Z",
             views_total=5, minx=7.6, maxx=7.7, miny=47.5, maxy=47.6, author="Bauamt Nord"),
    document(2, title="Luftqualität", title_string="Luftqualität", organization="stadt",
             notes="Die Stadt misst die Luft", tags=["Umwelt", "Verkehr"], license_id="cc-by",
             res_format=["CSV"], groups=["umwelt", "stadtleben"], views_total=20,
             minx=8.0, maxx=8.1, miny=47.5, maxy=47.6, issued_date="2023-05-01T00:00:00Z"),
    document(3, title="Stadtrat", title_string="Stadtrat", organization="kreis",
             notes="Protokolle", tags=["Politik"], res_format=["PDF"],
             name="protokolle-des-rates", url="https://www.example.org/rat"),
    document(4, title="Entwurf", title_string="Entwurf", capacity="private",
             permission_labels=["member-1"], organization="kreis"),
    document(5, title="anderswo", title_string="anderswo", site_id="other"),
]  # fmt: skip


@pytest.fixture
def solr() -> Connection:
    connection = Connection()
    connection.delete(q="*:*")
    connection.add(DOCUMENTS)
    connection.commit()
    return connection


def ids(connection: Connection, q: str, **params: Any) -> list[int]:
    params = {"df": "text", "q.op": "AND", "sort": "id asc", "fl": "id", **params}
    return [int(one["id"][3:]) for one in connection.search(q, **params).docs]


def facet(solr: Connection, q: str = "*:*", **params: Any) -> dict[str, Any]:
    params = {"facet": "true", "rows": 0, "facet.mincount": 1, **params}
    return dict(solr.search(q, **params).facets["facet_fields"])
