"""Freshness in the reader's words: sentences for the pages of datasets and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import ckan.plugins.toolkit as tk
from babel import dates
from ckan import model
from ckanext.loerrach.harvesters._core.describe import FREQUENCY
from ckanext.loerrach.pages import language, numbers

from . import freshness, settings
from .freshness import Freshness

#: silent sensors that the page of a dataset names; that of the source names all
NAMED = 10
#: seconds of the distances that have a word
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Told:
    """What a page says."""

    freshness: Freshness
    #: "Is renewed every five minutes"; "" where nobody knows
    promise: str
    #: last delivery and what follows from it, as one sentence
    delivered: str
    #: "overdue since …"; "" where nothing is wrong
    trouble: str
    #: one word for the state
    badge: str


def loerrach_freshness(dataset: dict[str, Any]) -> Told | None:
    """What the page of a dataset says of its freshness; None for the town's own and archived."""
    found = None if dataset.get("archived") else freshness.of_dataset(dataset["id"])
    return told(found) if found else None


def loerrach_source_freshness(name_or_id: str) -> Told | None:
    """What the page of a source and the list of sources say; None for other harvesters'."""
    source = settings.find(name_or_id)
    if source is None or source.type != settings.TYPE or not source.active:
        return None
    return told(freshness.of_source(source, model.Package.get(source.id)))


def told(one: Freshness) -> Told:
    """In the language of the request."""
    return Told(one, _promise(one), _delivered(one), _trouble(one), _badge(one))


def _promise(one: Freshness) -> str:
    if one.state == "wrong" or not one.frequency:
        return ""
    if not one.single:
        often = {"interval": every(one.every or 0)}
        return str(tk._("The source is asked {interval}").format(**often))
    if one.promise is None:
        return str(tk._("Is renewed without a fixed rhythm"))
    often = {"interval": tk.h.loerrach_choice_label("frequency", FREQUENCY + one.frequency)}
    return str(tk._("Is renewed {interval}").format(**often))


def _delivered(one: Freshness) -> str:
    if one.state == "sample":
        return str(tk._("here with samples, which are not renewed"))
    if one.answered_at is None:
        return str(tk._("nothing was delivered yet"))
    asked = tk._("last asked {when}").format(when=when(one.answered_at))
    if not one.single or one.delivered_at is None:
        return str(asked)
    new = tk._("last delivered {when}").format(when=when(one.delivered_at))
    # of a quick source nobody wants to know when it was asked as well
    quick = one.promise is not None and one.promise <= HOUR and not one.bad
    return str(new) if quick else f"{new}, {asked}"


def _trouble(one: Freshness) -> str:
    since = when(one.late_since) if one.late_since else ""
    if one.state == "late":
        return str(tk._("Overdue since {when}").format(when=since))
    if one.state == "unreachable":
        if not since:
            return str(tk._("The source does not answer"))
        return str(tk._("The source has not answered since {when}").format(when=since))
    return ""


def _badge(one: Freshness) -> str:
    words = {
        "on time": tk._("on time"), "late": tk._("overdue"),
        "unreachable": tk._("does not answer"), "waiting": tk._("not asked yet"),
        "sample": tk._("samples"), "wrong": tk._("described wrongly"),
    }  # fmt: skip
    return str(words[one.state])


def when(moment: datetime, now: datetime | None = None) -> str:
    """A moment in the town's time: "today at 14:05", "yesterday at …", "on May 3, 2026 at …"."""
    spoken = language.current()
    local = moment.astimezone(numbers.LOCAL_TIME)
    today: date = (now or datetime.now(UTC)).astimezone(numbers.LOCAL_TIME).date()
    time = dates.format_time(local, "short", locale=spoken)
    if local.date() == today:
        return str(tk._("today at {time}").format(time=time))
    if local.date() == today - timedelta(days=1):
        return str(tk._("yesterday at {time}").format(time=time))
    day = dates.format_date(local.date(), "long", locale=spoken)
    return str(tk._("on {day} at {time}").format(day=day, time=time))


def every(seconds: int) -> str:
    """A distance in time as a rhythm: "every 5 minutes", "every hour"."""
    if seconds % DAY == 0 or seconds > 2 * DAY:
        number = max(1, round(seconds / DAY))
        return str(tk.ungettext("every day", "every {number} days", number).format(number=number))
    if seconds % HOUR == 0 or seconds > 2 * HOUR:
        number = round(seconds / HOUR)
        return str(tk.ungettext("every hour", "every {number} hours", number).format(number=number))
    if seconds >= 2 * MINUTE or seconds == MINUTE:
        number = round(seconds / MINUTE)
        told = tk.ungettext("every minute", "every {number} minutes", number)
        return str(told.format(number=number))
    told = tk.ungettext("every second", "every {number} seconds", seconds)
    return str(told.format(number=seconds))
