"""The one way to the outside for every harvester.

Only http and https, only public addresses (see dial), one deadline for everything, limits for size
and inflating, few redirects, few retries, TLS always checked. Whatever goes wrong is a FeedError.
"""

from __future__ import annotations

import http.cookiejar
import random
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

import requests

from .answer import Answer, Validators
from .body import Size, read_body
from .dial import Guard, GuardedAdapter, Line
from .errors import Broken, Busy, Endless, FeedError, NotAllowed, Refused, TooSlow, Unchanged
from .explain import check, explained, retry_after

AGENT = "ckanext-loerrach (open data portal of Loerrach; +https://www.loerrach.de)"
REDIRECTS = frozenset((301, 302, 303, 307, 308))
#: redirects that keep method and body (RFC 9110, section 15.4)
REPEATED = frozenset((307, 308))
PASSING = frozenset((500, 502, 504))
BUSY = frozenset((429, 503))


@dataclass(frozen=True)
class Limits:
    """How long, how often, how much."""

    #: seconds until a connection stands, TLS included
    connect: float = 10
    #: seconds between two bytes
    read: float = 30
    #: seconds for everything: name, connection, redirects, retries, the last byte
    total: float = 120
    redirects: int = 5
    #: how often to ask, the first time included
    tries: int = 3
    #: seconds before the second try; doubles, with jitter
    pause: float = 1
    size: Size = field(default_factory=Size)
    #: seconds, and bytes of bodies after inflating, of all that one run asks: pages without end end
    run: float = 4 * 3600
    run_size: int = 4 * 1024**3


@dataclass(frozen=True)
class Room:
    """A file for an answer that is too large for memory, and how much and how long it may be."""

    file: BinaryIO
    size: Size
    #: seconds for everything
    total: float


