"""What is written out reads back as itself: every field of every kind of table, in a workbook and
as a text, and an import of it changes nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.core.malformed import Malformed
from domain.parties.party import Profile
from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.terms import TERMS, Condition, PolicyNeed
from domain.values.industry import NAMES as INDUSTRIES
from domain.values.region import NAMES as REGIONS
from domain.values.text import clean_text
from domain.values.uscc import completed
from projections.parties.parties import PartyRow
from projections.postings.posting_table import PostingRow
from services.files.cells.meaning import NOTHING
from services.files.cells.writing import as_it_returns
from services.files.exports.export import as_text, as_workbook
from services.files.exports.listings import kind_sheet, party_sheet, posting_sheets
from services.files.intake.row import read_line
from services.files.sheets.sheets import read_workbook
from services.files.tables.columns import PARTY, columns, told_kinds
from services.files.tables.mapping import recognise
from tests.services.filled import TODAY, planned

LETTERS = st.sampled_from([*"襄城县混凝土aB0 9.-=+@'\"|｜、，；/／（）%万元一约无", "\u3000", "＝"])
TEXTS = st.one_of(
    st.text(LETTERS, max_size=30),
    st.text(max_size=30),
    st.sampled_from(["=1+1", "'=1", "''+1", '="0012"', "示例", "合计", "1e5", "C15-C50", "00123"]),
)


def cleaned(least, most, *, lines=False):
    """Texts as they are stored, but for those that say that nothing is to be said."""

    def clean(text):
        try:
            return clean_text(text, field="", least=least, most=most, lines=lines)
        except Malformed:
            return None

    texts = st.lists(TEXTS, max_size=3).map("\n".join) if lines else TEXTS
    return texts.map(clean).filter(lambda text: text and text.casefold() not in NOTHING)


def whole(most):
    return st.integers(0, most)


DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)
IDS = IDS.filter(lambda text: text.casefold() not in NOTHING and "e" not in text.casefold())
FACT_READS = {name: field.json_schema_extra for name, field in PolicyNeed.model_fields.items()}
FIGURES = {"money": whole(10**17), "rate": whole(10_000), "count": whole(10**9)}


@st.composite
def conditions(draw):
    fact = draw(st.sampled_from(sorted(FACTS)))
    reads = FACT_READS[fact]["reads"]
    if reads == "yes_no":
        operator, value = "is", draw(st.booleans())
    else:
        operator, value = draw(st.sampled_from(["at_least", "at_most"])), draw(FIGURES[reads])
    text = as_it_returns(draw(cleaned(2, 60)))
    return Condition(fact=fact, operator=operator, value=value, source_text=text)


def several(values):
    return st.lists(values, min_size=1, max_size=4, unique=True).map(tuple)


def values_of(column):
    """Values of a field, as they may stand in the log."""
    choices = st.sampled_from(sorted(column.choices) or [""])
    return {
        **FIGURES,
        "id": IDS,
        "party": IDS,
        "parties": several(IDS),
        "title": cleaned(2, 80),
        "text": cleaned(1, 80),
        "name": cleaned(1, 40),
        "paragraphs": cleaned(2, 4000, lines=True),
        "days": st.integers(1, 18_000),
        "date": DAYS,
        "quantity": st.decimals(0, 10**9, places=3).map(lambda d: Decimal(f"{d:f}")),
        "yes_no": st.booleans(),
        "level": choices.map(lambda code: int(code or 0)) if column.reads == "level" else choices,
        "choice": choices,
        "choices": several(choices),
        "region": st.sampled_from(sorted(REGIONS)),
        "regions": several(st.sampled_from(sorted(REGIONS))),
        "industry": st.sampled_from(sorted(INDUSTRIES)),
        "industries": several(st.sampled_from(sorted(INDUSTRIES))),
        "uscc": st.integers(0, 999).map(lambda n: completed(f"91411025MA9K{n:04}")),
        "phone": st.sampled_from(["0374-3560000", "13700001111"]),
        "conditions": st.lists(conditions(), min_size=1, max_size=3).map(tuple),
    }[column.reads]


@st.composite
def stated(draw, kind):
    """Values by field; what need not be stated isn't always."""
    always = {"valid_from", "valid_through", "visibility", "contact", "phone", "key_enterprise"}
    return {
        column.key: draw(values_of(column))
        for column in columns(kind)
        if column.needed or column.key in always | {"id"} or draw(st.booleans())
    }


def sheet_of(kind, values):
    """The export of one party or posting that says so, and what an import knows of it."""
    if kind == PARTY:
        profile = Profile.model_validate(
            {k: v for k, v in values.items() if k in Profile.model_fields}
        )
        row = PartyRow(values["id"], "active", profile)
        sheet = party_sheet([row], {row.id: (values["contact"], values["phone"])})
        return sheet, {"known": (row.id,), "record": {row.id: row}.get}
    track, _, side = kind.partition(".")
    terms = TERMS[kind](**{k: v for k, v in values.items() if k in TERMS[kind].model_fields})
    said = {k: v for k, v in values.items() if k in Content.model_fields}
    content = Content(track=track, terms=terms, **said)
    row = PostingRow(side, values["id"], values["party"], track, "withdrawn", 1, content, 1)
    [sheet] = posting_sheets([row], lambda _: "襄城县甲公司")
    parties = (values["party"], *values.get("invited", ()))
    posting = {(side, row.id): (row.party, content)}
    return sheet, {"known": parties, "posting": lambda *key: posting.get(key)}


