"""The guides for users, held against the pages: labels and pictures are those that there are.

What stands in **bold** in a guide is a label of a page, letter for letter; a menu within a menu is
**one › other**. A picture is one that `python -m tests.screens` makes.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from services.web.translation import CATALOGUE

ROOT = Path(__file__).parent.parent
GUIDES = [*sorted((ROOT / "docs" / "guide").glob("*.md")), ROOT / "docs/how-to/start-a-county.md"]
LABEL = re.compile(r"\*\*(.+?)\*\*")
PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./screens/(\S+)\.png\)")
EMPHASIS = {  # what is bold because it matters, and stands on no page
    "加粗",
    "您授权以前，谁也看不到它。",
    "不勾联系人，线索不会送出",
    "没有联系人和电话，企业不能授权给您。",
    "复核以前不计入任何数字",
    "只有本单位的人能看到",
    "激活码只显示这一次",
    "只从今天或以后的日期起改",
    "分开放",
    "只显示这一次",
    "第一条线索到这里就成了。",
}


@cache
def labels() -> frozenset[str]:
    """Every text that a page or a sheet shows."""
    with CATALOGUE.open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file) if message.id)


def strangers(text: str) -> list[str]:
    """What a guide calls a label and no page has."""
    named = {part for bold in LABEL.findall(text) for part in bold.split(" › ")}
    return sorted(named - labels() - EMPHASIS)


def not_made(text: str) -> list[str]:
    """The pictures that a guide shows and nothing makes."""
    from tests.screens import PAGES, SIZES  # noqa: PLC0415 (loads a browser's driver)

    made = {f"{name}-{size}" for pages in PAGES.values() for name in pages for size in SIZES}
    return sorted(set(PICTURE.findall(text)) - made)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.stem)
def test_a_guide_calls_things_as_the_pages_do(guide):
    assert strangers(guide.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.stem)
def test_a_guide_shows_pictures_that_are_made_anew(guide):
    text = guide.read_text(encoding="utf-8")
    assert not_made(text) == []
    assert text.count("![") == len(PICTURE.findall(text))


def test_control_another_label_and_another_picture_are_found_out():
    assert strangers("菜单**匹配结果**，点**马上放款**") == ["马上放款"]
    assert not_made("![](../screens/inbox-desk.png) ![](../screens/vault-desk.png)") == [
        "vault-desk"
    ]


def test_nothing_is_emphasised_that_no_guide_says():
    said = "".join(guide.read_text(encoding="utf-8") for guide in GUIDES)
    assert [text for text in EMPHASIS if f"**{text}**" not in said] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.stem)
def test_a_guide_is_read_in_ten_minutes(guide):
    """Some 300 letters a minute."""
    assert len(re.findall(r"[\u4e00-\u9fff]", guide.read_text(encoding="utf-8"))) < 3000
