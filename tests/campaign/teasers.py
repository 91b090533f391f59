"""An observer of teasers, and somebody who asks the test bench, in the demo county.

The observer reads every proposal of every bank, page by page, as of several days; knows which
enterprises have live needs, and all that is true of these. Who asks the test bench writes one word
after the other into an offering, and then tries one condition after the other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from domain.administration.publications import Publish
from domain.administration.revisions import revising
from domain.administration.user import AddUser, Duty
from domain.core.command import Refusal, Role
from domain.core.personal import Personal
from domain.postings.posting import Draft, Submit
from domain.postings.terms import BankOffering
from domain.values.dates import end_of_day
from projections.leads.teaser_bands import HIDDEN, ROOT, shown
from projections.leads.teaser_bands import Path as Words
from projections.leads.teasers import FIELDS, NEED
from projections.matching.backtest import bench
from services.house.house import House
from services.house.settings import Settings
from services.identity.signin import Identity
from services.web.app import build
from services.web.request import SESSION
from tests.projections.leads.observer import Shown, bits, candidates, fitting
from tests.services.counties import a_county
from tests.web.sites import Visitor, forms

LEAST = 5
DAYS = 5  # as of which everything is read
FILLER = "寅卯辰巳午未申酉戌亥甲乙丙丁戊己庚辛壬癸"  # says nothing, so that it is long enough
WORDS = ("停产", "烟叶", "倒贷", "冷链", "订单", "环保")


@dataclass(frozen=True)
class Found:
    """Of one track: enterprises with live needs, those that the narrowest class leaves, what that
    tells, and at how many steps anything is shown."""

    track: str
    enterprises: int
    smallest: int
    bits: float
    beyond: float  # of these, the most that isn't said by the teaser's own words
    shown: float  # of all needs, how many show more than the track

    def __str__(self) -> str:
        return (
            f"{self.track:14} enterprises {self.enterprises:4}  smallest class {self.smallest:3}"
            f"  bits learned {self.bits:4.1f}"
            f" ({self.beyond:3.1f} beyond its words)"
            f"  more than the track is shown of {self.shown:4.0%}"
        )


@contextmanager
def county(share: float = 1.0) -> Any:
    """The demo county, with a user for each party that offers something."""
    with TemporaryDirectory() as folder:
        a_county(Path(folder), share)
        with House.open(Settings(data=Path(folder))) as house:
            last = house.log.at([house.log.last()])[house.log.last()].entry().recorded_at
            with House.open(Settings(data=Path(folder)), now=lambda: last) as then:
                then.views.fresh()
                yield then


def signed_in(house: House, app: Any, party: str, role: str) -> Visitor:
    user = f"observer-{party}"
    ask = house.ask("observer", Role.SYSTEM, source="test")
    person = Personal(subject=f"person-{user}", value="观察者")
    house.desk.do(AddUser(id=user, duty=Duty(role=role, party=party), person=person), ask)
    house.views.fresh(house.views.users)
    visitor = Visitor(app, base_url="http://docking.test", follow_redirects=False)
    visitor.cookies.set(SESSION, Identity.of(house).begin(user, "test"))
    return visitor


def live_needs(house: House) -> dict[str, dict[str, tuple[str, Words, int]]]:
    """By track and need: enterprise, path, step, as the view keeps them."""
    with house.views.teasers.engine.connect() as db:
        rows = db.execute(NEED.select().where(NEED.c.live == 1)).all()
    found: dict[str, dict[str, tuple[str, Words, int]]] = {}
    for row in rows:
        found.setdefault(row.track, {})[row.id] = row.party, tuple(json.loads(row.path)), row.step
    return found


def as_chosen_before(needs: Mapping[str, tuple[str, Words, int]]) -> list[Shown]:
    """Control: each for itself at the first step that enough enterprises fit, as it once was."""
    labels = []
    for _, path, _ in needs.values():
        for step in range(ROOT + 1):
            if (
                len({who for who, other, _ in needs.values() if other[step:] == path[step:]})
                >= LEAST
            ):
                break
        labels.append((step, path[step:]))
    return labels


def judged(
    track: str, needs: Mapping[str, tuple[str, Words, int]], labels: Sequence[Shown]
) -> Found:
    truth = {id: (party, path) for id, (party, path, _) in needs.items()}
    enterprises = len({party for party, _ in truth.values()})
    could = candidates(truth, labels)
    smallest = min(map(len, could.values()))
    beyond = max(bits(len(fitting(truth, label)), len(parties)) for label, parties in could.items())
    told = sum(step < ROOT for step, _ in labels) / len(labels)
    return Found(track, enterprises, smallest, bits(enterprises, smallest), beyond, told)


def observed(house: House, parties: Iterable[tuple[str, str]]) -> dict[str, set[tuple[str, ...]]]:
    """By need, all that the API and the pages ever showed of it, whoever looked, whatever day."""
    app, days = build(house), [house.today - timedelta(days=7 * back) for back in range(DAYS)]
    need_of = {day: needs_behind(house, day) for day in days}
    seen: dict[str, set[tuple[str, ...]]] = {}
    for party, role in parties:
        visitor = signed_in(house, app, party, role)
        for day in days:
            for item in _proposals(visitor, day):
                assert (item["score"], item["need"], item["reasons"]) == (None, None, None)
                bands = tuple(item["teaser"][name] for name in FIELDS)
                seen.setdefault(need_of[day][item["id"]], set()).add(bands)
        page = visitor.get("/proposals").text
        assert not re.search(r"0\.[0-9]{6}", page), "a page shows a score"
    return seen


def _proposals(visitor: Visitor, day: date) -> Iterator[dict[str, Any]]:
    """All that the API shows of a day."""
    after: str | None = ""
    while after is not None:
        asked = {"as_of": f"{day}", "after": after, "limit": 200}
        answer = visitor.get("/api/v1/proposals", params=asked).json()
        yield from answer["items"]
        after = answer["next"]


def needs_behind(house: House, day: date) -> dict[str, str]:
    """By proposal of a day, which need it truly is: only to judge by."""
    as_of = house.views.times.position_at(end_of_day(day).replace(microsecond=999_999))
    return {row.id: row.need for row in house.views.proposals.all(track="bank", as_of=as_of)}


def attack_teasers(house: House) -> list[Found]:
    offering = {row.party for row in house.views.market.postings(side="offering", track="bank")}
    seen = observed(house, ((party, "bank") for party in sorted(offering)))
    needs = live_needs(house)
    proposed = set(needs_behind(house, house.today).values()) & needs["bank"].keys()
    assert proposed <= seen.keys(), "needs with a proposal that nobody saw"
    differing = {need: shows for need, shows in seen.items() if len(shows) > 1}
    assert not differing, f"{len(differing)} needs are shown in several ways"
    for id in seen.keys() & needs["bank"].keys():
        _, path, step = needs["bank"][id]
        words = shown(path, step)
        assert seen[id] == {tuple(words.get(name, HIDDEN) for name in FIELDS)}
    found = []
    for track, some in sorted(needs.items()):
        labels = [(step, path[step:]) for _, path, step in some.values()]
        found.append(judged(track, some, labels))
        assert found[-1].smallest >= min(LEAST, found[-1].enterprises), found[-1]
        assert not found[-1].beyond, found[-1]
    return found


class Tried(NamedTuple):
    """What a bank gets in a day of asking."""

    answers: list[str]
    truly: list[int]  # how many needs each question that could be put is about
    asked: int  # how many questions it would have put
    refused: Counter[str]  # how many revisions were, by code


def attack_bench(house: House) -> Tried:
    app, [(party, template), *_] = build(house), _loans(house)
    visitor = signed_in(house, app, party, "bank")
    ask = house.ask(f"observer-{party}", Role.BANK, party=party)
    house.desk.do(Draft(side="offering", id="probe", party=party, content=template), ask)
    house.views.fresh()
    draft = visitor.get("/bench/probe").text
    assert all(form["action"] != "/bench/probe" for form in forms(draft)), "a draft can be tried"
    token = re.search(r'name="csrf" value="([^"]*)"', draft)
    assert token is not None
    house.desk.do(Submit(side="offering", id="probe"), ask)
    house.desk.do(Publish(side="offering", id="probe"), ask)
    tried = Tried([], [], len(list(_questions(template))), Counter())
    for number, said in enumerate(_questions(template)):
        revise = revising(party, side="offering", id="probe", content=said, confirmed=True)
        try:
            house.desk.do(revise, ask)
        except Refusal as refusal:
            tried.refused[refusal.code] += 1
            continue
        house.views.fresh()
        fields = {"csrf": token[1], "command": f"question-{number}"}
        sent = visitor.post("/bench/probe", data=fields)
        if sent.status_code == 303:
            tried.answers.append(visitor.get(sent.headers["location"]).text)
        tried.truly.append(_matching(house, "probe"))
    return tried


def _questions(template: Any) -> Iterator[Any]:
    """One word at a time, bare and among the offering's own; one condition at a time."""
    for word in WORDS:
        for text in (word, f"{word}。{FILLER}"):
            yield _bare(template, word, text)
    for millions in (1, 2, 4, 8):
        terms = BankOffering(amount_max_fen=millions * 100_000_000)
        yield _bare(template, WORDS[0], WORDS[0]).model_copy(update={"terms": terms})


