"""The database of what is never rebuilt, and the master key that fits it.

A master key that doesn't fit opens nothing, and nothing is made anew for it: whoever lost the right
one must know before anything is written under another.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import CreateSchema

from domain.core.command import Refusal
from domain.core.malformed import Malformed
from projections.core.database import SECRETS, alone, file_url, open_views, reading, writing
from projections.core.seals import SEAL
from services.house.asking import Now
from services.house.carry_over import (
    TABLE_NAMES,
    begin_first_passwords,
    carry_stores,
    drop_stores,
)
from services.house.settings import Settings
from services.ledger.ledger import NEWER
from services.sealing.key_file import KEY_FILE, make_master, open_private, stored_master
from services.sealing.master import Master, Unopened, read_master
from services.stores.stores import KINDS

META = MetaData(schema=SECRETS)
MADE = Table(  # how this database came about
    "made",
    META,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
MASTER, CARRIED, FORMAT = "master", "carried", "format"
KNOWN_FORMAT = 1  # goes up when a program that knows the one before could do harm here
CHECK = "docking"  # is what stands sealed under MASTER
OLDER = {*TABLE_NAMES, SEAL.name}  # what only an older program kept in the file of the views
COPIED, DONE = "copied", "done"
LIKE = "例如 openssl rand -base64 32 打出的一行"


class Secrets(NamedTuple):
    """`new_key` is the file of a master key that was made just now."""

    engine: Engine
    master: Master
    new_key: Path | None = None


def views_database(settings: Settings) -> Engine:
    """The database of the views, through which the stores are read, too."""
    secrets = settings.secrets
    if isinstance(secrets, Path):
        secrets = f"{secrets.as_uri()}?mode=ro"  # so that no writer of views locks it
    return open_views(settings.views_url, secrets=secrets)


def open_secrets(
    settings: Settings, views: Engine, last: int, now: Now, known: int = KNOWN_FORMAT
) -> Secrets:
    """`last` is the log's last position, `known` the format up to which this program reads. Raises
    `Malformed` where the master key isn't the one that this was sealed under, `Refusal` where there
    is a log, and no secrets belong to it, or where a newer program has been."""
    if isinstance(settings.secrets, Path):
        if last and not settings.secrets.exists():
            _may_be_made(_old(settings, views))
        make_private(settings.secrets)
        engine = open_views(file_url(settings.secrets), durable=True)
    else:
        engine = views
    with reading(engine) as db:
        made = _made(db, settings)
    written = int(made.get(FORMAT, 0))
    if written > known:
        message = f"这些数据由更新的程序用过，这个程序读不全：什么都没有改动。{NEWER}"
        raise Refusal("secrets.newer", message, "data")
    if last and MASTER not in made:
        _may_be_made(_old(settings, views))
    if made.get(CARRIED) != DONE or written < known:
        return _make(settings, engine, views, now, known)
    return Secrets(engine, fitting_master(settings, made[MASTER]))


def make_anew(settings: Settings, now: Now) -> None:
    """Somebody says that those of this log are lost. Nothing is changed where they are there."""
    views = views_database(settings)
    try:
        open_secrets(settings, views, 0, now).engine.dispose()
    finally:
        views.dispose()


def _may_be_made(old: Engine | None) -> None:
    """Only a new log has no secrets, or one of an older program, which kept them elsewhere."""
    if old is not None:
        with reading(old) as db:
            there = inspect(db).get_table_names()
        if old.dialect.name == "sqlite":
            old.dispose()
        older = TABLE_NAMES if old.dialect.name == "postgresql" else OLDER
        if older & set(there):
            return
    raise Refusal(
        "secrets.missing",
        "有日志，却没有密码和密钥（secrets.db 或它的表）：不会悄悄另建一份。什么都没有改动。"
        "请把它放回原处，或用备份恢复；确实没有了，请运行 docking migrate --without-secrets："
        "密码要重设，封存的个人信息（姓名、电话等）再也打不开",
        "data",
    )


def make_private(file: Path) -> None:
    """A database that only we may read; SQLite gives what it puts beside it the same rights."""
    if not file.exists():
        open_private(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND).close()


def _make(settings: Settings, engine: Engine, views: Engine, now: Now, known: int) -> Secrets:
    old = _old(settings, views)
    new_key = None
    with writing(engine) as db:
        alone(db, "docking secrets")
        name = settings.secrets
        if not (isinstance(name, Path) or inspect(db).has_schema(name)):
            db.execute(
                CreateSchema(name)
            )  # where it is there already, no right to make one is needed
        for tables in (META, *(kind.tables for kind in KINDS)):
            tables.create_all(db)
        made = _made(db, settings)
        if MASTER in made:
            master = fitting_master(settings, made[MASTER])
        else:
            master, new_key = _first(settings)
            check = master.vault.seal(CHECK, MADE.name, MASTER)
            db.execute(insert(MADE).values(name=MASTER, value=check))
        if int(made.get(FORMAT, 0)) < known:  # whoever knows less stays out from now on
            db.execute(delete(MADE).where(MADE.c.name == FORMAT))
            db.execute(insert(MADE).values(name=FORMAT, value=str(known)))
        if CARRIED not in made:
            left = old is not None and carry_stores(old, db, master.vault)
            begin_first_passwords(db, int(now().timestamp()))
            value = COPIED if left else DONE
            db.execute(insert(MADE).values(name=CARRIED, value=value))
    if old is not None:
        drop_stores(old)
        with writing(engine) as db:
            db.execute(update(MADE).where(MADE.c.name == CARRIED).values(value=DONE))
    if old is not None and old.dialect.name == "sqlite":
        old.dispose()
    return Secrets(engine, master, new_key)


def _old(settings: Settings, views: Engine) -> Engine | None:
    """Where an older program kept all this; None where there can be nothing."""
    if not isinstance(settings.secrets, Path):
        return views.execution_options(schema_translate_map={SECRETS: None})
    there = settings.secrets.with_name("views.db").exists()
    return open_views(settings.views_url) if there else None


def _made(db: Connection, settings: Settings) -> dict[str, str]:
    schema = None if isinstance(settings.secrets, Path) else settings.secrets
    if not inspect(db).has_table(MADE.name, schema=schema):
        return {}
    return {row.name: row.value for row in db.execute(select(MADE))}


def _first(settings: Settings) -> tuple[Master, Path | None]:
    """The master key that was handed in or lies in its file; else a new one, and its file."""
    secret = _handed_in(settings)
    if secret is not None:
        return Master(secret), None
    folder = settings.keys_folder
    if folder is None:
        message = f"用 PostgreSQL 时，请设置 DOCKING_MASTER（32 个随机字节的 base64，{LIKE}）"
        raise Malformed("master.missing", message)
    try:
        return Master(make_master(folder)), folder / KEY_FILE
    except OSError as problem:
        message = f"主密钥没有地方放（{folder}：{problem.strerror}）"
        advice = "请用 DOCKING_KEYS 指一个数据文件夹以外的文件夹，或设置 DOCKING_MASTER"
        raise Malformed("master.place", message, advice) from None


def fitting_master(settings: Settings, check: str) -> Master:
    """The master key, where it is the one that `check` was sealed under. Raises `Malformed`."""
    secret, folder = _handed_in(settings), settings.keys_folder
    where = f"{folder / KEY_FILE} 或 DOCKING_MASTER" if folder else "DOCKING_MASTER"
    if secret is None:
        raise Malformed(
            "master.wrong",
            f"找不到主密钥（{where}），已有的数据是用它封存的",
            "请把当时的主密钥放回原处。什么都没有改动；真的丢了怎么办，见 erase-personal-data.md",
        )
    master = Master(secret)
    try:
        master.vault.open(check, MADE.name, MASTER)
    except Unopened:
        raise Malformed(
            "master.wrong",
            f"主密钥不对（{where}）：已有的数据是用另一把封存的",
            "请换回当时的主密钥。什么都没有改动",
        ) from None
    return master


def _handed_in(settings: Settings) -> bytes | None:
    if settings.master is not None:
        return read_master(settings.master)
    folder = settings.keys_folder
    try:
        return stored_master(folder) if folder else None
    except ValueError:
        assert folder is not None
        raise Malformed("master.wrong", f"{folder / KEY_FILE} 里不是主密钥") from None
