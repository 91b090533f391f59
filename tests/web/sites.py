"""A site to try things on: a house with a small story, and anybody signed in to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from domain.administration.registration import RegistrationFiled
from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from domain.parties.party import PartyRegistered
from services.demo.fill import ROLES
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity
from services.web.app import build
from services.web.origin import HTTPS, OURS_ALONE
from services.web.request import SESSION
from tests.examples import FACTORY
from tests.leads import bank_contact_set, contact_set, delivered, granted, proposed
from tests.servers import MASTER
from tests.services.houses import FITTED, STORY, copy_house, tell
from tests.sessions import opened, planned
from tests.spec import NOON

DUTIES = {
    "enterprise": Duty(role="enterprise", party="e001"),
    "rival": Duty(role="enterprise", party="e002"),  # another enterprise
    "bank": Duty(role="bank", party="b01"),
    "other_bank": Duty(role="bank", party="b02"),
    "university": Duty(role="university", party="u01"),
    "department": Duty(role="department", party="d01"),
    "agency": Duty(role="agency", party="a01"),
    "supplier": Duty(role="supplier", party="s01"),
    "organizer": Duty(role="organizer"),
    "officer": Duty(role="officer", supports=("e001",)),
    "liaison": Duty(role="liaison", supports=("e001",)),
    "leader": Duty(role="leader"),
    "admin": Duty(role="admin"),
    "applicant": Duty(role="applicant"),
}
OTHERS = {
    "e002": ("襄城县明远纺织有限公司", "enterprise"),
    "b02": ("紫云村镇银行", "bank"),
    "u01": ("许昌汀州学院", "university"),
    "d01": ("襄城县科学技术局", "department"),
    "a01": ("襄城同心人力资源有限公司", "agency"),
    "s01": ("许昌云帆信息技术有限公司", "supplier"),
}
LEAD_STORY = (  # the factory's need came to the bank as a lead
    (f"proposal-{proposed.shown.id}", proposed),
    ("consent-n1:b01", granted),
    (f"lead-{proposed.shown.id}", delivered),
    ("session-s1", planned),
    ("session-s1", opened),
)

FILED = (  # by whom `DUTIES` has as the applicant
    "registration-applicant",
    RegistrationFiled(
        profile=FACTORY.model_copy(update={"title": "襄城县新禾粮油有限公司", "uscc": None}),
        contact=Personal(subject="person-filed", value="陈会计"),
        phone=Personal(subject="person-filed", value="13900000001"),
        user="applicant",
    ),
)


_FOLDERS = TemporaryDirectory(prefix="docking-told-")  # of this process


class Site:
    """The application over a house whose clock stands still unless it is set."""

    def __init__(self, folder: Path, *, demo: bool = False, **settings: Any) -> None:
        self.moment: datetime = NOON
        if "postgres" in settings:
            settings.setdefault("master", MASTER)
        self.house = House.open(Settings(data=folder, **settings), now=lambda: self.moment)
        self.app = build(self.house, demo=ROLES if demo else None)

    def tell(self, *happened: Any) -> None:
        """Let this have happened, whatever a command would say to it."""
        tell(self.house, *happened)
        self.house.views.fresh()

    def client(self, who: str | None = None, **headers: str) -> Visitor:
        """A browser, signed in as one of `DUTIES`, or not at all."""
        address = self.house.settings.address
        fixed = address.startswith(HTTPS)
        base_url = address if fixed else "http://docking.test"
        made = Visitor(self.app, base_url=base_url, follow_redirects=False)
        made.headers.update(headers)
        if who is not None:
            name = f"{OURS_ALONE}{SESSION}" if fixed else SESSION
            made.cookies.set(name, Identity.of(self.house).begin(who, "test"))
        return made


class Visitor(TestClient):
    """A browser that sends the forms it sees, token and all."""

    def fill(self, page: str, action: str, **fields: Any) -> Any:
        """Fill in the form of a page that goes to `action`, and send it."""
        shown = self.get(page)
        [form] = [f for f in forms(shown.text) if f["action"] == action][:1] or [None]
        assert form is not None, f"{page} has no form for {action}:\n{shown.text}"
        return self.post(action, data={**form["fields"], **fields})


def forms(html: str) -> Iterator[dict[str, Any]]:
    """Every form of a page that does something: where it goes, and its hidden fields."""
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', html, re.DOTALL):
        action = re.search(r'<form[^>]*action="([^"]*)"', form)
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
        fields = {name: unescape(value) for name, value in hidden}
        yield {"action": unescape(action[1]) if action else "", "fields": fields}


def as_filled(html: str, action: str) -> dict[str, Any]:
    """All that a browser would send of the form that goes to `action`: what is filled in too."""
    [form] = [
        each
        for each in re.findall(r'<form\b[^>]*method="post".*?</form>', html, re.DOTALL)
        if f'action="{action}"' in each
    ]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        told = dict(re.findall(r'([a-z]+)="([^"]*)"', tag))
        if told.get("type") != "checkbox":
            fields[told["name"]] = unescape(told.get("value", ""))
        elif tag.rstrip("> ").endswith("checked"):
            fields.setdefault(told["name"], []).append(unescape(told["value"]))
    for kind, name, body in re.findall(
        r'<(textarea|select)[^>]*name="([^"]*)"[^>]*>(.*?)</\1>', form, re.DOTALL
    ):
        chosen = re.findall(r'value="([^"]*)" selected', body) or [""]
        fields[name] = unescape(body if kind == "textarea" else chosen[0])
    return fields


def steady(html: str) -> str:
    """A page's own part without what is drawn anew for each form: a short word that is looked for
    in vain can't be met there by chance."""
    body = html.partition("<main")[2] or html
    return re.sub(r'(name="(?:csrf|command)" value=")[^"]+', r"\1", body)


def text(html: str) -> str:
    """What a page says, without its tags."""
    body = html.partition("<main")[2] or html
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@contextmanager
def site(folder: Path, *more: Any, demo: bool = False, **settings: Any) -> Iterator[Site]:
    """The factory and its bridging need, the rural bank and its loan, one user for each duty; and
    whatever else happened. In a folder the story is told once a process, and copied."""
    if "postgres" not in settings:
        copy_house(_told(more), folder)
    made = Site(folder, demo=demo, **settings)
    if "postgres" in settings:
        _tell(made, more)
    made.house.views.fresh()
    try:
        yield made
    finally:
        made.house.close()


def _told(more: tuple[Any, ...]) -> Path:
    """The folder in which this has happened."""
    name = hashlib.sha256(repr(more).encode()).hexdigest()
    made = Path(_FOLDERS.name) / name
    if not made.exists():
        begun = Site(made)
        _tell(begun, more)
        begun.house.views.fresh()
        begun.house.close()
    return made


def _tell(made: Site, more: tuple[Any, ...]) -> None:
    registered = [
        (f"party-{id}", PartyRegistered(profile=FACTORY.model_copy(update=_profile(*rest))))
        for id, rest in OTHERS.items()
    ]
    reachable = ("party-e001", contact_set), ("party-b01", bank_contact_set)
    made.tell(*STORY, *registered, *reachable, ("matcher-bank", FITTED), *more)
    ask = made.house.ask("setup", Role.SYSTEM)
    for id, duty in DUTIES.items():
        person = Personal(subject=f"person-{id.replace('_', '-')}", value=f"用户{id}")
        made.house.desk.do(AddUser(id=id, duty=duty, person=person), ask)


def _profile(title: str, role: str) -> dict[str, Any]:
    return {"title": title, "roles": (role,), "uscc": None}
