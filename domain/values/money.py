"""Money: whole fen of CNY, read exactly from what people write, and shown so that it reads back.

An amount without a unit is never guessed: 300 is 300 元 or 300 万元 only if the form or the column
says so. Integers throughout; no float ever touches an amount.
"""

from __future__ import annotations

import re
from itertools import pairwise

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.numerals import CHINESE, in_digits
from domain.values.qualifiers import set_apart

MOST_YUAN = 10**15
MOST_FEN = 100 * MOST_YUAN

# Powers of ten: how many fen one unit has, which is also how many decimals can be exact.
UNITS = {"元": 2, "百元": 4, "千元": 5, "万元": 6, "十万元": 7, "百万元": 8, "千万元": 9}
UNITS |= {"亿元": 10}  # the decimals in which fen are written so

_YUAN = r"(?:元|圆|块钱|块)"
_WHOLE = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6}|0|[1-9][0-9]{0,19})"
_CURRENCY = r"人民币|RMB|CNY"
_AMOUNT = re.compile(
    rf"(?P<whole>{_WHOLE})(?:\.(?P<fraction>[0-9]{{1,20}}))? ?"
    rf"(?P<large>个?亿|万)? ?(?P<yuan>{_YUAN})?",
    re.ASCII,
)
_IN_PARTS = re.compile(  # 1亿2000万, 3万5000元, 12元3角4分
    rf"(?:(?P<yi>{_WHOLE}) ?亿)?(?:零?(?P<wan>{_WHOLE}) ?万)?"
    rf"(?:零?(?P<yuan>{_WHOLE})?(?P<unit>{_YUAN}))?"
    r"(?:零?(?P<jiao>[1-9])[角毛])?(?:零?(?P<fen>[1-9])分)?",
    re.ASCII,
)
_PARTS = {"yi": 10, "wan": 6, "yuan": 2, "jiao": 1, "fen": 0}  # powers of ten of a fen
_BEFORE = re.compile(
    rf"(?:大写[:：]?)?(?P<currency>¥|{_CURRENCY})? ?(?:\(?大写\)?)?:? ?", re.IGNORECASE | re.ASCII
)
_BEHIND = re.compile(rf" ?(?P<currency>{_CURRENCY})?[整正]?\Z", re.IGNORECASE | re.ASCII)


def read_money(text: str, *, unit: str | None = None) -> int:
    """The amount in fen, nought too. `unit` (元, 万元, 亿元) is what the form or the column says.

    A unit in the text itself wins over `unit`. Raises Malformed with a code `money.…`.
    """
    if unit is not None and unit not in UNITS:
        raise ValueError(f"no unit of money: {unit!r}")
    plain = in_digits(half_width(text)) if len(text) <= 64 else ""
    figure, currency = _without_currency(plain)
    read = _AMOUNT.fullmatch(figure)
    if read is None:
        fen = _in_parts(figure)
        if fen is None:
            raise _objection(text)
    else:
        fen = _of_one_unit(read, _unit_of(read, unit, text, currency=currency), text)
    if fen > MOST_FEN:
        raise Malformed("money.too_large", "金额超过一千万亿元", "请核对单位是否写重了", value=text)
    return fen


def _without_currency(plain: str) -> tuple[str, bool]:
    """The figure with its unit, and whether the currency stood before it or behind: ¥300,
    人民币叁佰万元整, 300万元人民币."""
    before, behind = _BEFORE.match(plain), _BEHIND.search(plain)
    start, end = before.end() if before else 0, behind.start() if behind else len(plain)
    stated = bool((before and before["currency"]) or (behind and behind["currency"]))
    return plain[start : max(start, end)], stated


def _of_one_unit(read: re.Match[str], unit: str, text: str) -> int:
    fraction = read["fraction"] or ""
    decimals = UNITS[unit]
    if len(fraction) > decimals:
        raise Malformed("money.too_fine", "金额精确到分", "元最多写两位小数", value=text)
    return int(read["whole"].replace(",", "") + fraction) * _ten_to(decimals - len(fraction))


