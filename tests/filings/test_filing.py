"""A unit writes and hands in, the office takes it or sends it back; nothing typed is lost, nothing late is erased."""

import hashlib

import pytest
from django.db import Error, transaction

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.filings.models import Filing, Submission
from mingjing.filings.selectors import listing
from mingjing.filings.services import drafting, handling
from mingjing.filings.services.drafting import Lacking, Said
from mingjing.ledger import selectors as ledger
from tests.casework.signals import in_force
from tests.catalogue.factories import house, official
from tests.filings.factories import (
    DAY,
    DUE,
    SENT,
    accept,
    ad_hoc,
    annual,
    at,
    clerk_of,
    figures,
    file,
    filing_of,
    head,
    office,
    on,
    report,
    send_back,
)

pytestmark = pytest.mark.django_db
PAPER = Kept("清单.pdf", "application/pdf", hashlib.sha256(b"paper").hexdigest(), 5, False)
WORDS = Said("清单见附件。")


@pytest.fixture(autouse=True)
def law():
    in_force()


@pytest.fixture
def home():
    return house()


@pytest.fixture
def row(home) -> Filing:
    return filing_of(annual(), home)


@pytest.fixture
def list_of_charts(home) -> Filing:
    return filing_of(ad_hoc(home), home)


def late(row, day) -> int:
    return Filing.objects.get(pk=row.pk).days_late(day)


def test_handed_in_it_has_a_receipt_with_a_digest_of_everything(row):
    said = file(row, DUE, files=(PAPER,))
    assert (row.status, row.filed_on) == ("filed", DUE)
    assert said.receipt.startswith("报回〔2026〕")
    assert said.digest == drafting.digest_of(said)
    *_given, filed, receipted = ledger.of_case(row)
    assert (filed.step, filed.basis, filed.reason) == ("报送", "ACC-8-1", f"回执 {said.receipt}")
    assert (receipted.after["receipt"], receipted.after["digest"]) == (said.receipt, said.digest)
    assert said.due_on == DUE


def test_what_was_handed_in_cannot_be_changed_in_the_database(row):
    said = file(row, DUE)
    with pytest.raises(Error, match="filed_stays"), transaction.atomic():
        Submission.objects.filter(pk=said.pk).update(words="改过")
    with pytest.raises(Error, match="filed_stays"), transaction.atomic():
        Submission.objects.filter(pk=said.pk).delete()


def test_sent_back_it_is_open_again_with_everything_as_the_next_draft(row):
    file(row, DUE, report(words="一稿"), files=(PAPER,))
    send_back(row, DUE + DAY)
    assert (row.status, row.due_on) == ("returned", DUE)
    draft = row.submissions.get(filed_at=None)
    assert (draft.no, draft.words, [one.name for one in draft.files.all()]) == (2, "一稿", ["清单.pdf"])
    file(row, DUE + 2 * DAY, report(words="二稿"))
    assert [entry.step for entry in ledger.of_case(row)][-2:] == ["补正后报送", "出具回执"]
    assert list(row.submissions.values_list("words", flat=True)) == ["一稿", "二稿"]


def test_sent_back_with_a_new_day_both_days_are_kept(row):
    file(row, DUE)
    send_back(row, DUE + 3 * DAY, due_on=DUE + 20 * DAY)
    assert row.due_on == DUE + 20 * DAY
    assert list(row.terms.values_list("due_on", "end")) == [(DUE, "filed"), (DUE + 20 * DAY, "")]
    file(row, DUE + 20 * DAY)
    assert late(row, DUE + 90 * DAY) == 0


def test_sent_back_after_the_last_day_without_a_new_one_it_is_late_from_the_old_one(row):
    file(row, DUE)
    send_back(row, DUE + 3 * DAY)
    assert late(row, DUE + 5 * DAY) == 5
    file(row, DUE + 6 * DAY)
    assert late(row, DUE + 90 * DAY) == 6


