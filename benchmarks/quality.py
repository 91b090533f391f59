"""How good the proposals are: our matcher and plain baselines on labelled sets.

    python -m benchmarks.quality --data PATH [--quick]

PATH holds one folder a set: `corpus.jsonl`, `dev/queries.jsonl`, `dev/qrels.tsv`, and where there
are any `dev/judged.tsv` (every judged pair) and `dev/pairs.tsv` (text1, text2, same or not).
Prints `figure quality.SET.NAME VALUE` lines: `ndcg10` (linear gain), `judged_ndcg10` (only the
judged pairs, the query with its body as the lines under it), `pair_auc`; the same of six plain
baselines (benchmarks/plain.py); and `p_value`, `judged_p_value` and `pair_p_value`: how likely so
big a difference to the best of the six would be by chance (benchmarks/chance.py). Everything is
fitted on the corpus alone.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import track
from sklearn.metrics import roc_auc_score

from benchmarks.chance import p_of_areas, p_of_means, standard_error
from benchmarks.plain import BASELINES, Plain
from projections.matcher import fit_for, points, top, vector

TRACKS = {
    "academia_ccf": "academia",
    "academia_csl_title": "academia",
    "policy_laws": "policy",
    "bank_bq": "bank",
    "bank_products_mini": "bank",
    "sales_chain": "sales",
    "labor_jd": "labor",
    "digit_iflytek": "digitization",
    "digit_ccf": "digitization",
}
QUICK_QUERIES = 60
QUICK_PAIRS = 1000
DEPTH = 10

Grades = dict[str, dict[str, float]]  # query id → document id → grade
Ranking = dict[str, list[str]]  # query id → document ids, best first
Texts = dict[str, str]
PerQuery = dict[str, float]


@dataclass(frozen=True)
class Labelled:
    """One set. `longer` are the queries with their bodies; `judged` and `pairs` may be empty."""

    name: str
    corpus: Texts
    queries: Texts
    longer: Texts
    grades: Grades
    judged: Grades
    pairs: list[tuple[str, str, int]]


@dataclass(frozen=True)
class Measured:
    """nDCG of every query, over the whole corpus and over the judged pairs; scores of the pairs."""

    found: PerQuery
    judged: PerQuery
    pairs: list[float]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="标注数据所在目录")
@click.option("--quick", is_flag=True, help=f"每个数据集只取 {QUICK_QUERIES} 条查询")
def main(data: Path, *, quick: bool) -> None:
    """匹配质量：我们的匹配器与普通基线对比。"""
    folders = sorted(path.parent for path in data.glob("*/corpus.jsonl")) if data.is_dir() else []
    if not folders:
        click.echo(
            f"找不到数据：{data} 下没有任何 */corpus.jsonl。请用 --data 指定目录。", err=True
        )
        sys.exit(2)
    if quick:
        click.echo(f"# --quick: {QUICK_QUERIES} queries, {QUICK_PAIRS} pairs a set; not comparable")
    console = Console(stderr=True)
    for folder in track(folders, description="数据集", console=console):
        labelled = load(folder)
        if quick:
            labelled = sample(labelled)
        for name, value in figures(labelled):
            click.echo(f"figure quality.{labelled.name}.{name} {value:.4f}")


def figures(labelled: Labelled) -> Iterator[tuple[str, float]]:
    """Ours first, then each plain baseline with its name, then how sure the difference is."""
    ours = _ours(labelled)
    plain = {name: _plain(labelled, make) for name, make in BASELINES.items()}
    yield from _compared("ndcg10", "", ours.found, {n: m.found for n, m in plain.items()})
    if labelled.judged:
        others = {name: measured.judged for name, measured in plain.items()}
        yield from _compared("judged_ndcg10", "judged_", ours.judged, others)
    if labelled.pairs:
        same = [same for _, _, same in labelled.pairs]
        areas = {name: float(roc_auc_score(same, m.pairs)) for name, m in plain.items()}
        yield "pair_auc", float(roc_auc_score(same, ours.pairs))
        for name, area in areas.items():
            yield f"pair_auc_{name}", area
        best = max(areas, key=areas.__getitem__)
        yield "pair_p_value", p_of_areas(same, ours.pairs, plain[best].pairs)


def _compared(
    name: str, prefix: str, ours: PerQuery, plain: dict[str, PerQuery]
) -> Iterator[tuple[str, float]]:
    values = list(ours.values())
    yield name, fmean(values)
    yield f"{name}_standard_error", standard_error(values)
    for other, theirs in plain.items():
        yield prefix + other, fmean(theirs.values())
    best = max(plain.values(), key=lambda theirs: fmean(theirs.values()))
    yield f"{prefix}p_value", p_of_means(values, [best[query] for query in ours])


def _ours(labelled: Labelled) -> Measured:
    track = TRACKS.get(labelled.name, "")
    model = fit_for(track, labelled.corpus.values())
    offerings = {id_: vector(text, model, "offering") for id_, text in labelled.corpus.items()}
    needs = {id_: vector(text, model, "need") for id_, text in labelled.queries.items()}
    longer = {id_: vector(text, model, "need") for id_, text in labelled.longer.items()}
    lists = top(needs, offerings, k=DEPTH)
    found = {id_: [scored.id for scored in best] for id_, best in lists.items()}
    return Measured(
        found=each_ndcg(found, labelled.grades),
        judged=each_ndcg(
            reranked(labelled.judged, lambda q, d: points(longer[q], offerings[d])),
            labelled.judged,
        ),
        pairs=[
            points(vector(one, model, "need"), vector(other, model, "offering"))
            for one, other, _ in labelled.pairs
        ],
    )


def _plain(labelled: Labelled, make: Callable[[Sequence[str]], Plain]) -> Measured:
    ids = sorted(labelled.corpus)
    texts = [labelled.corpus[id_] for id_ in ids]
    plain = make(texts)
    columns = plain.offerings(texts).T.tocsr()
    found: Ranking = {}
    for query, row in zip(
        labelled.queries, plain.needs([*labelled.queries.values()]) @ columns, strict=True
    ):
        order = np.lexsort((row.indices, -row.data))[:DEPTH]
        found[query] = [ids[at] for at in row.indices[order]]
    place = {id_: at for at, id_ in enumerate(ids)}
    asked = [query for query in labelled.longer if query in labelled.judged]
    scores: dict[str, np.ndarray] = {}
    if asked:
        rows = plain.needs([labelled.longer[query] for query in asked]) @ columns
        scores = dict(zip(asked, rows.toarray(), strict=True))
    pairs: list[float] = []
    if labelled.pairs:
        ones, others, _ = zip(*labelled.pairs, strict=True)
        products = plain.needs(ones).multiply(plain.offerings(others))
        pairs = np.asarray(products.sum(axis=1)).ravel().tolist()
    return Measured(
        found=each_ndcg(found, labelled.grades),
        judged=each_ndcg(
            reranked(labelled.judged, lambda q, d: float(scores[q][place[d]])), labelled.judged
        ),
        pairs=pairs,
    )


def each_ndcg(found: Ranking, grades: Grades) -> PerQuery:
    """Of the queries that have a relevant document; an empty list counts 0."""
    asked = [query for query in found if any(grades.get(query, {}).values())]
    return {query: ndcg(found[query], grades[query]) for query in asked}


def ndcg(found: list[str], grades: dict[str, float]) -> float:
    """nDCG at 10 with linear gain; the grades must have one above zero."""

    def gain(values: list[float]) -> float:
        return math.fsum(value / math.log2(rank + 2) for rank, value in enumerate(values[:DEPTH]))

    reached = gain([grades.get(id_, 0.0) for id_ in found])
    return reached / gain(sorted(grades.values(), reverse=True))


def reranked(judged: Grades, score: Callable[[str, str], float]) -> Ranking:
    """Each query's judged documents, by score, then id."""
    return {
        query: sorted(documents, key=lambda id_: (-score(query, id_), id_))
        for query, documents in judged.items()
    }


