"""拟定决定: what a draft must say, what a case must have before, and that no draft ever changes."""

import datetime as dt

import pytest
from django.db import transaction

from mingjing.accountability.models import Decision, Measure
from mingjing.accountability.selectors import deciding as selectors
from mingjing.accountability.services import dividing, drafting
from mingjing.accountability.services.dividing import Chosen, Said
from mingjing.core.errors import Refused
from mingjing.regulations.models import Basis
from mingjing.rules import packs
from tests.accountability.deciding import DUE, NOT_SUBMITTED, NOW, above, divided, drafted, heard, minor, picked, said
from tests.accountability.factories import TODAY, Cast, cast, decision, evidence, fact, hearing, person
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
REPEALED = "中华人民共和国行政监察法"


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


def refused(found, draft, people, division) -> str:
    """Why the draft is refused; nothing of it is left."""
    with pytest.raises(Refused) as refusal:
        drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW)
    found.refresh_from_db()
    assert (found.status, Decision.objects.count()) == ("divided", 0)
    return str(refusal.value)


def two(people, share: str):
    """A case against the handler and the chief, who bears this share."""
    found, subject = heard(people)
    chief = person(found, people.chief, part="chief")
    hearing(chief)
    chosen = {subject.pk: Chosen("full"), chief.pk: Chosen(share, "" if share == "none" else "疏于管理。")}
    division = dividing.divide(
        found, Said(NOT_SUBMITTED), chosen, circumstances=[], weighing="已补救。", after=None, by=people.lgo, **NOW
    )
    return found, subject, chief, division


def test_a_draft_says_what_it_rests_on_and_goes_to_the_legal_check(people):
    decision = drafted(people)
    assert (decision.case.status, decision.no, decision.above) == ("drafted", 1, False)
    assert [(row.measure, row.due_on, row.words) for row in decision.measures.all()] == [
        ("ACC-11-1a", None, ""),
        ("ACC-11-1c", DUE, "退还多收的材料，按承诺时限办结。"),
    ]
    assert [one["name"] for one in decision.bases] == [packs.load("baoding-2010").documents["ACC"].title]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"severity": ""}, "请选定情节"),
        ({"severity": "ACC-11-4"}, "办理移交，不在这里决定"),
        ({"severity": "ACC-11-5"}, "办理移交，不在这里决定"),
        ({"reasons": " "}, "写明决定的理由"),
        ({"measures": {}}, "没有选定任何追究方式"),
        ({"bases": []}, "请选定引用的依据"),
        ({"bases": ["nothing"]}, "请选定引用的依据"),
        ({"rectify_by": None}, "责令改正要写明"),
        ({"rectify_what": ""}, "责令改正要写明"),
        ({"rectify_by": TODAY}, "改正期限要在今天之后"),
        ({"rectify": False}, "不责令改正的，写明理由"),
    ],
)
def test_a_draft_that_lacks_something_is_refused(people, changes, why):
    found, subject, division = divided(people)
    assert why in refused(found, said(subject, **changes), people, division)


def test_no_rectification_for_a_recorded_reason(people):
    found, subject, division = divided(people)
    draft = said(subject, rectify=False, no_rectify_for="已经全部改正。")
    words = refused(found, draft, people, division)
    assert "要写明要求（ACC-11-1c）" in words
    rows = [picked("ACC-11-1a"), picked("ACC-11-1c", due_on=DUE, words="建立登记簿。")]
    draft = said(subject, rectify=False, no_rectify_for="已经全部改正。", measures={subject.pk: rows})
    decision = drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW)
    assert (decision.rectify, decision.rectify_by, decision.no_rectify_for) == (False, None, "已经全部改正。")


@pytest.mark.article("ACC-4-4a")
def test_an_unlinked_fact_carries_no_decision(people):
    found, subject, division = divided(people)
    fact(found, text="另收一份材料。")
    assert "事实2没有关联证据" in refused(found, said(subject), people, division)


def test_evidence_that_was_set_aside_carries_no_decision(people):
    found, subject, division = divided(people)
    fact(found, evidence(found, set_aside_on=TODAY, set_aside_by=people.lgo, set_aside_for="来源不明"))
    assert "已被排除" in refused(found, said(subject), people, division)


