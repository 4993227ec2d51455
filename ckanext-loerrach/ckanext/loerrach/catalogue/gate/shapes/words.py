"""What a broken constraint means, in words; the same for our shapes and for the check in Python."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from ..fields import label
from ..text import N_, Label, Text
from .facts import Constraint, field_of, iri, names, short

LANGUAGES = ("de", "fr", "en")
DOMAIN = "ckanext-loerrach"
I18N = Path(__file__).parents[3] / "i18n"

WHAT = {
    "min": N_("{field}: the value is missing."),
    "max": N_("{field}: there are several values, only one may be there."),
    "max 0": N_("{field}: DCAT-AP.de 3.0 has given up this property."),
    "is literal": N_("{field}: an address stands where a text belongs."),
    "is node": N_("{field}: a text stands where an address belongs."),
    "is iri": N_("{field}: there is no address."),
    "a": N_("{field}: the value is not described as {wanted}."),
    "type": N_("{field}: the value is not written as {wanted}."),
    "list": N_("{field}: the value is not of the list {wanted}."),
    "starts": N_("{field}: the value is not of the list {wanted}."),
    "has": N_("{field}: {wanted} is missing."),
}
TODO = {
    "min": N_("Fill it in."),
    "max": N_("Keep one value and remove the others."),
    "max 0": N_("Leave it out."),
    "max 0 instead": N_("Use {instead} in its place."),
    "is literal": N_("Write a text."),
    "is node": N_("Write the whole address, beginning with https:// and without blanks."),
    "is iri": N_("Write the whole address, beginning with https:// and without blanks."),
    "a": N_("Describe the value in the same file, with its class."),
    "type": N_("Write it as XML Schema wants it, for example P1D, 12.5 or 1024."),
    "list": N_("Choose a value of the list."),
    "starts": N_("Choose a value of the list."),
    "has": N_("Add it."),
}


def called(constraint: Constraint) -> tuple[str, Label]:
    """The property as a prefixed name, and what the form calls it."""
    name = " | ".join(map(short, constraint.path))
    field = field_of(constraint.target, constraint.path)
    in_resource = constraint.target == iri("dcat:Distribution")
    return name, label(field, in_resource) if field else Label.of(name)


def texts(constraint: Constraint) -> tuple[Text, Text]:
    """What is wrong and what to do."""
    key = _key(constraint)
    todo = f"{key} instead" if constraint.instead else key
    facts = {"wanted": _wanted(constraint), "instead": constraint.instead}
    message = Text.of(WHAT[key], field=called(constraint)[1], **facts)
    return message, Text.of(TODO.get(todo, TODO[key]), **facts)


def sentence(constraint: Constraint, language: str) -> str:
    """The message of a shape: which class, which property, which field, what to do."""
    name, field = called(constraint)
    named = dict(field.texts).get(language) or dict(field.texts).get("de") or name
    facts = {
        "field": named, "wanted": _wanted(constraint), "instead": constraint.instead,
    }  # fmt: skip
    both = [_spoken(text.msgid, language).format(**facts) for text in texts(constraint)]
    return f"{short(constraint.target)}, {name}: {' '.join(both)}"


def _key(constraint: Constraint) -> str:
    if constraint.kind == "is":
        return f"is {constraint.wanted}"
    if constraint.kind == "max" and constraint.wanted == 0:
        return "max 0"
    return constraint.kind


def _wanted(constraint: Constraint) -> str:
    if constraint.kind == "list":
        return str(names()["lists"][constraint.wanted][1])
    if constraint.kind == "starts":
        return "https://www.iana.org/assignments/media-types/"
    return short(constraint.wanted) if constraint.kind in ("a", "type") else str(constraint.wanted)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, I18N, [language], fallback=True)


def _spoken(msgid: str, language: str) -> str:
    return _catalogue(language).gettext(msgid)
