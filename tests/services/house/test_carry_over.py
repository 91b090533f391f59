"""What an older program kept among its views is carried over, and nothing of it is lost.

`tests/samples/kept/views_before.sql` is the database of the views as that program made it, with
something in nearly every table that is never rebuilt; the log beside it is the small story.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, inspect, select

from domain.core.malformed import Malformed
from projections.core.database import SECRETS, open_views, reading, writing
from projections.core.seals import SEAL
from services.house.chain import begun
from services.house.house import House
from services.house.settings import Settings
from services.sealing.master import Master
from services.stores.credentials import Password
from services.stores.stores import TABLES
from tests.servers import MASTER
from tests.services.houses import FITTED, STORY, settings, tell

BEFORE = (Path(__file__).parents[2] / "samples/kept/views_before.sql").read_text(encoding="utf-8")
OLD, NEW = "whsec_b2xkIHNlY3JldCBvZiB0aGUgYmFuaw==", "whsec_bmV3IHNlY3JldCBvZiB0aGUgYmFuaw=="
CODES = "JBSWY3DPEHPK3PXP"  # what the codes of one telephone are made of
CLEAR = [secret.encode() for secret in (OLD, NEW, CODES)]
AT = datetime(2026, 3, 2, 5, tzinfo=UTC)


def rows_before() -> dict[str, list[tuple[object, ...]]]:
    """By table, what stood in it."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(BEFORE)
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'"
            )
        ]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def rows_now(house: House) -> dict[str, list[tuple[object, ...]]]:
    with reading(house.stores.database) as db:
        return {table.name: [tuple(row) for row in db.execute(select(table))] for table in TABLES}


def an_older_house(log_url: str) -> Settings:
    """A house as the program before left it."""
    where = settings(log_url).model_copy(update={"master": MASTER})
    with House.open(where) as house:
        tell(house, *STORY, ("matcher-bank", FITTED))
    if where.postgres is None:
        for file in where.data.glob("*.db*"):
            if not file.name.startswith("log"):
                file.unlink()
        with closing(sqlite3.connect(where.data / "views.db")) as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(BEFORE)
        return where
    engine = open_views(where.views_url, secrets=None)
    with writing(engine) as db:
        db.exec_driver_sql(f"DROP SCHEMA {where.secrets} CASCADE")
        db.exec_driver_sql("DROP TABLE IF EXISTS chain_begun")
        for table in TABLES:
            table.create(db)
            names = [column.name for column in table.columns]
            rows = [dict(zip(names, row, strict=True)) for row in rows_before().get(table.name, [])]
            if rows:
                db.execute(insert(table), rows)
    engine.dispose()
    return where


def everything(where: Settings) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(where.data.glob("*.db*")))


def test_every_row_is_carried_over_and_secrets_are_sealed_on_the_way(log_url):
    where, before = an_older_house(log_url), rows_before()
    with House.open(where) as house:
        now = rows_now(house)
        sealed = {"webhook_secret", "webhook_former_secret", "second_factor"}
        assert {name: now[name] for name in now if name not in sealed} == {
            name: before.get(name, []) for name in now if name not in sealed
        }
        assert sum(map(len, now.values())) > 20
        stores = house.stores
        assert stores.credentials.password("wang") == Password(
            "wang", "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA", True, 1767225600
        )
        assert stores.credentials.key("k1") == "e" * 64
        assert stores.webhooks.secrets("b01", "key-now", AT) == (NEW, OLD)
        assert stores.webhooks.standings()["b01"].sent == 3
        assert [dead.number for dead in stores.webhooks.dead()] == [3]
        assert stores.second_factors.secret("li") == CODES
        assert stores.notices.choices(["li"])["li"].addresses["email"].address == "li@example.cn"
        left = inspect(house.views.engine).get_table_names()
        assert set(left).isdisjoint(table.name for table in TABLES)
    if where.postgres is None:
        assert [secret for secret in CLEAR if secret in everything(where)] == []


def test_control_the_secrets_stood_there_in_the_clear(tmp_path):
    where = an_older_house(f"sqlite:///{tmp_path}/log.db")
    assert [secret for secret in CLEAR if secret not in everything(where)] == []


def test_it_is_carried_over_once_and_whoever_comes_at_once_waits(log_url):
    where = an_older_house(log_url)
    with House.open(where) as house, House.open(where) as other:
        house.stores.credentials.keep_key("k2", "9" * 64)
        assert other.stores.credentials.key("k2") == "9" * 64
        with House.open(where) as again:
            assert rows_now(again) == rows_now(house)


