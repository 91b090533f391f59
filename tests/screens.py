"""Pictures of the pages, as each role sees it in the demo county, on a phone and on a desk.

`python -m tests.screens` makes them anew in `docs/screens`; somebody looks at them before they are
kept. `python -m tests.screens FOLDER [NAME …]` makes more to look at there, or those of these names
alone: in dark too, at a middle width.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.browser import browser as a_browser
from tests.programs import heard, running
from tests.web.postings.test_import import workbook

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
SIZES = {"phone": (375, 720, 1.0), "desk": (1440, 900, 0.6)}
ALL_SIZES = SIZES | {"tablet": (768, 900, 0.8)}
PATIENCE_MS = 60_000
DROP = "a file"  # in the place of a click: a list of needs of others each time
LIST = ["序号", "单位编号", "融资需求", "资金用途", "期限", "担保方式", "备注"]
# By role: the name of the picture, and how to get there: a path, or what to click on it.
PAGES: dict[str | None, dict[str, tuple[str, ...]]] = {
    None: {
        "sign-in": ("/sign-in",),
        "demo": ("/demo",),
        "register": ("/register",),
        "activate": ("/activate",),
        "forgotten": ("/forgotten",),
        "front": ("/",),
        "hall": ("/browse",),
    },
    "enterprise": {
        "home": ("/",),
        "publish-choose": ("/publish",),
        "publish": ("/publish/need/bank",),
        "postings": ("/postings",),
        "posting": ("/postings", "tbody a"),
        "proposals": ("/proposals",),
        "reasons": ("/proposals", "article a"),
        "consents": ("/consents",),
        "consent": ("/consents", "tbody a"),
        "own-lead": ("/leads", "tbody a"),
        "policies": ("/browse?track=policy",),
        "policy": ("/browse?track=policy", "main li h2 a"),
        "own-session": ("/sessions", "tbody a"),
        "notices": ("/notices",),
        "notice-settings": ("/notices/settings",),
    },
    "bank": {
        "inbox": ("/leads",),
        "lead": ("/leads", "tbody a"),
        "teaser": ("/proposals", "article a"),
        "keys": ("/keys",),
        "bench": ("/postings", "tbody a", "text=试算"),
        "performance": ("/performance",),
        "channel": ("/channel",),
        "messages": ("/channel/messages",),
        "reference": ("/reference",),
        "account": ("/account",),
        "second-factor": ("/account", "text=设置动态码"),
    },
    "organizer": {
        "overview": ("/",),
        "past": ("/?as_of=2026-06-30",),
        "figure": ("/figures/proposed/bank",),
        "unmatched": ("/unmatched?track=bank",),
        "unmatched-why": ("/unmatched?track=bank", "tbody a"),
        "import": ("/import",),
        "import-review": ("/import", DROP, "main form button"),
        "import-outcome": ("/import", DROP, "main form button", "button[value=take]"),
        "search": ("/search?text=hf",),
        "sessions": ("/sessions",),
        "session": ("/sessions", "tbody a"),
        "session-new": ("/sessions/new",),
        "invites": ("/sessions/s-bank-2/invites",),
        "meetings": ("/sessions/s-bank-1/meetings",),
        "badges": ("/sessions/s-bank-2/print/badges",),
        "report": ("/report?kind=month&figure=intent_amount",),
        "report-rows": ("/report/intents?kind=month",),
        "report-period": ("/report/period?kind=quarter",),
        "targets": ("/targets",),
        "imports": ("/imports",),
        "screen": ("/screen",),
        "parties": ("/parties",),
        "accounts": ("/accounts",),
        "slips": ("/accounts?state=none", "main button:text-is('打印一张')"),
        "registrations": ("/registrations",),
        "party": ("/parties/e304",),
        "lexicon": ("/lexicon",),
        "parameters": ("/parameters",),
        "menu": ("/menu",),
        "results": ("/results",),
        "name-list": ("/name-list",),
        "statistics": ("/statistics",),
    },
    "admin": {
        "users": ("/users",),
        "health": ("/health",),
        "design": ("/design",),
        "dead": ("/dead",),
        "log": ("/log",),
        "event": ("/log/1",),
        "absent": ("/nothing",),
        "merge": ("/parties/e304/merge",),
    },
    "beginner": {"first-steps": ("/",)},  # the first administrator of a county without anything
}


def office_list(first: int) -> bytes:
    """As an office sends it: a title, a unit, a sum; one row is of nobody who is known."""
    rows = (
        ["单位：万元"],
        LIST,
        [1, f"e{first}", 300, "流动资金", "12个月", "信用", "旺季备料"],
        [2, f"e{first + 1}", "约500", "购置设备", "2年", "设备抵押", ""],
        [3, f"e{first + 2}", 200, "原料采购", "6个月", "信用", ""],
        [4, "X999", 150, "流动资金", "12个月", "信用", "新办企业"],
        ["合计", "", 1150],
    )
    return workbook(*rows, headings=["2026年企业融资需求汇总表"], name="汇总")


def main(*words: str) -> None:
    target = Path(words[0]) if words else FOLDER
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, a_browser() as browser:
        program = [Path(sys.executable).with_name("docking"), "--data"]
        with _site(*program, Path(folder) / "demo", "up") as url:
            for role in (role for role in PAGES if role != "beginner"):
                _pictures(browser, url, role, target, _as_in_the_demo(browser, url, role), words)
        empty = Path(folder) / "empty"
        added = [*program, empty, "user", "add", "boss", "--role", "admin", "--name", "王主任"]
        said = subprocess.run(added, check=True, capture_output=True, text=True).stdout
        [password] = re.findall(r"密码：(\S+)", said)
        with _site(*program, empty, "up", "--empty") as url:
            _pictures(browser, url, "beginner", target, _first(browser, url, password), words)


@contextmanager
def _site(*words: Any) -> Iterator[str]:
    with running(*words, "--port", "0", stdout=subprocess.PIPE) as site:
        [url] = re.findall(r"(http://[^/]+)/\n", heard(site, "已启动"))
        yield url


def _as_in_the_demo(browser: Browser, url: str, role: str | None) -> Any:
    """What the browser keeps of somebody who came in with one click; None: nobody has."""
    if role is None:
        return None
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/demo")
    page.click(f"form[action='/demo/{role}'] button")
    return page.context.storage_state()


def _first(browser: Browser, url: str, password: str) -> Any:
    """The same of the administrator who has a password for the first sign-in."""
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/sign-in")
    page.fill("[name=user]", "boss")
    page.fill("[name=password]", password)
    page.click("main form button")
    page.fill("[name=old]", password)
    for name in ("new", "again"):
        page.fill(f"[name={name}]", f"{password}-own")
    page.click("main form button")
    page.wait_for_url(f"{url}/")
    return page.context.storage_state()


def _drop(page: Any, first: int) -> None:
    body = {"name": "融资需求汇总表.xlsx", "mimeType": "", "buffer": office_list(first)}
    page.set_input_files("main [name=file]", body)


def _pictures(
    browser: Browser, url: str, role: str | None, target: Path, state: Any, more: Sequence[str]
) -> None:
    """On each size; with `more` on all of them, and in dark too. The first of `more` is the folder,
    the others name the pictures that are made."""
    shown = {name: way for name, way in PAGES[role].items() if name in more[1:] or not more[1:]}
    lists = iter(range(100, 400, 3))
    for colours in ("light", "dark") if more else ("light",):
        for size, (width, height, scale) in (ALL_SIZES if more else SIZES).items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                device_scale_factor=scale,
                locale="zh-CN",
                color_scheme=colours,
                storage_state=state,
            )
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            for name, (path, *clicks) in shown.items():
                page.goto(url + path)
                for click in clicks:
                    if click == DROP:
                        _drop(page, next(lists))
                        continue
                    page.locator(click).first.click()
                    page.wait_for_load_state()
                dark = "-dark" if colours == "dark" else ""
                page.screenshot(path=target / f"{name}-{size}{dark}.png")
            context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
