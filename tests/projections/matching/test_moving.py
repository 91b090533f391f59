"""Proposals that move along with the market are those that would be worked out as a whole."""

from __future__ import annotations

import random
from threading import Lock

import pytest

from domain.matching.model import MatcherFitted
from domain.postings.need import NeedPaused, NeedResumed, NeedRevised, NeedWithdrawn
from domain.postings.offering import OfferingPaused, OfferingResumed
from domain.postings.terms import BankNeed
from projections.core.database import open_views
from projections.matcher import fit, settings_for
from projections.matching.proposals import Proposals
from projections.postings.market import Market
from tests.examples import content, drafted, loan, offered, offering_live, published, submitted
from tests.logbook import Logbook

pytestmark = pytest.mark.slow

WORDS = [
    "倒贷",
    "周转",
    "设备",
    "原料",
    "订单",
    "应收账款",
    "技改",
    "厂房",
    "冷链",
    "农机",
    "光伏",
    "焦化",
    "纸箱",
    "机床",
]


@pytest.fixture
def proposals(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'live.db'}")
    yield Proposals(engine, Market(engine), Lock)
    engine.dispose()


def need(draw, **changes):
    words = "、".join(draw.sample(WORDS, 4))
    terms = BankNeed(amount_fen=draw.choice([40_000_000, 300_000_000]), tenor_days=180)
    return content(
        title=f"申请{words[:2]}贷款", text=f"因{words}需要资金。", terms=terms, **changes
    )


def product(draw):
    words = "、".join(draw.sample(WORDS, 5))
    return loan(title=f"{words[:2]}贷", text=f"支持{words}等用途的贷款产品。")


def begun(draw):
    """Twelve needs and eight products on the market, and a model."""
    story = []
    for n in range(12):
        made = drafted.model_copy(update={"content": need(draw), "party": f"e{n % 5}"})
        story += [(f"need-n{n}", event) for event in (made, submitted, published)]
    for n in range(8):
        made = offered.model_copy(update={"content": product(draw), "party": f"b{n % 3}"})
        story += [(f"offering-o{n}", event) for event in (made, *offering_live[1:])]
    texts = ["倒贷周转资金", "设备技改贷款", "订单应收账款融资"]
    model = fit(texts, settings_for("bank"))
    fitted = MatcherFitted(track="bank", fitted_at=1, digest=model.digest, model=model.to_data())
    return [*story, ("matcher-bank", fitted)]


def happened(draw, states):
    """Something that may happen next, to one of the postings."""
    stream = draw.choice(sorted(states))
    state, side = states[stream], stream.partition("-")[0]
    if state == "paused":
        states[stream] = "published"
        return stream, NeedResumed() if side == "need" else OfferingResumed()
    what = draw.choice(["revise", "pause", "withdraw"] if side == "need" else ["pause"])
    if what == "pause":
        states[stream] = "paused"
        return stream, NeedPaused() if side == "need" else OfferingPaused()
    if what == "withdraw":
        del states[stream]
        return stream, NeedWithdrawn(reason_code="other")
    return stream, NeedRevised(content=need(draw))


@pytest.mark.parametrize("seed", range(6))
def test_moving_along_equals_working_out_as_a_whole(proposals, tmp_path, seed):
    draw = random.Random(seed)
    log = Logbook(*begun(draw))
    proposals.catch_up(log.after)
    states = {stream: "published" for stream in log.versions if stream[0] in "no"}
    counts = set()
    for _ in range(30):
        log.write(*(happened(draw, states) for _ in range(draw.randrange(1, 4))))
        proposals.catch_up(log.after)
        assert proposals.digest() == proposals.digest(as_of=proposals.position)
        counts.add(len(proposals.all()))
    assert len(counts) > 5, "nothing moved"
    engine = open_views(f"sqlite:///{tmp_path / 'fresh.db'}")
    fresh = Proposals(engine, Market(engine), Lock)
    fresh.catch_up(log.after)
    assert fresh.digest() == proposals.digest()
    engine.dispose()
