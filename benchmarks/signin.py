"""How the sign-in page stands sixty strangers who guess passwords without pause.

    python -m benchmarks.signin [--quick]

A small county served by `docking web` as it comes, which believes a proxy on this machine where a
client comes from. Sixty clients post wrong passwords for its users, each as fast as it is answered:
first all from one address, then each from its own. Meanwhile one client asks for the sign-in page:
`figure signin.NAME.times` is how many times its idle median the median takes. The owner of the
account that is guessed at signs in from a device that is known, again and again, and afterwards,
when the longest pause is over, from one that isn't: `signin.shut` counts who of them didn't get in.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, time

import click
import httpx

from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from services.house.house import House
from services.house.settings import Settings
from services.identity.knock import NAME
from services.identity.signin import Identity

POSTERS, USERS = 60, 20
HERE, PASSWORD, WRONG = "127.0.0.1", "gable-oat-kettle-lorry", "kettle-lorry-mango"
EVERY_S = 0.1  # the page is asked for; the owner comes ten times more seldom


@click.command()
@click.option("--quick", is_flag=True, help="five seconds each instead of thirty")
def main(*, quick: bool) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        with serving("--data", folder, "web", "--port", "0") as base:
            asyncio.run(measured(base, 5.0 if quick else 30.0))


def prepare(folder: Path) -> None:
    with House.open(Settings(data=folder)) as house:
        ask = house.ask("benchmark", Role.SYSTEM)
        for n in range(USERS):
            person = Personal(subject=f"person-{n}", value=f"organizer {n}")
            house.desk.do(AddUser(id=f"user-{n}", duty=Duty(role="organizer"), person=person), ask)
        house.views.fresh()
        Identity.of(house).choose_password("user-0", PASSWORD)
        house.views.fresh()


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """Our own program, until the block ends; its address."""
    environ = os.environ | {"DOCKING_PROXIES": HERE}
    program = [sys.executable, "-c", "from services.cli import main; main()", *words]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                if "http://" in line:
                    yield f"http://{line.partition('http://')[2].split('/')[0].split()[0]}"
                    break
        finally:
            process.terminate()


async def measured(base: str, seconds: float) -> None:
    async with httpx.AsyncClient(base_url=base, timeout=60) as page:
        owner = httpx.AsyncClient(base_url=base, timeout=60)
        shut = int(not await signs_in(owner, "198.51.100.1"))
        for _ in range(10):
            await page.get("/sign-in")
        idle = median([await asked(page) for _ in range(50)])
        print(f"figure signin.idle_ms {1000 * idle:.1f}", flush=True)
        for name, address in (("one_address", "203.0.113.1"), ("many_addresses", "203.0.113.{}")):
            until = time() + seconds
            with ProcessPoolExecutor(1) as beside:
                posting = beside.submit(posted, base, address, until)
                times, refused = await watched(page, owner, until)
                answers = posting.result()
            shut += refused
            print(
                f"# {name}: {dict(answers)}; {len(times)} pages, worst {1000 * max(times):.0f} ms"
            )
            print(f"figure signin.{name}_ms {1000 * median(times):.1f}", flush=True)
            print(f"figure signin.{name}.times {median(times) / idle:.2f}", flush=True)
        await asyncio.sleep(NAME.longest_s)
        async with httpx.AsyncClient(base_url=base, timeout=60) as new:
            shut += not await signs_in(new, "198.51.100.2")
        print(f"figure signin.shut {shut}", flush=True)
        await owner.aclose()


async def watched(
    page: httpx.AsyncClient, owner: httpx.AsyncClient, until: float
) -> tuple[list[float], int]:
    """How long the page took each time; how often the owner didn't get in."""
    times, shut = [], 0
    while time() < until:
        times.append(await asked(page))
        if len(times) % 10 == 0:
            shut += not await signs_in(owner, "198.51.100.1")
        await asyncio.sleep(EVERY_S)
    return times, shut


async def asked(page: httpx.AsyncClient) -> float:
    begun = perf_counter()
    answer = await page.get("/sign-in")
    assert answer.status_code == 200
    return perf_counter() - begun


async def signs_in(client: httpx.AsyncClient, address: str) -> bool:
    client.cookies.delete("docking_session")
    fields = {"user": "user-0", "password": PASSWORD}
    answer = await client.post("/sign-in", data=fields, headers={"x-forwarded-for": address})
    return answer.status_code == 303


def posted(base: str, address: str, until: float) -> Counter[int]:
    """What sixty posters were answered; in a process of their own, which slows no other client."""
    answers: Counter[int] = Counter()

    async def all_of_them() -> None:
        limits = httpx.Limits(max_connections=POSTERS)
        async with httpx.AsyncClient(base_url=base, timeout=60, limits=limits) as client:
            posters = (post(client, address.format(n), n, until, answers) for n in range(POSTERS))
            await asyncio.gather(*posters)

    asyncio.run(all_of_them())
    return answers


async def post(
    client: httpx.AsyncClient, address: str, n: int, until: float, answers: Counter[int]
) -> None:
    """Every third at the owner's account, the others at all users."""
    while time() < until:
        user = "user-0" if n % 3 == 0 else f"user-{(n + sum(answers.values())) % USERS}"
        fields = {"user": user, "password": WRONG}
        headers = {"x-forwarded-for": address}
        answers[(await client.post("/sign-in", data=fields, headers=headers)).status_code] += 1


if __name__ == "__main__":
    main()
