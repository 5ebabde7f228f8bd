"""Investigation: approved, planned, by two people without a conflict; everything found is kept with its digest."""

import datetime as dt

import pytest

from mingjing.complaints.enums import Asked, PaperKind
from mingjing.complaints.services import approving, investigating
from mingjing.complaints.uploads import seal
from mingjing.core.errors import Refused
from tests.catalogue.factories import official
from tests.complaints.factories import keyed
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")
PLAN = {"plan": "先调取登记，再询问。"}


@pytest.mark.article("CMP-7-2a")
def test_no_investigation_before_a_leader_approved(centre):
    two = [centre.clerk, centre.second]
    case = Hands(centre)
    with pytest.raises(Refused, match="还没有经领导批准"):
        case.do(investigating.begin, investigators=two, **PLAN)
    case.accepted()
    with pytest.raises(Refused, match="还没有经领导批准"):
        case.do(investigating.begin, investigators=two, **PLAN)
    with pytest.raises(Refused, match="先经领导批准"):
        case.do(approving.ask, Asked.INVESTIGATE, reason="核实。")
        case.do(investigating.approve, by=centre.head)
    case.decide(Asked.INVESTIGATE)
    case.do(investigating.begin, investigators=two, **PLAN)
    assert case.row().status == "investigating"


@pytest.mark.article("CMP-7-2b")
def test_it_begins_with_a_plan_and_two_investigators_within_its_own_limit(centre):
    case = Hands(centre).approved()
    assert case.clock("CMP-7-2b").due_on == dt.date(2026, 3, 3)  # ten working days round 春节
    for wrong, told in (
        ({"investigators": [centre.clerk], **PLAN}, "两名以上"),
        ({"investigators": [centre.clerk, centre.clerk], **PLAN}, "两名以上"),
        ({"investigators": [centre.clerk, centre.second], "plan": " "}, "调查方案"),
    ):
        with pytest.raises(Refused, match=told):
            case.do(investigating.begin, **wrong)
    case.do(investigating.begin, investigators=[centre.clerk, centre.second], **PLAN)
    assert case.clock("CMP-7-2b").status == "stopped"
    assert case.papers(PaperKind.PLAN)[0].text == PLAN["plan"]


@pytest.mark.article("CMP-7-2b", "CMP-5")
def test_nobody_of_the_accused_unit_investigates(centre):
    theirs = keyed(official("theirs", "centre_clerk", of=centre.accused))
    case = Hands(centre).approved()
    with pytest.raises(Refused, match="回避规定"):
        case.do(investigating.begin, investigators=[centre.clerk, theirs], **PLAN)
    with pytest.raises(Refused, match="不是投诉举报中心的人员"):
        case.do(investigating.begin, investigators=[centre.clerk, centre.accused_clerk], **PLAN)
    assert not case.sees(theirs)
    assert case.row().status == "approved"


@pytest.mark.article("CMP-7-2b")
def test_nobody_named_in_the_case_investigates(centre):
    named = keyed(official("李四", "centre_clerk", of=centre.unit))
    case = Hands(centre, persons="经办人李四").approved()
    with pytest.raises(Refused, match="回避规定"):
        case.do(investigating.begin, investigators=[centre.clerk, named], **PLAN)


@pytest.mark.article("CMP-7-2b")
def test_evidence_is_kept_with_its_digest_and_the_log_grows(centre, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = Hands(centre)
    with pytest.raises(Refused, match="不在调查中"):
        case.do(investigating.keep, PaperKind.EVIDENCE, "登记簿")
    case.investigating()
    sealed = seal("登记簿.txt", "二月十一日，受理。".encode()).sealed()
    case.do(investigating.keep, PaperKind.EVIDENCE, "窗口登记簿复印件，二月十一日调取。", files=[sealed])
    case.do(investigating.keep, PaperKind.RECORD, "询问窗口人员。")
    (evidence,) = case.papers(PaperKind.EVIDENCE)
    assert (evidence.files[0].digest, len(sealed.digest)) == (sealed.digest, 64)
    assert b"".join(evidence.files[0].chunks()).decode() == "二月十一日，受理。"
    assert case.steps()[-2:] == ["收集证据", "调查记录"]
    with pytest.raises(Refused, match="这份材料是什么"):
        case.do(investigating.keep, PaperKind.RECORD, "")
