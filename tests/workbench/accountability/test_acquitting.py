"""不予追究 on the page of a case, and the lines that an investigation puts on the page of what to do."""

import io

import pytest
from django.urls import reverse
from docx import Document

from mingjing.people.models import MeritBar
from mingjing.people.selectors.merit import barred
from mingjing.people.services import merit
from tests.accountability.factories import (
    TODAY,
    Cast,
    accused,
    case,
    cast,
    evidence,
    fact,
    investigated,
    investigator,
    person,
)
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official, unit
from tests.workbench.accountability.test_investigation import address, offered, press
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
TODO = reverse("workbench:todo")
WHY = "登记表证明受理晚了一日，是单位节前公告过的。"


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


@pytest.mark.article("ACC-12-b")
def test_not_established_closes_the_case_with_a_notice_and_clears_flags(enter, people):
    found = investigated(people)
    one = person(found, people.handler)
    accused(found)
    client = enter(people.lgo)
    press(client, found, "fact", text="超期五日办结。", ground="ACC-7-2c")
    row = found.facts.get()
    press(client, found, "find", fact=row.pk, finding="not_established", text="登记表证明按期。")
    assert "没有一项事实查实" in client.get(address(found)).text
    said = {"year": 2026, "basis": "ACC-11-2d", "by": people.lgo, "today": TODAY, "at": AT}
    merit.bar(people.unit, official=people.handler, case_id=found.pk, **said)
    assert "acquit" not in offered(client, found)
    assert press(client, found, "acquit", text=WHY).status_code == 404
    head = enter(people.head)
    assert press(head, found, "acquit", text="").status_code == 422
    assert press(head, found, "acquit", text=WHY).status_code == 302
    page = head.get(address(found)).text
    assert [words in page for words in ("不予追究", WHY, "澄清函")] == [True] * 3
    assert not barred(year=2026, official=people.handler).exists()
    assert MeritBar.objects.get().lifted_on == TODAY
    letter = found.letters.get(subject=one)
    made = head.get(reverse("workbench:accountability_letter", args=[letter.pk, "docx"])).getvalue()
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs)
    assert [words in text for words in (people.handler.name, WHY, letter.number, "特此澄清")] == [True] * 4
    found.lead.refresh_from_db()
    assert (found.letters.count(), found.lead.status) == (2, "closed")


def test_a_head_who_had_a_part_in_it_keeps_the_words_and_is_refused(enter, people):
    found = investigated(people)
    accused(found)
    fact(found, evidence(found), finding="not_established")
    both = official("both", "lgo_clerk", "lgo_head", of=people.head.unit)
    investigator(found, both, recused_on=TODAY, recused_for="亲属")
    answer = press(enter(both), found, "acquit", text=WHY)
    assert (answer.status_code, "没有参与的负责人" in answer.text, WHY in answer.text) == (422, True, True)


def lines(client) -> list[tuple[str, str]]:
    rows = [task for task, _state in client.get(TODO).context["rows"]]
    return [(task.number, task.step) for task in rows if task.number.startswith("追")]


def test_an_investigation_waits_for_whoever_has_to_act(enter, people):
    found, outside = case(people), official("auditor", of=unit("130600SJ", "审计局"))
    assert lines(enter(people.second)) == [(found.number, "指定调查人员")]
    investigator(found, people.lgo, leads=True)
    investigator(found, outside, declared_at=None)
    assert lines(enter(outside)) == [(found.number, "声明无须回避")]
    assert lines(enter(people.second)) == [(found.number, "指定调查人员")]
    found.investigators.update(declared_at=AT)
    assert lines(enter(outside)) == lines(enter(people.second)) == []
    type(found).objects.filter(pk=found.pk).update(status="investigating")
    fact(found, finding="open")
    assert lines(enter(outside)) == lines(enter(people.lgo)) == [(found.number, "认定事实")]
    assert lines(enter(people.second)) == []
    found.facts.update(finding="not_established", finding_reason="不成立")
    found.investigators.filter(official=outside).update(recused_on=TODAY, recused_for="亲属")
    assert lines(enter(outside)) == []
    assert lines(enter(people.second)) == [(found.number, "指定调查人员")]
    assert lines(enter(people.clerk)) == []
