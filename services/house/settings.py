"""Settings: everything that differs between a laptop and the county's server.

Read once, at the door; nothing deeper in the house looks at the environment. A name that isn't
known stops the start.

A PostgreSQL URL has a password in it: nothing here repeats one, and screens show `shown`.
"""

from __future__ import annotations

import base64
import binascii
import errno
import os
import re
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.core.malformed import Malformed
from projections.core.database import POSTGRES
from services.sealing.master import read_master

PREFIX = "DOCKING_"
TRACEBACK = "DOCKING_TRACEBACK"  # shows where a bug of ours is
APART = frozenset({TRACEBACK, "DOCKING_TEST_POSTGRES", "DOCKING_TEST_REDIS"})  # not settings
SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,54}")  # there is another with _secrets behind its name
SHOWN = frozenset({"dbname", "host", "port", "schema"})  # other options may hold a secret
SECRETS = frozenset({"password", "sslpassword"})  # options that hold one
DEMO_CLOCK = "demo-clock"  # a file: how many days a demo is behind; a real county has none
OFFICE = "助企办"
LIKE = "应为 postgresql://用户:密码@主机/数据库"
ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?")


class Settings(BaseModel):
    """Where things are kept. `postgres` given: log and views live there, else in `data`. `redis`
    given: the streams live there, else in a server of our own."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True
    )

    data: Path = Field(Path("data"), description="the folder of the embedded log and its views")
    postgres: str | None = Field(
        None,
        repr=False,
        description="postgresql://user:password@host/database?schema=name, for several processes",
    )
    redis: str | None = Field(
        None,
        repr=False,
        description="redis://host, rediss://host or unix:///path, for the streams",
    )
    master: str | None = Field(
        None,
        repr=False,
        description="32 random bytes as base64, under which secrets and personal data are sealed; "
        "none: a key file outside the data folder, made at the first start",
    )
    keys: Path | None = Field(
        None,
        description="the folder of the key file and of the copy of the chain of seals; by itself "
        "beside the data folder, with -keys behind its name",
    )
    backup_passphrase: str | None = Field(
        None,
        repr=False,
        description="what docking backup encrypts its files with, and docking restore opens them; "
        "none: they aren't",
    )
    webhook_networks: str = Field(
        "",
        description="10.20.0.0/16,192.168.8.0/24: private networks that webhooks may go to, there "
        "also without https and to any port; none by itself",
    )
    smtp: str | None = Field(
        None,
        repr=False,
        description="smtp://host or smtps://user:password@host, for notices and daily digests",
    )
    sms: str | None = Field(
        None,
        description="https://…, which sends short messages; none: they are put down in the folder",
    )
    sms_secret: str | None = Field(
        None,
        repr=False,
        validate_default=True,
        description="whsec_…, which signs what is asked of it",
    )
    sms_name: str = Field(
        "六项对接", max_length=20, description="in whose name short messages are sent"
    )
    oidc_issuer: str | None = Field(
        None, description="https://…, whose OpenID Connect sign-in is taken besides passwords"
    )
    oidc_client: str = Field("docking", description="our client id there")
    oidc_secret: str | None = Field(None, repr=False, description="our client secret there")
    oidc_claim: str = Field(
        "preferred_username", description="the claim by which people there know themselves"
    )
    oidc_admins: bool = Field(False, description="true: administrators may sign in there too")
    address: str = Field(
        "",
        max_length=200,
        description="https://…, what every link and printed code begins with; empty: as asked for",
    )
    proxies: str = Field(
        "",
        description="127.0.0.1,10.0.0.5/32: the proxies before us, whose X-Forwarded-For is "
        "believed; none by itself",
    )
    heartbeat: Path | None = Field(
        None,
        description="a file that clock, notices, relay and work touch after each round that went "
        "well, for a container's health check; none by itself",
    )
    journals: Literal["files", "stdout"] = Field(
        "files",
        description="where the audit and the request log are kept: files in the data folder, or "
        "stdout, for containers",
    )
    office_name: str = Field(
        OFFICE,
        max_length=40,
        description="who helps people with the pages",
    )
    office_phone: str = Field("", max_length=40, description="its telephone, shown with its name")
    sender: str = Field("docking@localhost", description="the address that e-mails come from")

    @field_validator("data", "keys", "heartbeat")
    @classmethod
    def _can_be_a_path(cls, path: Path | None) -> Path | None:
        if not str(path).isprintable():
            raise ValueError("文件夹名里有不可见的字符")
        if path and "?" in str(path.absolute()):
            raise ValueError("文件夹名里不能有问号")
        return path if path is None or path.parts else None

    @field_validator("master")
    @classmethod
    def _is_a_key(cls, text: str | None) -> str | None:
        if text:
            read_master(text)
        return text or None

    @field_validator("webhook_networks", "proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for part in _parts(text):
            try:
                ip_network(part)
            except ValueError:
                raise ValueError(f"{part} 不是网段，应为 10.20.0.0/16，多个用逗号分开") from None
        return text

    @field_validator("address")
    @classmethod
    def _is_a_site(cls, text: str) -> str:
        plain = text.rstrip("/")
        if plain and not ADDRESS.fullmatch(plain):
            raise ValueError("应为 https://域名 或 http://主机:端口，后面不带路径")
        return plain

    @field_validator("office_name")
    @classmethod
    def _has_a_name(cls, name: str) -> str:
        return name or OFFICE  # compose hands on what nobody filled in as an empty text

    @field_validator("sms")
    @classmethod
    def _can_be_asked(cls, url: str | None) -> str | None:
        if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
            raise ValueError("短信服务的地址应以 https:// 或 http:// 开头")
        return url or None

    @field_validator("sms_secret")
    @classmethod
    def _can_sign(cls, secret: str | None, info: ValidationInfo) -> str | None:
        if not secret and info.data.get("sms"):
            raise ValueError("设置了短信服务，还要有签名用的密钥，写法见 send-notices.md")
        try:
            random = base64.b64decode((secret or "").removeprefix("whsec_"), validate=True)
        except binascii.Error:
            random = b""
        if secret and not (secret.startswith("whsec_") and 24 <= len(random) <= 64):
            raise ValueError("密钥写成 whsec_ 加 24 至 64 个随机字节的 base64")
        return secret or None

    @field_validator("postgres")
    @classmethod
    def _can_be_an_address(cls, text: str | None) -> str | None:
        if text is not None:
            _address(text)
        return text

    @classmethod
    def read(cls, environ: Mapping[str, str], **overrides: object) -> Self:
        """From the environment (`DOCKING_DATA=…`), what was given on the command line first.

        Raises `Malformed`.
        """
        known = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and name not in APART
        }
        chosen = {name: value for name, value in overrides.items() if value is not None}
        try:
            return cls.model_validate(known | chosen)
        except ValidationError as invalid:
            wrong = "；".join(map(_in_words, invalid.errors(include_input=False)))
            raise Malformed("settings.wrong", wrong) from None

    @property
    def log_url(self) -> str:
        """As the ledger reads it."""
        if self.postgres is None:
            return f"sqlite:///{self._file('log')}"
        place = _address(self.postgres).set(drivername="postgresql")
        # libpq takes a space as %20 only
        return place.render_as_string(hide_password=False).replace(" ", "%20")

    @property
    def views_url(self) -> str:
        """As SQLAlchemy reads it. The views live in the log's schema."""
        if self.postgres is None:
            place = URL.create("sqlite", database=str(self._file("views")))
        else:
            place = _address(self.postgres).set(drivername="postgresql+psycopg")
            if schema := place.query.get("schema"):
                options = place.query.get("options", POSTGRES["options"])
                place = place.difference_update_query(["schema"]).update_query_dict(
                    {"options": f"{options} -c search_path={schema}"}
                )
        return place.render_as_string(hide_password=False)

    @property
    def secrets(self) -> Path | str:
        """The file of what is never rebuilt, or its schema."""
        if self.postgres is None:
            return self._file("secrets")
        return f"{_address(self.postgres).query.get('schema', 'public')}_secrets"

    @property
    def chain(self) -> Path | None:
        """The file of the chain of seals; in PostgreSQL it lies beside the log, in its schema."""
        return self._file("chain") if self.postgres is None else None

    @property
    def is_demo(self) -> bool:
        """Whether it is a demo's folder, which has a clock of its own."""
        return self.postgres is None and (self.data / DEMO_CLOCK).exists()

    @property
    def keys_folder(self) -> Path | None:
        """Outside the data folder. With PostgreSQL there is one only where it was named: what one
        machine wrote down, the others wouldn't find."""
        if self.keys is not None:
            return self.keys.resolve()
        data = self.data.resolve()
        return data.with_name(f"{data.name}-keys") if self.postgres is None else None

    def shown(self, database: Literal["log", "views"]) -> str:
        """Where it is, for screens and messages: without a password, wherever it stood."""
        if self.postgres is None:
            return f"sqlite:///{self._file(database)}"
        place = _address(self.postgres).set(drivername="postgresql")
        harmless = {name: value for name, value in place.query.items() if name in SHOWN}
        return place.set(query=harmless).render_as_string()

    @property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The private networks that webhooks may go to."""
        return tuple(ip_network(part) for part in _parts(self.webhook_networks))

    @property
    def trusted_proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Whose word for a client's address is taken."""
        return tuple(ip_network(part) for part in _parts(self.proxies))

    @property
    def shown_redis(self) -> str:
        """The same of the streams' Redis; "" where none is given."""
        scheme, at, rest = (self.redis or "").rpartition("@")
        return f"{scheme.partition('://')[0]}://…@{rest}" if at else rest

    def prepare(self) -> None:
        """Make the folder, where one is needed. Raises `OSError` if nothing can be kept in it."""
        if self.postgres is not None:
            return
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(self.data, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self.data))

    def _file(self, database: str) -> Path:
        return self.data.resolve() / f"{database}.db"


