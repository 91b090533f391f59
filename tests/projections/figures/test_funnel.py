"""The funnel: every figure of every position is what a count of the log up to there gives."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from domain.leads.lead import (
    DisbursementVoided,
    IntentSigned,
    LeadAcknowledged,
    LeadContacted,
    LeadDisbursed,
    LeadLapsed,
    LeadRejected,
    LeadWithdrawn,
    LeadWon,
)
from domain.matching.proposal import InterestExpressed, MutualInterestReached, ProposalDelivered
from domain.postings.need import (
    NeedDrafted,
    NeedPaused,
    NeedPublished,
    NeedResumed,
    NeedSubmitted,
    NeedWithdrawn,
)
from projections.figures.funnel import MONEY, STAGES, Funnel
from projections.leads.leads import AWAITING, SIGNED
from tests.examples import content
from tests.leads import approved, lead_delivered, proposed, shown
from tests.logbook import Logbook
from tests.projections.stories import STORY
from tests.spec import DAY

pytestmark = pytest.mark.slow


def told(seed, needs=6, steps=160):
    """A log in which needs are published, wanted, sent, lent to and taken back in any order."""
    draw = random.Random(seed)
    tracks = {f"n{n}": draw.choice(["bank", "sales"]) for n in range(needs)}
    story = []
    for need in (need for need, track in tracks.items() if track == "bank"):
        life = (NeedDrafted(party="e1", content=content()), NeedSubmitted(), NeedPublished())
        story += [(f"need-{need}", event) for event in (*life, NeedPaused(), NeedResumed())]
    leads, proposals = {}, set()
    for step in range(steps):
        need = draw.choice(sorted(tracks))
        track, dice = tracks[need], draw.random()
        if dice < 0.2:
            id = f"p{step}"
            seen = shown(id=id, need=need, track=track)
            story.append((f"proposal-{id}", ProposalDelivered(shown=seen, through=DAY)))
            proposals.add(id)
        elif dice < 0.3 and proposals:
            id = draw.choice(sorted(proposals))
            story.append((f"proposal-{id}", InterestExpressed(party="b01")))
            story.append((f"proposal-{id}", MutualInterestReached()))
        elif dice < 0.5:
            id = f"l{step}"
            story.append((f"lead-{id}", lead_delivered(need=need, track=track)))
            leads[id] = need
        elif leads:
            id = draw.choice(sorted(leads))
            voucher = draw.choice(["v1", "v2"])
            story.append((f"lead-{id}", draw.choice(answers(voucher, draw.randrange(1, 9)))))
    return story


def answers(voucher, yuan):
    return [
        LeadAcknowledged(),
        LeadContacted(on=DAY),
        IntentSigned(on=DAY, amount_fen=100 * yuan),
        approved,
        LeadDisbursed(on=DAY, amount_fen=100 * yuan, voucher=voucher),
        LeadDisbursed(on=DAY, amount_fen=100 * yuan, voucher=voucher),
        DisbursementVoided(voucher=voucher, reason="记错了"),
        DisbursementVoided(voucher=voucher, reason="记错了"),
        LeadWon(),
        LeadRejected(reasons=("cash_flow",), note=""),
        LeadWithdrawn(reason_code="other"),
        LeadLapsed(),
    ]


def counted(log, until):
    """The same figures from the whole log up to a position: nothing is kept from step to step."""
    reached = {stage: set() for stage in STAGES}
    of, status, intent, line, drawn = {}, {}, {}, {}, {}
    for kept in log.lines[:until]:
        stream, event = kept.stream, kept.entry().event
        verb = event.verb
        if event.name == "need.drafted":
            of[stream] = (event.content.track, stream.removeprefix("need-"))
        elif event.name == "need.published":
            reached["published"].add(of[stream])
        elif event.name == "proposal.delivered":
            of[stream] = (event.shown.track, event.shown.need)
            reached["proposed"].add(of[stream])
        elif verb == "mutual_interest_reached":
            reached["mutual"].add(of[stream])
        elif event.name.startswith("lead.") and verb not in {"assigned", "released"}:
            if verb == "delivered":
                of[stream] = (event.track, event.need)
                reached["lead"].add(of[stream])
            if verb == "disbursement_voided":
                drawn.pop((stream, event.voucher), None)
                continue
            status[stream] = verb
            if verb == "intent_signed":
                intent[stream] = event.amount_fen or 0
            if verb == "approved":
                line[stream] = event.amount_fen
            if verb == "disbursed":
                drawn[stream, event.voucher] = event.amount_fen
            if verb in SIGNED:
                reached["intent"].add(of[stream])
    reached["landed"] = {of[stream] for stream, _ in drawn}
    found = {stage: {} for stage in (*STAGES, "open", *MONEY)}
    pairs = [(stage, track, 1) for stage, needs in reached.items() for track, _ in needs]
    pairs += [("open", of[stream][0], 1) for stream, verb in status.items() if verb in AWAITING]
    pairs += [("intent_fen", of[stream][0], fen) for stream, fen in intent.items()]
    pairs += [("approved_fen", of[stream][0], fen) for stream, fen in line.items()]
    pairs += [("drawn_fen", of[stream][0], fen) for (stream, _), fen in drawn.items()]
    for name, track, value in pairs:
        found[name][track] = found[name].get(track, 0) + value
    behind = {
        (stage, track): sorted(need for of_track, need in needs if of_track == track)
        for stage, needs in reached.items()
        for track in ("bank", "sales")
    }
    return found, behind


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("page", [1, 7, 500])
def test_every_figure_of_every_position_is_what_a_count_gives(engine, seed, page):
    log, funnel = Logbook(*told(seed)), Funnel(engine)
    funnel.catch_up(log.after, page=page)
    assert funnel.parked() == []
    last = len(log.lines)
    for position in (*range(1, last, 9), last):
        figures, behind = counted(log, position)
        assert funnel.counts(position) == figures
        assert {
            (stage, track): funnel.needs(stage, track, as_of=position)
            for stage in STAGES
            for track in ("bank", "sales")
        } == behind
    assert funnel.counts() == counted(log, last)[0]


@pytest.mark.parametrize("page", [1, 2, 7])
def test_pages_make_no_difference_and_a_rebuild_gives_the_same(engine, page):
    log, funnel = Logbook(*told(11)), Funnel(engine)
    funnel.catch_up(log.after)
    whole = funnel.digest()
    funnel.rebuild(log.after, page=page)
    assert funnel.digest() == whole


def test_control_the_stories_have_needs_that_landed_and_fell_back():
    def fell(seed):
        log = Logbook(*told(seed))
        ends = range(1, len(log.lines) + 1)
        landed = [sum(counted(log, end)[0]["landed"].values()) for end in ends]
        return any(after < before for before, after in pairwise(landed))

    assert any(map(fell, range(4)))


def test_an_answer_to_a_lead_that_was_never_sent_is_parked(engine):
    funnel = Funnel(engine)
    funnel.catch_up(Logbook(("lead-x", LeadAcknowledged()), *STORY).after)
    assert [position for position, *_ in funnel.parked()] == [1]


def test_a_need_that_was_only_drafted_counts_nowhere(engine):
    funnel = Funnel(engine)
    funnel.catch_up(Logbook(("need-n1", NeedDrafted(party="e1", content=content()))).after)
    assert set(map(bool, funnel.counts().values())) == {False}
    assert proposed.shown.need == "n1"


@pytest.mark.parametrize("reason", ["published_by_mistake", "other"])
@pytest.mark.parametrize("page", [1, 500])
def test_what_was_published_by_mistake_has_been_nowhere_but_where_a_lead_took_it(
    engine, reason, page
):
    life = [NeedDrafted(party="e1", content=content()), NeedSubmitted(), NeedPublished()]
    story = [(f"need-{need}", event) for need in ("n1", "n2") for event in life]
    for need in ("n1", "n2"):
        seen = shown(id=f"p-{need}", need=need, track="bank")
        story.append((f"proposal-p-{need}", ProposalDelivered(shown=seen, through=DAY)))
    story.append(("lead-l2", lead_delivered(need="n2", track="bank")))
    gone = [(f"need-{need}", NeedWithdrawn(reason_code=reason)) for need in ("n1", "n2")]
    funnel, log = Funnel(engine), Logbook(*story, *gone)
    funnel.catch_up(log.after, page=page)
    stages = ("published", "proposed", "lead")
    left = ["n2"] if reason == "published_by_mistake" else ["n1", "n2"]
    assert [funnel.needs(stage, "bank") for stage in stages] == [left, left, ["n2"]]
    before = len(log.lines) - 2
    assert funnel.needs("published", "bank", as_of=before) == ["n1", "n2"]
