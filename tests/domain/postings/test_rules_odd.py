"""One odd posting must not stop a whole track: whatever the log holds, a rule has a verdict."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.postings.codes import FACTS
from domain.postings.content import Content
from domain.postings.rules import Facet, Verdict
from domain.postings.special_rules import ConditionsMet
from domain.postings.terms import TERMS, Condition, PolicyNeed, PolicyOffering
from domain.postings.tracks import TRACKS
from tests.examples import content

pytestmark = pytest.mark.slow

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
WHOLE = st.integers() | st.integers(-(10**40), 10**40) | st.sampled_from([0, -1, 10**17 + 1])
CONDITIONS = st.builds(
    Condition,
    fact=st.sampled_from([*FACTS, "kind", "model_fields", "copy"]) | TEXTS,
    operator=st.sampled_from(["at_least", "at_most", "is"]),
    value=WHOLE | st.booleans(),
    source_text=TEXTS,
)
READ_AS = {
    **dict.fromkeys(("money", "rate", "days", "count", "level"), WHOLE),
    **dict.fromkeys(("text", "choice", "region"), TEXTS | st.sampled_from(["吨", "411025"])),
    "quantity": st.decimals(-(10**40), 10**40) | st.sampled_from(["1E+300", "1E-300"]),
    "date": st.dates(),
    "yes_no": st.booleans(),
    "choices": st.lists(TEXTS | st.just("bridge"), max_size=3).map(tuple),
    "conditions": st.lists(CONDITIONS, max_size=3).map(tuple),
}
CODES = st.lists(TEXTS | st.sampled_from(["411025", "000000", "C", "C3531"]), max_size=3).map(tuple)


def terms_of(kind):
    """Terms of this kind with anything that their shape can hold."""
    fields = {
        name: READ_AS[field.json_schema_extra["reads"]]
        if field.is_required()
        else st.none() | READ_AS[field.json_schema_extra["reads"]]
        for name, field in kind.model_fields.items()
        if name != "kind"
    }
    return st.builds(kind, **fields)


def contents(*kinds):
    """Contents as they come out of the log again."""
    made = st.builds(
        Content,
        track=TEXTS,
        title=TEXTS,
        text=TEXTS,
        regions=CODES,
        industries=CODES,
        valid_from=st.dates(),
        valid_through=st.dates(),
        terms=st.one_of(*map(terms_of, kinds)),
    )
    return made.map(lambda content: Content.model_validate_json(content.model_dump_json()))


@st.composite
def held(draw):
    """Every rule of a track, held against a pair; now and then one with quite other terms."""
    track = draw(st.sampled_from(list(TRACKS.values())))
    kinds = [[track.terms("need")], [track.terms("offering")]]
    if draw(st.integers(0, 4)) == 0:
        kinds = [list(TERMS.values())] * 2
    need, offering = (draw(contents(*some)) for some in kinds)
    return [rule(need, offering) for rule in track.rules]


@settings(deadline=None, max_examples=300)
@given(held())
def test_every_rule_has_a_verdict_on_whatever_the_log_holds(facets):
    for facet in facets:
        assert isinstance(facet, Facet)
        assert all(isinstance(said, str) for said in (facet.need, facet.offering))
        assert facet.asks == {} or facet.verdict is Verdict.UNKNOWN
        assert all(side in {"need", "offering"} and said for side, said in facet.asks.items())


def test_a_fact_that_there_is_no_more_cant_be_known():
    asked = Condition(fact="kind", operator="at_least", value=3, source_text="三级以上")
    offering = content(terms=PolicyOffering(conditions=(asked,)))
    facet = ConditionsMet()(content(terms=PolicyNeed()), offering)
    assert (facet.verdict, facet.need, facet.asks) == (
        Verdict.UNKNOWN,
        "kind未填",
        {"need": "kind"},
    )
