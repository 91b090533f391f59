"""A form whose session was over: no password of it is ever on a page."""

from __future__ import annotations

import re
from pathlib import Path

import services.web
from services.web.carried import PASSWORDS

TEMPLATES = Path(services.web.__file__).parent / "templates"
NEW, OLD = "四个-不相干-词语-拼成", "原来-的-那一个-密码"


def test_a_form_with_a_password_is_not_carried(plain):
    typed = {"old": OLD, "new": NEW, "again": NEW}
    shown = plain.client().post("/password", data=typed).text
    assert "登录" in shown
    assert [value for value in (OLD, NEW, 'name="carried"') if value in shown] == []
    other = plain.client().post("/sessions/s1/join", data={"side": "enterprise"}).text
    assert 'name="carried"' in other  # the control


def test_every_field_in_which_a_password_is_typed_is_known():
    written = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    fields = re.findall(r'<input[^>]*name="([^"]*)"[^>]*type="password"', written)
    by_macro = re.findall(r'(?:own_password|secret)\("(\w+)"', written)
    assert {"password", "again", "new"} <= set(by_macro)
    assert (set(fields) | set(by_macro)) - {"{{ key }}"} <= PASSWORDS
