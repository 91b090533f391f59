"""Bound identities: who signs in by another house as which user.

Asked of the log itself. Names count for nothing (OpenID Connect Core 5.7): only issuer and subject
say who somebody is.
"""

from __future__ import annotations

from domain.administration.bound_identity import BindIdentity, Claim, UnbindIdentity, identity_of
from domain.administration.user import User
from domain.core.command import Ask, Refusal, Role
from domain.core.streams import stream
from services.house.house import House
from services.identity.oidc import Known


def user_of(house: House, known: Known) -> str:
    """Who is bound to this identity. Refuses where nobody is, or one who may not come this way."""
    identity = identity_of(known.issuer, known.subject)
    id = house.desk.state(stream("identity", identity), Claim()).user
    row = house.views.users.user(id) if id else None
    if row is None or row.status != "active":
        message = (
            f"统一身份认证账号“{known.name}”（编号 {known.subject}）还没有绑定用户："
            "请用密码登录，在“账户安全”里绑定；没有密码的，请管理员绑定"
        )
        raise Refusal("oidc.unknown", message, "oidc")
    if row.duty.role == Role.ADMIN and not house.settings.oidc_admins:
        raise Refusal("oidc.admin", "管理员不能用统一身份认证登录，请用密码", "oidc")
    return id


def bound_to(house: House, user: str) -> str:
    """The identity that a user is bound to, as it is known here; "" for none."""
    return house.desk.state(stream("user", user), User()).identity


def bind(house: House, user: str, issuer: str, subject: str, ask: Ask) -> None:
    house.desk.do(BindIdentity(id=user, identity=identity_of(issuer, subject)), ask)


def unbind(house: House, user: str, ask: Ask) -> None:
    """Refuses where there is no binding."""
    identity = bound_to(house, user)
    if not identity:
        raise Refusal("identity.absent", "没有这样的绑定", "id")
    house.desk.do(UnbindIdentity(id=user, identity=identity), ask)
