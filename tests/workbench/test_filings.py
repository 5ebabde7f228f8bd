"""报送: a person sends a task, units hand in, the office takes it or sends it back, and late stays late."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingjing.filings.models import Filing, FilingTask, Submission
from mingjing.supervision.models import Lead
from tests.casework.signals import in_force
from tests.catalogue.factories import house
from tests.filings.factories import DAY, DUE, SENT, annual, at, filing_of, head, office
from tests.workbench.filing import LEAD, LIST, NEW, address, pdf, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 5 January 2026, the regulation in force."""
    time_machine.move_to(at(SENT), tick=False)
    in_force()


@pytest.fixture
def go(time_machine):
    return lambda day: time_machine.move_to(at(day), tick=False)


@pytest.fixture
def row(home) -> Filing:
    return filing_of(annual(), home)


@pytest.mark.article("ACC-8-1", "GAP-17")
def test_a_report_due_on_31_january_and_filed_on_1_february_is_late_by_a_day_and_offers_a_lead(enter, home, go):
    year = reverse("workbench:filing_task_annual", args=[2025])
    client = enter(office())
    assert year in client.get(reverse("workbench:todo")).text
    shown = client.get(year)
    assert [(one.on, list(one.units)) for one in shown.context["dues"] if one.units] == [(DUE, [home.unit])]
    assert "本地政策" in shown.text
    assert not FilingTask.objects.exists()
    assert client.post(year, {"asked": "按格式填写"}).status_code == 302
    assert year not in client.get(reverse("workbench:todo")).text
    row = Filing.objects.get()
    go(DUE + DAY)
    assert enter(home.clerk).post(address(row, "draft"), typed()).status_code == 302
    client = enter(office())
    assert "逾期 1 天" in client.get(LIST, {"late": "late"}).text
    assert "逾期 1 天" in client.get(address(row)).text
    assert not Lead.objects.exists()
    assert f"{LEAD}?source=filing&amp;id={row.pk}" in client.get(address(row)).text
    form = client.get(LEAD, {"source": "filing", "id": str(row.pk)}).context["form"]
    assert (form.initial["ground"], form.initial["happened_on"]) == ("ACC-8-1", DUE + DAY)
    assert "最后一日是 2026-01-31，2026-02-01 报送，逾期 1 天" in form.initial["facts"]
    said = {name: value or "" for name, value in form.initial.items()}
    assert client.post(LEAD, said).status_code == 302
    assert Lead.objects.get().source_id == row.pk


@pytest.mark.article("ACC-8-2")
def test_of_three_units_two_file_one_is_overdue_and_a_returned_file_opens_the_task_again(enter, home, other, go):
    third = house("130600GL", "公路局")
    said = {
        "title": "报送流程图清单", "basis": "ACC-8-2", "due_on": str(DUE), "asked": "一式一份",
        "units": [home.unit.code, other.unit.code, third.unit.code], "attached": [pdf("模板.pdf")],
    }  # fmt: skip
    assert enter(office()).post(NEW, said).status_code == 302
    task = FilingTask.objects.get()
    go(DUE)
    for place in (home, other):
        page = enter(place.clerk).get(address(filing_of(task, place)))
        assert "模板.pdf" in page.text
        sent = typed(words="清单", attached=[pdf("清单.pdf")])
        assert enter(place.clerk).post(address(filing_of(task, place), "draft"), sent).status_code == 302
    go(DUE + DAY)
    client = enter(office())
    page = client.get(task.get_absolute_url())
    assert (page.context["progress"].filed, page.context["progress"].overdue) == (2, 1)
    assert "现在逾期 1" in " ".join(page.text.split())
    assert [row.unit for row, _late in client.get(task.get_absolute_url(), {"late": "overdue"}).context["rows"]] == [
        third.unit
    ]
    row = filing_of(task, home)
    assert client.post(address(row, "return"), {"words": "缺一项", "due_on": str(DUE + 9 * DAY)}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.due_on) == ("returned", DUE + 9 * DAY)
    todo = enter(home.clerk).get(reverse("workbench:todo")).text
    assert "报送流程图清单" in todo
    assert "补正后报送" in todo
    assert enter(home.clerk).post(address(row, "draft"), typed(words="补全")).status_code == 302
    assert list(row.submissions.values_list("no", "words")) == [(1, "清单"), (2, "补全")]


