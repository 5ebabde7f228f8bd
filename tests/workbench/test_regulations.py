"""The register and the calendar through the door that the office uses."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from mingjing.people.models import CalendarVersion, Official, RoleGrant, Unit
from mingjing.regulations.models import Basis, LocalPolicy, Regulation
from mingjing.regulations.services import calendars, versions
from mingjing.rules import packs

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


@pytest.fixture
def office(db) -> Unit:
    return Unit.objects.create(
        code="LGO", name="办公室", region_code="130600", addressee_class="department", nature="office",
        active_from=dt.date(2010, 1, 26),
    )  # fmt: skip


@pytest.fixture
def enter(office, client):
    def _enter(*roles: str):
        official = Official.objects.create_user("x", "x", name="李四", unit=office)
        for role in roles:
            RoleGrant.objects.create(official=official, role=role, granted_at=NOW)
        client.force_login(official)
        return client

    return _enter


@pytest.fixture
def draft(db) -> Regulation:
    return versions.register(packs.load("baoding-2010"), by=None, at=NOW)


def url(name: str, *args: object) -> str:
    return reverse(f"workbench:{name}", args=args)


def test_a_stranger_is_sent_to_the_login(client, db):
    assert client.get(url("regulations")).status_code == 302


def test_the_register_offers_packs_not_yet_held(enter):
    client = enter("lgo_clerk")
    assert "baoding-2010" in client.get(url("regulations")).text
    client.post(url("register", "baoding-2010"))
    assert Regulation.objects.get().status == "draft"


def test_registering_is_refused_outside_the_office(enter):
    client = enter("unit_clerk")
    client.post(url("register", "baoding-2010"))
    assert not Regulation.objects.exists()


@pytest.mark.article("NOT-2")
def test_activating_without_approver_is_refused_with_a_message_at_the_field(enter, draft):
    client = enter("lgo_head")
    said = {"act": "activate", "consented_by": "", "consented_on": "2010-01-26", "in_force_from": "2010-01-26"}
    answer = client.post(url("regulation", draft.number), said)
    assert answer.status_code == 422
    assert "id_consented_by_error" in answer.text
    assert "2010-01-26" in answer.text  # what was typed is still there
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.article("NOT-2")
def test_the_head_of_the_office_activates_with_body_and_date(enter, draft):
    client = enter("lgo_head")
    said = {
        "act": "activate", "consented_by": "市人民政府", "consented_on": "2010-01-26", "in_force_from": "2010-01-26",
    }  # fmt: skip
    assert client.post(url("regulation", draft.number), said).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.consented_by) == ("active", "市人民政府")


def test_the_day_of_issue_is_proposed_in_the_form_that_browsers_read(enter, draft):
    assert 'value="2010-01-26"' in enter("lgo_head").get(url("regulation", draft.number)).text


def test_a_clerk_may_not_activate(enter, draft):
    client = enter("lgo_clerk")
    said = {"act": "activate", "consented_by": "x", "consented_on": "2010-01-26", "in_force_from": "2010-01-26"}
    assert client.post(url("regulation", draft.number), said).status_code == 422
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.article("NOT-1")
@pytest.mark.parametrize(
    ("shown", "article"),
    [("5个工作日", "CMP-7"), ("没有公开职权目录", "ACC-5"), ("口头告诫", "ACC-11"), ("优秀、良好、一般、差", "ASM-8")],
)
def test_every_limit_ground_measure_and_grade_links_to_its_article_on_the_page(enter, draft, shown, article):
    text = enter("unit_clerk").get(url("regulation", draft.number)).text
    at = text.index(shown)
    assert f'href="#{article}"' in text[at : at + 600]
    assert f'<section id="{article}">' in text


@pytest.mark.article("NOT-1")
def test_the_article_opens_the_official_text(enter, draft, shared):
    data = (shared / "regulation/baoding-2010-trial.txt").read_bytes()
    client = enter("lgo_clerk")
    file = SimpleUploadedFile("trial.txt", data, "text/plain")
    answer = client.post(url("regulation", draft.number), {"act": "text", "file": file}, follow=True)
    assert "导入原文 41 条，清除页码等杂字 32 处，有 1 段没有对上条文。" in answer.text
    assert "没有对上条文（第一个文件标题之前的文字（通知正文））：保定市人民政府办公厅" in answer.text
    assert "需要转交有关单位办理的" in answer.text or "5个工作日内" in answer.text


def test_of_a_faulty_text_what_can_be_placed_is_attached_on_request(enter, draft, shared):
    text = (shared / "regulation/baoding-2010-trial.txt").read_text(encoding="utf-8").replace("第六条", "", 1)
    client, page = enter("lgo_clerk"), url("regulation", draft.number)
    refused = client.post(page, {"act": "text", "file": SimpleUploadedFile("a.txt", text.encode())})
    assert (refused.status_code, "缺第六条" in refused.text, "原有条文未改动" in refused.text) == (422, True, True)
    said = {"act": "text", "partly": "on", "file": SimpleUploadedFile("a.txt", text.encode())}
    assert "缺第六条" in client.post(page, said, follow=True).text
    assert draft.articles.exclude(text="").count() > 30


@pytest.mark.parametrize(("name", "most"), [("regulations", 8), ("regulation", 12), ("calendar", 10)])
def test_the_pages_take_few_queries(enter, draft, django_assert_max_num_queries, name, most):
    calendars.seed(at=NOW)
    client = enter("lgo_head", "lgo_clerk")
    address = url(name, draft.number) if name == "regulation" else url(name)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200


def test_a_year_of_the_calendar_is_downloaded_in_the_form_that_is_imported(enter):
    client = enter("lgo_clerk")
    table = client.get(url("calendar-year", 2026)).content
    said = {"year": "2026", "notice": "通知", "file": SimpleUploadedFile("2026.csv", table)}
    answer = client.post(url("calendar"), said)
    assert "没有哪一天的安排与原来不同" in answer.text
    assert client.get(url("calendar-year", 2093)).status_code == 404


@pytest.mark.article("ACC-1-b")
def test_a_repealed_basis_is_recorded_and_its_warning_names_the_successor(enter, draft):
    client, page = enter("lgo_clerk"), url("regulation", draft.number)
    old, new = Basis.objects.order_by("name").filter(status="in_force")[:2]
    said = {"act": "basis", "basis": old.pk, "status": "repealed", "changed_on": "2026-01-01", "successor": new.pk}
    assert client.post(page, said | {"changed_on": ""}).status_code == 422
    assert f"《{old}》已于2026年1月1日废止，现行的是《{new}》。" in client.post(page, said, follow=True).text


def test_an_act_that_does_not_exist_changes_nothing(enter, draft):
    assert enter("lgo_head").post(url("regulation", draft.number), {"act": "delete"}).status_code == 422


@pytest.mark.article("GAP-01")
def test_the_office_chooses_the_reading_of_day(enter, draft):
    client = enter("lgo_clerk")
    said = {"act": "policy", "limit": "CMP-7-5", "length": "7", "counted_in": "working_days", "why": "从宽解释"}
    assert client.post(url("regulation", draft.number), said).status_code == 302
    assert LocalPolicy.objects.get().why == "从宽解释"


def test_a_broken_text_is_refused_and_the_old_one_stays(enter, draft):
    client = enter("lgo_clerk")
    file = SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")
    answer = client.post(url("regulation", draft.number), {"act": "text", "file": file})
    assert (answer.status_code, "不能读取" in answer.text) == (422, True)


@pytest.mark.article("X-04")
def test_a_year_is_imported_as_a_new_version_of_the_calendar(enter):
    client = enter("lgo_clerk")
    table = "日期,上班,说明\n2027-01-01,否,元旦放假\n".encode()
    said = {"year": "2027", "notice": "国办发明电〔2026〕7号", "file": SimpleUploadedFile("2027.csv", table)}
    answer = client.post(url("calendar"), said)
    assert answer.status_code == 200
    current = CalendarVersion.objects.get(current=True)
    assert current.years.get(year=2027).notice == "国办发明电〔2026〕7号"
    assert CalendarVersion.objects.count() == 2


def test_a_faulty_year_is_refused_by_row(enter):
    client = enter("lgo_clerk")
    table = "日期,上班,说明\n2027-13-01,否,元旦放假\n".encode()
    said = {"year": "2027", "notice": "通知", "file": SimpleUploadedFile("2027.csv", table)}
    answer = client.post(url("calendar"), said)
    assert (answer.status_code, "2027-13-01" in answer.text) == (422, True)


def test_the_ledger_is_read_by_the_audit_administrator_and_found_by_number(enter, draft):
    client = enter("audit_admin")
    assert "baoding-2010" in client.get(url("ledger")).text
    assert "没有符合条件" in client.get(url("ledger"), {"number": "nothing"}).text
    assert client.get(url("ledger"), {"since": "yesterday"}).status_code == 422


def test_the_ledger_does_not_exist_for_a_clerk(enter):
    assert enter("unit_clerk").get(url("ledger")).status_code == 404


@pytest.mark.parametrize(("rows", "queries"), [(1, 10), (300, 10)])
def test_the_ledger_takes_the_same_few_queries_for_any_length(
    enter, draft, django_assert_max_num_queries, rows, queries
):
    from mingjing.ledger.services import write_all

    write_all([draft] * rows, "试", by=None, at=timezone.now())
    client = enter("audit_admin")
    with django_assert_max_num_queries(queries):
        client.get(url("ledger"))
