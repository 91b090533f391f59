"""可见范围 Visibility: who may come upon a posting. One rule, asked wherever somebody might.

public        anybody may read its title, text and terms, and whose it is where an institution
              offers it, never else; it is proposed like any other
matched_only  whom it is proposed to, and nobody else
invited       it is proposed to the parties that its owner names, and to nobody else
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.parties.codes import is_institution
from domain.postings.content import Content

PUBLIC, MATCHED_ONLY, INVITED = "public", "matched_only", "invited"
MOST_INVITED = 200


def invites(content: Content, party: str) -> bool:
    """Whether a posting may be proposed to a party."""
    return content.visibility != INVITED or party in content.invited


def may_meet(need_party: str, need: Content, offering_party: str, offering: Content) -> bool:
    """Whether the owners let these two be proposed to each other."""
    return invites(need, offering_party) and invites(offering, need_party)


def is_public(content: Content) -> bool:
    """Whether anybody may read it, as long as it is published."""
    return content.visibility == PUBLIC


def shows_owner(side: str, roles: Iterable[str]) -> bool:
    """Whether anybody may read whose a public posting is, by the roles of its owner."""
    return side == "offering" and is_institution(roles)


def names_nobody(content: Content) -> bool:
    """Whether it is for the invited alone, and nobody is: it is proposed to nobody."""
    return content.visibility == INVITED and not content.invited
