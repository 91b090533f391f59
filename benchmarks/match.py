"""How fast the lists are worked out, beside the peers, and how near to what the machine can do.

    python -m benchmarks.match [--quick] [--track sales]

Texts are the county's, told anew with other seeds; everybody multiplies the same whole-number
weights and returns the top ten. One thread each, in turn; the ratios are of CPU time, because other
programs use the machine too, and those of one or two workers of wall time. Ours is held against an
independent int64 product first. Prints `figure match.NAME VALUE` lines.
"""

from __future__ import annotations

import os

for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "RAYON"):
    os.environ.setdefault(f"{_name}_NUM_THREADS", "1")

import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import click
import numpy as np
import sp_matmul_rs
from distributed import LocalCluster
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import pairwise_distances_chunked
from sklearn.neighbors import NearestNeighbors
from sparse_dot_topn import sp_matmul_topn

from benchmarks.limit import IN_CACHE, IN_EARNEST, measured
from domain.postings.tracks import SIDES, TRACKS, Track
from projections.matcher import fit_for
from projections.matcher.engine.backends import engine
from projections.matcher.engine.batch import Block, block
from projections.matcher.engine.index import Index
from projections.matcher.engine.live import LiveTrack, Posted
from projections.matcher.engine.pair_filter import PairRules, TextFacts
from projections.matcher.engine.rule_program import Facets
from projections.matcher.engine.segment import Rows
from services.demo.county import DAY_ONE
from services.demo.county import SIDES as COUNTY
from services.demo.county.parties import people
from services.matching.shards import lists, write

K, SAMPLE, SLOW, CHECKED = 10, 512, 48, 100
A_COUNTY = 2000  # postings of a side before the next county is made
FITTED = 20_000  # texts a model is fitted on
EVENTS = 1500


@dataclass
class Sides:
    """Both sides of a track as indexes, and what else the measurements need."""

    meeting: LiveTrack
    later: dict[str, list[Posted]]  # postings that arrive while we look on

    @property
    def needs(self) -> Index:
        return self.meeting.standing.sides["need"].index

    @property
    def offerings(self) -> Index:
        return self.meeting.standing.sides["offering"].index

    @property
    def track(self) -> Track:
        return self.meeting.standing.rules.track


def told(track: str, side: str, count: int) -> Iterator[Posted]:
    """So many postings of one side, county after county."""
    [how] = [s for s in COUNTY if (s.track, s.side) == (track, side)]
    for at in range(count):
        if at % A_COUNTY == 0:
            dice = Random(1000 * at + SIDES.index(side))
            folk = people(dice, 1.0)
        piece = how.make(dice, folk, DAY_ONE)
        content = piece.content(DAY_ONE)
        party = f"{piece.member.id}-{at // A_COUNTY}"
        yield Posted(f"{side}{at}", at, f"{content.title}\n{content.text}", content, party)


def made(track: str, count: int, later: int) -> Sides:
    """A track's meeting with `count` texts a side, and `later` more to come."""
    texts = [posted.text for posted in told(track, "offering", min(count, FITTED))]
    model = fit_for(track, texts)
    waiting: dict[str, list[Posted]] = {side: [] for side in SIDES}

    def first(side: str) -> Iterator[Posted]:
        for posted in told(track, side, count + later):
            if posted.arrival < count:
                yield posted
            else:
                waiting[side].append(posted)

    begun = time.process_time()
    meeting = LiveTrack(TRACKS[track], model, first("need"), first("offering"))
    took = time.process_time() - begun
    print(f"# {track}, {count:,} a side: told, vectors and standing lists in {took:.0f} s CPU")
    return Sides(meeting, waiting)


def matrix(index: Index, columns: int, dtype: Any) -> csr_matrix:
    whole = index.whole()
    cells = (whole["weights"].astype(dtype), whole["terms"], whole["starts"].astype(np.int32))
    return csr_matrix(cells, shape=(index.count, columns))


def ours(sides: Sides, queries: int, k: int = K) -> Any:
    """The lists of the first needs, as a product has them: without rules, least and cap."""
    nothing = np.zeros((0, 4), np.int64)
    gate = sides.meeting.standing.gate("need")
    gate = gate._replace(program=nothing, least=1, enough=0, cap=0, words=0, graded=100)
    segments, rows = sides.offerings.segments(), sides.needs.rows
    return block(engine(), rows, 0, queries, segments, gate, k, 1)


