"""What is kept beside the log and is never rebuilt from it."""

from __future__ import annotations

from sqlalchemy import Engine

from services.stores.attempts import Attempts
from services.stores.checks import Checks
from services.stores.credentials import Credentials
from services.stores.drafts import Drafts
from services.stores.known_devices import KnownDevices
from services.stores.lead_marks import LeadMarks
from services.stores.notice_queue import NoticeQueue
from services.stores.notices import NoticeMarks
from services.stores.quotas import Quotas
from services.stores.second_factors import SecondFactors
from services.stores.uploads import Uploads
from services.stores.webhook_queue import Webhooks


class Stores:
    """Secrets, delivery state, drafts and uploads, over one database."""

    def __init__(self, engine: Engine) -> None:
        self.credentials = Credentials(engine)
        self.attempts = Attempts(engine)
        self.quotas = Quotas(engine)
        self.known_devices = KnownDevices(engine)
        self.second_factors = SecondFactors(engine)
        self.drafts = Drafts(engine)
        self.uploads = Uploads(engine)
        self.webhooks = Webhooks(engine)
        self.notices = NoticeMarks(engine)
        self.notice_queue = NoticeQueue(engine)
        self.lead_marks = LeadMarks(engine)
        self.checks = Checks(engine)