def _in_parts(figure: str) -> int | None:
    """Parts in their order, each below one of the part before it: 1亿20000万 is none."""
    read = _IN_PARTS.fullmatch(figure) if figure else None
    if read is None or (read["unit"] and not (read["yuan"] or read["wan"] or read["yi"])):
        return None
    parts = [
        (int(read[name].replace(",", "")), power) for name, power in _PARTS.items() if read[name]
    ]
    if any(below >= _ten_to(above - power) for (_, above), (below, power) in pairwise(parts)):
        return None
    small = read["jiao"] or read["fen"]
    if small and not read["unit"] and (read["yi"] or read["wan"]):
        return None
    return sum(value * _ten_to(power) for value, power in parts)


def _ten_to(power: int) -> int:
    ten: int = 10**power
    return ten


def show_money(fen: int) -> str:
    """800万元, 5234.6万元, 1.6亿元, 0.01元: the largest unit that needs at most four decimals.

    Any number of fen is shown, also one that nobody may state today: it may be in the log.
    """
    if fen < 0:
        return "-" + show_money(-fen)
    for unit in ("亿元", "万元"):
        unit_fen = 10 ** UNITS[unit]
        if fen >= unit_fen and fen % (unit_fen // 10**4) == 0:
            return _decimal(fen, UNITS[unit]) + unit
    return _decimal(fen, UNITS["元"]) + "元"


def round_money(fen: int) -> str:
    """5234.68万元, 18.94亿元, 398.5元: as people say it, with at most two decimals, for reading.

    It need not read back as the same amount; `show_money` does.
    """
    if fen < 0:
        return "-" + round_money(-fen)
    rounded = _halves_up(fen, 10**4) * 10**4 if fen >= 10**6 else fen  # 9999.999万元 is 1亿元
    for unit in ("亿元", "万元"):
        if rounded >= 10 ** UNITS[unit]:
            return _decimal(_halves_up(fen, 10 ** (UNITS[unit] - 2)), 2) + unit
    return _decimal(fen, UNITS["元"]) + "元"


def _halves_up(fen: int, size: int) -> int:
    return (2 * fen + size) // (2 * size)


def _unit_of(read: re.Match[str], unit: str | None, text: str, *, currency: bool) -> str:
    if read["large"]:
        return read["large"][-1] + "元"
    if read["yuan"]:
        return "元"
    if currency and unit not in (None, "元"):
        # ¥300 in a column of 万元: the writer may have meant either.
        raise Malformed(
            "money.ambiguous",
            f"币种与单位“{unit}”并用",
            f"请写成 300元 或 300{unit}",
            value=text,
        )
    if currency:
        return "元"
    if unit is None:
        raise Malformed(
            "money.ambiguous",
            "金额没有写单位",
            "请写明单位，例如 300万元 或 3,000,000元",
            value=text,
        )
    return unit


def _objection(text: str) -> Malformed:
    """Why a text is no amount. What is told must be so of the whole text: 一 in 一次性奖励20万元 is
    no numeral, and 约 in 签约 says nothing of a figure."""
    plain = half_width(text[:200])
    if not plain:
        return Malformed("money.empty", "没有填写金额", "例如 300万元")
    for pattern, code, message, advice in _OBJECTIONS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    words = set_apart(plain).words
    if words:
        message, advice = f"带了“{words}”一类的话", "请只填一个确定的金额"
        return Malformed("money.qualified", message, advice, value=text)
    amounts = _WITHIN.findall(plain)
    if len(amounts) == 1 and amounts[0] != plain and _AMOUNT.fullmatch(amounts[0]):
        advice = f"请只填金额，例如 {amounts[0]}"
        return Malformed("money.words", "金额前后还有别的话", advice, value=text)
    return Malformed(
        "money.unreadable", "看不出是金额", "例如 300万元、3,000,000元、0.03亿元", value=text
    )


_DIGITS = "请用阿拉伯数字，例如 300万元"
_ONE_NUMBER = "请只填一个金额"
_FOREIGN = (
    r"美[元金]|[欧日韩澳加]元|[日韩]圆|港[元币]|英镑|法郎|卢布|新台币|新加坡元|外币"
    r"|(?<![a-z])(?:USD|EUR|HKD|JPY|GBP|KRW|AUD|CAD|SGD|TWD|CHF|RUB)(?![a-z])|[$€£₩₽]"
)
_NEGATIVE = (
    rf"\A[-负] ?(?:¥|{_CURRENCY})? ?[0-9]|\A(?:¥|{_CURRENCY}) ?-|\A\([0-9.,]+[元万亿]{{0,2}}\)\Z"
)
_SPOKEN = (
    rf"\A(?:{_CURRENCY})?[0-9.,]{{0,9}}[{CHINESE}]{{1,12}}[0-9{CHINESE}几数来多余个万亿]*"
    rf"[元圆块角分钱整正]{{0,3}}\Z|\A[几数][{CHINESE}万亿]+[元块]?\Z"
)
_WITHIN = re.compile(
    rf"(?<![0-9.A-Za-z万亿{CHINESE}])(?<![0-9{CHINESE}],)"
    r"[0-9][0-9,.]{0,19} ?(?:[万亿] ?元?|元)",
    re.ASCII,
)
_OBJECTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (
            r"\A[-+¥$ ]{0,3}(?:nan|inf(?:inity)?)(?![a-z])",
            "money.not_a_number",
            "不是数",
            _DIGITS,
        ),
        (
            _FOREIGN,
            "money.foreign",
            "不是人民币金额",
            "请折算成人民币填写",
        ),
        (
            r"\A[^\u4e00-\u9fff]{0,4}[0-9]\.?e[+-]?[0-9]",
            "money.exponent",
            "是科学计数法，可能已丢失位数",
            _DIGITS,
        ),
        (
            _NEGATIVE,
            "money.negative",
            "金额不能为负",
            "请填写正数",
        ),
        (
            r"\A[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月)",
            "money.date",
            "像是日期",
            "例如 300万元",
        ),
        (
            r"\A面[议谈洽]\Z|待定|另行商议|协商|再议",
            "money.unstated",
            "没有写明金额",
            "金额还没定的请留空",
        ),
        (
            r"[0-9][元万亿]{0,2} ?[-~〜–—至到] ?[0-9][0-9,.]* ?(?:[元万亿]|\Z)",
            "money.range",
            "写的是一个范围",
            "请分别填写下限和上限",
        ),
        (
            _SPOKEN,
            "money.chinese_numerals",
            "看不懂这个中文数字",
            _DIGITS,
        ),
        (
            r"[0-9]\.?[0-9]* ?[wk](?![a-z])",
            "money.shorthand",
            "单位写成了字母",
            _DIGITS,
        ),
        (
            r"[0-9,.][元万亿]{1,2} ?[,;、/+]? ?[0-9]|[0-9] +[0-9]",
            "money.two_numbers",
            "写了不止一个数，或数中有空格",
            _ONE_NUMBER,
        ),
        (
            r"[0-9],(?![0-9]{3}(?![0-9]))|[0-9]{4},|\A,[0-9]",
            "money.grouping",
            "千位分隔的位置不对",
            "每三位一个逗号，例如 3,000,000元",
        ),
        (r"\A[0-9.]{21,}", "money.too_large", "金额超过一千万亿元", "请核对单位是否写重了"),
    )
)


def _decimal(fen: int, decimals: int) -> str:
    whole, fraction = divmod(fen, 10**decimals)
    return f"{whole}.{fraction:0{decimals}d}".rstrip("0").rstrip(".")
