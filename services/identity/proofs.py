"""Proofs: what somebody who is signed in shows again to say that it is they."""

from __future__ import annotations

from typing import NamedTuple


class Proofs(NamedTuple):
    """Which of them there are; neither for who signs in by another house alone."""

    password: bool
    code: bool
