"""Telephone numbers, as people write them."""

from __future__ import annotations

import pytest

from domain.core.malformed import Malformed
from domain.values.phone import read_phone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("13700001111", "13700001111"),
        (" 137 0000-1111 ", "13700001111"),
        ("１３７００００１１１１", "13700001111"),
        ("+86 13700001111", "13700001111"),
        ("0374-3560000", "0374-3560000"),
        ("(0374) 356 0000", "0374-3560000"),
        ("03743560000", "0374-3560000"),
        ("010-62345678转12", "010-62345678-12"),
        ("12345", "12345"),
        ("400-810-0000", "4008100000"),
    ],
)
def test_a_number_has_one_form(written, number):
    assert read_phone(written) == number
    assert read_phone(number) == number


@pytest.mark.parametrize("written", ["", "12", "1370000111", "137000011112", "张三", "0374-12"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Malformed) as malformed:
        read_phone(written)
    assert malformed.value.code.startswith("phone.")
