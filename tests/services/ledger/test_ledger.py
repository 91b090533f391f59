"""The ledger keeps what it is given, in order, once, in a SQLite file and in PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from domain.log.entry import line
from services.ledger.ledger import Conflict, Ledger, Unavailable
from tests.services.ledgers import entry, whole, with_options


def test_an_entry_comes_back_as_it_was_written(ledger):
    written = entry("need-1", 1)
    [position] = ledger.append([written])
    [kept] = ledger.read("need-1")
    assert (kept, kept.entry()) == (line(written.at(position)), written.at(position))


def test_an_append_gives_the_positions_in_its_order(ledger):
    places = [("need-2", 1), ("offering-1", 1), ("need-1", 1), ("offering-1", 2)]
    assert ledger.append([entry(*place) for place in places]) == [1, 2, 3, 4]
    assert [(kept.stream, kept.version) for kept in ledger.after(0)] == places


def test_a_large_append_is_one(ledger):
    entries = [entry(f"need-{number}") for number in range(3000)]
    assert ledger.append(entries) == list(range(1, 3001))
    assert [kept.stream for kept in whole(ledger)] == [e.stream for e in entries]


def test_nothing_to_append_is_nothing(ledger):
    assert (ledger.append([]), ledger.last(), ledger.after(0)) == ([], 0, [])


def test_a_taken_version_is_a_conflict_that_names_the_stream(ledger):
    ledger.append([entry("need-1"), entry("need-2")])
    with pytest.raises(Conflict) as conflict:
        ledger.append([entry("need-3"), entry("need-2")])
    assert conflict.value.stream == "need-2"


def test_of_a_refused_append_nothing_is_kept(ledger):
    ledger.append([entry("need-2")])
    with pytest.raises(Conflict):
        ledger.append([entry("need-1"), entry("need-2"), entry("need-3")])
    assert ledger.read_many(["need-1", "need-3"]) == {"need-1": [], "need-3": []}
    ledger.append([entry("need-1")])
    assert [kept.stream for kept in ledger.after(0)] == ["need-2", "need-1"]


def test_one_place_twice_in_an_append_is_a_conflict(ledger):
    with pytest.raises(Conflict) as conflict:
        ledger.append([entry("need-1"), entry("need-2"), entry("need-2")])
    assert (conflict.value.stream, ledger.last()) == ("need-2", 0)


def test_a_repeated_append_meets_its_own_success(ledger):
    ledger.append([entry("need-1")])
    entries = [entry("need-1", 2), entry("need-2", 1)]
    assert ledger.append(entries) == ledger.append(entries)
    assert [(kept.stream, kept.version) for kept in ledger.after(0)] == [
        ("need-1", 1),
        ("need-1", 2),
        ("need-2", 1),
    ]


def test_a_repeated_append_with_another_event_is_a_conflict(ledger):
    first, second = entry("need-1", 1), entry("need-2", 1)
    ledger.append([first, second])
    for changed in ([first, entry("need-2", 1)], [first, entry("need-3", 1)], [first, first]):
        with pytest.raises(Conflict):
            ledger.append(changed)
    assert len(ledger.after(0)) == 2


def test_a_stream_is_read_whole_in_the_order_of_its_versions(ledger):
    ledger.append([entry("need-1", 2), entry("need-10", 1), entry("need-1", 1)])
    ledger.append([entry("need-1", 3)])
    assert [kept.version for kept in ledger.read("need-1")] == [1, 2, 3]


def test_many_streams_are_read_at_once(ledger):
    ledger.append([entry("need-2", 1), entry("need-1", 1), entry("need-2", 2)])
    found = ledger.read_many(["need-2", "need-9", "need-1"])
    assert {stream: [kept.version for kept in lines] for stream, lines in found.items()} == {
        "need-2": [1, 2],
        "need-9": [],
        "need-1": [1],
    }


def test_lines_are_found_by_their_positions(ledger):
    ledger.append([entry(f"need-{number}") for number in range(5)])
    lines = {line.position: line for line in ledger.after(0)}
    assert ledger.at([4, 2, 99]) == {position: lines[position] for position in (2, 4)}
    assert ledger.at([]) == {}


def test_pages_follow_each_other_to_the_end(ledger):
    ledger.append([entry("need-1", version) for version in range(1, 12)])
    pages = [ledger.after(position, 5) for position in (0, 5, 10, 11)]
    assert [[kept.position for kept in page] for page in pages] == [
        [1, 2, 3, 4, 5],
        [6, 7, 8, 9, 10],
        [11],
        [],
    ]


def test_last_is_the_position_of_the_last_line(ledger):
    assert ledger.last() == 0
    ledger.append([entry("need-1", 1), entry("need-1", 2)])
    assert ledger.last() == 2


def test_a_second_ledger_on_the_same_log_sees_the_same(log_url, ledger):
    ledger.append([entry("need-1")])
    with closing(Ledger.open(log_url)) as other:
        other.append([entry("need-2")])
        assert other.after(0) == ledger.after(0)
        with pytest.raises(Conflict):
            other.append([entry("need-1")])


def test_programs_that_start_together_make_the_tables_once(log_url):
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(Ledger.open, [log_url] * 8))
    for number, ledger in enumerate(opened):
        ledger.append([entry(f"need-{number}")])
        ledger.close()
    with closing(Ledger.open(log_url)) as ledger:
        assert ledger.last() == 8


# --- waiting -------------------------------------------------------------------------------------


def test_waiting_for_what_is_there_takes_no_time(ledger):
    ledger.append([entry()])
    assert ledger.wait(0, timeout=0) is True


def test_waiting_in_vain_comes_to_an_end(ledger):
    ledger.append([entry()])
    assert ledger.wait(1, timeout=0.05) is False


def test_a_waiting_follower_is_woken_by_an_append(log_url, ledger):
    with closing(Ledger.open(log_url)) as writer, ThreadPoolExecutor(1) as threads:
        for position in range(20):
            woken = threads.submit(ledger.wait, position, 60)
            writer.append([entry(f"need-{position}")])
            assert woken.result() is True


def test_a_closed_ledger_sends_those_who_wait_home(log_url):
    ledger = Ledger.open(log_url)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ledger.wait, 0, 60)
        with closing(Ledger.open(log_url)) as other:
            other.wait(0, 0.05)  # so that the other one is at it
        ledger.close()
        assert waiting.result() is False


# --- text ----------------------------------------------------------------------------------------

TEXTS = [
    "需求：流动资金贷款 300 万元",
    "𠮷野家 👩\u200d🌾 e\u0301\u0301 \u202eabc",
    "a written \\u0000 is not a NUL; nor is \\\\u0000",
    "'; DROP TABLE stored_events; -- \" \\ %s $1 ? :x {}",
    "\u0001\t\r\n\u2028\ufeff\U0010ffff",
    "长" * 100_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:12]))
def test_text_is_kept_as_it_is(ledger, text):
    written = entry(f"need-{text[:40]}", 1, text)
    ledger.append([written])
    assert ledger.read(written.stream)[0].entry() == written.at(1)


@pytest.mark.parametrize(
    "mistaken",
    [
        entry("need-1", 1, "a\0b"),
        entry("need-1", 1, "\\\0"),
        entry("need\0", 1),
        entry("need-1")._replace(actor="\0"),
        entry("need-\ud800", 1),
        entry("need-1")._replace(actor="\udfff"),
    ],
    ids=["in the event", "behind a backslash", "stream", "actor", "half a pair", "another half"],
)
def test_text_that_not_every_store_can_keep_is_refused(ledger, mistaken):
    with pytest.raises(ValueError, match=r"NUL|surrogate"):
        ledger.append([entry("need-0"), mistaken])
    assert ledger.last() == 0


# --- places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:secret@h/db",
        "log.db",
        "sqlite://host/log.db",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///log.db?synchronous=perhaps",
        "sqlite:///log.db?mode=memory",
        "sqlite:///no/such/folder/log.db",
        "postgresql://u:secret@h/db?no_such_option=1",
    ],
)
def test_a_url_that_is_no_place_for_a_log_is_refused(url):
    with pytest.raises(ValueError) as refused:
        Ledger.open(url)
    assert "secret" not in str(refused.value)


def test_the_reason_why_there_is_no_log_is_told(postgres):
    with pytest.raises(Unavailable, match='database "nowhere" does not exist'):
        Ledger.open(with_options(postgres, dbname="nowhere"))


def test_in_postgresql_a_log_can_have_its_own_schema(postgres):
    with (
        closing(Ledger.open(with_options(postgres, schema="county_1"))) as one,
        closing(Ledger.open(with_options(postgres, schema="county_2"))) as other,
    ):
        one.append([entry("need-1")])
        assert (one.last(), other.last()) == (1, 0)


def test_whoever_may_only_append_needs_no_right_to_create(postgres):
    with closing(Ledger.open(postgres)), psycopg.connect(postgres, autocommit=True) as owner:
        clerk = f"clerk_of_{owner.info.dbname}"
        owner.execute(f"CREATE ROLE {clerk}")
        try:
            owner.execute(f"GRANT SELECT, INSERT ON stored_events TO {clerk}")
            owner.execute(f"GRANT USAGE ON SEQUENCE stored_events_notification_id_seq TO {clerk}")
            with closing(Ledger.open(with_options(postgres, options=f"-c role={clerk}"))) as ledger:
                assert ledger.append([entry()]) == [1]
        finally:
            owner.execute(f"DROP OWNED BY {clerk}")
            owner.execute(f"DROP ROLE {clerk}")


def test_an_append_stands_on_what_was_read(ledger):
    ledger.append([entry("need-1", 1)])
    assert ledger.append([entry("need-2", 1)], {"need-1": 1, "need-9": 0}) == [2]
    with pytest.raises(Conflict):
        ledger.append([entry("need-3", 1)], {"need-1": 0})
    assert ledger.read("need-3") == []


def test_a_repeated_append_is_recognised_though_what_was_read_has_moved_on(ledger):
    kept = [entry("need-2", 1)]
    first = ledger.append(kept, {"need-1": 0})
    ledger.append([entry("need-1", 1)])
    assert ledger.append(kept, {"need-1": 0}) == first
