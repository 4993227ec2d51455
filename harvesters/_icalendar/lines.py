"""Content lines and components (RFC 5545, sections 3.1 and 3.4 to 3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .._core.answer import Answer
from .._core.charset import decoded
from .._core.errors import WrongContent
from .._core.feed import Feed

#: lines and depth that no calendar has
MOST, DEPTH = 2_000_000, 10
#: name and parameters stand before the first colon outside of quotes
HEAD = re.compile(r'((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
NAME = re.compile(r"([A-Za-z][A-Za-z0-9_-]{0,60})[;:]")
PARTS = re.compile(r'(?:[^";]|"[^"]*"?)+')
ESCAPES = {"n": "\n", "N": "\n"}


@dataclass(frozen=True)
class Property:
    """One property of a component; names of parameters in capitals."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (section 3.3.11), its escapes taken away."""
        return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), self.value)

    @property
    def values(self) -> list[str]:
        """The parts of a list, at commas that are not escaped; no empty ones."""
        parts = re.split(r"(?<!\\),", self.value)
        found = (Property(self.name, {}, part).text.strip() for part in parts)
        return [part for part in found if part]


@dataclass
class Component:
    """What stands between BEGIN and END."""

    name: str
    properties: list[Property] = field(default_factory=list)
    inner: list[Component] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        """The properties of these names, known by capitals."""
        return [one for one in self.properties if one.name.upper() in names]

    def first(self, name: str) -> Property | None:
        """The first property of a name that has a value."""
        return next((one for one in self.all(name) if one.value.strip()), None)

    def text(self, name: str) -> str:
        """The text of a property; "" where there is none."""
        found = self.first(name)
        return found.text if found else ""


def calendars(feed: Feed, answer: Answer) -> list[Component]:
    """The calendars of a stream; WrongContent for anything else, also one that ends too early."""
    text = decoded(feed, answer)
    if not text.lstrip("\ufeff \t\r\n").upper().startswith("BEGIN:VCALENDAR"):
        raise WrongContent(answer.url, "an iCalendar file", "something else")
    root = Component("")
    stack = [root]
    for one in _properties(feed, text, answer.url):
        name = one.value.strip().upper()
        if one.name.upper() == "BEGIN":
            if len(stack) > DEPTH:
                raise WrongContent(answer.url, f"components {DEPTH} levels deep", "deeper nesting")
            stack[-1].inner.append(Component(name))
            stack.append(stack[-1].inner[-1])
        elif one.name.upper() == "END":
            if len(stack) == 1 or stack[-1].name != name:
                found = f"END:{name[:40]} without its BEGIN"
                raise WrongContent(answer.url, "an iCalendar file", found)
            stack.pop()
        else:
            stack[-1].properties.append(one)
    if len(stack) > 1:
        found = f"one that ends within {stack[-1].name[:40]}"
        raise WrongContent(answer.url, "a whole iCalendar file", found)
    return [one for one in root.inner if one.name == "VCALENDAR"]


def _properties(feed: Feed, text: str, url: str) -> Iterator[Property]:
    """Properties, unfolded; a line that is none belongs to the text before it."""
    last: Property | None = None
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"\n[ \t]", "", text).split("\n")
    if len(lines) > MOST:
        raise WrongContent(url, f"an iCalendar file of at most {MOST} lines", "a longer one")
    for line in lines:
        one = _property(line)
        if one is None and line.strip() and last is not None:
            feed.notice("repaired", "line", "a line without a name belongs to the one before it")
            last = Property(last.name, last.params, f"{last.value}\\n{line}")
        elif one is not None:
            if last is not None:
                yield last
            last = one
    if last is not None:
        yield last


def _property(line: str) -> Property | None:
    name = NAME.match(line)
    if not name:
        return None
    # a quotation mark that is never closed is part of the text
    found = HEAD.fullmatch(line)
    head, value = found.groups() if found else line.partition(":")[::2]
    pairs = (param.partition("=") for param in PARTS.findall(head)[1:])
    return Property(name[1], {k.strip().upper(): v.strip(' "') for k, _, v in pairs}, value)
