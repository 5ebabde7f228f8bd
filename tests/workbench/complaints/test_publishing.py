"""Replies and public summaries on the page of a case, as its clerk and its head press the buttons."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.complaints.enums import Asked, PaperKind
from mingjing.complaints.models import PublicSummary
from tests.complaints.handling import Hands
from tests.complaints.test_summaries import TEXT, closed
from tests.flattening.samples import photo

pytestmark = pytest.mark.django_db(databases="__all__")


def page_of(case: Hands) -> str:
    return reverse("workbench:complaint", args=[case.pk])


def press(browser, case: Hands, act: str, **said):
    named = {f"{act}-{name}": value for name, value in said.items()}
    return browser.post(reverse("workbench:complaint_act", args=[case.pk, act]), named, follow=True)


@pytest.mark.article("CMP-7-2d")
def test_the_clerk_replies_and_the_reporter_reads_it(centre, opened, client):
    case = Hands(centre)
    picture = SimpleUploadedFile("清单.png", photo("PNG"), "image/png")
    answer = press(opened(centre.clerk), case, "reply", text="请补充图纸编号。", attached=picture)
    assert "已回复" in answer.text
    client.logout()
    page = client.post(reverse("portal:complaint_lookup"), {"code": case.code})
    assert "请补充图纸编号。" in page.text and "清单.png" in page.text


def test_an_empty_reply_keeps_the_page(centre, opened):
    case = Hands(centre)
    answer = press(opened(centre.clerk), case, "reply", text="")
    assert answer.status_code == 422
    assert case.papers(PaperKind.REPLY) == []


@pytest.mark.article("ACC-9-1b")
def test_a_result_is_drafted_beside_the_original_asked_for_and_published(centre, opened):
    case = closed(centre)
    clerk = opened(centre.clerk)
    text = clerk.get(page_of(case)).text
    assert "13912345678" in text.split("遮盖以后")[0] and "系统遮盖了" in text
    refused = press(clerk, case, "publish-draft", title="窗口另要图纸", text=f"{TEXT}电话13912345678。")
    assert refused.status_code == 422 and "手机号码" in refused.text and "窗口另要图纸" in refused.text
    press(clerk, case, "publish-draft", title="窗口另要图纸", text=TEXT)
    press(clerk, case, "publish-ask", reason="已办结，可以公开。")
    assert PublicSummary.objects.get().status == "drafted"
    case.decide(Asked.PUBLISH)
    row = PublicSummary.objects.get()
    assert (row.status, row.title) == ("published", "窗口另要图纸")
    head = opened(centre.head)
    assert reverse("portal:complaint_result", args=[row.pk]) in head.get(page_of(case)).text
    press(head, case, "publish-withdraw", reason="有人能认出来。")
    row.refresh_from_db()
    assert (row.status, row.text) == ("withdrawn", "")


@pytest.mark.article("ACC-9-1b")
def test_the_list_of_unpublished_results_names_the_last_day(centre, enter, time_machine):
    case, address = closed(centre), reverse("workbench:complaint_results")
    browser = enter(centre.clerk)
    page = browser.get(address)
    assert case.row().number in page.text and "2026-03-17" in page.text and "逾期" not in page.text
    time_machine.move_to("2026-03-18T01:00:00Z", tick=False)
    browser = enter(centre.clerk)
    assert "逾期" in browser.get(address).text
    sheet = browser.get(address, {"export": "xlsx"})
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    assert enter(centre.accused_clerk).get(address).status_code == 404


@pytest.mark.article("CMP-7-2d")
def test_what_a_reporter_wrote_is_a_line_on_the_desk_until_it_is_answered(centre, opened, client):
    case, todo = Hands(centre).concluded(), reverse("workbench:todo")
    case.told()
    said = {"code": case.code, "case": str(case.pk)}
    assert "来信人" not in opened(centre.clerk).get(todo).text
    client.post(reverse("portal:complaint_lookup"), {**said, "do": "object", "text": "图纸仍在要求。"})
    page = opened(centre.clerk).get(todo).text
    assert "来信人提出异议" in page and case.row().number in page and "图纸" not in page
    assert "来信人提出异议" not in opened(centre.accused_clerk).get(todo).text
    press(opened(centre.clerk), case, "reply", text="已再次核查。")
    assert "来信人" not in opened(centre.clerk).get(todo).text
    client.post(reverse("portal:complaint_lookup"), {**said, "do": "write", "text": "还有一件事。"})
    assert "来信人有新的留言" in opened(centre.clerk).get(todo).text
