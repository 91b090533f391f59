"""What the office did is told as a change only to whom it changed something that was there."""

from __future__ import annotations

from datetime import date

import pytest

from domain.core.personal import Personal
from domain.log.entry import line
from domain.postings.need import NeedRevised, NeedWithdrawn
from projections.notices.notices import Notices, morning
from tests.examples import content, live
from tests.leads import contact_set
from tests.logbook import Logbook, entry

NEED = "need-n1"


def by_turns(engine, *happened):
    """What is told, by kind, in a log in which each of these did what stands behind them."""
    view, book = Notices(engine), Logbook(*((name, event) for _, name, event in happened))
    book.lines = [
        line(entry(kept.position, kept.stream, kept.version, kept.entry().event, role=role))
        for kept, (role, *_) in zip(book.lines, happened, strict=True)
    ]
    view.catch_up(book.after, page=1)
    assert view.parked() == []
    return [row.kind for row in view.between(0, morning(date(2030, 1, 1)))]


OFFICE, OWNER = "organizer", "enterprise"
OTHER_CONTACT = contact_set.model_copy(
    update={"phone": Personal(subject="person-2", value="13900005678")}
)


@pytest.mark.parametrize(
    ("first", "kinds"), [(OFFICE, ["contact_set"]), (OWNER, ["contact_set"]), (None, [])]
)
def test_a_contact_is_told_to_be_changed_only_where_there_was_one(engine, first, kinds):
    named = [(first, "party-e001", contact_set)] if first else []
    assert by_turns(engine, *named, (OFFICE, "party-e001", OTHER_CONTACT)) == kinds


DRAFTED, SUBMITTED, *_ = live
ANOTHER = NeedRevised(content=content(title="周转资金"))
TAKEN_BACK = NeedWithdrawn(reason_code="other")


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        ([(OFFICE, NEED, DRAFTED)], []),
        ([(OWNER, NEED, DRAFTED)], ["posting_changed", "posting_closed"]),
        (
            [(OFFICE, NEED, DRAFTED), (OWNER, NEED, SUBMITTED)],
            ["posting_changed", "posting_closed"],
        ),
    ],
)
def test_of_a_draft_that_the_office_alone_wrote_its_owner_is_not_told_a_change(
    engine, before, kinds
):
    assert by_turns(engine, *before, (OFFICE, NEED, ANOTHER), (OFFICE, NEED, TAKEN_BACK)) == kinds