def _bare(template: Any, title: str, text: str) -> Any:
    """An offering that states nothing but words."""
    nothing = {"terms": BankOffering(), "regions": (), "industries": ()}
    return template.model_copy(update={"title": title, "text": text, **nothing})


def _matching(house: House, offering: str) -> int:
    market, model = house.views.market, house.views.proposals.model("bank")
    row = market.posting("offering", offering)
    assert row is not None
    assert model is not None
    needs = market.postings(track="bank", side="need", status="published")
    result = bench(row, needs, model)
    return result.needs - result.apart


def _loans(house: House) -> list[tuple[str, Any]]:
    rows = house.views.market.postings(side="offering", track="bank", status="published")
    return [(row.party, row.content) for row in rows]


def main(share: str = "1") -> None:
    with county(float(share)) as house:
        print("before: each teaser chosen for itself")  # noqa: T201 (it is run to be read)
        for track, needs in sorted(live_needs(house).items()):
            print(judged(track, needs, as_chosen_before(needs)))  # noqa: T201 (as above)
        print("now: labels of one partition")  # noqa: T201 (as above)
        for found in attack_teasers(house):
            print(found)  # noqa: T201 (as above)
        answers, truly, asked, refused = attack_bench(house)
        print(f"test bench: {len(answers)} answers of {asked} questions")  # noqa: T201 (as above)
        print(f"  revisions refused: {dict(refused)}")  # noqa: T201 (as above)
        for answer in answers:
            print("  learned:", Counter(counts(answer)))  # noqa: T201 (as above)
        print("  exact counts would have been", truly)  # noqa: T201 (as above)


def counts(page: str) -> list[str]:
    """Every number in an answer's table and tiles."""
    main_part = page.partition("<main")[2].partition("</main>")[0]
    figures = re.findall(r'class="(?:number|figure)"[^>]*>([^<]*)<', main_part)
    return [figure.strip() for figure in figures if re.search("[0-9]", figure)]
