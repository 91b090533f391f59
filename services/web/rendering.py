"""The renderer: templates become pages, in one language or the other."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from domain.administration.permission import Actor
from domain.administration.user import TITLES
from domain.leads.lead import LIFECYCLE as LEAD
from domain.matching.grade import GRADES, grade
from domain.parties.codes import PARTY_ROLES, SCALES
from domain.postings.content import Content
from domain.postings.posting import LIFECYCLE as POSTING
from domain.postings.tracks import TRACKS
from domain.values.dates import show_days
from domain.values.industry import industry_name
from domain.values.rate import show_rate
from domain.values.region import region_name
from projections.core.lists import MOST_COUNTED
from projections.matching.plain_reasons import PlainReason, sides
from projections.matching.plain_reasons import plain_reasons as reasons_in_words
from services.files.tables.columns import columns
from services.identity.hashing import LONGEST
from services.identity.passwords import SHORTEST
from services.web import filters
from services.web.bell import unread_notices
from services.web.display import said_of
from services.web.losses import LOSSES
from services.web.menu import (
    MORE,
    ON_PHONE,
    MenuEntry,
    MenuGroup,
    entry_at,
    menu_of,
    rest_of,
)
from services.web.picked import HINTS_OF_PICKS, MANY_PICKED, is_picked
from services.web.translation import LANGUAGES, translations

if TYPE_CHECKING:
    from services.web.request import PageRequest

TEMPLATES = Path(__file__).parent / "templates"
TONES = {  # of a state, beside its word
    **dict.fromkeys(("draft", "submitted", "delivered", "acknowledged", "requested"), "waits"),
    "prepared": "waits",
    **dict.fromkeys(("fulfilled", "won", "disbursed", "held"), "done"),
    **dict.fromkeys(("paused", "expired", "withdrawn", "rejected", "lapsed", "ended"), "over"),
    **dict.fromkeys(("archived", "revoked", "cancelled", "absent"), "over"),
}
MENUS_KEPT = 1024  # a menu is drawn once for all who are offered the same on the same page


class Renderer:
    """Templates of one folder, loaded once; nothing is compiled per request.

    `menu` is the main menu, in its order.
    """

    def __init__(self, menu: Sequence[MenuEntry] = ()) -> None:
        self._menu = menu
        self._drawn = lru_cache(MENUS_KEPT)(self._draw)
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def render(self, template: str, request: PageRequest, context: Mapping[str, Any]) -> str:
        environment = self._environments[request.language]
        whole = {"request": request, "frame": self._frame(request), "new_id": secrets.token_hex}
        return environment.get_template(template).render(whole | dict(context))

    def _frame(self, request: PageRequest) -> Frame | None:
        if request.visit is None:
            return None
        here = entry_at(self._menu, request.path)
        groups = menu_of(self._menu, request.actor)
        links = [link for group in groups for link in group.links]
        common = (MenuGroup("", (*links[:ON_PHONE], MORE)),)
        side, tabs = (self._drawn_for(request, here, part) for part in (groups, common))
        return Frame(side, tabs, here, unread_notices(request))

    def whole_menu(self, request: PageRequest) -> Markup:
        """All that somebody may open, also what isn't offered."""
        offered, rest = (of(self._menu, request.actor) for of in (menu_of, rest_of))
        return self._drawn_for(request, None, (*offered, *rest))

    def _drawn_for(
        self, request: PageRequest, here: MenuEntry | None, groups: tuple[MenuGroup, ...]
    ) -> Markup:
        """`here` is marked among them: as the page itself, or as what the page belongs to."""
        path = here.path if here else MORE.path if request.path == MORE.path else ""
        exact = path == request.path
        return self._drawn(request.language, groups, path, exact, request.link(""))

    def _draw(
        self, language: str, groups: tuple[MenuGroup, ...], here: str, exact: bool, query: str
    ) -> Markup:
        template = self._environments[language].get_template("frame/menu.html")
        return Markup(template.render(groups=groups, here=here, exact=exact, query=query))  # noqa: S704 (escaped by the template)


class Frame(NamedTuple):
    """What stands round a page for somebody who is signed in; `here` is the entry it belongs to,
    `side` the menu at a desk, `tabs` what of it stands in the bar of a phone, `unread` how many
    notices weren't read."""

    side: Markup
    tabs: Markup
    here: MenuEntry | None
    unread: int

    def title(self, actor: Actor) -> str:
        """What the page's entry is called for somebody; "" for a page without one."""
        return self.here.title_for(actor) if self.here else ""


class Translated(Extension):
    """Texts without placeholders are looked up when a template is loaded, not each time it's shown.

    Each language has an environment of its own; a text of ours may hold markup, as ever with `_`.
    """

    plain = re.compile(r"""\b_\(("[^"%]*"|'[^'%]*')\)""")

    def preprocess(self, source: str, *_named: str | None) -> str:
        """The source with `_("…")` as what it says in the environment's language."""
        translated: Callable[[str], str] = self.environment.filters["t"]
        return self.plain.sub(lambda match: f"({translated(match[1][1:-1])!r}|safe)", source)


@cache
def _environment(language: str) -> Environment:
    """The templates in a language: compiled once a process, for all its applications."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    made.add_extension(Translated)
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    gettext = translations(language).gettext
    made.filters |= {
        "t": lambda text: gettext(text) if text else text,  # "" is the catalogue's own head
        "money": filters.money,
        "wan": filters.wan,
        "rate": show_rate,
        "days": show_days,
        "region": region_name,
        "industry": industry_name,
        "score": filters.score,
        "plain_reasons": plain_reasons,
        "sides": lambda facet: sides(facet if isinstance(facet, Mapping) else vars(facet)),
        "stated": stated,
        "fact": filters.fact_in(language),
        "day": filters.DAYS[language],
        "beijing": filters.MOMENTS[language],
        "lines": filters.lines,
    }
    made.globals |= {
        "language": language,
        "LANGUAGES": LANGUAGES,
        "TRACKS": TRACKS,
        "TRACK_TITLES": {code: track.title for code, track in TRACKS.items()},
        "ROLES": TITLES,
        "PARTY_ROLES": PARTY_ROLES,
        "POSTING": POSTING,
        "LEAD": LEAD,
        "GRADES": GRADES,
        "grade": grade,
        "SCALES": SCALES,
        "LOSSES": LOSSES,
        "MOST_COUNTED": MOST_COUNTED,
        "TONES": TONES,
        "HINTS_OF_PICKS": HINTS_OF_PICKS,
        "MANY_PICKED": MANY_PICKED,
        "is_picked": is_picked,
        "SHORTEST_PASSWORD": SHORTEST,
        "LONGEST_PASSWORD": LONGEST,
    }
    return made


def stated(posted: Content | Mapping[str, Any], side: str) -> list[tuple[str, Any]]:
    """(label, value) of all that a need or an offering states beside its text; also of one as it
    went out in a message."""
    content = (
        posted if isinstance(posted, Content) else Content.model_validate_json(json.dumps(posted))
    )
    return list(said_of(columns(f"{content.track}.{side}"), content))


def plain_reasons(reasons: Any) -> list[PlainReason]:
    """Of a reason sheet: as it is worked out, or as it is stored."""
    if isinstance(reasons, Mapping):
        return reasons_in_words(reasons["terms"], reasons["facets"])
    return reasons_in_words(reasons.terms, [vars(facet) for facet in reasons.facets])
