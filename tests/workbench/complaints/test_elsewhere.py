"""Where complaints are not: the rooms of administrators and of the office show no line of them (GAP-02)."""

import io
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from openpyxl import load_workbook

from mingjing.ledger.models import Entry
from mingjing.people.models import Official
from tests.catalogue.factories import official
from tests.complaints.factories import filed

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.article("GAP-02")
@pytest.mark.parametrize("role", ["audit_admin", "lgo_head", "lg_member"])
def test_the_audit_page_and_its_sheet_show_no_line_of_a_complaint(centre, client, role):
    made = filed(centre)
    assert Entry.objects.filter(number__startswith=made.complaint.number).count() > 1  # the case and its clocks
    client.force_login(official("reader", role, of=centre.unit))
    for asked in ({}, {"number": made.complaint.number}, {"number": "投"}):
        page = client.get("/workbench/ledger/", asked)
        assert page.status_code == 200
        assert made.complaint.number not in page.content.decode() or asked
        assert not any(entry.number.startswith("投") for entry in page.context["page"])
    sheet = b"".join(client.get("/workbench/ledger/", {"export": "xlsx"}).streaming_content)
    rows = [row for page in load_workbook(io.BytesIO(sheet)) for row in page.values]
    assert rows and made.complaint.number not in str(rows)


@pytest.mark.article("CMP-7-2b")
def test_who_moved_to_the_accused_unit_since_does_not_open_the_case_any_more(centre, opened):
    made = filed(centre)
    where = f"/workbench/complaints/{made.complaint.pk}/"
    assert opened(centre.clerk).get(where).status_code == 200
    Official.objects.filter(pk=centre.clerk.pk).update(unit=centre.accused)
    moved = opened(Official.objects.get(pk=centre.clerk.pk)).get(where)
    assert moved.status_code == 404
    assert "no-store" in moved["Cache-Control"]


@pytest.mark.article("CMP-8-b")
def test_what_was_not_granted_and_what_is_not_there_are_one_answer_that_nobody_keeps(centre, opened):
    made = filed(centre, persons=centre.clerk.name)
    browser = opened(centre.clerk)
    answers = [browser.get(f"/workbench/complaints/{pk}/") for pk in (made.complaint.pk, uuid4())]
    assert {answer.status_code for answer in answers} == {404}
    assert all("no-store" in answer["Cache-Control"] for answer in answers)
    one, other = (answer.text.replace(answer.wsgi_request.path, "") for answer in answers)
    assert one == other


@pytest.mark.article("CMP-8-b")
def test_a_failed_login_does_not_keep_which_case_somebody_wanted_to_open(centre, client):
    made = filed(centre)
    where = f"/workbench/complaints/{made.complaint.pk}/"
    said = {"username": centre.clerk.username, "password": "wrong", "next": where}
    assert client.post("/workbench/login/", said, query_params={"next": where}).status_code == 200
    (row,) = AccessAttempt.objects.all()
    assert str(made.complaint.pk) not in f"{row.get_data}{row.post_data}{row.path_info}"