def test_days_late_survive_a_later_day_an_acceptance_and_an_excuse(row):
    handling.move(row, due_on=DUE + 30 * DAY, reason="机构改革", by=office(), today=DUE + 4 * DAY, at=at(DUE + 4 * DAY))
    file(row, DUE + 10 * DAY)
    assert late(row, DUE + 10 * DAY) == 4
    accept(row, DUE + 11 * DAY)
    handling.judge_delay(
        row, excused=True, reason="当时正在改革", by=head(), today=DUE + 12 * DAY, at=at(DUE + 12 * DAY)
    )
    assert (row.excused, row.status) == (True, "accepted")
    assert late(row, DUE + 400 * DAY) == 4
    assert list(listing.late(Filing.objects.all(), today=DUE + 400 * DAY)) == [row]
    assert not listing.overdue(Filing.objects.all(), today=DUE + 400 * DAY).exists()


def test_a_second_judgement_stands_beside_the_first(row):
    for day, excused in ((DUE + DAY, True), (DUE + 2 * DAY, False)):
        handling.judge_delay(row, excused=excused, reason=f"看{day}", by=head(), today=day, at=at(day))
    steps = [(entry.step, entry.after["days_late"]) for entry in ledger.of_case(row)[1:]]
    assert steps == [("认定迟报有正当理由", 1), ("认定迟报无正当理由", 2)]
    assert row.excused is False


def test_withdrawn_it_is_nobodys_and_its_days_late_stop(row):
    handling.withdraw(row, reason="已并入", by=office(), today=DUE + 2 * DAY, at=at(DUE + 2 * DAY))
    assert (row.status, late(row, DUE + 50 * DAY)) == ("withdrawn", 2)
    assert not listing.waiting(clerk_of(row)).exists()


@pytest.mark.parametrize(
    ("said", "column", "why"),
    [
        (report(words=" "), "words", "不能报送空白材料"),
        (report(url=""), "url", "向社会公布的网址"),
        (report(url="javascript:alert(1)"), "url", "以 http"),
        (report(url="http://"), "url", "以 http"),
        (report(figures={}), "figures", "填写统计表"),
        (report(figures=figures() | {"t3-new-all": 1}), "t3-new-all", "各列之和是 0，总计填的是 1"),
    ],
)
def test_an_annual_report_that_lacks_something_is_refused_at_the_field_and_kept(row, said, column, why):
    with pytest.raises(Lacking) as lacking:
        file(row, DUE, said)
    assert why in lacking.value.columns[column]
    row.refresh_from_db()
    assert row.status == "to_file"
    assert row.submissions.get().words == said.words.strip()


def test_a_carried_over_that_is_not_last_years_needs_a_reason(home):
    before = filing_of(annual(2024, day=on("2025-01-05")), home)
    three = figures(t3_new_person="3", t3_next_person="3")
    file(before, on("2025-01-20"), report(figures=three))
    row = filing_of(annual(), home)
    two = figures(t3_carried_person="2", t3_next_person="2")
    with pytest.raises(Lacking) as lacking:
        file(row, DUE, report(figures=two))
    assert "本年报“上年结转”2，上年报“结转下年度”3" in lacking.value.columns["carry_reason"]
    file(row, DUE, report(figures=two, carry_reason="一件在年末撤回"))
    assert row.status == "filed"


def test_the_same_carried_over_needs_none(home):
    before = filing_of(annual(2024, day=on("2025-01-05")), home)
    file(before, on("2025-01-20"), report(figures=figures(t3_new_person="3", t3_next_person="3")))
    row = filing_of(annual(), home)
    file(row, DUE, report(figures=figures(t3_carried_person="3", t3_next_person="3")))
    assert row.status == "filed"


def test_other_material_needs_words_or_a_file_only(list_of_charts):
    with pytest.raises(Lacking, match="空白材料"):
        file(list_of_charts, DUE, Said(""))
    file(list_of_charts, DUE, Said(""), files=(PAPER,))
    assert list_of_charts.status == "filed"
    assert ledger.of_case(list_of_charts).last().basis == "ACC-8-2"


def test_nothing_saved_is_nothing_to_hand_in(list_of_charts):
    with pytest.raises(Refused, match="还没有填写"):
        drafting.file(list_of_charts, by=clerk_of(list_of_charts), today=DUE, at=at(DUE))


def test_figures_of_a_sheet_go_into_the_draft_beside_its_words(row, list_of_charts):
    drafting.save(row, Said("一稿"), by=clerk_of(row), at=at(SENT))
    draft = drafting.enter_figures(row, figures(t3_new_person="4", t3_next_person="4"), by=clerk_of(row), at=at(SENT))
    assert (draft.words, draft.figures["t3-new-all"]) == ("一稿", "4")
    with pytest.raises(Refused, match="只有年度报告"):
        drafting.enter_figures(list_of_charts, {}, by=clerk_of(row), at=at(SENT))


