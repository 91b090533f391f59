"""What is beside an amount of a lead that is asked about, for its form."""

from __future__ import annotations

from domain.administration.plausible import factor
from domain.core.streams import stream
from domain.leads.lead import Lead
from domain.leads.money import Money
from domain.leads.plausible import doubts
from projections.leads.leads import LeadRow
from services.house.parameters import parameters
from services.web.forms import Form, Question
from services.web.request import PageRequest


def asked_beside(request: PageRequest, lead: LeadRow, what: str, form: Form) -> None:
    """Put beside an amount that is asked about what it is held against, with how far it is."""
    question = form.question
    if question is None:
        return
    desk = request.house.desk
    state = desk.state(stream("lead", lead.id), Lead())
    money = Money(day=request.today, amount_fen=question.fen)
    far = doubts(what, money, state, parameters(desk), request.today)
    beside = tuple(
        (doubt.beside, doubt.beside_fen, factor(doubt.fen, doubt.beside_fen)) for doubt in far
    )
    form.question = Question(question.text, question.fen, beside)
