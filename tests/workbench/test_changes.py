"""职权变更事项: the powers are shown before it is saved, each gets a task, and what is late raises a signal."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from mingjing.assignments.models import Assignment
from mingjing.casework.models import Signal
from mingjing.casework.services.sweeping import sweep
from mingjing.catalogue import services as catalogue
from mingjing.catalogue.models import ChangeEvent, PowerVersion
from mingjing.catalogue.services import changes
from mingjing.supervision.services import gaps
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY, basis, draft, house, official, published
from tests.workbench.changing import LAST, LAW, MORNING, MOST_QUERIES, copies, office, queries, said

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:changes"), reverse("workbench:change_new")


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


@pytest.fixture
def item(home):
    return published(home).item


def form(**columns):
    return said(basis=basis().pk, **columns)


def saved(enter, **columns) -> ChangeEvent:
    answer = enter(office()).post(NEW, {**form(**columns), "save": ""})
    assert answer.status_code == 302, answer.text
    return ChangeEvent.objects.get()


@pytest.mark.article("ACC-6-4a")
def test_a_repealed_basis_gives_every_power_citing_it_a_task_and_a_signal_once_it_is_late(enter, home, item, other):
    more = published(other, "审计").item
    client = enter(office())
    look = client.post(NEW, {**form(), "look": ""})
    assert "受影响的职权 2 项" in look.text
    assert not ChangeEvent.objects.exists()
    client.post(NEW, {**form(), "seen": "2", "save": ""})
    tasks = {row.about_id: row for row in Assignment.objects.all()}
    assert set(tasks) == {item.pk, more.pk}
    todo = enter(home.clerk).get(reverse("workbench:todo")).text
    assert f"修订“{item.name}”：《{LAW}》已废止" in todo
    assert "2026-03-17" in todo
    sweep(today=LAST, at=AT)
    assert not Signal.objects.filter(kind="unrevised").exists()
    sweep(today=LAST + DAY, at=AT + 16 * DAY)
    assert set(Signal.objects.filter(kind="unrevised", colour="red").values_list("item", "due_on")) == {
        (item.pk, LAST),
        (more.pk, LAST),
    }


@pytest.mark.article("ACC-7-1")
def test_a_power_whose_only_basis_was_repealed_is_flagged(enter, item):
    saved(enter)
    gaps.sweep(today=LAST, at=AT)
    page = enter(office()).get(reverse("workbench:gaps"), {"article": "ACC-7-1"}).text
    assert item.name in page


@pytest.mark.article("ACC-7-1")
def test_a_draft_without_basis_or_with_a_repealed_one_only_is_refused_by_naming_the_successor(enter, home):
    version = draft(home)
    law = basis()
    law.status, law.changed_on, law.successor = "repealed", LAST, basis("新许可法")
    law.save()
    submit = reverse("workbench:version_step", args=[version.item.number, 1, "submit"])
    refused = enter(home.clerk).post(submit)
    assert refused.status_code == 422
    assert "现行的是《新许可法》" in refused.text
    for row in version.bases.all():
        catalogue.remove_row(row, by=home.clerk, at=AT)
    refused = enter(home.clerk).post(submit)
    assert "没有实施依据" in refused.text
    assert PowerVersion.objects.get(pk=version.pk).status == "draft"


@pytest.mark.article("ACC-6-4a", "ASM-5-4-1a")
def test_the_clerk_revises_from_the_task_and_publishing_closes_it(enter, home, item):
    revision = saved(enter, kind="law_amended").revisions.get()
    client = enter(home.clerk)
    page = client.get(reverse("workbench:assignment", args=[revision.assignment_id])).text
    assert "以现行版本起草" in page
    begun = client.post(reverse("workbench:revision_begin", args=[revision.pk]))
    new = item.versions.get(no=2)
    assert begun.url == reverse("workbench:version", args=[item.number, 2])
    assert new.change_reason.startswith(f"《{LAW}》已修改")
    client.post(reverse("workbench:version_edit", args=[item.number, 2]))
    for step, who in (("submit", home.clerk), ("review", home.leader), ("clear", home.secrecy), ("approve", home.head),
                      ("publish", home.leader)):  # fmt: skip
        enter(who).post(reverse("workbench:version_step", args=[item.number, 2, step]), {"said": "不涉密"})
    revision.assignment.refresh_from_db()
    assert revision.assignment.status == "fulfilled"
    assert enter(home.clerk).get(revision.assignment.get_absolute_url()).text.count("已公布") >= 1


def test_what_the_form_lacks_is_said_and_what_was_typed_is_kept(enter):
    client = enter(office())
    answer = client.post(NEW, {**said(document="主席令第九号"), "look": ""})
    assert answer.status_code == 422
    assert "请选择修改或废止的法律法规" in answer.text
    assert 'value="主席令第九号"' in answer.text
    assert client.post(NEW, {"kind": "", "look": ""}).status_code == 422


def test_another_number_of_powers_than_was_shown_saves_nothing(enter, item):
    answer = enter(office()).post(NEW, {**form(), "seen": "7", "save": ""})
    assert answer.status_code == 422
    assert "由 7 项变为 1 项" in answer.text
    assert not ChangeEvent.objects.exists()


def test_a_law_that_changed_unrecorded_is_offered_filled_in(enter, item):
    law = basis()
    law.status, law.changed_on = "repealed", LAST
    law.save()
    client = enter(office())
    page = client.get(LIST).text
    assert "没有登记变更事项" in page
    page = client.get(NEW, {"law": LAW}).text
    assert 'value="2026-03-17"' in page
    assert 'value="law_repealed" selected' in page


def test_taking_back_needs_a_reason_and_takes_the_tasks_back(enter, item):
    event = saved(enter)
    address = reverse("workbench:change_withdraw", args=[event.pk])
    client = enter(office())
    assert client.post(address, {"words": " "}).status_code == 422
    assert client.post(address, {"words": "看错文号"}).status_code == 302
    assert Assignment.objects.get().status == "withdrawn"
    assert basis().status == "in_force"


def test_the_sheet_of_a_change_holds_what_its_filter_shows(enter, item, other):
    published(other, "审计")
    event = saved(enter)
    address = reverse("workbench:change_xlsx", args=[event.pk])
    client = enter(office())
    book = load_workbook(io.BytesIO(client.get(address, {"unit": other.unit.code}).getvalue()))
    rows = list(book.worksheets[0].values)
    assert [row[2] for row in rows] == ["职权", "审计"]
    assert rows[1][6] == "待办理"


def test_who_gets_which_page(enter, home, item, other):
    event = saved(enter)
    page = reverse("workbench:change", args=[event.pk])
    revision = event.revisions.get()
    begin = reverse("workbench:revision_begin", args=[revision.pk])
    withdraw = reverse("workbench:change_withdraw", args=[event.pk])
    admin = official("admin", "system_admin", of=house("130600SZF", "政府办").unit)
    seen = {
        person.username: (
            enter(person).get(page).status_code, enter(person).get(NEW).status_code,
            enter(person).post(begin).status_code, enter(person).post(withdraw).status_code,
        )
        for person in (office(), home.leader, other.clerk, admin)
    }  # fmt: skip
    assert seen == {
        "lgo": (200, 200, 302, 422),
        home.leader.username: (200, 404, 302, 422),
        other.clerk.username: (404, 404, 404, 404),
        "admin": (404, 404, 404, 404),
    }
    assert item.versions.count() == 1  # neither the office nor a leader drafts


def test_pages_of_a_law_that_three_thousand_powers_cite_keep_to_their_queries(enter, item):
    copies(item, 2999)
    client = enter(office())
    assert "受影响的职权 3000 项" in client.post(NEW, {**form(), "look": ""}).text
    event = saved(enter)
    assert (event.affected, event.revisions.count()) == (3000, 0)
    page = reverse("workbench:change", args=[event.pk])
    assert "正在后台下达 3000 项" in client.get(page).text
    assert changes.spread(event.pk, at=AT) == 3000
    assert "3000 项修订任务已全部下达" in client.get(page).text
    costs = {address: queries(client, address) for address in (LIST, page, reverse("workbench:assignments"))}
    assert {address: n for address, n in costs.items() if n > MOST_QUERIES} == {}
