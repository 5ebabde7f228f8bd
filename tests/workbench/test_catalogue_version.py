"""One version: every element, what it lacks, and exactly the buttons that the table allows this person now."""

import pytest
from django.urls import reverse

from mingjing.catalogue import services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import FlowNode
from mingjing.people.models import RoleGrant
from tests.catalogue.factories import AT, basis, bring, draft, house, official, published

pytestmark = pytest.mark.django_db
STATES = [status for status in VersionStatus if status != VersionStatus.SUPERSEDED]
# Who moves a version of which state by which buttons: the table of steps, as a leader of the office would tell it.
TURNS = {
    "draft": {"clerk": {"submit"}},
    "unit_review": {"leader": {"review", "return"}},
    "secrecy_review": {"secrecy": {"clear", "return"}},
    "approval": {"head": {"approve", "return"}},
    "approved": {"leader": {"publish", "return"}},
    "published": {},
}
KEYS = ("submit", "review", "clear", "approve", "publish", "return")


@pytest.fixture
def home():
    return house()


def address(version) -> str:
    return reverse("workbench:version", args=[version.item.number, version.no])


def step(version, key: str) -> str:
    return reverse("workbench:version_step", args=[version.item.number, version.no, key])


def page(client, person, version) -> str:
    client.force_login(person)
    answer = client.get(address(version))
    assert answer.status_code == 200
    return answer.text


def press(client, person, version, key: str, said: str = ""):
    client.force_login(person)
    return client.post(step(version, key), {"said": said})


@pytest.mark.parametrize("status", STATES)
def test_the_buttons_are_the_steps_of_the_table(client, home, status):
    version = bring(draft(home), home, status)
    for who in ("clerk", "leader", "secrecy", "head"):
        text = page(client, getattr(home, who), version)
        offered = {key for key in KEYS if step(version, key) in text}
        assert offered == TURNS[status].get(who, set()), who


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("key", KEYS)
def test_a_step_out_of_turn_is_refused_with_a_reason_and_moves_nothing(client, home, status, key):
    version = bring(draft(home), home, status)
    for who in ("clerk", "leader", "secrecy", "head"):
        if key in TURNS[status].get(who, set()):
            continue
        answer = press(client, getattr(home, who), version, key, "写过的话")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
    version.refresh_from_db()
    assert version.status == status


@pytest.mark.article("ACC-6-1a")
def test_a_power_goes_from_the_clerk_to_the_public_through_four_people(client, home):
    version = draft(home)
    for who, key, said in (
        ("clerk", "submit", ""),
        ("leader", "review", ""),
        ("secrecy", "clear", "不涉密"),
        ("head", "approve", ""),
        ("leader", "publish", ""),
    ):
        assert press(client, getattr(home, who), version, key, said).status_code == 302, key
    version.refresh_from_db()
    version.item.refresh_from_db()
    assert (version.status, version.item.status, version.item.current) == ("published", "in_force", version)
    text = page(client, home.head, version)
    for said in ("提交审核", "单位审核通过", "不涉密", "批准", home.leader.name, home.secrecy.name, home.head.name):
        assert said in text


@pytest.mark.article("ACC-4-1")
@pytest.mark.parametrize(("column", "word"), [("chief", "主管领导"), ("handler", "承办人")])
def test_nothing_goes_on_its_way_without_somebody_in_charge(client, home, column, word):
    version = draft(home, **{column: None})
    assert f"没有写明{word}岗位" in page(client, home.clerk, version)
    answer = press(client, home.clerk, version, "submit")
    assert answer.status_code == 422
    assert f"没有写明{word}岗位" in answer.text
    version.refresh_from_db()
    assert version.status == "draft"


@pytest.mark.article("ACC-7-1")
def test_nothing_goes_on_its_way_without_a_basis_or_with_repealed_ones_only(client, home):
    version = draft(home)
    law = version.bases.get().basis
    law.status = "repealed"
    law.save()
    assert "实施依据均已废止" in press(client, home.clerk, version, "submit").text
    version.bases.all().delete()
    answer = press(client, home.clerk, version, "submit")
    assert (answer.status_code, "没有法律授权的职权不得设立" in answer.text) == (422, True)
    assert "还没有依据" in answer.text


@pytest.mark.article("ASM-5-3-2b")
@pytest.mark.parametrize(("column", "empty", "word"), [("post", "", "岗位"), ("limit_length", None, "时限")])
def test_a_step_without_post_or_limit_keeps_the_draft_back_by_name(client, home, column, empty, word):
    version = draft(home)
    FlowNode.objects.filter(chart__version=version, name="审查").update(**{column: empty})
    answer = press(client, home.clerk, version, "submit")
    assert answer.status_code == 422
    assert f"环节“审查”没有{word}" in answer.text


@pytest.mark.article("X-02")
def test_the_author_who_is_also_the_offices_head_does_not_approve(client, home):
    RoleGrant.objects.create(official=home.clerk, role="lgo_head", granted_at=AT)
    version = bring(draft(home), home, "approval")
    assert step(version, "approve") not in page(client, home.clerk, version)
    answer = press(client, home.clerk, version, "approve")
    assert answer.status_code == 422
    assert "起草和审批必须是两个人（第六条第一项）" in answer.text


