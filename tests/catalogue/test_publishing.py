"""From draft to the public: every step by another person, nobody past a review."""

import pytest

from mingjing.catalogue import services, workflow
from mingjing.catalogue.enums import ItemStatus, VersionStatus
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.catalogue import factories
from tests.catalogue.factories import AT, DAY, bring, draft, house, official, published

pytestmark = pytest.mark.django_db


@pytest.mark.article("ACC-6-1a", "X-01")
def test_a_version_goes_through_every_review_and_the_ledger_names_each_person():
    home = house()
    version = published(home)
    assert (version.reviewed_by, version.cleared_by, version.approved_by) == (home.leader, home.secrecy, home.head)
    moves = [(entry.step, entry.by) for entry in ledger.of_case(version) if "status" in entry.after][1:]
    assert moves == [
        ("提交审核", home.clerk.name),
        ("单位审核通过", home.leader.name),
        ("保密审查通过", "secrecy"),
        ("批准", "head"),
        ("公布", home.leader.name),
    ]


def test_a_published_version_is_the_one_in_force_from_that_day():
    version = published(house())
    assert (version.item.status, version.item.current) == (ItemStatus.IN_FORCE, version)
    assert (str(version.valid_from), version.valid_to) == ("2026-03-02", None)


@pytest.mark.article("ASM-5-4-1a")
def test_a_second_version_takes_the_place_of_the_first_at_one_moment():
    home = house()
    first = published(home)
    second = factories.amended(first, home, at=AT + DAY)
    first.refresh_from_db()
    assert (first.status, str(first.valid_to)) == (VersionStatus.SUPERSEDED, "2026-03-03")
    assert second.item.versions.get(status=VersionStatus.PUBLISHED) == second
    second.item.refresh_from_db()
    assert second.item.current == second


@pytest.mark.article("ACC-9-4b")
@pytest.mark.parametrize("role", ["unit_clerk", "unit_leader", "secrecy_reviewer", "lgo_head", "system_admin"])
@pytest.mark.parametrize("status", [VersionStatus.DRAFT, VersionStatus.UNIT_REVIEW, VersionStatus.SECRECY_REVIEW])
def test_nobody_publishes_before_the_secrecy_review_is_finished(role, status):
    home = house()
    version = bring(draft(home), home, status)
    with pytest.raises(Refused):
        services.publish(version, by=official(f"any-{role}", role, of=home.unit), at=AT)
    version.refresh_from_db()
    assert version.status == status


@pytest.mark.article("ACC-9-4b")
def test_a_secrecy_review_without_an_opinion_is_refused():
    home = house()
    version = bring(draft(home), home, VersionStatus.SECRECY_REVIEW)
    with pytest.raises(Refused, match="意见"):
        services.clear(version, opinion=" ", by=home.secrecy, at=AT)


@pytest.mark.article("X-02")
@pytest.mark.parametrize(
    ("status", "role", "act"),
    [
        (VersionStatus.UNIT_REVIEW, "unit_leader", lambda v, by: services.review(v, by=by, at=AT)),
        (VersionStatus.SECRECY_REVIEW, "secrecy_reviewer", lambda v, by: services.clear(v, opinion="可", by=by, at=AT)),
        (VersionStatus.APPROVAL, "lgo_head", lambda v, by: services.approve(v, by=by, at=AT)),
    ],
)
@pytest.mark.parametrize("hand", ["drafts", "edits"])
def test_whoever_had_a_hand_in_the_draft_reviews_nothing_of_it(status, role, act, hand):
    home = house()
    both = official("both", "unit_clerk", role, of=home.unit)
    if hand == "drafts":
        home.clerk = both
        version = draft(home)
    else:
        version = draft(home)
        services.edit(version, by=both, at=AT, result="许可证")
    bring(version, home, status)
    with pytest.raises(Refused, match="两个人"):
        act(version, both)


RETURNS = [
    (VersionStatus.UNIT_REVIEW, "leader"),
    (VersionStatus.SECRECY_REVIEW, "secrecy"),
    (VersionStatus.APPROVAL, "head"),
    (VersionStatus.APPROVED, "leader"),
]


@pytest.mark.parametrize(("status", "who"), RETURNS)
def test_each_reviewer_may_send_a_version_back_with_a_reason(status, who):
    home = house()
    version = bring(draft(home), home, status)
    services.return_draft(version, reason="材料与依据不符", by=getattr(home, who), at=AT)
    assert version.status == VersionStatus.DRAFT
    assert (version.reviewed_by, version.cleared_by, version.clearance, version.approved_by) == (None, None, "", None)
    assert ledger.of_case(version).last().reason == "材料与依据不符"


