"""A code is on its list, or it can't be read; a stream is called by its kind and its ids."""

from __future__ import annotations

import pytest

from domain.core.codelist import check_code
from domain.core.malformed import Malformed
from domain.core.streams import stream

COLOURS = {"red": "红", "blue": "蓝"}


def test_a_code_on_its_list_is_taken():
    check_code("red", COLOURS, "colour")


@pytest.mark.parametrize("value", ["green", "", "红", "Red"])
@pytest.mark.parametrize("code", ["code.unknown", "colour.unknown"])
def test_any_other_is_told_what_there_is(value, code):
    with pytest.raises(Malformed) as malformed:
        check_code(value, COLOURS, "colour", code)
    no = malformed.value
    assert (no.code, no.field, no.value) == (code, "colour", value)
    assert (no.message, no.advice) == ("没有这个代码", "可用的有 red、blue")


def test_a_stream_is_called_by_its_kind_and_its_ids():
    assert stream("party", "e001") == "party-e001"
    assert stream("consent", "n1", "b01") == "consent-n1:b01"
