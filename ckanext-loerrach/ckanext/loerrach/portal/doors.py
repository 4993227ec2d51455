"""The portal's own doors in CKAN's web application: health, and the one-time login link.

`/healthz` says that the process lives; `/readyz` that database, search and queue answer (200 or
503, JSON); `/metrics` has numbers for Prometheus. They stand before CKAN, which asks the database
on every request. `CleanSession` sees that a request which fails leaves nothing to the next one in
its thread.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from typing import Any

from ckan import model
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from werkzeug.wsgi import ClosingIterator

from .errors import DamagedFile
from .health import readiness
from .home import Home, read_json
from .login import blueprint
from .metrics import exposition
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


class Metrics:
    """WSGI middleware that tells Prometheus at /metrics how the portal is, and nobody else.

    Who asks has to send the secret `metrics` of the portal's folder (RFC 6750, section 2.1).
    """

    def __init__(self, application: Any, home: Home) -> None:
        self.application, self.home = application, home

    def __call__(self, environ: dict[str, Any], start: Start) -> Any:
        if environ.get("PATH_INFO") != "/metrics":
            return self.application(environ, start)
        if not self._knows(environ.get("HTTP_AUTHORIZATION", "")):
            asked = ("WWW-Authenticate", "Bearer")
            return _send(start, "401 Unauthorized", b"", "text/plain", asked)
        with self.application._wsgi_app.app_context():
            return _send(start, "200 OK", exposition(self.home), CONTENT_TYPE_PLAIN_0_0_4)

    def _knows(self, authorization: str) -> bool:
        secret = self._secret()
        kind, _, given = authorization.partition(" ")
        # the same time for every guess; WSGI has bytes in a latin-1 string (PEP 3333)
        same = hmac.compare_digest(given.strip().encode("latin-1"), secret.encode())
        return bool(secret) and kind.lower() == "bearer" and same

    def _secret(self) -> str:
        """As `loerrach up` or `loerrach setup` made it; "" where there is none to be read."""
        try:
            return str(read_json(self.home.secret_file).get("metrics", ""))
        except DamagedFile:
            return ""

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


def add_doors(application: Any, home: Home) -> Any:
    """CKAN's application with our doors, for the portal in this folder."""
    application._wsgi_app.register_blueprint(blueprint)
    return RequestId(CleanSession(Health(Metrics(application, home))))


def _answer(start: Start, status: str, content: dict[str, Any]) -> list[bytes]:
    return _send(start, status, json.dumps(content).encode(), "application/json")


def _send(start: Start, status: str, body: bytes, kind: str, *more: tuple[str, str]) -> list[bytes]:
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *more,
    ]
    start(status, headers)
    return [body]
