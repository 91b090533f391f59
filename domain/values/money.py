"""Money: whole fen of CNY, read exactly from what people write, and shown so that it reads back.

An amount without a unit is never guessed: 300 is 300 元 or 300 万元 only if the form or the column
says so. Integers throughout; no float ever touches an amount.
"""

from __future__ import annotations

import re

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.numerals import in_digits

MOST_YUAN = 10**15
MOST_FEN = 100 * MOST_YUAN

# Powers of ten: how many fen one unit has, which is also how many decimals can be exact.
UNITS = {"元": 2, "万元": 6, "亿元": 10}
_SPELLINGS = {
    **dict.fromkeys(("元", "块", "块钱"), "元"),
    **dict.fromkeys(("万元", "万"), "万元"),
    **dict.fromkeys(("亿元", "亿"), "亿元"),
}

_AMOUNT = re.compile(
    r"(?P<currency>¥|人民币|RMB|CNY)? ?"
    r"(?P<whole>[1-9][0-9]{0,2}(?:,[0-9]{3}){1,6}|0|[1-9][0-9]{0,19})"
    r"(?:\.(?P<fraction>[0-9]{1,20}))? ?"
    r"(?P<unit>亿元|万元|亿|万|元|块钱|块)?整?",
    re.IGNORECASE | re.ASCII,
)


def read_money(text: str, *, unit: str | None = None) -> int:
    """The amount in fen, nought too. `unit` (元, 万元, 亿元) is what the form or the column says.

    A unit in the text itself wins over `unit`. Raises Malformed with a code `money.…`.
    """
    if unit is not None and unit not in UNITS:
        raise ValueError(f"no unit of money: {unit!r}")
    read = _AMOUNT.fullmatch(in_digits(half_width(text))) if len(text) <= 64 else None
    if read is None:
        raise _objection(text)
    fraction = read["fraction"] or ""
    decimals = UNITS[_unit_of(read, unit, text)]
    if len(fraction) > decimals:
        raise Malformed("money.too_fine", "金额精确到分", "元最多写两位小数", value=text)
    fen: int = int(read["whole"].replace(",", "") + fraction) * 10 ** (decimals - len(fraction))
    if fen > MOST_FEN:
        raise Malformed("money.too_large", "金额超过一千万亿元", "请核对单位是否写重了", value=text)
    return fen


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


def _unit_of(read: re.Match[str], unit: str | None, text: str) -> str:
    if read["unit"]:
        return _SPELLINGS[read["unit"]]
    if read["currency"] and unit not in (None, "元"):
        # ¥300 in a column of 万元: the writer may have meant either.
        raise Malformed(
            "money.ambiguous",
            f"币种符号与单位“{unit}”并用",
            f"请写成 300元 或 300{unit}",
            value=text,
        )
    if read["currency"]:
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
    """Why a text is no amount; the first reason that fits."""
    plain = half_width(text[:200])
    if not plain:
        return Malformed("money.empty", "没有填写金额", "例如 300万元")
    for pattern, code, message, advice in _OBJECTIONS:
        if pattern.search(plain):
            return Malformed(code, message, advice, value=text)
    return Malformed(
        "money.unreadable", "看不出是金额", "例如 300万元、3,000,000元、0.03亿元", value=text
    )


_DIGITS = "请用阿拉伯数字，例如 300万元"
_OBJECTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE | re.ASCII), code, message, advice)
    for pattern, code, message, advice in (
        (r"\A[^0-9]{0,3}(?:nan|inf)", "money.not_a_number", "不是数", _DIGITS),
        (r"[0-9]\.?e[+-]?[0-9]", "money.exponent", "是科学计数法，可能已丢失位数", _DIGITS),
        (
            r"\A[-(负] ?(?:¥|人民币|RMB|CNY)? ?[0-9]|\A(?:¥|人民币|RMB|CNY) ?-",
            "money.negative",
            "金额不能为负",
            "请填写正数",
        ),
        (
            r"[0-9][元万亿]{0,2} ?[-~〜–—至到] ?[0-9]",
            "money.range",
            "写的是一个范围",
            "请分别填写下限和上限",
        ),
        (
            r"[〇零一二两三四五六七八九十百千佰仟壹贰叁肆伍陆柒捌玖拾]",
            "money.chinese_numerals",
            "看不懂这个中文数字",
            _DIGITS,
        ),
        (
            r"[0-9,.][元万亿]{1,2} ?[0-9]|[0-9] +[0-9]",
            "money.two_numbers",
            "写了两个数，或数中有空格",
            "请只填一个金额",
        ),
        (
            r"约|近|余|多|左右|上下|以[上下内]|不[超少低高]|最[高低多少]|至少",
            "money.qualified",
            "带了“约”“以内”一类的话",
            "请只填一个确定的金额",
        ),
        (r",", "money.grouping", "千位分隔的位置不对", "每三位一个逗号，例如 3,000,000元"),
        (r"\A[0-9.]{21,}", "money.too_large", "金额超过一千万亿元", "请核对单位是否写重了"),
    )
)


def _decimal(fen: int, decimals: int) -> str:
    whole, fraction = divmod(fen, 10**decimals)
    return f"{whole}.{fraction:0{decimals}d}".rstrip("0").rstrip(".")
