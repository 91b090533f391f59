"""The doctor says what is wrong and what to do; metrics say the same in figures."""

from __future__ import annotations

import socket
import sqlite3
import urllib.request
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner
from prometheus_client import CollectorRegistry
from redis import Redis

from domain.administration.parameter import SetParameter
from domain.core.command import Role
from domain.leads.lead import LeadAcknowledged
from services.cli import docking
from services.house.house import House
from services.house.settings import Settings
from services.house.view_titles import VIEW_TITLES
from services.ledger.ledger import Unavailable
from services.operations.doctor import GATEWAY, examine, writable
from services.operations.metrics import LOOPBACK, measured, served
from services.outbound.relay import Relay, connect
from services.stores.notice_queue import QueuedNotice
from tests.examples import rural_bank
from tests.servers import MASTER
from tests.services.ledgers import entry
from tests.services.outgoing import delivered, granted
from tests.services.outgoing import entry as line
from tests.spec import DAY, NOON

SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SOON = NOON + timedelta(seconds=5)
LATER = NOON + timedelta(seconds=60)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def settings(request, tmp_path):
    if request.param == "sqlite":
        return Settings(data=tmp_path)
    return Settings(data=tmp_path, master=MASTER, postgres=request.getfixturevalue("postgres"))


@pytest.fixture
def house(settings):
    with House.open(settings, now=lambda: NOON) as opened:
        yield opened


def wrong(settings, now=SOON, **more):
    return [(f.what, f.advice) for f in examine(settings, now=now, **more) if f.advice]


def said(settings, now=SOON, **more):
    return {f.what: f.said for f in examine(settings, now=now, **more)}


def a_lead(house):
    house.log.append(
        [
            line("consent-n1:b01", 1, granted("n1", "b01")),
            line("lead-l1", 1, delivered("n1", "b01")),
        ]
    )


def test_a_house_that_does_its_work_is_well(house, settings):
    a_lead(house)
    house.views.fresh()
    for quick in (False, True):
        assert wrong(settings, quick=quick) == []
    assert said(settings)["日志"] == "可读可写，到位置 2"


def test_short_messages_that_only_lie_in_the_folder_are_called_so(tmp_path):
    """And those that a gateway sends are not."""
    settings = Settings(data=tmp_path)
    with House.open(settings, now=lambda: NOON):
        pass
    assert said(settings)["短信通知"] == "写入文件（未设置短信网关），待发 0 条"
    sent = Settings(data=tmp_path, sms="https://sms.example/", sms_secret=SECRET)
    assert said(sent)["短信通知"] == "已设置，待发 0 条"


def test_the_last_message_and_one_that_does_not_go_out_are_told(tmp_path):
    settings = Settings(data=tmp_path, smtp="smtp://mail.example.cn")
    with House.open(settings, now=lambda: NOON) as house:
        queue, second = house.stores.notice_queue, int(NOON.timestamp())
        for minute, user in enumerate(("wang", "li")):
            at = second + 60 * minute
            queue.put(["email"], [QueuedNotice("email", user, 1, "lead_came")], at)
            queue.bundle(at, 0)
        sent, waiting = queue.due(second + 60, 2)
        queue.settle(sent.id, "sent")
        well = said(settings)["邮件通知"]
        queue.settle(waiting.id, "waiting", reason="535 authentication failed", next_at=second)
        [ill] = [f for f in examine(settings, now=SOON) if f.what == "邮件通知"]
    assert well == "已设置，待发 1 条，最近发出的一条写于 2026-03-02 12:00"
    assert (ill.said, ill.advice) == (
        f"{well}；2026-03-02 12:01 的一条没有发出：535 authentication failed",
        GATEWAY,
    )


def test_looking_leaves_nothing_behind(house, settings):
    a_lead(house)
    before = [house.log.after(0), house.views.leads.position]
    examine(settings)
    writable(house.log, NOON)
    assert [house.log.after(0), house.views.leads.position] == before
    [position] = house.log.append([entry("need-1", 1)])
    assert position > 2


def test_a_view_that_is_behind_for_long_is_named(house, settings):
    house.views.fresh()
    a_lead(house)
    assert wrong(settings, SOON) == []
    for quick in (False, True):
        late = [what for what, _ in wrong(settings, LATER, quick=quick)]
        assert "视图 线索" in late
        assert said(settings, LATER, quick=quick)["视图 线索"].startswith("落后 2 个事件")


def test_every_view_has_a_name_that_people_read(house):
    assert VIEW_TITLES.keys() == {view.name for view in house.views}


def test_a_parked_event_is_named_with_what_to_do(house, settings):
    house.log.append([line("lead-x", 1, LeadAcknowledged())])
    house.views.fresh()
    found = wrong(settings)
    assert [what for what, _ in found] == ["视图 线索", "视图 进展统计", "视图 通知"]
    assert all("docking views status" in advice for _, advice in found)


def test_what_the_clock_left_undone_is_counted(house, settings):
    a_lead(house)
    house.views.fresh()
    far = NOON + timedelta(days=60)
    assert said(settings, far)["到期 授权"] == "1 条到期未处理"
    assert said(settings, far)["到期 线索"] == "1 条到期未处理"
    assert {"到期 授权", "到期 线索"} <= {what for what, _ in wrong(settings, far)}
    assert said(settings, far)["线索期限"].startswith("1 条线索")


