"""The two sides of a lead: who may receive one, who may speak for the enterprise, and who may be
the second person that confirms an amount."""

from __future__ import annotations

from domain.core.command import Role

RECEIVERS = (
    Role.BANK,
    Role.DEPARTMENT,
    Role.UNIVERSITY,
    Role.AGENCY,
    Role.SUPPLIER,
    Role.ENTERPRISE,  # of the supplying side, on the sales track
)
ENTERPRISE = (Role.ENTERPRISE, Role.OFFICER)
SECOND = (*RECEIVERS, Role.ORGANIZER)
BY_THE_ENTERPRISE = frozenset({"withdraw", "confirm_receipt", "dispute_receipt"})
