"""A receiver that never answers holds its own party's test, and nobody else."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from services.inbound.execute import ask_for_party, execute
from services.inbound.shorthand import SetWebhookWithSecret
from services.web.request import SESSION
from services.web.server import beside, bound
from tests.services.receiver import SECRET
from tests.web.sites import LEAD_STORY, forms, site

MANY = 45


@pytest.fixture
def silent():
    """Where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as place:
        yield f"http://127.0.0.1:{place.getsockname()[1]}/leads"


def test_many_tests_of_one_bank_leave_everybody_else_quick(tmp_path, silent):
    with site(tmp_path, *LEAD_STORY, webhook_networks="127.0.0.0/8") as made:
        wish = SetWebhookWithSecret.model_validate({"url": silent, "secret": SECRET})
        execute(
            made.house, wish, ask_for_party(made.house.desk, made.house.now, "b01", "test"), None
        )
        made.house.views.fresh()
        token = made.client("bank").cookies[SESSION]
        place = bound("127.0.0.1", 0)
        address = f"http://127.0.0.1:{place.getsockname()[1]}"
        with beside(made.app, place), httpx.Client(base_url=address, timeout=60) as other:
            bank = {"cookie": f"{SESSION}={token}"}
            page = other.get("/channel", headers=bank).text
            [form] = [each for each in forms(page) if each["action"] == "/channel/test"]

            def test(_):
                return httpx.post(
                    f"{address}/channel/test", data=form["fields"], headers=bank, timeout=60
                ).status_code

            with ThreadPoolExecutor(MANY) as pool:
                asked = [pool.submit(test, n) for n in range(MANY)]
                waits = []
                while not all(each.done() for each in asked):
                    began = time.monotonic()
                    assert other.get("/sign-in").status_code == 200
                    waits.append(time.monotonic() - began)
            told = sorted(each.result() for each in asked)
    assert (told.count(429), told.count(200)) == (MANY - 1, 1)
    assert max(waits) < 3  # where they share threads, it is as long as the receiver is silent