@dataclass(frozen=True)
class _Request:
    """What is asked of whom; headers and form may hold secrets, and are shown nowhere."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    #: None: a GET; else a POST
    form: Mapping[str, str] | None = field(default=None, repr=False)

    def moved(self, target: str, status: int) -> _Request:
        """The same question at the target of a redirect; NotAllowed where it must not go."""
        here, there = urlsplit(self.url), urlsplit(target)
        if here.scheme == "https" and there.scheme != "https":
            raise NotAllowed(target, "A redirect leads from https to an open connection")
        if here.netloc == there.netloc and (self.form is None or status in REPEATED):
            return replace(self, url=target)
        if self.form is not None:
            raise NotAllowed(target, "A redirect leads a question with a form elsewhere")
        # keys and tokens are meant for the server that was asked first
        headers = {k: v for k, v in self.headers.items() if k.lower() in HARMLESS}
        return replace(self, url=target, headers=headers)


class Client:
    """Asks servers for one run of one source; not shared between threads.

    ``ca_bundle``: file of authorities in place of the public ones (certifi's); TLS is always
    checked. Cookies are not kept, and settings of the environment (proxies, .netrc) not read.
    """

    def __init__(
        self, guard: Guard | None = None, limits: Limits | None = None, ca_bundle: str | None = None
    ) -> None:
        self.limits = limits or Limits()
        self._line = Line(guard or Guard(), self.limits.connect)
        self._began, self._size = time.monotonic(), 0
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_bundle or True
        self._session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "gzip, deflate"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, GuardedAdapter(self._line))

    def close(self) -> None:
        self._session.close()
        self._line.tidy()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
        room: Room | None = None,
    ) -> Answer:
        """The complete answer with status 200.

        With ``validators`` of an earlier answer the request is conditional: Unchanged is raised on
        304, and also when the body is the same as then. Anything else raises a FeedError. With
        ``room`` the body goes to its file.
        """
        asked = {**(headers or {}), **(validators.headers() if validators else {})}
        answer = self._within(_Request(url, asked), room)
        if answer is None or (validators and answer.validators.digest == validators.digest):
            raise Unchanged(url)
        return answer

    def post(
        self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The complete answer with status 200 to a form (application/x-www-form-urlencoded).

        For services that take their questions this way; a redirect to another server is refused, as
        a form may hold what only the one that was asked is to know. Anything wrong is a FeedError.
        """
        answer = self._within(_Request(url, dict(headers or {}), dict(form)), None)
        assert answer is not None  # 304 answers only what was conditional
        return answer

    def _within(self, request: _Request, room: Room | None) -> Answer | None:
        """The answer within the time there is."""
        total = self._time(request.url, room.total if room else self.limits.total)
        with self._deadline(request.url, total) as over:
            answer = self._persist(request, over, total, room)
        if answer is not None:
            size = room.file.tell() if room else len(answer.body)
            self._size += size
            self.heard(answer, size)
        return answer

    def _time(self, url: str, wanted: float) -> float:
        """Seconds for a question: as many as it may take, as far as the run has some left."""
        left = self.limits.run - (time.monotonic() - self._began)
        if left <= 0 or self._size >= self.limits.run_size:
            raise Endless(url, self.limits.run, self.limits.run_size)
        return min(wanted, left)

    def heard(self, answer: Answer, size: int) -> None:
        """Told of each complete answer and the bytes of its body; for who wants to count them."""

    def _persist(
        self, request: _Request, over: threading.Event, total: float, room: Room | None
    ) -> Answer | None:
        """Ask until there is an answer, the tries are used up, or there is no time left."""
        started = time.monotonic()
        tried = 0
        while True:
            tried += 1
            try:
                return self._follow(request, room)
            except FeedError as error:
                pause = self._pause(error, tried)
                left = total - (time.monotonic() - started)
                if not error.passing or tried >= self.limits.tries or pause >= left:
                    raise
                if over.wait(pause):
                    raise

    def _pause(self, error: FeedError, tried: int) -> float:
        """What the server asks for, or twice as long each time; and never all at once."""
        if isinstance(error, Busy) and error.retry_after is not None:
            return error.retry_after + random.uniform(0, self.limits.pause)  # noqa: S311 (no secret)
        return self.limits.pause * 2 ** (tried - 1) * random.uniform(0.5, 1)  # noqa: S311 (no secret)

    def _follow(self, request: _Request, room: Room | None) -> Answer | None:
        """Follow redirects; None for 304, which only who asked for it is told."""
        start = request.url
        for _ in range(self.limits.redirects + 1):
            here = request.url
            check(here)
            with self._ask(request) as response:
                if response.status_code == 304 and CONDITIONAL & request.headers.keys():
                    return None
                if response.status_code not in REDIRECTS:
                    return self._answer(here, response, room)
                target = urljoin(here, response.headers.get("location", ""))
            request = request.moved(target, response.status_code)
        raise NotAllowed(start, f"More than {self.limits.redirects} redirects")

    def _answer(self, url: str, response: requests.Response, room: Room | None) -> Answer:
        status = response.status_code
        if status in BUSY:
            raise Busy(url, status, retry_after(response.headers.get("retry-after")))
        if status in PASSING:
            raise Broken(url, f"The server failed (status {status})")
        if status != 200:
            raise Refused(url, status)
        if room is None:
            body = read_body(url, response.raw, self.limits.size)
            return Answer.of(url, response.headers, body)
        # an earlier try may have left a part of an answer
        room.file.seek(0)
        room.file.truncate()
        body = read_body(url, response.raw, room.size)
        return Answer.of(url, response.headers, body, room.file)

    @contextmanager
    def _ask(self, request: _Request) -> Iterator[requests.Response]:
        """One request; what requests and urllib3 raise becomes a FeedError."""
        url, method = request.url, "GET" if request.form is None else "POST"
        try:
            response = self._session.request(
                method, url, headers=dict(request.headers), data=request.form, stream=True,
                allow_redirects=False, timeout=(self.limits.connect, self.limits.read),
            )  # fmt: skip
        except requests.RequestException as error:
            raise explained(url, error) from error
        except (OSError, ValueError) as error:
            # urllib3 lets through what its own parser of addresses does not like
            raise explained(url, error) from error
        with response:
            yield response

    @contextmanager
    def _deadline(self, url: str, total: float) -> Iterator[threading.Event]:
        """Cut every connection when the time is up; yields the event that says so.

        A cut connection can look like an answer that ended, so what came after it does not count.
        """
        over = self._line.over = threading.Event()
        timer = threading.Timer(total, self._line.cut, [over])
        timer.daemon = True
        timer.start()
        cause: FeedError | None = None
        try:
            yield over
        except FeedError as error:
            if not over.is_set():
                raise
            cause = error
        finally:
            timer.cancel()
            self._line.tidy()
        if over.is_set():
            raise TooSlow(url, total) from cause


#: what makes a request conditional
CONDITIONAL = frozenset(("If-None-Match", "If-Modified-Since"))
#: request headers that another server may see after a redirect
HARMLESS = frozenset(("accept", "accept-language", "if-none-match", "if-modified-since"))
