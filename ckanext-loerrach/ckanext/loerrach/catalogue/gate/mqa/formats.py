"""What kinds of formats there are, by the codes of the EU's file-type list.

data.europa.eu keeps two lists, of formats that machines read and of formats that nobody owns; these
are those of their entries that a town publishes.
"""

from __future__ import annotations

#: a program gets at the single value
MACHINE_READABLE = frozenset(
    (
        "CSV", "TSV", "JSON", "JSON_LD", "GEOJSON", "XML", "GML", "KML", "KMZ", "GPX", "RDF",
        "RDF_XML", "RDF_TURTLE", "RDF_N_TRIPLES", "RDF_N_QUADS", "RDF_TRIG", "N3", "SPARQLQ",
        "XLS", "XLSX", "ODS", "SHP", "GPKG", "SQL", "DBF", "ICS", "RSS", "ATOM", "PARQUET",
        "NETCDF", "WFS_SRVC", "REST", "GTFS", "OPENAPI", "HDF", "GDB", "DXF", "MDB",
    )
)  # fmt: skip
#: anybody may write a program for it
NON_PROPRIETARY = frozenset(
    (
        "CSV", "TSV", "JSON", "JSON_LD", "GEOJSON", "XML", "GML", "KML", "KMZ", "GPX", "RDF",
        "RDF_XML", "RDF_TURTLE", "RDF_N_TRIPLES", "RDF_N_QUADS", "RDF_TRIG", "N3", "SPARQLQ",
        "XLSX", "ODS", "ODT", "GPKG", "SQL", "ICS", "RSS", "ATOM", "PARQUET", "NETCDF", "WFS_SRVC",
        "WMS_SRVC", "WMTS_SRVC", "REST", "GTFS", "OPENAPI", "HDF", "HTML", "XHTML", "TXT", "PDF",
        "PDFA1A", "PNG", "SVG", "JPEG", "TIFF", "TAR", "GZIP", "ZIP", "DOCX", "MP3", "MPEG4",
    )
)  # fmt: skip
