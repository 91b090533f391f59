"""The catalogue: every event, command and life-cycle this program knows.

Each enters its registry where it is defined. The catalogue only sees to it that every subject of
the domain is imported. What is beside it in `domain/log` stands on the catalogue and is left out,
but for the one event that is defined there.
"""

from __future__ import annotations

import importlib
import pkgutil

import domain
from domain.core.command import COMMANDS
from domain.core.event import EVENTS
from domain.core.lifecycle import LIFECYCLES
from domain.log import idempotency

for module in pkgutil.walk_packages(domain.__path__, "domain."):
    if not module.name.startswith("domain.log"):
        importlib.import_module(module.name)

__all__ = ["COMMANDS", "EVENTS", "LIFECYCLES", "idempotency"]
