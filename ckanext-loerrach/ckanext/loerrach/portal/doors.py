"""The portal's own doors in CKAN's web application: health, and the one-time login link.

`/healthz` says that the process lives; `/readyz` that database, search and queue answer (200 or
503, JSON). Both stand before CKAN, which asks the database on every request. `CleanSession` sees
that a request which fails leaves nothing to the next one in its thread.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ckan import model
from werkzeug.wsgi import ClosingIterator

from .health import readiness
from .login import blueprint
from .request_id import RequestId

Start = Callable[..., Any]


class Health:
    """WSGI middleware that answers /healthz and /readyz itself."""

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Any:
        path = environ.get("PATH_INFO")
        if path == "/healthz":
            return _answer(start, "200 OK", {"alive": True})
        if path == "/readyz":
            with self.application._wsgi_app.app_context():
                found = readiness()
            status = "200 OK" if found["ready"] else "503 Service Unavailable"
            return _answer(start, status, found)
        return self.application(environ, start)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.application, name)


class CleanSession:
    """WSGI middleware that gives back a request's database session, however the request ends.

    CKAN removes it at the end of a request that goes well. When PostgreSQL dies while CKAN looks up
    who asks, the broken session stays in its thread, and every later request there fails with
    PendingRollbackError.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start: Start) -> Any:
        try:
            answer = self.application(environ, start)
        except BaseException:
            model.Session.remove()
            raise
        return ClosingIterator(answer, model.Session.remove)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.application, name)


def add_doors(application: Any) -> Any:
    """CKAN's application with our doors."""
    application._wsgi_app.register_blueprint(blueprint)
    return RequestId(CleanSession(Health(application)))


def _answer(start: Start, status: str, content: dict[str, Any]) -> list[bytes]:
    body = json.dumps(content).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
    ]
    start(status, headers)
    return [body]
