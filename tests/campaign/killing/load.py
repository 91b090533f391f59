"""A load on a county: enterprises and banks who do business through the API and by forms, and who
repeat whatever wasn't answered under the same id until it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from time import monotonic
from typing import Any, NamedTuple

import httpx

from services.house.house import House
from services.web.request import SESSION
from tests.campaign.killing.county import BANKS, Door, need
from tests.web.sites import as_filled

WRITERS = 4
GLANCE_S, PATIENCE_S = 0.03, 10
ANSWER_S = 150  # by then whatever was killed is back
NOT_DONE = ("unavailable", "disk.full", "conflict")  # codes that promise that nothing was kept
LATER = {401, 429, 502, 503, 504}  # no answer to what was asked
ANSWERS = {"delivered": "acknowledge", "acknowledged": "contact", "contacted": "sign_intent"}


class Written(NamedTuple):
    """An event that was acknowledged."""

    position: int
    stream: str
    version: int
    event: str


class Ack(NamedTuple):
    """What a client was told of its command: events of it, where the door says which; the code of a
    no, "" where it was a yes."""

    command: str
    written: tuple[Written, ...] = ()
    refused: str = ""


@dataclass
class Told:
    """What the clients were told, and how often they had to ask again."""

    acks: list[Ack] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # of the needs that were drafted, each once
    forms: int = 0
    cut: int = 0  # commands that had to be sent again
    kept: int = 0  # of these, how many had been kept the first time
    faults: list[str] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        return len(self.acks)


class Load:
    """Writers at the addresses of programs, any of which may be away at any moment."""

    def __init__(self, house: House, doors: Sequence[Door], urls: Sequence[str], seed: int) -> None:
        self.told, self.naive = Told(), Told()
        self._over, self._urls, self._today = Event(), urls, house.today
        self._needs = [need(house, "标", number) for number in range(50)]
        banks = [door for door in doors if door.party in BANKS]
        others = [door for door in doors if door.party not in BANKS]
        self._writers = [
            _Writer(self, [*others[n :: WRITERS - 1]], Random(f"{seed}-{n}"))
            for n in range(WRITERS - 1)
        ]
        self._writers.append(_Writer(self, banks, Random(f"{seed}-banks")))
        self._naive = _Naive(self, others[:1], Random(f"{seed}-naive"))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Until the block ends; then every command that was begun is asked for to its answer."""
        threads = [Thread(target=w.work) for w in (*self._writers, self._naive)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()


class _Writer:
    """Somebody at the doors of some parties, one step after the other."""

    def __init__(self, load: Load, doors: Sequence[Door], random: Random) -> None:
        self.load, self._doors, self.random = load, doors, random
        self._number = 0
        self._tried: set[str] = set()

    @property
    def told(self) -> Told:
        return self.load.told

    def work(self) -> None:
        with httpx.Client(trust_env=False, timeout=PATIENCE_S, verify=False) as self.client:
            while not self.load._over.is_set():
                door = self.random.choice(self._doors)
                try:
                    self.step(door)
                except httpx.HTTPError:  # of a look, which isn't owed an answer
                    self.load._over.wait(GLANCE_S)
                except Exception as bug:  # noqa: BLE001 (of this harness, or of what was answered)
                    self.told.faults.append(f"client: {type(bug).__name__}: {bug}")

    def step(self, door: Door) -> None:
        if door.party in BANKS:
            self._as_bank(door)
        else:
            self._as_enterprise(door)

    # --- what they do ----------------------------------------------------------------------------

    def _as_enterprise(self, door: Door) -> None:
        chance = self.random.random()
        if chance < 0.25:
            self.publishes(door)
        elif chance < 0.5:
            self._is_interested(door)
        elif chance < 0.85:
            self._answers_consents(door)
        else:
            self._pauses(door)

    def _as_bank(self, door: Door) -> None:
        if self.random.random() < 0.5:
            self._is_interested(door)
            return
        leads = [lead for lead in self._list(door, "leads") if lead["status"] in ANSWERS]
        for lead in self._some(leads, 3):
            command = ANSWERS[lead["status"]]
            if self.random.random() < 0.1:
                self.api(door, "reject", {"id": lead["id"], "reasons": ["cash_flow"]})
                continue
            said = {} if command == "acknowledge" else {"on": str(self.load._today)}
            self.api(door, command, {"id": lead["id"], **said})

    def publishes(self, door: Door) -> None:
        """By the API, in three commands."""
        mark = self._mark(door)
        self.told.marks.append(mark)
        self._publish(door, mark, f"{door.party}-n{self._number}")

    def _publish(self, door: Door, mark: str, id: str) -> None:
        said = self.random.choice(self.load._needs)
        content = said.model_copy(update={"title": f"{mark}急需倒贷资金周转"})
        it = {"side": "need", "id": id}
        body = {**it, "party": door.party, "content": content.model_dump(mode="json")}
        self.api(door, "draft", {**body, "confirmed": True})
        self.api(door, "submit", it)
        self.api(door, "publish", it)

    def _mark(self, door: Door) -> str:
        self._number += 1
        return f"{door.party.upper()}标{self._number}"

    def _is_interested(self, door: Door) -> None:
        rows = [
            r for r in self._list(door, "proposals") if f"{door.party}{r['id']}" not in self._tried
        ]
        for row in self._some(rows, 4):
            self._tried.add(f"{door.party}{row['id']}")
            self.api(door, "express_interest", {"id": row["id"]})

    def _answers_consents(self, door: Door) -> None:
        """By the form, as the page shows it; some think better of it."""
        rows = [r for r in self._list(door, "consents") if r["status"] in {"requested", "granted"}]
        asked = [row for row in rows if row["status"] == "requested"]
        for row in self._some(asked, 3):
            page = f"/consents/{row['need']}/{row['receiver']}"
            self.form(door, page, f"{page}/grant")
        for row in self._some(rows) if self.random.random() < 0.2 else ():
            page = f"/consents/{row['need']}/{row['receiver']}"
            self.form(door, page, f"{page}/revoke")

    def _pauses(self, door: Door) -> None:
        for row in self._some(self._list(door, "postings", side="need")):
            page = f"/postings/need/{row['id']}"
            step = {"published": "pause", "paused": "resume"}.get(row["status"])
            if step:
                self.form(door, page, f"{page}/{step}")

    def _some(self, rows: Sequence[Any], most: int = 1) -> list[Any]:
        return self.random.sample(rows, min(most, len(rows)))

    # --- how it is sent --------------------------------------------------------------------------

    def _url(self, path: str) -> str:
        return self.random.choice(self.load._urls) + path

    def _list(self, door: Door, what: str, **asked: str) -> list[dict[str, Any]]:
        """One page; where there is more, any may be it."""
        found = self.client.get(
            self._url(f"/api/v1/{what}"),
            params={"limit": 100, **asked},
            headers={"authorization": f"Bearer {door.key}"},
        )
        if found.status_code != 200:
            self._look_at(found)
            raise httpx.ReadError(f"{what}: {found.status_code}")
        items: list[dict[str, Any]] = found.json()["items"]
        return items

    def _look_at(self, answer: httpx.Response) -> None:
        """Nothing may be answered by a bug of ours."""
        if answer.status_code == 500:
            self.told.faults.append(f"500 at {answer.request.url.path}: {answer.text[:200]}")

    def api(self, door: Door, name: str, said: Mapping[str, Any]) -> None:
        """Under a key of its own, again and again until it is answered."""
        key = f"{self.random.getrandbits(64):x}"
        headers = {"authorization": f"Bearer {door.key}", "idempotency-key": key}
        answer, again, promised = self._until_answered(
            f"/api/v1/commands/{name}", headers, json=said
        )
        command = command_id(door.party, key)
        if answer.status_code != 200:
            self.told.acks.append(Ack(command, refused=answer.json()["code"]))
            return
        found = answer.json()
        self.told.acks.append(Ack(command, tuple(Written(**event) for event in found["events"])))
        self.told.kept += again and found["repeated"]
        if found["repeated"] and promised:
            self.told.faults.append(f"promise: {name} was not done, and it was: {promised}")

    def form(self, door: Door, page: str, action: str) -> None:
        """As a browser fills it in and sends it, again by its reload until it is answered."""
        cookies = {"cookie": f"{SESSION}={door.session}"}
        shown = self.client.get(self._url(page), headers=cookies)
        self._look_at(shown)
        if f'action="{action}"' not in shown.text:
            return
        fields = as_filled(shown.text, action)
        if "command" not in fields:
            return
        answer, *_ = self._until_answered(action, cookies, data=fields)
        place = answer.headers.get("location", "")
        if answer.status_code == 303 and not place.startswith("/sign-in"):
            self.told.forms += 1
            self.told.acks.append(Ack(f"web-{fields['command']}"))

    def _until_answered(
        self, path: str, headers: Mapping[str, str], **said: Any
    ) -> tuple[httpx.Response, bool, str]:
        """The answer; whether it had to be asked for again; what promised that nothing was kept,
        where no other try may have been."""
        again, may_be_kept, promised = False, False, ""
        until = monotonic() + ANSWER_S
        while monotonic() < until:
            try:
                answer = self.client.post(self._url(path), headers=dict(headers), **said)
            except httpx.ConnectError:
                pass  # nothing was sent
            except httpx.HTTPError:
                may_be_kept = True
            else:
                self._look_at(answer)
                if answer.status_code not in LATER:
                    return answer, again, "" if may_be_kept else promised
                if any(f'"{code}"' in answer.text for code in NOT_DONE):
                    promised = answer.text
                else:
                    may_be_kept |= answer.status_code >= 500
            self.told.cut += not again
            again = True
            Event().wait(GLANCE_S)
        self.told.faults.append(f"unanswered: {path}")
        raise httpx.ReadTimeout(path)


class _Naive(_Writer):
    """The control: publishes, and begins anew, under new ids, where it wasn't answered."""

    @property
    def told(self) -> Told:
        return self.load.naive

    def step(self, door: Door) -> None:
        mark = f"天真{self._mark(door)}"
        self.told.marks.append(mark)
        until = monotonic() + ANSWER_S
        while monotonic() < until:
            id = f"{door.party}-{self.random.getrandbits(48):x}"
            said = self.load._needs[0].model_copy(update={"title": f"{mark}急需倒贷资金周转"})
            body = {"side": "need", "id": id, "party": door.party, "confirmed": True}
            try:
                answer = self.client.post(
                    self._url("/api/v1/commands/draft"),
                    headers={"authorization": f"Bearer {door.key}"},
                    json={**body, "content": said.model_dump(mode="json")},
                )
            except httpx.HTTPError:
                Event().wait(GLANCE_S)
                continue
            if answer.status_code == 200:
                return
            Event().wait(GLANCE_S)


def command_id(party: str, key: str) -> str:
    """As the API makes it of a caller's key."""
    return "api-" + hashlib.sha256(f"{party}\0{key}".encode()).hexdigest()[:48]
