"""Several people decide on one lead at once: exactly one of them succeeds, and nothing hangs."""

import pytest

from mingjing.ledger.models import Entry
from mingjing.ledger.selectors import faults
from mingjing.supervision.models import Lead
from mingjing.supervision.services import leads
from tests.accountability.test_together import together
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, unit
from tests.supervision.factories import TODAY, clerk, lead

pytestmark = pytest.mark.django_db(transaction=True)


def again(row: Lead) -> Lead:
    return Lead.objects.get(pk=row.pk)


@pytest.fixture(autouse=True)
def law(transactional_db):
    in_force()


def test_of_those_who_open_close_and_join_a_lead_one_does():
    home, by = unit(), clerk()
    row, main = lead(home), lead(home)
    said = together(
        lambda: leads.opened(again(row), by=by, today=TODAY, at=AT),
        lambda: leads.opened(again(row), by=by, today=TODAY, at=AT),
        lambda: leads.close(again(row), reason="不成立", by=by, today=TODAY, at=AT),
        lambda: leads.join(again(row), again(main), reason="同一件事", by=by, at=AT),
    )
    assert sorted(map(bool, said)) == [False, True, True, True]
    assert Entry.objects.filter(case_id=row.pk).count() == 2  # registered, and the one step
    assert list(faults()) == []


def test_two_leads_joined_to_each_other_end_with_one_main_lead():
    home, by = unit(), clerk()
    one, two = lead(home), lead(home)
    said = together(
        lambda: leads.join(again(one), again(two), reason="同一件事", by=by, at=AT),
        lambda: leads.join(again(two), again(one), reason="同一件事", by=by, at=AT),
    )
    assert sorted(map(bool, said)) == [False, True]
    assert sorted(Lead.objects.values_list("status", flat=True)) == ["joined", "registered"]
