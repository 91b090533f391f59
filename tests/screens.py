"""Pictures of the pages, as each role sees it in the demo county, on a phone and on a desk.

`python -m tests.screens` makes them anew in `docs/screens`; somebody looks at them before they are
kept. `python -m tests.screens FOLDER` makes more to look at there: in dark too, at a middle width.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.browser import browser as a_browser
from tests.programs import heard, running

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
SIZES = {"phone": (375, 720, 1.0), "desk": (1440, 900, 0.6)}
ALL_SIZES = SIZES | {"tablet": (768, 900, 0.8)}
PAGES = {  # by role: the name of the picture, and how to get there: a path, or what to click on it
    None: {
        "sign-in": ("/sign-in",),
        "demo": ("/demo",),
        "activate": ("/activate",),
        "register": ("/register",),
        "forgotten": ("/forgotten",),
    },
    "enterprise": {
        "home": ("/",),
        "publish": ("/publish/need/bank",),
        "postings": ("/postings",),
        "posting": ("/postings", "tbody a"),
        "proposals": ("/proposals",),
        "reasons": ("/proposals", "article a"),
        "consents": ("/consents",),
        "own-lead": ("/leads", "tbody a"),
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
    },
    "organizer": {
        "overview": ("/",),
        "past": ("/?as_of=2026-06-30",),
        "figure": ("/figures/proposed/bank",),
        "unmatched": ("/unmatched?track=bank",),
        "unmatched-why": ("/unmatched?track=bank", "tbody a"),
        "import": ("/import",),
        "search": ("/search?text=hf",),
        "sessions": ("/sessions",),
        "session": ("/sessions", "tbody a"),
        "session-new": ("/sessions/new",),
        "invites": ("/sessions/s-bank-2/invites",),
        "meetings": ("/sessions/s-bank-1/meetings",),
        "badges": ("/sessions/s-bank-2/print/badges",),
        "report": ("/report?kind=month&figure=intent_amount",),
        "report-rows": ("/report/intents?kind=month",),
        "screen": ("/screen",),
        "parties": ("/parties",),
        "accounts": ("/accounts",),
        "registrations": ("/registrations",),
        "party": ("/parties/e304",),
        "lexicon": ("/lexicon",),
        "parameters": ("/parameters",),
        "menu": ("/menu",),
        "results": ("/results",),
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
}


def main(*words: str) -> None:
    target = Path(words[0]) if words else FOLDER
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, a_browser() as browser:
        program = [Path(sys.executable).with_name("docking"), "--data", Path(folder) / "data"]
        with running(*program, "up", "--port", "0", stdout=subprocess.PIPE) as site:
            [url] = re.findall(r"(http://[^/]+)/\n", heard(site, "已启动"))
            for role in PAGES:
                _pictures(browser, url, role, target)
                if words:
                    _pictures(browser, url, role, target, ALL_SIZES, "dark")


def _pictures(
    browser: Browser,
    url: str,
    role: str | None,
    target: Path,
    sizes: dict[str, tuple[int, int, float]] = SIZES,
    colours: Literal["light", "dark"] = "light",
) -> None:
    dark = "-dark" if colours == "dark" else ""
    for size, (width, height, scale) in sizes.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=scale,
            locale="zh-CN",
            color_scheme=colours,
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        if role:
            page.goto(f"{url}/demo")
            page.click(f"form[action='/demo/{role}'] button")
        for name, (path, *clicks) in PAGES[role].items():
            page.goto(url + path)
            for click in clicks:
                page.locator(click).first.click()
                page.wait_for_load_state()
            page.screenshot(path=target / f"{name}-{size}{dark}.png")
        context.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