def test_facts_that_were_not_established_carry_no_decision(people):
    found, subject, division = divided(people)
    found.facts.update(finding="not_established")
    assert "没有查实的事实" in refused(found, said(subject), people, division)


@pytest.mark.article("ACC-12-c")
def test_without_a_record_of_the_defence_or_a_waiver_nothing_is_decided(people):
    found, subject, division = divided(people)
    rows = subject.hearings
    rows.update(mode="", came_on=None)
    assert "没有陈述申辩的记录，也没有放弃" in refused(found, said(subject), people, division)
    rows.update(mode="written", came_on=TODAY)
    rows.get().points.create(no=1, text="材料是企业自愿交的。")
    assert "还有没有答复的意见" in refused(found, said(subject), people, division)


def test_a_division_is_there_and_of_those_who_are_subjects(people):
    found, subject, division = divided(people)
    person(found, people.chief, part="chief")
    words = refused(found, said(subject), people, division)
    assert "责任主体在区分之后有变化" in words


def test_a_division_made_meanwhile_is_read_first(people):
    found, subject, _division = divided(people)
    with pytest.raises(Refused, match="刚刚被重新区分"):
        drafting.draft(found, said(subject), division=None, by=people.lgo, **NOW)


def test_whoever_bears_a_share_gets_a_measure_or_a_reason_why_not(people):
    found, subject, chief, division = two(people, "secondary")
    assert f"{chief}承担责任而没有选定追究方式" in refused(found, said(subject), people, division)
    draft = said(subject, spared={chief.pk: "刚刚到任。"})
    decision = drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW)
    assert [(row.subject, row.reason) for row in decision.spared.all()] == [(chief, "刚刚到任。")]


def test_whoever_bears_nothing_gets_no_measure(people):
    found, subject, chief, division = two(people, "none")
    rows = {**minor(subject), chief.pk: minor(chief)[chief.pk]}
    assert f"{chief}不承担责任" in refused(found, said(subject, measures=rows), people, division)
    decision = drafting.draft(found, said(subject), division=division.pk, by=people.lgo, **NOW)
    assert not decision.spared.exists()


def test_if_nobody_bears_anything_there_is_nothing_to_decide(people):
    found, subject = heard(people)
    chosen = {subject.pk: Chosen("none", "事出有因。")}
    division = dividing.divide(
        found, Said(NOT_SUBMITTED), chosen, circumstances=[], weighing="已补救。", after=None, by=people.lgo, **NOW
    )
    assert "应当不予追究" in refused(found, said(subject), people, division)


@pytest.mark.article("ACC-11-1c")
@pytest.mark.parametrize("row", [[], [picked("ACC-11-1c")]])
def test_a_minor_fault_is_corrected_within_a_time(people, row):
    found, subject, division = divided(people)
    draft = said(subject, measures={subject.pk: [picked("ACC-11-1a"), *row]})
    assert "写明期限（ACC-11-1c）" in refused(found, draft, people, division)


@pytest.mark.article("ACC-11-1b")
def test_of_admonition_and_education_exactly_one_is_required(people):
    found, subject, division = divided(people)
    rest = picked("ACC-11-1c", due_on=DUE)
    for rows, why in (
        ([rest], "要选一种"),
        ([picked("ACC-11-1a"), picked("ACC-11-1b"), rest], "只能选一种"),
    ):
        assert why in refused(found, said(subject, measures={subject.pk: rows}), people, division)
    draft = said(subject, measures={subject.pk: [picked("ACC-11-1b"), rest]})
    assert drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW).pk


def test_a_measure_of_another_severity_goes_to_the_leading_group_with_its_reason(people):
    decision = above(people)
    row = decision.measures.get()
    assert decision.above
    assert (row.severity, row.deviation) == ("ACC-11-3", "两年内第三次发生。")


