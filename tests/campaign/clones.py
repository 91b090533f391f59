"""A bank that publishes one offering over and over, each for another industry and amount.

Whichever teasers meet a clone tell of the needs behind them what the clone was for. So each clone
is a question; what all of them told is compared with what the teasers say by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from domain.administration.parameter import SetParameter
from domain.administration.publications import PublishOrWait
from domain.core.command import Role
from domain.core.malformed import Malformed
from domain.postings.posting import Draft, Submit
from domain.postings.terms import BankOffering
from projections.leads.teaser_bands import Path
from services.house.house import House
from tests.campaign.teasers import LEAST, county, live_needs
from tests.projections.leads.observer import bits, fitting

INDUSTRIES = [f"C{number}" for number in range(13, 44)]
BANDS = [(10, 99), (100, 299), (300, 499), (500, 999), (1000, 1999), (2000, 4999)]  # 万元
WAN = 1_000_000  # fen


class Learned(NamedTuple):
    """What became of the clones, and what their matches told beyond the teasers' own words: of how
    many needs anything, of how many fewer than five enterprises are left, and how many bits."""

    clones: int
    published: int
    told: int
    apart: int
    most_bits: float
    bits: float

    def __str__(self) -> str:
        return (
            f"{self.published:3} of {self.clones} clones published: told of {self.told} needs,"
            f" {self.apart} of them down to fewer than {LEAST},"
            f" {self.most_bits:.1f} bits at most, {self.bits:.1f} in all"
        )


def attack_clones(house: House, most: int, name: str) -> Learned:
    """By a party that hasn't published anything today; `most` is what the office allows a day."""
    office = house.ask("office", Role.ORGANIZER)
    allowed = SetParameter(name="offering_changes_a_day", value=most, since=office.on)
    house.desk.do(allowed, office)
    party, template = _bank(house)
    ask = house.ask(f"observer-{party}", Role.BANK, party=party)
    made = published = 0
    for number, content in enumerate(_clones(template)):
        side: Any = {"side": "offering", "id": f"{name}-{number}"}
        draft = Draft(**side, party=party, content=content, confirmed=True)
        try:
            answer = house.desk.do_all(
                [(each, ask) for each in (draft, Submit(**side), PublishOrWait(**side))]
            )
        except Malformed:  # there is no such industry
            continue
        made += 1
        published += sum(event.verb == "published" for event in answer.events)
    house.views.fresh()
    return _learned(house, name, made, published)


def _bank(house: House) -> tuple[str, Any]:
    rows = house.views.market.postings(side="offering", track="bank", status="published")
    other = next(row for row in rows if row.party != rows[0].party)
    return other.party, other.content


def _clones(template: Any) -> Iterator[Any]:
    for least, most in BANDS:
        for industry in INDUSTRIES:
            terms = BankOffering(amount_min_fen=least * WAN, amount_max_fen=most * WAN)
            yield template.model_copy(update={"terms": terms, "industries": (industry,)})


def _learned(house: House, name: str, clones: int, published: int) -> Learned:
    """Judged by the truth: who is shown a teaser beside a clone is left with those enterprises that
    the teaser's words are true of and that the clone matches."""
    needs = live_needs(house)["bank"]
    truth: dict[str, tuple[str, Path]] = {id: (who, path) for id, (who, path, _) in needs.items()}
    meets: dict[str, set[str]] = {}  # by clone
    for row in house.views.proposals.all(track="bank"):
        if row.offering.startswith(f"{name}-") and row.need in needs:
            meets.setdefault(row.offering, set()).add(row.need)
    most: dict[str, float] = {}
    apart: set[str] = set()
    for ids in meets.values():
        for id in ids:
            _, path, step = needs[id]
            could = fitting(truth, (step, path[step:]))
            left = could & {truth[other][0] for other in ids}
            most[id] = max(most.get(id, 0.0), bits(len(could), len(left)))
            if len(left) < LEAST <= len(could):
                apart.add(id)
    told = [learned for learned in most.values() if learned]
    return Learned(clones, published, len(told), len(apart), max(told, default=0.0), sum(told))


def main(share: str = "1") -> None:
    with county(float(share)) as house:
        for most in (10, 100):
            print(f"{most:3} a day:", attack_clones(house, most, f"clone-{most}"))  # noqa: T201 (it is run to be read)
