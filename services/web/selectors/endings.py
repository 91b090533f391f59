"""What ends with a party: counted, before anybody presses."""

from __future__ import annotations

from domain.leads.ending import ENDED_FROM
from domain.postings.posting import STANDING
from services.web.request import PageRequest

TITLES = {
    "leads": "办理中的线索",
    "consents": "授权",
    "postings": "发布的需求和供给",
    "users": "能登录的人",
}


def ending_with(request: PageRequest, id: str) -> list[tuple[str, int]]:
    """(what, how many), of what is under way now."""
    views = request.house.views
    heads = views.market.heads([id])
    needs = [head.id for head in heads if head.side == "need"]
    stand = {"requested", "prepared", "granted"}
    consents = [*views.consents.all(needs=needs), *views.consents.all(receiver=id)]
    counts = {
        "leads": sum(lead.status in ENDED_FROM for lead in views.leads.all(parties=[id])),
        "consents": sum(consent.status in stand for consent in consents),
        "postings": sum(head.status in STANDING for head in heads),
        "users": len(views.users.of_party(id)),
    }
    return [(TITLES[what], many) for what, many in counts.items()]
