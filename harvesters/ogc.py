"""Services of the Open Geospatial Consortium: catalogues, features, maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ._core.errors import SettingError
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Same
from ._network import settings
from ._ogc import api, csw, dataset, features, layers, question, wfs

Harvest = Callable[[Feed], Iterator[Record | BadRecord | Same]]


class Ogc(Harvester):
    """CSW: one dataset a record; WFS and OGC API Features: a table; WMS and WMTS: a service."""

    info = HarvesterInfo(
        name="ogc",
        title="OGC: CSW with ISO 19139, WFS, OGC API Features, WMS, WMTS",
        field="environment",
        documentation="https://www.ogc.org/standards/",
        settings={
            "service": "which one: csw, wfs, features (OGC API), wms or wmts",
            **settings.SETTINGS,
            **csw.SETTINGS,
            **question.SETTINGS,
            **features.SETTINGS,
            **dataset.SETTINGS,
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """What the service of the source gives; see the modules of _ogc."""
        given = feed.source.settings
        named = given.get("service")
        if named == "wfs" and "layer" not in given:
            named = "wfs without layer"
        if named not in SERVICES:
            known = "csw, wfs, features, wms, wmts"
            raise SettingError(feed.source.name, "service", f"is none of {known}")
        yield from SERVICES[named](feed)


SERVICES: dict[str, Harvest] = {
    "csw": csw.harvest,
    "wfs": wfs.harvest,
    "features": api.harvest,
    "wfs without layer": layers.harvest,
    "wms": layers.harvest,
    "wmts": layers.harvest,
}
