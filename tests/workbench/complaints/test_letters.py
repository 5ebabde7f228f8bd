"""Notices, names and extensions through the pages of a case."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from mingjing.clocks.models import Clock
from mingjing.complaints.enums import ComplaintStatus
from mingjing.complaints.models import Approval, Complaint, Delivery
from mingjing.complaints.services import clocking
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.regulations.selectors import law
from tests.catalogue.factories import house
from tests.complaints.factories import AT, WHO, filed
from tests.workbench.changing import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db(databases="__all__")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000000500010d0a2db4"
    "0000000049454e44ae426082"
)


def page_of(complaint) -> str:
    return reverse("workbench:complaint", args=[complaint.pk])


def act(client, complaint, key, **said):
    url = reverse("workbench:complaint_act", args=[complaint.pk, key])
    return client.post(url, {f"{key}-{name}": value for name, value in said.items()})


def accepted(complaint, **columns) -> Complaint:
    on = dt.date(2026, 2, 11)
    said = {"status": ComplaintStatus.ACCEPTED, "accepted_on": on, "classified_on": on, **columns}
    with seeing(SYSTEM):
        Complaint.objects.filter(pk=complaint.pk).update(**said)
        found = Complaint.objects.get(pk=complaint.pk)
        clocking.start(found, "CMP-7-2c", rules=law(on), on=on, by=None, at=AT)
        return found


def told() -> Delivery:
    with seeing(SYSTEM):
        return Delivery.objects.get()


@pytest.mark.article("CMP-7-5")
def test_an_interim_notice_is_drafted_edited_told_and_printed(centre, opened):
    made = filed(centre, identity=WHO).complaint
    client = opened(centre.clerk)
    page = client.get(page_of(made)).text
    assert f"您反映的事项（{made.number}）现在的办理情况是：已登记" in page
    assert "2026-02-24" in page
    assert "2026-02-27" in page
    assert act(client, made, "tell-state", text="正在核实。", way="phone", told_on="2026-02-11").status_code == 422
    proof = SimpleUploadedFile("回执.png", PNG, "image/png")
    answer = act(client, made, "tell-state", text="正在核实。", way="letter", told_on="2026-02-11", proof=proof)
    assert answer.status_code == 302
    row = told()
    page = client.get(page_of(made)).text
    assert (row.number in page, "回执.png" in page) == (True, True)
    file = client.get(reverse("workbench:complaint_file", args=[made.pk, row.proof_id]))
    assert b"".join(file.streaming_content) == PNG
    letter = client.get(reverse("workbench:complaint_notice", args=[made.pk, row.pk, "docx"]))
    words = [paragraph.text for paragraph in Document(io.BytesIO(letter.content)).paragraphs]
    assert "正在核实。" in words
    assert row.number in "".join(words)
    pdf = client.get(reverse("workbench:complaint_notice", args=[made.pk, row.pk, "pdf"]))
    assert pdf.content[:5] == b"%PDF-"
    assert Clock.objects.get(case_id=made.pk, limit="CMP-7-5").status == "stopped"


def test_nobody_without_the_case_reads_a_notice(centre, opened):
    made = filed(centre).complaint
    act(opened(centre.clerk), made, "tell-state", text="正在核实。", way="mailbox")
    url = reverse("workbench:complaint_notice", args=[made.pk, told().pk, "pdf"])
    assert opened(centre.accused_clerk).get(url).status_code == 404
    assert opened(centre.head).get(url).status_code == 404


def test_a_refused_notice_keeps_what_was_typed(centre, opened):
    made = filed(centre).complaint
    answer = act(opened(centre.clerk), made, "tell-state", text="写了很久的话。", way="none")
    assert (answer.status_code, "写了很久的话。" in answer.text, "无法联系" in answer.text) == (422, True, True)


@pytest.mark.article("GAP-06")
def test_both_clocks_stand_on_the_page(centre, opened):
    made = accepted(filed(centre, identity=WHO).complaint, status=ComplaintStatus.CONCLUDED)
    with seeing(SYSTEM):
        clocking.start(made, "CMP-7-2d", rules=law(AT.date()), on=AT.date(), by=None, at=AT)
    client = opened(centre.clerk)
    page = client.get(page_of(made)).text
    assert "书面告知实名举报人处理情况" in page
    assert "告知处理结果" in page
    act(client, made, "tell-state", text="正在核实。", way="mailbox")
    states = dict(Clock.objects.filter(case_id=made.pk).values_list("limit", "status"))
    assert (states["CMP-7-5"], states["CMP-7-2d"]) == ("stopped", "running")


@pytest.mark.article("GAP-22")
def test_a_name_is_tried_and_confirmed_and_its_history_stands_on_the_page(centre, opened):
    made = filed(centre, identity=WHO).complaint
    client = opened(centre.clerk)
    act(client, made, "try-name", means="call", note="无人接听")
    assert act(client, made, "give-up-name").status_code == 422
    assert act(client, made, "confirm-name", means="signature", on="2026-02-11").status_code == 302
    page = client.get(page_of(made)).text
    assert "署名待核实 → 实名" in page
    assert "签名核对 2026-02-11" in page
    assert "另一种算法：2026-02-27" in page
    assert 'chip plain">实名' in page


@pytest.mark.article("CMP-7-4a", "CMP-7-4b", "GAP-03")
def test_an_extension_is_asked_for_granted_and_explained(centre, opened, time_machine):
    made, audit = accepted(filed(centre).complaint), house("130600SJ", "审计局").unit
    time_machine.move_to("2026-04-08T02:00:00Z", tick=False)
    client = opened(centre.clerk)
    assert "现在的期限是 2026-04-13，最迟可以延到 2026-05-13" in client.get(page_of(made)).text
    assert act(client, made, "extend", until="2026-06-01", reason="等待鉴定").status_code == 422
    assert act(client, made, "extend", until="2026-05-11", reason="等待鉴定", units=[audit.pk]).status_code == 302
    with seeing(SYSTEM):
        approval = Approval.objects.get()
    answer = act(opened(centre.head), made, "decide", approval=approval.pk, answer="yes", text="同意。")
    assert answer.status_code == 302
    with seeing(SYSTEM):
        extension = made.extensions.get()
    client = opened(centre.clerk)
    page = client.get(page_of(made)).text
    assert "已延期 1 次" in page
    assert "延期办理，新的期限为2026年5月11日。原因：等待鉴定" in page  # the draft of the notice
    assert act(client, made, "tell-units").status_code == 302
    url = reverse("workbench:complaint_extension_letter", args=[made.pk, extension.pk, audit.pk, "docx"])
    words = "".join(paragraph.text for paragraph in Document(io.BytesIO(client.get(url).content)).paragraphs)
    assert "等待鉴定" in words
    other = reverse("workbench:complaint_extension_letter", args=[made.pk, extension.pk, centre.accused.pk, "docx"])
    assert client.get(other).status_code == 404
    unit = opened(house("130600SJ").clerk)
    assert "延期" not in unit.get(reverse("workbench:notices")).text  # read by the office and all of the unit
    assert "延期的书面说明" in unit.get(reverse("workbench:todo")).text


def test_the_page_of_a_case_with_everything_keeps_to_its_queries(centre, opened):
    made = accepted(filed(centre, identity=WHO).complaint)
    client = opened(centre.clerk)
    act(client, made, "tell-accepted", text="已受理。", way="mailbox")
    act(client, made, "tell-state", text="正在核实。", way="mailbox")
    act(client, made, "try-name", means="call")
    client.get(page_of(made))
    count = queries(client, page_of(made))
    assert count <= MOST_QUERIES, count
