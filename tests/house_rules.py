"""What the house rules are: each a function from one source file to the complaints about it.

`tests/test_house.py` holds every file to every rule and shows for every rule a text that breaks it.
To allow an exception, write it into the list beside the rule, with its reason.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """One file of the repository: its name from the root, with `/`, and its text."""

    name: str
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    def is_in(self, *patterns: str) -> bool:
        return any(fnmatch(self.name, pattern) for pattern in patterns)


# --- who may import whom -------------------------------------------------------------------------

ROOMS = ("domain/*", "projections/*", "services/*")
MAY_IMPORT = {  # the first row that fits decides; services may import everything
    "domain/*": {"domain", "pydantic", "pydantic_core"},
    "projections/matcher/*": {
        *("domain", "projections", "pydantic", "sqlalchemy"),
        *("numba", "numpy", "opencc", "pypinyin", "rjieba", "scipy", "sklearn"),
    },
    "projections/core/simplified.py": {"domain", "opencc"},
    "projections/*": {"domain", "projections", "pydantic", "sqlalchemy"},
}
KNOWN_ONLY_TO = {  # a library that may be exchanged is known to few files
    "eventsourcing": ("services/ledger/*",),
    "cryptography": ("services/sealing/*", "services/operations/certificate.py"),
    "faststream": ("services/inbound/workers.py",),
    "click": ("services/cli/*",),
    "rich": ("services/cli/*",),
    "sqlalchemy": ("projections/*", "services/stores/*", "services/house/*", "services/backup/*"),
}


def a_room_imports_only_what_it_may(source: Source) -> Iterator[str]:
    allowed = next((may for room, may in MAY_IMPORT.items() if source.is_in(room)), None)
    for module in sorted({name.split(".")[0] for name in imports(source)}):
        if allowed is not None and module not in allowed | sys.stdlib_module_names:
            yield f"imports {module}: move that work to services/, or hand its result in"
        known_to = KNOWN_ONLY_TO.get(module)
        if known_to and source.is_in(*ROOMS) and not source.is_in(*known_to):
            yield f"imports {module}, which only {', '.join(known_to)} may know: ask that file"


CONNECTS = ("projections/core/database.py",)


def a_view_reads_within_the_snapshot(source: Source) -> Iterator[str]:
    if not source.is_in("projections/*") or source.is_in(*CONNECTS):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("engine.connect"):
            yield f"line {node.lineno} connects: ask within `reading(self.engine)`"


PAGE = "services.web.pages."  # who may see which of a thing is asked in services/web/selectors/


def a_page_is_nobodys_library(source: Source) -> Iterator[str]:
    if not source.is_in("services/web/pages/*/*", "services/web/api/*", "services/web/selectors/*"):
        return
    pages = {name for name in imports(source) if name.startswith(PAGE)}
    for module in sorted({".".join(name.split(".")[:5]) for name in pages}):
        yield f"imports {module}: pages and the API share selectors, never pages"


# --- the domain and the projections are pure -----------------------------------------------------

PURE = ("domain/*", "projections/*")
IMPURE_MODULES = {
    *("time", "os", "socket", "random", "secrets", "logging", "subprocess", "tempfile", "shutil"),
    *("pathlib", "glob", "urllib", "http", "ssl", "asyncio", "threading", "multiprocessing"),
}
IMPURE_CALLS = {
    *("open", "print", "input", "now", "utcnow", "today", "getenv"),
    *("uuid1", "uuid4", "uuid7", "read_text", "read_bytes", "write_text", "write_bytes"),
}
PURE_ENOUGH: dict[tuple[str, str], str] = {
    ("projections/core/database.py", "threading"): "SQLite's writers take turns: a kind of waiting",
}


def what_is_decided_or_answered_depends_on_nothing_else(source: Source) -> Iterator[str]:
    if not source.is_in(*PURE):
        return
    modules = {name.split(".")[0] for name in imports(source)} & IMPURE_MODULES
    calls = {called(n) for n in source.nodes if isinstance(n, ast.Call)} & IMPURE_CALLS
    environs = {n.attr for n in source.nodes if isinstance(n, ast.Attribute)} & {"environ"}
    for name in sorted(modules | calls | environs):
        if (source.name, name) not in PURE_ENOUGH:
            yield f"uses {name}: no clock, disk, network, chance or log here; hand the value in"


# --- readable in one sitting ---------------------------------------------------------------------

LINES_OF_A_FILE, LINES_OF_A_FUNCTION = 400, 60


def a_file_is_read_in_one_sitting(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > LINES_OF_A_FILE:
        yield f"has {lines} lines, {LINES_OF_A_FILE} are allowed: find the second thing it is about"
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LINES_OF_A_FUNCTION:
                yield f"{node.name} has {lines} lines, {LINES_OF_A_FUNCTION} are allowed: split it"


def a_file_says_what_it_is_for(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield "has no docstring: begin with a sentence saying what the file is for"


LETTERS_OF_A_LINE = 140  # of pages and style sheets; Python has its 100 from ruff


def a_line_of_a_page_fits_the_screen(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        if len(line) > LETTERS_OF_A_LINE:
            yield (
                f"line {number} has {len(line)} letters, {LETTERS_OF_A_LINE} are allowed: "
                "one element a line, and a macro for what repeats"
            )


# --- a name says what it holds -------------------------------------------------------------------

SAYS_NOTHING = {"found", "given", "got", "kept", "meant", "mine", "one", "said", "these", "told"}
GONE = {"wish", "wishes", "scribe", "vitals", "deed", "rounds", "bygone"}  # once our own words
STILL_THERE: dict[str, int] = {  # a ratchet: how many are left, file by file; only ever downwards
    "domain/log/entry.py": 1,
    "projections/leads/leads.py": 1,
    "projections/matching/decisions.py": 1,
    "projections/matching/proposals.py": 1,
    "projections/postings/market.py": 1,
    "projections/sessions/sessions.py": 1,
}


def a_name_says_what_it_holds(source: Source) -> Iterator[str]:
    if not source.is_in(*ROOMS):
        return
    names = [name for name in named(source) if is_empty(name)]
    allowed = STILL_THERE.get(source.name, 0)
    if len(names) > allowed:
        yield (
            f"names {len(names)} things {', '.join(sorted(set(names)))}, {allowed} are allowed: "
            "name each by what it holds (rows, refusal, lead)"
        )
    if len(names) < allowed:
        yield f"has {len(names)} empty names left of {allowed}: write that into STILL_THERE"


def is_empty(name: str) -> bool:
    plain = name.strip("_").lower()
    return plain in SAYS_NOTHING or not GONE.isdisjoint(plain.split("_"))


# --- nothing is silenced in silence --------------------------------------------------------------

SUPPRESSION = re.compile(
    r"#\s*(noqa(:\s*[A-Z]+\d+([,\s]+[A-Z]+\d+)*)?|type:\s*ignore(\[[\w, -]+\])?)\W*(?P<reason>.*)"
)
SKIPS = {
    *("pytest.skip", "pytest.xfail", "pytest.importorskip"),
    *("pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail"),
}
SKIPPED_FOR_A_REASON: dict[str, str] = {}  # test file: why; best none


def a_suppression_gives_its_reason(source: Source) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        match = SUPPRESSION.search(token.string) if token.type == tokenize.COMMENT else None
        if match and len(match["reason"]) < len("a reason"):
            yield f"line {token.start[0]}: say on the same line why {match[1]} is needed"


def no_test_is_skipped_in_silence(source: Source) -> Iterator[str]:
    if not source.is_in("tests/*") or source.name in SKIPPED_FOR_A_REASON:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and ast.unparse(node) in SKIPS:
            yield f"line {node.lineno} has {node.attr}: let the test run, or fail with the reason"


# --- tests try the real thing --------------------------------------------------------------------


def a_test_neither_sleeps_nor_pretends(source: Source) -> Iterator[str]:
    if not source.is_in("tests/*"):
        return
    for module in sorted(imports(source) & {"mock", "unittest.mock", "pytest_mock"}):
        yield f"imports {module}: build the real thing, or hand in a value"
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}:
            yield f"line {node.lineno} sleeps: wait for what you are waiting for"
        if isinstance(node, ast.Attribute) and ast.unparse(node) in PATCHES:
            yield f"line {node.lineno} patches: hand the other value in instead"


PATCHES = {"monkeypatch.setattr", "monkeypatch.delattr", "monkeypatch.setitem", "mocker.patch"}


# --- six tracks, one code ------------------------------------------------------------------------

MAY_NAME_A_TRACK = ("domain/postings/tracks.py",)


def a_difference_between_tracks_is_a_value_in_a_row(source: Source) -> Iterator[str]:
    if not source.is_in(*ROOMS) or source.is_in(*MAY_NAME_A_TRACK):
        return
    for node in source.nodes:
        tells_apart = isinstance(node, ast.Match) and is_a_track(node.subject)
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            tells_apart = any(is_a_track(s) for s in sides) and any(is_fixed(s) for s in sides)
        if tells_apart and isinstance(node, ast.expr | ast.stmt):
            yield f"line {node.lineno} asks which track it is: put a value into the track's row"


def is_a_track(node: ast.expr) -> bool:
    """`track`, `need.track`, `track.code`: a name that ends in the track or its code."""
    return (
        re.fullmatch(r"(.*\.)?track(_?(code|id|name)|\.(code|id|name|value))?", ast.unparse(node))
        is not None
    )


def is_fixed(node: ast.expr) -> bool:
    """A text, `Track.FINANCE`, or a collection of those."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(is_fixed(element) for element in node.elts)
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or (
        isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Track"
    )


