"""What a program loads and makes once, whatever its house, so that forks of this process needn't:
importing this is the work that a server of forks does at its start."""

# ruff: noqa: F401 (they are here to be loaded)

from __future__ import annotations

import gc

import holidays.countries.china
import httpx
import rjieba
import uvicorn

import projections.matcher.engine.jit
import projections.matcher.engine.standing
import services.automation.runner
import services.cli
import services.demo.dealings
import services.demo.fill
import services.demo.story
import services.inbound.workers
import services.ledger.sqlite
import services.operations.journals
import services.outbound.embedded_redis
import services.outbound.digest
import services.outbound.notifier
import services.outbound.relay
import services.web.app
import services.web.server
from services.web.api.app import routes
from services.web.rendering import Renderer

routes()
renderer = Renderer()
for environment in renderer._environments.values():
    for template in environment.list_templates():
        environment.get_template(template)
gc.freeze()
