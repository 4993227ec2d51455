"""Descriptions as HTML: CKAN's Markdown without what reaches out or breaks the outline."""

from __future__ import annotations

import re

import ckan.plugins.toolkit as tk
import nh3
from markupsafe import Markup

#: a path of this portal. Browsers drop tabs and line breaks and read "\\" as "/", so that
#: "/<tab>/host" leads to another host
OWN_PATH = re.compile(r"/(?!/)[^\x00-\x20\x7f\\]*")


def render(text: str) -> Markup:
    """Markdown as safe HTML.

    Pictures from other hosts keep only their text, so that reading a page tells nobody who reads
    it. Headings go one level down: the first belongs to the page.
    """
    html = nh3.clean(str(tk.h.render_markdown(text)), attribute_filter=_own_pictures)
    return Markup(re.sub(r"<(/?)h([1-5])(?=[\s>])", _one_lower, html))  # noqa: S704  (cleaned above)


def _own_pictures(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute in ("src", "srcset"):
        return value if OWN_PATH.fullmatch(value) and attribute == "src" else None
    return value


def _one_lower(heading: re.Match[str]) -> str:
    return f"<{heading[1]}h{int(heading[2]) + 1}"
