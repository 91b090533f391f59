"""用户名 User name: which names nobody may take. By a name the log says who did something, and a
registration's user is called by its credit code: neither may be somebody else."""

from __future__ import annotations

from domain.administration.access_key import ACTOR
from domain.core.command import Ask, Refusal
from domain.values.uscc import code_in_form

OF_THE_HOUSE = frozenset(
    {
        *("automation", "cli", "clock", "demo", "docking", "doctor", "door", "fitting"),
        *("house", "import", "newspaper", "setup", "system"),
    }
)
BEGINNINGS = (ACTOR, "demo-")
DEMO = "demo"  # the demonstration's own people have such names


def check_user_name(id: str, uscc: str | None, ask: Ask) -> None:
    """Raises `Refusal` unless somebody whose party has this credit code may be called so."""
    plain = id.lower()
    ours = plain in OF_THE_HOUSE or plain.startswith(BEGINNINGS)
    if ours and ask.source != DEMO:
        message = f"用户名“{id}”是系统自己用的，请换一个，例如姓名的拼音"
        raise Refusal("user.reserved", message, "id")
    code = code_in_form(id.replace(".", "").replace("_", ""))
    if code is not None and code != uscc:
        message = "这个用户名是别的单位的信用代码，请换一个，例如姓名的拼音"
        raise Refusal("user.reserved", message, "id")
