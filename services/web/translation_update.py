"""The English catalogue: which texts there are, found in templates and tables.

`python -m tests.generate` adds the new ones and drops those that are gone. A test
fails while any of them has no translation.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from domain.administration.access_key import SCOPES
from domain.administration.parameter import PARAMETERS
from domain.administration.user import TITLES
from domain.core.lifecycle import event_title
from domain.leads import codes as lead_codes
from domain.leads.money import TITLES as MONEY_TITLES
from domain.leads.policies import BY_A_CLAIM, BY_THE_HOUSE
from domain.leads.unlikely import BOUNDS
from domain.log.catalogue import EVENTS, LIFECYCLES
from domain.matching import codes as matching_codes
from domain.matching.grade import GRADES
from domain.parties import codes as party_codes
from domain.parties.contact import BOTH
from domain.parties.party import TITLES as PARTY_TITLES
from domain.postings import codes as posting_codes
from domain.postings import lead_terms
from domain.postings.terms import TERMS
from domain.postings.tracks import TRACKS
from domain.results import codes as result_codes
from domain.sessions import codes as session_codes
from domain.values import corrections, periods
from projections.figures.figure_table import FIGURES
from projections.figures.funnel import DEFINITIONS
from projections.figures.funnel import TITLES as STAGE_TITLES
from projections.leads.lead_money import RECEIPTS
from projections.matching.unmatched_reasons import TITLES as UNMATCHED_TITLES
from projections.notices.kinds import GROUPS, ROWS
from services.files.intake.batch import BECAME
from services.files.period import paper as period_paper
from services.files.tables.columns import columns, kinds
from services.files.tables.columns import title_of as kind_title
from services.files.tables.record_kinds import EXACT, STATISTIC
from services.house.settings import OFFICE
from services.house.view_titles import VIEW_TITLES
from services.inbound.shorthand import PUBLIC_COMMANDS, title_of
from services.outbound.outcomes import MEANINGS
from services.web.translation import CATALOGUE

HERE = Path(__file__).parent
CODES = (lead_codes, matching_codes, party_codes, posting_codes, result_codes, session_codes)
CHINESE = re.compile("[\u4e00-\u9fff]")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
SOURCES = [("templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {
    "templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
    | {"extensions": "jinja2.ext.do"}
}


@cache
def messages() -> frozenset[str]:
    """Every text that a page may show in Chinese."""
    extracted = {
        message
        for _, _, message, _, _ in extract_from_dir(HERE, SOURCES, OPTIONS, keywords={"_": None})
        if isinstance(message, str)
    }
    texts = (*extracted, *_tables(), *_constants())
    return frozenset(text for text in texts if CHINESE.search(text))


def _tables() -> Iterator[str]:
    """Titles that stand in tables of the domain."""
    for cycle in LIFECYCLES.values():
        yield from (cycle.title, *cycle.titles.values())
        yield from (step.title for step in cycle.steps)
    yield from (*map(event_title, EVENTS), *map(title_of, PUBLIC_COMMANDS))
    yield from (policy.title for policy in (*BY_THE_HOUSE, *BY_A_CLAIM))
    for titles in (
        BECAME,
        corrections.CORRECTION_REASONS,
        GRADES,
        MONEY_TITLES,
        RECEIPTS,
        SCOPES,
        UNMATCHED_TITLES,
    ):
        yield from titles.values()
    yield from (bound.title for bound in BOUNDS.values())
    for terms_of_leads in (lead_terms.ELSE, *(track.lead_terms for track in TRACKS.values())):
        yield from (word for word in vars(terms_of_leads).values() if isinstance(word, str))
    for track in TRACKS.values():
        yield track.title
        yield from (rule.title for rule in track.rules)
    for terms in TERMS.values():
        for field in terms.model_fields.values():
            extra = field.json_schema_extra
            yield str(field.title or "")
            yield str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else ""
    for kind in kinds():
        yield kind_title(kind)
        yield from (text for column in columns(kind) for text in (column.label, column.hint))
    yield from (*EXACT.values(), *(column.example for column in columns(STATISTIC)))
    yield from periods.KINDS.values()
    for figure in FIGURES.values():
        yield from (figure.title, figure.unit, figure.definition)
    for table in (table for module in CODES for table in vars(module).values()):
        if isinstance(table, dict):
            rows = table.values()
            yield from (
                str(row if isinstance(row, str) else getattr(row, "title", "")) for row in rows
            )
    yield from (*STAGE_TITLES.values(), *DEFINITIONS.values())
    yield from (*PARTY_TITLES.values(), BOTH.message, BOTH.advice)
    yield from (*(row.title for row in ROWS), *(group.title for group in GROUPS.values()))
    yield from (*TITLES.values(), OFFICE)
    yield from (*period_paper.TITLES.values(), *period_paper.HEADINGS, *period_paper.SEAL)
    yield from period_paper.TARGET_HEADINGS
    yield period_paper.WHOLE
    yield from VIEW_TITLES.values()
    yield from (text for meaning in MEANINGS.values() for text in meaning)
    yield from (text for row in PARAMETERS.values() for text in (row.title, row.unit))


def _constants() -> Iterator[str]:
    """Texts in our own modules that reach a template through the filter `t`: whole, plain ones."""
    beside = (
        HERE.parent / "demo" / "fill.py",
        HERE.parent / "files" / "tables" / "statistic_fields.py",
    )
    for source in (*sorted(HERE.rglob("*.py")), *beside):
        nodes = list(ast.walk(ast.parse(source.read_text(encoding="utf-8"))))
        parts = {id(value) for n in nodes if isinstance(n, ast.JoinedStr) for value in n.values}
        documents = {ast.get_docstring(n, clean=False) for n in nodes if isinstance(n, DOCUMENTED)}
        texts = (n for n in nodes if isinstance(n, ast.Constant) and id(n) not in parts)
        yield from (n.value for n in texts if isinstance(n.value, str) if n.value not in documents)


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def missing() -> list[str]:
    """Texts without a translation."""
    translations = catalogue()
    return sorted(m for m in messages() if not (translations.get(m) and translations[m].string))


def update() -> None:
    """Write the catalogue with all texts there are now, and what was translated of them."""
    made = Catalog(locale="en", fuzzy=False)
    before = catalogue()
    for text in sorted(messages()):
        known = before.get(text)
        made.add(text, known.string if known else "")
    with CATALOGUE.open("wb") as file:
        write_po(file, made, width=100, no_location=True, omit_header=True)
