"""Elements by their names, whatever their prefixes, and the days that are written in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from .._core.values import clean, fits
from .._core.xml import Element, local


def children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [one for one in element if local(one) == name]


def child(element: Element | None, name: str) -> Element | None:
    return next(iter(children(element, name)), None)


def every(element: Element | None, name: str) -> Iterator[Element]:
    """All of them, anywhere below."""
    return (one for one in (element.iter() if element is not None else ()) if local(one) == name)


def first(element: Element | None, name: str) -> Element | None:
    """Anywhere below."""
    return next(every(element, name), None)


def said(element: Element | None, name: str) -> str:
    """The text of a child on one line; "" where there is none."""
    found = child(element, name)
    return clean(found.text or "") if found is not None else ""


def a_day(text: str) -> date | None:
    """ "2026-07-17+02:00": a day of XML Schema with its zone."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def amount(element: Element | None) -> tuple[float, str] | None:
    """A sum of money and its currency; None for what is none."""
    if element is None:
        return None
    try:
        value = float(element.text or "")
    except ValueError:
        return None
    return (value, element.get("currencyID", "")[:3]) if fits(value) and value >= 0 else None
