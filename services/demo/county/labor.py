"""Labour: hands that firms look for, and hands that agencies, schools and idle firms can give."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from domain.postings.codes import SHIFTS
from domain.postings.content import Content
from domain.postings.terms import LaborNeed, LaborOffering
from services.demo.county.parties import Firm, Member, People
from services.demo.county.piece import Piece, Side
from services.demo.county.telling import (
    about,
    chance,
    either,
    maybe,
    month_day,
    pick,
    sentence,
    stated,
    stepped,
    tell,
    weighted,
)
from services.demo.county.words import labor as words
from services.demo.county.words.jobs import JOBS
from services.demo.county.words.names import XIANGCHENG, XUCHANG
from services.demo.county.words.trade import Job

BY_KEY = {job.key: job for job in JOBS}
YUAN = 100  # fen
SERVED = (((XUCHANG,), 4), ((XUCHANG, "410400"), 3), ((XIANGCHENG,), 2), ((), 1))


def need(dice: Random, folk: People, day: date) -> Piece:
    """Hands for a job of the firm's trade; some only for a season."""
    firm = dice.choice(folk.firms)
    job = BY_KEY[pick(dice, firm.trade.jobs)]
    seasonal = firm.trade.key in words.SEASONAL and chance(dice, 0.3)
    start = day + timedelta(days=stepped(dice, 5, 45))
    low, high = _wage(dice, job)
    paid = chance(dice, 0.89)
    terms = LaborNeed(
        occupation=pick(dice, job.called),
        headcount=maybe(dice, _headcount(dice, firm, job)),
        wage_min_fen=low * YUAN if paid else None,
        wage_max_fen=high * YUAN if paid else None,
        shift=maybe(dice, pick(dice, job.shifts)),
        housing=maybe(dice, chance(dice, 0.6)),
        start_on=start if seasonal else maybe(dice, start),
        season_end_on=start + timedelta(days=stepped(dice, 30, 120, 5)) if seasonal else None,
    )
    heads = f"{terms.headcount}人" if terms.headcount else "若干"
    return Piece(
        member=firm,
        title=dice.choice(words.TITLES).format(n=terms.occupation, c=heads),
        text=_wanted(dice, firm, job, terms),
        terms=terms,
        days=stepped(dice, 30, 75, 5),
        regions=maybe(dice, (firm.region,), 0.95) or (),
        industries=firm.industries,
        public=chance(dice, 0.4),
    )


