"""Content negotiation: the address of a thing is the address of its data, too.

The URI of a dataset is `/dataset/ID`, that of the catalogue is the start page. Browsers get a
page for people there; who prefers RDF (RFC 9110, section 12.5.1) gets what `.ttl` and so on give.
"""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, request

from . import addresses
from .answer import refusal
from .errors import FeedError
from .formats import FORMATS, NEGOTIABLE, Format

#: pages that are the address of something in the feed
DATASET, CATALOGUE = ("dataset.read",), ("home.index", "loerrach_catalogue.negotiated")


def install(blueprint: Blueprint) -> None:
    """Look at every request for one of these pages before CKAN answers it."""
    blueprint.add_url_rule("/catalog", "negotiated", for_people)
    blueprint.before_app_request(instead)
    blueprint.after_app_request(say_so)


def for_people() -> Response:
    """Who asks for the catalogue and prefers pages gets the list of datasets."""
    found: Response = tk.redirect_to("dataset.search")
    return found


def instead() -> Response | None:
    """The data in place of the page, where they are preferred."""
    if request.endpoint not in DATASET + CATALOGUE or request.method not in ("GET", "HEAD"):
        return None
    format = preferred()
    if format is None:
        return None
    try:
        if request.endpoint in CATALOGUE:
            return addresses.catalogue_page(format, None, vary="Accept")
        reference = str((request.view_args or {}).get("id", ""))
        return addresses.dataset(reference, format.ending, vary="Accept")
    except FeedError as error:
        return refusal(error)


def say_so(response: Response) -> Response:
    """Tell caches that another may be sent something else."""
    if request.endpoint in DATASET + CATALOGUE:
        response.vary.add("Accept")
    return response


def preferred() -> Format | None:
    """The format that is preferred to HTML; None where HTML is as welcome."""
    accept = request.accept_mimetypes
    if not accept:
        return None
    best = accept.best_match(["text/html", *NEGOTIABLE])
    if best is None or best == "text/html" or accept[best] <= accept["text/html"]:
        return None
    return FORMATS["rdf"] if best == "application/rdf+xml" else NEGOTIABLE[best]
