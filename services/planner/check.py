"""The checker: what is wrong with a plan, told from the problem alone. It shares nothing with what
makes plans, so that a mistake there shows here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from services.planner.problem import Meeting, Problem


def faults(problem: Problem, meetings: Sequence[Meeting]) -> list[str]:
    """Everything that breaks a rule, in words; empty where the plan may be released."""
    complaints = []
    guests = {guest.id: guest for guest in (*problem.enterprises, *problem.partners)}
    wished = {(meeting.enterprise, meeting.partner) for meeting in problem.possible}
    for pair, times in Counter((m.enterprise, m.partner) for m in meetings).items():
        if times > 1:
            complaints.append(f"{pair} meet {times} times")
        if pair not in wished:
            complaints.append(f"{pair} were never to meet")
    busy: dict[int, Counter[str]] = defaultdict(Counter)
    seats: dict[int, Counter[int]] = defaultdict(Counter)
    for meeting in meetings:
        busy[meeting.slot].update((meeting.enterprise, meeting.partner))
        seats[meeting.slot][meeting.table] += 1
    for slot, who in busy.items():
        if not 0 <= slot < problem.slots:
            complaints.append(f"there is no slot {slot}")
            continue
        complaints += [f"{id} sits twice in slot {slot}" for id, times in who.items() if times > 1]
        complaints += [
            f"{id} isn't there in slot {slot}" for id in who if slot not in guests[id].free
        ]
        for enterprise, rival in problem.apart:
            if who[enterprise] and who[rival]:
                complaints.append(f"{enterprise} and {rival} are both in slot {slot}")
        if who.total() // 2 > problem.tables[slot]:
            complaints.append(
                f"slot {slot} has {who.total() // 2} meetings at {problem.tables[slot]} tables"
            )
        taken = seats[slot]
        complaints += [
            f"table {t} is taken twice in slot {slot}" for t, n in taken.items() if n > 1
        ]
    for id, many in Counter(id for m in meetings for id in (m.enterprise, m.partner)).items():
        if many > guests[id].most:
            complaints.append(f"{id} has {many} meetings and wants {guests[id].most}")
    return complaints
