"""CKAN's dump of a table (``/datastore/dump/<id>``): no cell of its CSV and TSV is a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.loerrach.tabular.inert import inert_rows
from flask import Blueprint, Response

blueprint = Blueprint("loerrach_dump", __name__)
DELIMITERS = {"csv": b",", "tsv": b"\t"}


@blueprint.after_app_request
def make_inert(answer: Response) -> Response:
    """An apostrophe before texts that begin like a formula, while the rows are sent."""
    delimiter = DELIMITERS.get(str(tk.request.args.get("format") or "csv"))
    if tk.request.endpoint == "datastore.dump" and answer.status_code == 200 and delimiter:
        pieces: Any = answer.response
        answer.response = _inert(pieces, delimiter)
    return answer


def _inert(pieces: Iterable[bytes], delimiter: bytes) -> Iterator[bytes]:
    """Each piece holds whole rows: the headings with the first page, then page by page."""
    for piece in pieces:
        yield inert_rows(piece, delimiter)
