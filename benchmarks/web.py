"""How fast the pages are over a long log, beside a bare page of the same size.

    python -m benchmarks.web [--quick] [--data FOLDER]

50,000 needs and offerings, 1,000,000 events (`--quick`: a tenth of each), served by `docking web`
as it comes; beside it a page of FastAPI and Jinja2 with as many bytes (benchmarks/bare.py). One
client asks both in turn over connections that stay open: `figure web.NAME.vs_bare` is how many
times the bare page's median ours takes; p50 and p99 are printed for both. `web.as_of` is the
slowest of the pages as of a past day. Before that, how long each takes the first time. Then 200
readers and 20 writers for a minute: `web.errors` counts all answers but 200 and 201.
`--data` keeps the log in a folder, and takes it from there the next time.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from socket import socket
from statistics import median
from time import monotonic, perf_counter, sleep
from typing import Any

import click
import httpx
import numpy as np

from benchmarks.bigcounty import fill
from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from services.demo.clock import begin_clock, clock
from services.demo.county import DAY
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity, secret_digest
from services.web.request import SESSION

ROWS = 50
READERS, WRITERS = 200, 20
PAST = DAY - timedelta(days=7)
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Scene:
    """Whom the pages are shown to (cookies by role), and what there is to see."""

    cookies: dict[str, str]
    tokens: dict[str, str]
    bank: str
    enterprise: str
    need: str
    proposal: str
    draft: dict[str, Any]


@click.command()
@click.option("--quick", is_flag=True, help="a tenth of everything: under two minutes")
@click.option("--data", type=click.Path(path_type=Path), help="keep the log in this folder")
def main(*, quick: bool, data: Path | None) -> None:
    """Measure and print."""
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        scene = prepared(folder, 5_000 if quick else 50_000, 100_000 if quick else 1_000_000)
        ours = stack.enter_context(serving("--data", str(folder), "web", "--port", "0"))
        bare = stack.enter_context(bare_page())
        times = 40 if quick else 200
        cold(ours, scene)
        compared(ours, bare, scene, times)
        crowd(ours, scene, seconds=10 if quick else 60)


# --- what there is to see ------------------------------------------------------------------------


def prepared(folder: Path, postings: int, events: int) -> Scene:
    settings = Settings(data=folder)
    if not (folder / "log.db").exists():
        with House.open(settings) as house:
            fill(house, postings, events)
            house.views.fresh(*house.views.readers)
            begun = perf_counter()
            house.views.fresh()
            print(f"# proposals worked out in {perf_counter() - begun:.0f} s", flush=True)
        begin_clock(folder, datetime.now(UTC), DAY)
    with House.open(settings, now=clock(folder)) as house:
        house.views.fresh()
        return scene_of(house)


def scene_of(house: House) -> Scene:
    leads = Counter(lead.receiver for lead in house.views.leads.all())
    [(bank, _)] = leads.most_common(1)
    row = house.views.proposals.all(track="bank")[0]
    duties = {
        "organizer": Duty(role="organizer"),
        "bank": Duty(role="bank", party=bank),
        "enterprise": Duty(role="enterprise", party=row.need_party),
    }
    ask = house.ask("benchmark", Role.SYSTEM)
    cookies, tokens = {}, {}
    for role, duty in duties.items():
        id = f"bench-{role}"
        if house.views.users.user(id) is None:
            person = Personal(subject=f"person-{id}", value=role)
            house.desk.do(AddUser(id=id, duty=duty, person=person), ask)
            house.views.fresh(*house.views.readers)
        token = Identity.of(house).begin(id, "benchmark")
        session = house.stores.credentials.session(secret_digest(token))
        assert session is not None
        cookies[role], tokens[role] = f"{SESSION}={token}", session.csrf
    need = house.views.market.posting("need", row.need)
    assert need is not None
    draft = {
        "side": "need",
        "party": row.need_party,
        "content": need.content.model_dump(mode="json"),
    }
    house.views.fresh()
    return Scene(cookies, tokens, bank, row.need_party, row.need, row.id, draft)


# --- one client, ours and the bare page in turn --------------------------------------------------


def pages(scene: Scene) -> dict[str, tuple[str, str]]:
    """By name, who asks for what."""
    past = f"as_of={PAST.isoformat()}"
    return {
        "list": ("organizer", "/postings"),
        "proposal": ("enterprise", f"/proposals/{scene.proposal}"),
        "inbox": ("bank", "/leads"),
        "suggestions": ("enterprise", "/proposals"),
        "suggestions_bank": ("bank", "/proposals"),
        "home_enterprise": ("enterprise", "/"),
        "home_bank": ("bank", "/"),
        "overview": ("organizer", "/"),
        "as_of.list": ("organizer", f"/postings?{past}"),
        "as_of.posting": ("enterprise", f"/postings/need/{scene.need}?{past}"),
        "as_of.inbox": ("bank", f"/leads?{past}"),
        "as_of.overview": ("organizer", f"/?{past}"),
        "as_of.suggestions": ("enterprise", f"/proposals?{past}"),
    }


WORST = ("as_of.list", "as_of.posting", "as_of.inbox", "as_of.overview", "as_of.suggestions")


class Client:
    """A connection that stays open."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection(HERE, port)

    def get(self, path: str, cookie: str = "") -> tuple[float, bytes]:
        """Seconds until the whole page was there, and the page."""
        begun = perf_counter()
        self.connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = self.connection.getresponse()
        body = answer.read()
        took = perf_counter() - begun
        assert answer.status == 200, (path, answer.status, body[:400])
        return took, body


