"""What a unit's own system calls the steps of a chart."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.casework import tasks
from mingjing.casework.models import ActivityMapping, Matter
from mingjing.casework.selectors import mapping as selectors
from mingjing.casework.selectors.mapping import Seen
from mingjing.casework.services import mapping
from mingjing.catalogue import services as catalogue
from mingjing.catalogue.models import PowerItem
from mingjing.core.errors import Refused
from tests.casework.test_ingestion import NOW, deliver, event
from tests.catalogue.factories import AT, DAY, amended, bpmn, bring, describe_all, draft, house, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(db) -> PowerItem:
    return published(house()).item


def explain(item: PowerItem, **said: str | None) -> int:
    return mapping.explain(item, said, by=house().clerk, at=NOW)


def test_activities_that_are_no_step_wait_to_be_explained(item):
    deliver(item, [event(1, "登记"), event(2, "审查", 1), event(3, "登记", 2)])
    example = Matter.objects.values_list("pk", "number").get()
    assert selectors.seen(item) == [Seen("登记", 2, examples=(example,))]
    explain(item, 登记="受理", 打印="")
    assert selectors.seen(item) == [Seen("打印", 0, ""), Seen("登记", 2, "受理")]


@pytest.mark.article("ASM-5-4-1b")
def test_a_change_is_queued_and_judges_what_is_held_again(item):
    deliver(item, [event(1, "登记"), event(2, "审查", 1)])
    assert Matter.objects.get().cost == 2
    assert explain(item, 登记="受理") == 1
    job = ProcrastinateJob.objects.get(task_name="casework.judge_run")
    tasks.judge_run(**job.args)
    assert Matter.objects.get().cost == 0
    assert selectors.progress(item).done


def test_saying_the_same_again_changes_nothing(item):
    explain(item, 登记="受理")
    assert explain(item, 登记="受理", 别的=None) == 0
    assert ProcrastinateJob.objects.filter(task_name="casework.judge_run").count() == 1


def test_a_step_that_is_on_no_published_chart_is_refused(item):
    with pytest.raises(Refused, match="不是“道路货物运输经营许可”公布的流程图中的环节"):
        explain(item, 登记="没有", 打印="")
    assert not ActivityMapping.objects.exists()


@pytest.mark.parametrize("activity", ["", "长" * 201])
def test_a_name_that_cannot_be_is_refused(item, activity):
    with pytest.raises(Refused, match="1 至 200"):
        explain(item, **{activity: "受理"})


def test_nobody_but_the_units_clerk_says_it(item):
    for person in (house().leader, house().head, house("130600SJ", "审计局").clerk):
        with pytest.raises(Refused, match="经办人"):
            mapping.explain(item, {"登记": "受理"}, by=person, at=NOW)


def test_steps_of_older_versions_may_still_be_meant(item):
    home = house()
    new = catalogue.amend(item, reason="简化", by=home.clerk, at=AT + DAY)
    catalogue.set_chart(new, bpmn("收件", "决定"), by=home.clerk, at=AT + DAY)
    describe_all(new, home, at=AT + DAY)
    assert "收件" not in selectors.steps_of(item)  # a draft
    bring(new, home, "published", at=AT + DAY)
    assert selectors.steps_of(item) == ["收件", "决定", "受理", "审查"]


def test_the_marks_of_a_special_procedure_may_be_meant():
    home = house()
    version = draft(home)
    said = {"name": "检测", "ground": "第十条", "starts_with": "委托检测", "ends_with": "收到报告"}
    catalogue.add_special_procedure(version, by=home.clerk, at=AT, **said)
    item = bring(version, home, "published").item
    assert {"委托检测", "收到报告"} <= set(selectors.steps_of(item))


def test_an_amended_power_keeps_its_mapping(item):
    home = house()
    explain(item, 登记="受理")
    amended(item.current, home, at=AT + 5 * DAY)
    deliver(item, [event(1, "登记", 60), event(2, "审查", 61)])
    assert Matter.objects.get().cost == 0
