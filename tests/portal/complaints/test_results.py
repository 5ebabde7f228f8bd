"""处理结果公开: everybody reads the summary, nobody learns which case it was; one that was taken back is empty."""

import pytest
from django.urls import reverse

from mingjing.complaints.models import PublicSummary
from mingjing.complaints.services import summaries
from tests.complaints.test_summaries import TEXT, closed, published

pytestmark = pytest.mark.django_db(databases="__all__")
LIST = reverse("portal:complaint_results")


def page_of(row: PublicSummary) -> str:
    return reverse("portal:complaint_result", args=[row.pk])


@pytest.mark.article("ACC-9-1b", "GAP-04")
def test_everybody_reads_the_summary_and_not_the_case(client, centre):
    case = published(centre)
    row = PublicSummary.objects.get()
    listed, page = client.get(LIST), client.get(page_of(row))
    for answer in (listed, page):
        assert "窗口另要图纸" in answer.text and "属实" in answer.text
        assert "public" in answer["Cache-Control"] and answer["ETag"] and not answer.cookies
        for secret in (case.row().number, row.number, str(case.pk), "图纸属实"):
            assert secret not in answer.text
    assert TEXT in page.text and "CMP-4-3" in page.text
    assert client.get(LIST, HTTP_IF_NONE_MATCH=listed["ETag"]).status_code == 304


def test_a_draft_is_nobodys_to_read(client, centre):
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    assert client.get(page_of(PublicSummary.objects.get())).status_code == 404
    assert "还没有公开的处理结果" in client.get(LIST).text


@pytest.mark.article("GAP-04")
def test_what_was_taken_back_says_only_that(client, centre):
    case = published(centre)
    case.do(summaries.withdraw, reason="有人能认出来。", by=centre.head)
    page = client.get(page_of(PublicSummary.objects.get()))
    assert page.status_code == 410
    assert "已撤回" in page.text and TEXT not in page.text and "窗口另要图纸" not in page.text
    assert "窗口另要图纸" not in client.get(LIST).text
