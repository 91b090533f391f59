"""Personal data: the one marked type in which it may stand in an event.

Every name and phone number is a `Personal` with its subject beside it. In the log it stands sealed
under a key of its subject; where that key is gone, so is the value, in every copy. The value shows
only to who asks with `reveal`.

A value that was read from a sealed line carries the sealed form with it and is written down in that
form again, wherever it goes. A value that somebody has typed has none yet: the ledger seals it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Protocol

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    model_serializer,
    model_validator,
)

Subject = Annotated[str, Field(strict=True, pattern=r"^[a-z]+-[0-9A-Za-z-]{1,64}$")]

CLEAR, SEALED = {"subject", "value"}, {"subject", "sealed", "of"}
ERASED = "〔已删除〕"
CLOSED = "〔封存〕"  # stands in the place of a value that nobody has opened

Open = Callable[[str, str, str], str | None]  # (subject, sealed, of) → the value


class Keys(Protocol):
    """A key for each subject. `of` is the id of the event and the path of the field in it: equal
    values look different, and none can be moved to another place."""

    def seal(self, subject: str, value: str, of: str) -> str: ...

    def open(self, subject: str, sealed: str, of: str) -> str | None:
        """None where the key is gone. Raises `ValueError` for what this key never sealed."""


class Personal(BaseModel):
    """A piece of personal data and whose it is: `subject` is an id, not derived from the value."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    subject: Subject
    value: Annotated[str, Field(strict=True, min_length=1, max_length=2000)]
    _form: tuple[str, str] | None = PrivateAttr(default=None)  # sealed, of
    _open: Open | None = PrivateAttr(default=None)

    @model_validator(mode="wrap")
    @classmethod
    def _read(
        cls, data: Any, handler: ModelWrapValidatorHandler[Personal], info: ValidationInfo
    ) -> Personal:
        """A sealed form is read where there are keys; a command from outside has none."""
        opens = (info.context or {}).get("open")
        if opens is None or not isinstance(data, Mapping) or set(data) != SEALED:
            return handler(data)
        if not (isinstance(data["sealed"], str) and isinstance(data["of"], str)):
            raise ValueError("a sealed value is text")  # noqa: TRY004 (pydantic collects ValueErrors)
        made = handler({"subject": data["subject"], "value": CLOSED})
        made._form, made._open = (data["sealed"], data["of"]), opens  # noqa: SLF001 (its own class)
        return made

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo):  # type: ignore[no-untyped-def] # noqa: ANN202 (a type here would become the schema)
        if self._form is None:
            return handler(self)
        if not (info.context or {}).get("opened"):
            return {"subject": self.subject, "sealed": self._form[0], "of": self._form[1]}
        value = self._opened()
        if value is None:  # it stays a place where something was
            return {"subject": self.subject, "sealed": "", "of": ""}
        return {"subject": self.subject, "value": value}

    def reveal(self) -> str:
        """The value itself: for the screen of someone who may see it, and for nothing else."""
        value = self._opened()
        return ERASED if value is None else value

    @property
    def erased(self) -> bool:
        """Whether nobody can open it any more."""
        return self._opened() is None

    def _opened(self) -> str | None:
        if self._form is None:
            return self.value
        if not self._form[0] or self._open is None:
            return None
        return self._open(self.subject, *self._form)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Personal):
            return NotImplemented
        if self._form is not None and self._form == other._form:
            return self.subject == other.subject
        return self.subject == other.subject and self._opened() == other._opened()

    def __hash__(self) -> int:
        return hash(self.subject)

    def __repr__(self) -> str:
        return f"〔个人信息 {self.subject}〕"

    def __str__(self) -> str:
        return repr(self)

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        """For pretty printers, which ask pydantic for the fields."""
        return [("subject", self.subject)]


def opening(opens: Open | None) -> dict[str, Any] | None:
    """The context in which sealed values are read."""
    return None if opens is None else {"open": opens}


OPENED = {"opened": True}  # the context in which values are written to be sealed anew


def sealed(data: Any, of: str, keys: Keys) -> Any:
    """JSON with every personal value sealed for its place in the event `of`."""
    return _each(data, of, lambda value, place: _sealed(value, place, keys))


def misplaced(data: Any, of: str) -> str | None:
    """The place of a sealed value that was sealed for another; None where each is in its own."""
    wrong: list[str] = []

    def look(value: dict[str, Any], place: str) -> dict[str, Any]:
        if set(value) == SEALED and value["of"] != place:
            wrong.append(place)
        return value

    _each(data, of, look)
    return next(iter(wrong), None)


def personals(data: Any) -> list[dict[str, Any]]:
    """Every personal value in this JSON, as it stands there."""
    seen: list[dict[str, Any]] = []

    def note(value: dict[str, Any], _place: str) -> dict[str, Any]:
        seen.append(value)
        return value

    _each(data, "", note)
    return seen


def masked(data: Any) -> Any:
    """JSON with personal values by their subject alone."""
    return _each(data, "", lambda value, _place: {"subject": value["subject"]})


def _sealed(value: dict[str, Any], place: str, keys: Keys) -> dict[str, Any]:
    subject = value["subject"]
    if set(value) == SEALED:  # erased: nothing is left to seal
        return {"subject": subject, "sealed": value["sealed"], "of": place}
    return {"subject": subject, "sealed": keys.seal(subject, value["value"], place), "of": place}


def _each(data: Any, place: str, change: Callable[[dict[str, Any], str], Any]) -> Any:
    """The same JSON, every personal value in it changed; `place` is where it stands."""
    if isinstance(data, dict):
        if set(data) in (CLEAR, SEALED):
            return change(data, place)
        return {name: _each(inner, f"{place}/{name}", change) for name, inner in data.items()}
    if isinstance(data, list):
        return [_each(inner, f"{place}/{n}", change) for n, inner in enumerate(data)]
    return data