def cold(port: int, scene: Scene) -> None:
    """The first time that anybody asks for a page."""
    for name, (who, path) in pages(scene).items():
        took, _ = Client(port).get(path, scene.cookies[who])
        print(f"web.{name}: {1000 * took:,.0f} ms the first time", flush=True)


def compared(port: int, bare_port: int, scene: Scene, times: int) -> None:
    ratios = {}
    for name, (who, path) in pages(scene).items():
        ours, bare = Client(port), Client(bare_port)
        size = len(ours.get(path, scene.cookies[who])[1])
        same = f"/page?rows={ROWS}&size={size // ROWS}"
        seconds = [(ours.get(path, scene.cookies[who])[0], bare.get(same)[0]) for _ in range(times)]
        mine, theirs = (1000 * np.array(column) for column in zip(*seconds, strict=True))
        ratios[name] = float(median(mine) / median(theirs))
        print(
            f"web.{name}: {size / 1024:.0f} KiB, p50 {median(mine):.1f} ms, p99 "
            f"{np.percentile(mine, 99):.1f}; bare p50 {median(theirs):.1f}, p99 "
            f"{np.percentile(theirs, 99):.1f}; {ratios[name]:.2f} times"
        )
        print(f"figure web.{name}.p50_ms {median(mine):.2f}")
        print(f"figure web.{name}.p99_ms {np.percentile(mine, 99):.2f}")
        print(f"figure web.{name}.vs_bare {ratios[name]:.2f}", flush=True)
    print(f"figure web.as_of.vs_bare {max(ratios[name] for name in WORST):.2f}", flush=True)


# --- a crowd -------------------------------------------------------------------------------------


def crowd(port: int, scene: Scene, seconds: float) -> None:
    """Readers of all pages and writers of drafts, all at once."""
    statuses, took = asyncio.run(_crowd(port, scene, seconds))
    wrong = {status: n for status, n in statuses.items() if status not in {200, 201}}
    print(f"crowd: {sum(statuses.values()):,} answers in {seconds:.0f} s, {dict(statuses)}")
    for what, each in took.items():
        p50, p99 = np.percentile(1000 * np.array(each), [50, 99])
        print(f"crowd: {len(each):,} {what}, p50 {p50:,.0f} ms, p99 {p99:,.0f}")
    print(f"figure web.errors {sum(wrong.values())}")


async def _crowd(
    port: int, scene: Scene, seconds: float
) -> tuple[Counter[Any], dict[str, list[float]]]:
    end, numbers = monotonic() + seconds, count()
    statuses: Counter[Any] = Counter()
    took: dict[str, list[float]] = {"pages": [], "drafts": []}
    shown = list(pages(scene).values())
    limits = httpx.Limits(max_connections=None)
    base = f"http://{HERE}:{port}"
    async with httpx.AsyncClient(base_url=base, limits=limits, timeout=60) as client:

        async def once(what: str, method: str, path: str, **how: Any) -> None:
            begun = perf_counter()
            try:
                answer = await client.request(method, path, **how)
                statuses[answer.status_code] += 1
            except httpx.HTTPError as broken:
                statuses[type(broken).__name__] += 1
            took[what].append(perf_counter() - begun)

        async def reader(number: int) -> None:
            while monotonic() < end:
                who, path = shown[(number + next(numbers)) % len(shown)]
                await once("pages", "GET", path, headers={"Cookie": scene.cookies[who]})

        async def writer(number: int) -> None:
            headers = {
                "Cookie": scene.cookies["organizer"],
                "X-CSRF-Token": scene.tokens["organizer"],
            }
            while monotonic() < end:
                draft = scene.draft | {"id": f"w{number}-{next(numbers)}-{int(end)}"}
                await once("drafts", "POST", "/api/v1/commands/draft", headers=headers, json=draft)
                await asyncio.sleep(1)

        await asyncio.gather(*map(reader, range(READERS)), *map(writer, range(WRITERS)))
    return statuses, took


# --- servers -------------------------------------------------------------------------------------


@contextmanager
def serving(*words: str) -> Iterator[int]:
    """`docking` in a process of its own; its port, once it listens."""
    command = [str(Path(sys.executable).with_name("docking")), *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(rf"http://{HERE}:(\d+)/", line):
                yield int(found[1])
                return
        raise RuntimeError(f"{command} ended with {process.wait()}")
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def bare_page() -> Iterator[int]:
    with socket() as place:
        place.bind((HERE, 0))
        port = place.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.bare", str(port)])
    try:
        until = monotonic() + 20
        while True:
            try:
                Client(port).get("/page?rows=1&size=100")
                break
            except OSError:
                if monotonic() > until:
                    raise
                sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


if __name__ == "__main__":
    main()
