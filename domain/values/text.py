"""Text that people typed: what is let in, how it is stored and compared, and what it gives away.

Decoding is the door's business; here text is refused or brought into one form. Stored text is NFC,
so that equal-looking names are equal; only `matching_key` folds further, because ㈱ and (株) may
well be two companies. Nothing invisible is let in: a zero-width character makes two names of one.

Personal traces are worth a question to the writer, so amounts, dates, codes and model numbers must
not be found: a number counts only if it stands alone in a form in which people write phones or ids.
Every pattern has bounded repetition, so that the time is linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from domain.core.malformed import Malformed
from domain.values.halfwidth import half_width
from domain.values.identity import identity_checks

MARKS_IN_A_ROW = 4
SPACES = " \u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Letters, marks and symbols by category that nevertheless show nothing at all.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


# What Unicode 15 added: Python 3.11 doesn't know these characters, so nobody reads them.
_NEWER = re.compile(
    "[\u0cf3\u0ece\u2ffc-\u2fff\u31ef\U00010efd-\U00010eff\U0001123f-\U00011241"
    "\U00011b00-\U00011b09\U00011f00-\U00011f10\U00011f12-\U00011f3a"
    "\U00011f3e-\U00011f59\U0001342f\U00013439-\U00013455\U0001b132\U0001b155"
    "\U0001d2c0-\U0001d2d3\U0001df25-\U0001df2a\U0001e030-\U0001e06d\U0001e08f"
    "\U0001e4d0-\U0001e4f9\U0001f6dc\U0001f774-\U0001f776\U0001f77b-\U0001f77f"
    "\U0001f7d9\U0001fa75-\U0001fa77\U0001fa87-\U0001fa88\U0001faad-\U0001faaf"
    "\U0001fabb-\U0001fabd\U0001fabf\U0001face-\U0001facf\U0001fada-\U0001fadb"
    "\U0001fae8\U0001faf7-\U0001faf8\U0002b739\U0002ebf0-\U0002ee5d"
    "\U00031350-\U000323af]"
)


def clean_text(raw: str, *, field: str, least: int, most: int, lines: bool = False) -> str:
    """`raw` as it is stored: NFC, trimmed, between `least` and `most` characters long.

    `lines` marks a long text: it may have line breaks (CRLF becomes LF), emoji selectors, and the
    private-use bullets that word processors leave behind; a name may have none of these.
    Raises Malformed with `field` and a code beginning with `text.`.
    """
    if len(raw) > 4 * most + 1000:
        raise _wrong_length(raw, field, least, most)
    text = raw.replace("\r\n", "\n").replace("\r", "\n") if lines else raw
    _inspect(text, field=field, lines=lines)
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        _inspect(composed, field=field, lines=lines)
    text = composed.strip(SPACES + "\n" if lines else SPACES)
    if not least <= len(text) <= most:
        raise _wrong_length(raw, field, least, most, len(text))
    return text


def check_text(text: str, *, field: str, least: int, most: int, lines: bool = False) -> None:
    """Raises Malformed unless the text is already as `clean_text` would store it."""
    if clean_text(text, field=field, least=least, most=most, lines=lines) != text:
        raise Malformed("text.not_normal", "写法不规范", "请去掉首尾空格", value=text, field=field)


def matching_key(text: str) -> str:
    """The key by which text is compared and searched, never shown: NFKC and casefold.

    Long runs of combining marks are cut first: putting them in order takes quadratic time. The
    same on every Python from 3.11: characters that are newer count as unreadable.
    """
    known = _NEWER.sub("\ufffd", text)
    if any(map(unicodedata.combining, known)):
        known = _without_long_runs(known)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", known).casefold())
    return unicodedata.normalize("NFKC", folded.casefold())


def _without_long_runs(text: str) -> str:
    marks, characters = 0, []
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            characters.append(character)
    return "".join(characters)


def personal_traces(text: str) -> tuple[str, ...]:
    """What a public text gives away, in its order, each once and masked: “手机号 138****5678”.

    Finds mobile numbers and landlines, e-mail addresses, identity numbers, WeChat and QQ ids, also
    in full-width digits and with gaps. It helps a careful writer; it does not stop a sly one.
    """
    plain = _plain(text)
    traces = sorted(
        (*_phones(plain), *_identities(plain), *_addresses(plain)), key=lambda trace: trace[0]
    )
    return tuple(dict.fromkeys(shown for _, shown in traces))


def _inspect(text: str, *, field: str, lines: bool) -> None:
    marks = 0
    for place, character in enumerate(text, start=1):
        category = unicodedata.category(character)
        marks = marks + 1 if category[0] == "M" else 0
        code, what = _objection(character, category, marks, lines=lines)
        if code:
            raise Malformed(
                code,
                f"第 {place} 个字符是{what}（U+{ord(character):04X}）",
                "请删去这个字符，或重新手工输入",
                value=text,
                field=field,
            )


def _objection(character: str, category: str, marks: int, *, lines: bool) -> tuple[str, str]:
    """Code and name of what is wrong with one character; empty strings if nothing is."""
    if character in BIDI_CONTROLS:
        return "text.bidi", "改变文字方向的控制符"
    if category == "Cc" and not (lines and character == "\n"):
        return "text.control", "换行或制表等控制符"
    if category in ("Zl", "Zp"):
        return "text.control", "分行符"
    if category == "Cs":
        return "text.surrogate", "残缺的半个字符"
    if character == "\ufffd":
        return "text.replacement", "解码失败留下的替代符"
    if category == "Cf" or character in BLANKS:
        return "text.invisible", "看不见的零宽字符"
    if marks > MARKS_IN_A_ROW:
        return "text.marks", "连续过多的组合符号"
    if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return "text.noncharacter", "不是字符的编码"
    if lines:
        return "", ""
    if category == "Co":
        return "text.private_use", "自造字（私用区）"
    if category == "Cn":
        return "text.unassigned", "未收录的字符"
    if 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF:
        return "text.invisible", "看不见的字形选择符"
    return "", ""


def _wrong_length(
    raw: str, field: str, least: int, most: int, length: int | None = None
) -> Malformed:
    if length == 0:
        return Malformed("text.empty", "没有填写", f"请填写 {least} 至 {most} 个字", field=field)
    long = length is None or length > most
    return Malformed(
        "text.too_long" if long else "text.too_short",
        f"最多 {most} 个字" if long else f"至少 {least} 个字",
        f"现有 {len(raw) if length is None else length} 个字，请{'缩短' if long else '补充'}",
        value=raw,
        field=field,
    )


_DATE = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
_GAP = r"[ ._·/–—-]{1,2}"
_MOBILE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)?86[- ]?)?"
    rf"(1[3-9][0-9](?:[0-9]{{8}}|{_GAP}(?!{_DATE})[0-9]{{8}}|{_GAP}[0-9]{{4}}{_GAP}[0-9]{{4}})"
    rf"|1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})(?![0-9])"
)
_LANDLINE = re.compile(
    r"(?<![0-9])\(?(010|02[0-9]|0[3-9][0-9]{2})(?:\) ?|[ –—-]{1,2})"
    rf"(?!{_DATE})[1-9][0-9]{{2,3}}[ -]?[0-9]{{4}}(?![0-9])"
)
_CALLED = re.compile(
    r"(?:电话|座机|热线|传真|(?<![A-Za-z])(?:tel|fax))(?:号码?)?[ :.是为]{0,3}"
    rf"(?!{_DATE})(0[0-9]{{9,11}}|[2-8][0-9]{{6,7}})(?![0-9])",
    re.IGNORECASE | re.ASCII,
)
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])([1-9][0-9]{5})[ -]?((?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9])"
    r"[ -]?([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-] ?@ ?((?:[A-Za-z0-9-]++\.)+[A-Za-z]{2,24})(?![A-Za-z0-9-])")
_WECHAT_WORD = r"(?:微信|薇信|(?<![A-Za-z])(?:wechat|weixin|vx|wx))"
_WECHAT = re.compile(
    rf"(?:{_WECHAT_WORD}(?:(?:号码?|账号| ?id)? {{0,2}}[:=是为] {{0,2}}|(?:号码?|账号) {{0,2}})"
    rf"|加[我个]?{_WECHAT_WORD} {{0,2}})"
    r"([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_-])",
    re.IGNORECASE | re.ASCII,
)
_QQ = re.compile(
    r"(?:(?<![A-Za-z0-9])QQ|扣扣)(?:号码?|群号?|账号)? {0,2}[:=是为]? {0,2}"
    r"([1-9][0-9]{4,10})(?![0-9A-Za-z])",
    re.IGNORECASE | re.ASCII,
)
# What makes a number part of something longer, or an amount of something.
_CONTACT_WORD = re.compile(
    r"(?:\A|[^A-Za-z])(?:tel|phone|mobile|mob|wechat|weixin|[vw]x|v|qq)[-_.]?\Z", re.IGNORECASE
)
_BEFORE = re.compile(r"(?:[0-9A-Za-z][-_.]?|[¥$])\Z")
_MEASURED = r" ?(?:元|万|亿|美元|人民币|年|吨|公斤|千克|平方|立方|亩|件|台|套|%|‰)"
_AFTER = re.compile(
    rf"(?!(?:[vw]x|wechat|weixin|qq|tel)(?![A-Za-z]))[A-Za-z]|\.[0-9]{{1,4}}(?![0-9])|{_MEASURED}",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"[-_][0-9A-Za-z]{1,6}(?![0-9A-Za-z])")


def _phones(plain: str) -> Iterator[tuple[int, str]]:
    for read in _MOBILE.finditer(plain):
        if _stands_alone(plain, read) and not _SUFFIX.match(plain, read.end()):
            digits = re.sub(r"[^0-9]", "", read[1])
            yield read.start(), f"手机号 {digits[:3]}****{digits[-4:]}"
    for read in _LANDLINE.finditer(plain):
        if _stands_alone(plain, read):
            yield read.start(), f"固定电话 {read[1]}****{read[0][-2:]}"
    for read in _CALLED.finditer(plain):
        if not _AFTER.match(plain, read.end()):
            yield read.start(1), f"固定电话 {read[1][:2]}****{read[1][-2:]}"


def _identities(plain: str) -> Iterator[tuple[int, str]]:
    for read in _IDENTITY.finditer(plain):
        named = "身份证" in plain[max(0, read.start() - 12) : read.start()]
        if named or identity_checks(read[1] + read[2] + read[3].upper()):
            yield read.start(), f"身份证号 {read[1]}****"


def _addresses(plain: str) -> Iterator[tuple[int, str]]:
    for read in _MAIL.finditer(plain):
        yield read.start(), f"邮箱 …@{read[1]}"
    for read in _WECHAT.finditer(plain):
        yield read.start(), f"微信号 {read[1][:2]}****"
    for read in _QQ.finditer(plain):
        if not _AFTER.match(plain, read.end()):
            yield read.start(), f"QQ号 {read[1][:2]}****"


def _stands_alone(plain: str, read: re.Match[str]) -> bool:
    """Whether a number is no part of a model number or a longer one, and no amount."""
    before = plain[max(0, read.start() - 12) : read.start()]
    joined = _BEFORE.search(before) is not None and _CONTACT_WORD.search(before) is None
    return not joined and _AFTER.match(plain, read.end()) is None


def _plain(text: str) -> str:
    """Half-width, with every kind of decimal digit as 0–9: one character for one."""
    plain = half_width(text)
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
