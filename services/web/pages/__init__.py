"""Pages: one file for what belongs together on the screen. They are found here by themselves.

Each has a `router`; where the main menu leads to it, it has a `MENU` beside it, with an entry for
each way in:

    MENU = ((210, "/postings", "需求与供给", "posting"),)    # place, path, title, kind of thing

An entry is shown to whom its kind is known; without a kind, to everybody. Entries stand in the
order of their places: from 100 the way in, from 200 what is matched and dealt, from 300 what is
counted, from 400 who takes part and with what, from 500 what the office sets, from 600 whether the
house is well.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastapi import APIRouter
from starlette.routing import BaseRoute, Route

Entry = tuple[int, str, str, str]


def _modules() -> Iterator[ModuleType]:
    names = (module.name for module in pkgutil.walk_packages(__path__, f"{__name__}."))
    modules = map(importlib.import_module, sorted(names))
    return (module for module in modules if hasattr(module, "router"))


def _router() -> APIRouter:
    """Every page's routes. Of two that fit an address, the one that spells it out comes first
    (`/sessions/new` before `/sessions/{id}`), so that the order of files says nothing."""
    routes = [route for module in MODULES for route in module.router.routes]
    return APIRouter(routes=sorted(routes, key=_parameters))


def _parameters(route: BaseRoute) -> list[bool]:
    """Of each part of a route's address, whether anything may stand there."""
    assert isinstance(route, Route)
    return [part.startswith("{") for part in route.path.split("/")]


def _menu() -> tuple[Entry, ...]:
    return tuple(sorted(entry for module in MODULES for entry in getattr(module, "MENU", ())))


MODULES = tuple(_modules())
ROUTER = _router()
MENU = _menu()
