"""What the documents say to type: each line of each shell block, and who types it in a test.

A line is typed in the demo county and in that of `up` (tests/web/site/test_demo.py), where it names
a county of one's own in that one (tests/journeys/test_documents.py), or stands in `NOT_TYPED`.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
FACE = (ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md")
PAGES = (*FACE, *sorted(ROOT.glob("docs/how-to/*.md")), *sorted(ROOT.glob("docs/guide/*.md")))
START = "start-a-county.md"
OWN = "--data county "
NOT_TYPED = {  # by how a line begins: why no test types it as it stands, or which one does
    "docker ": "needs Docker; tests/test_compose.py reads the file",
    "cp env.example": "of the same; tests/test_compose.py reads the file",
    "python3 -m pip download ": "asks a registry; tests/test_lock.py holds what it takes",
    "PIP_NO_INDEX=": "needs what that brought; tests/test_services.py reads the page",
    "useradd ": "changes the machine; tests/test_services.py asks systemd about the units",
    "chown ": "of the same; tests/test_services.py asks systemd about the units",
    "systemd-analyze ": "of the same; tests/test_services.py asks systemd about the units",
    "systemctl ": "of the same; tests/test_services.py asks systemd about the units",
    "journalctl ": "of the same; tests/test_services.py asks systemd about the units",
    "sudo systemd-run ": "of the same; tests/test_services.py asks systemd about the units",
    "pg_basebackup ": "needs a second PostgreSQL",
    "psql ": "needs a second PostgreSQL",
    "uv pip compile ": "asks a registry; tests/test_lock.py compares what it made",
    "curl ": "asks somebody's site; tests/web/api/test_api.py takes the page's words to ours",
    "echo ": "makes a secret, with openssl alone",
    "DOCKING_WEBHOOK_NETWORKS=": "a setting; tests/services/outbound/test_webhooks.py",
    ".venv/bin/": "changes the program; tests/test_how_to.py follows the pages",
    "docking test": "is what runs the tests",
    "docking --data old ": "names two counties; tests/journeys/test_exports.py",
    "docking --data new ": "names two counties; tests/journeys/test_exports.py",
    "docking subject seal-old": "names two folders; tests/services/operations/test_seal_old.py",
    "docking --postgres ": "names a machine; tests/services/house/test_settings.py",
    "docking do ": "needs lines of one's own; tests/journeys/test_ways_in.py",
    "docking dead ": "needs a message that failed; tests/journeys/test_ways_in.py",
    "docking demo": "makes a county; tests/journeys/test_county.py",
    "docking newspaper": "makes a year; tests/services/demo/test_newspaper.py",
    "docking views rebuild": "works through a county; tests/journeys/test_command_line.py",
    "docking up": "runs until it is stopped; tests/web/site/test_demo.py",
    "docking web": "runs until it is stopped; tests/journeys/test_ways_in.py",
    "docking work": "runs until it is stopped; tests/journeys/test_ways_in.py",
    "docking relay": "runs until it is stopped; tests/journeys/test_streams.py",
    "docking clock": "runs until it is stopped; tests/services/automation/test_runner.py",
}


class Line(NamedTuple):
    """As it is typed, with `docking` for `python3 run.py`; `said` is the comment behind it."""

    page: str
    typed: str
    said: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.typed)


def lines_of(page: str, text: str) -> list[Line]:
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE)
    whole = "".join(blocks).replace("\\\n", " ").replace("python3 run.py ", "docking ")
    parts = [line.partition(" #") for line in whole.splitlines() if line.strip()]
    return [Line(page, typed.strip(), said.strip()) for typed, _, said in parts]


def all_lines() -> list[Line]:
    return [line for page in PAGES for line in lines_of(page.name, page.read_text("utf-8"))]


def why_not(line: Line) -> str | None:
    """Why no test types it; None: one does."""
    reasons = (why for begins, why in NOT_TYPED.items() if line.typed.startswith(begins))
    return next(reasons, None)


def of_the_start() -> list[Line]:
    """Those of the page that begins a county, in their order."""
    return [line for line in all_lines() if line.page == START]


def of_an_own_county() -> list[Line]:
    """Those of other pages that name the same county, once each; what runs on isn't run again."""
    known = {line.typed for line in of_the_start()}
    named = {x.typed: x for x in reversed(all_lines()) if x.typed.startswith(f"docking {OWN}")}
    return [line for line in reversed(named.values()) if line.typed not in known]


def of_the_demo() -> list[Line]:
    """What is left, and named by no reason."""
    others = {line.typed for line in (*of_the_start(), *of_an_own_county())}
    return [line for line in all_lines() if line.typed not in others and why_not(line) is None]
