"""No form asks for an id that somebody would have to know: what we know is picked by its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from services.files.tables.columns import columns, kinds

WEB = Path(__file__).parents[3] / "services" / "web"
PAGES = sorted((WEB / "pages").rglob("*.py"))
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PICKED = {"party", "parties", "region", "regions", "industry", "industries"}
AN_ID = re.compile(r"编号|代码|工号")
LIKE_AN_ID = re.compile(r"[a-z]{1,2}-?\d{2,}|[a-z]+_[a-z]+", re.ASCII)
ITS_OWN = {"uscc"}  # read as: a credit code stands on the licence
LABEL = re.compile(r"<label[^>]*>\s*\{\{ _\(.([^)]*).\) \}\}\s*<(?:input|textarea)", re.DOTALL)
# A search takes them too, and asks for none.
SEARCHED = {"名称、拼音首字母、代码、编号，或写过的几个词"}


def asking(source):
    """(label, how it is read) of the fields of a page's own forms that ask for an id."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "column":
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            example = next((k.value for k in node.keywords if k.arg == "example"), None)
            shown = example.value if isinstance(example, ast.Constant) else ""
            _, label, reads, *_ = (*texts, "", "", "")  # of another table's field it is that one's
            if reads not in PICKED | ITS_OWN and (
                AN_ID.search(label) or LIKE_AN_ID.fullmatch(str(shown))
            ):
                yield label, reads


def test_no_field_of_a_page_asks_for_an_id():
    asked = {file.name: list(asking(file.read_text(encoding="utf-8"))) for file in PAGES}
    assert {name: fields for name, fields in asked.items() if fields} == {}


def test_no_template_asks_for_one():
    labels = {
        label for file in TEMPLATES for label in LABEL.findall(file.read_text(encoding="utf-8"))
    }
    assert labels  # the control: there are some
    assert {label for label in labels if AN_ID.search(label)} <= SEARCHED


def test_whatever_a_posting_refers_to_is_picked():
    """Its own number and its party's aren't asked for where somebody writes one."""
    asked = (column for kind in kinds() for column in columns(kind) if column.key not in IMPORTED)
    assert [c.key for c in asked if AN_ID.search(c.label) and c.reads not in PICKED | ITS_OWN] == []


IMPORTED = {"id"}  # in files alone: `posting_form.NOT_ASKED`, `records.NEW`


def test_control_a_field_that_asks_for_one_is_found():
    assert list(asking('column("partner", "对接单位", "text", example="b-01")')) == [
        ("对接单位", "text")
    ]
    assert list(asking('column("into", "保留的单位的编号", "text")')) == [
        ("保留的单位的编号", "text")
    ]
    assert list(asking('column("partner", "对接单位", "party")')) == []
