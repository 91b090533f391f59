"""Passwords: which are too easily guessed. Any characters do; what counts is how many guesses one
takes.

The estimate is zxcvbn's, which knows 30,000 common passwords, names, words, dates, keyboards and
how people twist them. It is told the words that somebody of this county would try first: the ones
of the campaign, and what Chinese users often choose, in letters. Syllables of Chinese it doesn't
know: a name spelled in three of them is one of some ten million, which is few.
"""

from __future__ import annotations

import math
from functools import cache

from pypinyin import lazy_pinyin
from zxcvbn import zxcvbn

from domain.core.malformed import Malformed
from services.identity.hashing import LONGEST, normal

SHORTEST = 8  # characters
LEAST_GUESSES = 8.0  # as a power of ten
SIGN = 0.5  # what a sign between words adds to the power
JUDGED = 72  # characters that are looked at: whoever types more isn't guessed by their beginning
FEWEST_DIFFERENT = 5  # characters
SYLLABLE = 2.2  # the power of ten of how many are usual in names
LONGEST_SYLLABLE = 6  # letters
# What a stranger would try of us first; also as it is typed without a Chinese keyboard.
WORDS = (
    *("六项对接", "万人助企", "助企", "助企办", "助企干部", "对接", "宁静生产", "包联", "联络员"),
    *("管理员", "密码", "登录", "用户", "账号", "银行", "企业", "政府", "领导", "县委", "办公室"),
    *("襄城", "襄城县", "许昌", "许昌市", "河南", "河南省", "中国", "我爱中国", "北京"),
    *("我爱你", "我爱", "一生一世", "生日快乐", "你好", "新年快乐", "恭喜发财", "发财", "平安"),
    *("我的密码", "没有密码", "忘记密码", "不知道", "老婆", "老公", "宝贝", "妈妈", "爸爸"),
)
OTHERS = ("docking", "admin", "administrator", "county", "bank", "office", "welcome", "woaini")
NUMBERS = ("1314", "520", "5201314", "1314520", "521", "888888", "666666", "168", "88888888")


def check_password(user: str, password: str, field: str = "new") -> str:
    """As it is hashed. Raises `Malformed` for one that is too easily guessed."""
    secret = normal(password)
    if not SHORTEST <= len(secret) <= LONGEST:
        message = f"密码应有 {SHORTEST}–{LONGEST} 个字符"
        raise Malformed("password.length", message, "例如四个不相干的词", field=field)
    if is_easy(user, secret):
        advice = "不要用用户名、常见的密码和词、年份、键盘上挨着的键；例如四个不相干的词"
        raise Malformed("password.easy", "密码太容易猜到", advice, field=field)
    return secret


def is_easy(user: str, secret: str) -> bool:
    plain = secret.lower()
    if len(set(plain)) < FEWEST_DIFFERENT or (len(user) > 1 and user.lower() in plain):
        return True
    letters = "".join(each for each in plain if each.isalnum())
    if _spelled(letters) < LEAST_GUESSES:
        return True
    return _guesses(plain, user) < LEAST_GUESSES or (
        # admin@2026! is admin2026 with signs, which are soon tried where there are words
        len(letters) < len(plain)
        and _guesses(letters, user, of_words=True) + SIGN * (len(plain) - len(letters))
        < LEAST_GUESSES
    )


def _guesses(secret: str, user: str, *, of_words: bool = False) -> float:
    """The power of ten of how many guesses it takes; `of_words`: of what isn't chance alone."""
    if not secret:
        return 0.0
    judged = zxcvbn(secret[:JUDGED], user_inputs=[*known_words(), user])
    if of_words and all(part["pattern"] == "bruteforce" for part in judged["sequence"]):
        return math.inf
    return math.log10(max(1.0, float(judged["guesses"])))


def _spelled(letters: str) -> float:
    """The power of ten of guesses for Chinese spelled in letters with something behind it; infinite
    where it isn't such."""
    spelling = letters.rstrip("".join(map(str, range(10))))
    syllables = _syllables_in(spelling)
    if not syllables:
        return math.inf
    behind = letters[len(spelling) :]
    return SYLLABLE * syllables + (_guesses(behind, "") if behind else 0.0)


def _syllables_in(spelling: str) -> int:
    """The fewest syllables that it can be read as; 0 where it can't."""
    fewest: list[int] = [0]
    for end in range(1, min(len(spelling), JUDGED) + 1):
        begins = range(max(0, end - LONGEST_SYLLABLE), end)
        ways = [
            fewest[at] + 1
            for at in begins
            if (at == 0 or fewest[at]) and spelling[at:end] in syllables()
        ]
        fewest.append(min(ways, default=0))
    return fewest[-1] if 0 < len(spelling) <= JUDGED else 0


@cache
def syllables() -> frozenset[str]:
    """What the 3,755 common characters are read as, without tones: those of GB 2312's first part,
    which stand in the order of their readings."""
    common = bytes(
        each for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for each in (row, cell)
    )
    return frozenset(lazy_pinyin(common.decode("gb2312", "ignore")))


@cache
def known_words() -> tuple[str, ...]:
    spelled = ("".join(lazy_pinyin(word)) for word in WORDS)
    return tuple(dict.fromkeys((*WORDS, *spelled, *OTHERS, *NUMBERS)))
