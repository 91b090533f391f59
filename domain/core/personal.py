"""Personal data: the one marked type in which it may stand in an event.

Because every name and phone number is a `Personal` with its subject beside it, sealing with a key
per subject and erasure need no change of any event. The value shows only to who asks with `reveal`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Subject = Annotated[str, Field(strict=True, pattern=r"^[a-z]+-[0-9A-Za-z-]{1,64}$")]


class Personal(BaseModel):
    """A piece of personal data and whose it is: `subject` is an id, not derived from the value."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    subject: Subject
    value: Annotated[str, Field(strict=True, min_length=1, max_length=2000)]

    def reveal(self) -> str:
        """The value itself: for the screen of someone who may see it, and for nothing else."""
        return self.value

    def __repr__(self) -> str:
        return f"〔个人信息 {self.subject}〕"

    def __str__(self) -> str:
        return repr(self)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """For pretty printers, which ask pydantic for the fields."""
        return [("subject", self.subject)]
