"""Pages: one file for what belongs together on the screen. They are found here by themselves.

Each has a `router`; where the main menu leads to it, it has a `MENU` beside it, with an entry for
each way in (`services/web/menu.py` says what stands in one):

    MENU = (MenuEntry(210, "/postings", "需求与供给", "posting", "file-text", own="我的发布"),)

Entries stand in the order of their places; the hundred of a place is its group.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastapi import APIRouter
from starlette.routing import BaseRoute, Route

from services.web.menu import MenuEntry


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


def _menu() -> tuple[MenuEntry, ...]:
    entries: list[MenuEntry] = [e for module in MODULES for e in getattr(module, "MENU", ())]
    return tuple(sorted(entries, key=lambda entry: entry.place))


MODULES = tuple(_modules())
ROUTER = _router()
MENU = _menu()
