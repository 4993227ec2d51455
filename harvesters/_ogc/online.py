"""Online resources of ISO 19139 as distributions: files, services, and pages about the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from .._core.values import clean
from .._network import words as catalogue
from .._network.foreign import Distribution
from .document import child, children
from .words import Words, code, line

#: protocol, title or address -> kind of service (in this order: an address names several)
SERVICES = [
    (re.compile(r"ogc.?wmts|service=wmts|/wmts\b", re.I), "WMTS"),
    (re.compile(r"ogc.?wms|service=wms|/wms\b|wmsserver", re.I), "WMS"),
    (re.compile(r"ogc.?wfs|service=wfs|/wfs\b|wfsserver", re.I), "WFS"),
    (re.compile(r"ogc.?api.?features|/collections/?", re.I), "OGC API"),
    (re.compile(r"ogc.?csw|service=csw", re.I), "CSW"),
    (re.compile(r"inspire.?atom|\batom\b", re.I), "ATOM"),
]
#: of these, what clients talk to; Atom is a file that lists others
SPOKEN = {"WMTS", "WMS", "WFS", "OGC API", "CSW"}
#: how the standard of a service is called by OGC (http://www.opengis.net/def/serviceType/ogc)
STANDARD = "http://www.opengis.net/def/serviceType/ogc/"
QUERY = re.compile(r"(^|&)(service|request|version|acceptversions)=[^&]*", re.I)


@dataclass
class Online:
    """One online resource."""

    address: str
    protocol: str
    function: str
    title: dict[str, str]
    description: dict[str, str]
    #: the address was written with backslashes
    repaired: bool = False

    @property
    def service(self) -> str:
        """Which kind of service this is; "" for none."""
        # a question for features is answered by a file
        if re.search(r"request=get(?!capabilities)", self.address, re.IGNORECASE):
            return ""
        if self.protocol.startswith("WWW:") and "getcapabilities" not in self.address.lower():
            return "ATOM" if "atom" in f"{self.title}{self.protocol}".lower() else ""
        for said in (self.protocol, self.address):
            for pattern, kind in SERVICES:
                if pattern.search(said):
                    return kind
        return ""

    @property
    def page(self) -> bool:
        """Is it only about the data?"""
        return self.function in ("information", "search") and not self.service

    def distribution(self, format: str, title: str) -> Distribution:
        """As the resource of a dataset; ``format``: of the record, where that has only one."""
        kind = self.service
        fields: dict[str, Any] = {}
        if kind in SPOKEN and (endpoint := endpoint_of(self.address)):
            fields["access_services"] = [service(kind, endpoint, self.address, title)]
        told = kind or ("HTML" if self.page else _suffix(self.address) or format)
        name = self.title or {"de": called(told, title)}
        return Distribution(
            key=self.address, url=self.address, title=name, description=self.description,
            format="REST" if kind == "OGC API" else told, fields=fields,
        )  # fmt: skip


def read(parent: Element | None, words: Words) -> Iterator[Online]:
    """The online resources of MD_Distribution."""
    options = children(parent, "transferOptions", "MD_DigitalTransferOptions")
    for one in options:
        for found in children(one, "onLine", "CI_OnlineResource"):
            yield of(found, words)
    distributors = children(parent, "distributor", "MD_Distributor", "distributorTransferOptions",
                            "MD_DigitalTransferOptions", "onLine", "CI_OnlineResource")  # fmt: skip
    for found in distributors:
        yield of(found, words)


def of(element: Element, words: Words) -> Online:
    """One CI_OnlineResource."""
    address, repaired = straight(line(child(element, "linkage")))
    return Online(
        address,
        clean(line(child(element, "protocol"))),
        code(child(element, "function")),
        words.texts(child(element, "name")),
        words.texts(child(element, "description")),
        repaired,
    )


def straight(address: str) -> tuple[str, bool]:
    """The address without the backslashes of Windows, and whether there were any."""
    return address.replace("\\", "/"), "\\" in address


def endpoint_of(address: str) -> str:
    """The address of a service without the question that asks it for its capabilities."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    query = QUERY.sub("", parts.query).strip("&")
    return urlunsplit(parts._replace(query=query, fragment=""))


def called(kind: str, title: str) -> str:
    """The title with what it is before it, unless it says so itself."""
    return title if not kind or kind.lower() in title.lower() else f"{kind}: {title}"


def _suffix(address: str) -> str:
    """The format that the name of a file says; "" for none that is known."""
    asked = re.search(r"outputformat=(csv|json|geojson|shape-zip|gml)", address, re.IGNORECASE)
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    told = asked[1] if asked else name.rpartition(".")[2] if "." in name else ""
    return catalogue.file_format(told) if len(told) < 12 else ""


def service(kind: str, endpoint: str, description: str, title: str) -> dict[str, Any]:
    """A service as the field ``access_services`` has it."""
    asked = description if "getcapabilities" in description.lower() else ""
    standard = {"OGC API": "http://www.opengis.net/spec/ogcapi-features-1/1.0"}
    return {
        "title": called(kind, title),
        "endpoint_url": [endpoint],
        **({"endpoint_description": asked} if asked else {}),
        "conforms_to": [standard.get(kind, STANDARD + kind.lower())],
    }