def test_a_log_that_is_away_is_the_first_thing_to_say(tmp_path):
    nobody = Settings(data=tmp_path, postgres="postgresql://docking@127.0.0.1:9/docking")
    [finding] = examine(nobody)
    assert (finding.what, bool(finding.advice)) == ("日志", True)


def test_a_log_that_somebody_holds_is_not_writable(settings, house):
    if settings.postgres:
        place = "ARRAY['s'], ARRAY[1], ARRAY['n'], ARRAY[''::bytea]"
        with psycopg.connect(settings.postgres) as other:
            other.execute(f"SELECT stored_events_append_2({place}, '{{}}', '{{}}')")
            with pytest.raises(Unavailable):
                writable(house.log, NOON)
            other.rollback()
    else:
        with closing(sqlite3.connect(settings.data / "log.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert [what for what, _ in wrong(settings, quick=True)] == ["日志"]


def test_redis_and_what_it_lacks(house, settings, redis):
    with_redis = settings.model_copy(update={"redis": redis})
    a_lead(house)
    house.views.fresh()
    assert wrong(with_redis) == []
    assert said(with_redis)["消息流 b01"] == "未送 1 条，5 秒"
    assert [what for what, _ in wrong(with_redis, LATER)] == ["消息流 b01"]
    client = connect(redis)
    Relay(house, client).relay()
    client.close()
    assert said(with_redis, LATER)["消息流 b01"] == "未送 0 条，0 秒"


def test_a_redis_that_is_away_is_named(house, settings):
    away = settings.model_copy(update={"redis": "redis://127.0.0.1:9/0"})
    house.views.fresh()
    for quick in (False, True):
        assert [what for what, _ in wrong(away, quick=quick)] == ["Redis"]


def test_the_command_line_ends_with_1_where_something_is_wrong(house, settings):
    house.views.fresh()
    where = ["--data", str(settings.data)]
    where += ["--postgres", settings.postgres] if settings.postgres else []
    run = CliRunner(env={"DOCKING_MASTER": settings.master}).invoke
    assert run(docking, [*where, "migrate"]).exit_code == 0
    assert run(docking, [*where, "doctor"]).exit_code == 0
    away = [*where, "--redis", "redis://127.0.0.1:9/0"]
    assert run(docking, [*away, "doctor", "--quick"]).exit_code == 1


def scraped(port):
    with urllib.request.urlopen(f"http://{LOOPBACK}:{port}/metrics", timeout=10) as answer:
        return answer.read().decode()


def test_metrics_say_how_far_everything_is(house, redis):
    registry = CollectorRegistry()
    timed = measured(house, registry, lambda: redis)
    a_lead(house)
    with served(registry, 0) as port:
        before = scraped(port)
        timed.views.fresh()
        wish = SetParameter(name="decide_days", value=20, since=DAY)
        timed.desk.do(wish, house.ask("admin-1", Role.ADMIN))
        after = scraped(port)
    for line_before, line_after in (
        ("docking_up 1.0", "docking_up 1.0"),
        ("docking_log_position 2.0", "docking_log_position 3.0"),
        ('docking_view_lag_events{view="leads"} 2.0', 'docking_view_lag_events{view="leads"} 1.0'),
        ("docking_append_seconds_count 0.0", "docking_append_seconds_count 1.0"),
        ("docking_match_seconds_count 0.0", "docking_match_seconds_count 1.0"),
    ):
        assert (line_before in before, line_after in after) == (True, True), line_after
    assert 'docking_relay_lag_messages{receiver="b01"} 1.0' in after
    assert 'docking_leads_owed{clock="yellow"} 1.0' in after


def test_metrics_answer_while_redis_is_away(house):
    registry = CollectorRegistry()
    measured(house, registry, lambda: "redis://127.0.0.1:9/0")
    with served(registry, 0) as port:
        assert "docking_up 0.0" in scraped(port)


def test_metrics_are_served_on_the_loopback_address_alone(house):
    with served(CollectorRegistry(), 0) as port, socket.socket() as other:
        assert LOOPBACK == "127.0.0.1"
        assert other.connect_ex((LOOPBACK, port)) == 0
        assert house.log.last() == 0


def test_metrics_are_served_elsewhere_only_where_that_is_said(house):
    with served(CollectorRegistry(), 0, "127.0.0.2") as port, socket.socket() as other:
        assert other.connect_ex((LOOPBACK, port)) != 0
        assert house.log.last() == 0


def test_dead_letters_are_counted(house, settings, redis):
    with_redis = settings.model_copy(update={"redis": redis})
    house.log.append([line("party-b01", 1, rural_bank)])
    house.views.fresh()
    with Redis.from_url(redis) as client:
        client.xadd("docking:{b01}:commands:dead", {"data": b"{", "dead.reason": "x"})
    [(what, advice)] = wrong(with_redis)
    assert (what, "docking dead list" in advice) == ("发送失败的消息 commands", True)