def load(folder: Path) -> Labelled:
    """Read one set; a document's text is its title and text."""
    corpus = {
        row["_id"]: f"{row.get('title', '')} {row['text']}".strip()
        for row in _json_lines(folder / "corpus.jsonl")
    }
    queries, longer = {}, {}
    for row in _json_lines(folder / "dev" / "queries.jsonl"):
        queries[row["_id"]] = row["text"]
        longer[row["_id"]] = f"{row['text']}\n{row.get('metadata', {}).get('body', '')}".strip()
    pairs = [(one, other, int(same)) for one, other, same in _rows(folder / "dev" / "pairs.tsv")]
    grades, judged = _grades(folder / "dev" / "qrels.tsv"), _grades(folder / "dev" / "judged.tsv")
    return Labelled(folder.name, corpus, queries, longer, grades, judged, pairs)


def sample(labelled: Labelled) -> Labelled:
    """The same set with fewer queries and pairs, always the same ones."""
    draw = random.Random(0)
    few = sorted(labelled.queries)
    kept = set(draw.sample(few, min(QUICK_QUERIES, len(few))))
    pairs = labelled.pairs
    return replace(
        labelled,
        queries={id_: text for id_, text in labelled.queries.items() if id_ in kept},
        longer={id_: text for id_, text in labelled.longer.items() if id_ in kept},
        judged={id_: grades for id_, grades in labelled.judged.items() if id_ in kept},
        pairs=draw.sample(pairs, min(QUICK_PAIRS, len(pairs))),
    )


def _grades(path: Path) -> Grades:
    grades: Grades = {}
    for query, document, grade in _rows(path):
        grades.setdefault(query, {})[document] = float(grade)
    return grades


def _rows(path: Path) -> Iterator[list[str]]:
    """Tab-separated cells without the heading; nothing where there is no such file."""
    if path.exists():
        lines = path.read_text(encoding="utf-8").split("\n")[1:]
        yield from (line.split("\t") for line in lines if line)


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


if __name__ == "__main__":
    main()
