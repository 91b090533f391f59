"""Time is somebody's morning list: what is overdue is read from views, and commands are sent.

Nothing expires by itself, and nothing expires because somebody looked at it.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.core.command import Ask, Command, Refusal
from domain.core.streams import stream
from domain.leads.answers import Lapse
from domain.leads.consent import ExpireConsent
from domain.matching.proposal import ExpireProposal
from domain.postings.posting import Expire, Withdraw
from services.house.house import House
from services.ledger.ledger import Conflict


def expire(house: House, ask: Ask) -> list[str]:
    """End what was valid until before `ask.on`: postings, proposals, consents, undecided leads;
    and the postings of parties that were merged into others.

    The views must have caught up. Returns what ended, by stream.
    """
    ended = []
    for name, command in _due(house, ask.on.isoformat()):
        try:
            if house.desk.do(command, ask).entries:
                ended.append(name)
        except (Refusal, Conflict):
            continue  # renewed, withdrawn or answered since the view looked, or just now
    return ended


def _due(house: House, today: str) -> Iterator[tuple[str, Command]]:
    for side, id in house.views.market.overdue(today):
        yield stream(side, id), Expire.model_validate({"side": side, "id": id})
    for side, id in house.views.todo.merged():
        said = {"side": side, "id": id, "reason_code": "merged"}
        yield stream(side, id), Withdraw.model_validate(said)
    for id in house.views.decisions.due(today):
        yield stream("proposal", id), ExpireProposal(id=id)
    for consent in house.views.consents.over(today):
        name = stream("consent", consent.need, consent.receiver)
        yield name, ExpireConsent(need=consent.need, receiver=consent.receiver)
    for id in house.views.leads.undecided(today):
        yield stream("lead", id), Lapse(id=id)