# --- nothing names the place it was made in ------------------------------------------------------

A_FOLDER = "a folder of somebody's machine"
A_REGISTRY = "where packages come from is the installer's own setting"
FOREIGN = {  # the brackets keep this file from naming what it forbids
    r"/[w]ork/": A_FOLDER,
    r"/tmp/[b]ash": A_FOLDER,
    r"[i]ndex-url": A_REGISTRY,
    r"\b[p]ypi\.|[p]ythonhosted\.|registry\.[n]pmjs": A_REGISTRY,
    r"\b[u]v\.lock\b|\b[p]ylock\.toml\b": "it records registries; the locks are requirements*.lock",
}


def a_file_names_no_workplace_and_no_registry(source: Source) -> Iterator[str]:
    for number, line in enumerate(source.text.splitlines(), 1):
        for pattern, why in FOREIGN.items():
            match = re.search(pattern, line)
            if match:
                yield f"line {number} names {match[0]}: {why}; take it out"


# --- all of them, and their helpers --------------------------------------------------------------

Rule = Callable[[Source], Iterator[str]]
RULES_FOR_PYTHON: tuple[Rule, ...] = (
    a_room_imports_only_what_it_may,
    a_view_reads_within_the_snapshot,
    a_page_is_nobodys_library,
    what_is_decided_or_answered_depends_on_nothing_else,
    a_file_is_read_in_one_sitting,
    a_file_says_what_it_is_for,
    a_name_says_what_it_holds,
    a_suppression_gives_its_reason,
    no_test_is_skipped_in_silence,
    a_test_neither_sleeps_nor_pretends,
    a_difference_between_tracks_is_a_value_in_a_row,
)
RULES_FOR_PAGES: tuple[Rule, ...] = (a_line_of_a_page_fits_the_screen,)
RULES_FOR_ALL: tuple[Rule, ...] = (a_file_names_no_workplace_and_no_registry,)


def imports(source: Source) -> set[str]:
    """The modules a file imports, wherever it does so; `from a import b` counts as a and a.b."""
    names = set()
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def called(node: ast.Call) -> str:
    """The last name of what is called: `now` of `datetime.now()`."""
    return ast.unparse(node.func).split(".")[-1]


def named(source: Source) -> Iterator[str]:
    """The names of variables, parameters and functions; fields of a class are its interface."""
    bodies = [part for node in source.nodes if isinstance(node, ast.ClassDef) for part in node.body]
    fields = {part.target for part in bodies if isinstance(part, ast.AnnAssign)}
    for node in source.nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in fields:
            yield node.id
        if isinstance(node, ast.arg):
            yield node.arg
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ExceptHandler):
            yield node.name or ""
        if isinstance(node, ast.alias):
            yield node.asname or ""
