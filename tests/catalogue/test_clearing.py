"""清理审核: entries handed in, reviewed, decided; the counts add up, and a closed round never changes."""

import pytest
from django.db import DatabaseError, transaction

from mingjing.catalogue.enums import EntryStatus
from mingjing.catalogue.models import ClearingEntry, ClearingRound
from mingjing.catalogue.selectors import clearing as reads
from mingjing.catalogue.services import clearing as services
from mingjing.catalogue.services import deciding
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.models import RoleGrant
from tests.catalogue.clearings import closed, decided, handed_in, opened, proposed, reviewed, reviewer
from tests.catalogue.factories import AT, DAY, bring, draft, house, official, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return house()


def these(*entries: ClearingEntry):
    return ClearingEntry.objects.filter(pk__in=[entry.pk for entry in entries])


def test_a_unit_starts_from_what_it_holds(home):
    item = published(home).item
    waiting = bring(draft(home, "批准待公布的"), home, "approved").item
    draft(home, "还在起草的")
    clearing = opened(home)
    assert services.prefill(clearing, by=home.clerk, at=AT) == 2
    assert services.prefill(clearing, by=home.clerk, at=AT) == 0
    entries = {entry.item: entry for entry in clearing.entries.all()}
    assert set(entries) == {item, waiting}
    assert (entries[item].basis, entries[item].type) == ("《中华人民共和国行政许可法》第十二条", item.type)


@pytest.mark.article("ASM-5-3-2a")
def test_confirmed_abolished_and_filed_add_up_to_what_was_submitted(home):
    clearing = opened(home)
    entries = handed_in(clearing, home, "一", "二", "三", "四")
    reviewed(clearing, home)
    for entry, outcome in zip(entries, ("confirmed", "abolished", "filed"), strict=False):
        decided(entry, home, outcome)
    deciding.send_back(these(entries[3]), reason="依据写全", by=home.head, at=AT)
    (row,) = reads.tallies(clearing)
    assert row.whole == reads.Tally(submitted=4, confirmed=1, abolished=1, filed=1, open=1)
    assert row.whole.adds_up
    assert row.types == {"行政许可": row.whole}


