"""待办: each sees what waits for him or her, and only that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.people.models import Notice, NoticeReceipt, Official
from tests.catalogue.factories import AT, bring, draft, house
from tests.workbench.desks import TODAY, City

pytestmark = pytest.mark.django_db
TODO = reverse("workbench:todo")


def page(client, person: Official) -> str:
    client.force_login(person)
    answer = client.get(TODO)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("status", "who"),
    [("draft", "clerk"), ("unit_review", "leader"), ("secrecy_review", "secrecy"), ("approval", "head")],
)
def test_a_version_waits_for_whoever_takes_the_next_step(client, status, who):
    home = house()
    version = bring(draft(home), home, status)
    for person in ("clerk", "leader", "secrecy", "head"):
        found = page(client, getattr(home, person))
        assert (reverse("workbench:version", args=[version.item.number, 1]) in found) is (person == who)


def test_another_unit_sees_nothing_of_a_draft(client):
    home = house()
    draft(home)
    other = house("130600SJ", "审计局")
    assert "没有要办的事" in page(client, other.clerk)


@pytest.mark.article("NOT-3")
def test_a_notice_waits_until_it_is_read(client):
    home = house()
    notice = Notice.objects.create(title="报送目录的通知", body="…", sent_by=home.head, sent_at=AT)
    receipt = NoticeReceipt.objects.create(notice=notice, unit=home.unit)
    assert "报送目录的通知" in page(client, home.leader)
    receipt.read_at, receipt.read_by = AT, home.leader
    receipt.save()
    assert "报送目录的通知" not in page(client, home.leader)


# What one of everything asks of each, as the words on the buttons.
BUTTONS = {
    "clerk": "修订 报告 报备 报备 报送 报送 提交审核 "
    + "登记公开 " * 7
    + "登记环节 登记环节 登记签字 答复 答复反馈 答复异议 阅读",
    "leader": "公布 单位审核通过 批准公示 签字 阅知 阅知 阅读 阅读",
    "secrecy": "保密审查 保密审查通过 阅读",
    "legal": "法制审核 阅读",
    "staffing": "编制审核 阅读",
    "lgo_clerk": "办公室答复反馈 归档 接收 确认 转投诉举报中心 采纳答复 阅读",
    "lgo_head": "决定 批准 阅读 阅读",
    "member": "阅读",
}


class TestEverybody:
    """Everything waits at once: nobody's page loses a line, and none grows dearer with its rows."""

    @pytest.fixture
    def city(self, time_machine) -> City:
        time_machine.move_to(TODAY, tick=False)
        found = City()
        found.more(0)
        return found

    def test_sees_every_kind_of_line(self, client, city):
        for who, person in city.officials.items():
            client.force_login(person)
            rows = client.get(TODO).context["rows"]
            assert " ".join(sorted(task.step for task, _state in rows)) == BUTTONS[who], who

    def test_costs_the_same_few_queries_for_any_length(self, client, city):
        counts = []
        for more in ((), range(1, 4)):
            for n in more:
                city.more(n)
            counts.append({who: self._queries(client, person) for who, person in city.officials.items()})
        assert counts[0] == counts[1]
        assert max(counts[1].values()) <= 15, counts[1]

    def _queries(self, client, person: Official) -> int:
        client.force_login(person)
        with CaptureQueriesContext(connection) as queries:
            client.get(TODO)
        return len(queries)
