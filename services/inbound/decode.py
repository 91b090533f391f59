"""Decoding: bytes from outside become a typed command here, or a finding that names the field.

JSON parsers take more than JSON says: NaN, 1e309, the last of two equal keys, any depth. Everything
is refused here that a log could keep and a later reader couldn't.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.core.malformed import Malformed

LARGEST = 1024 * 1024  # bytes of one command
DEEPEST = 32
LARGEST_WHOLE = 10**18
IN_WORDS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，请核对名称",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "string_type": "应为文本",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "string_pattern_mismatch": "写法不合要求",
    "bool_type": "应为 true 或 false",
    "tuple_type": "应为列表",
    "literal_error": "不是可用的值",
    "model_type": "应为对象",
    "decimal_parsing": "应为数字（写成文本）",
    "date_from_datetime_parsing": "日期要写成 YYYY-MM-DD",
    "date_parsing": "日期要写成 YYYY-MM-DD",
}

Kind = TypeVar("Kind", bound=BaseModel)


def read_command(raw: bytes, kinds: Mapping[str, type[Kind]]) -> tuple[str | None, Kind]:
    """(command id or None, command) from `{"command": "publish", "id": "…", "data": {…}}`, for
    commands and shorthands of these kinds.

    Raises `Malformed` with the field for everything else.
    """
    whole = read_json(raw)
    if not isinstance(whole, dict):
        raise Malformed(
            "json.object", "应为一个 JSON 对象", '例如 {"command": "publish", "data": …}'
        )
    unknown = sorted(set(whole) - {"command", "id", "data"})
    if unknown:
        raise Malformed("json.field", "没有这一项，请核对名称", value=unknown[0], field=unknown[0])
    name, id = whole.get("command"), whole.get("id")
    if id is not None and not isinstance(id, str):
        raise Malformed("command.id", "命令编号应为文本", value=str(id), field="id")
    return id, typed(name, whole.get("data", {}), kinds, "command")


def typed(name: object, data: Any, kinds: Mapping[str, type[Kind]], field: str) -> Kind:
    """What the name stands for, with this data. `field` is where the name stood."""
    kind = kinds.get(name) if isinstance(name, str) else None
    if kind is None:
        known = f"可用的有 {'、'.join(kinds)}"
        raise Malformed("command.unknown", "没有这个命令", known, value=str(name), field=field)
    try:
        return kind.model_validate(data)
    except ValidationError as invalid:
        raise malformed(invalid) from None


def read_json(raw: bytes) -> Any:
    """JSON, strictly: UTF-8, no repeated keys, no NaN, no NUL, nothing too deep or too large."""
    if len(raw) > LARGEST:
        raise Malformed("json.too_large", f"超过 {LARGEST} 字节", "请分开发送")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise Malformed(
            "json.encoding", f"第 {broken.start} 字节起不是 UTF-8", "请用 UTF-8"
        ) from None
    _check_depth(text)
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as broken:
        where = f"第 {broken.lineno} 行第 {broken.colno} 列"
        raise Malformed("json.syntax", f"不是 JSON（{where}）", "请核对括号、引号和逗号") from None
    except (ValueError, RecursionError) as broken:
        if isinstance(broken, Malformed):
            raise
        raise Malformed("json.number", "数字太长", "请核对数值") from None
    _check_values(value, "")
    return value


def malformed(invalid: ValidationError) -> Malformed:
    """The first thing that is wrong with a shape, in the words people read."""
    error = invalid.errors()[0]
    field = ".".join(str(part) for part in error["loc"])
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, Malformed):
        return inner.at(inner.field or field)
    return Malformed(
        f"shape.{error['type']}", _in_words(error), value=str(error["input"]), field=field
    )


def _in_words(error: ErrorDetails) -> str:
    inner = error.get("ctx", {}).get("error")
    return str(inner) if inner else IN_WORDS.get(error["type"], "填写的内容不合要求")


def _check_depth(text: str) -> None:
    """Before parsing: a parser that recurses has no good answer to a hundred thousand brackets."""
    depth = deepest = 0
    inside = escaped = False
    for character in text:
        if inside:
            inside = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    if deepest > DEEPEST:
        raise Malformed("json.depth", f"嵌套超过 {DEEPEST} 层", "请减少层次")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Malformed("json.twice", "同一项写了两次", "请删去一项", value=twice, field=twice)
    return made


def _no_constant(word: str) -> Any:
    raise Malformed("json.number", f"{word} 不是数字", "没有的值请不要写")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Malformed("json.number", "数字太大", "请核对数值", value=text)
    return number


def _check_values(value: Any, field: str) -> None:
    """No NUL, no half of a character, no number that a store couldn't keep; anywhere."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_values(name, field)
            _check_values(inner, f"{field}.{name}" if field else name)
    elif isinstance(value, list):
        for inner in value:
            _check_values(inner, field)
    elif isinstance(value, str):
        if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
            raise Malformed("json.text", "有不能保存的字符", "请重新输入", value=value, field=field)
    elif isinstance(value, int) and abs(value) > LARGEST_WHOLE:
        raise Malformed("json.number", "整数太大", "请核对数值", value=str(value), field=field)
