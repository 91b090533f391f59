"""Models in use: fitted when texts have grown, and what is said of one that is strange here."""

from __future__ import annotations

from threading import Lock

import pytest

from domain.core.command import Refusal, Role
from domain.core.malformed import Malformed
from domain.matching.model import MatcherFitted, RecordFit
from projections.core.database import open_views
from projections.matcher import fit, settings_for
from projections.matcher.model import Model
from projections.matching.proposals import Proposals
from projections.matching.reason_sheet import reason_sheet
from projections.postings.market import Market
from services.house.desk import Desk
from services.ledger.ledger import Ledger
from services.matching.refitting import refit
from tests.examples import live, offering_live
from tests.logbook import Logbook
from tests.spec import CLOCK, asks

TEXTS = ["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"]
POSTINGS = (
    *(("need-n1", event) for event in live),
    *(("offering-o1", event) for event in offering_live),
)
SYSTEM = asks(Role.SYSTEM)


@pytest.fixture
def proposals(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.db'}")
    yield Proposals(engine, Market(engine), Lock)
    engine.dispose()


def fitted(model: Model, track: str = "bank") -> MatcherFitted:
    return MatcherFitted(track=track, fitted_at=6, digest=model.digest, model=model.to_data())


def ours() -> Model:
    return fit(TEXTS, settings_for("bank"))


def strange() -> Model:
    model = ours()
    return Model(model.n, model.terms_by_df, model.pivot, model.settings, model.lexicon, "0" * 64)


def pairs(proposals: Proposals) -> list[tuple[str, str]]:
    return [row.pair for row in proposals.all()]


def test_with_a_model_the_pair_is_proposed(proposals):
    proposals.catch_up(Logbook(*POSTINGS, ("matcher-bank", fitted(ours()))).after)
    assert (pairs(proposals), proposals.unusable()) == ([("n1", "o1")], [])


def test_another_analyzers_model_proposes_nothing_and_says_why(proposals):
    log = Logbook(*POSTINGS, ("matcher-bank", fitted(ours())), ("matcher-bank", fitted(strange())))
    proposals.catch_up(log.after)
    assert pairs(proposals) == []
    assert [refusal.code for refusal in proposals.unusable()] == ["matcher.unusable"]
    with pytest.raises(Refusal, match="另一版分词程序"):
        reason_sheet(proposals, "n1", "o1")


def test_as_of_a_day_with_a_model_that_works_the_pair_is_there(proposals):
    log = Logbook(*POSTINGS, ("matcher-bank", fitted(ours())), ("matcher-bank", fitted(strange())))
    proposals.catch_up(log.after)
    assert [row.need for row in proposals.all(as_of=7)] == ["n1"]
    with pytest.raises(Refusal, match="不能重现"):
        proposals.all(as_of=8)


def test_a_damaged_model_does_not_stop_the_other_tracks(proposals):
    broken = MatcherFitted(track="sales", fitted_at=1, digest="x", model={"n": 3})
    log = Logbook(*POSTINGS, ("matcher-sales", broken), ("matcher-bank", fitted(ours())))
    proposals.catch_up(log.after)
    assert pairs(proposals) == [("n1", "o1")]
    assert [str(refusal)[:12] for refusal in proposals.unusable()] == ["产销对接的撮合模型已损坏"]


@pytest.fixture
def desk(tmp_path):
    ledger = Ledger.open(f"sqlite:///{tmp_path / 'log.db'}")
    ids = iter(range(1000))
    yield Desk(ledger, lambda _: f"event-{next(ids)}")
    ledger.close()


def caught_up(proposals: Proposals, desk: Desk, log: Logbook) -> Proposals:
    """The postings of a logbook, with the models that the desk wrote behind them."""
    models = [("matcher-bank", kept.entry().event) for kept in desk.ledger.read("matcher-bank")]
    known = sum(kept.stream == "matcher-bank" for kept in log.lines)
    log.write(*models[known:])
    proposals.catch_up(log.after)
    return proposals


def test_a_track_is_fitted_once_and_again_when_its_texts_have_grown(proposals, desk):
    log = Logbook(*POSTINGS)
    caught_up(proposals, desk, log)
    assert refit(proposals, desk, SYSTEM) == ["bank"]
    caught_up(proposals, desk, log)
    assert refit(proposals, desk, SYSTEM) == []
    assert pairs(proposals) == [("n1", "o1")]
    log.write(*(("need-n2", event) for event in live))
    caught_up(proposals, desk, log)
    assert refit(proposals, desk, SYSTEM) == ["bank"]


def test_a_model_that_cant_be_used_here_is_replaced_by_one_that_can(proposals, desk):
    log = Logbook(*POSTINGS)
    model = strange()
    desk.do(
        RecordFit(track="bank", fitted_at=1, digest=model.digest, model=model.to_data()), SYSTEM
    )
    caught_up(proposals, desk, log)
    assert pairs(proposals) == []
    assert refit(proposals, desk, SYSTEM) == ["bank"]
    assert pairs(caught_up(proposals, desk, log)) == [("n1", "o1")]


def test_somebody_who_fitted_a_newer_model_meanwhile_is_not_overruled(proposals, desk):
    model = ours()
    desk.do(
        RecordFit(track="bank", fitted_at=99, digest=model.digest, model=model.to_data()), SYSTEM
    )
    proposals.catch_up(Logbook(*POSTINGS).after)
    assert refit(proposals, desk, SYSTEM) == []
    assert len(desk.ledger.read("matcher-bank")) == 1


def test_only_the_system_records_a_fit_and_only_with_its_own_digest(desk):
    model = ours()
    wish = RecordFit(track="bank", fitted_at=1, digest=model.digest, model=model.to_data())
    for command, ask, code in (
        (wish, CLOCK, "matcher.role"),
        (wish.model_copy(update={"digest": "0" * 64}), SYSTEM, "matcher.digest"),
    ):
        with pytest.raises(Refusal) as refusal:
            desk.do(command, ask)
        assert refusal.value.code == code
    with pytest.raises(Malformed) as malformed:
        desk.do(wish.model_copy(update={"track": "space"}), SYSTEM)
    assert (malformed.value.code, malformed.value.field) == ("track.unknown", "track")
    assert desk.ledger.last() == 0