def test_a_file_is_taken_out_of_a_draft_and_never_out_of_what_was_handed_in(list_of_charts):
    clerk = clerk_of(list_of_charts)
    draft = drafting.save(list_of_charts, WORDS, by=clerk, at=at(SENT), files=(PAPER, PAPER))
    drafting.drop_file(draft.files.first(), by=clerk)
    assert draft.files.count() == 1
    drafting.file(list_of_charts, by=clerk, today=DUE, at=at(DUE))
    send_back(list_of_charts, DUE)
    handed_in = Submission.objects.get(filed_at__isnull=False).files.get()
    with pytest.raises(Refused, match="不能再取下"):
        drafting.drop_file(handed_in, by=clerk)


def test_too_many_files_are_refused(list_of_charts):
    with pytest.raises(Refused, match="最多 50 个"):
        drafting.save(list_of_charts, WORDS, by=clerk_of(list_of_charts), at=at(SENT), files=(PAPER,) * 51)


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (lambda row: handling.send_back(row, reason=" ", by=office(), today=DUE, at=at(DUE)), "写明要补正什么"),
        (
            lambda row: handling.send_back(row, reason="补", due_on=SENT, by=office(), today=DUE, at=at(DUE)),
            "已经过去",
        ),
        (lambda row: handling.withdraw(row, reason="", by=office(), today=DUE, at=at(DUE)), "撤回要写明理由"),
        (
            lambda row: handling.move(row, due_on=DUE + DAY, reason="忙", by=office(), today=DUE, at=at(DUE)),
            "没有期限在走",
        ),
        (
            lambda row: handling.judge_delay(row, excused=True, reason="忙", by=head(), today=DUE, at=at(DUE)),
            "没有迟报",
        ),
    ],
)
def test_the_office_is_refused_what_makes_no_sense_of_something_handed_in(list_of_charts, do, why):
    file(list_of_charts, DUE, WORDS)
    with pytest.raises(Refused, match=why):
        do(list_of_charts)
    assert Filing.objects.get().status == "filed"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"due_on": DUE + DAY, "reason": " "}, "写明理由"),
        ({"due_on": SENT - DAY, "reason": "忙"}, "已经过去"),
        ({"due_on": DUE, "reason": "忙"}, "和原来的一样"),
    ],
)
def test_another_day_needs_a_reason_and_must_be_another(list_of_charts, said, why):
    with pytest.raises(Refused, match=why):
        handling.move(list_of_charts, by=office(), today=SENT, at=at(SENT), **said)
    assert list_of_charts.terms.count() == 1


def test_a_delay_is_judged_by_the_head_with_a_reason(row):
    said = {"excused": True, "today": DUE + DAY, "at": at(DUE + DAY)}
    with pytest.raises(Refused, match="负责人认定"):
        handling.judge_delay(row, reason="病假", by=office(), **said)
    with pytest.raises(Refused, match="写明认定的理由"):
        handling.judge_delay(row, reason=" ", by=head(), **said)


def test_another_units_clerk_and_the_own_leader_do_not_write(list_of_charts, home):
    other = house("130600SJ", "审计局").clerk
    with pytest.raises(Refused, match="交通运输局的经办人"):
        drafting.save(list_of_charts, WORDS, by=other, at=at(SENT))
    with pytest.raises(Refused, match="单位经办人办理"):
        drafting.save(list_of_charts, WORDS, by=home.leader, at=at(SENT))
    with pytest.raises(Refused, match="您没有这个权限"):
        handling.move(
            list_of_charts, due_on=DUE + DAY, reason="忙", by=official("m", "lg_member", of=home.unit), today=SENT,
            at=at(SENT),
        )  # fmt: skip


def test_of_two_who_decide_at_once_one_succeeds(list_of_charts):
    file(list_of_charts, DUE, WORDS)
    first, second = Filing.objects.get(), Filing.objects.get()
    accept(first, DUE)
    with pytest.raises(Refused, match="状态已变化"):
        send_back(second, DUE)
    assert Filing.objects.get().status == "accepted"
    assert Submission.objects.count() == 1
    assert not list_of_charts.terms.filter(ended_on=None).exists()