def test_ended_before_the_old_tables_went_it_goes_on_from_there(tmp_path):
    where = an_older_house(f"sqlite:///{tmp_path}/log.db")
    with House.open(where) as house:
        house.stores.credentials.keep_password("wang", "changed")
    with closing(sqlite3.connect(tmp_path / "views.db")) as db:  # as if they were there yet
        again = BEFORE.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS")
        again = again.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS")
        db.executescript(again.replace("INSERT INTO", "INSERT OR IGNORE INTO"))
    with closing(sqlite3.connect(tmp_path / "secrets.db")) as db, db:
        db.execute("UPDATE made SET value = 'copied' WHERE name = 'carried'")
    with House.open(where) as house:
        known = house.stores.credentials.password("wang")
        assert known is not None
        assert known.hash == "changed"
    assert [secret for secret in CLEAR if secret in everything(where)] == []


def test_the_chain_goes_on_where_it_was(tmp_path):
    where = an_older_house(f"sqlite:///{tmp_path}/log.db")
    with House.open(where) as house:
        seals = house.views.seals
        assert (seals.position, begun(seals).position) == (9, 0)
        with reading(seals.engine) as db:
            now = [tuple(row) for row in db.execute(select(SEAL))]
        assert now == rows_before()["seal"]
        house.views.fresh()
        assert seals.verify(house.log.after) == []
        assert not inspect(house.views.engine).has_table(SEAL.name)


def test_control_a_carried_chain_still_knows_a_changed_line(tmp_path):
    where = an_older_house(f"sqlite:///{tmp_path}/log.db")
    with closing(sqlite3.connect(tmp_path / "log.db")) as db, db:
        db.execute("UPDATE stored_events SET state = replace(state, '三百万', '五百万')")
    with House.open(where) as house:
        assert {fault.code for fault in house.views.seals.verify(house.log.after)} == {
            "seal.broken"
        }


def test_under_another_master_key_nothing_opens_and_nothing_is_made(log_url):
    where = an_older_house(log_url)
    with House.open(where) as house:
        before = rows_now(house)
    other = where.model_copy(update={"master": "b3RoZXIga2V5IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXM="})
    with pytest.raises(Malformed) as wrong:
        House.open(other)
    assert wrong.value.code == "master.wrong"
    with House.open(where) as house:
        assert rows_now(house) == before


def test_a_master_key_that_is_gone_is_said_and_no_other_is_made(tmp_path):
    where = Settings(data=tmp_path / "data")
    with House.open(where) as house:
        key = house.new_key
    assert key is not None
    assert key == tmp_path / "data-keys" / "master.key"
    text = key.read_text()
    key.unlink()
    with pytest.raises(Malformed) as wrong:
        House.open(where)
    assert (wrong.value.code, str(key) in str(wrong.value), key.exists()) == (
        "master.wrong",
        True,
        False,
    )
    with House.open(where.model_copy(update={"master": text.strip()})) as house:
        assert house.new_key is None


def test_a_master_key_is_never_shown():
    where = Settings(master=MASTER)
    for shown in (repr(where), str(where), repr(Master(bytes(32))), repr(Master(bytes(32)).vault)):
        assert MASTER not in shown
        assert "\\x00" not in shown


@pytest.mark.parametrize("text", ["short", "bm90IHRoaXJ0eS10d28gYnl0ZXM=", "!" * 44])
def test_a_master_key_that_is_none_is_refused_without_being_repeated(text):
    with pytest.raises(Malformed) as wrong:
        Settings.read({"DOCKING_MASTER": text})
    assert (wrong.value.code, text in str(wrong.value)) == ("settings.wrong", False)


def test_with_postgresql_the_master_key_is_handed_in(bare_postgres):
    with pytest.raises(Malformed) as wrong:
        House.open(Settings(postgres=bare_postgres))
    assert wrong.value.code == "master.missing"


def test_a_sealed_secret_belongs_to_its_row(tmp_path):
    """Whoever may write to the database can't give one receiver the secret of another."""
    where = Settings(data=tmp_path)
    with House.open(where) as house:
        for receiver in ("b01", "b02"):
            house.stores.webhooks.keep_secret(receiver, "key", f"whsec_{receiver}", AT)
    with closing(sqlite3.connect(tmp_path / "secrets.db")) as db, db:
        stolen = "SELECT secret FROM webhook_secret WHERE receiver = 'b01'"
        db.execute(f"UPDATE webhook_secret SET secret = ({stolen}) WHERE receiver = 'b02'")
    with House.open(where) as house:
        assert house.stores.webhooks.secret("b01", "key") == "whsec_b01"
        with pytest.raises(ValueError, match="another place"):
            house.stores.webhooks.secret("b02", "key")


def test_stores_are_tables_of_a_schema_of_their_own():
    assert {table.schema for table in TABLES} == {SECRETS}
