"""计数 Facts: everything that counts for the county's figures, one row each, as of any position.

A session that was held, who was there, a meeting, an intent that both sides told alike, money that
landed, a purchase, people hired, a member of the name list: each row has its day, its parties, its
quantity, and the event that it comes from. A figure is a count or a sum of such rows
(`projections/figures/figures.py`), so that behind every figure stands its list.

Landed money belongs to a meeting: a drawdown on the track counts for the last meeting that the two
had by its day; where none is drawn, what a follow-up tells counts instead, the lower of two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from sqlalchemy import (
    Connection,
    insert,
    select,
    update,
)

from domain.core.canonical import canonical
from domain.core.event import EVENTS
from domain.core.streams import id_of
from domain.leads.money import Money
from domain.log.entry import Entry
from domain.matching.proposal import Shown
from domain.postings.codes import BY_MISTAKE
from domain.results.codes import ENTERED, RESULT_KINDS
from projections.core.database import reading
from projections.core.lists import count_of
from projections.core.temporal import insert_all
from projections.core.view import View
from projections.figures.fact_table import COUNTED, EARLIER, META, FactRow, fact_rows
from projections.figures.session_facts import Story, held

BLANK: dict[str, Any] = {
    **dict.fromkeys(("kind", "track", "day", "party", "partner", "session", "about"), ""),
    "slot": -1,
    "seat": -1,
    "value": 1,
}
DRAWS = {
    *("lead.disbursed", "lead.disbursement_voided", "lead.money_corrected"),
    *("lead.receipt_confirmed", "lead.receipt_disputed"),
}
LINES = {"intent": "lead_intent", "approval": "approved"}  # told once of a lead, and their rows
STEPS = {"intent_signed": "intent", "approved": "approval"}  # by which they are told
ONLY = {"session", "result", "statistic", "namelist", "target"}
SIDES = ("need", "offering")
ANSWERS = ("confirmed", "disputed")
STAFF = frozenset({"organizer", "officer", "admin"})  # whose entry isn't the enterprise's word


class Facts(View):
    name: ClassVar = "counted"
    version: ClassVar = 8
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {name for name in EVENTS if name.partition(".")[0] in ONLY}
        | {"lead.delivered", "lead.step_taken_back", *DRAWS}
        | {f"lead.{step}" for step in STEPS}
        | {f"{side}.{verb}" for side in SIDES for verb in ("drafted", "published", "withdrawn")}
        | {"need.revised", "lead.won", "party.registered", "party.unregistered"}
        | {"proposal.delivered", "proposal.mutual_interest_reached"}
    )

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        now = _Now(db)
        for entry in page:
            now.take(entry)

    def rows(
        self,
        kinds: Iterable[str],
        first: str = "",
        last: str = "9999",
        *,
        track: str | None = None,
        as_of: int | None = None,
    ) -> list[FactRow]:
        """What counts from one day through another, by day and key."""
        c, query = COUNTED.c, fact_rows(kinds, first, last, as_of)
        if track is not None:
            query = query.where(c.track == track)
        with reading(self.engine) as db:
            return [FactRow(*row) for row in db.execute(query.order_by(c.day, c.key))]

    def page(
        self,
        kinds: Iterable[str],
        days: tuple[str, str] = ("", ""),
        *,
        parties: Iterable[str] | None = None,
        after: int = 0,
        limit: int = 50,
        as_of: int | None = None,
    ) -> tuple[list[FactRow], int]:
        """The latest behind the first `after`, and how many there are (`count_of`); between two
        days, of these parties, where any are given: with what was entered of them as a partner."""
        c, (first, last) = COUNTED.c, days
        query = fact_rows(kinds, first, last or "9999", as_of)
        if parties is not None:
            ids = sorted(parties)
            entered = c.partner.in_(ids) & c.about.contains(" entered", autoescape=True)
            query = query.where(c.party.in_(ids) | entered)
        page = query.order_by(c.day.desc(), c.key.desc()).limit(limit).offset(after)
        with reading(self.engine) as db:
            return [FactRow(*row) for row in db.execute(page)], count_of(db, query)

    def met(self, *, before: str) -> set[tuple[str, str]]:
        """The pairs (enterprise, partner) that met at a session before this day."""
        return {(row.party, row.partner) for row in self.rows(["met"]) if row.day < before}


class _Now:
    """The sessions that a page is about, while it is read."""

    def __init__(self, db: Connection) -> None:
        self.db = db
        self.stories: dict[str, Story] = {}

    def take(self, entry: Entry) -> None:
        event: Any = entry.event
        stream, at = entry.stream, entry.position
        match event.name:
            case "lead.delivered":
                pair = {"party": event.enterprise, "partner": event.receiver}
                row = {"kind": "lead", "track": event.track, "day": event.on.isoformat(), **pair}
                self._put(at, stream, {stream: row})
            case "lead.intent_signed" | "lead.approved":
                money = Money(day=event.on, amount_fen=event.amount_fen)
                self._line(at, stream, STEPS[event.verb], money)
            case "lead.money_corrected" if event.what in LINES:
                self._line(at, stream, event.what, event.money)
            case "lead.step_taken_back" if event.undone == "won":
                self._further(at, stream, "won", "")
            case "lead.step_taken_back":
                self._line(at, stream, STEPS.get(event.undone, ""), None)
            case name if name in DRAWS:
                self._drawn(at, stream, event)
            case "lead.won":
                self._further(at, stream, "won", entry.effective_on.isoformat())
            case "result.reported" | "result.corrected":
                self._put(at, stream, {stream: _result(event, entry.role)})
            case "result.confirmed" | "result.disputed":
                self._answered(at, stream, event)
            case "result.voided":
                self._put(at, stream, {})
            case "statistic.published":
                row = {"kind": event.kind, "day": event.last.isoformat(), "value": event.value}
                about = f"{event.qualifier} {event.source}"[:80]
                self._put(at, stream, {stream: row | {"about": about}})
            case "target.set":
                row = {"kind": "target", "day": f"{event.year}-12-31", "value": event.value}
                self._put(
                    at, stream, {stream: row | {"about": event.figure}} if event.value else {}
                )
            case "namelist.listed" | "namelist.removed" | "namelist.lending_reported":
                self._listed(at, stream, event, entry.effective_on.isoformat())
            case _ if stream.startswith("session-"):
                self._session(at, stream, event)
            case _:
                self._before_a_lead(entry)

    def _before_a_lead(self, entry: Entry) -> None:
        """What comes before anything leaves: parties, postings, pairs."""
        event: Any = entry.event
        stream, at, day = entry.stream, entry.position, entry.effective_on.isoformat()
        match event.name:
            case "need.drafted" | "offering.drafted":
                row = {"kind": "unpublished", "track": event.content.track, "party": event.party}
                self._put(at, stream, {f"posting {stream}": row})
                self._post(at, stream, event.content)
            case "need.revised":
                self._post(at, stream, event.content)
            case "need.published" | "offering.published":
                self._published(at, stream, day)
            case "need.withdrawn" | "offering.withdrawn":
                if event.reason_code == BY_MISTAKE:
                    self._put(at, stream, {})
            case "party.registered":
                row = {"kind": "registered", "party": id_of("party", stream), "day": day}
                self._put(at, stream, {stream: row} if "enterprise" in event.profile.roles else {})
            case "party.unregistered":
                self._put(at, stream, {})
            case "proposal.delivered":
                self._proposed(at, stream, event.shown, day)
            case "proposal.mutual_interest_reached":
                self._willing(at, stream, day)

    def _answered(self, at: int, stream: str, event: Any) -> None:
        """What a side says of a result; by the enterprise's own word it counts with the others."""
        row = self._standing(stream).get(stream)
        if row is None:
            return  # voided meanwhile
        whose = "" if event.by == row["party"] else "partner_"
        words = [w for w in row["about"].split(" ") if w not in {f"{whose}{a}" for a in ANSWERS}]
        words.insert(1, f"{whose}{event.verb}")
        kind = row["kind"].removeprefix(ENTERED)
        if "entered" in words and "confirmed" not in words:
            kind = f"{ENTERED}{kind}"
        self._put(at, stream, {stream: row | {"kind": kind, "about": " ".join(words), "event": at}})

    def _proposed(self, at: int, stream: str, shown: Shown, day: str) -> None:
        """A pair counts once, however many editions of it are put before the two; that this one was
        is kept beside, and counts for nothing."""
        part = f"pair {shown.need} {shown.offering}"
        rows, both = (
            self._standing(part),
            {"party": shown.need_party, "partner": shown.offering_party},
        )
        row = {"track": shown.track, "day": day, **both, "event": at}
        rows[f"{stream} of"] = row | {"kind": "edition"}
        if all(other["kind"] != "proposed" for other in rows.values()):
            rows[stream] = row | {"kind": "proposed"}
        self._put(at, part, rows)

    def _willing(self, at: int, stream: str, day: str) -> None:
        """The first time that the two of a pair are."""
        edition = (COUNTED.c.key == f"{stream} of") & COUNTED.c.until.is_(None)
        part = self.db.execute(select(COUNTED.c.part).where(edition)).scalar_one()
        rows = self._standing(part)
        if all(other["kind"] != "willing" for other in rows.values()):
            row = rows[f"{stream} of"]
            rows[f"willing {stream}"] = row | {"kind": "willing", "day": day, "event": at}
            self._put(at, part, rows)

    def _session(self, at: int, stream: str, event: Any) -> None:
        story = self._story(stream)
        story.take(at, event)
        row = {"stream": stream, "place": story.events, "position": at, "name": event.name}
        data = canonical(event.model_dump(mode="json")).decode()
        self.db.execute(insert(EARLIER).values(**row, data=data))
        if story.state.status != "held":
            return
        self._put(at, stream, dict(held(id_of("session", stream), story)))
        details, meetings = story.state.details, story.state.meetings
        assert details is not None
        if hasattr(event, "slot"):  # one meeting alone
            pair = (event.enterprise, event.partner)
            meetings = tuple(m for m in meetings if (m.enterprise, m.partner) == pair)
        for meet in meetings:
            self._land(at, details.track, meet.enterprise, meet.partner)

    def _story(self, stream: str) -> Story:
        if stream not in self.stories:
            story = self.stories[stream] = Story()
            query = select(EARLIER).where(EARLIER.c.stream == stream).order_by(EARLIER.c.place)
            for row in self.db.execute(query):
                event = EVENTS[row.name].model_validate_json(row.data)
                story.take(row.position, event)
        return self.stories[stream]

    def _line(self, at: int, stream: str, what: str, money: Money | None) -> None:
        """The intent or the approved line of a lead as it stands: None where it was a mistake."""
        if not what:
            return  # another step
        if what == "intent":
            self._further(at, stream, "signed", money.day.isoformat() if money else "")
        rows, kind = self._standing(stream), LINES[what]
        rows.pop(f"{kind} {stream}", None)
        if money is not None and money.amount_fen:
            amount = {"day": money.day.isoformat(), "value": money.amount_fen, "event": at}
            rows[f"{kind} {stream}"] = rows[stream] | {"kind": kind, **amount}
        self._put(at, stream, rows)

    def _further(self, at: int, stream: str, kind: str, day: str) -> None:
        """A step that a pair has come to, on a day; "" where it was a mistake."""
        rows = self._standing(stream)
        rows.pop(f"{kind} {stream}", None)
        if day:
            rows[f"{kind} {stream}"] = rows[stream] | {"kind": kind, "day": day, "event": at}
        self._put(at, stream, rows)

    def _drawn(self, at: int, stream: str, event: Any) -> None:
        """Each drawdown as it stands; `about` is what the enterprise says of it."""
        rows = self._standing(stream)
        lead = rows[stream]
        key = f"{stream} {event.voucher if hasattr(event, 'voucher') else event.money.voucher}"
        drawn = lead | {"kind": "drawn", "event": at}
        match event.verb:
            case "disbursed":
                rows[key] = drawn | {"day": event.on.isoformat(), "value": event.amount_fen}
            case "money_corrected":
                before = rows.pop(f"{stream} {event.correction.voucher}")
                day, fen = event.money.day.isoformat(), event.money.amount_fen or 0
                receipt = before["about"] if before["value"] == fen else ""
                rows[key] = drawn | {"day": day, "value": fen, "about": receipt}
            case "disbursement_voided":
                rows.pop(key, None)
            case _:
                rows[key] = rows[key] | {"about": event.verb.removeprefix("receipt_")}
        self._put(at, stream, rows)
        self._land(at, lead["track"], lead["party"], lead["partner"])

    def _land(self, at: int, track: str, party: str, other: str) -> None:
        """The landed money of two parties on a track: each drawdown at the last meeting by its day;
        what follow-ups tell at the meetings that have none."""
        c = COUNTED.c
        pair = (c.track == track) & (c.party == party) & (c.partner == other)
        wanted = c.kind.in_(("met", "drawn", "followed"))
        query = select(COUNTED).where(pair, wanted, c.until.is_(None)).order_by(c.day, c.key)
        rows = [dict(row) for row in self.db.execute(query).mappings()]
        met = [row for row in rows if row["kind"] == "met"]
        landed, with_draws = {}, set()
        for row in (row for row in rows if row["kind"] == "drawn"):
            before = [meet for meet in met if meet["day"] <= row["day"]]
            if before:
                meet = before[-1]
                with_draws.add(meet["key"])
                landed[f"landed {row['key']}"] = {
                    **{name: meet[name] for name in ("track", "party", "partner")},
                    **{name: meet[name] for name in ("session", "slot", "seat")},
                    **{name: row[name] for name in ("day", "value", "event")},
                    "kind": "landed",
                    "about": row["key"].partition(" ")[0],
                }
        for row in (row for row in rows if row["kind"] == "followed"):
            if row["key"].replace("followed", "met", 1) not in with_draws:
                values = {name: row[name] for name in (*BLANK, "event")}
                landed[f"landed {row['key']}"] = values | {"kind": "landed"}
        self._put(at, f"landed {track} {party} {other}", landed)

    def _post(self, at: int, stream: str, content: Any) -> None:
        """Posts that an enterprise wants filled; the terms of other tracks have no headcount."""
        people = getattr(content.terms, "headcount", None) or 0
        rows = self._standing(stream)
        posting, before = rows[f"posting {stream}"], rows.get(stream)
        if people or before:
            stands = "draft" if posting["kind"] == "unpublished" else "post"
            rows[stream] = posting | {"kind": stands, "value": people}
            self._put(at, stream, rows)

    def _published(self, at: int, stream: str, day: str) -> None:
        """For the first time: what is published again counts no second time."""
        rows = self._standing(stream)
        posting = rows.get(f"posting {stream}")
        if posting and posting["kind"] == "unpublished":
            kinds = {stream: "post", f"posting {stream}": stream.partition("-")[0]}
            published = {key: row | {"kind": kinds[key], "day": day} for key, row in rows.items()}
            self._put(at, stream, published)

    def _listed(self, at: int, stream: str, event: Any, day: str) -> None:
        rows = self._standing(stream)
        match event.name:
            case "namelist.listed":
                made = {"kind": "member", "day": day, "session": stream}
                rows |= {f"{stream} {party}": made | {"party": party} for party in event.parties}
            case "namelist.removed":
                for party in event.parties:
                    rows.pop(f"{stream} {party}", None)
            case _:
                head = f"{stream} {event.bank} {event.month}"
                rows = {key: row for key, row in rows.items() if not key.startswith(f"{head} ")}
                made = {"kind": "lent", "day": f"{event.month}-28", "partner": event.bank}
                rows |= {
                    f"{head} {lent.party}": made | {"party": lent.party, "value": lent.fen}
                    for lent in event.rows
                }
        self._put(at, stream, rows)

    def _standing(self, part: str) -> dict[str, dict[str, Any]]:
        query = select(COUNTED).where(COUNTED.c.part == part, COUNTED.c.until.is_(None))
        columns = (*BLANK, "event")
        return {
            row["key"]: {name: row[name] for name in columns}
            for row in self.db.execute(query).mappings()
        }

    def _put(self, at: int, part: str, rows: dict[str, dict[str, Any]]) -> None:
        """These rows and no others are what counts of this part now."""
        before = self._standing(part)
        full = {key: BLANK | {"event": at} | row for key, row in rows.items()}
        for key, row in full.items():  # said again, it is still the same thing
            if key in before and "event" not in rows[key]:
                row["event"] = before[key]["event"]
        over = [key for key, row in before.items() if full.get(key) != row]
        for start in range(0, len(over), 500):
            gone = COUNTED.c.key.in_(over[start : start + 500]) & COUNTED.c.until.is_(None)
            self.db.execute(update(COUNTED).where(gone).values(until=at))
        new = [
            {"since": at, "until": None, "key": key, "part": part, **row}
            for key, row in full.items()
            if before.get(key) != row
        ]
        insert_all(self.db, COUNTED, new)


def _result(result: Any, role: str | None) -> dict[str, Any]:
    kind = RESULT_KINDS[result.kind]
    value = result.amount_fen or result.people or 1
    entered = bool(result.entered_by) or role in STAFF
    about = result.industry + " entered" * entered + " scarce" * result.scarce
    counted = f"{ENTERED}{result.kind}" if entered else result.kind
    row = {"kind": counted, "track": kind.track, "day": result.on.isoformat(), "value": value}
    return row | {"party": result.enterprise, "partner": result.partner, "about": about}
