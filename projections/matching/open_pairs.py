"""待确认 Open pairs: two that may fit, once somebody has answered what is open between them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.postings.posting import Side
from projections.postings.posting_table import PostingRow


@dataclass(frozen=True)
class OpenQuestion:
    """What is to be stated, as its field is called in the form, and by whose side."""

    title: str
    whose: Side


@dataclass(frozen=True)
class OpenPair:
    """Nothing is against this pair; `questions` are what keeps it from being proposed."""

    need: PostingRow
    offering: PostingRow
    questions: tuple[OpenQuestion, ...]

    def of(self, side: Side) -> tuple[str, ...]:
        """What this side is asked."""
        return tuple(question.title for question in self.questions if question.whose == side)