def _wanted(dice: Random, firm: Firm, job: Job, terms: LaborNeed) -> str:
    start, end = terms.start_on, terms.season_end_on
    housed = words.HOUSED if terms.housing else words.UNHOUSED
    return sentence(
        dice,
        dice.choice(words.SEASON_NEEDS if end else words.NEEDS),
        who=firm.whom,
        does=firm.does,
        why=either(words.WHY),
        why2="，{why}" if chance(dice, 0.4) else "",
        place=firm.place,
        job=terms.occupation,
        count=f"{terms.headcount}{{人|名}}" if terms.headcount else "{若干|多名}",
        skills=either(job.skills),
        wage=words.PAY if terms.wage_min_fen else words.NO_PAY,
        how="计件" if "计件" in job.skills else "月薪",
        low=str((terms.wage_min_fen or 0) // YUAN),
        high=str((terms.wage_max_fen or 0) // YUAN),
        shift="，" + words.SHIFT[terms.shift] if terms.shift else "",
        house=stated(terms.housing, housed),
        perk=words.PERK,
        start=stated(start, words.START),
        day=month_day(start) if start else "",
        about=about(start) if start else "",
        end=about(end) if end else "",
    )


def offering(dice: Random, folk: People, day: date) -> Piece:
    """Hands of an agency, a class of a school, or people whom a firm can lend."""
    member, templates, job = _giver(dice, folk)
    name, few = pick(dice, job.called), templates is not words.OFFERS
    if not few and chance(dice, 0.3):
        name = "、".join(dict.fromkeys((name, pick(dice, dice.choice(JOBS).called))))
    count = stepped(dice, 5, 40) if few or chance(dice, 0.5) else stepped(dice, 20, 120, 5)
    shifts = [code for code in SHIFTS if code in job.shifts.split("|") or chance(dice, 0.2)]
    wage = stepped(dice, max(3500, job.wage[0] - 300), job.wage[1] - 300, 100)
    terms = LaborOffering(
        occupation=name,
        headcount=maybe(dice, count),
        wage_from_fen=maybe(dice, wage * YUAN),
        shifts=maybe(dice, tuple(shifts)),
        housing_needed=maybe(dice, chance(dice, 0.55)),
        available_from=maybe(dice, day + timedelta(days=stepped(dice, 1, 30))),
        capacity=maybe(dice, stepped(dice, 1, 12)),
    )
    heads = f"{terms.headcount}人" if terms.headcount else ""
    return Piece(
        member=member,
        title=dice.choice(words.SUPPLY_TITLES).format(n=name, c=heads),
        text=_offered(dice, member, job, dice.choice(templates), terms),
        terms=terms,
        days=stepped(dice, 30, 90, 5),
        regions=weighted(dice, SERVED),
        public=chance(dice, 0.4),
    )


def _offered(dice: Random, who: Member, job: Job, template: str, terms: LaborOffering) -> str:
    start, takes = terms.available_from, terms.shifts or ()
    room = words.ROOM if terms.housing_needed else words.NO_ROOM
    return sentence(
        dice,
        template,
        who=who.whom,
        does=who.does,
        job=terms.occupation,
        count=f"{terms.headcount}{{人|名}}" if terms.headcount else "{一批|若干}",
        class_of=f"{terms.headcount or '三十来'}人",
        skills=dice.choice(_worker(job)),
        wage=stated(terms.wage_from_fen, words.WAGE_FROM),
        least=str((terms.wage_from_fen or 0) // YUAN),
        shift=stated(terms.shifts, words.SHIFTS_TAKEN if len(takes) > 1 else words.SHIFT_TAKEN),
        takes="、".join(SHIFTS[code] for code in takes),
        house=stated(terms.housing_needed, room),
        start=stated(start, words.FREE),
        day=month_day(start) if start else "",
        about=about(start) if start else "近期",
    )


def _giver(dice: Random, folk: People) -> tuple[Member, tuple[str, ...], Job]:
    kind = weighted(dice, (("agency", 12), ("school", 4), ("firm", 4)))
    if kind == "agency":
        return dice.choice(folk.agencies), words.OFFERS, dice.choice(JOBS)
    if kind == "school":
        schools = [member for member in folk.universities if "职业" in member.profile.title]
        return (
            dice.choice(schools or folk.universities),
            words.SCHOOL,
            BY_KEY[dice.choice(words.TAUGHT)],
        )
    firm = dice.choice(folk.firms)
    return firm, words.EXCHANGE, BY_KEY[pick(dice, firm.trade.jobs)]


def _headcount(dice: Random, firm: Firm, job: Job) -> int:
    staff = firm.facts.employees
    if job.key in words.MANY:
        return max(1, min(80, staff * stepped(dice, 2, 10) // 100))
    return stepped(dice, 1, max(2, min(15, staff // 12)))


def _wage(dice: Random, job: Job) -> tuple[int, int]:
    """A range within the job's usual one, in yuan a month."""
    middle = sum(job.wage) // 200 * 100
    low = stepped(dice, job.wage[0], middle, 100)
    return low, min(9000, max(low + 500, stepped(dice, middle, job.wage[1], 100)))


def _worker(job: Job) -> list[str]:
    """What can be said of a worker; a firm's promises are left out."""
    skills = job.skills.split("|")
    traits = [skill for skill in skills if not any(word in skill for word in words.PROMISES)]
    return traits or ["踏实肯干，上手快", "年龄都在五十岁以下"]


def change_need(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.wage_max_fen and terms.wage_max_fen <= 8500 * YUAN and chance(dice, 0.6):
        high = terms.wage_max_fen // YUAN + dice.choice((200, 300, 500))
        return {"wage_max_fen": high * YUAN}, f"待遇上调，熟手最高{high}元。"
    if terms.headcount and terms.headcount > 3:
        left = terms.headcount - terms.headcount // 3
        return {"headcount": left}, f"已到岗一部分，还差{left}人。"
    return {}, tell(dice, "补充：{加了高温补贴|介绍来一个人奖三百|夫妻工可安排单间}。")


def change_offering(dice: Random, content: Content) -> tuple[dict[str, object], str]:
    terms: Any = content.terms
    if terms.headcount and terms.headcount > 5:
        left = terms.headcount * 3 // 5
        return {"headcount": left}, f"已安排一批，剩{left}人可调。"
    return {}, tell(dice, "补充：{可先派五人试岗|服务费可按到岗天数结|下月还有一批}。")


NEEDS_SIDE = Side(track="labor", side="need", count=260, make=need, change=change_need)
OFFERS_SIDE = Side(track="labor", side="offering", count=110, make=offering, change=change_offering)
