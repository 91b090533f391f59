"""Results, statistics, the name list, its lending and the guests of a session: an export that comes
home changes nothing, in another county it says the same, and what can be is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.administration.user import AddUser, CloseUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from domain.core.streams import stream
from domain.funds.name_list import Lent, ListMembers, ReportLending
from domain.parties.party import Profile, RegisterParty
from domain.results.codes import COUNTED_KINDS, STATISTICS
from domain.results.result import CorrectResult, ReportResult
from domain.results.statistic import PublishStatistic
from domain.sessions.guests import Register
from domain.sessions.office import Invite, OpenSession, PlanSession
from domain.sessions.session import Session
from services.files.exports.export import as_text, as_workbook
from services.files.exports.records import (
    guest_sheet,
    lending_sheet,
    member_sheet,
    result_sheet,
    statistic_sheet,
    user_sheet,
)
from services.files.intake.imports import Reading, check, take
from services.files.intake.undo import plan_undo, undo
from services.house.house import House
from services.house.settings import Settings
from tests.sessions import details

pytestmark = pytest.mark.slow
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TITLES = {
    "E1": "襄城县甲机械有限公司",
    "E2": "襄城县乙建材有限公司",
    "E3": "襄城县丙食品有限公司",
    "B1": "襄城县某某银行",
}
PARTIES = [
    RegisterParty(
        id=id,
        profile=Profile(title=title, roles=("bank" if id == "B1" else "enterprise",)),
    )
    for id, title in TITLES.items()
]
SESSION = PlanSession(id="s1", details=details())
ON = {"on": date(2026, 2, 3), "enterprise": "E1"}
TOLD = [
    ReportResult(id="r1", kind="hire", people=20, scarce=True, **ON),
    ReportResult(id="r2", kind="purchase", amount_fen=120_000_000, partner="E2", **ON),
    ReportResult(id="r3", kind="digital", **ON),
    CorrectResult(id="r1", on=date(2026, 2, 4), people=18, reason_code="typing", note=""),
    PublishStatistic(
        kind="new_sme_loans",
        first=date(2026, 1, 1),
        last=date(2026, 1, 31),
        value=13_850_000_001,
        qualifier="about",
        source="县统计局公布的全县中小微企业贷款月度快报" * 3,
    ),
    PublishStatistic(
        kind="awareness_asked",
        first=date(2026, 1, 1),
        last=date(2026, 2, 28),
        value=320,
        source="县统计局",
    ),
    ListMembers(id="county", parties=("E1", "E2")),
    ReportLending(
        id="county",
        bank="B1",
        month="2026-02",
        rows=(Lent(party="E2", fen=50_000_000), Lent(party="E1", fen=1)),
    ),
    Invite(id="s1", parties=("E2", "E3")),
    OpenSession(id="s1"),
    Register(id="s1", party="E1", free=(1, 2)),
    Register(id="s1", party="B1"),
]


USERS = [
    ("li.si", Duty(role="officer", supports=("E1", "E2")), "李四", "13700001111"),
    ("bank-1", Duty(role="bank", party="B1"), "王五", None),
]


def opened(folder, *commands):
    """A county where the parties and a session are known, and this was done."""
    house = House.open(Settings(data=folder), now=lambda: NOON)
    house.desk.do_all([(command, ask(house)) for command in (*PARTIES, SESSION, *commands)])
    house.views.fresh()
    return house


@pytest.fixture
def home(tmp_path):
    with opened(tmp_path / "home", *TOLD) as house:
        yield house


@pytest.fixture
def abroad(tmp_path):
    with opened(tmp_path / "abroad", OpenSession(id="s1")) as house:
        yield house


def ask(house, role=Role.ORGANIZER):
    return house.ask("import", role, source="import")


def sheets_of(house):
    """Every list of records, as its page writes it."""
    name, facts = TITLES.__getitem__, house.views.facts
    return [
        result_sheet(facts.rows(COUNTED_KINDS), name),
        statistic_sheet(house.desk, facts.rows(STATISTICS), None),
        lending_sheet(facts.rows(["lent"]), name),
        member_sheet(facts.rows(["member"]), name),
        guest_sheet("s1", house.desk.state(stream("session", "s1"), Session()), name),
    ]


def checked(house, file, role=Role.ORGANIZER):
    house.views.fresh()
    return check(house.views, house.desk, file, ask(house, role), Reading())


def became(made):
    assert (made.findings, made.plan.warnings) == ((), ())
    return [row.became for row in made.plan.rows]


def written(folder, sheets):
    file = folder / "全县.xlsx"
    file.write_bytes(as_workbook(sheets))
    return file


def test_a_workbook_of_all_of_them_changes_nothing_at_home(home, tmp_path):
    made = checked(home, written(tmp_path, sheets_of(home)))
    assert (became(made), made.asked) == (["unchanged"] * 13, ())


@pytest.mark.parametrize("place", range(5))
def test_nor_does_a_text_of_one_whatever_it_is_called(home, tmp_path, place):
    file = tmp_path / "a.csv"
    sheet = sheets_of(home)[place]
    file.write_bytes(as_text(sheet))
    made = checked(home, file)
    assert (became(made), made.asked) == (["unchanged"] * len(sheet.rows), ())


def test_in_another_county_it_says_the_same_and_comes_back_as_it_went(home, abroad, tmp_path):
    sheets = sheets_of(home)
    made = checked(abroad, written(tmp_path, sheets))
    assert became(made) == ["created"] * 13
    take(abroad.desk, made)
    abroad.views.fresh()
    there = sheets_of(abroad)
    assert [sheet.rows for sheet in there[:3]] == [sheet.rows for sheet in sheets[:3]]
    assert [{row[1] for row in sheet.rows} for sheet in there] == [
        {row[1] for row in sheet.rows} for sheet in sheets
    ]
    assert became(checked(abroad, written(tmp_path, there))) == ["unchanged"] * 13


def test_what_can_be_is_taken_back_and_the_rest_stands_with_the_reason(home, abroad, tmp_path):
    made = checked(abroad, written(tmp_path, sheets_of(home)))
    take(abroad.desk, made)
    abroad.views.fresh()
    undoing = plan_undo(abroad.views, abroad.desk, made.id.removeprefix("import-"), ask(abroad))
    undo(abroad.desk, undoing, ask(abroad))
    abroad.views.fresh()
    results, _, _, members, guests = sheets_of(abroad)
    assert ([*results.rows], [*members.rows]) == ([], [])
    assert [row[0] for row in guests.rows] == ["E2", "E3"]
    assert {(stood.kind, stood.reason) for stood in undoing.stood} == {
        ("statistic", "这一类不能撤回"),
        ("lending", "这一类不能撤回"),
        ("guest", "这一类不能撤回"),
    }


def test_a_statistic_and_a_month_of_lending_are_as_they_were(home, tmp_path):
    before = sheets_of(home)[1:3]
    changed = [
        type(sheet)(
            sheet.name,
            sheet.headings,
            [
                [{"320": "400", Decimal(50): Decimal(70)}.get(cell, cell) for cell in row]
                for row in sheet.rows
            ],
            sheet.keys,
        )
        for sheet in before
    ]
    made = checked(home, written(tmp_path, changed))
    assert sorted(became(made)) == ["revised", "revised", "unchanged", "unchanged"]
    assert {row.changes for row in made.plan.rows if row.changes} == {
        ("家数（调查填这里）",),
        ("金额",),
    }
    take(home.desk, made)
    home.views.fresh()
    assert [sheet.rows for sheet in sheets_of(home)[1:3]] == [sheet.rows for sheet in changed]
    undoing = plan_undo(home.views, home.desk, made.id.removeprefix("import-"), ask(home))
    undo(home.desk, undoing, ask(home))
    home.views.fresh()
    assert [sheet.rows for sheet in sheets_of(home)[1:3]] == [sheet.rows for sheet in before]


def personal(subject, value):
    return Personal(subject=f"person-{subject}", value=value) if value else None


def user_list(house):
    house.views.fresh()
    return user_sheet(house.views.users.all(), TITLES.__getitem__)


def test_the_administrator_moves_the_users_and_nobody_gets_a_password_by_it(home, abroad, tmp_path):
    for number, (id, duty, name, phone) in enumerate(USERS):
        person = {"person": personal(number, name), "phone": personal(number, phone)}
        home.desk.do(AddUser(id=id, duty=duty, **person), ask(home, Role.ADMIN))
    file = written(tmp_path, [user_list(home)])
    assert became(checked(home, file, Role.ADMIN)) == ["unchanged", "unchanged"]
    made = checked(abroad, file, Role.ADMIN)
    assert became(made) == ["created", "created"]
    take(abroad.desk, made)
    assert user_list(abroad) == user_list(home)
    assert [user.ready for user in abroad.views.users.all()] == [False, False]
    id = made.id.removeprefix("import-")
    undoing = plan_undo(abroad.views, abroad.desk, id, ask(abroad, Role.ADMIN))
    undo(abroad.desk, undoing, ask(abroad, Role.ADMIN))
    assert [row[-1] for row in user_list(abroad).rows] == ["已停用", "已停用"]


def test_the_office_brings_in_no_user_and_who_is_closed_at_home_is_left(home, abroad, tmp_path):
    id, duty, name, phone = USERS[0]
    person = {"person": personal(1, name), "phone": personal(1, phone)}
    home.desk.do(AddUser(id=id, duty=duty, **person), ask(home, Role.ADMIN))
    file = written(tmp_path, [user_list(home)])
    assert [f.code for f in checked(abroad, file).findings] == ["user.role"]
    home.desk.do(CloseUser(id=id), ask(home, Role.ADMIN))
    file = written(tmp_path, [user_list(home)])
    assert [f.code for f in checked(abroad, file, Role.ADMIN).findings] == ["row.state"]
