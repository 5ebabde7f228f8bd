"""What the database itself shows of complaints, whatever a query forgets (CMP-8-b)."""

import pytest
from django.apps import apps
from django.db import connection

from mingjing.complaints import access
from mingjing.complaints.models import Complaint, Grant, Paper
from mingjing.complaints.models.security import GUARDED
from mingjing.complaints.services import lookup
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.selectors import faults
from tests.complaints.factories import filed

pytestmark = pytest.mark.django_db(databases="__all__")
OPEN_TO_THE_SERVER = {  # tell nothing of a case, or are public
    "complaints_grant",
    "complaints_receipt",
    "complaints_hotline",
    "complaints_channels",
    "complaints_publicsummary",
}


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_every_table_of_the_part_that_points_to_a_case_is_guarded():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        guarded = {name for (name,) in cursor.fetchall()}
    pointing = {
        model._meta.db_table
        for model in apps.get_app_config("complaints").get_models()
        if model is Complaint or any(field.related_model is Complaint for field in model._meta.get_fields())
    }
    assert set(GUARDED) <= guarded
    assert pointing - guarded <= OPEN_TO_THE_SERVER


@pytest.mark.parametrize("table", ["complaints_complaint", "complaints_paper"])
def test_raw_sql_sees_nothing_outside_a_room_and_only_its_own_inside(centre, table):
    one, other = filed(centre), filed(centre, persons=centre.clerk.name)
    assert rows(table) == 0
    with seeing(SYSTEM):
        assert rows(table) == 2
    with access.shown_to(centre.clerk):
        assert rows(table) == 1
    for nobody in (centre.accused_clerk, centre.head):
        with access.shown_to(nobody):
            assert rows(table) == 0
    with lookup.holding(one.code) as held:
        assert rows(table) == 1
        assert held.complaints[0].pk == one.complaint.pk
    assert other.complaint.pk != one.complaint.pk


def test_an_ended_grant_shows_nothing_any_more(centre):
    made = filed(centre)
    Grant.objects.filter(complaint=made.complaint).update(ended_on=made.complaint.received_on)
    with access.shown_to(centre.clerk):
        assert rows("complaints_complaint") == rows("complaints_paper") == 0


def test_nobody_removes_a_case_and_a_change_needs_a_room(centre):
    made = filed(centre)
    assert Complaint.objects.filter(pk=made.complaint.pk).update(status="closed") == 0
    with seeing(SYSTEM):
        assert Complaint.objects.filter(pk=made.complaint.pk)._raw_delete(using="default") == 0
        assert Paper.objects.count() == 1
        assert Complaint.objects.get().status == "registered"


def test_a_room_that_ends_in_an_error_is_left_all_the_same(centre):
    filed(centre)
    with pytest.raises(ValueError), seeing(SYSTEM):
        raise ValueError
    assert rows("complaints_complaint") == 0


@pytest.mark.article("X-01")
def test_the_check_of_the_ledger_sees_sealed_cases_and_a_state_changed_behind_its_back(centre):
    made = filed(centre)
    assert list(faults()) == []
    with seeing(SYSTEM):
        Complaint.objects.filter(pk=made.complaint.pk).update(status="closed")
    (fault,) = faults()
    assert fault.case_id == made.complaint.pk
