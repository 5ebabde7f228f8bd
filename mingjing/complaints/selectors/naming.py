"""What is known of whether a complaint is real-name (GAP-22). Read from the ledger: the history is the record."""

import datetime as dt

from django.db.models import QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingjing.complaints.models import Complaint
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.regulations.selectors import law

CHANGED, TRIED, LIMIT = "变更署名", "核实署名", "GAP-22"


class Means(TextChoices):
    """How a name is confirmed."""

    CALL = "call", _("电话核实")
    VISIT = "visit", _("当面核实")
    SIGNATURE = "signature", _("签名核对")


def history(complaint: Complaint) -> QuerySet[Entry]:
    """Every change and every try, oldest first."""
    return ledger.of_case(complaint).filter(step__in=(CHANGED, TRIED))


def days_tried(complaint: Complaint) -> set[dt.date]:
    """The days on which confirming was tried since the name was last claimed."""
    found: set[dt.date] = set()
    for entry in history(complaint):
        if entry.step == TRIED:
            found.add(timezone.localdate(entry.at))
        else:
            found.clear()
    return found


def days_wanted(today: dt.date) -> int:
    """On how many days it must be tried: a local policy; one where the law in force says nothing."""
    limit = law(today).limits.get(LIMIT)
    return limit.length if limit else 1
