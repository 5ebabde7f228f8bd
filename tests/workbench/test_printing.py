"""Versions and notices as documents, for those who may see them."""

import io

import docx
import pytest
from django.urls import reverse

from mingjing.people.services import notices
from tests.catalogue.factories import AT, draft, official

pytestmark = pytest.mark.django_db


def words(answer) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.content)).paragraphs)


@pytest.mark.article("X-07")
def test_a_draft_is_printed_by_its_unit_and_says_that_it_is_one(enter, home, other):
    version = draft(home)
    address = reverse("workbench:version_form", args=[version.item.number, 1, "docx"])
    assert "（起草中，未公布）" in words(enter(home.clerk).get(address))
    assert address in enter(home.clerk).get(reverse("workbench:version", args=[version.item.number, 1])).text
    assert enter(other.clerk).get(address).status_code == 404
    steps = reverse("workbench:version_steps", args=[version.item.number, 1, "docx"])
    assert "办理环节一览表" in words(enter(home.head).get(steps))
    assert enter(home.clerk).get(address.replace("docx", "odt")).status_code == 404


@pytest.mark.article("X-07")
def test_a_notice_is_a_document_and_taking_it_home_is_no_reading(enter, home, other):
    clerk = official("lgo", "lgo_clerk", of=home.head.unit)
    sent = notices.send(title="清理通知", body="第一段\n第二段", classes=[], units=[home.unit], by=clerk, at=AT)
    address = reverse("workbench:notice_document", args=[sent.pk, "docx"])
    said = words(enter(home.clerk).get(address))
    assert said.split("\n")[:3] == ["清理通知", "第一段", "第二段"]
    assert "领导小组办公室" in said
    assert "2026年3月2日" in said
    assert sent.receipts.get().read_at is None
    assert enter(other.clerk).get(address).status_code == 404
    assert address in enter(home.clerk).get(reverse("workbench:notice", args=[sent.pk])).text
