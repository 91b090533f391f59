"""How good the proposals are: our matcher and plain baselines on labelled sets.

    python -m benchmarks.quality --data PATH [--quick]

PATH holds one folder a set: `corpus.jsonl`, `dev/queries.jsonl`, `dev/qrels.tsv`, and where there
are any `dev/judged.tsv` (every judged pair) and `dev/pairs.tsv` (text1, text2, same or not).
Prints `figure quality.SET.NAME VALUE` lines: `ndcg10` (linear gain), `judged_ndcg10` (only the
judged pairs, the query with its body), `pair_auc`; `plain_char2` and `plain_words` are
scikit-learn's TfidfVectorizer on the same texts. Everything is fitted on the corpus alone.
"""

from __future__ import annotations

import json
import math
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np
import rjieba
from rich.console import Console
from rich.progress import track
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from projections.matcher import fit, points, settings_for, top, vector

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
    """Ours first, then each plain baseline with its name in front."""
    yield from _ours(labelled)
    words = rjieba.Jieba()
    yield from _plain(labelled, "plain_char2", {"analyzer": "char", "ngram_range": (2, 2)})
    yield from _plain(
        labelled, "plain_words", {"analyzer": lambda text: _words(words, text), "lowercase": False}
    )


def _ours(labelled: Labelled) -> Iterator[tuple[str, float]]:
    model = fit(labelled.corpus.values(), settings_for(TRACKS.get(labelled.name, "")))
    offerings = {id_: vector(text, model, "offering") for id_, text in labelled.corpus.items()}
    needs = {id_: vector(text, model, "need") for id_, text in labelled.queries.items()}
    lists = top(needs, offerings, k=DEPTH)
    found = {id_: [scored.id for scored in best] for id_, best in lists.items()}
    yield "ndcg10", mean_ndcg(found, labelled.grades)
    if labelled.judged:
        longer = {id_: vector(text, model, "need") for id_, text in labelled.longer.items()}

        def score(query: str, document: str) -> float:
            return points(longer[query], offerings[document])

        yield "judged_ndcg10", mean_ndcg(reranked(labelled.judged, score), labelled.judged)
    if labelled.pairs:
        scores = [
            points(vector(one, model, "need"), vector(other, model, "offering"))
            for one, other, _ in labelled.pairs
        ]
        yield "pair_auc", float(roc_auc_score([same for _, _, same in labelled.pairs], scores))


def _plain(labelled: Labelled, name: str, options: dict[str, Any]) -> Iterator[tuple[str, float]]:
    vectorizer = TfidfVectorizer(**options)
    ids = sorted(labelled.corpus)
    documents = vectorizer.fit_transform([labelled.corpus[id_] for id_ in ids])
    rows = vectorizer.transform(labelled.queries.values()) @ documents.T
    found: Ranking = {}
    for query, row in zip(labelled.queries, rows, strict=True):
        order = np.lexsort((row.indices, -row.data))[:DEPTH]
        found[query] = [ids[at] for at in row.indices[order]]
    yield name, mean_ndcg(found, labelled.grades)
    if labelled.judged:
        place = {id_: at for at, id_ in enumerate(ids)}
        longer = vectorizer.transform(labelled.longer.values()) @ documents.T
        rows_of = dict(zip(labelled.longer, longer.toarray(), strict=True))

        def score(query: str, document: str) -> float:
            return float(rows_of[query][place[document]])

        yield f"judged_{name}", mean_ndcg(reranked(labelled.judged, score), labelled.judged)
    if labelled.pairs:
        ones, others, same = zip(*labelled.pairs, strict=True)
        products = vectorizer.transform(ones).multiply(vectorizer.transform(others))
        yield f"pair_auc_{name}", float(roc_auc_score(same, np.asarray(products.sum(axis=1))))


def mean_ndcg(found: Ranking, grades: Grades) -> float:
    """Mean over the queries that have a relevant document; an empty list counts 0."""
    asked = [query for query in found if any(grades.get(query, {}).values())]
    return math.fsum(ndcg(found[query], grades[query]) for query in asked) / max(1, len(asked))


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
        longer[row["_id"]] = f"{row['text']} {row.get('metadata', {}).get('body', '')}".strip()
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


def _words(cutter: rjieba.Jieba, text: str) -> list[str]:
    return [word for word in cutter.cut(text.lower(), hmm=False) if any(map(str.isalnum, word))]


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
