"""Content: what a need or an offering says: title, text, places, industries, validity, terms."""

from __future__ import annotations

from pydantic import Field

from domain.core.shapes import Codes, Day, Shape
from domain.postings.terms import AnyTerms


class Content(Shape):
    """One edition of a posting. A revision replaces it as a whole."""

    track: str
    title: str
    text: str
    regions: Codes = ()
    industries: Codes = ()
    valid_from: Day
    valid_through: Day
    visibility: str = "matched_only"
    terms: AnyTerms
    # The parties that an `invited` one is proposed to; written only where there are some, so that
    # what was said before anybody could be invited stays the same to the byte.
    invited: Codes = Field(default=(), exclude_if=lambda parties: not parties)
    # Conditions of which the owner says 不限, by the names of their rules: to leave a bound open is
    # another thing. Written only where there are some, likewise.
    unlimited: Codes = Field(default=(), exclude_if=lambda names: not names)
