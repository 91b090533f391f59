"""Real texts as import files, for trying a house out with more than its own demo.

    python -m benchmarks.convert --data PATH --out DIR [--results 2000]

Reads enterprises' technical needs and a bank's products under PATH/seed, and research results
under PATH/academia_ccf. Each reader is a `rows(path)` of plain English fields; this half knows
what the files mean, the writer knows which columns the importer wants.

The sources name nobody, so each stands behind one invented party (`1-parties.csv`, imported first).
A title is cut at 60 characters; where there is no body, the whole title is the text. No row of the
three sources holds a phone number or an address; one that did would be named by the importer.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

NEEDS = Path("seed/enterprise_tech_requirements_371.jsonl")
RESULTS = Path("academia_ccf/corpus.jsonl")
PRODUCTS = Path("seed/bank_loan_products_henan.jsonl")
TITLE_AT_MOST = 60
PARTIES = {  # id, title and kind of the party behind a source, by kind of table
    "academia.need": ("T-ENTERPRISES", "技术需求企业（公开数据）", "企业"),
    "academia.offering": ("T-RESEARCH", "科研成果单位（公开数据）", "高校院所"),
    "bank.offering": ("T-BANK", "信贷产品银行（公开数据）", "银行及金融机构"),
}

Row = dict[str, str]  # id, track, side (need or offering), title, text


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="数据所在目录")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到哪个目录")
@click.option("--results", type=click.IntRange(min=1), default=2000, show_default=True)
def main(data: Path, out: Path, results: int) -> None:
    """把公开数据转成导入文件。"""
    missing = [path for path in (NEEDS, RESULTS, PRODUCTS) if not (data / path).is_file()]
    if missing:
        click.echo(f"{data} 下缺少：{'、'.join(map(str, missing))}", err=True)
        sys.exit(2)
    out.mkdir(parents=True, exist_ok=True)
    table = Table("file", "rows", title=str(out))
    for name, written in files(data, results):
        _write(out / name, written)
        table.add_row(name, str(len(written)))
    Console().print(table)


def files(data: Path, results: int) -> Iterator[tuple[str, list[Row]]]:
    """Name and rows of each file to import, in the order of importing; the keys are headings."""
    yield (
        "1-parties.csv",
        [
            {"party.id": id_, "party.title": title, "party.roles": kind}
            for id_, title, kind in PARTIES.values()
        ],
    )
    sources = ((NEEDS, None), (RESULTS, results), (PRODUCTS, None))
    for number, (path, most) in enumerate(sources, 2):
        read = list(islice(rows(data / path), most))
        kind = f"{read[0]['track']}.{read[0]['side']}"
        yield f"{number}-{kind.replace('.', '-')}.csv", [_columns(kind, row) for row in read]


def _columns(kind: str, row: Row) -> Row:
    said = {"id": row["id"], "party": PARTIES[kind][0], "title": row["title"], "text": row["text"]}
    return {f"{kind}.{key}": value for key, value in said.items()}


def rows(path: Path) -> Iterator[Row]:
    """The rows of one of the three files, in file order; which one is told by its name."""
    read = {NEEDS.name: _need, RESULTS.name: _result, PRODUCTS.name: _product}[path.name]
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield read(json.loads(line))


def _need(record: dict[str, Any]) -> Row:
    return _row(record["id"], "academia", "need", record["title"], record["body"])


def _result(record: dict[str, Any]) -> Row:
    """Results have no title of their own: their key words are the text, its beginning the title."""
    text = " ".join(f"{record['title']} {record['text']}".split())
    return _row(record["_id"], "academia", "offering", text, text)


def _product(record: dict[str, Any]) -> Row:
    text = "\n".join(f"{heading}：{body}" for heading, body in record["sections"].items())
    number = hashlib.sha256(record["name"].encode()).hexdigest()[:12]
    return _row(number, "bank", "offering", record["name"], text)


def _row(id_: str, track: str, side: str, title: str, text: str) -> Row:
    title, text = title.strip(), text.strip()
    short = title[:TITLE_AT_MOST]
    return {"id": id_, "track": track, "side": side, "title": short, "text": text or title}


def _write(path: Path, written: list[Row]) -> None:
    """CSV as spreadsheet programs in China open it: UTF-8 with a mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(written[0]))
        writer.writeheader()
        writer.writerows(written)


if __name__ == "__main__":
    main()
