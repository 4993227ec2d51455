"""One word for one request, in every line that is logged because of it, and in its answer.

The proxy in front names it (`X-Request-ID`, as docker/nginx.conf does); without one we do. So lines
of nginx, of the web server and of CKAN can be brought together, and with what a visitor reports.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

#: a name may come from anybody: it goes into logs and a header, so no spaces, quotes or line ends
WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
NONE = "-"

#: the request that this thread works for
current: ContextVar[str] = ContextVar("request_id", default=NONE)


class RequestId:
    """WSGI middleware that knows a request by a name from its first moment to its last byte."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
        environ["HTTP_X_REQUEST_ID"] = name
        # set, and not taken back: a body is still being made when we return, and the next request
        # of this thread begins with a name of its own
        current.set(name)

        def named(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start(status, [*headers, ("X-Request-ID", name)], *error)

        return self.application(environ, named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.application, name)


class Formatter(logging.Formatter):
    """Fills `%(request_id)s`; "-" for what no request asked for, as jobs and harvests."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        record.request_id = current.get()
        return super().format(record)
