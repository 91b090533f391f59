"""Names on request: who is shown figures alone may ask for the names behind one, with a reason, and
the log keeps both."""

from __future__ import annotations

from domain.administration.user import NoteNames
from domain.core.malformed import Malformed
from services.identity.signin import Identity
from services.web import forms
from services.web.forms import Form, column
from services.web.request import Submission

REASON = (column("reason", "为什么要看名单（会记录）", "text", example="现场督办前了解情况"),)


def shows_names(submission: Submission, what: str) -> Form:
    """The form as it was filled in; from here on this page has names, unless it was refused."""
    request, form = submission.request, forms.read(REASON, submission)
    if form.refusals:
        return form
    noted = NoteNames(id=request.actor.user, what=what, reason=form.values["reason"])
    try:
        Identity.of(request.house).note(noted)
    except Malformed as short:
        form.blame(short)
        return form
    request.unnamed = False
    return form
