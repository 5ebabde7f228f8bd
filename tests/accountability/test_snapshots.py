"""系统内的记录 as evidence: the words of that moment, with dates and articles; what one may not see is not taken."""

import pytest

from mingjing.accountability.enums import About
from mingjing.accountability.models import AccountabilityCase, Evidence
from mingjing.accountability.services import evidence as services
from mingjing.assignments.services import assign
from mingjing.casework.models import Matter, Signal
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.supervision.models import Gap, Lead
from tests.accountability.factories import TODAY, Cast, cast, investigated, investigator, lead
from tests.casework.registers import Register
from tests.casework.signals import in_force, on, power, take
from tests.catalogue.factories import AT, DAY, house, official, unit
from tests.filings.factories import ad_hoc, file, filing_of
from tests.meetings.factories import drafted, signed, team

pytestmark = pytest.mark.django_db
NOW = on("2026-05-11", 9)


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def taken(found: AccountabilityCase, kind: str, asked: object, who: Official) -> Evidence:
    row = services.record(found, kind, str(asked), by=who, today=NOW.date(), at=NOW)
    assert services.check(found, by=who, at=NOW) == []
    return row


def test_a_signal_and_its_matter_are_told_with_their_dates_and_articles(people):
    version = power(house())
    take(version, [("办件1", "受理", on("2026-04-28"))], now="2026-05-09")
    signal, matter, found = Signal.objects.get(), Matter.objects.get(), investigated(people)
    row = taken(found, "signal", signal.number, people.lgo)
    for words in (
        "2026-05-11 09:00，本系统记载", signal.number, "红牌 超过期限", "办件1", "（ACC-7-2c）",
        "“审查”自 2026-04-28 起计时", "责任追究办法第七条第二项", "最后一日：2026-05-08", "状态：待答复",
    ):  # fmt: skip
        assert words in row.text
    assert (row.kind, row.about_kind, row.about_id, row.source) == ("system", "signal", signal.pk, "本系统的记录")
    assert str(signal.pk) in row.url
    text = taken(found, "matter", matter.pk, people.lgo).text
    for words in (
        "第 1 版",
        "办理中",
        "与公布的流程图对照",
        "环节：受理，按图办理",
        "审查，正在办理",
        "超时",
        signal.number,
    ):
        assert words in text
    Signal.objects.filter(pk=signal.pk).update(status="withdrawn", answer="已办结")
    row.refresh_from_db()
    assert "状态：待答复" in row.text


def test_a_power_a_task_and_a_gap_are_told_as_they_stand(people):
    version, found = power(house()), investigated(people)
    text = taken(found, "power", version.number, people.lgo).text
    for words in ("道路货物运输经营许可", "第 1 版", "已公布", "承诺时限：60 个工作日", "设定依据"):
        assert words in text
    said = {"title": "报送整改报告", "basis": "ACC-9-3", "due_on": TODAY, "asked": "写明措施。"}
    task = assign(people.unit, **said, by=people.lgo, at=AT - 7 * DAY)
    text = taken(found, "assignment", task.number, people.lgo).text
    for words in ("报送整改报告", "写明措施。", "最后一日：2026-03-02", "逾期：70 天", "第九条第三项"):
        assert words in text
    gap = Gap.objects.create(
        article="ACC-5-2b", unit=people.unit, item=version.item, key="chart", what="没有流程图", since_on=TODAY,
        opened_on=TODAY,
    )  # fmt: skip
    text = taken(found, "gap", gap.pk, people.lgo).text
    for words in ("没有流程图", "至今没有消除，共 70 天", "起始日期：2026-03-02", "（ACC-5-2b）"):
        assert words in text


def test_a_register_is_told_without_the_name_of_a_private_person():
    register, people = Register(), cast()
    found = investigated(people)
    record = register.opened(title="道路货物运输经营许可")
    register.enter(record, "受理", "2026-04-28")
    text = taken(found, "record", record.number, people.lgo).text
    for words in (record.number, "行政相对人：个人，姓名见登记表", "环节1：受理", "意见：受理完毕", "2026-04-28 09:00"):
        assert words in text
    assert "张三" not in text


def test_a_meeting_is_told_with_who_said_what_and_how_it_was_signed(people):
    of = team()
    meeting, found = signed(of, of.members[0]), investigated(people)
    row = taken(found, "meeting", meeting.number, people.lgo)
    for words in (
        "议题：提高停车收费标准", "决定：自三月一日起提高。", "主要领导：130600JT-m0", f"班子其他成员：{of.members[0]}",
        "说明行为错误或者提出正确意见，收费没有依据", "本人在系统中确认", "状态：已签字", "会议日期：2026-02-27",
    ):  # fmt: skip
        assert words in row.text
    draft = drafted(of)
    with pytest.raises(Refused, match="没有这项会议记录"):
        taken(found, "meeting", draft.number, people.lgo)


def test_a_filing_is_told_with_its_last_days_and_how_late_it_was(people):
    home, found = house(), investigated(people)
    owed = filing_of(ad_hoc(home), home)
    file(owed, on("2026-02-02").date())
    text = taken(found, "filing", owed.number, people.lgo).text
    for words in (
        "报送流程图清单",
        "2026-01-31 是最后一日",
        "第 1 次（clerk-130600JT，2026-02-02 10:00）",
        "迟报：2 天",
    ):
        assert words in text


def test_the_lead_is_told_and_no_other_lead(people):
    found = investigated(people)
    Lead.objects.filter(pk=found.lead_id).update(effect="群众跑了三趟", evidence="登记表")
    text = taken(found, "lead", found.lead.number, people.lgo).text
    for words in (
        found.lead.number,
        "超过承诺时限五日。",
        "不良影响或严重后果：群众跑了三趟",
        "第七条第二项",
        "人工发现",
    ):
        assert words in text
    with pytest.raises(Refused, match="没有这项本案线索"):
        taken(found, "lead", lead(people).number, people.lgo)


@pytest.mark.parametrize("source", ["finding", "complaint"])
def test_of_a_complaint_there_is_what_the_lead_says_and_a_sealed_pointer(people, source):
    key = lead(people).pk
    said = lead(people, source=source, source_id=key, source_note="投〔2026〕00009")
    found = investigated(people, lead=said)
    row = taken(found, "lead", said.pk, people.lgo)
    assert row.about_kind == "complaint"
    assert (row.about_id == key) == (source == "finding")  # of a finding the lead itself has only a sign
    assert f"封存指针 {row.about_id}" in row.text
    assert "投〔2026〕00009" not in row.text


@pytest.mark.parametrize("kind", list(About))
def test_what_is_not_there_or_not_theirs_is_not_taken(people, kind):
    found = investigated(people)
    for asked in ("", "没有的编号", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(Refused, match="没有这项"):
            taken(found, kind, asked, people.lgo)
    assert not found.evidence.exists()


def test_an_investigator_of_another_unit_takes_no_more_than_they_may_see(people):
    version = power(house())
    take(version, [("办件1", "受理", on("2026-04-28"))], now="2026-05-09")
    found, outside = investigated(people), official("auditor", of=unit("130600SJ", "审计局"))
    investigator(found, outside)
    with pytest.raises(Refused, match="不能查看"):
        taken(found, "signal", Signal.objects.get().number, outside)
    other = power(house("130600ZJ", "住建局"), "施工许可")
    take(other, [("办件1", "受理", on("2026-04-28"))], now="2026-04-28")
    with pytest.raises(Refused, match="有几项办件"):
        taken(found, "matter", "办件1", people.lgo)