@pytest.mark.parametrize(("status", "who"), RETURNS)
def test_a_version_is_not_sent_back_without_a_reason(status, who):
    home = house()
    version = bring(draft(home), home, status)
    with pytest.raises(Refused, match="理由"):
        services.return_draft(version, reason=" ", by=getattr(home, who), at=AT)


@pytest.mark.parametrize(("status", "who"), RETURNS)
def test_a_version_is_sent_back_by_nobody_out_of_turn(status, who):
    home = house()
    version = bring(draft(home), home, status)
    for other in {"clerk", "leader", "secrecy", "head"} - {who}:
        with pytest.raises(Refused):
            services.return_draft(version, reason="改", by=getattr(home, other), at=AT)


def test_nothing_published_is_sent_back():
    home = house()
    with pytest.raises(Refused, match="没有可退回"):
        services.return_draft(published(home), reason="改", by=home.leader, at=AT)


def test_a_leader_of_another_unit_reviews_nothing():
    home, other = house(), house("130600GA", "公安局")
    version = bring(draft(home), home, VersionStatus.UNIT_REVIEW)
    with pytest.raises(Refused, match="交通运输局"):
        services.review(version, by=other.leader, at=AT)


ACTS = {
    workflow.SUBMIT: lambda v, h: services.submit(v, by=h.clerk, at=AT),
    workflow.REVIEW: lambda v, h: services.review(v, by=h.leader, at=AT),
    workflow.CLEAR: lambda v, h: services.clear(v, opinion="可", by=h.secrecy, at=AT),
    workflow.APPROVE: lambda v, h: services.approve(v, by=h.head, at=AT),
    workflow.PUBLISH: lambda v, h: services.publish(v, by=h.leader, at=AT),
}


@pytest.mark.parametrize("step", ACTS, ids=lambda step: step.name)
@pytest.mark.parametrize("status", list(VersionStatus))
def test_a_step_moves_a_version_from_its_own_states_only(step, status):
    home = house()
    version = draft(home)
    if status == VersionStatus.SUPERSEDED:
        bring(version, home, VersionStatus.PUBLISHED)
        factories.amended(version, home, at=AT + DAY)
        version.refresh_from_db()
    else:
        bring(version, home, status)
    if status in step.sources:
        ACTS[step](version, home)
        assert version.status == step.target
    else:
        with pytest.raises(Refused, match="状态已变化"):
            ACTS[step](version, home)


@pytest.mark.parametrize(
    ("act", "status"), [(services.suspend, ItemStatus.SUSPENDED), (services.abolish, ItemStatus.ABOLISHED)]
)
def test_the_office_suspends_or_abolishes_a_power_with_a_reason(act, status):
    home = house()
    item = published(home).item
    with pytest.raises(Refused, match="理由"):
        act(item, reason="", by=home.head, at=AT)
    with pytest.raises(Refused, match="角色"):
        act(item, reason="机构改革", by=home.leader, at=AT)
    act(item, reason="机构改革", by=home.head, at=AT)
    assert item.status == status


def test_a_suspended_power_is_taken_up_again_by_the_office():
    home = house()
    item = published(home).item
    services.suspend(item, reason="法律暂停实施", by=home.head, at=AT)
    services.resume(item, reason="期满", by=home.head, at=AT)
    assert item.status == ItemStatus.IN_FORCE


def test_no_version_is_published_of_a_power_that_is_suspended_or_abolished():
    home = house()
    item = published(home).item
    new = bring(services.amend(item, reason="法律修改", by=home.clerk, at=AT), home, VersionStatus.APPROVED)
    services.suspend(item, reason="暂停", by=home.head, at=AT)
    with pytest.raises(Refused, match="暂停"):
        services.publish(new, by=home.leader, at=AT)
    services.abolish(item, reason="取消", by=home.head, at=AT)
    with pytest.raises(Refused, match="已取消"):
        services.publish(new, by=home.leader, at=AT)


@pytest.mark.article("ASM-5-4-1b")
def test_publishing_asks_for_the_public_pages_in_the_same_transaction(django_assert_num_queries):
    from procrastinate.contrib.django.models import ProcrastinateJob

    version = published(house())
    asked = {(job.args["kind"], job.args["key"]) for job in ProcrastinateJob.objects.filter(task_name="portal.render")}
    assert asked == {("power", version.item.number), ("unit", "130600JT"), ("powers", ""), ("home", "")}