@pytest.mark.parametrize(
    ("severity", "measure", "above_them"), [("ACC-11-2", "ACC-11-2b", True), ("ACC-11-1", "", False)]
)
def test_whoever_objected_is_not_treated_worse_without_the_leading_group(people, severity, measure, above_them):
    found, subject, division = divided(people)
    decision(found, {subject: ["ACC-11-1a"]}, approved_by=people.head, approved_on=TODAY, drafted_by=people.second)
    anew = said(subject, severity=severity, measures={subject.pk: [picked(measure)]} if measure else minor(subject))
    assert drafting.draft(found, anew, division=division.pk, by=people.lgo, **NOW).above == above_them


def test_a_measure_of_another_severity_without_a_reason_is_refused(people):
    found, subject, division = divided(people)
    draft = said(subject, measures={subject.pk: [picked("ACC-11-3e", starts_on=DUE)]})
    assert "要写明理由，并由领导小组批准（ACC-4-3）" in refused(found, draft, people, division)


def test_three_months_end_by_the_month_rule(people):
    row = above(people).measures.get()
    assert (row.starts_on, row.ends_on) == (dt.date(2026, 11, 30), dt.date(2027, 2, 28))
    words = selectors.measure_words(row, packs.load("baoding-2010"))
    assert "2026年11月30日起，至2027年2月28日止（按月计算，到期月份没有相同日期的，以月末为止）" in words


@pytest.mark.article("GAP-14")
def test_a_repealed_basis_needs_a_reason_and_the_refusal_names_the_successor(people):
    found, subject, division = divided(people)
    basis = Basis.objects.get(name=REPEALED)
    draft = said(subject, bases=["ACC", str(basis.pk)])
    assert "废止，现行的是《中华人民共和国监察法》" in refused(found, draft, people, division)
    draft = said(subject, bases=["ACC", str(basis.pk)], basis_reason="行为发生时有效。")
    decision = drafting.draft(found, draft, division=division.pk, by=people.lgo, **NOW)
    cited = decision.bases[1]
    assert (cited["name"], cited["status"], cited["successor"]) == (REPEALED, "repealed", "中华人民共和国监察法")


def test_a_draft_and_its_measures_never_change(people):
    decision = drafted(people)
    for rows, columns in (
        (Decision.objects, {"reasons": "改过的"}),
        (Decision.objects, {"above": True}),
        (Measure.objects, {"measure": "ACC-11-1b"}),
    ):
        with pytest.raises(Exception, match="pgtrigger"), transaction.atomic():
            rows.filter(pk__isnull=False).update(**columns)
    assert Decision.objects.filter(pk=decision.pk).update(opinion="可以记下审核意见") == 1


def test_what_changed_between_two_drafts_is_told_by_label(people):
    first = drafted(people)
    subject = first.measures.first().subject
    Decision.objects.update(returned_by=people.legal, returned_on=TODAY, returned_for="理由不足。")
    type(first.case).objects.filter(pk=first.case.pk).update(status="divided")
    first.case.refresh_from_db()
    rows = [picked("ACC-11-1b"), *minor(subject)[subject.pk][1:]]
    second = drafting.draft(
        first.case, said(subject, reasons="改写的理由。", measures={subject.pk: rows}),
        division=first.case.divisions.get().pk, by=people.second, **NOW,
    )  # fmt: skip
    changed = {
        one.label: (one.before, one.after) for one in selectors.changes(first, second, packs.load("baoding-2010"))
    }
    assert second.no == 2
    assert changed.keys() == {"理由", f"对{subject}"}
    assert "口头告诫" in changed[f"对{subject}"][0]
    assert "批评教育" in changed[f"对{subject}"][1]


@pytest.mark.parametrize("who", ["head", "member", "legal", "clerk", "handler"])
def test_only_the_offices_clerk_drafts(people, who):
    found, subject, division = divided(people)
    with pytest.raises(Refused):
        drafting.draft(found, said(subject), division=division.pk, by=getattr(people, who), **NOW)


@pytest.mark.parametrize("status", ["heard", "drafted", "checked", "approved", "closed"])
def test_a_decision_is_drafted_once_responsibility_is_divided(people, status):
    found, subject, division = divided(people)
    type(found).objects.filter(pk=found.pk).update(status=status)
    found.refresh_from_db()
    with pytest.raises(Refused, match="不能“拟定决定”"):
        drafting.draft(found, said(subject), division=division.pk, by=people.lgo, **NOW)
