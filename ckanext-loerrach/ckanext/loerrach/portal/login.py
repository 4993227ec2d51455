"""The page behind the one-time login link."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.common import login_user
from ckan.lib.redis import connect_to_redis
from ckan.views.user import regenerate_session, rotate_token
from flask import Blueprint, Response

from . import tokens

blueprint = Blueprint("loerrach_login", __name__)


@blueprint.route("/loerrach/login/<token>")
def enter(token: str) -> Any:
    """Log in who holds the link, and send them to the start page."""
    if tk.request.method == "HEAD":
        # programs that look at links before people do must not use them up
        return Response()
    name = tokens.spend(connect_to_redis(), token)
    user = model.User.get(name) if name else None
    if user is None or not user.is_active:
        why = tk._("This login link was used before or is too old.")
        tk.abort(403, why + " " + tk._("`loerrach login-link` makes a new one."))
    regenerate_session()
    login_user(user)
    rotate_token()
    answer: Response = tk.redirect_to("home.index")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
