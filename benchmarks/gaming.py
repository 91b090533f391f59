"""Whether a list can be had for words: attacks on the demo county's lists, one by one.

    python -m benchmarks.gaming [--quick]

Each attack is one party's, beside all that the county has published, with the models in force:

    a   an offering of the 200 commonest words of the track's live needs, no bound stated
    b   the same, and the 50 commonest of them in its title
    c   the same words, in sentences
    d   the track's best offering, published 30 times by one party: unchanged, and with a tenth of
        its characters changed

Prints

    figure gaming.stuffed_five   lists with the offering of a, b or c among their first five, of all
                                 that have any; of the track where they are most
    figure gaming.copies_ten     the most places of ten that one list gives to d
    figure gaming.TRACK_stuffed_five, gaming.TRACK_copies_ten
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import click
from rich.console import Console
from rich.progress import Progress

from benchmarks.written import FIVE, NOON, OWNERS, SEED
from domain.postings.content import Content
from domain.postings.tracks import TRACKS
from projections.matching.pairing import Pairing
from projections.postings.posting_table import PostingRow
from services.demo.county import DAY
from services.demo.fill import fill
from services.house.house import House
from services.house.settings import Settings

WORDS, IN_TITLE, COPIES, TEN = 200, 50, 30, 10
FORGED = "forged"
SENTENCES = "我们可以为您办理{}，也能提供{}，还可以安排{}，欢迎咨询。"


@click.command()
@click.option("--quick", is_flag=True, help="只用演示县的三成；数字不可比")
def main(*, quick: bool) -> None:
    """靠堆词、靠重复，能不能买到名单里的位置。"""
    if quick:
        click.echo("# --quick: three tenths of the demo county; not comparable")
    worst, most = 0.0, 0
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True)) as bar:
        for pairing in pairings(Path(folder), 0.3 if quick else 1.0, bar):
            track = pairing.track.code
            stuffed = {name: share_of_five(pairing, row) for name, row in stuffings(pairing)}
            copied = max(places_of_ten(pairing, rows) for rows in copies(pairing))
            worst, most = max(worst, *stuffed.values()), max(most, copied)
            click.echo(f"# {track} " + ", ".join(f"{n} {s:.3f}" for n, s in stuffed.items()))
            click.echo(f"figure gaming.{track}_stuffed_five {max(stuffed.values()):.4g}")
            click.echo(f"figure gaming.{track}_copies_ten {copied}")
    click.echo(f"figure gaming.stuffed_five {worst:.4g}")
    click.echo(f"figure gaming.copies_ten {most}")


def pairings(folder: Path, share: float, bar: Progress) -> Iterator[Pairing]:
    """Every track of the demo county as it stands on its last day."""
    task = bar.add_task("演示县")

    def told(_what: str, done: int, of: int | None) -> None:
        bar.update(task, completed=done, total=of)

    with House.open(Settings(data=folder / "county"), now=lambda: NOON) as house:
        fill(house, SEED, share=share, progress=told)
        house.views.fresh()
        for track in TRACKS:
            pairing = house.views.proposals.pairing(track)
            if pairing:
                yield pairing


def stuffings(pairing: Pairing) -> Iterator[tuple[str, PostingRow]]:
    """The offerings of a, b and c."""
    words = commonest(pairing)
    listed = "、".join(words)
    threes = zip(words[::3], words[1::3], words[2::3], strict=False)
    yield "a", forged(pairing, "综合服务", listed)
    yield "b", forged(pairing, "".join(words[:IN_TITLE]), listed)
    yield "c", forged(pairing, "综合服务", "".join(SENTENCES.format(*three) for three in threes))


def commonest(pairing: Pairing) -> list[str]:
    """The words that most of the track's needs have."""
    counts: Counter[str] = Counter()
    for need in pairing.needs.values():
        counts.update({term[2:] for term in pairing.vector(need) if term.startswith("w:")})
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    return [word for word in ranked if len(word) > 1][:WORDS]


def copies(pairing: Pairing) -> Iterator[list[PostingRow]]:
    """The offerings of d: of the one that stands in most lists."""
    listed = Counter(
        scored.id for need in pairing.needs for scored in pairing.best("need", need)[:FIVE]
    )
    best = pairing.offerings[max(listed, key=lambda key: (listed[key], key))]
    dice = Random(SEED)
    letters = sorted({letter for row in pairing.offerings.values() for letter in row.content.text})
    yield [_row(pairing, number, best.content) for number in range(COPIES)]
    rows = []
    for number in range(COPIES):
        said = (best.content.title, best.content.text)
        title, text = (_tenth(words, dice, letters) for words in said)
        changed = best.content.model_copy(update={"title": title, "text": text})
        rows.append(_row(pairing, number, changed))
    yield rows


def share_of_five(pairing: Pairing, row: PostingRow) -> float:
    """Of the lists that there are, those with the forged offering among their first five."""
    with_it = beside(pairing, [row])
    lists = [with_it.best("need", need) for need in with_it.needs]
    lists = [listed for listed in lists if listed]
    return sum(row.id in {scored.id for scored in listed[:FIVE]} for listed in lists) / len(lists)


def places_of_ten(pairing: Pairing, rows: list[PostingRow]) -> int:
    with_them, ids = beside(pairing, rows), {row.id for row in rows}
    lists = (with_them.best("need", need) for need in with_them.needs)
    return max(sum(scored.id in ids for scored in listed[:TEN]) for listed in lists)


def beside(pairing: Pairing, rows: Iterable[PostingRow]) -> Pairing:
    """The track with these offerings beside its own, and the model that is in force."""
    offerings = [*pairing.offerings.values(), *rows]
    track = pairing.track.code
    return Pairing(track, pairing.needs.values(), offerings, pairing.model, pairing.vectors)


def forged(pairing: Pairing, title: str, text: str) -> PostingRow:
    kind = pairing.track.terms("offering")
    needed = {
        name: "综合服务"
        for name, field in kind.model_fields.items()
        if field.is_required() and name != "kind"
    }
    content = Content(
        track=pairing.track.code,
        title=title,
        text=text,
        valid_from=DAY,
        valid_through=DAY,
        terms=kind.model_validate({"kind": f"{pairing.track.code}.offering", **needed}),
    )
    return _row(pairing, 0, content)


def _row(pairing: Pairing, number: int, content: Content) -> PostingRow:
    any_row = next(iter(pairing.offerings.values()))
    last = max(row.since for row in pairing.offerings.values())
    return replace(
        any_row,
        id=f"{FORGED}-{number:02}",
        party=f"{OWNERS[pairing.track.code]}-{FORGED}",
        content=content,
        since=last + 1 + number,
    )


def _tenth(text: str, dice: Random, letters: list[str]) -> str:
    """The text with a tenth of its characters changed."""
    characters = list(text)
    for place in dice.sample(range(len(characters)), k=-(-len(characters) // 10)):
        characters[place] = dice.choice(letters)
    return "".join(characters)


if __name__ == "__main__":
    main()
