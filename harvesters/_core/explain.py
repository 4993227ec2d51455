"""What an address, a header or an error of the libraries below means for a feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from .body import is_number
from .dial import InnerAddressError
from .errors import FeedError, NotAllowed, Unreachable


def check(url: str) -> None:
    """NotAllowed unless this is a plain http or https address."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 (raises for ports that are none)
    except ValueError as error:
        raise NotAllowed(url, "This is no valid address") from error
    if parts.scheme not in ("http", "https"):
        raise NotAllowed(url, "Only addresses with http and https are asked")
    if not parts.hostname:
        raise NotAllowed(url, "The address names no server")
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(url, "User and password do not belong into an address")


def explained(url: str, error: Exception) -> FeedError:
    """The FeedError for what happened below: the chain of causes says which one."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, InnerAddressError):
            return NotAllowed(url, f"Harvesters may not go there: {cause}")
    text = " ".join(map(str, causes))
    if isinstance(error, requests.exceptions.SSLError):
        return Unreachable(url, f"The certificate of the server is not valid: {_last(causes)}")
    if isinstance(error, requests.Timeout) or "timed out" in text:
        return Unreachable(url, "The server did not answer in time")
    if isinstance(error, requests.exceptions.InvalidURL | UnicodeError):
        return NotAllowed(url, "This is no valid address")
    if isinstance(error, ConnectionResetError) or "closed connection" in text:
        return Unreachable(url, "The server hung up without an answer")
    return Unreachable(url, f"The server cannot be reached: {_last(causes)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it came from, outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        reason = getattr(seen, "reason", None)
        inner = next((arg for arg in seen.args if isinstance(arg, BaseException)), None)
        seen = reason if isinstance(reason, BaseException) else (inner or seen.__cause__)


def _last(causes: list[BaseException]) -> str:
    return str(getattr(causes[-1], "strerror", None) or causes[-1])[:200]


def retry_after(value: str | None) -> float | None:
    """Seconds from a Retry-After header (RFC 9110, 10.2.3): a number, or a date."""
    if value is None:
        return None
    if is_number(value):
        return float(value.strip()[:9])
    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
