"""不录入内容: of a matter about leaders there is a slip, and nothing of what was said anywhere."""

import io
from pathlib import Path

import docx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from mingjing.clocks.models import Clock
from mingjing.complaints import access, workflow
from mingjing.complaints.models import Complaint, Paper, Receipt, SealedFile
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.keyring.models import Wrap

pytestmark = pytest.mark.django_db(databases="__all__")
PAGE, NEW = reverse("workbench:complaint_slips"), reverse("workbench:complaint_slip_new")
SLIP = {"channel": "letter", "came_on": "2026-02-11", "addressee": "above"}
CANARIES = ("金丝雀甲副主任受贿", "陈金丝", "13912340000", "金丝雀.pdf", "canary-bytes")
ROWS = (
    "SELECT string_agg(t::text, ' ') FROM (SELECT query_to_xml('SELECT * FROM ' || quote_ident(tablename), true,"
    " false, '') AS t FROM pg_tables WHERE schemaname = 'public') AS all_rows"
)


def everything() -> str:
    """All rows of both databases as text, sealed columns in hex."""
    found = []
    for name in ("default", "keys"):
        with connections[name].cursor() as cursor:
            cursor.execute(ROWS)
            found.append(cursor.fetchone()[0] or "")
    return " ".join(found)


@pytest.mark.article("GAP-19")
def test_a_marked_item_has_no_body_and_nothing_sent_with_it_is_kept(enter, centre):
    canary = SimpleUploadedFile(CANARIES[3], b"%PDF-1.7 canary-bytes")
    before = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    said = {"text": CANARIES[0], "name": CANARIES[1], "phone": CANARIES[2], "persons": CANARIES[0], "files": canary}
    assert enter(centre.clerk).post(NEW, {**SLIP, **said}).status_code == 302
    with seeing(SYSTEM):
        row = Complaint.objects.get()
        rows = everything()
        assert not Paper.objects.exists()
        assert not SealedFile.objects.exists()
    assert (row.body_kept, row.identity, row.receipt, row.outside) == (False, None, None, None)
    assert row.number in rows
    for word in CANARIES:
        assert word not in rows
        assert word.encode().hex() not in rows
        assert word.encode("gb18030").hex() not in rows
    assert not Receipt.objects.exists()
    assert not Wrap.objects.exists()
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == before


@pytest.mark.article("GAP-19")
def test_the_slip_prints_and_the_head_hands_the_original_over(enter, centre):
    client = enter(centre.clerk)
    client.post(NEW, SLIP)
    with seeing(SYSTEM):
        row = Complaint.objects.get()
    made = client.get(reverse("workbench:complaint_slip_document", args=[row.pk, "docx"]))
    file = docx.Document(io.BytesIO(made.content))
    told = [cell.text for table in file.tables for line in table.rows for cell in line.cells]
    text = " ".join([*told, *(paragraph.text for paragraph in file.paragraphs)])
    assert row.number in text
    assert "上级纪检监察机关" in text
    assert "不录入内容" in text
    assert client.get(reverse("workbench:complaint_slip_document", args=[row.pk, "pdf"])).content[:5] == b"%PDF-"
    over = reverse("workbench:complaint_slip_over", args=[row.pk])
    refused = client.post(over)
    assert (refused.status_code, "没有这个权限" in refused.text) == (422, True)
    assert enter(centre.head).post(over).status_code == 302
    assert enter(centre.head).post(over).status_code == 422
    with seeing(SYSTEM):
        assert Complaint.objects.get().status == "referred"
    assert [clock.status for clock in Clock.objects.filter(case_id=row.pk)] == ["stopped"]
    assert "已移送" in enter(centre.second).get(PAGE).text


@pytest.mark.article("GAP-19")
def test_a_slip_takes_no_other_step_and_waits_on_nobodys_desk(enter, centre):
    enter(centre.clerk).post(NEW, SLIP)
    with seeing(SYSTEM):
        row = Complaint.objects.get()
    steps = [step for step in workflow.COMPLAINT_STEPS if row.status in step.sources]
    assert {step.name for step in steps if access.may_take(centre.head, step, row)} == {"移送", "作废"}
    with pytest.raises(Refused, match="没有录入内容"):
        access.check_may_take(centre.clerk, workflow.ACCEPT, row)
    assert row.classified_on == row.received_on


@pytest.mark.parametrize("changed", [{"addressee": "王主任"}, {"came_on": "2026-02-12"}, {"channel": ""}])
def test_a_slip_that_cannot_be_is_refused(enter, centre, changed):
    assert enter(centre.clerk).post(NEW, {**SLIP, **changed}).status_code == 422
    with seeing(SYSTEM):
        assert not Complaint.objects.exists()


def test_only_the_centre_has_slips_and_only_its_clerks_make_them(enter, centre):
    assert enter(centre.accused_clerk).get(PAGE).status_code == 404
    assert enter(centre.head).post(NEW, SLIP).status_code == 404
