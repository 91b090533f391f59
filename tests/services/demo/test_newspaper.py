"""The newspaper: every printed docking figure is computed right, now, as of then, and rebuilt."""

from __future__ import annotations

from datetime import date

import pytest

from domain.administration.user import AddUser, Duty
from domain.core.command import Role
from domain.core.personal import Personal
from domain.sessions.meetings import RecordOutcome
from domain.values.dates import end_of_day
from domain.values.money import show_money
from projections.figures.figure_table import FIGURES
from projections.figures.figures import figures
from services.demo.newspaper import year
from services.demo.newspaper.sentences import computed, judge
from services.demo.newspaper.telling import tell
from services.house.house import House
from services.house.settings import Settings
from tests.services.houses import copy_house
from tests.spec import asks
from tests.web.sites import Site, text

pytestmark = pytest.mark.slow

PRINTED = 12  # sentences with a number, or with a word for one
EARLIER = date(2022, 6, 30)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    with House.open(Settings(data=folder)) as house:
        tell(house, lambda *_: None)
        house.views.fresh()
    return folder


@pytest.fixture
def house(told, tmp_path):
    with House.open(Settings(data=copy_house(told, tmp_path / "year"))) as opened:
        opened.views.fresh()
        yield opened


def verdicts(house, day):
    return [one.right for one in judge(house, day, _position(house, day))]


def _position(house, day):
    return house.views.times.position_at(end_of_day(day))


def test_every_printed_figure_is_right_at_the_years_end_and_before(house):
    assert verdicts(house, year.LAST).count(True) == PRINTED
    assert False not in verdicts(house, year.LAST)
    assert False not in verdicts(house, EARLIER)
    assert verdicts(house, EARLIER).count(True) == PRINTED  # all but the statistic, and the posts


def test_a_figure_that_differs_is_said_to_be_wrong(house):
    """The control: one more intent, and the newspaper says so."""
    banks = (one for one in year.sessions() if one.track == "bank")
    held = next(one for one in banks if any(not met.intent for met in one.met))
    met = next(met for met in held.met if not met.intent)
    entry = house.log.read(f"session-{held.id}")
    meets = next(line.entry().event.meetings for line in entry if line.name == "session.released")
    meet = next(m for m in meets if m.enterprise == f"syn-e{met.enterprise:03}")
    both = (meet.enterprise, Role.ENTERPRISE), (meet.partner, Role.BANK)
    for (one, role), (other, _) in (both, both[::-1]):
        said = RecordOutcome(
            id=held.id,
            party=one,
            other=other,
            slot=meet.slot,
            code="intent_signed",
            amount_fen=10_000_000_000,
            reason_code="typing",
            confirmed=True,
        )
        house.desk.do(said, asks(role, one, on=year.LAST))
    house.views.fresh()
    wrong = [one.sentence.key for one in judge(house, year.LAST, None) if one.right is False]
    assert wrong == ["bank.intent_amount"]


def test_a_rebuild_and_another_page_size_change_nothing(house):
    before = house.views.facts.digest()
    house.views.rebuild()
    assert house.views.facts.digest() == before
    house.views.facts.rebuild(house.log.after, page=7)
    assert house.views.facts.digest() == before
    assert verdicts(house, year.LAST).count(True) == PRINTED


def test_months_add_up_to_quarters_and_quarters_to_the_year(house):
    whole = [code for code, one in FIGURES.items() if one.how != "parties" and not one.over]
    whole = [code for code in whole if not FIGURES[code].stock]

    def total(spans):
        found = dict.fromkeys(whole, 0)
        for first, last in spans:
            made = figures(house.views.facts, whole, first, last)
            for code, value in made.items():
                found[code] += int(value.value or 0)
        return found

    months = [(f"2022-{m:02}-01", f"2022-{m:02}-31") for m in range(1, 13)]
    assert total(months) == total([("2022-01-01", "2022-12-31")])
    assert total(months)["sessions_held"] == sum(1 for _ in year.sessions())


def test_a_figure_of_one_bank_is_part_of_the_figure_of_all(house):
    banks = [f"syn-b{number}" for number in range(1, year.BANKS + 1)]
    span = ("2022-01-01", "2022-12-31")
    each = [
        figures(house.views.facts, ["intent_amount"], *span, partner=bank)["intent_amount"].value
        for bank in banks
    ]
    assert sum(each) == year.happened(year.LAST)["bank.intent_amount"]


def test_a_rate_of_nothing_is_not_known(house):
    found = figures(house.views.facts, ["conversion", "awareness"], "2021-01-01", "2021-12-31")
    assert {code: value.value for code, value in found.items()} == dict.fromkeys(found)


def test_the_pages_show_the_same_numbers_as_of_any_day(told, tmp_path):
    made = Site(copy_house(told, tmp_path / "site"))
    duty, person = Duty(role="organizer"), Personal(subject="person-o", value="甲")
    setup = made.house.ask("setup", Role.SYSTEM)
    made.house.desk.do(AddUser(id="organizer", duty=duty, person=person), setup)
    made.house.views.fresh()
    office = made.client("organizer")
    for day in (year.LAST, EARLIER):
        values = computed(made.house, day, _position(made.house, day))
        shown = text(office.get(f"/report?kind=year&track=bank&as_of={day}").text)
        assert f"{values['bank.sessions_held'].value} 场" in shown
        assert show_money(int(values["bank.landed_amount"].value)) in shown
        answer = office.get(f"/api/v1/figures?kind=year&track=bank&as_of={day}").json()
        by_code = {one["code"]: one for one in answer["items"]}
        for code in ("sessions_held", "intent_amount", "landed_amount"):
            assert by_code[code]["value"] == values[f"bank.{code}"].value
            assert len(by_code[code]["events"]) == len(values[f"bank.{code}"].rows)
    made.house.close()
