"""The ways in from the command line: for a party, from its stream; dead letters replayed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from services.cli import main
from services.house.settings import Settings
from tests.programs import heard, running
from tests.services.killable import eventually
from tests.services.outgoing import opened
from tests.services.working import Partner, call, numbers_done, registered

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("docking")
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def docking(capsys, tmp_path):
    """docking("dead", "list") -> (exit code, what was said, what was complained of)."""

    def run(*words):
        code = main(["--data", str(tmp_path), *map(str, words)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return run


@pytest.fixture(autouse=True)
def parties(tmp_path):
    with opened(Settings(data=tmp_path)) as house:
        registered(house, "e001", "b01")


def asked(tmp_path, *lines):
    file = tmp_path / "commands.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return file


def test_commands_are_done_for_a_party(docking, tmp_path):
    hook = {"url": "https://bank.example/leads", "secret": SECRET}
    file = asked(
        tmp_path,
        {"command": "set_webhook", "id": "w-1", "data": hook},
        {"command": "set_webhook", "id": "w-1", "data": hook},
        {"command": "express_interest", "data": {"id": "0123456789abcdef"}},
    )
    code, out, _ = docking("do", "--as", "b01", file)
    said = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [one["answer"] for one in said] == ["accepted", "accepted", "refused"]
    assert [one.get("repeated") for one in said] == [False, True, None]
    assert SECRET not in out


def test_a_party_can_do_no_more_than_it_may(docking, tmp_path):
    profile = {"title": "另一家单位", "roles": ["enterprise"]}
    file = asked(tmp_path, {"command": "register_party", "data": {"id": "x", "profile": profile}})
    assert '"party.role"' in docking("do", "--as", "b01", file)[1]
    assert docking("do", file)[0] == 0


def test_nobody_speaks_for_a_party_that_there_is_not(docking, tmp_path):
    code, _, err = docking("do", "--as", "nobody", asked(tmp_path, {"command": "publish"}))
    assert (code, "party.absent" in err) == (1, True)


def test_a_worker_takes_commands_in_until_it_is_told_to_stop(docking, tmp_path, redis):
    program = "from services.cli import main; raise SystemExit(main())"
    words = [sys.executable, "-c", program, "--data", str(tmp_path), "--redis", redis, "work"]
    with Redis.from_url(redis) as client:
        partner = Partner(client, "e001")
        partner.write("garbage")
        call(partner, 1)
        assert docking("--redis", redis, "work", "--check")[0] == 1
        with running(*words, stdout=subprocess.PIPE) as worker:
            partner.done()
            eventually(lambda: docking("--redis", redis, "work", "--check")[0] == 0)
            worker.send_signal(signal.SIGTERM)
            out, _ = worker.communicate(timeout=60)
        assert (worker.returncode, "搁置 e001 的消息" in out) == (0, True)
        with opened(Settings(data=tmp_path)) as house:
            assert numbers_done(house, "e001") == [1]

        code, out, _ = docking("--redis", redis, "dead", "list")
        assert (code, "1 封死信" in out, "没有可以答复的编号" in out) == (0, True, True)
        id = next(word for word in out.split() if word.startswith("commands/e001/"))
        assert json.loads(docking("--redis", redis, "dead", "show", id)[1])["content"] == "garbage"
        assert "1 封" in docking("--redis", redis, "dead", "replay", id)[1]
        assert (partner.waiting(), "0 封" in docking("--redis", redis, "dead", "list")[1]) == (
            1,
            True,
        )


@pytest.mark.parametrize("words", ["web --port 0", "up --empty --port 0"])
def test_whoever_ignores_ctrl_c_ends_in_order_when_told_to(tmp_path, words):
    """So a shell begins what it puts into the background."""
    docking = f"trap '' INT; exec {PROGRAM} --data {tmp_path} {words}"
    with running("sh", "-c", docking, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as it:
        heard(it, "网页 pages")
        it.send_signal(signal.SIGINT)
        it.terminate()
        said = "".join(it.communicate(timeout=60))
    assert (it.returncode, "已停止" in said, "Traceback" in said) == (0, True, False)


def test_a_dead_letter_that_there_is_not(docking, redis):
    assert "dead.absent" in docking("--redis", redis, "dead", "show", "webhooks/b01/1")[2]
    assert "dead.id" in docking("--redis", redis, "dead", "replay", "17")[2]
    assert docking("--redis", redis, "dead", "replay")[0] == 2


def test_a_digest_of_a_day_on_which_nothing_went_out(docking):
    assert "新写摘要 0 份" in docking("digest", "--day", "2026-03-02")[1]
