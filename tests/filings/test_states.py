"""Whatever is tried in whatever order: only the table moves a filing, one term runs at most, late days never shrink."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.core.errors import Refused
from mingjing.filings import access, workflow
from mingjing.filings.enums import FilingStatus
from mingjing.filings.models import Filing
from mingjing.filings.services import handling
from mingjing.filings.services.drafting import Said
from mingjing.ledger import selectors as ledger
from tests.casework.signals import in_force
from tests.catalogue.factories import house
from tests.filings.factories import DAY, SENT, accept, ad_hoc, at, file, filing_of, head, office, send_back

pytestmark = pytest.mark.django_db
STEPS = {
    "file": {"to_file": "filed", "returned": "filed"},
    "accept": {"filed": "accepted"},
    "send_back": {"filed": "returned"},
    "withdraw": {"to_file": "withdrawn", "returned": "withdrawn", "filed": "withdrawn"},
    "move": {"to_file": "to_file", "returned": "returned"},
    "judge": {},  # when it is late: moves nothing
}
DO = {
    "file": lambda row, day: file(row, day, Said("材料")),
    "accept": accept,
    "send_back": lambda row, day: send_back(row, day, due_on=day + 5 * DAY),
    "withdraw": lambda row, day: handling.withdraw(row, reason="不需要", by=office(), today=day, at=at(day)),
    "move": lambda row, day: handling.move(
        row, due_on=day + 9 * DAY, reason="确有困难", by=office(), today=day, at=at(day)
    ),
    "judge": lambda row, day: handling.judge_delay(row, excused=True, reason="台风", by=head(), today=day, at=at(day)),
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 20)), max_size=8))
def test_only_the_table_moves_a_filing_and_days_late_never_shrink(acts):
    with transaction.atomic():
        in_force()
        home = house()
        row, day, late = filing_of(ad_hoc(home, due=SENT + 10 * DAY), home), SENT, 0
        for name, days in acts:
            day += days * DAY
            before = row.status
            try:
                with transaction.atomic():
                    DO[name](row, day)
            except Refused:
                row.refresh_from_db()
                assert row.status == before
            else:
                assert row.status == STEPS[name].get(before, before)
                assert before in STEPS[name] or name == "judge"
            found = Filing.objects.get(pk=row.pk)
            assert found.days_late(day) >= late
            late = found.days_late(day)
            running = found.terms.filter(ended_on=None)
            assert running.count() == (1 if found.to_do else 0)
            assert [term.due_on for term in running] == ([found.due_on] if found.to_do else [])
        assert not list(ledger.faults())
        transaction.set_rollback(True)


@pytest.mark.parametrize("status", list(FilingStatus))
def test_the_buttons_of_each_person_are_what_the_table_allows(status):
    in_force()
    home, other = house(), house("130600SJ", "审计局")
    row = filing_of(ad_hoc(home), home)
    row.status = status
    clerks = {step.name for step in workflow.STEPS if step.role == "unit_clerk" and status in step.sources}
    offices = {step.name for step in workflow.STEPS if step.role == "lgo_clerk" and status in step.sources}
    assert {step.name for step in access.steps_for(home.clerk, row)} == clerks
    assert {step.name for step in access.steps_for(office(), row)} == offices
    for person in (home.leader, other.clerk, head()):
        assert access.steps_for(person, row) == []
