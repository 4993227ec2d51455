"""GDAL, which may read the file that it is given and nothing else.

Most of its drivers ask servers, or open files that other files name; they are not registered at
all (https://gdal.org/en/stable/user/configoptions.html, GDAL_SKIP). What the others would follow is
refused before they see it (geojson).
"""

from __future__ import annotations

import os
from functools import cache
from types import ModuleType
from typing import Final

#: drivers of GDAL 3.12 that the portal neither reads nor writes with
SKIPPED: Final = (
    "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File", "LVBAG",
    "S57", "DGN", "OGR_VRT", "CSV", "GML", "GPX", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT",
    "SQLite", "WAsP", "OpenFileGDB", "DXF", "GeoRSS", "VFK", "PGDUMP", "OSM", "GPSBabel", "OGR_PDS",
    "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto", "AmigoCloud",
    "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles",
    "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip


@cache
def gdal() -> ModuleType:
    """pyogrio; GDAL registers its drivers when that is imported for the first time."""
    asked = [name for name in os.environ.get("GDAL_SKIP", "").split(",") if name]
    os.environ["GDAL_SKIP"] = ",".join(dict.fromkeys([*asked, *SKIPPED]))
    # no address has this ending: files behind addresses are none
    os.environ.setdefault("CPL_VSIL_CURL_ALLOWED_EXTENSIONS", ".none")
    import pyogrio

    return pyogrio
