"""Files that somebody is about to import: nobody else sees them."""

from __future__ import annotations

from dataclasses import replace

from services.stores.uploads import SECONDS, Upload
from services.web.request import NotHere, PageRequest


def _oldest(request: PageRequest) -> int:
    return int(request.house.now().timestamp()) - SECONDS


def own_upload_of(request: PageRequest, id: str) -> Upload | None:
    """The one that became this import and of which rows were left, as long as it is kept."""
    upload = request.house.stores.uploads.of_import(request.actor.user, id, _oldest(request))
    return upload if upload and upload.outcome and upload.outcome["counts"]["left"] else None


def own_upload(request: PageRequest, id: str) -> Upload:
    """The one of that id, as long as it is kept."""
    oldest = _oldest(request)
    upload = request.house.stores.uploads.upload(request.actor.user, id, oldest)
    if upload is None:
        raise NotHere
    return upload


def keep_upload(request: PageRequest, upload: Upload) -> None:
    at = upload.at or int(request.house.now().timestamp())
    request.house.stores.uploads.keep(request.actor.user, replace(upload, at=at))


def settle_upload(request: PageRequest, upload: Upload) -> None:
    request.house.stores.uploads.settle(request.actor.user, upload)
