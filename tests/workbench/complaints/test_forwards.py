"""转办 through the pages: the clerk hands on, the unit signs, answers or returns, and the centre reads the answer."""

import datetime as dt
import io

import pytest
from django.urls import reverse
from docx import Document
from PIL import Image

from mingjing.clocks.models import Clock
from mingjing.complaints import access, uploads
from mingjing.complaints.acting import tag_of
from mingjing.complaints.enums import Asked, PaperKind
from mingjing.complaints.models import Approval, Complaint, Extension, Forward
from mingjing.complaints.services import papers
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from mingjing.sealing.services import routing
from tests.catalogue.factories import house, official
from tests.complaints.factories import AT, filed, keyed, keys
from tests.workbench.changing import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db(databases="__all__")
INBOX = reverse("workbench:forwards")
TEXT, ANSWER = "住建局窗口另外要求图纸", "窗口已经改正"


@pytest.fixture
def audit(centre):
    found = house("130600SJ", "审计局")
    keyed(found.clerk)
    return found


def page_of(complaint) -> str:
    return reverse("workbench:complaint", args=[complaint.pk])


def forward(client, complaint, unit, **changes):
    said = {"unit": unit.pk, "text": TEXT, "request": "请查明并答复。", **changes}
    url = reverse("workbench:complaint_act", args=[complaint.pk, "forward"])
    return client.post(url, {f"forward-{name}": value for name, value in said.items()})


def sent() -> Forward:
    with seeing(SYSTEM):
        return Forward.objects.get()


def act(client, row, what, words=""):
    prefix = {"answer": "answer", "return": "return"}.get(what, "")
    return client.post(reverse(f"workbench:forward_{what}", args=[row.pk]), {f"{prefix}-words": words})


@pytest.mark.article("CMP-7-3")
def test_a_case_is_handed_on_answered_and_read(centre, audit, opened):
    made = filed(centre).complaint
    page = opened(centre.clerk).get(page_of(made), {"act": "forward"}).text
    assert "转办内容" in page
    assert "二〇二六年二月，住建局没有按公布的流程图" in page  # what the package says until it is edited
    assert forward(opened(centre.clerk), made, audit.unit).status_code == 302
    row = sent()
    client = opened(audit.clerk)
    inbox = client.get(INBOX)
    assert row.number in inbox.text
    assert TEXT not in inbox.text
    assert "no-store" in inbox["Cache-Control"]
    url = reverse("workbench:forward", args=[row.pk])
    assert TEXT in client.get(url).text
    client.get(url)
    assert Entry.objects.filter(case_id=row.pk, step="查阅内容").count() == 1
    assert act(client, row, "receive").status_code == 302
    assert act(client, row, "answer", " ").status_code == 422
    assert act(client, row, "answer", ANSWER).status_code == 302
    assert ANSWER in opened(centre.second).get(page_of(made)).text
    assert Clock.objects.get(case_id=made.pk, limit="CMP-7-3").status == "stopped"


@pytest.mark.article("CMP-7-3")
def test_the_accused_unit_is_refused_and_what_was_typed_stays(centre, audit, opened):
    keyed(official("housing", "unit_leader", of=centre.accused))
    made = filed(centre).complaint
    answer = forward(opened(centre.clerk), made, centre.accused, text="写了很久的内容")
    assert answer.status_code == 422
    assert "回避" in answer.text
    assert "写了很久的内容" in answer.text
    with seeing(SYSTEM):
        assert not Forward.objects.exists()


@pytest.mark.article("CMP-7-3")
def test_a_wrong_package_is_returned_with_reasons_and_the_case_is_back(centre, audit, opened):
    made = filed(centre).complaint
    forward(opened(centre.clerk), made, audit.unit)
    row = sent()
    client = opened(audit.clerk)
    assert act(client, row, "return", "").status_code == 422
    assert act(client, row, "return", "归交通运输局管").status_code == 302
    with seeing(SYSTEM):
        assert Complaint.objects.get().status == "registered"
    assert "归交通运输局管" in opened(centre.clerk).get(page_of(made)).text


@pytest.mark.article("CMP-7-3")
def test_after_the_set_days_the_return_is_refused(centre, audit, opened, time_machine):
    made = filed(centre).complaint
    forward(opened(centre.clerk), made, audit.unit)
    row = sent()
    time_machine.move_to("2026-02-28T02:00:00Z", tick=False)
    client = opened(audit.clerk)
    assert "return-words" not in client.get(reverse("workbench:forward", args=[row.pk])).text
    answer = act(client, row, "return", "归交通运输局管")
    assert (answer.status_code, "已经过了" in answer.text) == (422, True)


@pytest.mark.article("CMP-8-b")
def test_no_other_unit_and_no_administrator_finds_it(centre, audit, opened):
    made = filed(centre).complaint
    forward(opened(centre.clerk), made, audit.unit)
    opened(centre.clerk).get(page_of(made))  # what was said of it is read by whoever did it
    row = sent()
    url = reverse("workbench:forward", args=[row.pk])
    other = official("sysadmin", "system_admin", of=audit.unit)
    assert opened(other).get(INBOX).status_code == 404
    for person in (centre.accused_clerk, other, centre.clerk):
        for name, extra in (("forward", []), ("forward_letter", ["pdf"])):
            address = reverse(f"workbench:{name}", args=[row.pk, *extra])
            assert opened(person).get(address).status_code == 404
    assert row.number not in opened(centre.accused_clerk).get(INBOX).text
    assert opened(audit.clerk).get(url).status_code == 200


