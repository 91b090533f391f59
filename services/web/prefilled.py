"""Prefilled: a form into which a link wrote values, for whoever opens it to look at and confirm.

`?set=tenor_days:180天` fills a field in as if it had been written there; `?set=tenor_days:` only
points to it. What the form doesn't ask is not taken, and nothing is stored before it is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.web.forms import Form
from services.web.request import PageRequest
from services.web.selectors.openings import SET

MOST = 20  # fields in one address


@dataclass(frozen=True)
class Prefilled:
    """A form with what an address brings, and the labels of the fields that it is about: of those
    in which something stands, to be checked, and of those that are still to be filled in."""

    form: Form
    check: tuple[str, ...] = ()
    fill_in: tuple[str, ...] = ()


def prefilled(request: PageRequest, form: Form) -> Prefilled:
    """What was said of the other fields stays."""
    labels = {column.key: column.label for column in form.columns}
    asked = [text.partition(":") for text in request.http.query_params.getlist(SET)[:MOST]]
    known = [(key, text) for key, _, text in asked if key in labels]
    filled = {key: text for key, text in known if text}
    picked = {key: tuple(text.split("、")) for key, text in filled.items()}
    whole = replace(
        form,
        written={**form.written, **filled},
        picked={**form.picked, **picked},
        picks={key: pick for key, pick in form.picks.items() if key not in filled},
        refusals={key: refusal for key, refusal in form.refusals.items() if key not in filled},
    )
    check: list[str] = []
    fill_in: list[str] = []
    for key, _ in known:
        (check if any(whole.picked[key]) else fill_in).append(labels[key])
    return Prefilled(whole, tuple(check), tuple(fill_in))
