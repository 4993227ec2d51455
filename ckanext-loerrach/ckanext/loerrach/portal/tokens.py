"""Tokens of the one-time login link: made by the command line, spent by the web server.

A token is random (256 bits) and only its SHA-256 is kept, in Valkey, which forgets it in time.
GETDEL finds and removes it in one step, so of two who come at once one is let in; looking up a
digest takes the same time whatever the token is.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import cast

from redis import Redis

#: seconds a link is good for
LIFETIME = 1800


def make(queue: Redis, user: str) -> str:
    """A token that lets this user in, once, within the next half hour."""
    token = secrets.token_urlsafe(32)
    queue.set(_key(token), user, ex=LIFETIME)
    return token


def spend(queue: Redis, token: str) -> str | None:
    """The user of a token, which is gone thereafter; None where there is no such token."""
    user = cast("bytes | None", queue.getdel(_key(token)))
    return user.decode() if user else None


def link(site_url: str, token: str) -> str:
    """Where a token is spent."""
    return f"{site_url}/loerrach/login/{token}"


def _key(token: str) -> str:
    return "loerrach:login:" + hashlib.sha256(token.encode()).hexdigest()
