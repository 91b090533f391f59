"""Houses to try things in: a small story in a log, told by anybody, on any day."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from domain.administration.clock import ConfirmClock, DoubtClock
from domain.core.command import Role
from domain.core.event import Event
from domain.matching.model import MatcherFitted
from projections.matcher import fit, settings_for
from services.house.house import House
from services.house.settings import Settings
from services.house.watch import Watch
from tests.examples import content, factory, live, offering_live, rural_bank
from tests.logbook import Logbook
from tests.servers import MASTER

MODEL = fit(["急需倒贷资金周转", "转贷过桥周转贷款", "设备更新改造贷款"], settings_for("bank"))
FITTED = MatcherFitted(track="bank", fitted_at=8, digest=MODEL.digest, model=MODEL.to_data())
STORY = (
    ("party-e001", factory),
    ("party-b01", rural_bank),
    *(("need-n1", event) for event in live),
    *(("offering-o1", event) for event in offering_live),
)
LAST_DAY = content().valid_through
THE_DAY_AFTER = datetime(2026, 5, 1, 4, tzinfo=UTC)


def watched(house: House) -> Watch:
    """As in a process that has been here all along, and knows what day it is."""
    watch = Watch(house)
    watch.believe(house.now())
    return watch


def confirm_clock(house: House) -> None:
    """Whatever the log's last time was: an administrator says that it is now."""
    doubt = DoubtClock(expected=house.now())
    house.desk.do(doubt, house.ask("clock", Role.SYSTEM))
    house.desk.do(ConfirmClock(day=house.today), house.ask("guan", Role.ADMIN))


def settings(log_url: str) -> Settings:
    """For the house whose log is there."""
    if log_url.startswith("sqlite:"):
        return Settings(data=Path(log_url.removeprefix("sqlite:///")).parent)
    return Settings(master=MASTER, postgres=log_url)


def copy_house(folder: Path, to: Path) -> Path:
    """Another house with the same past, and its master key beside it."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    keys = Settings(data=folder).keys_folder, Settings(data=to).keys_folder
    assert keys[0]
    assert keys[1]
    shutil.copytree(keys[0], keys[1], dirs_exist_ok=True)
    return to


def tell(house: House, *happened: tuple[str, Event]) -> None:
    """Append what happened, whatever a command would say to it."""
    known = {stream: len(house.log.read(stream)) for stream, _ in happened}
    told = (line.entry() for line in Logbook(*happened).lines)
    house.log.append(
        [
            entry._replace(version=known[entry.stream] + entry.version, id=f"{entry.stream}-{n}")
            for n, entry in enumerate(told, house.log.last())
        ]
    )


def need(id: str, title: str, until: date = LAST_DAY) -> Iterable[tuple[str, Event]]:
    """A need of the factory that is out."""
    drafted, *rest = live
    said = content(title=title, valid_through=until)
    return [(f"need-{id}", e) for e in (drafted.model_copy(update={"content": said}), *rest)]