ONCE = settings(  # what fails is as small as it is drawn; to look for a smaller one takes minutes
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)


@pytest.mark.slow
@pytest.mark.parametrize("kind", told_kinds())
@given(data=st.data())
@settings(ONCE, max_examples=10)
def test_what_is_written_as_a_text_reads_as_itself_and_changes_nothing(kind, tmp_path, data):
    values = data.draw(stated(kind))
    sheet, known = sheet_of(kind, values)
    file = tmp_path / "a.csv"
    file.write_bytes(as_text(sheet))
    [read] = read_workbook(file)
    assert reads_as(read, kind) == seen(values)
    assert becomes(read, **known) == [(values["id"], "unchanged")]


@pytest.mark.slow
@given(data=st.data())
@settings(ONCE, max_examples=3)
def test_a_workbook_of_all_kinds_reads_as_itself_and_changes_nothing(tmp_path, data):
    values = {kind: data.draw(stated(kind)) for kind in told_kinds()}
    sheets = {kind: sheet_of(kind, values[kind]) for kind in told_kinds()}
    file = tmp_path / "a.xlsx"
    file.write_bytes(as_workbook([sheet for sheet, _ in sheets.values()]))
    read = dict(zip(told_kinds(), read_workbook(file), strict=True))
    assert {kind: reads_as(sheet, kind) for kind, sheet in read.items()} == {
        kind: seen(stated) for kind, stated in values.items()
    }
    for kind, (_, known) in sheets.items():
        assert becomes(read[kind], **known) == [(values[kind]["id"], "unchanged")]


def test_ids_that_are_bare_numbers_stay_ids(tmp_path):
    profile = Profile(title="襄城县甲公司", roles=("enterprise",))
    sheet = party_sheet([PartyRow(id, "active", profile) for id in ("1", "2", "3")], None)
    for name, made in (("a.csv", as_text(sheet)), ("a.xlsx", as_workbook([sheet]))):
        file = tmp_path / name
        file.write_bytes(made)
        [read] = read_workbook(file)
        lines = [read_line(recognise(read)[0], row, TODAY) for row in recognise(read)[0].rows]
        assert [line.values["id"] for line in lines] == ["1", "2", "3"]


def test_what_is_over_where_it_comes_from_isnt_begun_anew(tmp_path):
    profile = Profile(title="襄城县甲公司", roles=("enterprise",))
    rows = [PartyRow("E1", "active", profile), PartyRow("E2", "merged", profile, "E1")]
    sheet = party_sheet(rows, None)
    for name, made in (("a.csv", as_text(sheet)), ("a.xlsx", as_workbook([sheet]))):
        file = tmp_path / name
        file.write_bytes(made)
        plan = planned(*read_workbook(file), track=None, known=(), confirmed={"different"})
        assert [row.became for row in plan.rows] == ["created", "left"]
        assert [(f.label, f.code, f.value) for f in plan.findings] == [
            ("状态", "row.state", "已合并")
        ]


def test_contacts_have_no_columns_where_nobody_may_know_them():
    row = PartyRow("E1", "active", Profile(title="襄城县甲公司", roles=("enterprise",)))
    assert {"联系人", "联系电话"}.isdisjoint(party_sheet([row], None).headings)
    assert party_sheet([row], {}).headings[-3:-1] == ["联系人", "联系电话"]


def seen(values):
    """As cells show them: blanks at the ends of lines are seen by nobody."""
    return {k: as_it_returns(v) if isinstance(v, str) else v for k, v in values.items()}


def becomes(sheet, **known):
    """What an import makes of the rows; nothing is to be looked at, or wrong. A party is unchanged
    once the desk has looked at it: here it is revised in nothing."""
    plan = planned(sheet, track=None, **known)
    assert (plan.findings, plan.warnings) == ((), ())
    contact = ("联系人",)
    same = [row.became == "unchanged" or row.changes in {(), contact} for row in plan.rows]
    return [
        (row.id, "unchanged" if ok else row.changes)
        for row, ok in zip(plan.rows, same, strict=True)
    ]


def reads_as(sheet, kind):
    """What is stated in the only row of a sheet of this kind, by field."""
    table, findings = recognise(sheet)
    assert (table.kind, findings, table.ignored) == (kind, [], ())
    line = read_line(table, table.rows[0], TODAY)
    assert (line.findings, line.warnings) == ([], [])
    keys = {column.key for column in columns(kind)}
    return {k: v for k, v in line.values.items() if v is not None and k in keys}


@pytest.mark.parametrize("fen", [1, 99, 123_456_789_012_345, 10**15 + 1, 10**17 - 1])
def test_an_amount_is_a_number_only_while_a_spreadsheet_keeps_all_its_digits(tmp_path, fen):
    [amount] = [c for c in columns("bank.need") if c.key == "amount_fen"]
    values = {"id": "n1", "title": "贷款", "text": "流动资金", "amount_fen": fen}
    sheet = kind_sheet("bank.need", [(values, "")])
    cell = sheet.rows[0][sheet.headings.index(amount.heading)]
    assert isinstance(cell, Decimal) == (fen < 10**15)
    file = tmp_path / "a.xlsx"
    file.write_bytes(as_workbook([sheet]))
    [read] = read_workbook(file)
    assert reads_as(read, "bank.need")["amount_fen"] == fen
