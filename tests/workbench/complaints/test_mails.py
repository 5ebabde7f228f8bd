"""邮件文件: a draft in the page, stored when it is saved, and not before."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.complaints import access
from mingjing.complaints.models import Complaint, Receipt, SealedFile
from mingjing.complaints.selectors import opening
from mingjing.core.seeing import SYSTEM, seeing
from tests.complaints.factories import keys
from tests.complaints.posting import CANARY, PDF, SENDER, mail
from tests.workbench.complaints.entering import url

pytestmark = pytest.mark.django_db(databases="__all__")
DRAFT = reverse("workbench:complaint_mail_draft")


def drafted(client, data=None):
    data = mail(attached=[("图纸.pdf", PDF), ("看看.exe", b"MZ" + bytes(99))]) if data is None else data
    return client.post(DRAFT, {"message": SimpleUploadedFile("来信.eml", data)})


def hidden(page, name):
    return re.search(rf'name="{name}"\s+value="([^"]*)"', page.text)[1]


def saved(client, page, **changed):
    said = {name: hidden(page, name) for name in ("sheet", "shown", "message", "came_at")}
    words = {"text": CANARY, "kind": "complaint", "complainant": "citizen", "name": "陈秀兰", "contact": SENDER}
    return client.post(url("mail"), {**said, **words, **changed})


@pytest.mark.article("CMP-6-d")
def test_a_message_file_becomes_a_draft_and_the_harmful_attachment_is_blocked_by_name(enter, centre):
    client = enter(centre.clerk)
    page = drafted(client)
    assert page.status_code == 200
    assert CANARY in page.text
    assert SENDER in page.text
    assert "2026-02-10</time>（到达日）" in page.text
    assert "一并封存的附件：图纸.pdf" in page.text
    assert "“看看.exe”不是可以收的文件" in page.text
    assert "no-store" in page["Cache-Control"]
    with seeing(SYSTEM):
        assert not Receipt.objects.exists()
        assert not SealedFile.objects.exists()


@pytest.mark.article("CMP-6-d")
def test_the_saved_draft_is_sealed_with_its_attachments_and_registered_once(enter, centre):
    client = enter(centre.clerk)
    page = drafted(client)
    assert saved(client, page).status_code == 200
    with seeing(SYSTEM):
        row = Complaint.objects.get()
        assert SealedFile.objects.filter(complaint=row, purpose="identity").count() == 1
    with access.shown_to(centre.second):
        (paper,) = opening.read(row, keys(row, centre.second))
    assert {file.name for file in paper.files} == {"图纸.pdf", "原邮件.eml"}
    assert "看看.exe" in paper.said["notes"]["未收的附件"]
    again = saved(client, drafted(client))
    assert (again.status_code, "这封邮件已经登记过" in again.text) == (422, True)


def test_without_a_name_nothing_that_tells_the_sender_is_kept(enter, centre):
    client = enter(centre.clerk)
    assert saved(client, drafted(client), name="", contact="").status_code == 200
    with seeing(SYSTEM):
        row = Complaint.objects.get()
        assert (row.identity, SealedFile.objects.filter(purpose="identity").exists()) == (None, False)


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"\n", "不是能读的邮件"), (b"x" * (10 * 1024 * 1024 + 1), "超过 10 MB"), (b"", "不是能读的邮件")],
)
def test_what_is_no_mail_is_refused(enter, centre, data, told):
    refused = drafted(enter(centre.clerk), data)
    assert (refused.status_code, told in refused.text) == (422, True)


def test_only_clerks_read_mails_in(enter, centre):
    assert drafted(enter(centre.head)).status_code == 404
