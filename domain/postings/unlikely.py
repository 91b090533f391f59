"""可疑 Unlikely: amounts, rates and terms that are far from what is usual are asked about before
a posting has them; what stood there before isn't asked about again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.core.unlikely import Objection, refuse_unlikely
from domain.postings.content import Content
from domain.values.usual import FIGURES, far_from, unusual

KINDS = {
    "money": "amount_fen",
    "rate": "rate_bp",
    "days": "tenor_days",
}  # of figures, by how they are read


def check_unlikely(content: Content, before: Content | None = None) -> None:
    """Raises `amount.unlikely`, `rate.unlikely` or `tenor.unlikely`, with the figure's field."""
    refuse_unlikely(_objections(content, before))


def _objections(content: Content, before: Content | None) -> Iterator[Objection]:
    for name, field in type(content.terms).model_fields.items():
        asked, value = field.json_schema_extra, getattr(content.terms, name)
        if not isinstance(asked, dict) or not asked.get("usual") or value is None:
            continue
        kind = KINDS[str(asked["reads"])]
        own: Any = None if asked["usual"] is True else asked["usual"]
        figure, bound = FIGURES[kind], unusual(kind, value, own)
        if bound is not None and not (before and getattr(before.terms, name, None) == value):
            reason = far_from(figure, value, figure.bounds[value > bound], bound)
            yield Objection(figure.code, name, f"{field.title}{figure.shows(value)}", reason)
