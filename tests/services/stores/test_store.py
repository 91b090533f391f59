"""A store makes its tables for whoever asks first, also where its question stands in another's."""

from __future__ import annotations

from sqlalchemy import select

from projections.core.database import open_views, reading
from services.stores.lead_marks import OPENED, LeadMarks


def test_a_question_that_is_put_within_another_finds_its_tables(tmp_path):
    engine = open_views(f"sqlite:///{tmp_path / 'views.sqlite'}")
    nobodys = LeadMarks(engine).all_of("nobody")
    with reading(engine) as db:
        assert db.execute(select(OPENED).where(OPENED.c.lead.in_(nobodys))).all() == []
    engine.dispose()
