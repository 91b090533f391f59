"""Quotas: each party's, whatever keys it has and however many processes answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from projections.core.database import open_views
from services.stores.quotas import Quotas
from services.web.quota import Quota

NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def engine(request, tmp_path):
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'views.db'}"
    else:
        url = request.getfixturevalue("bare_postgres").replace("postgresql:", "postgresql+psycopg:")
    made = open_views(url)
    yield made
    made.dispose()


def taken(quota, many, party="b01"):
    return [quota.take(party)[0] for _ in range(many)].count(True)


def test_two_processes_have_one_quota_together(engine):
    """Each takes a handful at a time: at most one of them is left in the other's hand."""
    first, second = (Quota(Quotas(engine), lambda: NOON, "api", 60) for _ in range(2))
    assert 59 <= taken(first, 31) + taken(second, 100) <= 60
    assert taken(first, 100) <= 1


def test_another_party_and_another_minute_have_their_own(engine):
    moment = [NOON]
    quota = Quota(Quotas(engine), lambda: moment[0], "api", 5)
    assert (taken(quota, 9), taken(quota, 9, "b02")) == (5, 5)
    moment[0] += timedelta(minutes=1)
    assert taken(quota, 9) == 5


def test_the_headers_say_how_many_are_left_and_for_how_long(engine):
    quota = Quota(Quotas(engine), lambda: NOON + timedelta(seconds=20), "api", 2)
    left = [quota.take("b01")[1]["ratelimit-remaining"] for _ in range(2)]
    over, headers = quota.take("b01")
    assert (left, over, headers["retry-after"]) == (["1", "0"], False, "40")


def test_where_the_count_is_away_the_process_counts_by_itself(tmp_path):
    away = open_views(f"sqlite:///{tmp_path / 'nowhere' / 'views.db'}")
    quota = Quota(Quotas(away), lambda: NOON, "api", 5)
    assert taken(quota, 9) == 5
    away.dispose()
