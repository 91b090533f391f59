"""Home: what waits for somebody, by role: a party's own things, or the county's six tracks."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from domain.core.command import Role
from domain.leads.codes import DATA_KINDS, REJECTION_REASONS
from domain.postings.tracks import SIDES, TRACKS
from projections.administration.registrations import RegistrationRow
from projections.figures.figure_table import FIGURES
from projections.figures.funnel import DEFINITIONS, TITLES
from projections.figures.funnel_lines import LINES, counts_at_once, line_count, line_needs
from projections.matching.proposal_table import Proposed
from projections.postings.posting_table import PostingHead
from services.web import forms
from services.web.forms import Form
from services.web.menu import MenuEntry
from services.web.request import Does, NotHere, PageRequest, Sees, SnapshotRoute, Submission
from services.web.selectors.browsing import browsed
from services.web.selectors.browsing import counts as public_counts_of
from services.web.selectors.checklist import first_steps
from services.web.selectors.consents import own_consents, prepared_consents
from services.web.selectors.leads import appointments, labels, visible_leads
from services.web.selectors.notices import latest_unread
from services.web.selectors.openings import without_partner
from services.web.selectors.proposals import (
    new_proposals,
    proposals_to_answer,
    turn_of,
    visible_pairs,
)
from services.web.selectors.sessions import announced_sessions
from services.web.selectors.tasks import MOST as MOST_TASKS
from services.web.selectors.tasks import OwnHome, money_waits, office_tasks, own_tasks
from services.web.unnamed import REASON, shows_names
from services.web.waiting_page import waiting_page
from services.web.welcome import Welcomes

router = APIRouter(route_class=SnapshotRoute)
MENU = (MenuEntry(100, "/", "首页", "", "house"),)
MONEY = {  # by a total of the funnel: the figure that lists what it is made of
    "intent_fen": "lead_intent_amount",
    "approved_fen": "approved_amount",
    "drawn_fen": "drawn_amount",
}
MOST = 6
MOST_UNREAD = 4
PAGE = 50


@router.get("/")
def home(request: Annotated[PageRequest, Depends(Welcomes())]) -> Response:
    if request.visit is None:
        return _front(request)
    if request.actor.role is Role.APPLICANT:
        return waiting_page(request)
    return _county(request) if request.actor.knows("overview") else _own(request)


@router.get("/menu")
def menu(request: Annotated[PageRequest, Depends(Sees(""))]) -> Response:
    """Every way in, and what is one's own to set: 更多 on a phone."""
    return request.page("site/menu.html", whole=request.renderer.whole_menu(request))


@router.get("/figures/{stage}/{track}")
def figure(
    request: Annotated[PageRequest, Depends(Sees("overview"))],
    stage: str,
    track: str,
    after: str = "",
) -> Response:
    """A figure's definition, and the needs behind it."""
    _check(stage, track)
    return _figure(request, stage, track, after)


@router.post("/figures/{stage}/{track}/names")
def figure_with_names(
    submission: Annotated[Submission, Depends(Does("overview"))], stage: str, track: str
) -> Response:
    """The same with the needs, for whoever says why."""
    _check(stage, track)
    request, form = submission.request, shows_names(submission, f"{stage} {track}"[:80])
    return _figure(request, stage, track, "", form)


def _check(stage: str, track: str) -> None:
    if stage not in LINES or track not in TRACKS:
        raise NotHere


def _figure(
    request: PageRequest, stage: str, track: str, after: str, form: Form | None = None
) -> Response:
    views = request.house.views
    counted = views.funnel, views.unmatched
    ids = line_needs(*counted, stage, track, after[:64], PAGE + 1, request.at)
    shown = [] if request.unnamed else ids[:PAGE]
    rows = request.house.views.market.some("need", shown, request.at)
    request.names(row.party for row in rows.values())
    return forms.page(
        request,
        form or forms.blank(REASON),
        None,
        "site/figure.html",
        stage=stage,
        track=TRACKS[track],
        title=TITLES[stage],
        definition=DEFINITIONS[stage],
        count=line_count(*counted, stage, track, request.at),
        rows=[rows[id] for id in shown if id in rows],
        more=ids[PAGE - 1] if len(ids) > PAGE and shown else "",
    )