def test_a_locked_key_shows_dates_but_no_word(centre, audit, opened, enter, monkeypatch):
    forward(opened(centre.clerk), filed(centre).complaint, audit.unit)
    row = sent()
    monkeypatch.undo()
    page = enter(audit.clerk).get(reverse("workbench:forward", args=[row.pk])).text
    assert "打开封存钥匙" in page
    assert TEXT not in page


def test_the_letter_tells_nothing_of_the_matter(centre, audit, opened):
    made = filed(centre).complaint
    forward(opened(centre.clerk), made, audit.unit)
    row = sent()
    answer = opened(audit.clerk).get(reverse("workbench:forward_letter", args=[row.pk, "docx"]))
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    assert row.number in words
    assert "2026年3月13日前" in words
    assert not any(word in words for word in ("住房", "住建", TEXT, made.number))
    url = reverse("workbench:complaint_forward_letter", args=[made.pk, row.pk, "pdf"])
    assert opened(centre.clerk).get(url).content[:5] == b"%PDF-"


@pytest.mark.article("CMP-7-3", "CMP-8-b")
def test_a_file_travels_as_a_copy_without_metadata(centre, audit, opened):
    exif = Image.Exif()
    exif[0x010E] = "CANARY-EXIF"
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "JPEG", exif=exif)
    assert b"CANARY-EXIF" in data.getvalue()
    upload = uploads.seal("现场.jpg", data.getvalue()).sealed()
    made = filed(centre, files=[upload]).complaint
    assert forward(opened(centre.clerk), made, audit.unit, chosen=[str(upload.pk)]).status_code == 302
    row = sent()
    client = opened(audit.clerk)
    page = client.get(reverse("workbench:forward", args=[row.pk]))
    assert "现场" in page.text
    (file,) = page.context["package"].files
    answer = client.get(reverse("workbench:forward_file", args=[row.pk, file.id]))
    sent_bytes = b"".join(answer.streaming_content)
    assert sent_bytes
    assert b"CANARY-EXIF" not in sent_bytes
    missing = reverse("workbench:forward_file", args=[row.pk, made.pk])
    assert client.get(missing).status_code == 404


@pytest.mark.article("CMP-7-3")
def test_a_chase_tells_those_who_receive_without_content_and_shows_with_its_date(centre, audit, opened):
    made = filed(centre).complaint
    client = opened(centre.clerk)
    forward(client, made, audit.unit)
    assert client.post(reverse("workbench:complaint_act", args=[made.pk, "chase"])).status_code == 302
    assert "督办" in client.get(page_of(made)).text
    todo = opened(audit.clerk).get(reverse("workbench:todo")).text
    assert "投诉举报中心有转办件" in todo
    assert "转〔2026〕" not in todo
    assert "转办件等您" not in opened(audit.head).get(reverse("workbench:todo")).text


@pytest.mark.article("CMP-7-4b")
def extended(centre, unit) -> None:
    """A case whose handling was extended; the unit was told today."""
    complaint = filed(centre).complaint
    with access.shown_to(centre.clerk):
        held = keys(complaint, centre.clerk)
        why = papers.add(complaint, PaperKind.REASON, {"text": "需要鉴定"}, keys=held, by=centre.clerk, at=AT)
    approval = Approval(
        complaint=complaint, kind=Asked.EXTEND, asked_by=tag_of(centre.clerk), asked_at=AT, reason=why,
        decided_by=tag_of(centre.head), decided_at=AT, granted=True,
    )  # fmt: skip
    approval.terms = routing.shut({"units": [str(unit.pk)]}, about=approval.pk)
    due = complaint.received_on + dt.timedelta(days=60)
    with seeing(SYSTEM):
        approval.save()
        Extension.objects.create(
            complaint=complaint, approval=approval, due_before=due, due_after=due + dt.timedelta(days=30),
            told_unit_on=AT.date(),
        )  # fmt: skip


def test_a_unit_told_of_an_extension_finds_a_line_without_the_case(centre, audit, opened):
    extended(centre, audit.unit)
    assert "延期的书面说明" in opened(audit.clerk).get(reverse("workbench:todo")).text
    assert "延期的书面说明" not in opened(centre.accused_clerk).get(reverse("workbench:todo")).text
    assert "延期的书面说明" not in opened(audit.head).get(reverse("workbench:todo")).text


def test_the_inbox_costs_few_queries(centre, audit, opened):
    client = opened(centre.clerk)
    for _n in range(3):
        forward(client, filed(centre).complaint, audit.unit)
    with seeing(SYSTEM):
        assert Forward.objects.count() == 3
    assert queries(opened(audit.clerk), INBOX) <= MOST_QUERIES
