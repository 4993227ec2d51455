"""What the forked processes do: web server, job worker, harvest consumers, scheduler."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from gunicorn.app.base import BaseApplication

from . import duties
from .duties import Duty
from .privileges import die_with_parent
from .services import print_traceback

#: the combined format of web servers, then seconds taken and the name of the request
ACCESS_LOG = '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(L)s %({x-request-id}o)s'

#: seconds between two looks of the scheduler at which harvests are due, and at those of others
ROUND, FOREIGN_ROUND = 2, 30


class Web(BaseApplication):
    """gunicorn around an application that is loaded already."""

    def __init__(self, application: Any, bind: str, workers: int) -> None:
        self.application = application
        self.options = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": 4,
            "timeout": 120,
            "graceful_timeout": 10,
            "accesslog": "-",
            "access_log_format": ACCESS_LOG,
            "errorlog": "-",
            "loglevel": "warning",
            "preload_app": True,
            "control_socket_disable": True,
            "post_fork": _in_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return self.application


def _in_worker(server: Any, worker: Any) -> None:
    die_with_parent(signal.SIGTERM)


def web(application: Any, listener: socket.socket, workers: int) -> None:
    """Serve the application on a listening socket that outlives this process."""
    _warm(application)
    Web(application, f"fd://{os.dup(listener.fileno())}", workers).run()


def _warm(application: Any) -> None:
    """Ask for the start page once, so that templates are compiled before the workers fork."""
    from werkzeug.test import Client

    from . import application as ckan

    try:
        Client(application).get("/")
    except Exception:  # noqa: BLE001 (a page that fails is for the log, not a reason to serve none)
        print_traceback()
    ckan.share()


def alone(application: Any) -> dict[str, Callable[[], None]]:
    """The work of every process but the web server, which needs a port, by its name."""
    return {
        "worker": job_worker,
        "gather": gather,
        "fetch": fetch,
        "scheduler": partial(scheduler, application),
    }


def job_worker() -> None:
    """Do CKAN's background jobs."""
    from ckan.lib.jobs import Worker

    Worker().work()


def gather() -> None:
    """Find out what harvest jobs have to fetch."""
    from ckanext.harvest import queue

    consumer = _patient(queue.get_gather_consumer())
    for method, header, body in consumer.consume(queue.get_gather_queue_name()):
        queue.gather_callback(consumer, method, header, body)


def fetch() -> None:
    """Fetch and write what was found."""
    from ckanext.harvest import queue

    consumer = _patient(queue.get_fetch_consumer())
    for method, header, body in consumer.consume(queue.get_fetch_queue_name()):
        queue.fetch_callback(consumer, method, header, body)


def _patient(consumer: Any) -> Any:
    """Wait for work as long as it takes: redis-py 8 gives up a blocking read after 5 s."""
    consumer.redis.connection_pool.connection_kwargs |= {
        "socket_timeout": None,
        "socket_keepalive": True,
    }
    return consumer


def scheduler(application: Any) -> None:
    """Harvest what is due; every half minute also look after sources of other harvesters."""
    from ckanext.loerrach.harvest.lanes import Lanes

    context = partial(_in_ckan, application)
    lanes = Lanes(context)
    duties.forever(
        [
            Duty("Harvesting what is due", ROUND, lanes.start_due),
            Duty("Harvesting for other harvesters", FOREIGN_ROUND, _run_foreign),
            Duty("Writing the feed", FOREIGN_ROUND, _write_feed),
        ],
        context,
    )


@contextmanager
def _in_ckan(application: Any) -> Iterator[None]:
    """A request's context, and a session of the database that ends with it."""
    from ckan import model

    with application._wsgi_app.test_request_context():
        try:
            yield
        finally:
            model.Session.remove()


def _write_feed() -> None:
    """Have the feed of the catalogue written where something waits and nobody has asked for it."""
    from ckan.plugins import plugin_loaded
    from ckanext.loerrach.catalogue.feed import jobs

    if plugin_loaded("loerrach_catalogue"):
        jobs.run_due()


def _run_foreign() -> None:
    """Sources of other harvesters: what ckanext-harvest's cron job does."""
    import ckan.plugins.toolkit as tk
    from ckan import model

    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    context = {"model": model, "session": model.Session, "user": user["name"]}
    tk.get_action("harvest_jobs_run")(context, {})
