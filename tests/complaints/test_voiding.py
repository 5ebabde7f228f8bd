"""Void and referred: the number stays, the reason is on record, nothing is removed."""

import pytest

from mingjing.complaints.enums import Asked, PaperKind, Voided
from mingjing.complaints.models import Complaint
from mingjing.complaints.services import handing, referring, voiding
from mingjing.core.errors import Refused
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.models import Entry
from tests.complaints.factories import WHO, filed
from tests.complaints.handling import Hands

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.mark.article("CMP-7-1c")
def test_a_void_number_stays_in_the_ledger_with_its_reason(centre):
    case = Hands(centre)
    case.do(handing.submit)
    case.do(voiding.void, Voided.TWICE, reason="与上一件同一封信。", by=centre.head)
    row = case.row()
    assert (row.status, row.number) == ("voided", "投〔2026〕00001")
    assert Entry.objects.get(case_id=case.pk, step="作废理由").after == {"code": "twice"}
    assert case.papers(PaperKind.REASON)[0].text == "与上一件同一封信。"
    assert "同一封信" not in str(list(Entry.objects.filter(case_id=case.pk).values()))
    assert case.clock("GAP-21").status == "stopped"
    assert filed(centre).complaint.number == "投〔2026〕00002"
    with seeing(SYSTEM):
        assert Complaint.objects.count() == 2


@pytest.mark.article("CMP-7-1c")
def test_voiding_is_the_heads_and_needs_ground_and_words(centre):
    case = Hands(centre)
    case.do(handing.submit)
    with pytest.raises(Refused, match="由投诉举报中心负责人办理"):
        case.do(voiding.void, Voided.TWICE, reason="重复。")
    for code, words in (("", "重复。"), (Voided.TWICE, " ")):
        with pytest.raises(Refused, match="理由"):
            case.do(voiding.void, code, reason=words, by=centre.head)
    assert case.row().status == "registered"


@pytest.mark.article("CMP-4-7a", "CMP-4-7b")
@pytest.mark.parametrize("act", ["CMP-4-7a", "CMP-4-7b"])
def test_nothing_is_referred_by_itself_but_only_on_approval(centre, act):
    case = Hands(centre, act=act, identity=WHO)
    assert case.row().status == "registered"
    with pytest.raises(Refused, match="哪个机关"):
        case.do(referring.ask, " ", reason="涉嫌泄露。")
    case.do(referring.ask, "市纪委监委第三纪检监察室", reason="涉嫌泄露。")
    with pytest.raises(Refused, match="经负责人同意"):
        case.do(referring.refer, by=centre.head)
    case.decide(Asked.REFER)
    assert case.row().status == "referred"
    assert [case.clock(limit).status for limit in ("GAP-21", "CMP-7-3", "CMP-7-5")] == ["stopped", "stopped", "running"]