@pytest.mark.parametrize(
    ("status", "who", "key", "why"),
    [("secrecy_review", "secrecy", "clear", "要写明意见"), ("unit_review", "leader", "return", "退回要写明理由")],
)
def test_a_step_that_needs_words_is_refused_without_them(client, home, status, who, key, why):
    version = bring(draft(home), home, status)
    answer = press(client, getattr(home, who), version, key, "  ")
    assert (answer.status_code, why in answer.text) == (422, True)


def test_what_was_typed_stays_beside_the_button_that_was_refused(client, home):
    version = bring(draft(home), home, "secrecy_review")
    colleague = official("secrecy-2", "secrecy_reviewer", of=home.head.unit)
    services.clear(version, opinion="不涉密", by=colleague, at=AT)
    answer = press(client, home.secrecy, version, "clear", "我的意见")
    assert answer.status_code == 422
    assert "状态已变化" in answer.text
    services.return_draft(version, reason="改", by=home.head, at=AT)
    assert "办理" in page(client, home.clerk, version)


def test_a_draft_sent_back_names_the_reason_to_its_author(client, home):
    version = bring(draft(home), home, "approval")
    press(client, home.head, version, "return", "依据的条款写错了")
    text = page(client, home.clerk, version)
    assert "依据的条款写错了" in text
    assert reverse("workbench:version_edit", args=[version.item.number, 1]) in text


def test_every_element_is_on_the_page(client, home):
    said = {
        "conditions": "有合格车辆", "procedure": "先受理后审查", "discretion": "从轻从重", "result": "许可证",
        "fee": True, "fee_basis": "冀价费〔2015〕1号", "fee_standard": "10元", "remedy": "六十日内申请行政复议",
        "responsibilities": "依法审查", "accountable_for": "越权", "service_phone": "0312-5066670",
        "risk_points": "收受好处", "authorised_by": "", "disclosed_content": "条件和结果", "affected": "运输业户",
    }  # fmt: skip
    version = draft(home, **said)
    services.add_material(version, name="营业执照", copies=1, by=home.clerk, at=AT)
    services.add_special_procedure(
        version, name="听证", ground="第四十八条", starts_with="受理", ends_with="审查", by=home.clerk, at=AT
    )
    text = page(client, home.clerk, version)
    for value in (*filter(None, (v for v in said.values() if isinstance(v, str))), "20个工作日", "10个工作日"):
        assert value in text, value
    for value in ("营业执照", "听证", "第十二条", "许可科科员", "局长", *("受理", "审查", "决定")):
        assert value in text, value


def test_limits_that_do_not_add_up_are_pointed_out_and_keep_nothing_back(client, home):
    version = draft(home, promised_length=5)
    assert "各环节时限合计6" in page(client, home.clerk, version)
    assert press(client, home.clerk, version, "submit").status_code == 302


@pytest.mark.parametrize("rows", [1, 30])
def test_the_page_takes_the_same_few_queries_for_any_length(client, home, django_assert_num_queries, rows):
    version = draft(home)
    for n in range(rows):
        version.bases.create(basis=basis(f"第{n}号法"), article="第一条")
        version.materials.create(name=f"第{n}份")
        FlowNode.objects.create(chart=version.chart, node=f"x{n}", name=f"第{n}步", order=n + 3)
    client.force_login(home.clerk)
    url = address(version)
    with django_assert_num_queries(13):
        client.get(url)


@pytest.mark.article("ASM-5-4-1a")
def test_the_second_version_replaces_the_first_and_says_what_changed(client, home):
    first = published(home)
    client.force_login(home.clerk)
    answer = client.post(reverse("workbench:power_amend", args=[first.item.number]), {"reason": "许可法修改"})
    second = first.item.versions.get(no=2)
    assert answer.url == address(second)
    services.edit(second, by=home.clerk, at=AT, promised_length=5, conditions="有合格车辆")
    bring(second, home, "published")
    compare = reverse("workbench:version_compare", args=[first.item.number, 2, 1])
    text = page(client, home.head, second)
    assert compare in text
    assert "许可法修改" in text
    text = client.get(compare).text
    for said in ("承诺时限", "缩短", "10个工作日", "5个工作日", "行使条件", "有合格车辆"):
        assert said in text
    assert "已被新版本取代" in page(client, home.head, first)


def test_two_versions_that_say_the_same_say_so(client, home):
    first = published(home)
    second = services.amend(first.item, reason="核对", by=home.clerk, at=AT)
    client.force_login(home.clerk)
    assert "两版没有不同" in client.get(reverse("workbench:version_compare", args=[first.item.number, 2, 1])).text
    assert client.get(address(second)).status_code == 200


def test_another_unit_compares_published_versions_only(client, home):
    first = published(home)
    services.amend(first.item, reason="核对", by=home.clerk, at=AT)
    client.force_login(house("130600SJ", "审计局").leader)
    assert client.get(reverse("workbench:version_compare", args=[first.item.number, 2, 1])).status_code == 404
