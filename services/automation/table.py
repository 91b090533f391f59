"""What the house does by itself: one line a reaction. The runner walks them in this order.

A line says how often the runner looks, which view shows that something is due, which command is
sent then, and who asks; then the function that does it, and what is said when it did anything.
Neighbours that say the same are counted together.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from domain.core.command import Ask, Command, Role
from domain.leads.answers import Lapse
from domain.leads.consent import ExpireConsent, RequestConsent
from domain.leads.consent_end import EndConsent
from domain.leads.delivery import DeliverLead, ExtendLead, Release
from domain.leads.lead_end import EndLead
from domain.matching.model import RecordFit
from domain.matching.open_fields import AskForFields
from domain.matching.proposal import DeliverProposal, ExpireProposal
from domain.postings.posting import Expire, Pause, Withdraw
from services.automation.expiry import (
    end_consents,
    end_leads,
    expire_consents,
    expire_postings,
    expire_proposals,
    lapse_leads,
    pause_postings,
    withdraw_postings,
)
from services.automation.reactions import (
    React,
    ask_for_fields,
    deliver_leads,
    deliver_proposals,
    extend_leads,
    release,
    request_consents,
)
from services.house.desk import Desk
from services.house.views import Views
from services.matching.refitting import GROWTH, refit

AT_ONCE_S = 0.0  # between two looks: with whatever is appended
SOON_S = 2.0  # nobody is waiting for it
SELDOM_S = 600.0


@dataclass(frozen=True)
class Asker:
    """In whose name a command is sent."""

    actor: str
    role: Role
    source: str


@dataclass(frozen=True)
class Reaction:
    """`says` has `{n}` for how many things were done and `{names}` for which; "" says nothing."""

    every_s: float
    shown_by: str
    command: type[Command]
    asker: Asker
    react: React
    says: str

    @property
    def ends(self) -> bool:
        """Whether it ends what is over, which can't be undone."""
        return self.asker is CLOCK


HOUSE = Asker("house", Role.SYSTEM, "reaction")
CLOCK = Asker("clock", Role.CLOCK, "clock")
FITTING = Asker("fitting", Role.SYSTEM, "clock")

SENT = "送出线索 {n} 条"
EXTENDED = "补充线索资料 {n} 条"
ENDED = "到期 {n} 条"
FITTED = "更新模型 {names}"
FIELDS = "请 {n} 项供给补充信息"
ASKED = "送达建议、请求授权 {n} 件"


def fit_missing(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Fit the tracks that have no model, or one that knows a word of their texts otherwise."""
    lexicon = views.lexicons.lexicon()
    return refit(views.proposals, desk, ask, growth=inf, lexicon=lexicon)


def fit_grown(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """Fit the tracks whose texts have grown by a tenth since their model was fitted, too."""
    return refit(views.proposals, desk, ask, growth=GROWTH, lexicon=views.lexicons.lexicon())


# fmt: off
REACTIONS = tuple(Reaction(*line) for line in (
    # every      shown by            command          asker    how                says
    (AT_ONCE_S, "todo.leads",       DeliverLead,     HOUSE,   deliver_leads,     SENT),
    (SOON_S,    "market.overdue",   Expire,          CLOCK,   expire_postings,   ENDED),
    (SOON_S,    "todo.gone",        Withdraw,        CLOCK,   withdraw_postings, ENDED),
    (SOON_S,    "todo.away",        Pause,           CLOCK,   pause_postings,    ENDED),
    (SOON_S,    "todo.ending_consents", EndConsent,  CLOCK,   end_consents,      ENDED),
    (SOON_S,    "todo.ending_leads", EndLead,        CLOCK,   end_leads,         ENDED),
    (SOON_S,    "decisions.due",    ExpireProposal,  CLOCK,   expire_proposals,  ENDED),
    (SOON_S,    "consents.over",    ExpireConsent,   CLOCK,   expire_consents,   ENDED),
    (SOON_S,    "leads.undecided",  Lapse,           CLOCK,   lapse_leads,       ENDED),
    (SOON_S,    "lexicons.lexicon", RecordFit,       FITTING, fit_missing,       FITTED),
    (SELDOM_S,  "market.counts",    RecordFit,       FITTING, fit_grown,         FITTED),
    (SOON_S,    "extensions.due",   ExtendLead,      HOUSE,   extend_leads,      EXTENDED),
    (SOON_S,    "leads.unreleased", Release,         HOUSE,   release,           ""),
    (SOON_S,    "todo.proposals",   DeliverProposal, HOUSE,   deliver_proposals, ASKED),
    (SOON_S,    "todo.consents",    RequestConsent,  HOUSE,   request_consents,  ASKED),
    (SELDOM_S,  "unmatched.of",     AskForFields,    HOUSE,   ask_for_fields,    FIELDS),
))
# fmt: on


def expire(views: Views, desk: Desk, ask: Ask) -> list[str]:
    """All that the clock ends, in one go; returns what ended, by stream. The views are fresh."""
    ended = []
    for reaction in REACTIONS:
        while reaction.ends and (names := reaction.react(views, desk, ask)):
            ended += names
    return ended
