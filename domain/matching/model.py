"""撮合模型 Model versions: which weights the proposals of a track are computed with, from when on.

A model is fitted outside and recorded here as values; replaying the log never fits again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.core.codelist import check_code
from domain.core.command import Ask, Command, Permission, Refusal, Role, State
from domain.core.event import Event
from domain.core.shapes import Whole
from domain.core.streams import stream
from domain.postings.tracks import TRACKS


class MatcherFitted(Event, name="matcher.fitted", title="更新撮合模型"):
    """`model` is what `projections.matcher.Model` gives and takes; `fitted_at` a log position."""

    track: str
    fitted_at: Whole
    digest: str
    model: dict[str, Any]


@dataclass(frozen=True)
class Fitted:
    """The digest of the model in force."""

    digest: str = ""
    fitted_at: int = 0

    def after(self, event: Event) -> Fitted:
        match event:
            case MatcherFitted():
                return Fitted(event.digest, event.fitted_at)
        return self


class RecordFit(Command):
    permission: ClassVar = Permission(
        frozenset({Role.SYSTEM, Role.ADMIN}), "matcher.role", "撮合模型由系统更新"
    )

    track: str
    fitted_at: Whole
    digest: str
    model: dict[str, Any]

    def about(self) -> Mapping[str, State]:
        return {stream("matcher", self.track): Fitted()}

    def decide(self, fitted: Fitted, ask: Ask) -> Iterable[Event]:
        check_code(self.track, TRACKS, "track", "track.unknown")
        if self.model.get("digest") != self.digest:
            raise Refusal("matcher.digest", "模型与它的摘要不符", "digest")
        if self.fitted_at < fitted.fitted_at:
            raise Refusal("matcher.older", "已有更新的模型", "fitted_at")
        if self.digest != fitted.digest:
            yield MatcherFitted(**dict(self))
