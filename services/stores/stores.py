"""What is kept beside the log and is never rebuilt from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from services.sealing.master import Master
from services.stores.attempts import Attempts
from services.stores.backups import Backups
from services.stores.checks import Checks
from services.stores.credentials import Credentials
from services.stores.drafts import Drafts
from services.stores.known_devices import KnownDevices
from services.stores.lead_marks import LeadMarks
from services.stores.notice_queue import NoticeQueue
from services.stores.notices import NoticeMarks
from services.stores.quotas import Quotas
from services.stores.second_factors import SecondFactors
from services.stores.store import Store
from services.stores.subject_keys import SubjectKeys
from services.stores.uploads import Uploads
from services.stores.webhook_queue import Webhooks

KINDS: tuple[type[Store], ...] = (
    Credentials,
    Attempts,
    Quotas,
    KnownDevices,
    SecondFactors,
    Drafts,
    Uploads,
    Webhooks,
    NoticeMarks,
    NoticeQueue,
    LeadMarks,
    SubjectKeys,
    Backups,
    Checks,
)
TABLES = tuple(table for kind in KINDS for table in kind.tables.sorted_tables)


class Stores:
    """Secrets, delivery state, drafts and uploads, over one database. `views` are read with them,
    where one question is about both; the master key seals what would let others in, and wraps
    the keys of subjects."""

    def __init__(
        self, engine: Engine, views: Engine, master: Master, today: Callable[[], date]
    ) -> None:
        self.database = engine
        self.credentials = Credentials(engine)
        self.attempts = Attempts(engine)
        self.quotas = Quotas(engine)
        self.known_devices = KnownDevices(engine)
        self.second_factors = SecondFactors(engine, master.vault)
        self.drafts = Drafts(engine)
        self.uploads = Uploads(engine)
        self.webhooks = Webhooks(engine, master.vault)
        self.notices = NoticeMarks(engine, views)
        self.notice_queue = NoticeQueue(engine)
        self.subject_keys = SubjectKeys(engine, master, today)
        self.lead_marks = LeadMarks(engine)
        self.checks = Checks(engine)
        self.backups = Backups(engine)
