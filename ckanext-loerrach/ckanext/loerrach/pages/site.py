"""Header and footer: whose portal it is, where it leads."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import urlsplit

import ckan.plugins as p
import ckan.plugins.toolkit as tk


class Link(TypedDict, total=False):
    """One link; ``current`` is the value of ``aria-current`` where it leads here."""

    label: str
    href: str
    current: str
    lang: str


def town() -> str:
    """Who publishes: the name under the wordmark."""
    return str(tk.config["ckanext.loerrach.town"])


def navigation() -> list[Link]:
    """The main navigation, with the page or section one is in marked."""
    entries = (
        ("dataset.search", tk._("Data"), ("dataset", "resource")),
        ("group.index", tk._("Topics"), ("group",)),
        ("organization.index", tk._("Publishers"), ("organization",)),
        ("home.about", tk._("About the portal"), ()),
    )
    return [_entry(*entry) for entry in entries]


def _entry(endpoint: str, label: str, blueprints: tuple[str, ...]) -> Link:
    link: Link = {"label": label, "href": tk.h.url_for(endpoint)}
    blueprint, view = tk.get_endpoint()
    if f"{blueprint}.{view}" == endpoint:
        link["current"] = "page"
    elif blueprint in blueprints:
        link["current"] = "true"
    return link


def legal_links() -> list[Link]:
    """Imprint, data protection, accessibility, contact: those whose address is configured."""
    entries = (
        ("ckanext.loerrach.imprint_url", tk._("Imprint")),
        ("ckanext.loerrach.privacy_url", tk._("Data protection")),
        ("ckanext.loerrach.accessibility_url", tk._("Accessibility")),
        ("ckanext.loerrach.contact_url", tk._("Contact")),
    )
    found = ((label, safe_address(tk.config.get(option))) for option, label in entries)
    return [{"label": label, "href": href} for label, href in found if href]


def machine_links() -> list[Link]:
    """What programs read: the action API, and the catalogue where ckanext-dcat serves it."""
    links: list[Link] = [
        {"label": tk._("API (CKAN)"), "href": tk.h.url_for("api.action", ver=3,
                                                           logic_function="status_show")},
        {"label": tk._("New datasets (Atom)"), "href": tk.h.url_for("feeds.general")},
    ]  # fmt: skip
    if p.plugin_loaded("dcat"):
        links += [
            {"label": tk._("Catalogue as {format}").format(format=name),
             "href": tk.h.url_for("dcat.read_catalog", _format=suffix)}
            for suffix, name in (("ttl", "DCAT-AP Turtle"), ("rdf", "RDF/XML"),
                                 ("jsonld", "JSON-LD"))
        ]  # fmt: skip
    return links


def safe_address(value: object) -> str:
    """An address that a link may have: http, https, mailto or a path of ours; else ""."""
    address = str(value or "").strip()
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    own_path = address.startswith("/") and not address.startswith("//")
    return address if own_path or scheme in ("http", "https", "mailto") else ""
