"""The last days of a filing: one runs, the others have ended and stay as they were (ACC-8-1, ACC-8-2)."""

import datetime as dt

from mingjing.filings.enums import TermEnd
from mingjing.filings.models import Filing, Term
from mingjing.people.models import Official


def end(filing: Filing, how: TermEnd, *, today: dt.date) -> None:
    """End the term that runs, if one does."""
    filing.terms.filter(ended_on=None).update(ended_on=today, end=how)


def begin(filing: Filing, due_on: dt.date, *, by: Official, today: dt.date, reason: str) -> Term:
    """Let a new term run."""
    return Term.objects.create(filing=filing, due_on=due_on, since_on=today, set_by=by, reason=reason)
