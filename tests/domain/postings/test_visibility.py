"""Whose a public posting is, is read where an institution offers something, and nowhere else."""

from __future__ import annotations

import pytest

from domain.parties.codes import PARTY_ROLES
from domain.postings.visibility import shows_owner


@pytest.mark.parametrize("role", PARTY_ROLES)
def test_an_institution_is_named_with_what_it_offers_alone(role):
    assert shows_owner("offering", [role]) is (role not in {"enterprise", "supplier"})
    assert not shows_owner("need", [role])


def test_who_is_an_enterprise_too_is_not_named():
    assert not shows_owner("offering", ["bank", "enterprise"])