@pytest.mark.article("ACC-8-0")
def test_the_form_of_a_lead_lists_both_grounds_of_the_article(enter):
    page = enter(office()).get(LEAD).text
    under = next(part.split("</optgroup>")[0] for part in page.split("<optgroup ")[1:] if "ACC-8-0" in part)
    assert [ground for ground in ("ACC-8-1", "ACC-8-2") if f'value="{ground}"' not in under] == []


def test_a_wrong_sum_is_refused_at_the_field_and_everything_typed_and_sent_is_still_there(enter, home, row, go):
    go(DUE)
    client = enter(home.clerk)
    answer = client.post(address(row, "draft"), typed(words="两万字", t3_new_all="7", attached=[pdf("全文.pdf")]))
    assert answer.status_code == 422
    assert "各列之和是 0，总计填的是 7" in str(answer.context["form"]["t3-new-all"].errors)
    assert (Filing.objects.get().status, Submission.objects.get().words) == ("to_file", "两万字")
    page = client.get(address(row)).text
    for kept in ("两万字", "全文.pdf", 'value="7"'):
        assert kept in page


def test_what_is_no_number_is_said_and_stays_in_the_field_and_the_rest_is_saved(enter, home, row):
    answer = enter(home.clerk).post(address(row, "draft"), typed(hand_in=False, words="半篇", t3_new_person="五"))
    assert answer.status_code == 422
    assert "“五”不是数量" in answer.text
    assert 'value="五"' in answer.text
    assert Submission.objects.get().words == "半篇"


def test_a_file_that_is_not_what_it_says_is_refused_and_the_good_one_kept(enter, home, row):
    sent = typed(attached=[pdf("好.pdf"), SimpleUploadedFile("坏.pdf", b"MZ")])
    answer = enter(home.clerk).post(address(row, "draft"), sent)
    assert answer.status_code == 422
    assert "内容和扩展名不符" in answer.text
    assert [one.name for one in Submission.objects.get().files.all()] == ["好.pdf"]
    row.refresh_from_db()
    assert row.status == "to_file"


def test_who_did_not_say_that_nothing_is_secret_is_asked_to(enter, home, row):
    answer = enter(home.clerk).post(address(row, "draft"), typed(not_secret=""))
    assert (answer.status_code, "不涉及国家秘密" in answer.text) == (422, True)
    assert Submission.objects.get().filed_at is None


def test_a_draft_is_the_clerks_alone(enter, home, row):
    enter(home.clerk).post(address(row, "draft"), typed(hand_in=False, words="还没写完", attached=[pdf("稿.pdf")]))
    draft = Submission.objects.get()
    kept = reverse("workbench:filing_file", args=[row.pk, draft.files.get().pk])
    for person, sees in ((home.clerk, True), (home.leader, False), (office(), False)):
        client = enter(person)
        assert ("还没写完" in client.get(address(row)).text) is sees
        answer = client.get(kept)
        assert (answer.status_code == 200) is sees
        assert not sees or answer.getvalue().startswith(b"%PDF")


def test_a_file_is_taken_out_of_the_draft(enter, home, row):
    client = enter(home.clerk)
    client.post(address(row, "draft"), typed(hand_in=False, attached=[pdf("一.pdf"), pdf("二.pdf")]))
    files = Submission.objects.get().files
    client.post(reverse("workbench:filing_file_drop", args=[row.pk, files.first().pk]))
    assert files.count() == 1
    client.post(address(row, "draft"), typed())
    assert client.post(reverse("workbench:filing_file_drop", args=[row.pk, files.first().pk])).status_code == 422
    assert files.count() == 1


def test_the_head_says_whether_a_delay_is_excused_and_then_no_lead_is_offered(enter, home, row, go):
    go(DUE + 3 * DAY)
    client = enter(head())
    assert client.post(address(row, "judge"), {"excused": "yes", "words": ""}).status_code == 422
    assert client.post(address(row, "judge"), {"excused": "yes", "words": "汛期全员值守"}).status_code == 302
    page = client.get(address(row)).text
    assert "汛期全员值守" in page
    assert "逾期 3 天" in page
    assert LEAD not in page


def test_nothing_is_late_before_the_day_is_over(enter, home, row, go):
    go(DUE)
    page = enter(office()).get(address(row)).text
    assert "逾期" not in page.split("办理记录")[0].split("<h1>")[1]
    assert LEAD not in page
    assert enter(office()).get(LEAD, {"source": "filing", "id": str(row.pk)}).context["form"].initial == {
        "source": "person"
    }
