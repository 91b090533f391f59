"""Uploads are their senders' alone, and are gone after a day."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projections.core.database import open_views
from services.stores.uploads import MOST, SECONDS, Upload, Uploads

LIST = Upload("u1", "汇总表.xlsx", b"PK", {"track": "bank"}, None, 1_000)
DONE = replace(LIST, body=b"left", outcome={"created": 2})


@pytest.fixture
def uploads(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.sqlite'}")
    yield Uploads(engine)
    engine.dispose()


def test_an_upload_is_read_as_it_was_kept_and_by_its_sender_alone(uploads):
    uploads.keep("a", LIST)
    assert uploads.upload("a", "u1", 0) == LIST
    assert uploads.upload("b", "u1", 0) is None
    uploads.keep("a", DONE)
    assert uploads.upload("a", "u1", 0) == DONE


def test_an_upload_is_kept_for_a_day(uploads):
    uploads.keep("a", LIST)
    assert uploads.upload("a", "u1", LIST.at + 1) is None  # control: it is still there
    later = replace(LIST, id="u2", at=LIST.at + SECONDS + 1)
    uploads.keep("b", later)
    assert uploads.upload("a", "u1", 0) is None
    assert uploads.upload("b", "u2", 0) == later


def test_of_one_user_the_latest_are_kept(uploads):
    for number in range(MOST + 1):
        uploads.keep("a", replace(LIST, id=f"u{number}", at=LIST.at + number))
    kept = [uploads.upload("a", f"u{number}", 0) is not None for number in range(MOST + 1)]
    assert kept == [False] + [True] * MOST


def test_what_is_settled_leaves_the_file_and_nothing_is_settled_of_what_was_taken(uploads):
    settled = {"track": "labor"}
    uploads.keep("a", LIST)
    uploads.settle("a", replace(LIST, body=b"", settled=settled))
    assert uploads.upload("a", "u1", 0) == replace(LIST, settled=settled)
    uploads.keep("a", DONE)
    uploads.settle("a", replace(DONE, settled=settled))
    assert uploads.upload("a", "u1", 0) == DONE
