"""Personal data: a marked type that shows itself only to who asks."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from domain.core.personal import Personal

NAME = Personal(subject="person-0192", value="张三丰")


class Contact(BaseModel):
    name: Personal


def test_the_value_shows_only_to_who_asks_for_it():
    assert NAME.reveal() == "张三丰"
    shown = [
        repr(NAME),
        str(NAME),
        f"{NAME}",
        f"{NAME!r:>5}",
        repr([NAME]),
        repr(Contact(name=NAME)),
    ]
    assert shown[0] == "〔个人信息 person-0192〕"
    assert [text for text in shown if "张三丰" in text] == []
    assert list(NAME.__rich_repr__()) == [("subject", "person-0192")]


def test_its_json_is_the_subject_and_the_value():
    json = '{"subject":"person-0192","value":"张三丰"}'
    assert NAME.model_dump_json() == json
    assert Personal.model_validate_json(json) == NAME


def test_it_does_not_change():
    with pytest.raises(ValidationError):
        NAME.value = "李四"


@pytest.mark.parametrize(
    "data",
    [
        {"subject": "person-1"},
        {"subject": "张三丰", "value": "x"},
        {"subject": "person-", "value": "x"},
        {"subject": "person-1\n", "value": "x"},
        {"subject": "person-1", "value": ""},
        {"subject": "person-1", "value": 5},
        {"subject": "person-1", "value": "x", "more": "13812345678"},
    ],
)
def test_another_shape_is_refused_without_repeating_it(data):
    with pytest.raises(ValidationError) as refused:
        Personal.model_validate(data)
    assert "13812345678" not in str(refused.value)
