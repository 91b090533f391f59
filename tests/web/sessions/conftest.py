"""What tests of docking sessions on the screen may ask for by name."""

from __future__ import annotations

import pytest

from domain.sessions.session import Meet, SessionClosed, TimetableReleased
from tests.sessions import came


@pytest.fixture
def met(led):
    """The factory and the bank came, and sit together in the first slot."""
    meet = Meet(slot=0, table=0, enterprise="e001", partner="b01")
    told = TimetableReleased(number=1, meetings=(meet,), worth=1500, bound=1500, seed=0)
    led.tell(
        ("session-s1", came("e001")),
        ("session-s1", came("b01", "partner")),
        ("session-s1", SessionClosed()),
        ("session-s1", told),
    )
    return led
