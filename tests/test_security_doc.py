"""docs/security.md under test: each requirement stands there once, with what is there, counted.

Kept here are the ids of OWASP ASVS 5.0 alone; what each asks is said in the document, in our words.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from services.files.sheets import sheets, workbook
from services.web.security import LARGEST

ROOT = Path(__file__).parent.parent
ENTRANCE = ROOT / "docs" / "security.md"
CHAPTERS = sorted((ROOT / "docs" / "security").glob("*.md"))
KINDS = ("lists to import", "a scan of a paper")
STANDS = ("met", "not applicable", "not met")
NAMED = re.compile(
    r"`((?:[\w.-]+/)*(?:[\w.-]+\.(?:py|md|json|lock|yml|toml|html|js|conf)|\w*file|\.\w+ignore))`"
)
HELD = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
IDS = {  # level: chapter and section, and the last figures
    1: """
1.2 1 2 3 4 5
1.3 1 2
1.5 1
2.1 1
2.2 1 2
2.3 1
3.2 1 2
3.3 1
3.4 1 2
3.5 1 2 3
4.1 1
4.4 1
5.2 1 2
5.3 1 2
6.1 1
6.2 1 2 3 4 5 6 7 8
6.3 1 2
6.4 1 2
7.2 1 2 3 4
7.4 1 2
8.1 1
8.2 1 2
8.3 1
9.1 1 2 3
9.2 1
10.4 1 2 3 4 5
11.3 1 2
11.4 1
12.1 1
12.2 1 2
13.4 1
14.2 1
14.3 1
15.1 1
15.2 1
15.3 1
""",
    2: """
1.1 1 2
1.2 6 7 8 9
1.3 3 4 5 6 7 8 9 10 11
1.4 1 2 3
1.5 2
2.1 2 3
2.2 3
2.3 2 3 4
2.4 1
3.3 2 3 4
3.4 3 4 5 6
3.5 4 5
3.7 1 2
4.1 2 3
4.2 1
4.3 1 2
4.4 2 3 4
5.1 1
5.2 3
5.4 1 2 3
6.1 2 3
6.2 9 10 11 12
6.3 3 4
6.4 3 4
6.5 1 2 3 4 5
6.6 1 2 3
6.8 1 2 3 4
7.1 1 2 3
7.3 1 2
7.4 3 4 5
7.5 1 2
7.6 1 2
8.1 2
8.2 3
8.4 1
9.2 2 3 4
10.1 1 2
10.2 1 2
10.3 1 2 3 4
10.4 6 7 8 9 10 11
10.5 1 2 3 4 5
10.6 1 2
10.7 1 2 3
11.1 1 2
11.2 1 2 3
11.3 3
11.4 2 3 4
11.5 1
11.6 1
12.1 2 3
12.3 1 2 3 4
13.1 1
13.2 1 2 3 4 5
13.3 1 2
13.4 2 3 4 5
14.1 1 2
14.2 2 3 4
14.3 2 3
15.1 2 3
15.2 2 3
15.3 2 3 4 5 6 7
16.1 1
16.2 1 2 3 4 5
16.3 1 2 3 4
16.4 1 2 3
16.5 1 2 3
17.1 1
17.2 1 2 3 4
17.3 1 2
""",
}
EXPECTED = [
    (f"{section}.{last}", level)
    for level, lines in IDS.items()
    for line in lines.strip().splitlines()
    for section, *figures in [line.split()]
    for last in figures
]


class Row(NamedTuple):
    """A requirement, as the document has it."""

    id: str
    level: int
    asks: str
    stands: str
    by: str


def rows(page: Path) -> list[Row]:
    lines = page.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [Row(c[0], int(c[1]), *c[2:]) for c in cells if re.fullmatch(r"\d+\.\d+\.\d+", c[0])]


def lacks(row: Row) -> list[str]:
    """A claim without a place, a no without a reason, a name of what isn't there."""
    named = NAMED.findall(row.by)
    wrong = [path for path in named if not (ROOT / path).is_file()]
    for path, name in HELD.findall(row.by):
        file = ROOT / path
        if not (file.is_file() and f"\ndef {name}(" in file.read_text(encoding="utf-8")):
            wrong.append(f"{path}::{name}")
    if row.stands not in STANDS:
        wrong.append(f"“{row.stands}”")
    if row.stands == "met" and not (named or HELD.search(row.by)):
        wrong.append("no test and no place")
    if row.stands != "met" and not row.by.startswith("because "):
        wrong.append("no reason")
    return wrong


ROWS = [row for page in CHAPTERS for row in rows(page)]


def test_each_requirement_of_both_levels_stands_there_once():
    assert sorted((row.id, row.level) for row in ROWS) == sorted(EXPECTED)
    assert len(EXPECTED) == 253


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_what_a_row_names_is_there_and_a_no_has_its_reason(row):
    assert lacks(row) == []


@pytest.mark.parametrize(
    "row",
    [
        Row("1.1.1", 1, "…", "met", "by care"),
        Row("1.1.1", 1, "…", "met", "`services/web/nowhere.py`"),
        Row("1.1.1", 1, "…", "met", "`tests/test_lock.py::test_that_nobody_wrote`"),
        Row("1.1.1", 1, "…", "not met", "`tests/test_lock.py`"),
        Row("1.1.1", 1, "…", "nearly", "because"),
    ],
)
def test_control_a_claim_without_a_place_is_found(row):
    assert lacks(row) != []


def test_the_counts_are_those_of_the_rows():
    counts = {page.name: Counter(row.stands for row in rows(page)) for page in CHAPTERS}
    counted = {
        name: tuple(map(int, figures))
        for name, *figures in re.findall(
            r"^\| (?:\[[^\]]+\]\(security/([\w.-]+)\)|all) \| (\d+) \| (\d+) \| (\d+) \|$",
            ENTRANCE.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    expected = {name: tuple(count[word] for word in STANDS) for name, count in counts.items()}
    whole = Counter(row.stands for row in ROWS)
    assert counted == expected | {"": tuple(whole[word] for word in STANDS)}


def test_the_sizes_of_files_are_those_of_the_code():
    mib = 1 << 20
    text = ENTRANCE.read_text(encoding="utf-8")
    lists, scan = (next(r for r in text.splitlines() if r.startswith(f"| {w}")) for w in KINDS)
    assert (
        f"{sheets.MOST_BYTES // mib} MiB; unpacked {sheets.MOST_UNPACKED // mib} MiB, "
        f"{sheets.MOST_MEMBERS} parts, {sheets.MOST_RATIO} times the size; "
        f"{workbook.MOST_ROWS:,} rows and {workbook.MOST_COLUMNS} columns a sheet"
    ) in lists
    assert all(kind in lists for kind in sheets.TEXTS | sheets.WORKBOOKS)
    assert f"{LARGEST // mib} MiB" in scan
