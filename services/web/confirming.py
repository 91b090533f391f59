"""Confirming: what moves where something is sent, or lets a program in, is done by who shows once
more who it is, with the password and the second factor: an open screen is not enough."""

from __future__ import annotations

from typing import NamedTuple

from services.identity.signin import Identity
from services.web.request import PageRequest, Submission


class Proofs(NamedTuple):
    """What there is to show it by; neither for who signs in by another house alone."""

    password: bool
    code: bool


def proofs_of(request: PageRequest) -> Proofs:
    return Proofs(*Identity.of(request.house).proofs(request.actor.user))


def confirm(submission: Submission) -> None:
    """Refuses where it isn't shown who sends the form."""
    visit = submission.request.visit
    assert visit is not None
    identity = Identity.of(submission.request.house)
    identity.confirm(visit, submission.typed("proof"), submission.typed("proof_code"))
