"""Intake of parties: a row of a list of organizations becomes a registration or a revision.

A party is known by its number, its credit code, else by its name. An empty cell leaves what is
known. One that comes new under the name of another is asked about, unless it was said that those of
one name are `different`; a known one under another name and without its credit code, which may be
another firm under a number in use, unless it was said that such are `renamed`.
"""

from __future__ import annotations

from domain.core.command import Command
from domain.core.malformed import Malformed
from domain.parties.contact import half_of_contact, naming_contact
from domain.parties.party import TITLES, Profile, RegisterParty, ReviseParty, folded
from projections.core.simplified import simplified
from services.files.cells.writing import written
from services.files.intake.batch import CREATED, REVISED, UNCHANGED, Batch, Row, built
from services.files.intake.made import made_id
from services.files.intake.row import Line
from services.files.tables.columns import PARTY, columns
from services.files.tables.mapping import Table

USUAL_ROLES = ("enterprise",)  # of a list that doesn't say


def party_row(batch: Batch, table: Table, line: Line) -> Row | None:
    """What becomes of the row; None where it is left for what was noted on the line."""
    code, title = line.good("uscc"), line.good("title", "")
    id_ = line.good("id") or batch.party_called(code) or code or _by_name(batch, line, title)
    if not id_:
        return None
    names = [name for name in dict.fromkeys((line.good("id"), code)) if name] or [id_]
    repeated = [batch.repeated(line, PARTY, name) for name in names]
    if any(repeated) and not line.findings:
        return Row(line.origin, PARTY, UNCHANGED, id_)
    record = batch.known.record(id_) if batch.known.party(id_) == id_ else None
    known = record.profile if record else None
    line.keep(vars(known) if known else {})
    if known and folded(title) != folded(known.title) == folded(simplified(title)):
        title = line.values["title"] = known.title  # written in traditional characters
    if record is None and _is_merged(batch, line, id_) and not line.bad:
        return Row(line.origin, PARTY, UNCHANGED, id_)
    registered = batch.known.party(id_) == id_
    if not registered:
        line.object_unless(TITLES["active"])
    if title and not line.findings:
        _ask_whether_renamed(batch, line, (id_, code), title, known)
        _ask_whether_same(batch, line, id_, title, known)
    if line.bad or line.findings:
        return None
    cells = {key: line.good(key) for key in Profile.model_fields}
    filled = {key: value for key, value in cells.items() if value is not None}
    base = known.model_dump() if known else {"roles": _roles(table, line)}
    profile = Profile(**base | filled)
    batch.profiles[id_] = profile
    batch.parties |= dict.fromkeys((*names, id_), id_)
    contact = _contact(batch, line, id_)

    def commands() -> tuple[Command, ...]:
        namesake = batch.known.namesake(profile.title, id_)
        named = {"namesake": namesake, "different": "different" in batch.confirmed}
        if not registered:
            return (RegisterParty(id=id_, profile=profile, **named), *contact)
        lost = known and set(known.roles) - set(profile.roles)
        standing = batch.known.standing(id_) if lost else ()
        return (ReviseParty(id=id_, profile=profile, standing=standing, **named), *contact)

    own = {column.key: column for column in columns(PARTY)}
    changed = [k for k, v in filled.items() if known and getattr(known, k) != v]
    texts = [(written(own[k], getattr(known, k)), written(own[k], filled[k])) for k in changed]
    if contact and registered:  # whom to call is shown on the party's page alone
        changed, texts = [*changed, "contact"], [*texts, ("", "")]
    became, changes = REVISED if registered else CREATED, tuple(own[k].label for k in changed)
    return Row(line.origin, PARTY, became, id_, built(line, commands), changes, tuple(texts))


def _is_merged(batch: Batch, line: Line, id_: str) -> bool:
    """Whether this is who goes on as another, and nothing else is said of it."""
    merged = batch.known.record(id_)
    stated = {key: line.good(key) for key in Profile.model_fields}
    return merged is not None and all(
        value is None or value == getattr(merged.profile, key) for key, value in stated.items()
    )


def _by_name(batch: Batch, line: Line, title: str) -> str | None:
    """Where a row has neither number nor code: who has this name, else a number made from it."""
    if {"id", "uscc", "title"} & line.bad or not title:
        return None
    namesakes = list(batch.namesakes(title))
    if len(namesakes) > 1:
        several = "、".join(namesakes)
        advice = f"请填编号或统一社会信用代码：{several}"
        line.object_to(
            "title", Malformed("party.ambiguous", "有几家同名的单位", advice, value=title)
        )
        return None
    return namesakes[0] if namesakes else made_id(("party", folded(title)))


def _roles(table: Table, line: Line) -> tuple[str, ...]:
    if "roles" not in table.keys or line.good("roles") is None:
        warning = Malformed(
            "roles.assumed", "没有写单位类型，按“企业”登记", "不是企业的请写明单位类型"
        )
        line.warnings.append(line.origin.finding(warning, "roles"))
    return USUAL_ROLES


def _ask_whether_renamed(
    batch: Batch, line: Line, names: tuple[str, str | None], title: str, known: Profile | None
) -> None:
    """Whether what comes under a number in use, with another name, is who has that number."""
    if "renamed" in batch.confirmed or not known or folded(known.title) == folded(title):
        return
    if known.uscc is None or known.uscc not in names:
        message = f"编号“{names[0]}”已登记为{known.title}，名称不同"
        advice = (
            "是另一家：请另取编号；是它改了名称：请填它的统一社会信用代码，或导入时注明是改了名称"
        )
        line.object_to("title", Malformed("party.other_name", message, advice, value=title))


def _ask_whether_same(
    batch: Batch, line: Line, id_: str, title: str, known: Profile | None
) -> None:
    """Whether what comes under a name that another has is that other one."""
    name = folded(title)
    here = batch.named.setdefault(name, {})
    where = next(((other, at) for other, at in here.items() if other != id_), None)
    here.setdefault(id_, f"{line.origin.sheet} 第 {line.origin.row} 行")
    institution = set(line.good("roles", USUAL_ROLES)) != set(USUAL_ROLES)  # told by its name
    different = "different" in batch.confirmed and not institution
    if different or (known and folded(known.title) == name):
        return
    if where is None:
        others = [other for other in batch.namesakes(title) if other != id_]
        where = (others[0], "已登记的单位") if others else None
    if where:
        message = f"与{where[1]}（{where[0]}）名称相同"
        advice = "是同一家：请用它的编号，或删去这一行；是另一家：导入时请注明名称相同的是不同单位"
        line.object_to("title", Malformed("party.same_name", message, advice, value=title))


def _contact(batch: Batch, line: Line, id_: str) -> list[Command]:
    """Half a contact is nobody to call: the rest of the row is taken without it."""
    called = line.good("contact"), line.good("phone")
    if half := half_of_contact(*called):
        advice = "照这样导入的，单位照样登记，联系人和电话都不导入；要的请补齐"
        without = Malformed(half.code, "只写了联系人或电话中的一个", advice, field=half.field)
        line.warnings.append(line.origin.finding(without))
        return []
    return naming_contact(id_, *called, batch.known.person())