def batch(sides: Sides) -> None:
    """One core, top ten of the other side for a sample of the needs."""
    columns = max(sides.needs.vocabulary, sides.offerings.vocabulary)
    n = sides.offerings.count
    queries, slow = min(SAMPLE, n), min(SLOW, n)
    check(sides, columns)
    contenders: dict[str, tuple[Callable[[], Any], int]] = {
        "ours": (lambda: ours(sides, queries), queries)
    }
    for dtype in (np.float32, np.float64):
        a = matrix(sides.needs, columns, dtype)[:queries]
        b = matrix(sides.offerings, columns, dtype)
        t = b.T.tocsr()
        contenders |= peers(a, t, np.dtype(dtype).name)
    contenders |= scikit_learn(a[:slow], b)
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(4):  # the first warms up
        for name, (run, count) in contenders.items():
            begun = time.process_time()
            run()
            if turn:
                seconds[name].append((time.process_time() - begun) / count)
    cost = {name: median(taken) for name, taken in seconds.items()}
    for name, taken in cost.items():
        print(f"{name:28} {1e6 * taken:10.1f} us a query   {taken / cost['ours']:6.1f} x ours")
    for figure in ("sparse_dot_topn", "sp_matmul_rs", "sklearn"):
        best = min(taken for name, taken in cost.items() if name.startswith(figure))
        print(f"figure match.batch.vs_{figure} {best / cost['ours']:.2f}")
    for figure, many in (("of_limit", IN_EARNEST), ("of_cache_limit", IN_CACHE)):
        limit = measured(many)
        least = limit.of(sides.needs.rows, queries, sides.offerings.segments())
        print(f"{figure}: {1e6 * least:.1f} us a query, {limit}")
        print(f"figure match.batch.{figure} {least / cost['ours']:.3f}", flush=True)


def peers(a: csr_matrix, t: csr_matrix, kind: str) -> dict[str, tuple[Callable[[], Any], int]]:
    how = {"top_n": K, "sort": True, "n_threads": 1}
    return {
        f"sparse_dot_topn {kind}": (lambda: sp_matmul_topn(a, t, **how), a.shape[0]),
        f"sp_matmul_rs {kind}": (lambda: sp_matmul_rs.sp_matmul_topn(a, t, **how), a.shape[0]),
    }


def scikit_learn(a: csr_matrix, b: csr_matrix) -> dict[str, tuple[Callable[[], Any], int]]:
    neighbours = NearestNeighbors(n_neighbors=K, metric="cosine", algorithm="brute", n_jobs=1)
    neighbours.fit(b)

    def chunked() -> list[Any]:
        how = {"metric": "cosine", "n_jobs": 1, "working_memory": 256}
        return list(
            pairwise_distances_chunked(
                a, b, reduce_func=lambda d, _: np.argpartition(d, K, axis=1)[:, :K], **how
            )
        )

    return {
        "sklearn NearestNeighbors": (lambda: neighbours.kneighbors(a), a.shape[0]),
        "sklearn pairwise chunked": (chunked, a.shape[0]),
    }


def check(sides: Sides, columns: int) -> None:
    """Ours against whole int64 products, for some of the queries."""
    count = min(CHECKED, sides.needs.count)
    exact(sides.needs, sides.offerings, columns, ours(sides, count), count)


def exact(needs: Index, offerings: Index, columns: int, found: Any, count: int) -> None:
    """Holds the lists of the first needs against whole int64 products."""
    others = matrix(offerings, columns, np.int64).T.tocsr()
    points = matrix(needs, columns, np.int64)[:count] @ others
    everyone = np.arange(offerings.count)
    for q in range(count):
        dense = points[q].toarray().ravel()
        order = np.lexsort((everyone, -dense))[:K]
        assert np.array_equal(found.scores[q], dense[order])
        assert np.array_equal(found.texts[q][dense[order] > 0], order[dense[order] > 0])
    print(f"# the lists of {count} queries are those of an int64 product")


def scale(sides: Sides) -> None:
    """One and two workers over the same blocks, wall time: threads, and processes under dask."""
    count = min(65_536, sides.needs.count)
    with tempfile.TemporaryDirectory() as where:
        both = {"need": sides.needs, "offering": sides.offerings}
        rules = sides.meeting.standing.rules
        manifest = write(Path(where), both, rules.programs, shards=2)

        def took(backend: str, workers: int) -> float:
            begun = time.perf_counter()
            lists(Path(where), manifest, "need", k=K, backend=backend, workers=workers, count=count)
            return time.perf_counter() - begun

        took("threading", 1)
        one, two = zip(
            *((took("threading", 1), took("threading", 2)) for _ in range(3)), strict=True
        )
        print(f"threads: {min(one):.2f} s with one, {min(two):.2f} s with two")
        print(f"figure match.scale.threads2 {min(one) / min(two):.2f}", flush=True)
        times = {}
        for workers in (1, 2):
            how: dict[str, Any] = {"threads_per_worker": 1, "dashboard_address": None}
            start: Any = LocalCluster
            with start(n_workers=workers, **how) as cluster, cluster.get_client():
                took("dask", workers)
                times[workers] = min(took("dask", workers) for _ in range(3))
        print(f"dask: {times[1]:.2f} s with one worker, {times[2]:.2f} s with two")
        print(f"figure match.scale.dask2 {times[1] / times[2]:.2f}", flush=True)


