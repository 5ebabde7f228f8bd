"""公开处理结果: nobody is recognised, two people agree, what was published can be taken back, nothing is forgotten."""

import datetime as dt

import pytest

from mingjing.complaints import access
from mingjing.complaints.enums import Asked, PaperKind, SummaryStatus
from mingjing.complaints.models import Complaint, PublicSummary
from mingjing.complaints.selectors import summaries as selectors
from mingjing.complaints.services import approving, concluding, summaries
from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.models import Official, RoleGrant
from mingjing.regulations.selectors import law
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")
TOLD = (
    "王某芳反映窗口另要图纸。经查，经办人centre2于2月11日让13912345678的机主到莲池区裕华小区3号楼2单元501室取件，"
    "证件110101199003074258，车牌冀F12345。"
)
TEXT = "群众反映窗口办理许可时另要图纸。经查属实，已责令改正，并在窗口公示材料清单。"


def closed(centre, facts: str = TOLD, **said) -> Hands:
    case = Hands(centre, **said).investigating()
    case.do(concluding.conclude, "true", facts=facts, measures="责令改正。")
    case.told()
    case.do(concluding.close)
    return case


def published(centre) -> Hands:
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    case.do(summaries.ask, reason="已办结，可以公开。")
    case.decide(Asked.PUBLISH)
    return case


def proposal(case: Hands, person) -> selectors.Masked:
    papers = [*case.papers(PaperKind.STATEMENT, person), *case.papers(PaperKind.FINDINGS, person)]
    return selectors.masked(selectors.original(papers), selectors.names(papers))


@pytest.mark.article("ACC-9-1b", "GAP-04")
def test_the_masked_draft_has_no_name_phone_number_address_or_plate(centre):
    case = closed(centre, persons="王某芳")
    found = proposal(case, centre.clerk)
    for secret in ("王某芳", "centre2", "13912345678", "501室", "110101199003074258", "冀F12345"):
        assert secret not in found.text, secret
    assert {kind for kind, _words in found.hidden} >= {"姓名", "手机号码", "住址", "居民身份证号码", "车牌号"}
    assert "责令改正" in found.text


@pytest.mark.article("GAP-04")
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"{TEXT}请联系13912345678。", "手机号码"),
        (f"{TEXT}举报人王某芳。", "姓名"),
        (f"{TEXT}证件 110101199003074258。", "居民身份证号码"),
        (f"{TEXT}车牌冀F12345。", "车牌号"),
        (f"{TEXT}住裕华小区3号楼2单元501室。", "住址"),
    ],
)
def test_a_draft_in_which_somebody_can_be_recognised_is_refused(centre, text, kind):
    case = closed(centre, persons="王某芳")
    with pytest.raises(Refused, match=kind) as refused:
        case.do(summaries.draft, "窗口另要图纸", text)
    assert "王某芳" not in str(refused.value) and "139" not in str(refused.value)
    assert not PublicSummary.objects.exists()


@pytest.mark.article("ACC-9-1b")
def test_a_result_is_published_once_another_person_agrees(centre):
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    row = PublicSummary.objects.get()
    assert (row.status, row.title, row.text, row.published_on) == ("drafted", "", "", None)
    case.do(summaries.ask, reason="已办结，可以公开。")
    case.decide(Asked.PUBLISH)
    row.refresh_from_db()
    assert (row.status, row.title, row.text, row.act, row.finding) == (
        SummaryStatus.PUBLISHED, "窗口另要图纸", TEXT, "CMP-4-3", "true",
    )  # fmt: skip
    assert row.published_on == case.day
    assert list(selectors.published()) == [row]
    assert TEXT not in "".join(str(entry.after) for entry in Entry.objects.all())


def test_who_asked_does_not_approve(centre):
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    case.do(summaries.ask, reason="可以公开。")
    RoleGrant.objects.create(official=centre.clerk, role="centre_head", granted_at=case.at)
    with pytest.raises(Refused, match="不能审批自己提出的请示"):
        case.decide(Asked.PUBLISH, by=Official.objects.get(pk=centre.clerk.pk))
    assert PublicSummary.objects.get().status == SummaryStatus.DRAFTED


