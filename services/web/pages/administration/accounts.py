"""Accounts: who can sign in for which party, and slips of paper for those who can't: made, made
again and made void. A slip's code is shown on the page that is printed, and never again."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, NamedTuple

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.administration.activation import VoidSlip
from domain.administration.user import FOR_PEOPLE
from domain.core.command import OFFICE_AND_ADMIN, Refusal
from domain.core.malformed import Malformed
from domain.parties.codes import PARTY_ROLES
from domain.values.dates import end_of_day
from projections.accounts import STATES, Account, Wanted
from projections.administration.users import UserRow
from services.identity.activation import MOST_AT_ONCE, Slips, Subject
from services.web.listing import PAGE, Listing, Lists
from services.web.menu import MenuEntry
from services.web.qr import code_of
from services.web.request import (
    Does,
    NotHere,
    PageRequest,
    Rejected,
    Sees,
    SnapshotRoute,
    Submission,
    status_of,
)

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(815, "/accounts", "开通账号", "account", "key-round"),)
Looking = Annotated[PageRequest, Depends(Sees("account"))]
Doing = Annotated[Submission, Depends(Does("account"))]
LIST = Lists("/accounts", ("kind", "state", "role", "text"))
Asked = Annotated[Listing, Depends(LIST)]
KINDS = {"party": "单位", "user": "没有单位的人员"}
DAYS = {"7": "7 天", "30": "30 天", "90": "90 天"}
USUAL_DAYS, MOST_BLANK = "30", 100
LOST = "激活码已换新，但没能显示，也不会再显示。请稍后再打印一次。"
PEOPLE = {role.value: title for role, title in FOR_PEOPLE.items() if role.value not in PARTY_ROLES}


class Shown(NamedTuple):
    """A row of the list: what it is called, and who signs in for it already."""

    account: Account
    title: str
    users: list[UserRow]


@router.get("/accounts")
def accounts(request: Looking, asked: Asked) -> Response:
    return _page(request, asked)


@router.post("/accounts/slips")
def slips(submission: Doing, asked: Asked) -> Response:
    """For those that were ticked; or for all that the list was asked for and who have none."""
    request = submission.request
    if submission.field("which") == "all":
        rows, _ = _wanted(request, asked, limit=MOST_AT_ONCE + 1, state="none")
        subjects = [Subject(row.kind, row.id, row.role) for row in rows]
    else:
        ticked = (text.partition(":") for text in submission.many("subject"))
        subjects = [_known(request, kind, id) for kind, _, id in ticked]
    return _printed(submission, asked, subjects)


@router.post("/accounts/blanks")
def blanks(submission: Doing, asked: Asked) -> Response:
    """For enterprises that nobody has registered yet."""
    many = submission.number("many") or 0
    if not 1 <= many <= MOST_BLANK:
        wrong = Malformed("number.range", f"空白激活条一次 1–{MOST_BLANK} 张", field="many")
        return _page(submission.request, asked, wrong)
    subjects = [
        Subject("blank", f"{submission.new_id(12)}-{number}", "enterprise")
        for number in range(many)
    ]
    return _printed(submission, asked, subjects)


@router.post("/accounts/{kind}/{id}/slip")
def slip(submission: Doing, asked: Asked, kind: str, id: str) -> Response:
    """One more for this one; the one before is void."""
    return _printed(submission, asked, [_known(submission.request, kind, id)])


@router.post("/accounts/{kind}/{id}/void")
def void(submission: Doing, asked: Asked, kind: str, id: str) -> Response:
    _known(submission.request, kind, id)
    return submission.do(
        lambda: VoidSlip(kind=kind, id=id),
        then=submission.request.link("/accounts", **asked.address()),
        again=lambda refusal: _page(submission.request, asked, refusal),
        flash="激活码已作废",
    )


def _known(request: PageRequest, kind: str, id: str) -> Subject:
    views = request.house.views
    if kind == "party" and (party := views.parties.party(id)):
        return Subject(kind, id, party.profile.roles[0])
    if kind == "user" and (user := views.users.user(id)):
        return Subject(kind, id, user.duty.role)
    raise NotHere


def _printed(submission: Submission, asked: Listing, subjects: list[Subject]) -> Response:
    """The page for paper. What it shows isn't kept: the codes are known to the paper alone."""
    request, days = submission.request, submission.field("days") or USUAL_DAYS
    last = request.house.today + timedelta(days=int(days) if days in DAYS else 30)
    try:
        made = Slips.of(request.house).issue(subjects, end_of_day(last), request.ask())
    except (Refusal, Malformed) as refusal:
        return _page(request, asked, refusal)
    request.after_command(lost=LOST)
    parties = [each.subject.id for each in made if each.subject.kind == "party"]
    request.names(parties)
    people = request.house.views.users.some(
        each.subject.id for each in made if each.subject.kind == "user"
    )
    return request.page(
        "administration/slips.html",
        slips=made,
        people=people,
        address=request.address("/activate"),
        local=_is_local(request),
        link=lambda each: request.address(f"/activate?code={each.code}"),
        code=lambda each: code_of(request.address(f"/activate?code={each.code}")),
    )


def _wanted(
    request: PageRequest, asked: Listing, *, limit: int, after: int = 0, state: str = ""
) -> tuple[list[Account], int]:
    wanted = Wanted(
        at=request.house.now() if request.day is None else end_of_day(request.day),
        state=state or asked["state"],
        role=asked["role"],
        text=asked["text"],
        after=after,
        limit=limit,
        as_of=request.at,
    )
    listed = request.house.views.accounts
    return listed.people(wanted) if asked["kind"] == "user" else listed.parties(wanted)


def _page(request: PageRequest, asked: Listing, refusal: Rejected | None = None) -> Response:
    rows, many = _wanted(request, asked, limit=PAGE, after=asked.after)
    people = asked["kind"] == "user"
    return request.page(
        "administration/accounts.html",
        status_of(refusal) if refusal else 200,
        rows=_shown(request, rows),
        many=many,
        asked=asked,
        refusal=refusal,
        kinds=KINDS,
        states=STATES,
        roles=PEOPLE if people else PARTY_ROLES,
        days=DAYS,
        usual=USUAL_DAYS,
        without=_wanted(request, asked, limit=1, state="none")[1],
        most=MOST_AT_ONCE,
        local=_is_local(request),
        mine=lambda account: account.role not in OFFICE_AND_ADMIN or request.actor.knows("user"),
    )


def _shown(request: PageRequest, rows: list[Account]) -> list[Shown]:
    """With the names of parties, the persons themselves, and the users of parties."""
    users = request.house.views.users
    parties = [row.id for row in rows if row.kind == "party"]
    request.names(parties)
    people = users.some((row.id for row in rows if row.kind == "user"), request.at)
    theirs: dict[str, list[UserRow]] = {}
    for user in users.of_parties(parties, request.at) if parties else ():
        theirs.setdefault(str(user.duty.party), []).append(user)
    return [
        Shown(
            row,
            people[row.id].person.reveal() if row.id in people else request.name(row.id),
            theirs.get(row.id, []),
        )
        for row in rows
    ]


def _is_local(request: PageRequest) -> bool:
    """Whether what is printed could be opened on this machine alone."""
    base = request.address("")
    return any(f"//{host}" in base for host in ("127.", "localhost", "[::1]"))
