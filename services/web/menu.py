"""The main menu: who is led where. Each entry stands beside its router in `services/web/pages`.

Groups are the five roles of the campaign's people (协调员, 督察员, 联络员, 组织员, 服务员), before
them the way in, behind them what is counted, kept and set. A group without entries isn't shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from domain.administration.permission import Actor
from domain.core.command import Role

GROUPS = {  # by the hundreds of an entry's place
    1: "",
    2: "组织员 · 六项对接",
    3: "协调员 · 问题台账",
    4: "督察员 · 宁静生产",
    5: "联络员 · 包联企业",
    6: "服务员 · 助企服务",
    7: "统计",
    8: "单位与资料",
    9: "设置与系统",
}
FOR_PARTIES = GROUPS | {2: "六项对接"}  # the five roles are the campaign's own people's
RECEIVERS = (Role.BANK, Role.DEPARTMENT, Role.UNIVERSITY, Role.AGENCY, Role.SUPPLIER)
ON_PHONE = 4  # entries beside 更多 in the bar of a phone


@dataclass(frozen=True)
class MenuEntry:
    """`kind`: of thing that one must know to be led there; "" for everybody. `own`: the title for
    whose own things it shows, `enterprise` for enterprises and those who support them. `but`: roles
    that have little use for it, and find it on the page of all entries alone."""

    place: int
    path: str
    title: str
    kind: str
    icon: str
    own: str = ""
    enterprise: str = ""
    but: tuple[Role, ...] = ()

    def is_open_to(self, actor: Actor) -> bool:
        return not self.kind or actor.knows(self.kind)

    def title_for(self, actor: Actor) -> str:
        enterprises = actor.role is Role.ENTERPRISE or bool(actor.duty.supports)
        if self.enterprise and enterprises:
            return self.enterprise
        return self.own if self.own and actor.sees(self.kind) is not None else self.title


class MenuLink(NamedTuple):
    """An entry as it is offered to somebody."""

    path: str
    title: str
    icon: str


class MenuGroup(NamedTuple):
    title: str
    links: tuple[MenuLink, ...]


MORE = MenuLink("/menu", "更多", "ellipsis")


def menu_of(menu: Iterable[MenuEntry], actor: Actor) -> tuple[MenuGroup, ...]:
    """What is offered to somebody, group by group."""
    links: dict[int, list[MenuLink]] = {hundred: [] for hundred in GROUPS}
    titles = FOR_PARTIES if actor.duty.party else GROUPS
    for entry in menu:
        if entry.is_open_to(actor) and actor.role not in entry.but:
            links[entry.place // 100].append(_link(entry, actor))
    return tuple(MenuGroup(titles[hundred], tuple(of)) for hundred, of in links.items() if of)


def rest_of(menu: Iterable[MenuEntry], actor: Actor) -> tuple[MenuGroup, ...]:
    """What somebody may open that isn't offered."""
    rest = [entry for entry in menu if entry.is_open_to(actor) and actor.role in entry.but]
    links = tuple(_link(entry, actor) for entry in rest)
    return (MenuGroup("其他", links),) if links else ()


def _link(entry: MenuEntry, actor: Actor) -> MenuLink:
    return MenuLink(entry.path, entry.title_for(actor), entry.icon)


def entry_at(menu: Iterable[MenuEntry], path: str) -> MenuEntry | None:
    """The entry that a page belongs to: the one whose address the page's begins with."""
    fitting = (
        entry
        for entry in menu
        if path == entry.path or (entry.path != "/" and path.startswith(f"{entry.path}/"))
    )
    return max(fitting, key=lambda entry: len(entry.path), default=None)
