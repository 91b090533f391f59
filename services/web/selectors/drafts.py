"""What somebody has begun to write: nobody else sees it."""

from __future__ import annotations

from dataclasses import replace

from services.stores.drafts import DAYS, KeptDraft
from services.web.request import PageRequest


def own_draft(request: PageRequest, id: str) -> KeptDraft | None:
    """The one of that id, as long as it is kept."""
    draft = request.house.stores.drafts.draft(request.actor.user, id)
    return draft if draft and draft.at >= _oldest(request) else None


def own_drafts(request: PageRequest) -> list[KeptDraft]:
    """All of them, the latest first; none on a past day."""
    if request.at is not None:
        return []
    return request.house.stores.drafts.of(request.actor.user, _oldest(request))


def keep_draft(request: PageRequest, draft: KeptDraft) -> None:
    at = int(request.house.now().timestamp())
    request.house.stores.drafts.keep(request.actor.user, replace(draft, at=at))


def drop_draft(request: PageRequest, id: str) -> None:
    request.house.stores.drafts.drop(request.actor.user, id)


def _oldest(request: PageRequest) -> int:
    return int(request.house.now().timestamp()) - DAYS * 86_400
