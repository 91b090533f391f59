"""Rows of records: what is read of them, whom they name, and what stands in their way."""

from __future__ import annotations

from datetime import date

import pytest

from domain.funds.name_list import LendingReported, Lent, ListMembers, MembersListed, ReportLending
from domain.results.result import ReportResult, ResultReported
from domain.results.statistic import PublishStatistic
from domain.sessions.guests import Register
from domain.sessions.office import Invite
from domain.sessions.session import Invited, Registered, SessionPlanned
from services.files.intake.batch import ReportedResult
from tests.services.filled import planned, sheet
from tests.sessions import details

HIRE = {"id": "r1", "on": "2026-09-01", "enterprise": "E1", "kind": "招用人员", "people": "20人"}
FIGURE = {
    "kind": "新增中小微企业贷款",
    "first": "2026-01-01",
    "last": "2026年6月30日",
    "amount": "138500",
    "source": "县统计局",
}
LOAN = {"party": "E1", "fen": "50万元", "month": "2026年9月", "bank": "B1"}
GUEST = {"party": "E1", "status": "已报名", "session": "s1"}
NAMES = {"E1": "襄城县甲机械有限公司", "B1": "襄城县某某银行"}
MEMBERS = MembersListed(parties=("E1", "E2"))
REPORT = LendingReported(bank="B1", month="2026-09", rows=(Lent(party="E2", fen=7),))
SESSION = SessionPlanned(details=details())
REPORTED = ResultReported(
    kind="hire",
    on=date(2026, 9, 1),
    enterprise="E1",
    partner="",
    industry="C35",
    amount_fen=None,
    people=20,
    scarce=False,
)


def records(kind, *rows, events=(), **options):
    """What an intake makes of rows under their machine keys, where these events were."""

    def state(_, start):
        for event in events:
            start = start.after(event)
        return start

    ids = {name: id for id, name in NAMES.items()}
    keyed = [{f"{kind}.{key}": text for key, text in row.items()} for row in rows]
    known = ("E1", "E2", "B1")
    options = {"namesakes": lambda name: [ids[name]] if name in ids else [], **options}
    return planned(sheet(*keyed), track=None, known=known, state=state, **options)


def wrong(plan):
    return [(finding.label, finding.code) for finding in plan.findings]


def hired(**changes):
    return ReportResult(
        **{"id": "r1", "on": date(2026, 9, 1), "enterprise": "E1", "kind": "hire", "people": 20}
        | changes
    )


@pytest.mark.parametrize(
    ("kind", "rows", "events", "commands"),
    [
        ("result", [HIRE], [], [hired()]),
        (
            "result",
            [HIRE | {"enterprise": "", "enterprise_name": NAMES["E1"]}],
            [],
            [hired()],
        ),
        (
            "statistic",
            [FIGURE],
            [],
            [
                PublishStatistic(
                    kind="new_sme_loans",
                    first=date(2026, 1, 1),
                    last=date(2026, 6, 30),
                    value=138_500_000_000,
                    source="县统计局",
                )
            ],
        ),
        (
            "member",
            [{"party": "E1", "party_name": ""}, {"party": "", "party_name": NAMES["B1"]}],
            [],
            [ListMembers(id="county", parties=("E1", "B1"))],
        ),
        (
            "lending",
            [LOAN, LOAN | {"party": "E2"}],
            [MEMBERS, REPORT],
            [
                ReportLending(
                    id="county",
                    bank="B1",
                    month="2026-09",
                    rows=(Lent(party="E2", fen=50_000_000), Lent(party="E1", fen=50_000_000)),
                )
            ],
        ),
        (
            "guest",
            [
                GUEST,
                GUEST | {"party": "E2", "status": ""},
                GUEST | {"party": "B1", "status": "已邀请"},
            ],
            [SESSION],
            [Register(id="s1", party="E1"), Invite(id="s1", parties=("E2", "B1"))],
        ),
    ],
)
def test_rows_become_commands_and_one_where_they_are_one_step(kind, rows, events, commands):
    plan = records(kind, *rows, events=events)
    assert (wrong(plan), list(plan.commands)) == ([], commands)


