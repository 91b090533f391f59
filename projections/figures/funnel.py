"""漏斗 Funnel: how far needs have come on each track, and which ones, as of any position.

A need is counted once at each stage that it has reached by then: published at any time, shown to
both parties, wanted by both, gone out as a lead, an intent signed, landed. Kept beside the counts:
how many leads are open, and the money that was intended, approved and drawn. A figure of any day is
one row that was written when it last changed, however long the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    select,
    update,
)

from domain.core.event import EVENTS
from domain.core.streams import id_of
from domain.log.entry import Entry
from domain.postings.codes import BY_MISTAKE
from projections.core.database import reading
from projections.core.temporal import insert_all, rows_at
from projections.core.view import View
from projections.leads.leads import AWAITING, SIGNED

QUIET = frozenset(  # what happens to a lead, and moves no figure
    {
        *("assigned", "released", "receipt_confirmed", "receipt_disputed"),
        "receipt_lapsed",
        *("money_proposed", "money_confirmed", "money_turned_down"),
    }
)
STAGES = ("published", "proposed", "mutual", "lead", "intent", "landed")
MONEY = ("intent_fen", "approved_fen", "drawn_fen")
UNCONFIRMED = "unconfirmed"  # no stage, a line beside them (`funnel_lines.py`)

META = MetaData()
REACHED = Table(  # a need stands at a stage from one position on; a drawdown may be taken back
    "funnel_reached",
    META,
    Column("stage", String(12), primary_key=True),
    Column("need", String(64), primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("until", Integer),
    Column("track", String(20), nullable=False),
)
Index("funnel_reached_in_order", REACHED.c.stage, REACHED.c.track, REACHED.c.need)
TOTAL = Table(
    "funnel_total",
    META,
    Column("name", String(12), primary_key=True),
    Column("track", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
PAST = Table(  # what a total had become at each position where it changed
    "funnel_past",
    META,
    Column("name", String(12), primary_key=True),
    Column("track", String(20), primary_key=True),
    Column("since", Integer, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
ABOUT = Table(  # what a stream is about, and how a lead stands
    "funnel_about",
    META,
    Column("stream", String(90), primary_key=True),
    Column("need", String(64), nullable=False),
    Column("track", String(20), nullable=False),
    Column("open", Integer, nullable=False),
    Column("intent_fen", BigInteger, nullable=False),
    Column("approved_fen", BigInteger, nullable=False),
    Column("signed", Integer, nullable=False),
)
Index("funnel_about_need", ABOUT.c.need)
DRAWN = Table(
    "funnel_drawn",
    META,
    Column("stream", String(90), primary_key=True),
    Column("voucher", String(200), primary_key=True),
    Column("need", String(64), nullable=False, index=True),
    Column("fen", BigInteger, nullable=False),
)


class Funnel(View):
    name: ClassVar = "funnel"
    version: ClassVar = 4
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {"need.drafted", "need.published", "need.withdrawn"}
        | {"proposal.delivered", "proposal.mutual_interest_reached"}
        | {name for name in EVENTS if name.startswith("lead.")}
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        now = _Now(db, page)
        for entry in page:
            now.take(entry)
        now.write(db)

    def counts(self, as_of: int | None = None) -> dict[str, dict[str, int]]:
        """By stage and track, how many needs; `open` and the sums of `MONEY` beside them."""
        query = select(TOTAL)
        if as_of is not None:
            same = (PAST.c.name == TOTAL.c.name) & (PAST.c.track == TOTAL.c.track)
            then = select(PAST.c.value).where(same, PAST.c.since <= as_of)
            then = then.order_by(PAST.c.since.desc()).limit(1)
            query = select(TOTAL.c.name, TOTAL.c.track, then.scalar_subquery().label("value"))
        counts: dict[str, dict[str, int]] = {name: {} for name in (*STAGES, "open", *MONEY)}
        with reading(self.engine) as db:
            for row in db.execute(query):
                if row.value:
                    counts[row.name][row.track] = row.value
        return counts

    def needs(
        self, stage: str, track: str, after: str = "", limit: int = 50, as_of: int | None = None
    ) -> list[str]:
        """The needs behind a figure, by their ids, a page at a time."""
        query = select(REACHED.c.need).where(
            REACHED.c.stage == stage,
            REACHED.c.track == track,
            REACHED.c.need > after,
            rows_at(REACHED, as_of),
        )
        with reading(self.engine) as db:
            return list(db.execute(query.order_by(REACHED.c.need).limit(limit)).scalars())


class _Now:
    """What is known of the streams and needs of a page, while it is read."""

    def __init__(self, db: Connection, page: Sequence[Entry]) -> None:
        streams = sorted({entry.stream for entry in page})
        self.about = {r["stream"]: dict(r) for r in _rows(db, ABOUT, "stream", streams)}
        named = {n for e in page if (n := _need(e))} | {r["need"] for r in self.about.values()}
        needs = sorted(named)
        if any(entry.event.verb == "step_taken_back" for entry in page):  # another may be signed
            self.about = {
                r["stream"]: dict(r) for r in _rows(db, ABOUT, "need", needs)
            } | self.about
        self.totals = {
            (r["name"], r["track"]): r["value"] for r in db.execute(select(TOTAL)).mappings()
        }
        self.stands = {
            (r["stage"], r["need"]) for r in _rows(db, REACHED, "need", needs) if r["until"] is None
        }
        self.drawn = {(r["stream"], r["voucher"]): dict(r) for r in _rows(db, DRAWN, "need", needs)}
        self.kept = dict(self.drawn)
        self.came: dict[tuple[str, str], dict[str, Any]] = {}
        self.reached: list[dict[str, Any]] = []
        self.ended: list[tuple[str, str, int]] = []
        self.past: dict[tuple[str, str, int], int] = {}
        self.touched: set[str] = set()

    def take(self, entry: Entry) -> None:
        event: Any = entry.event
        stream, at, name = entry.stream, entry.position, event.name
        match name:
            case "need.drafted":
                self._about(stream, id_of("need", stream), event.content.track)
            case "need.published":
                self._reach("published", stream, at)
            case "need.withdrawn":
                self._withdrawn(stream, at, event)
            case "proposal.delivered":
                self._about(stream, event.shown.need, event.shown.track)
                self._reach("proposed", stream, at)
            case "proposal.mutual_interest_reached":
                self._reach("mutual", stream, at)
            case "lead.delivered":
                self._about(stream, event.need, event.track)
                self._reach("lead", stream, at)
                self._lead(stream, at, "delivered", event)
            case _:
                self._lead(stream, at, name.partition(".")[2], event)

    def write(self, db: Connection) -> None:
        if self.touched:
            db.execute(delete(ABOUT).where(ABOUT.c.stream.in_(sorted(self.touched))))
            insert_all(db, ABOUT, [self.about[stream] for stream in sorted(self.touched)])
        for stage, need, at in self.ended:
            same = (REACHED.c.stage == stage) & (REACHED.c.need == need)
            db.execute(update(REACHED).where(same, REACHED.c.until.is_(None)).values(until=at))
        insert_all(db, REACHED, self.reached)
        for (stream, voucher), row in self.kept.items():
            if self.drawn.get((stream, voucher)) is not row:
                same = (DRAWN.c.stream == stream) & (DRAWN.c.voucher == voucher)
                db.execute(delete(DRAWN).where(same))
        new = [row for key, row in self.drawn.items() if self.kept.get(key) is not row]
        insert_all(db, DRAWN, new)
        changed = sorted({(name, track) for name, track, _ in self.past})
        for name, track in changed:
            db.execute(delete(TOTAL).where(TOTAL.c.name == name, TOTAL.c.track == track))
        rows = [{"name": n, "track": t, "value": self.totals[n, t]} for n, t in changed]
        insert_all(db, TOTAL, rows)
        insert_all(
            db,
            PAST,
            [
                {"name": name, "track": track, "since": at, "value": value}
                for (name, track, at), value in self.past.items()
            ],
        )

    def _about(self, stream: str, need: str, track: str) -> None:
        blank = dict.fromkeys(("open", "intent_fen", "approved_fen", "signed"), 0)
        self.about[stream] = {"stream": stream, "need": need, "track": track, **blank}
        self.touched.add(stream)

    def _withdrawn(self, stream: str, at: int, event: Any) -> None:
        """One that was published by mistake has been nowhere; a lead that came of it did."""
        need = self.about[stream]["need"]
        if event.reason_code == BY_MISTAKE and ("lead", need) not in self.stands:
            for stage in STAGES[: STAGES.index("lead")]:
                self._fall(stage, stream, at)

    def _lead(self, stream: str, at: int, verb: str, event: Any) -> None:
        """What an answer changes: whether the lead is open, its money, its need's stage."""
        if verb in QUIET:
            return
        row = self.about[stream]
        before, status = dict(row), event.status if verb == "step_taken_back" else verb
        if verb not in {"disbursement_voided", "money_corrected"}:
            row["open"] = int(status in AWAITING)
        if status in SIGNED:
            row["signed"] = 1
            self._reach("intent", stream, at)
        match verb:
            case "intent_signed":
                row["intent_fen"] = event.amount_fen or 0
            case "money_corrected" if event.what == "intent":
                row["intent_fen"] = event.money.amount_fen or 0
            case "approved":
                row["approved_fen"] = event.amount_fen
            case "money_corrected" if event.what == "approval":
                row["approved_fen"] = event.money.amount_fen or 0
            case "step_taken_back":
                self._taken_back(stream, at, event)
            case _:
                self._drawn(stream, at, verb, event)
        for name in ("open", "intent_fen", "approved_fen"):
            self._add(name, row["track"], at, row[name] - before[name])
        self.touched.add(stream)

    def _taken_back(self, stream: str, at: int, event: Any) -> None:
        """A step that never was: a need whose only intent it was has none."""
        row = self.about[stream]
        if event.undone == "intent_signed":
            row["intent_fen"] = 0
        elif event.undone == "approved":
            row["approved_fen"] = 0
        if event.undone != "rejected" and event.status not in SIGNED:
            row["signed"] = 0
            if not any(o["signed"] for o in self.about.values() if o["need"] == row["need"]):
                self._fall("intent", stream, at)

    def _drawn(self, stream: str, at: int, verb: str, event: Any) -> None:
        """What an event says of a drawdown; a need of which nothing is drawn has not landed."""
        if verb == "disbursed":
            self._draw((stream, event.voucher), at, event.amount_fen)
            self._reach("landed", stream, at)
        elif verb == "money_corrected" and event.what == "disbursement":
            self._draw((stream, event.correction.voucher), at, 0)
            self._draw((stream, event.money.voucher), at, event.money.amount_fen)
        elif verb == "disbursement_voided":
            self._draw((stream, event.voucher), at, 0)
            need = self.about[stream]["need"]
            if not any(drawn["need"] == need for drawn in self.drawn.values()):
                self._fall("landed", stream, at)

    def _draw(self, key: tuple[str, str], at: int, fen: int) -> None:
        """A drawdown, or none under this voucher any more."""
        stream, voucher = key
        row, before = self.about[stream], self.drawn.pop(key, None)
        if fen:
            self.drawn[key] = {
                "stream": stream,
                "voucher": voucher,
                "need": row["need"],
                "fen": fen,
            }
        self._add("drawn_fen", row["track"], at, fen - (before["fen"] if before else 0))

    def _reach(self, stage: str, stream: str, at: int) -> None:
        row = self.about[stream]
        need, track = row["need"], row["track"]
        if (stage, need) in self.stands:
            return
        self.stands.add((stage, need))
        made = {"stage": stage, "need": need, "since": at, "until": None, "track": track}
        self.came[stage, need] = made
        self.reached.append(made)
        self._add(stage, track, at, 1)

    def _fall(self, stage: str, stream: str, at: int) -> None:
        row = self.about[stream]
        need = row["need"]
        if (stage, need) not in self.stands:
            return
        self.stands.remove((stage, need))
        if (stage, need) in self.came:
            self.came.pop((stage, need))["until"] = at
        else:
            self.ended.append((stage, need, at))
        self._add(stage, row["track"], at, -1)

    def _add(self, name: str, track: str, at: int, change: int) -> None:
        if change:
            self.totals[name, track] = self.totals.get((name, track), 0) + change
            self.past[name, track, at] = self.totals[name, track]


