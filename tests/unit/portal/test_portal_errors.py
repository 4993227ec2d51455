"""Every error of the portal introduces itself, and stands in the list of them all."""

from __future__ import annotations

import importlib
import pkgutil
import re

from ckanext.loerrach import portal
from ckanext.loerrach.portal import errors
from ckanext.loerrach.portal.errors import PortalError


def test_the_list_of_errors_is_complete_and_names_their_modules() -> None:
    for module in pkgutil.iter_modules(portal.__path__):
        # a program of its own, for a process of its own
        if module.name != "ckan_command":
            importlib.import_module(f"{portal.__name__}.{module.name}")
    listed = {
        name: module or "errors"
        for name, module in re.findall(r"── (\w+) +(?:(\w+)\.py:)?", errors.__doc__ or "")
    }
    there = {
        one.__name__: one.__module__.rpartition(".")[2] for one in PortalError.__subclasses__()
    }
    assert {name: module for name, module in there.items() if name in listed} == listed
    # who adds a module of commands says what goes wrong there; all that is said here is in the list
    here = {name for name, module in there.items() if module == "errors"}
    assert here - set(listed) == set()


def test_every_error_says_what_it_is() -> None:
    assert [one.__name__ for one in PortalError.__subclasses__() if not one.__doc__] == []
