"""激活码 Activations: the last slip for each subject, as of any position."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table

from domain.administration.activation import SlipIssued, SlipUsed, SlipVoided
from domain.log.entry import Entry
from projections.core.temporal import follow_streams
from projections.core.view import View

META = MetaData()
SLIP = Table(
    "activation",
    META,
    Column("since", Integer, primary_key=True),
    Column("until", Integer, index=True),
    Column("id", String(80), nullable=False, index=True),  # kind and id of the subject: party:e001
    Column("status", String(10), nullable=False),  # out, voided, used
    Column("slip", String(64), nullable=False),
    Column("through", BigInteger, nullable=False),  # the last moment, in seconds of the epoch
)


class Activations(View):
    name: ClassVar = "activations"
    version: ClassVar = 1
    tables: ClassVar = META
    listens: ClassVar = frozenset(kind.name for kind in (SlipIssued, SlipVoided, SlipUsed))

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        follow_streams(db, SLIP, "activation", page, _change, begun="slip")


def _change(entry: Entry, _: dict[str, Any]) -> dict[str, Any]:
    match entry.event:
        case SlipIssued() as issued:
            through = int(issued.until.timestamp())
            return {"status": "out", "slip": issued.slip, "through": through}
        case SlipVoided():
            return {"status": "voided"}
    return {"status": "used"}
