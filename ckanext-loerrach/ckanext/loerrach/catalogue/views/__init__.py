"""The views of one record that neighbours may ask for, by the slug of their address.

`VIEWS["dcat-ap-de-3"].dataset_graph(package_show_dict)` is the record as DCAT-AP.de 3.0.
"""

from __future__ import annotations

from ..mapping.records import records
from . import german2, mobility, plain, swiss
from .unread import Unread, unread
from .view import Loss, Note, View, Written

#: the view that carries everything, and that the others are made of
DEFAULT = View("dcat-ap-de-3", "loerrach_dcat_ap_de_3", "DCAT-AP.de 3.0")

VIEWS: dict[str, View] = {
    view.slug: view
    for view in (
        DEFAULT,
        View("dcat-ap-de-2", "loerrach_dcat_ap_de_2", "DCAT-AP.de 2.0", german2.change),
        View("dcat-ap-3", "loerrach_dcat_ap_3", "DCAT-AP 3.0", plain.change),
        View("dcat-ap-ch", "loerrach_dcat_ap_ch", "DCAT-AP CH", swiss.change),
        View(
            "mobility-dcat-ap", "loerrach_mobility_dcat_ap", "mobilityDCAT-AP 1.1",
            mobility.change, mobility.takes, mobility.entries,
        ),
    )
}  # fmt: skip

__all__ = ["DEFAULT", "VIEWS", "Loss", "Note", "Unread", "View", "Written", "records", "unread"]