def test_a_decision_waits_for_all_three_opinions(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    deciding.give_opinion(these(entry), kind="legal", view="agrees", by=reviewer("legal", home), at=AT)
    with pytest.raises(Refused, match="“一”缺保密审查、编制审核"):
        decided(entry, home)
    reviewed(clearing, home)
    decided(entry, home)
    assert entry.status == EntryStatus.CONFIRMED


def test_an_entry_handed_in_again_is_reviewed_again(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    reviewed(clearing, home)
    deciding.send_back(these(entry), reason="依据写全", by=home.head, at=AT)
    entry.refresh_from_db()
    assert (entry.status, entry.returned_for) == (EntryStatus.RETURNED, "依据写全")
    services.edit_entry(entry, basis="《公路法》第八条第二款", by=home.clerk, at=AT)
    services.hand_in(clearing, by=home.clerk, at=AT)
    entry.refresh_from_db()
    assert (entry.submission, entry.opinions.count()) == (2, 3)
    assert len(reads.missing_opinions(entry)) == 3
    with pytest.raises(Refused, match="审核意见还不齐"):
        decided(entry, home)


def test_a_reviewer_may_change_the_opinion_until_the_decision_and_the_ledger_keeps_both(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    for view, text in (("agrees", ""), ("objects", "依据已修改")):
        deciding.give_opinion(these(entry), kind="legal", view=view, text=text, by=reviewer("legal", home), at=AT)
    assert entry.opinions.get().view == "objects"
    said = [row.reason for row in ledger.of_case(entry) if "法制审核" in row.step]
    assert said == ["同意单位建议", "有不同意见：依据已修改"]


REFUSED_DECISIONS = [
    ({"outcome": "published"}, "请选择处理结果"),
    ({"outcome": "confirmed", "reason": " "}, "要写明理由"),
    ({"outcome": "filed", "ground": ""}, "不公开的法律依据"),
]


@pytest.mark.parametrize(("said", "why"), REFUSED_DECISIONS)
def test_a_decision_says_why(home, said, why):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    reviewed(clearing, home)
    with pytest.raises(Refused, match=why):
        deciding.decide(these(entry), **{"reason": "依据充分", **said}, by=home.head, at=AT)


def test_an_objection_says_what_is_wrong(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    with pytest.raises(Refused, match="要写明意见"):
        deciding.give_opinion(these(entry), kind="legal", view="objects", by=reviewer("legal", home), at=AT)


@pytest.mark.article("X-02")
def test_whoever_compiled_an_entry_neither_reviews_nor_decides_it(home):
    clearing = opened(home)
    for role in ("legal_reviewer", "lgo_head"):
        RoleGrant.objects.create(official=home.clerk, role=role, granted_at=AT)
    (entry,) = handed_in(clearing, home, "一")
    with pytest.raises(Refused, match="必须是不同的人"):
        deciding.give_opinion(these(entry), kind="legal", view="agrees", by=home.clerk, at=AT)
    reviewed(clearing, home)
    with pytest.raises(Refused, match="必须是不同的人"):
        deciding.decide(these(entry), outcome="confirmed", reason="好", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="必须是不同的人"):
        deciding.send_back(these(entry), reason="改", by=home.clerk, at=AT)


def test_each_review_is_its_own_role(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    with pytest.raises(Refused, match="由保密审查员办理"):
        deciding.give_opinion(these(entry), kind="secrecy", view="agrees", by=reviewer("legal", home), at=AT)
    with pytest.raises(Refused, match="由领导小组办公室负责人办理"):
        deciding.decide(these(entry), outcome="confirmed", reason="好", by=reviewer("legal", home), at=AT)


def test_a_unit_hands_in_all_that_it_holds_with_bases_and_reasons(home):
    clearing = opened(home)
    with pytest.raises(Refused, match="没有可报送的事项"):
        services.hand_in(clearing, by=home.clerk, at=AT)
    entry = proposed(clearing, home)
    published(home, "货运许可")
    with pytest.raises(Refused, match="没有列入（货运许可）"):
        services.hand_in(clearing, by=home.clerk, at=AT)
    services.prefill(clearing, by=home.clerk, at=AT)
    services.edit_entry(entry, basis="", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="要有实施依据.*新事项"):
        services.hand_in(clearing, by=home.clerk, at=AT)
    services.edit_entry(entry, proposal="abolish", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="要写明理由.*新事项"):
        services.hand_in(clearing, by=home.clerk, at=AT)
    services.edit_entry(entry, note="已下放", by=home.clerk, at=AT)
    assert services.hand_in(clearing, by=home.clerk, at=AT + 20 * DAY) == 2


def test_only_a_new_proposal_is_left_out_and_never_after_handing_in(home):
    published(home)
    clearing = opened(home)
    services.prefill(clearing, by=home.clerk, at=AT)
    entry = proposed(clearing, home)
    with pytest.raises(Refused, match="必须申报"):
        services.leave_out(clearing.entries.exclude(item=None).get(), by=home.clerk, at=AT)
    services.leave_out(entry, by=home.clerk, at=AT)
    again = proposed(clearing, home)
    services.hand_in(clearing, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="状态已变化"):
        services.leave_out(again, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="不能修改"):
        services.edit_entry(again, note="改", by=home.clerk, at=AT)


def test_another_unit_touches_nothing(home):
    clearing, stranger = opened(home), house("130600SJ", "审计局")
    entry = proposed(clearing, home)
    with pytest.raises(Refused, match="没有要求审计局报送"):
        services.edit_entry(entry, note="改", by=stranger.clerk, at=AT)
    with pytest.raises(Refused, match="没有要求审计局报送"):
        services.prefill(clearing, by=stranger.clerk, at=AT)


@pytest.mark.article("ASM-5-3-2a")
def test_a_round_is_not_closed_while_an_entry_is_undecided(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    with pytest.raises(Refused, match="还有 1 项没有决定（一）"):
        services.close_round(clearing, by=home.head, at=AT)
    with pytest.raises(DatabaseError, match="every entry is decided"), transaction.atomic():
        ClearingRound.objects.filter(pk=clearing.pk).update(status="closed", closed_at=AT)
    reviewed(clearing, home)
    decided(entry, home)
    services.close_round(clearing, by=home.head, at=AT)
    assert clearing.status == "closed"


def test_a_round_in_which_a_unit_was_silent_is_closed_with_a_note(home):
    clearing = opened(home)
    with pytest.raises(Refused, match="交通运输局没有报送"):
        services.close_round(clearing, by=home.head, at=AT)
    services.close_round(clearing, note="单位已撤销", by=home.head, at=AT)
    assert clearing.closing_note == "单位已撤销"


def test_nothing_of_a_closed_round_changes(home):
    clearing = closed(home, "一")
    entry = clearing.entries.get()
    with pytest.raises(DatabaseError, match="baseline"), transaction.atomic():
        ClearingEntry.objects.filter(pk=entry.pk).update(status="abolished")
    with pytest.raises(DatabaseError, match="baseline"), transaction.atomic():
        clearing.entries.filter(pk=entry.pk)._raw_delete("default")
    with pytest.raises(Refused, match="已结束"):
        deciding.take_back(entry, reason="改", by=home.head, at=AT)
    with pytest.raises(Refused, match="已结束"):
        services.prefill(clearing, by=home.clerk, at=AT)


def test_a_decision_is_taken_back_while_the_round_runs(home):
    clearing = opened(home)
    (entry,) = handed_in(clearing, home, "一")
    reviewed(clearing, home)
    decided(entry, home, "filed")
    deciding.take_back(entry, reason="依据不成立", by=home.head, at=AT)
    assert (entry.status, entry.ground, entry.decided_by) == ("submitted", "", None)
    decided(entry, home)
    assert entry.status == "confirmed"


def test_a_confirmed_proposal_becomes_a_draft_prefilled_from_it(home):
    clearing = closed(home, "新事项")
    entry = clearing.entries.get()
    version = deciding.start_draft(entry, by=home.clerk, at=AT)
    assert (version.name, version.item.type, entry.item) == ("新事项", entry.type, version.item)
    with pytest.raises(Refused, match="已有职权"):
        deciding.start_draft(entry, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="由交通运输局的经办人起草"):
        deciding.start_draft(entry, by=house("130600SJ", "审计局").clerk, at=AT)


REFUSED_OPENINGS = [
    ({"name": " "}, "缺少名称"),
    ({"basis": ""}, "缺少清理依据"),
    ({"submit_by": AT.date() - DAY}, "日期顺序不对"),
    ({"review_by": AT.date() + DAY}, "日期顺序不对"),
]


@pytest.mark.parametrize(("said", "why"), REFUSED_OPENINGS)
def test_a_round_is_not_opened_without_what_it_needs(home, said, why):
    with pytest.raises(Refused, match=why):
        opened(home, **said)
    assert not ClearingRound.objects.exists()


def test_a_unit_is_in_one_running_round_at_a_time_and_only_the_office_opens_one(home):
    first = opened(home)
    with pytest.raises(Refused, match="一个单位不能同时参加两次清理"):
        opened(home)
    services.close_round(first, note="作废", by=home.head, at=AT)
    assert opened(home).number == "QL-2026-02"
    home.head = official("lgo-none", "lg_member", of=home.head.unit)
    with pytest.raises(Refused, match="由领导小组办公室启动"):
        opened(home)
