"""The sentences: each figure as it would be printed, held against what the views compute.

✓ the computed figure is what is printed; ⚠ it is, and a reader should know something beside it;
✗ it isn't. A figure that no newspaper printed is shown without a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from projections.figures.figure_table import FIGURES
from projections.figures.figures import Value, figures
from services.demo.newspaper import year
from services.demo.newspaper.year import WAN, YUAN
from services.house.house import House

YI = 10_000 * WAN  # 亿元 in fen
Judge = Callable[[int], bool]
Values = dict[str, Value]


@dataclass(frozen=True)
class Sentence:
    """One published figure. `holds` judges the computed value as the words mean it; `caution` says
    what a reader should know, from the figures themselves."""

    number: str  # of the figure in the county's list
    key: str  # track.figure, or a figure alone
    words: str
    holds: Judge | None
    caution: Callable[[Values], str] = lambda _: ""


@dataclass(frozen=True)
class Verdict:
    """A sentence, its computed value, and whether it is right: None where nothing was printed."""

    sentence: Sentence
    value: Value
    right: bool | None
    caution: str


def exactly(value: int) -> Judge:
    return lambda figure: figure == value


def about(value: int, places: int) -> Judge:
    """约: the computed value rounds to what is printed, to so many fen."""
    return lambda figure: abs(figure - value) * 2 <= places


def nearly(value: int) -> Judge:
    """近: below it, by no more than a twentieth."""
    return lambda figure: value * 95 <= figure * 100 < value * 100


def over(value: int, step: int) -> Judge:
    """余: above it, and not as much as the next that could be printed."""
    return lambda figure: value < figure < value + step


def _conversion(values: Values) -> str:
    rate = values["bank.conversion"].value
    return f"落地是意向的 {rate:.0%}，两个数并列容易误读" if rate else ""


def _two_kinds(values: Values) -> str:
    landed, loans = values["bank.landed_amount"].value, values["new_sme_loans"].value
    if not landed or not loans:
        return ""
    return f"“新增”是来源口径；经对接会落地的占其中 {landed / loans:.1%}"


def _mean(values: Values) -> str:
    mean = values["lent_per_member"].value
    return f"户均 {mean / WAN:.1f} 万元，偏高，名录里或有大企业；与“新增”口径不同" if mean else ""


SENTENCES = (
    Sentence(
        "F7",
        "new_sme_loans",
        "全年新增中小微企业贷款约13.85亿元",
        about(1385 * YI // 100, YI // 100),
        _two_kinds,
    ),
    Sentence("F8", "name_list_members", "名录库829家市场主体", exactly(829)),
    Sentence(
        "F9",
        "lent_to_members",
        "向名录库发放贷款45.39亿元",
        about(4539 * YI // 100, YI // 100),
        _mean,
    ),
    Sentence("F24", "scarce_hires", "为一家企业引进紧缺人才18名", exactly(18)),
    Sentence("F25", "bank.sessions_held", "金融对接活动17场次", exactly(17)),
    Sentence("F25", "bank.intent_amount", "签订贷款意向近6亿元", nearly(6 * YI), _conversion),
    Sentence("F25", "bank.landed_amount", "落地贷款1.6亿元", about(16 * YI // 10, YI // 10)),
    Sentence(
        "F26",
        "local_purchases_construction",
        "建筑施工企业购买使用本地产品5234.6万余元",
        over(52_346_000 * YUAN, WAN // 10),
        lambda _: "四位有效数字之后又说“余”：精确到千元，不必再约",
    ),
    Sentence("F27", "academia.sessions_held", "产学研对接活动6次", exactly(6)),
    Sentence("F28", "digitization.sessions_held", "两化融合对接活动3次", exactly(3)),
    Sentence(
        "F28",
        "organizations_trained",
        "对100余家企业培训讲解",
        over(100, 10),
    ),
    Sentence("F29", "press_sessions", "多次召开新闻发布会", lambda figure: figure > 1),
    Sentence("F30", "posts", "建立企业用工需求信息库", None),
)
BESIDE = ("bank.conversion", "lent_per_member", "bank.landed_per_session")


def judge(house: House, day: date, as_of: int | None) -> Iterator[Verdict]:
    """The sentences through a day, as of a position. At the year's end they are held against what
    was printed; before it, against the year's rows added up through that day."""
    values = computed(house, day, as_of)
    rows = year.happened(day)
    for sentence in SENTENCES:
        value = values[sentence.key]
        figure = int(value.value or 0)
        if day >= year.LAST:
            right = sentence.holds(figure) if sentence.holds else None
            right = right and rows.get(sentence.key, figure) == figure
        else:
            right = rows[sentence.key] == figure if sentence.key in rows else None
        yield Verdict(sentence, value, right, sentence.caution(values))


def computed(house: House, day: date, as_of: int | None) -> Values:
    """By key: every figure that a sentence or a caution needs, from the year's first day."""
    keys = [*(sentence.key for sentence in SENTENCES), *BESIDE]
    values: Values = {}
    for track in {key.rpartition(".")[0] for key in keys}:
        codes = [key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == track]
        first, last = year.FIRST.isoformat(), day.isoformat()
        made = figures(house.views.facts, codes, first, last, track=track or None, as_of=as_of)
        values |= {f"{track}.{code}" if track else code: value for code, value in made.items()}
    return values


def definition(sentence: Sentence) -> str:
    return FIGURES[sentence.key.rpartition(".")[2]].definition