def check_argument(option: str, url: str | None) -> None:
    """Raises `Malformed` for an address with a password in it that stands on the command line:
    everybody on this machine can list those. What can't be read is for `Settings` to say."""
    try:
        place = make_url(url or "")
    except (ArgumentError, ValueError):
        return
    if place.password or SECRETS & place.query.keys():
        name = f"{PREFIX}{option}".upper()
        advice = f"请把整个地址放进环境变量 {name}"
        if option == "postgres":
            advice += "，或者地址里不写密码，密码放进 PGPASSFILE 指的文件"
        message = f"--{option} 里不能有密码：同一台机器上的人都看得到命令行"
        raise Malformed("settings.password", message, advice)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _address(text: str) -> URL:
    """What a PostgreSQL URL says. Raises `ValueError`, which doesn't repeat it."""
    from psycopg import ProgrammingError  # noqa: PLC0415 (slow to load, and only an address needs it)
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 (slow to load, and only an address needs it)

    if not text:
        raise ValueError("没有填写地址；不用 PostgreSQL 时请不要写这一项")
    try:
        place = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(f"看不懂这个地址，{LIKE}") from None
    if place.drivername not in SCHEMES:
        raise ValueError(f"不是 PostgreSQL 的地址，{LIKE}")
    if "@" in (place.host or ""):
        raise ValueError("看不出主机从哪里开始，密码里的 @ 请写成 %40")
    options = {name: value for name, value in place.query.items() if isinstance(value, str)}
    if len(options) < len(place.query):
        raise ValueError("地址里同一个选项写了两次")
    if not SCHEMA.fullmatch(options.pop("schema", "public")):
        raise ValueError("schema 的名字只用小写字母、数字和下划线，不以数字开头")
    try:
        make_conninfo(**options)
    except ProgrammingError:
        raise ValueError("地址里有 PostgreSQL 不认识的选项") from None
    return place


def _in_words(error: ErrorDetails) -> str:
    """What is wrong with one setting, by the name it has in the environment."""
    name = f"{PREFIX}{'_'.join(map(str, error['loc']))}".upper()
    if error["type"] == "extra_forbidden":
        known = "、".join(f"{PREFIX}{field}".upper() for field in Settings.model_fields)
        return f"没有设置项 {name}（可用的有 {known}）"
    return f"{name}：{error.get('ctx', {}).get('error', error['msg'])}"
