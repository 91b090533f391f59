"""Settings: every way to write an address leads to one place, and no way shows its password."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from pydantic import ValidationError
from sqlalchemy.engine import make_url

from domain.core.malformed import Malformed
from services.house.house import House
from services.house.settings import Settings
from tests.servers import MASTER
from tests.services.houses import STORY, tell

pytestmark = pytest.mark.slow

SECRET = "geheim-7f3a"
ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_may_begin_in_three_ways(scheme):
    settings = Settings(postgres=f" {scheme}://office:word@db:5433/docking?sslmode=require ")
    place = "office:word@db:5433/docking?sslmode=require"
    assert settings.log_url == f"postgresql://{place}"
    assert settings.views_url == f"postgresql+psycopg://{place}"


@pytest.mark.parametrize(
    "password", ["p w", "p+w", "p/w", "p?w", "p#w", "p%w", "p:w", "密码", "@@"]
)
def test_the_log_and_the_views_are_told_the_same_password(password):
    written = password.replace("%", "%25").replace("@", "%40")
    settings = Settings(postgres=f"postgresql://office:{written}@db/docking")
    assert conninfo_to_dict(settings.log_url)["password"] == password
    assert make_url(settings.views_url).password == password


def test_the_views_live_in_the_logs_schema():
    settings = Settings(postgres="postgresql://db/docking?schema=county")
    assert settings.log_url == "postgresql://db/docking?schema=county"
    assert dict(make_url(settings.views_url).query) == {
        "options": "-c lock_timeout=5s -c statement_timeout=60s -c search_path=county"
    }
    own = Settings(postgres="postgresql://db/docking?schema=county&options=-c work_mem=9MB")
    options = make_url(own.views_url).query["options"]
    assert options == "-c work_mem=9MB -c search_path=county"


def test_two_schemas_of_one_database_are_two_houses(bare_postgres):
    for schema, story in (("one", STORY), ("other", STORY[:1])):
        with House.open(
            Settings(master=MASTER, postgres=f"{bare_postgres}&schema={schema}")
        ) as house:
            tell(house, *story)
            assert house.views.fresh() == len(story)
            assert len(house.views.parties.titles()) == min(2, len(story))
    with psycopg.connect(bare_postgres) as db:
        tables = "SELECT schemaname, count(*) FROM pg_tables WHERE tablename IN ('party', 'seal')"
        there = dict(db.execute(f"{tables} GROUP BY schemaname").fetchall())
    assert there == {"one": 2, "other": 2}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"postgresql://office:{SECRET}@db/docking", "postgresql://office:***@db/docking"),
        (f"postgres://db/docking?password={SECRET}", "postgresql://db/docking"),
        (
            f"postgresql:///docking?host=db&schema=county&sslpassword={SECRET}",
            "postgresql:///docking?host=db&schema=county",
        ),
        (
            f"postgresql+psycopg://office:{SECRET}/?@db/docking",
            "postgresql://office:***@db/docking",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(address, shown):
    settings = Settings(postgres=address)
    assert (settings.shown("log"), settings.shown("views")) == (shown, shown)
    assert SECRET not in repr(settings)
    assert SECRET in settings.log_url


def test_what_lies_in_a_folder_is_shown_as_it_is(tmp_path):
    settings = Settings(data=tmp_path / "县 100%20")
    assert settings.shown("views") == f"sqlite:///{tmp_path}/县 100%20/views.db"
    with House.open(settings) as house:
        tell(house, *STORY)
        assert house.views.fresh() == len(STORY)
    assert {"log.db", "views.db"} <= {path.name for path in settings.data.iterdir()}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "没有填写地址"),
        (SECRET, "看不懂这个地址"),
        (f"postgresql://office:{SECRET}@db:port/docking", "看不懂这个地址"),
        (f"postgresql://office:{SECRET}", "看不懂这个地址"),
        (f"mysql://office:{SECRET}@db/docking", "不是 PostgreSQL 的地址"),
        (f"postgresql://office:x@{SECRET}@db/docking", "密码里的 @ 请写成 %40"),
        (f"postgresql://db/docking?passwort={SECRET}", "不认识的选项"),
        (f"postgresql://db/docking?password={SECRET}&password=x", "写了两次"),
        (f"postgresql://x:{SECRET}@db/docking?schema=Land", "schema 的名字"),
    ],
)
def test_an_address_that_cant_be_read_is_not_repeated(address, said):
    with pytest.raises(Malformed, match=said) as malformed:
        Settings.read({"DOCKING_POSTGRES": address})
    assert (malformed.value.code, SECRET in str(malformed.value)) == ("settings.wrong", False)
    assert str(malformed.value).startswith("DOCKING_POSTGRES：")
    with pytest.raises(ValidationError) as invalid:
        Settings(postgres=address)
    assert SECRET not in str(invalid.value)


@pytest.mark.parametrize("folder", ["what?", "a\tb", "a\0b"])
def test_a_folder_that_a_url_cant_name_is_malformed(folder):
    with pytest.raises(Malformed, match="DOCKING_DATA：文件夹名里"):
        Settings.read({}, data=folder)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileExistsError):
        Settings(data=tmp_path / "file").prepare()
    with pytest.raises(NotADirectoryError):
        Settings(data=tmp_path / "file" / "data").prepare()


def test_a_folder_in_which_nothing_may_be_written_is_said_so():
    program = (  # to root every folder is open, so root becomes somebody else
        "import os, sys; from services.cli import main;"
        "os.geteuid() or os.setuid(65534); sys.exit(main(sys.argv[1:]))"
    )
    with tempfile.TemporaryDirectory(prefix="docking-") as folder:
        Path(folder).chmod(0o555)
        words = [sys.executable, "-c", program, "--data", folder, "log", "tail"]
        ended = subprocess.run(
            words, capture_output=True, text=True, check=False, cwd=ROOT, env=dict(os.environ)
        )
    said = f"✗ 文件或文件夹用不了 {folder}：没有权限\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", said)


def test_the_office_has_a_name_where_nobody_gave_one_and_a_telephone_where_somebody_did():
    unnamed = Settings.read({"DOCKING_OFFICE_NAME": "", "DOCKING_OFFICE_PHONE": ""})
    assert (unnamed.office_name, unnamed.office_phone) == ("助企办", "")
    environ = {"DOCKING_OFFICE_NAME": "县助企服务中心", "DOCKING_OFFICE_PHONE": "0374-3560000"}
    named = Settings.read(environ)
    assert (named.office_name, named.office_phone) == ("县助企服务中心", "0374-3560000")


@pytest.mark.parametrize(
    ("written", "read"),
    [("https://duijie.example.cn/", "https://duijie.example.cn"), ("http://10.0.0.5:8000", None)],
)
def test_the_address_is_that_of_a_site(written, read):
    assert Settings.read({"DOCKING_ADDRESS": written}).address == (read or written)


@pytest.mark.parametrize("written", ["duijie.example.cn", "https://x.cn/path", "ftp://x.cn"])
def test_another_address_is_refused(written):
    with pytest.raises(Malformed, match="DOCKING_ADDRESS"):
        Settings.read({"DOCKING_ADDRESS": written})
