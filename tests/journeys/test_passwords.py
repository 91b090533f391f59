"""No screen of any command shows the password of a database, wherever it stands in the URL."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import make_url

from services.cli import docking as program
from services.cli import main
from services.cli.start import outcome
from services.house.house import House
from services.house.settings import Settings
from tests.servers import MASTER
from tests.services.houses import FITTED, STORY, tell
from tests.sessions import ready
from tests.test_docs import leaves

SECRET = "geheim-7f3a"
AWAY = f"postgresql://office:{SECRET}@127.0.0.1:9/x?password={SECRET}&sslpassword={SECRET}"
NEEDS_NO_LOG = {"subject seal-old", "template", "newspaper"}  # or has one of its own
FOR_EVER = {"up", "web", "relay", "work"}  # and need a Redis, but for the pages
AMENDS = {"demo", "import take", "import undo", "do", "matcher fit", "matcher gate"}
AMENDS |= {
    "subject erase",
    "subject hold",
    "subject release",
    "user add",
    "user close",
    "user password",
    "user reset-code",
}
ELSEWHERE = {"matcher check", "doctor", "restore"}  # tested by themselves
LETTERS = {"dead list", "dead show", "dead replay"}
QUIET = {
    "clock",
    "inbox",
    "leads",
    "feed",
    "digest",
    "migrate",
    "user list",
}  # where nothing is there to say
COMMANDS = {words for words, _ in leaves(program)} - NEEDS_NO_LOG
MORE = {
    "explain": ("n1", "o1"),
    "log show": ("need-n1",),
    "import take": ("file",),
    "import undo": ("0f",),
    "do": ("file",),
    "export": ("--json",),
}
MORE |= {
    "misses": ("need", "n1"),
    "inbox": ("b01",),
    "lexicon add": ("bridge", "过桥周转"),
    "lexicon remove": ("倒贷",),
    "subject show": ("person-1",),
    "backup": ("backup",),
    "restore": ("file",),
    "subject erase": ("person-1", "--basis", "本人申请", "--yes"),
    "subject hold": ("person-1", "--basis", "法院"),
    "subject release": ("person-1", "--reason", "已结"),
    "user add": ("zhang", "--role", "admin", "--name", "甲"),
    "user close": ("zhang",),
    "user password": ("zhang",),
    "user reset-code": ("zhang",),
    "session plan": ("s1",),
    "session agenda": ("s1", "e1"),
    "session invites": ("s1",),
    "dead show": ("x",),
    "dead replay": ("x",),
}


@pytest.fixture
def docking(capsys, monkeypatch, tmp_path):
    """docking(URL, "log tail") -> exit code; what was said has no secret in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")

    def run(url, command, *more):
        monkeypatch.setenv("DOCKING_POSTGRES", url)
        monkeypatch.setenv("DOCKING_MASTER", MASTER)
        code = main([*command.split(), *MORE.get(command, ()), *more])
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        return code, said.out, said.err

    return run


@pytest.fixture
def served(postgres):
    """A house on a server that was told a password."""
    place = make_url(postgres).update_query_dict({"sslpassword": SECRET})
    told = place.set(password=place.password or SECRET).render_as_string(hide_password=False)
    with House.open(Settings(master=MASTER, postgres=told)) as house:
        session = (("session-s1", event) for event in ready)
        tell(house, *STORY, ("matcher-bank", FITTED), *session)
        house.views.fresh()
        yield house


@pytest.mark.parametrize(
    ("option", "url"),
    [
        ("postgres", f"postgresql://office:{SECRET}@127.0.0.1:9/x"),
        ("postgres", f"postgresql://office@127.0.0.1:9/x?password={SECRET}"),
        ("postgres", f"postgresql://office@127.0.0.1:9/x?sslpassword={SECRET}"),
        ("redis", f"redis://:{SECRET}@127.0.0.1:9"),
    ],
)
def test_a_password_on_the_command_line_is_refused(capsys, option, url):
    code = main([f"--{option}", url, "log", "tail"])
    said = capsys.readouterr().err
    assert (code, "[settings.password]" in said, SECRET in said) == (2, True, False)
    assert f"DOCKING_{option.upper()}" in said


def test_control_an_address_without_one_is_taken(capsys):
    code = main(["--postgres", "postgresql://office@127.0.0.1:9/x", "log", "tail"])
    assert (code, "settings.password" in capsys.readouterr().err) == (3, False)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_where_the_database_is_away(docking, command):
    code, out, err = docking(AWAY, command)
    if command == "doctor":  # which says so in its own way
        assert (code, "✗" in out + err) == (1, True)
    else:
        assert (code, out, err.startswith("✗ 数据库连不上")) == (3, "", True)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://office:{SECRET}@127.0.0.1:port/x",
        f"postgresql://office:x@{SECRET}@127.0.0.1:9/x",
        f"postgresql://127.0.0.1:9/x?passwort={SECRET}",
        f"office:{SECRET}@127.0.0.1",
    ],
)
def test_where_the_url_cant_be_read(docking, url):
    code, out, err = docking(url, "log tail")
    assert (code, out, err.startswith("✗ 读不懂 [settings.wrong] DOCKING_POSTGRES：")) == (
        2,
        "",
        True,
    )


@pytest.mark.parametrize("command", sorted(COMMANDS - FOR_EVER - AMENDS - LETTERS - ELSEWHERE))
def test_where_the_database_answers(docking, served, command):
    once = ("--once",) if command in {"clock", "notices"} else ()
    code, out, _ = docking(served.settings.postgres, command, *once)
    assert (code, bool(out) or command in QUIET) == (0, True)


def test_where_it_is_said_in_which_database_things_are(docking, served, capsys):
    shown = served.settings.shown("log")
    assert (shown.count(":***@"), SECRET in shown) == (1, False)
    begun = f"日志 log      {shown}（位置 {served.log.last()}）\n视图 views    {shown}\n"
    code, out, _ = docking(served.settings.postgres, "up", "--once")
    assert (code, begun in out) == (0, True)
    code, _, err = docking(served.settings.postgres, "demo")
    assert (code, f"[demo.not_empty] {shown} 里已有别的内容" in err) == (1, True)
    outcome(served, 0, 1)
    said = capsys.readouterr().out
    assert (f"日志 {shown}：" in said, SECRET in said) == (True, False)
