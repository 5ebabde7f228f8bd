"""责令整改: given with a last day, red when late, back to the unit when not verified, offered as a lead (ACC-9-3)."""

import io
import re

import pikepdf
import pytest
from django.urls import reverse
from docx import Document

from mingjing.assignments import services
from mingjing.assignments.models import Assignment
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY
from tests.workbench.changing import MORNING, office

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:assignments"), reverse("workbench:assignment_new")
LEAD = reverse("workbench:lead_new")
TODAY = MORNING.date()
ASKED = "窗口没有公布收费标准，请在大厅和网站补公。"


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


def give(enter, home, **said) -> Assignment:
    columns = {
        "unit": home.unit.pk, "title": "补公收费标准", "asked": ASKED, "basis": "ACC-9-3",
        "due_on": str(TODAY + 7 * DAY), **said,
    }  # fmt: skip
    answer = enter(office()).post(NEW, columns)
    assert answer.status_code == 302, answer.text
    return Assignment.objects.get()


def address(row, key: str) -> str:
    name = "assignment_report" if key == "report" else "assignment_step"
    return reverse(f"workbench:{name}", args=[row.pk] if key == "report" else [row.pk, key])


@pytest.mark.article("ACC-9-3")
def test_an_order_that_is_late_is_red_and_one_not_verified_goes_back(enter, home, time_machine):
    row = give(enter, home)
    page = row.get_absolute_url()
    assert "逾期" not in enter(home.clerk).get(page).text
    time_machine.move_to(MORNING + 8 * DAY, tick=False)
    shown = enter(home.clerk).get(page).text
    assert re.search(r'<span class="chip late">\s*逾期 1 天', shown)
    assert "补公收费标准" in enter(office()).get(LIST, {"late": "overdue"}).text
    assert enter(home.clerk).post(address(row, "report"), {"outcome": "done", "text": "已补公"}).status_code == 302
    back = enter(office()).post(address(row, "send-back"), {"words": "网站上还没有"})
    assert back.status_code == 302
    row.refresh_from_db()
    assert (row.status, row.due_on) == ("returned", TODAY + 7 * DAY)
    assert re.search(r'<span class="chip late">\s*逾期 1 天', enter(home.clerk).get(page).text)
    assert "补公收费标准" in enter(home.clerk).get(reverse("workbench:todo")).text


@pytest.mark.article("ACC-9-3")
@pytest.mark.parametrize(("basis", "ground"), [("ACC-9-3", "ACC-9-3"), ("ACC-3", "ACC-9-3"), ("ACC-5-1f", "ACC-5-1f")])
def test_what_is_late_offers_a_lead_and_opens_none(enter, home, time_machine, basis, ground):
    row = services.assign(home.unit, title="补公", basis=basis, due_on=TODAY, by=office(), at=AT)
    client = enter(office())
    link = f"{LEAD}?source=assignment&amp;id={row.pk}"
    assert link not in client.get(row.get_absolute_url()).text
    time_machine.move_to(MORNING + 2 * DAY, tick=False)
    client = enter(office())
    assert link in client.get(row.get_absolute_url()).text
    form = client.get(LEAD, {"source": "assignment", "id": str(row.pk)})
    assert f'value="{ground}" selected' in form.text
    assert not Lead.objects.exists()
    said = {name: value or "" for name, value in form.context["form"].initial.items()}
    assert client.post(LEAD, said).status_code == 302
    lead = Lead.objects.get()
    assert (lead.ground, lead.source, lead.source_id) == (ground, "assignment", row.pk)


@pytest.mark.article("ACC-9-3")
def test_the_order_is_a_letter_with_number_requirement_last_day_and_what_may_follow(enter, home):
    row = give(enter, home)
    client = enter(home.clerk)
    assert "整改通知书 docx" in client.get(row.get_absolute_url()).text
    data = client.get(reverse("workbench:assignment_document", args=[row.pk, "docx"])).content
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
    for words in ("责令整改通知书", row.number, f"{home.unit}：", ASKED, "2026年3月9日", "责任追究办法第九条第三项"):
        assert words in text
    pdf = client.get(reverse("workbench:assignment_document", args=[row.pk, "pdf"])).content
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
    sheet = client.get(reverse("workbench:assignment_document", args=[row.pk, "docx"]), {"sheet": ""}).content
    assert "任务单" in "\n".join(paragraph.text for paragraph in Document(io.BytesIO(sheet)).paragraphs)


def test_an_order_without_what_is_to_be_corrected_is_refused_and_keeps_what_was_typed(enter, home):
    client = enter(office())
    assert 'value="ACC-9-3" selected' in client.get(NEW, {"basis": "ACC-9-3"}).text
    said = {"unit": home.unit.pk, "title": "补公收费标准", "basis": "ACC-9-3", "due_on": "2026-03-09"}
    answer = client.post(NEW, said)
    assert answer.status_code == 422
    assert "写明存在什么问题" in answer.text
    assert "补公收费标准" in answer.text
    assert not Assignment.objects.exists()
    assert enter(home.clerk).post(NEW, {**said, "asked": ASKED}).status_code == 404
