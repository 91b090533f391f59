"""不限 that an offering states is shown as a fact: on pages, to programs, at the command line."""

from __future__ import annotations

import re
from io import StringIO

from rich.console import Console

from domain.postings.offering import OfferingRevised
from domain.postings.terms import BankOffering
from projections.matching.reason_sheet import reason_sheet
from services.cli.show import reason_sheet as printed
from tests.examples import loan
from tests.web.api.test_api import program
from tests.web.sites import text

WIDE = BankOffering(amount_max_fen=10**12)  # which says nothing of the tenor


def offered(plain, **says):
    """The loan says this of its bounds now; the proposal's page, its conditions, and its facets as
    a program gets them."""
    plain.tell(("offering-o1", OfferingRevised(content=loan(terms=WIDE, **says))))
    plain.house.views.fresh()
    [proposal] = plain.house.views.proposals.all(need="n1")
    page = plain.client("enterprise").get(f"/proposals/{proposal.id}").text
    [table] = re.findall(r'<table class="facets">.*?</table>', page, re.DOTALL)
    answer = program(plain, "enterprise", "read").get(f"/proposals/{proposal.id}").json()
    facets = {facet["name"]: facet for facet in answer["reasons"]["facets"]}
    return text(page), text(table), facets["tenor"]


def at_the_command_line(plain):
    sheet = reason_sheet(plain.house.views.proposals, "n1", "o1")
    console = Console(width=100, file=StringIO(), record=True)
    console.print(printed(sheet, {}))
    return " ".join(console.export_text().split())


def test_it_is_shown_where_it_is_stated_and_nowhere_else(plain):
    page, table, facet = offered(plain, unlimited=("tenor",))
    assert "期限 需求方 180天 · 供给方 不限" in page
    assert "期限 180天 不限" in table
    assert facet["unlimited"] is True
    line = at_the_command_line(plain)
    assert "期限 需求方 180天 · 供给方 不限" in line
    assert "期限 180天 不限" in line


def test_control_a_bound_that_is_left_out_is_not_said_to_be_unlimited(plain):
    page, table, facet = offered(plain)
    assert "期限 需求方 180天 · 供给方未说明" in page
    assert "期限 180天 未说明" in table
    assert "unlimited" not in facet
    line = at_the_command_line(plain)
    assert "期限 180天 未说明" in line
    assert "不限" not in line + table
