"""Settings: everything that differs between a laptop and the county's server.

Read once, at the door; nothing deeper in the house looks at the environment. A name that isn't
known stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, field_validator

PREFIX = "DOCKING_"
TRACEBACK = "DOCKING_TRACEBACK"  # shows where a bug of ours is
APART = frozenset({TRACEBACK, "DOCKING_TEST_POSTGRES", "DOCKING_TEST_REDIS"})  # not settings


class Settings(BaseModel):
    """Where things are kept. `postgres` given: log and views live there, else in `data`. `redis`
    given: the streams live there, else in a server of our own."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    data: Path = Field(Path("data"), description="the folder of the embedded log and its views")
    postgres: str | None = Field(
        None, description="postgresql://user:password@host/database, for several processes"
    )
    redis: str | None = Field(
        None, description="redis://host, rediss://host or unix:///path, for the streams"
    )
    webhooks_anywhere: bool = Field(
        False, description="for development: webhooks without https, to any port and address"
    )
    smtp: str | None = Field(
        None, description="smtp://host or smtps://user:password@host, for the daily digests"
    )
    sender: str = Field("docking@localhost", description="the address that digests come from")

    @field_validator("data")
    @classmethod
    def _can_be_a_path(cls, path: Path) -> Path:
        if not str(path).isprintable():
            raise ValueError("文件夹名里有不可见的字符")
        return path

    @classmethod
    def read(cls, environ: Mapping[str, str], **given: object) -> Self:
        """From the environment (`DOCKING_DATA=…`), what was given on the command line first."""
        known = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environ.items()
            if name.startswith(PREFIX) and name not in APART
        }
        chosen = {name: value for name, value in given.items() if value is not None}
        return cls.model_validate(known | chosen)

    @property
    def log_url(self) -> str:
        return self.postgres or f"sqlite:///{self.data.resolve() / 'log.db'}"

    @property
    def views_url(self) -> str:
        if self.postgres:
            return self.postgres.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite:///{self.data.resolve() / 'views.db'}"
