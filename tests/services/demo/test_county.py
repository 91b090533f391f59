"""The made-up county: every command is granted, nothing said twice, one seed gives one county."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.administration.publications import Publish
from domain.core.command import On, Role
from domain.log.catalogue import EVENTS
from domain.parties.party import RegisterParty, SetContact
from domain.postings.posting import Draft, Expire, PostingCommand, Revise
from domain.values.uscc import read_uscc
from services.demo.county import DAY, DAY_ONE, SIDES, TimedCommand, county
from services.demo.county.telling import LEAST, MOST
from tests.services.counties import OF_THE_COUNTY

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
DIGEST = (
    "from tests.services.demo.test_county import digest; from services.demo.county import county;"
    "print(digest(county(7, share=0.2)))"
)


@pytest.fixture(scope="module")
def commands():
    return list(county())


@pytest.fixture(scope="module")
def drafts(commands) -> list[Draft]:
    return [command.command for command in commands if isinstance(command.command, Draft)]


def granted(commands: Iterable[TimedCommand]) -> list[tuple[str, str]]:
    """(stream, event name) of everything that follows, as a desk would write it."""
    states, written = {}, []
    for command in commands:
        about = command.command.about()
        held = [states.get(stream, start) for stream, start in about.items()]
        further = command.command.further(*held)
        held += [states.get(stream, start) for stream, start in further.items()]
        about = {**about, **further}
        first = next(iter(about))
        for event in list(command.command.rule(*held, ask=command.ask)):
            stream, what = (event.stream, event.event) if isinstance(event, On) else (first, event)
            states[stream] = states.get(stream, about.get(stream)).after(what)
            written.append((stream, what.name))
    return written


def digest(commands: Iterable[TimedCommand]) -> str:
    text = [
        json.dumps(
            [
                command.at.isoformat(),
                [str(value) for value in vars(command.ask).values()],
                type(command.command).__name__,
                command.command.model_dump(mode="json"),
            ],
            ensure_ascii=False,
            sort_keys=True,
        )
        for command in commands
    ]
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def test_every_wish_is_granted_and_leads_to_something(commands) -> None:
    written = granted(commands)
    commands = len(commands)
    beside = ("uscc.claimed", "revision.counted", "publication.counted")
    assert sum(name not in beside for _, name in written) == commands
    assert {name for _, name in written} <= set(EVENTS)


def test_wishes_come_in_time_order_within_the_four_months(commands) -> None:
    assert all(one.at <= other.at for one, other in pairwise(commands))
    assert commands[0].ask.on >= DAY_ONE
    assert commands[-1].ask.on <= DAY
    assert all(
        command.ask.at == command.at and command.at.utcoffset() == timedelta(0)
        for command in commands
    )


def test_the_county_has_its_parties(commands) -> None:
    profiles = [w.command.profile for w in commands if isinstance(w.command, RegisterParty)]
    roles = Counter(profile.roles[0] for profile in profiles)
    assert roles == {
        "enterprise": 357,
        "bank": 12,
        "department": 14,
        "university": 9,
        "agency": 8,
        "supplier": 20,
    }
    assert sum(profile.key_enterprise for profile in profiles) == 60
    assert len({profile.title for profile in profiles}) == len(profiles)
    assert len({read_uscc(profile.uscc) for profile in profiles}) == len(profiles)


def test_every_side_of_every_track_has_its_share(drafts) -> None:
    counted = Counter((draft.content.track, draft.side) for draft in drafts)
    assert counted == {(side.track, side.side): side.count for side in SIDES}
    assert Counter(side.track for side in SIDES) == dict.fromkeys(OF_THE_COUNTY, 2)
    assert OF_THE_COUNTY == ("policy", "bank", "sales", "academia", "labor", "digitization")


def test_no_text_comes_twice_and_each_is_readable(drafts) -> None:
    texts = [draft.content.text for draft in drafts]
    assert len(set(texts)) == len(texts)
    assert all(LEAST <= len(text) <= MOST for text in texts)


def test_sentences_are_whole(commands) -> None:
    blemishes = (
        "{",
        "}",
        "|",
        "，，",
        "，。",
        "。。",
        "：。",
        "：，",
        "、，",
        "、。",
        "None",
        "。，",
    )
    contents = [w.command.content for w in commands if isinstance(w.command, (Draft, Revise))]
    said = [content.title + "\n" + content.text for content in contents]
    assert [text for text in said for blemish in blemishes if blemish in text] == []
    assert all(content.text.endswith(("。", "？")) for content in contents)


def test_the_clock_ends_a_posting_once_on_the_day_after(commands) -> None:
    ends = [command for command in commands if isinstance(command.command, Expire)]
    assert {command.ask.role for command in ends} == {Role.CLOCK}
    assert len({(command.command.stream, command.ask.on) for command in ends}) == len(ends)
    assert {(command.at.hour, command.at.minute) for command in ends} == {
        (16, 5)
    }  # 00:05 in Shanghai


def test_a_posting_lives_in_many_ways(commands) -> None:
    verbs = Counter(
        type(w.command).__name__ for w in commands if isinstance(w.command, PostingCommand)
    )
    revised = ("ReviseNeed", "ReviseOffering")
    rare = ("Return", "Pause", "Resume", "Renew", "Withdraw", "Fulfil", *revised, "Expire")
    assert {verb: verbs[verb] >= 20 for verb in rare} == dict.fromkeys(rare, True)
    assert verbs["Publish"] >= 0.95 * verbs["Draft"]


def test_amounts_stand_in_the_text_as_in_the_terms(drafts) -> None:
    asked = [d.content for d in drafts if d.content.terms.kind == "bank.need"]
    stated = [content for content in asked if content.terms.amount_fen]
    assert 0.8 < len(stated) / len(asked) < 0.97
    assert all(f"{c.terms.amount_fen // 10**6}万元" in c.text for c in stated)


def test_contacts_are_marked_as_personal(commands) -> None:
    contacts = [command.command for command in commands if isinstance(command.command, SetContact)]
    assert all(c.phone.subject == f"person-{c.id}" == c.contact.subject for c in contacts)
    assert all(c.phone.reveal().startswith("1990000") for c in contacts)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05])
def test_a_small_county_has_something_of_everything(share) -> None:
    small = list(county(3, share=share))
    granted(small)
    told = {
        (w.command.content.track, w.command.side) for w in small if isinstance(w.command, Draft)
    }
    assert told == {(side.track, side.side) for side in SIDES}


@pytest.mark.parametrize("seed", [1, 2024])
def test_other_seeds_are_granted_too(seed) -> None:
    assert granted(county(seed, share=0.5))


def test_one_seed_gives_one_county_and_another_another() -> None:
    def run(hashseed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", DIGEST],
            env=os.environ | {"PYTHONHASHSEED": hashseed},
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    here = digest(county(7, share=0.2))
    assert [run("0"), run("4711")] == [here, here]
    assert digest(county(8, share=0.2)) != here


def test_publication_is_in_the_first_days_of_validity(commands) -> None:
    valid: dict[str, tuple[date, date]] = {}
    for timed in commands:
        command = timed.command
        if isinstance(command, (Draft, Revise)):
            valid[command.stream] = (command.content.valid_from, command.content.valid_through)
        if isinstance(command, Publish):
            first, last = valid[command.stream]
            assert first <= timed.ask.on <= last
