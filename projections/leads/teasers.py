"""预览 Teasers: what a receiver may see of a need before any consent.

Industry, place, amount, term and purpose, each as a band; never a name, a code, an address, a phone
number or a word that somebody wrote. Which bands, a need's label says: a step of `HIDING` that is
chosen for all live needs of a track together (`teaser_classes.py`), kept here, and only widened,
for as long as the need goes on, paused and resumed. It is the same whatever day is looked at: what
one day hides, another mustn't show. A need that is over keeps the label that it had last.

A public need stands outside: anybody reads it whole, as long as it is published.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from domain.administration.parameter import PARAMETERS, Parameters, ParameterSet
from domain.core.event import EVENTS
from domain.core.streams import id_of
from domain.log.entry import Entry
from domain.postings.posting import LIFECYCLE, Drafted, Revised
from domain.postings.tracks import TRACKS
from domain.postings.visibility import is_public
from projections.core.database import reading
from projections.core.temporal import insert_all
from projections.core.view import View
from projections.leads.teaser_bands import HIDDEN, ROOT, Path, path_of, shown
from projections.leads.teaser_classes import Classes, Labelled

FIELDS = ("industry", "region", "purpose", "amount", "tenor")
CROWD = "teaser_crowd"
LEAST = PARAMETERS[CROWD].least  # nobody may set less
META = MetaData()
NEED = Table(
    "teaser",
    META,
    Column("id", String(64), primary_key=True),
    Column("party", String(64), nullable=False),
    Column("track", String(20), nullable=False),
    Column("status", String(12), nullable=False),
    Column("public", Integer, nullable=False),
    Column("path", Text, nullable=False),  # JSON
    Column("step", Integer, nullable=False),
    Column("came", Integer, nullable=False),  # where it last became live, 0: never yet
    Column("live", Integer, nullable=False),
    Index("teaser_live", "track", "live", "came"),
)
TRACK = Table(  # the last event that changed a track's classes, and how many enterprises it wants
    "teaser_track",
    META,
    Column("track", String(20), primary_key=True),
    Column("least", Integer, nullable=False),
    Column("position", Integer, nullable=False),
)
PARAMETER = Table(
    "teaser_parameter",
    META,
    Column("position", Integer, primary_key=True),
    Column("since", String(10), nullable=False),
    Column("value", Integer, nullable=False),
)
WIDEN = update(NEED).where(NEED.c.id == bindparam("of")).values(step=bindparam("to"))


@dataclass(frozen=True)
class Teaser:
    """What is shown; at least `crowd` enterprises could be meant by it (0: nothing but the track
    is shown, or all of a public need may be read).

    It has no id of the need: people may have put anything into one.
    """

    track: str
    industry: str
    region: str
    amount: str
    tenor: str
    purpose: str
    crowd: int

    @property
    def open_bands(self) -> dict[str, str]:
        """By field, the bands that say something."""
        return {name: band for name in FIELDS if (band := getattr(self, name)) != HIDDEN}


@dataclass(frozen=True)
class Standing:
    """A need as the view keeps it."""

    id: str
    party: str
    track: str
    status: str = "absent"
    public: int = 0
    path: Path = ()
    step: int = 0
    came: int = 0

    @property
    def live(self) -> bool:
        return self.status == "published" and not self.public

    def after(self, entry: Entry) -> Standing:
        event, status = entry.event, LIFECYCLE.after(entry.event.verb, self.status)
        then = replace(self, status=status)
        if isinstance(event, Drafted | Revised):
            content = event.content
            path, public = path_of(content), int(is_public(content))
            step = self._widened(path) if content.track == self.track else ROOT
            then = replace(then, track=content.track, public=public, path=path)
            then = replace(then, step=step if self.came else 0)
        return then

    def _widened(self, path: Path) -> int:
        """The step at which this path is shown as ours was."""
        steps = range(self.step, ROOT + 1)
        return next(step for step in steps if path[step:] == self.path[step:])


class Teasers(View):
    name: ClassVar = "teasers"
    version: ClassVar = 2
    tables: ClassVar = META
    listens: ClassVar = frozenset(
        {ParameterSet.name, *(name for name in EVENTS if name.startswith("need."))}
    )

    def __init__(self, database: Engine) -> None:
        super().__init__(database)
        # As this process left a track's classes, by the position of their last event. Whoever
        # writes meanwhile writes another position, and whoever fails none.
        self._left: dict[str, tuple[int, Classes]] = {}

    def of(self, needs: Iterable[str]) -> dict[str, Teaser]:
        """What is shown of each need, today and as of any day."""
        query = select(NEED, TRACK.c.least).join(TRACK, TRACK.c.track == NEED.c.track, isouter=True)
        with reading(self.engine) as db:
            rows = db.execute(query.where(NEED.c.id.in_(sorted(set(needs))))).all()
        return {row.id: _teaser(row) for row in rows}

    def apply(self, db: Connection, page: Sequence[Entry]) -> None:
        _Page(db, self._left, page).write()


class _Page:
    """One page of the log: what it finds, what it changes, what it writes."""

    def __init__(
        self, db: Connection, left: dict[str, tuple[int, Classes]], page: Sequence[Entry]
    ) -> None:
        self._db, self._left = db, left
        self._open: dict[str, Classes] = {}
        self._last: dict[str, int] = {}
        self._crowd = _parameters(db)
        about = {id_of("need", e.stream) for e in page if e.stream.startswith("need-")}
        self._needs = _standing(db, about)
        self._steps: dict[str, int] = {}
        for entry in page:
            if isinstance(entry.event, ParameterSet):
                self._set(entry, entry.event)
            else:
                self._follow(entry)

    def write(self) -> None:
        needs = [_row(need) for need in self._needs.values()]
        self._db.execute(delete(NEED).where(NEED.c.id.in_(sorted(self._needs))))
        insert_all(self._db, NEED, needs)
        widened = [{"of": id, "to": step} for id, step in sorted(self._steps.items())]
        if widened:
            self._db.execute(WIDEN, widened)
        self._db.execute(delete(TRACK).where(TRACK.c.track.in_(sorted(self._open))))
        for track, classes in sorted(self._open.items()):
            row = {"track": track, "least": classes.least, "position": self._last[track]}
            self._db.execute(insert(TRACK).values(row))
            self._left[track] = self._last[track], classes

    def _follow(self, entry: Entry) -> None:
        id = id_of("need", entry.stream)
        before = self._needs.get(id)
        if before is None:
            if not isinstance(entry.event, Drafted):
                raise ValueError(f"{entry.stream} begins with {entry.event.name}")
            before = Standing(id, entry.event.party, entry.event.content.track)
        after = before.after(entry)
        if after.live and not (before.live and before.track == after.track):
            after = replace(after, came=entry.position)
        self._needs[id] = after
        if before.live and after.live and before.came == after.came:
            if before.path != after.path:
                self._change(after.track, entry, lambda classes: classes.revise(id, after.path))
            return
        if before.live:
            self._change(before.track, entry, lambda classes: classes.depart(id))
        if after.live:
            need = Labelled(id, after.party, after.path, after.came, after.step)
            self._change(after.track, entry, lambda classes: classes.arrive(need))

    def _set(self, entry: Entry, event: ParameterSet) -> None:
        if event.parameter != CROWD:
            return
        self._crowd = self._crowd.after(event)
        row = {"position": entry.position, "since": event.since.isoformat(), "value": event.value}
        self._db.execute(insert(PARAMETER).values(row))
        tracks = {*self._db.execute(select(TRACK.c.track)).scalars(), *self._open}
        for track in sorted(tracks):
            self._change(track, entry)

    def _change(
        self, track: str, entry: Entry, change: Callable[[Classes], None] | None = None
    ) -> None:
        classes = self._classes(track)
        classes.demand(_least(self._crowd, entry.effective_on))
        if change:
            change(classes)
        self._last[track] = entry.position
        for id, step in classes.changed.items():
            if id in self._needs:
                self._needs[id] = replace(self._needs[id], step=step)
            else:
                self._steps[id] = step
        classes.changed.clear()

    def _classes(self, track: str) -> Classes:
        if track not in self._open:
            row = self._db.execute(select(TRACK).where(TRACK.c.track == track)).first()
            position, classes = self._left.pop(track, (0, None))
            if classes is None or row is None or row.position != position:
                query = select(NEED).where(NEED.c.track == track, NEED.c.live == 1)
                live = self._db.execute(query.order_by(NEED.c.came)).all()
                needs = (Labelled(r.id, r.party, _path(r), r.came, r.step) for r in live)
                classes = Classes(row.least if row else LEAST, needs)
            self._open[track] = classes
        return self._open[track]


def _least(parameters: Parameters, day: date) -> int:
    """How many enterprises are wanted: a rise counts at once, though it is for a later day."""
    later = (since for since, _ in parameters.values.get(CROWD, ()) if since > day)
    return max(parameters.on(CROWD, each) for each in (day, *later))


def _parameters(db: Connection) -> Parameters:
    rows = db.execute(select(PARAMETER).order_by(PARAMETER.c.position))
    values = tuple((date.fromisoformat(row.since), row.value) for row in rows)
    return Parameters({CROWD: values} if values else {})


def _standing(db: Connection, ids: Iterable[str]) -> dict[str, Standing]:
    rows = db.execute(select(NEED).where(NEED.c.id.in_(sorted(ids))))
    same = ("id", "party", "track", "status", "public", "step", "came")
    return {
        row.id: Standing(**{name: getattr(row, name) for name in same}, path=_path(row))
        for row in rows
    }


def _row(need: Standing) -> Mapping[str, Any]:
    path = json.dumps(need.path, ensure_ascii=False)
    return {**vars(need), "path": path, "live": int(need.live)}


def _path(row: Any) -> Path:
    return tuple(json.loads(row.path))


def _teaser(row: Any) -> Teaser:
    public = row.public and row.status == "published"
    step = 0 if public else row.step if row.came else ROOT
    crowd = row.least if row.live else LEAST
    words = shown(_path(row), step)
    return Teaser(
        track=TRACKS[row.track].title,
        **{name: words.get(name, HIDDEN) for name in FIELDS},
        crowd=0 if public or step == ROOT else crowd - crowd % 5,
    )
