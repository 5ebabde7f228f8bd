"""The investigation on the page of a case: plan, people, evidence, facts, and what each refusal leaves as it was."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, EvidenceFile
from mingjing.core import uploads
from mingjing.ledger.models import Entry
from tests.accountability.factories import Cast, case, cast, evidence, fact, investigated, investigator, person
from tests.casework.registers import PDF
from tests.casework.signals import in_force
from tests.catalogue.factories import official, unit
from tests.workbench.changing import MORNING, MOST_QUERIES_OF_A_FILE, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def address(found: AccountabilityCase) -> str:
    return reverse("workbench:accountability_case", args=[found.pk])


def press(client: Client, found: AccountabilityCase, act: str, **said: Any) -> Any:
    to = reverse("workbench:accountability_act", args=[found.pk, act])
    return client.post(to, {f"{act}-{name}": value for name, value in said.items()})


def collect(client: Client, found: AccountabilityCase, **said: Any) -> Any:
    words = {"title": "登记表", "kind": "document", "source": "单位提供", "obtained_on": "2026-03-01"}
    return press(client, found, "evidence", **words | said)


def offered(client: Client, found: AccountabilityCase) -> set[str]:
    return set(re.findall(r'id="act-([\w-]+)"', client.get(address(found)).text))


@pytest.mark.article("ACC-12-a")
def test_two_people_investigate_by_a_plan_and_an_altered_file_fails_the_check(enter, people):
    found = case(people)
    lgo = enter(people.lgo)
    assert press(lgo, found, "investigate").status_code == 422
    assert press(lgo, found, "plan", text="查登记表，约谈承办人。").status_code == 302
    named = {"people": [people.lgo.pk, people.second.pk], "leader": people.lgo.username}
    assert press(lgo, found, "investigators", **named).status_code == 302
    assert "待本人声明" in lgo.get(address(found)).text
    for who in (people.second, people.lgo):
        client = enter(who)
        assert press(client, found, "declare").status_code == 422  # the box is not ticked
        assert press(client, found, "declare", nothing="on").status_code == 302
    assert press(lgo, found, "investigate").status_code == 302
    assert collect(lgo, found, text="全年台账。", attached=SimpleUploadedFile("台账.pdf", PDF)).status_code == 302
    file = EvidenceFile.objects.select_related("evidence").get()
    page = lgo.get(address(found)).text
    assert page.count(file.digest) == 1
    assert file.evidence.digest in page
    assert "核对通过：1 份" in lgo.get(press(lgo, found, "check").url).text
    uploads.path_of(file.digest).write_bytes(PDF + b" ")
    answer = press(lgo, found, "check")
    assert (answer.status_code, "证据1：文件“台账.pdf”的内容与摘要不符" in answer.text) == (422, True)
    where = reverse("workbench:accountability_evidence_file", args=[found.pk, file.pk])
    answer = lgo.get(where)
    assert answer.getvalue() == PDF + b" "
    assert enter(people.clerk).get(where).status_code == 404


@pytest.mark.article("ACC-4-4a")
def test_a_fact_without_evidence_is_not_established_and_nothing_is_decided_on_it(enter, people):
    found = investigated(people)
    person(found, people.handler)
    client = enter(people.lgo)
    said = {"text": "超期五日办结。", "ground": "ACC-7-2c", "happened_on": "2026-02-02"}
    assert press(client, found, "fact", **said).status_code == 302
    row = found.facts.get()
    answer = press(client, found, "find", fact=row.pk, finding="established", text="登记表证明。")
    assert (answer.status_code, "没有关联证据" in answer.text, "登记表证明。" in answer.text) == (422, True, True)
    assert "事实1还没有认定" in press(client, found, "establish").text
    collect(client, found, text="二月二日受理，三月二日办结。")
    piece = found.evidence.get()
    said = {"fact": row.pk, "finding": "established", "text": "登记表证明。", "evidence": [piece.pk]}
    assert press(client, found, "find", **said).status_code == 302
    assert "齐备" in client.get(address(found)).text
    assert press(client, found, "set-aside", piece=piece.pk, text="没有签字").status_code == 302
    answer = press(client, found, "establish")
    assert (answer.status_code, "没有有效的证据" in answer.text) == (422, True)
    found.refresh_from_db()
    assert found.status == "investigating"


def test_the_facts_are_established_and_opened_again_with_a_reason(enter, people):
    found = investigated(people)
    person(found, people.handler)
    client = enter(people.lgo)
    collect(client, found, text="二月二日受理，三月二日办结。")
    said = {"text": "超期五日办结。", "ground": "ACC-7-2c", "evidence": [found.evidence.get().pk]}
    press(client, found, "fact", **said)
    row = found.facts.get()
    prefilled = client.get(address(found), {"act": "find", "fact": row.pk}).text
    assert re.search(f'value="{said["evidence"][0]}"[^>]*checked', prefilled)
    press(client, found, "find", fact=row.pk, finding="established", text="证明", evidence=said["evidence"])
    assert press(client, found, "establish").status_code == 302
    assert offered(client, found).isdisjoint({"evidence", "fact", "find", "set-aside", "investigators"})
    assert press(client, found, "evidence", title="再补").status_code == 422
    assert press(client, found, "reinvestigate", text="").status_code == 422
    assert press(client, found, "reinvestigate", text="申辩提出新的证人").status_code == 302
    page = client.get(address(found)).text
    assert "申辩提出新的证人" in page
    revised = {"fact": row.pk, "text": "超期六日办结。", "ground": "ACC-7-2c"}
    assert press(client, found, "fact-revise", **revised).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.finding) == ("超期六日办结。", "open")


@pytest.mark.article("ACC-4-2")
def test_a_unit_and_three_persons_are_responsible_each_for_themselves(enter, people):
    found = case(people)
    client = enter(people.lgo)
    rows = [
        {"unit": people.unit.pk},
        {"unit": people.unit.pk, "part": "handler", "account": people.handler.username},
        {"unit": people.unit.pk, "part": "chief", "name": "李某", "post": "副局长"},
        {"unit": people.unit.pk, "part": "head", "name": "王某", "post": "局长"},
    ]
    for row in rows:
        assert press(client, found, "subject", **row).status_code == 302
    for wrong, why in (
        ({"part": "chief"}, "请填账号，或者姓名和职务"),
        ({"part": "chief", "name": "赵某"}, "姓名和职务"),
        ({"name": "赵某", "post": "科员"}, "请选这个人的身份"),
        ({"part": "handler", "account": "nobody"}, "没有这个账号"),
        ({}, "已在责任主体之列"),
    ):
        answer = press(client, found, "subject", unit=people.unit.pk, **wrong)
        assert (answer.status_code, why in answer.text) == (422, True)
    page = client.get(address(found)).text
    assert [name in page for name in ("李某（副局长）", "王某（局长）", "主管领导", "主要领导", "承办人")] == [True] * 5
    gone = found.subjects.get(name="王某")
    assert press(client, found, "subject-remove", subject=gone.pk, text="当时不在任").status_code == 302
    assert "当时不在任" in client.get(address(found)).text
    assert found.subjects.filter(removed_on=None).count() == 3
    assert "李某" not in str(list(Entry.objects.filter(case_id=found.pk).values("before", "after", "reason")))


def test_an_official_of_another_unit_declares_then_leaves_and_finds_nothing_more(enter, people):
    found, outside = case(people), official("auditor", of=unit("130600SJ", "审计局"))
    assert enter(outside).get(address(found)).status_code == 404
    lgo = enter(people.lgo)
    wrong = press(lgo, found, "investigators", accounts="auditor，nobody")
    assert (wrong.status_code, "没有这些账号：nobody" in wrong.text) == (422, True)
    assert press(lgo, found, "investigators", accounts="auditor").status_code == 302
    client = enter(outside)
    assert {"declare", "leave"} <= offered(client, found)
    assert offered(client, found).isdisjoint({"plan", "investigators", "recuse", "investigate"})
    assert press(client, found, "declare", nothing="on").status_code == 302
    answer = press(client, found, "leave", text="承办人是我的同学")
    assert answer.url == reverse("workbench:todo")
    assert client.get(address(found)).status_code == 404
    assert "已回避" in enter(people.lgo).get(address(found)).text


def test_the_head_recuses_an_investigator(enter, people):
    found = investigated(people)
    head = enter(people.head)
    second = found.investigators.get(official=people.second)
    assert press(head, found, "recuse", person=second.pk, text="是承办人的亲属").status_code == 302
    page = head.get(address(found)).text
    assert "不足两名，不能取证" in page
    answer = collect(enter(people.lgo), found, text="内容")
    assert (answer.status_code, "现有 1 名" in answer.text) == (422, True)


@pytest.mark.article("ACC-3-a")
@pytest.mark.parametrize("act", ["evidence", "record", "take-over", "set-aside", "fact", "find", "plan", "subject"])
def test_a_member_of_the_leading_group_is_offered_no_hand_in_the_file(enter, people, act):
    found = investigated(people)
    row, piece = fact(found, finding="open"), evidence(found)
    client = enter(people.member)
    assert act not in offered(client, found)
    said = {
        "title": "登记表", "kind": "lead" if act == "record" else "document", "source": "单位", "text": "内容",
        "obtained_on": "2026-03-01", "asked": found.lead.number, "fact": row.pk, "finding": "not_established",
        "ground": "ACC-7-2c", "piece": piece.pk, "unit": people.second.unit_id,
    }  # fmt: skip
    answer = press(client, found, act, **said)
    assert answer.status_code == 422
    assert (found.evidence.count(), found.facts.count(), found.subjects.count()) == (1, 1, 0)
    piece.refresh_from_db()
    assert piece.set_aside_on is None


def test_the_page_costs_the_same_however_much_is_in_the_file(enter, people):
    found = investigated(people)
    person(found, people.handler)
    client = enter(people.lgo)
    address_ = address(found)
    few = queries(client, address_)
    pieces = [evidence(found) for _ in range(6)]
    for n in range(6):
        fact(found, *pieces[: n + 1], finding="open" if n % 2 else "established")
        investigator(found, official(f"more{n}", of=unit("130600SJ", "审计局")))
    assert queries(client, address_) == few
    assert few <= MOST_QUERIES_OF_A_FILE


def test_whoever_does_not_investigate_cannot_leave_the_investigation(enter, people):
    found = investigated(people)
    assert press(enter(people.head), found, "leave", text="不想查").status_code == 422
