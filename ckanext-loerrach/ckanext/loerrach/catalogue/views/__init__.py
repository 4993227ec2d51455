"""The views of one record that neighbours may ask for, by the slug of their address.

`VIEWS["dcat-ap-de-3"].dataset_graph(package_show_dict)` is the record as DCAT-AP.de 3.0.
"""

from __future__ import annotations

from .records import records
from .unread import Unread, unread
from .view import Loss, Note, View, Written

VIEWS: dict[str, View] = {
    view.slug: view for view in (View("dcat-ap-de-3", "loerrach_dcat_ap_de_3", "DCAT-AP.de 3.0"),)
}

__all__ = ["VIEWS", "Loss", "Note", "Unread", "View", "Written", "records", "unread"]
