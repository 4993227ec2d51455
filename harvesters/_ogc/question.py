"""What a WFS is asked for: the same in the words of 2.0 (OGC 09-025r2), 1.1 and 1.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ckanext.loerrach.geo.crs import UTM32, to_utm32

from .._core.errors import SettingError
from .._core.source import SourceEntry
from .._network.settings import needed
from .csw import bbox

VERSIONS = ("2.0.0", "1.1.0", "1.0.0")
JSON = "application/json"
SETTINGS = {
    "layer": "wfs: name of the feature type; without it the service itself is the dataset",
    "version": "wfs: 2.0.0 (default), 1.1.0 or 1.0.0; wms: 1.3.0 (default) or 1.1.1",
    "crs": "wfs, features: system to ask for (wfs: EPSG:25832); native: ask for none, or native "
    "EPSG:25832 where the answer does not say it either",
    "output": "wfs: format to ask for (application/json), or gml for that of the service",
    "sort": "wfs: property by which pages are ordered; that of id, or the first one",
}


@dataclass
class Question:
    """What is asked, as the settings say."""

    layer: str
    version: str
    #: system to ask for; "" for that of the service
    crs: str
    #: system of an answer that does not name it
    native: str
    output: str
    sort: str
    box: tuple[float, float, float, float] | None

    @classmethod
    def of(cls, source: SourceEntry) -> Question:
        """SettingError says what is wrong."""
        given = source.settings
        version = str(given.get("version", VERSIONS[0]))
        if version not in VERSIONS:
            raise SettingError(source.name, "version", f"is none of {', '.join(VERSIONS)}")
        crs, output = str(given.get("crs", "EPSG:25832")), str(given.get("output", JSON))
        sort = str(given.get("sort", given.get("id", "")))
        asked = "" if crs.startswith("native") else crs
        native = crs.removeprefix("native").strip()
        return cls(needed(source, "layer"), version, asked, native,
                   "" if output == "gml" else output, sort, bbox(source))  # fmt: skip

    def query(self, request: str) -> dict[str, Any]:
        """The parameters of all requests; what is called otherwise in older versions."""
        names = "typeNames" if self.version == "2.0.0" else "typeName"
        return {"service": "WFS", "version": self.version, "request": request, names: self.layer}

    def features(self, start: int, count: int) -> dict[str, Any]:
        """The question for features from ``start``; ``count`` 0: all there are."""
        query = self.query("GetFeature")
        query |= {"outputFormat": self.output} if self.output else {}
        query |= {"srsName": self.crs} if self.crs else {}
        query |= {"bbox": self._box()} if self.box else {}
        if count:
            size = "count" if self.version == "2.0.0" else "maxFeatures"
            query |= {"startIndex": start, size: count}
            query |= {"sortBy": self.sort} if self.sort else {}
        return query

    def _box(self) -> str:
        """The frame: latitude first, as the urn says; WFS 1.0 knows only the system asked for."""
        assert self.box is not None
        west, south, east, north = self.box
        if self.version != "1.0.0":
            return f"{south:g},{west:g},{north:g},{east:g},urn:ogc:def:crs:EPSG::4326"
        if self.crs != UTM32:
            return f"{west:g},{south:g},{east:g},{north:g}"
        # meridians and parallels are bent there: the frame of all four corners
        corners = to_utm32([(west, south), (west, north), (east, south), (east, north)])
        lows, highs = map(min, zip(*corners, strict=True)), map(max, zip(*corners, strict=True))
        return ",".join(f"{edge:.0f}" for edge in (*lows, *highs))