@pytest.mark.parametrize(
    ("kind", "row", "events", "finding"),
    [
        ("result", HIRE | {"enterprise": "E9"}, [], ("单位编号", "party.unknown")),
        ("result", HIRE | {"enterprise": ""}, [], ("单位编号", "field.needed")),
        ("result", HIRE | {"people": "30"}, [REPORTED], ("编号", "result.known")),
        ("statistic", FIGURE | {"amount": ""}, [], ("金额（贷款填这里）", "field.needed")),
        ("lending", LOAN, [], ("单位编号", "namelist.stranger")),
        ("lending", LOAN | {"fen": "0元"}, [MEMBERS], ("金额", "number.range")),
        ("lending", LOAN | {"month": "九月"}, [MEMBERS], ("月份", "month.unreadable")),
        ("guest", GUEST, [], ("对接会", "session.absent")),
        ("guest", GUEST | {"status": "已签到"}, [SESSION], ("状态", "row.state")),
    ],
)
def test_what_stands_in_a_rows_way_is_said_where_it_stands(kind, row, events, finding):
    plan = records(kind, row, events=events)
    assert (wrong(plan), plan.commands) == ([finding], ())


def test_who_has_a_place_already_is_unchanged_whatever_was_chosen_then():
    registered = Registered(party="E1", side="enterprise", free=(2,), waits=False)
    events = [SESSION, Invited(parties=("E1",)), registered]
    assert [row.became for row in records("guest", GUEST, events=events).rows] == ["unchanged"]


def test_a_result_that_was_reported_is_unchanged_though_its_enterprise_has_moved_on():
    assert [row.became for row in records("result", HIRE, events=[REPORTED]).rows] == ["unchanged"]


def test_another_figure_of_a_result_of_that_day_is_asked_about_for_it_would_count_twice():
    known = {"results": lambda *_: [ReportedResult("r9", "", 20)]}
    row = {key: text for key, text in HIRE.items() if key != "id"} | {"people": "25人"}
    assert wrong(records("result", row, **known)) == [("成果", "result.similar")]
    [another] = records("result", row, confirmed={"new"}, **known).rows
    assert another.became == "created"
    [numbered] = records("result", row | {"id": "r10"}, **known).rows
    assert numbered.became == "created"
    [of_another] = records(
        "result",
        row | {"partner": "B1"},
        results=lambda *_: [ReportedResult("r9", "E2", 20)],
    ).rows
    assert of_another.became == "created"


def test_two_rows_of_one_member_that_differ_are_asked_about():
    plan = records("lending", LOAN, LOAN | {"fen": "60万元"}, events=[MEMBERS])
    assert ([row.became for row in plan.rows], wrong(plan)) == (
        ["created", "left"],
        [("", "row.twice")],
    )


def test_a_title_tells_a_list_of_records_and_headings_alone_never_do():
    row = {"单位名称": "E1", "银行": "B1", "月份": "2026-09", "金额（万元）": "50"}
    events = {
        "state": lambda _, start: start.after(MEMBERS) if hasattr(start, "members") else start
    }
    known = ("E1", "B1")
    named = planned(sheet(row, name="名录库放款"), track=None, known=known, **events)
    assert [(row.kind, row.became) for row in named.rows] == [("lending", "created")]
    unnamed = planned(sheet(row, name="x"), track=None, known=known, **events)
    assert "lending" not in {table.kind for table in unnamed.tables}


def test_a_list_of_results_and_of_members_may_be_headed_as_offices_head_them():
    row = {"企业名称": "E1", "成果类型": "招用人员", "招用时间": "2026-09-01", "招用人数": "20人"}
    [hired] = planned(sheet(row, name="对接成果"), track=None).rows
    assert (hired.kind, hired.became, hired.commands[0].people) == ("result", "created", 20)
    member = {"信用代码": "E1", "入库时间": "2026-09-01"}
    [listed] = planned(sheet(member, name="名录库"), track=None).rows
    assert (listed.kind, listed.became) == ("member", "created")
    need = {"企业名称": "E1", "融资金额（万元）": "300"}
    [control] = planned(sheet(need, name="名录库企业融资需求"), track=None).rows
    assert control.kind == "bank.need"


def test_a_bank_sends_its_own_lending_and_no_list_of_the_office():
    own = {"own": "B1", "events": [MEMBERS]}
    mine = {key: text for key, text in LOAN.items() if key != "bank"}
    [command] = records("lending", mine, **own).commands
    assert (command.bank, command.rows) == ("B1", (Lent(party="E1", fen=50_000_000),))
    assert wrong(records("lending", LOAN | {"bank": "E2"}, **own)) == [
        ("银行编号", "party.not_own")
    ]
    assert [
        finding.code
        for finding in records("member", {"party": "E1", "party_name": ""}, **own).findings
    ] == ["sheet.parties"]
