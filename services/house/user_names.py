"""User names: who may be called so, beside all who sign in already. What anybody types at the door,
a name in any case or a telephone, is to mean one person."""

from __future__ import annotations

from domain.administration.user import AddUser
from services.house.views import Views


def adding(views: Views, user: AddUser) -> AddUser:
    """The same, with what only the view of the users knows; it must have caught up."""
    others = views.users.meant_by(user.id) - {user.id}
    return user.model_copy(update={"taken": bool(others)})


def free_name(views: Views, party: str) -> str:
    """A name for one more user of a party, which tells nothing about a person; the view of the
    users must have caught up."""
    start, number = party[:60], 1
    while views.users.meant_by(f"{start}-{number}"):
        number += 1
    return f"{start}-{number}"
