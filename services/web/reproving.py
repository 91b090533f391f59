"""Showing again who one is: what moves where something is sent, or lets somebody in, is done by
who shows the password and the second factor once more. An open screen is not enough."""

from __future__ import annotations

from services.identity.signin import Identity, Proofs
from services.web.request import PageRequest, Submission


def proofs_of(request: PageRequest, *, fresh_is_enough: bool = False) -> Proofs:
    """What a form asks for."""
    visit = request.visit
    assert visit is not None
    return Identity.of(request.house).proofs(visit, fresh_is_enough=fresh_is_enough)


def reprove(submission: Submission, *, fresh_is_enough: bool = False) -> None:
    """Refuses where it isn't shown who sends the form."""
    visit = submission.request.visit
    assert visit is not None
    password, code = submission.typed("proof"), submission.typed("proof_code")
    identity = Identity.of(submission.request.house)
    identity.reprove(visit, password, code, fresh_is_enough=fresh_is_enough)
