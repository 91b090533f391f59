"""Random contents of any track: few different values, many missing, so that pairs agree often."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from domain.postings.content import Content
from domain.postings.terms import Condition
from domain.postings.tracks import TRACKS
from domain.postings.validation import LEAST_AND_MOST

PLACES = ("000000", "410000", "411000", "411025", "411025100", "411024", "420000")
INDUSTRIES = ("C", "C30", "C309", "C3099", "C35", "I", "I65")
UNITS = ("吨", "立方米", "车")
DAYS = (date(2026, 1, 1), date(2026, 5, 1), date(2026, 5, 2))
FACTS = ("employees", "rd_ratio_bp", "srdi", "above_scale")


def few(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


conditions = st.builds(
    Condition,
    fact=st.sampled_from(FACTS),
    operator=st.sampled_from(["at_least", "at_most", "is"]),
    value=st.sampled_from([0, 1, 2, True, False]),
    source_text=st.just("条件"),
)


def value_of(extra):
    """Values of a field that are accepted, the ends of what is accepted among them."""
    reads = extra["reads"]
    if reads == "quantity":
        return st.sampled_from(["0", "0.000001", "2", "2.5", "1000000000000"]).map(Decimal)
    if reads in LEAST_AND_MOST:
        least, most, *_ = LEAST_AND_MOST[reads]
        return st.sampled_from([least, min(least + 1, most), min(5, most), most])
    if reads == "choices":
        return few(sorted(extra["choices"])[:3])
    return {
        "choice": st.sampled_from(sorted(extra.get("choices", ("",)))[:3]),
        "date": st.sampled_from(DAYS),
        "yes_no": st.booleans(),
        "region": st.sampled_from(PLACES),
        "text": st.sampled_from(UNITS),
        "conditions": st.lists(conditions, max_size=3).map(tuple),
    }[reads]


@st.composite
def contents(draw, track, side):
    """One side's content on a track."""
    kind = TRACKS[track].terms(side)
    visibility = draw(st.sampled_from(("public", "matched_only", "invited")))
    stated = {}
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        if extra and (field.is_required() or draw(st.booleans())):
            stated[name] = draw(value_of(extra))
    return Content(
        track=track,
        title="标题",
        text="正文",
        regions=draw(few(PLACES)),
        industries=draw(few(INDUSTRIES)),
        valid_from=DAYS[0],
        valid_through=DAYS[1],
        visibility=visibility,
        invited=draw(few("abc")) if visibility == "invited" else (),
        terms=kind(**stated),
    )
