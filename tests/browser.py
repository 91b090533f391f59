"""A real browser: Chromium from the environment, from PATH, or from the system's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import sync_playwright

NAMES = (  # the first has no window around its pages, which takes as much work as they do
    *("chromium-headless-shell", "chrome-headless-shell"),
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
)
PACKAGES = ("chromium-headless-shell", "chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PHONE, DESK = {"width": 375, "height": 760}, {"width": 1440, "height": 900}


@cache
def program() -> str:
    """Where it is; installs it where we may. Fails with what to do."""
    given = os.environ.get("DOCKING_TEST_BROWSER")
    found = given or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        for name in PACKAGES:
            packages = (name, "fonts-noto-cjk")
            for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
                subprocess.run(["apt-get", "-qq", *words], stdout=subprocess.DEVNULL, check=False)
            found = shutil.which(name)
            if found:
                break
    if found is None:
        raise RuntimeError(
            "no browser: install Chromium (Debian: apt install chromium-headless-shell), or name"
            " one in DOCKING_TEST_BROWSER"
        )
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """Playwright's browser; `new_context(...)` is somebody at it."""
    with sync_playwright() as play:
        made = play.chromium.launch(executable_path=program(), args=list(FLAGS))
        try:
            yield made
        finally:
            made.close()
