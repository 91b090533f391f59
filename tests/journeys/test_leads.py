"""One lead from a proposal to money, on the embedded default and on real PostgreSQL and Redis."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from redis import Redis

from services.cli import docking
from services.demo.fill import fill
from services.demo.story import begin
from services.house.house import House
from services.house.settings import Settings
from services.outbound.relay import stream
from tests.journeys.digest import SEED, SHARE
from tests.servers import MASTER

pytestmark = pytest.mark.slow

SCENES = 14


@pytest.fixture(params=["embedded", "servers"])
def settings(request, tmp_path):
    if request.param == "embedded":
        return Settings(data=tmp_path)
    servers = {name: request.getfixturevalue(name) for name in ("postgres", "redis")}
    return Settings(data=tmp_path, master=MASTER, **servers)


@pytest.fixture
def house(settings):
    with House.open(settings) as opened:
        fill(opened, SEED, share=SHARE, progress=lambda *_: None)
        yield opened


def told(house):
    story, first = begin(house, SEED)
    scenes = [first, *story.tell()]
    house.views.fresh()
    return story, scenes


def test_the_story_goes_from_a_proposal_to_money(house):
    story, scenes = told(house)
    assert [scene.at for scene in scenes] == sorted(scene.at for scene in scenes)
    lead = house.views.leads.one(story.shown.id)
    assert (len(scenes), lead.status, lead.receiver) == (SCENES, "won", story.receiver)
    assert lead.intent_fen == lead.approved_fen == lead.drawn_fen > 0
    assert {view.name: view.parked() for view in house.views if view.parked()} == {}


def test_the_bank_has_one_whole_message_and_no_gap(house):
    story, _ = told(house)
    [message] = story.inbox()
    assert (message["sequence"], message["type"]) == ("1", "docking.lead.delivered")
    assert message["data"]["lead"] == story.shown.id
    assert story.inbox_file().read_text(encoding="utf-8").count("\n") == 1


def test_telling_it_again_changes_nothing(house):
    _, first = told(house)
    end = house.log.last()
    _, again = told(house)
    assert (again, house.log.last()) == (first, end)


def test_a_story_that_was_interrupted_goes_on_where_it_stopped(house):
    story, _ = begin(house, SEED)
    scenes = story.tell()
    some = [next(scenes) for _ in range(5)]
    _, whole = told(house)
    assert (whole[1:6], len(whole)) == (some, SCENES)


def run(settings, *words):
    where = ["--data", str(settings.data)]
    for name in ("postgres", "redis"):
        if getattr(settings, name):
            where += [f"--{name}", getattr(settings, name)]
    said = CliRunner(env={"DOCKING_MASTER": settings.master}).invoke(
        docking, [*where, *words], catch_exceptions=False
    )
    assert said.exit_code == 0, said.output
    return said.output


def test_leads_inbox_and_clock_on_the_command_line(house, settings):
    story, _ = told(house)
    before = house.log.last()
    assert "1 条线索" in run(settings, "leads", "--receiver", story.receiver)
    assert "0 条线索" in run(settings, "leads", "--status", "lapsed")
    assert "0 条线索" in run(settings, "leads", "--as-of", "1")
    [lead] = json.loads(run(settings, "leads", "--json"))
    assert (lead["id"], lead["status"]) == (story.shown.id, "won")
    [line] = run(settings, "inbox", story.receiver).splitlines()
    assert json.loads(line)["sequence"] == "1"
    assert run(settings, "inbox", story.receiver, "--after", "1") == ""
    assert house.log.last() == before
    assert "逾期未办的线索 0 条" in run(settings, "clock", "--once")


def test_the_demo_tells_it_and_a_plain_client_reads_the_stream(tmp_path, postgres, redis):
    settings = Settings(data=tmp_path, master=MASTER, postgres=postgres, redis=redis)
    said = run(settings, "demo", "--leads")
    assert "双方都有意向" in said
    assert "无缺口" in said
    with Redis.from_url(settings.redis) as bank:
        [key] = bank.keys("docking:*:leads")
        assert key.decode() == stream(key.decode().split("{")[1].split("}")[0])
        [(id, entry)] = bank.xrange(key)
    assert (id, json.loads(next(iter(entry.values())))["sequence"]) == (b"1-0", "1")
