"""Which passwords are too easily guessed, and that any characters do."""

from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from domain.core.malformed import Malformed
from services.identity.hashing import gate
from services.identity.passwords import SHORTEST, check_password, is_easy

GUESSED = (
    *("iloveyou2026", "1q2w3e4r5t", "welcome2026", "passw0rd99", "admin@2026!", "xiangcheng"),
    *("woaini1314520", "asdfghjkl;", "qwertyuiop", "Aa123456789", "xuchang2026", "zhuqiban2026"),
    *("liuxiangduijie", "wodemima123", "qazwsxedc", "13700001111", "P@ssw0rd2026", "88888888"),
    *("wangzhuren", "liuxiaoming", "zhangsan99", "liuxiaoming123", "Chen-Mengyao"),
    *("shengrikuaile", "henan371000", "六项对接2026", "我爱你一生一世", "docking-2026"),
)
HARD = (
    *("四个-不相干-词语-拼成", "kettle-lorry-mango", "vT7pq-Zk2", "correct horse battery staple"),
    *("a1b2c3-d4e5f6-a7b8c9", "红烧肉加两个蛋再来一碗", "yizhiheimaotiaoxialai"),
    *(
        " begins and ends with a blank ",
        "x7" + "kettle lorry mango " * 6,
        "lorry" * 2 + "-gable-oat",
    ),
)


@pytest.mark.parametrize("password", GUESSED)
def test_what_a_stranger_would_try_first_is_refused_and_said_why(password):
    with pytest.raises(Malformed) as no:
        check_password("wang", password)
    assert no.value.code in {"password.easy", "password.length"}
    assert no.value.advice


def test_none_of_the_commonest_passwords_is_taken():
    """Of those that are long enough the first 3,000, by how often they were found in leaks."""
    long = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST]
    assert [word for word in long[:3000] if not is_easy("wang", word)] == []


@pytest.mark.parametrize("password", HARD)
def test_control_what_takes_many_guesses_is_taken(password):
    assert check_password("wang", password)


def test_ones_own_name_is_no_password():
    with pytest.raises(Malformed):
        check_password("kettle-lorry", "Kettle-Lorry-77-gable")
    assert check_password("wang", "Kettle-Lorry-77-gable")  # control


@pytest.mark.parametrize(("length", "taken"), [(7, False), (8, True), (128, True), (129, False)])
def test_a_password_has_eight_to_128_characters_of_any_kind(length, taken):
    password = ("vQ7-zk4!pd" * 13)[:length]
    if taken:
        assert check_password("wang", password) == password
        return
    with pytest.raises(Malformed) as no:
        check_password("wang", password)
    assert no.value.code == "password.length"


def test_a_password_is_checked_to_its_last_character_and_as_it_was_typed():
    long = "kettle lorry " * 9
    with gate().place() as place:
        stored = place.hash(long)
        assert place.verify(stored, long)
        assert not place.verify(stored, long[:-1])
        assert not place.verify(stored, long.strip())
        assert not place.verify(stored, long.upper())
        assert not place.verify(stored, long + "x" * 40)  # longer than any
        assert not place.verify(None, long)
        assert place.verify(place.hash("两个词。１２"), "两个词。12")  # as either keyboard types it
