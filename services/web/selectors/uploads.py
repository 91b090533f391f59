"""Files that somebody is about to import: nobody else sees them."""

from __future__ import annotations

from dataclasses import replace

from services.stores.uploads import SECONDS, Upload
from services.web.request import NotHere, PageRequest


def own_upload(request: PageRequest, id: str) -> Upload:
    """The one of that id, as long as it is kept."""
    oldest = int(request.house.now().timestamp()) - SECONDS
    upload = request.house.stores.uploads.upload(request.actor.user, id, oldest)
    if upload is None:
        raise NotHere
    return upload


def keep_upload(request: PageRequest, upload: Upload) -> None:
    at = upload.at or int(request.house.now().timestamp())
    request.house.stores.uploads.keep(request.actor.user, replace(upload, at=at))


def settle_upload(request: PageRequest, upload: Upload) -> None:
    request.house.stores.uploads.settle(request.actor.user, upload)
