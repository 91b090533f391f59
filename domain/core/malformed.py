"""Malformed: what came in can't be read. No refusal (nobody ruled on it), no bug of ours."""

from __future__ import annotations

SHOWN_AT_MOST = 40


class Malformed(ValueError):
    """Input that can't be read exactly.

    `code` is stable and for programs (`money.ambiguous`), `message` says in Chinese what is wrong,
    `advice` what to do about it, `field` where it stood (a door that knows the field adds it with
    `at`), `value` what was read, shortened and with unprintable characters escaped.
    """

    def __init__(
        self, code: str, message: str, advice: str = "", *, value: str = "", field: str = ""
    ) -> None:
        self.code, self.message, self.advice, self.field = code, message, advice, field
        self.value = shown(value)
        super().__init__(message)

    def at(self, field: str) -> Malformed:
        """The same finding, with the field where it stood."""
        return Malformed(self.code, self.message, self.advice, value=self.value, field=field)

    def __str__(self) -> str:
        parts = (self.field, self.message, f"读到“{self.value}”" if self.value else "", self.advice)
        return " · ".join(part for part in parts if part)


def shown(value: str) -> str:
    """A value as it may be printed: at most 40 characters, nothing that moves a cursor."""
    short = value if len(value) <= SHOWN_AT_MOST else value[:SHOWN_AT_MOST] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