def _need(entry: Entry) -> str:
    """The need that an event names itself."""
    event: Any = entry.event
    match event.name:
        case "need.drafted" | "need.withdrawn":
            return id_of("need", entry.stream)
        case "proposal.delivered":
            return str(event.shown.need)
        case "lead.delivered":
            return str(event.need)
    return ""


def _rows(db: Connection, table: Table, column: str, values: Iterable[str]) -> list[Any]:
    wanted = list(values)
    query = select(table).where(table.c[column].in_(wanted))
    return list(db.execute(query).mappings()) if wanted else []


TITLES = {
    "published": "发布过的需求",
    "proposed": "有建议送达",
    UNCONFIRMED: "待确认",
    "mutual": "双方都有意向",
    "lead": "线索送出",
    "intent": "需求签订意向",
    "landed": "需求落地",
}


DEFINITIONS = {
    "published": "到这一天为止曾经发布过的需求，每条只计一次，不论现在是否还在发布；"
    "发布有误撤回的不计。",
    "proposed": "其中至少有一条建议送达双方的需求。",
    UNCONFIRMED: "到这一天仍在发布、还没有建议的需求中，条件没有冲突、只差有人补充确认的；"
    "不计入有建议。",
    "mutual": "其中至少有一条建议双方都有意向的需求。",
    "lead": "其中至少有一条线索经企业授权送给对接单位的需求。",
    "intent": "其中至少有一条线索签订了意向的需求，后来未落地的也计入。",
    "landed": "其中至少有一条线索落地的需求；贷款以第一笔放款为落地。",
}