def test_what_was_refused_is_drafted_and_asked_again(centre):
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    case.do(summaries.ask, reason="可以公开。")
    with pytest.raises(Refused, match="正在等待审批"):
        case.do(summaries.draft, "另一个标题", TEXT)
    case.decide(Asked.PUBLISH, granted=False, opinion="删去时间。")
    case.do(summaries.draft, "另一个标题", TEXT)
    case.do(summaries.ask, reason="已改。")
    case.decide(Asked.PUBLISH)
    assert PublicSummary.objects.get().title == "另一个标题"


def test_nothing_is_drafted_before_the_case_is_closed_or_after_it_was_published(centre):
    with pytest.raises(Refused, match="还没有办结"):
        Hands(centre).concluded().do(summaries.draft, "标题", TEXT)
    case = published(centre)
    for verb, words in ((summaries.draft, ("标题", TEXT)),):
        with pytest.raises(Refused, match="已经公开过"):
            case.do(verb, *words)
    with pytest.raises(Refused, match="已经公开过"):
        case.do(summaries.ask, reason="再公开。")


def test_other_refusals_of_a_draft(centre):
    case = closed(centre)
    with pytest.raises(Refused, match="还没有摘要稿"):
        case.do(summaries.ask, reason="可以公开。")
    for title, text in (("", TEXT), ("标题", " ")):
        with pytest.raises(Refused, match="标题和正文"):
            case.do(summaries.draft, title, text)
    with pytest.raises(Refused, match="不超过"):
        case.do(summaries.draft, "长" * 101, TEXT)
    with access.shown_to(centre.clerk), pytest.raises(Refused, match="没有这个权限"):
        row = Complaint.objects.get(pk=case.pk)
        summaries.draft(row, "标题", TEXT, keys=None, by=centre.accused_clerk, today=case.day, at=case.at)


@pytest.mark.article("GAP-04")
def test_a_summary_that_is_taken_back_leaves_no_words(centre):
    case = published(centre)
    with pytest.raises(Refused, match="没有这个权限"):
        case.do(summaries.withdraw, reason="有人能认出来。")
    with pytest.raises(Refused, match="写明理由"):
        case.do(summaries.withdraw, reason=" ", by=centre.head)
    case.do(summaries.withdraw, reason="有人能认出来。", by=centre.head)
    row = PublicSummary.objects.get()
    assert (row.status, row.title, row.text, row.withdrawn_on) == (SummaryStatus.WITHDRAWN, "", "", case.day)
    with pytest.raises(Refused, match="没有公开的摘要"):
        case.do(summaries.withdraw, reason="再一次。", by=centre.head)


def test_publishing_takes_an_approval(centre):
    case = closed(centre)
    case.do(summaries.draft, "窗口另要图纸", TEXT)
    approval = case.do(summaries.ask, reason="可以公开。")
    for person in (centre.head, centre.clerk):
        with access.shown_to(person), pytest.raises(Refused, match="批准"):
            approval.refresh_from_db()
            summaries.publish(approval, keys=None, by=person, today=case.day, at=case.at)
    assert approving.terms_of(approval)["draft"]


@pytest.mark.article("ACC-9-1b")
def test_closed_cases_that_nobody_told_of_are_listed_and_late_after_the_limit(centre):
    case = closed(centre)
    published(centre)
    with access.shown_to(centre.clerk):
        (owed,) = selectors.owed(centre.clerk, today=case.day, known=law(case.day))
        assert (owed.complaint.pk, owed.due_on, owed.late) == (case.pk, dt.date(2026, 3, 17), False)
        (owed,) = selectors.owed(centre.clerk, today=dt.date(2026, 3, 18), known=law(case.day))
        assert owed.late
    with access.shown_to(centre.accused_clerk):
        assert selectors.owed(centre.accused_clerk, today=case.day, known=law(case.day)) == []