def online(sides: Sides) -> None:
    """Arrivals and withdrawals in turn, with rules and from the text on: wall and CPU time."""
    dice, meeting = Random(3), sides.meeting
    live = {
        side: [f"{side}{at}" for at in range(meeting.standing.sides[side].index.count)]
        for side in SIDES
    }
    seconds: dict[str, list[tuple[float, float]]] = {"arrive": [], "withdraw": []}

    def timed(what: str, run: Callable[[], Any]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        run()
        seconds[what].append((time.perf_counter() - wall, time.thread_time() - cpu))

    for at in range(len(sides.later["need"])):
        for side in ("need", "offering"):
            posted = sides.later[side][at]
            timed("arrive", lambda: meeting.arrive(side, posted))  # noqa: B023 (called at once)
            gone = live[side].pop(dice.randrange(len(live[side])))
            timed("withdraw", lambda: meeting.withdraw(side, gone))  # noqa: B023 (called at once)
            live[side].append(posted.id)
    for what, taken in seconds.items():
        wall, cpu = (1000 * np.array(column[20:]) for column in zip(*taken, strict=True))
        print(
            f"{what}: wall p50 {np.median(wall):.3f} ms, p99 {np.percentile(wall, 99):.3f}; "
            f"CPU p50 {np.median(cpu):.3f}, p99 {np.percentile(cpu, 99):.3f}"
        )
        print(f"figure match.online.{what}_p99_ms {np.percentile(wall, 99):.3f}")
        print(f"figure match.online.{what}_p99_cpu_ms {np.percentile(cpu, 99):.3f}", flush=True)
    arrival = median(cpu for _, cpu in seconds["arrive"][20:])
    print(f"figure match.online.vs_sklearn {asked_alone(sides) / arrival:.1f}", flush=True)


def asked_alone(sides: Sides) -> float:
    """CPU seconds of scikit-learn for one new text: its row, then `kneighbors`."""
    model = sides.meeting.model
    texts = [posted.text for posted in told(sides.track.code, "offering", FITTED)]
    vectorizer = TfidfVectorizer(
        analyzer=lambda text: list(model.features(text).elements()), sublinear_tf=True
    )
    vectorizer.fit(texts)
    size = sides.offerings.count
    rows = vectorizer.transform(texts[: min(size, len(texts))])
    times = -(-size // rows.shape[0])
    neighbours = NearestNeighbors(n_neighbors=K, metric="cosine", algorithm="brute", n_jobs=1)
    neighbours.fit(vstack([rows] * times).tocsr()[:size])
    seconds = []
    for posted in sides.later["need"][:12]:
        begun = time.process_time()
        neighbours.kneighbors(vectorizer.transform([posted.text]))
        seconds.append(time.process_time() - begun)
    return median(seconds)


def memory(sides: Sides) -> None:
    for side in SIDES:
        index = sides.meeting.standing.sides[side].index
        came = sum(array.nbytes for array in index.whole().values())
        by_term = sum(a.nbytes for s in index.sealed for a in s if isinstance(a, np.ndarray))
        standing = sum(a.nbytes for a in sides.meeting.standing.sides[side].lists)
        total = (came + by_term + standing) / index.count
        print(
            f"memory of a text, {side}: {total:,.0f} bytes ({came / index.count:,.0f} as it came, "
            f"{by_term / index.count:,.0f} by term, {standing / index.count:,.0f} its list)"
        )


def without_rules(rows: Rows, among: Index, queries: int) -> Block:
    """The lists of the first rows among texts that are open to everybody."""
    facts = TextFacts(np.zeros((0, 1), np.int64), np.zeros(0, np.int32))
    gate = PairRules(np.zeros((0, 4), np.int64), facts, facts, among.alive)
    return block(engine(), rows, 0, queries, among.segments(), gate, K, 1)


def sizes(sides: Sides, counts: Sequence[int]) -> None:
    """Our lines: what a query costs among so many texts, one thread, without rules."""
    rows = sides.needs.rows
    nothing = Facets(np.zeros(0, np.int64), np.zeros(0, np.int32))
    whole = sides.offerings.rows
    for count in counts:
        among = Index(0, (), engine())
        cuts = zip(whole.starts[:count], whole.starts[1 : count + 1], strict=True)
        among.load([(whole.terms[a:b], whole.weights[a:b], nothing) for a, b in cuts])
        queries = min(count, 2048)
        begun = time.process_time()
        without_rules(rows, among, queries)
        took = (time.process_time() - begun) / queries
        print(
            f"ours among {count:>9,}: {1e6 * took:8.1f} us a query, {took * count:8.1f} s for all"
        )


@click.command()
@click.option("--quick", is_flag=True, help="20,000 texts a side: under two minutes")
@click.option("--track", default="sales", show_default=True, type=click.Choice(list(TRACKS)))
def main(*, quick: bool, track: str) -> None:
    """Measure and print."""
    count = 20_000 if quick else 100_000
    print(f"# load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    sides = made(track, count, 400 if quick else EVENTS)
    sizes(sides, [n for n in (1000, 10_000, 100_000) if n <= count])
    batch(sides)
    memory(sides)
    scale(sides)
    online(sides)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"peak {peak:.2f} GiB; load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
