"""What the system knows of each act, put beside the case for staff; nothing follows from it by itself."""

import datetime as dt

import pytest
from django.urls import reverse

from mingjing.catalogue.models import PowerVersion
from mingjing.complaints.enums import ComplaintStatus
from mingjing.ledger.models import Entry
from mingjing.supervision.models import Lead
from mingjing.takedowns.models import Takedown
from tests.catalogue.factories import amended, house, published
from tests.complaints.handling import Hands
from tests.disclosure.factories import occasion, plan, record
from tests.workbench.complaints.test_acts import page_of, press

pytestmark = pytest.mark.django_db(databases="__all__")
JANUARY = dt.datetime(2026, 1, 5, 1, 0, tzinfo=dt.UTC)
FEBRUARY = dt.datetime(2026, 2, 9, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def home(centre):
    return house("130600ZJ", "住房和城乡建设局")


def about(version: PowerVersion, **said: str) -> dict[str, str]:
    return {"power": version.item.number, "version": str(version.no), **said}


@pytest.mark.article("CMP-4-1")
def test_the_grounds_that_an_act_suggests_are_shown_to_staff_only(centre, opened, client):
    case = Hands(centre, act="CMP-4-1")
    text = opened(centre.clerk).get(page_of(case)).text
    assert "ACC-5-4" in text
    assert "ACC-9-3" in text
    assert "由人认定" in text
    assert not Lead.objects.exists()


@pytest.mark.article("CMP-4-3")
def test_the_chart_in_force_on_the_day_complained_of_is_named(centre, opened, home):
    old = published(home, at=JANUARY)
    new = amended(old, home, at=FEBRUARY)
    case = Hands(centre, about=about(old, step="受理"), happened_on=dt.date(2026, 1, 20))
    text = opened(centre.clerk).get(page_of(case)).text
    assert f"第 {old.no} 版，2026-01-05 公布" in text
    assert reverse("portal:power_version", args=[old.item.number, old.no]) in text
    assert f"现行的是第 {new.no} 版" in text
    later = Hands(centre, about=about(old), happened_on=dt.date(2026, 2, 10))
    assert f"第 {new.no} 版，2026-02-09 公布" in opened(centre.clerk).get(page_of(later)).text
    before = Hands(centre, about=about(old), happened_on=dt.date(2025, 12, 1))
    assert "还没有公布过这项职权" in opened(centre.clerk).get(page_of(before)).text


@pytest.mark.article("CMP-4-4")
def test_what_must_not_be_public_is_taken_down_from_the_case_by_a_person(centre, opened, home):
    version = published(home, at=JANUARY)
    case = Hands(centre, act="CMP-4-4", about=about(version))
    client = opened(centre.clerk)
    link = reverse("workbench:takedown_new", args=["power", version.item.pk])
    assert link in client.get(page_of(case)).text
    assert not Takedown.objects.exists()
    assert client.get(link).status_code == 200


@pytest.mark.article("CMP-4-5a")
def test_due_and_actual_dates_are_those_of_the_records(centre, opened, home):
    works = plan(home, "停水公告", within=2, within_unit="working_days")
    row = record(home, "2026-01-16", plan=works, occasion=occasion(works, home, "2026-01-12"))
    case = Hands(centre, act="CMP-4-5a")
    text = opened(centre.clerk).get(page_of(case)).text
    assert row.due_on is not None
    for day in (row.due_on, row.published_on):
        assert day.isoformat() in text
    assert f"{(row.published_on - row.due_on).days} 天" in text


@pytest.mark.article("CMP-4-5b")
def test_since_when_a_page_is_out_of_date_is_attached(centre, opened, home, time_machine):
    version = published(home, at=dt.datetime(2024, 1, 5, 1, 0, tzinfo=dt.UTC))
    case = Hands(centre, act="CMP-4-5b", about=about(version))
    answer = opened(centre.clerk).get(page_of(case))
    assert version.name in answer.text
    assert "上次更新 2024-01-05" in " ".join(answer.text.split())


@pytest.mark.article("CMP-4-6")
def test_a_missing_review_is_visible(centre, opened, home):
    version = published(home, at=JANUARY)
    case = Hands(centre, act="CMP-4-6", about=about(version))
    text = opened(centre.clerk).get(page_of(case)).text
    assert "保密审查通过" in text
    assert "没有这一步的记录" not in text
    imported = published(house("130600ZJ"), "另一项职权", at=JANUARY)
    PowerVersion.objects.filter(pk=imported.pk).update(bypassed=True)
    case = Hands(centre, act="CMP-4-6", about=about(imported))
    assert "没有经过本系统的审查" in opened(centre.clerk).get(page_of(case)).text


@pytest.mark.article("CMP-4-7a", "CMP-4-7b")
@pytest.mark.parametrize("act", ["CMP-4-7a", "CMP-4-7b"])
def test_a_transfer_is_suggested_and_never_made(centre, opened, act):
    case = Hands(centre, act=act)
    text = opened(centre.clerk).get(page_of(case)).text
    assert "提示移交纪检监察机关" in text
    assert 'href="#act-refer"' in text
    assert case.row().status == ComplaintStatus.REGISTERED
    assert not case.row().approvals.exists()


@pytest.mark.article("CMP-4-8a", "CMP-4-8b", "CMP-4-8c")
@pytest.mark.parametrize("act", ["CMP-4-8a", "CMP-4-8b", "CMP-4-8c"])
def test_the_request_is_shown_with_the_days_late_decision_and_delivery(centre, opened, act):
    case = Hands(centre, act=act, about={"application": "依申请〔2025〕12号"})
    client = opened(centre.clerk)
    assert "依申请〔2025〕12号" in client.get(page_of(case)).text
    said = {"number": "依申请〔2025〕12号", "applied_on": "2025-12-31", "answered_on": "2026-02-04"}
    words = {"decision": "同意提供施工许可台账。", "provided": "只提供了目录。"}
    assert press(client, case, "request", **said, **words).status_code == 302
    text = client.get(page_of(case)).text
    assert "迟了 6 天" in text  # twenty working days from 2025-12-31 end on 2026-01-29, 元旦 left out, 1月4日 worked
    assert text.index("同意提供施工许可台账。") < text.index("只提供了目录。")
    assert "台账" not in str(list(Entry.objects.filter(case_id=case.pk).values()))


def test_impossible_dates_of_a_request_are_refused(centre, opened):
    case = Hands(centre, act="CMP-4-8b")
    client = opened(centre.clerk)
    for applied, answered in (("2026-02-12", ""), ("2026-02-01", "2026-01-31")):
        answer = press(client, case, "request", number="1号", applied_on=applied, answered_on=answered)
        assert (answer.status_code, "日期不对" in answer.text) == (422, True)


@pytest.mark.article("CMP-7-2c")
def test_a_true_finding_offers_a_lead_without_a_word_of_the_case(centre, opened):
    case = Hands(centre, happened_on=dt.date(2026, 2, 2)).concluded("true")
    link = f"{reverse('workbench:lead_new')}?source=finding&amp;id={case.pk}"
    head = opened(centre.head)
    assert link in head.get(page_of(case)).text
    page = head.get(link.replace("&amp;", "&"))
    said = {name: value for name, value in page.context["form"].initial.items() if value}
    assert "2026-02-02 发生，2026-02-11 收到反映" in said["facts"]
    assert "图纸" not in page.text
    assert head.post(reverse("workbench:lead_new"), {**said, "evidence": "案卷"}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.source, lead.unit_id) == ("finding", centre.accused.pk)
    assert lead.source_id != case.pk


@pytest.mark.article("CMP-7-2c")
def test_an_untrue_finding_offers_a_letter_that_clears(centre, opened):
    case = Hands(centre).concluded("untrue")
    text = opened(centre.head).get(page_of(case)).text
    assert "澄清说明" in text
    assert "source=finding" not in text


def test_nobody_else_fills_the_form_of_a_lead_from_a_case(centre, opened):
    case = Hands(centre).concluded("true")
    link = f"{reverse('workbench:lead_new')}?source=finding&id={case.pk}"
    page = opened(house().head).get(link)
    assert page.context["form"].initial == {"source": "person"}
