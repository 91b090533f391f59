"""A view reads on in the log that it was made from, and in no other."""

from __future__ import annotations

import pytest

from domain.postings.need import NeedDrafted
from projections.core.database import writing
from projections.core.restored import OtherLog
from projections.core.view import READ, follow, other_log
from projections.postings.market import Market
from tests.examples import content
from tests.projections.titles import Titles, drafts


def draft(title):
    return NeedDrafted(party="e001", content=content(title=title))


def test_a_view_that_is_ahead_of_the_log_reads_nothing_on(engine):
    """A backup was put in its place, also where that has grown past the view since."""
    log, view = drafts("第一条需求", "第二条需求", "第三条需求"), Titles(engine)
    view.catch_up(log.after)
    older = drafts("第一条需求", "第二条需求")
    for more in ((), (("need-x", draft("另一条")),) * 3):
        older.write(*more)
        with pytest.raises(OtherLog, match="日志比视图旧：是恢复了备份吗"):
            view.catch_up(older.after)
        assert view.titles() == ["第一条需求", "第二条需求", "第三条需求"]
    view.rebuild(older.after)
    assert (view.catch_up(older.after), other_log([view], older.after)) == (5, None)


def test_of_views_that_follow_together_the_one_that_is_ahead_is_noticed(engine):
    log, one, other = drafts("第一条需求", "第二条需求"), Titles(engine), Market(engine)
    one.catch_up(log.after)
    other.catch_up(drafts("第一条需求").after)
    with pytest.raises(OtherLog):
        follow([one, other], drafts("第一条需求").after)


def test_a_bookmark_of_an_older_program_is_taken_over_once(engine):
    """It has a position and no hash; from the next line on it has one."""
    log, view = drafts("第一条需求", "第二条需求"), Titles(engine)
    view.catch_up(log.after)
    with writing(engine) as db:
        READ.drop(db)
    log.write(("need-y", draft("第三条需求")))
    again = Titles(engine)
    assert (again.catch_up(log.after), again.titles()[-1]) == (3, "第三条需求")
    with pytest.raises(OtherLog):
        again.catch_up(drafts("第一条需求", "第二条需求", "别的").after)