def _front(request: PageRequest) -> Response:
    """For whoever isn't signed in: what this is, what is public, and the ways in."""
    newest = {side: browsed(request, text="", side=side, after=0, limit=MOST)[0] for side in SIDES}
    ways = [("/register", "企业登记"), ("/sign-in", "登录"), ("/activate", "有激活码，开通账号")]
    if request.http.app.state.demo:
        ways.append(("/demo", "演示：一键以各种角色进入"))
    return request.page(
        "site/front.html",
        needs=newest["need"],
        offerings=newest["offering"],
        counts=public_counts_of(request),
        sessions=announced_sessions(request, MOST),
        ways_in=ways,
    )


def _county(request: PageRequest) -> Response:
    views = request.house.views
    counts = counts_at_once(views.funnel, views.unmatched, request.at)
    day = request.today.isoformat()
    red = visible_leads(request, colour="red", limit=MOST) if request.actor.knows("lead") else []
    review = request.house.views.market.submitted(MOST, request.at)
    registered, many = _registered(request)
    return request.page(
        "site/overview.html",
        stages=[(line, TITLES[line]) for line in LINES],
        counts=counts,
        most=max([1, *(n for line in LINES for n in counts.get(line, {}).values())]),
        steps=first_steps(request),
        tasks=office_tasks(request, review, red, registered),
        notices=latest_unread(request, MOST_UNREAD),
        waiting=_waiting(request, len(review), many),
        open=sum(counts["open"].values()),
        money=[
            (code, FIGURES[code].title, sum(counts[name].values())) for name, code in MONEY.items()
        ],
        day=day,
    )


def _registered(request: PageRequest) -> tuple[list[RegistrationRow], int]:
    """Enterprises that wait for the office, and how many there are."""
    if not request.actor.knows("registration"):
        return [], 0
    return request.house.views.registrations.all("waiting", limit=MOST, as_of=request.at)


def _waiting(request: PageRequest, review: int, registered: int) -> list[tuple[str, int, str]]:
    """What waits for the office and for those whom it urges: its title, how many, and where. In the
    past nothing does. `review` is how many of the first few there are to review, `registered` how
    many enterprises wait for the office."""
    if request.at is not None or not request.actor.knows("lead"):
        return []
    views = request.house.views
    colours = views.leads.owed(request.today.isoformat())
    review = views.market.waiting() if review == MOST else review
    return [
        ("登记待确认", registered, request.link("/registrations", status="waiting")),
        ("待审核", review, request.link("/postings", status="submitted")),
        ("线索逾期", colours.get("red", 0), request.link("/leads", colour="red")),
        ("线索今天到期", colours.get("yellow", 0), request.link("/leads", colour="yellow")),
    ]


def _own(request: PageRequest) -> Response:
    position, day = request.house.views.proposals.position, request.today.isoformat()
    parties = request.actor.sees("posting") or frozenset()
    postings = request.house.views.market.heads(parties, request.at)
    states = request.house.views.decisions.states(request.actor.parties, request.at)
    due = visible_leads(request, limit=MOST_TASKS)
    again, waits = appointments(request, MOST_TASKS), money_waits(request)
    sessions = request.house.views.sessions.ahead(parties, day, request.at)
    to_answer = proposals_to_answer(request, states, MOST_TASKS)
    new = new_proposals(request, states, MOST)
    both: list[Proposed] = [*to_answer, *new]
    request.names(party for row in both for party in row.parties)
    names, consents = labels(request, [*due, *again, *waits]), own_consents(request, postings)
    pairs = {pair.row.id: pair for pair in visible_pairs(request, both)}
    own = OwnHome(
        postings=postings,
        consents=consents,
        states=states,
        to_answer=[pairs[row.id] for row in to_answer if row.id in pairs],
        leads=due,
        appointments=again,
        waits=waits,
        names=names,
        sessions=sessions,
    )
    return request.page(
        "site/home.html",
        position=position,
        tasks=own_tasks(request, own),
        to_confirm=prepared_consents(request, consents.prepared),
        kinds=DATA_KINDS,
        pairs=[pairs[row.id] for row in new if row.id in pairs],
        turn=lambda pair: turn_of(request, pair),
        states=_states(postings),
        unmatched=without_partner(request, postings),
        leads=due[:MOST],
        notices=latest_unread(request, MOST_UNREAD),
        sessions=sessions,
        names=names,
        reasons=REJECTION_REASONS,
        day=day,
    )


def _states(postings: list[PostingHead]) -> dict[tuple[str, str], int]:
    """How many of each side stand in each state."""
    return dict(sorted(Counter((head.side, head.status) for head in postings).items()))
