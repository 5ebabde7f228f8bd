"""The draft of a decision as a page: what each severity offers, what a draft lacks, what it shows before it is kept."""

import datetime as dt

import pytest

from mingjing.accountability.models import AccountabilityCase, Decision
from mingjing.accountability.services import judging
from mingjing.regulations.models import Basis
from tests.accountability.deciding import NOW, divided, heard
from tests.accountability.factories import TODAY, accused, cast, division, evidence, fact, hearing, person
from tests.casework.signals import in_force
from tests.workbench.accountability.drafts import DUE, act, address, minor, offered, pick, rest
from tests.workbench.changing import MORNING, MOST_QUERIES, MOST_QUERIES_OF_A_FILE, queries

pytestmark = pytest.mark.django_db
SEVERITIES = {"ACC-11-1": "1a 1b 1c", "ACC-11-2": "2b 2c 2d", "ACC-11-3": "3d 3e"}


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


@pytest.mark.article("ACC-11-0")
def test_the_severities_are_those_of_the_text_and_each_shows_its_own_measures(enter, people):
    found, _subject, _division = divided(people)
    client = enter(people.lgo)
    page = client.get(address(found)).text
    for name in ("情节轻微、影响较小", "影响正常工作或者给群众造成损失", "情节严重、影响较大"):
        assert name in page
    assert "移交纪检监察机关" in page
    for severity, expected in SEVERITIES.items():
        assert offered(client.get(address(found, severity)).text) == expected.split()
    for severity in ("ACC-11-4", "ACC-11-5", "ACC-99"):
        assert client.get(address(found, severity)).status_code == 404


def test_a_unit_is_offered_what_fits_a_unit(enter, people):
    found, handler = heard(people, "divided")
    place = accused(found)
    hearing(place)
    division(found, {handler: "none", place: "full"})
    assert offered(enter(people.lgo).get(address(found, "ACC-11-3")).text) == ["3a", "3b", "3c"]


@pytest.mark.article("ACC-4-3")
def test_a_graver_measure_waits_for_a_reason_and_the_leading_group(enter, people):
    found, subject, _division = divided(people)
    client = enter(people.lgo)
    url = address(found, "ACC-11-1", wide=True)
    assert offered(client.get(url).text) == ["1a", "1b", "1c", "2b", "2c", "2d", "3d", "3e"]
    said = {**rest(found), **pick(subject, "3e", starts="2026-04-01")}
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "要写明理由，并由领导小组批准（ACC-4-3）" in refused.text
    said |= {f"why-{subject.pk}-ACC-11-3e": "两年内第三次发生。"}
    assert client.post(url, said).status_code == 302
    decision = Decision.objects.get()
    judging.check(decision, opinion="合法。", by=people.legal, **NOW)
    head = enter(people.head)
    assert act(found, "approve") not in head.get(found.get_absolute_url()).text
    word = {"approve-decision": decision.pk, "approve-text": "同意。"}
    blocked = head.post(act(found, "approve"), word)
    assert blocked.status_code == 422
    assert "由领导小组批准" in blocked.text
    member = enter(people.member)
    assert act(found, "approve") in member.get(found.get_absolute_url()).text
    assert member.post(act(found, "approve"), word).status_code == 302
    found.refresh_from_db()
    assert found.status == "approved"
    assert "两年内第三次发生" in member.get(found.get_absolute_url()).text


@pytest.mark.article("ACC-11-1c")
def test_a_minor_fault_without_a_due_date_is_refused(enter, people):
    found, subject, _division = divided(people)
    said = {**rest(found), **pick(subject, "1a"), **pick(subject, "1c")}
    refused = enter(people.lgo).post(address(found, "ACC-11-1"), said)
    assert refused.status_code == 422
    assert "必须写明期限（ACC-11-1c）" in refused.text
    assert "情节轻微，影响较小。" in refused.text
    assert not Decision.objects.exists()


@pytest.mark.article("ACC-11-3b")
def test_a_unit_is_ordered_to_rectify_by_a_day(enter, people):
    found, _handler = heard(people, "divided")
    place = accused(found)
    hearing(place)
    division(found, {_handler: "none", place: "full"})
    client, url = enter(people.lgo), address(found, "ACC-11-3")
    for more, why in (({}, "还要选“责令限期整改”"), (pick(place, "3b"), "必须写明期限（ACC-11-3b）")):
        refused = client.post(url, {**rest(found), **pick(place, "3a"), **more})
        assert (refused.status_code, why in refused.text) == (422, True)
    said = {**rest(found), **pick(place, "3a"), **pick(place, "3b", due=DUE, words="全面自查，逐项整改。")}
    assert client.post(url, said).status_code == 302
    assert Decision.objects.get().measures.get(measure="ACC-11-3b").due_on == dt.date(2026, 4, 1)


@pytest.mark.article("ACC-11-1b")
def test_only_one_of_admonition_and_education_is_required(enter, people):
    found, subject, _division = divided(people)
    client, url, due = enter(people.lgo), address(found, "ACC-11-1"), pick(subject, "1c", due=DUE)
    both = client.post(url, {**rest(found), **pick(subject, "1a"), **pick(subject, "1b"), **due})
    assert "“口头告诫”、“批评教育”只能选一种" in both.text
    neither = client.post(url, {**rest(found), **due})
    assert "“口头告诫”、“批评教育”要选一种" in neither.text
    assert client.post(url, {**rest(found), **pick(subject, "1b"), **due}).status_code == 302


@pytest.mark.article("ACC-11-3d")
@pytest.mark.article("GAP-13")
def test_both_readings_of_the_damaged_text_are_offered_with_the_note(enter, people):
    found, subject, _division = divided(people)
    client, url = enter(people.lgo), address(found, "ACC-11-3")
    page = client.get(url).text
    for words in ("免职并调离原工作岗位", "调离原工作岗位，不含免职", "原文此处似有缺字", "GAP-13"):
        assert words in page
    refused = client.post(url, {**rest(found), **pick(subject, "3d")})
    assert "原文有缺字，要选定一种读法（GAP-13）" in refused.text
    chosen = pick(subject, "3d", reading="调离原工作岗位，不含免职", organ="市交通运输局党组")
    assert client.post(url, {**rest(found), **chosen}).status_code == 302
    row = Decision.objects.get().measures.get()
    assert (row.reading, row.organ) == ("调离原工作岗位，不含免职", "市交通运输局党组")
    file = client.get(found.get_absolute_url()).text
    assert "调离原工作岗位，不含免职" in file
    assert "原文此处似有缺字" in file


@pytest.mark.article("ACC-11-3e")
def test_the_end_of_three_months_is_shown_with_its_rule_before_anything_is_kept(enter, people):
    found, subject, _division = divided(people)
    client, url = enter(people.lgo), address(found, "ACC-11-3")
    said = {**rest(found), **pick(subject, "3e", starts="2026-11-30")}
    looked = client.post(url, {**said, "look": "1"})
    assert looked.status_code == 200
    words = "2026年11月30日起，至2027年2月28日止（按月计算，到期月份没有相同日期的，以月末为止）"
    assert words in looked.text
    assert "由办公室负责人批准" in looked.text
    assert not Decision.objects.exists()
    assert client.post(url, said).status_code == 302
    assert words in client.get(found.get_absolute_url()).text


@pytest.mark.article("ACC-1-b")
@pytest.mark.article("GAP-14")
def test_a_repealed_basis_is_warned_of_and_kept_only_with_a_typed_reason(enter, people):
    found, subject, _division = divided(people)
    client, url = enter(people.lgo), address(found, "ACC-11-1")
    repealed = Basis.objects.get(name="中华人民共和国行政监察法")
    assert "废止，现行的是《中华人民共和国监察法》" in client.get(url).text
    said = {**rest(found, bases=["ACC", str(repealed.pk)]), **minor(subject)}
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "请写明理由后再保存（ACC-1-b）" in refused.text
    assert client.post(url, {**said, "basis_reason": "行为发生时有效。"}).status_code == 302
    file = client.get(found.get_absolute_url()).text
    assert "行为发生时有效。" in file
    assert "现行的是《中华人民共和国监察法》" in file


@pytest.mark.article("ACC-4-4b")
def test_rectification_is_proposed_with_its_last_day_and_left_out_for_a_reason_only(enter, people):
    found, subject, _division = divided(people)
    client, url = enter(people.lgo), address(found, "ACC-11-1")
    assert 'value="2026-03-23"' in client.get(url).text  # fifteen working days after 2 March
    said = {**rest(found), **minor(subject), f"words-{subject.pk}-ACC-11-1c": "建立登记簿。"}
    del said["rectify"]
    assert "不责令改正的，写明理由" in client.post(url, said).text
    assert client.post(url, {**said, "no_rectify_for": "已经全部改正。"}).status_code == 302
    assert "不责令改正，理由：已经全部改正。" in client.get(found.get_absolute_url()).text


@pytest.mark.article("ACC-4-4a")
def test_an_unlinked_fact_is_told_before_anything_is_typed_and_refused_after(enter, people):
    found, subject, _division = divided(people)
    fact(found, text="另收一份材料。")
    client = enter(people.lgo)
    assert "事实2没有关联证据" in client.get(address(found)).text
    assert "事实2没有关联证据" in client.post(address(found, "ACC-11-1"), {**rest(found), **minor(subject)}).text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("who", ["second", "head", "member", "legal", "disc", "clerk", "handler"])
@pytest.mark.parametrize("status", ["heard", "divided", "drafted", "checked", "closed"])
def test_the_page_of_the_draft_is_there_for_a_clerk_of_the_office_once_divided(enter, people, who, status):
    found, _subject, _division = divided(people)
    AccountabilityCase.objects.update(status=status)
    expected = 200 if who == "second" and status == "divided" else 404
    assert enter(getattr(people, who)).get(address(found)).status_code == expected


def test_the_pages_cost_the_same_however_many_drafts_and_subjects(enter, people):
    found, handler = heard(people, "divided")
    subjects = {handler: "full"}
    for n in range(4):
        one = person(found, f"王{n}", part="handler")
        hearing(one)
        subjects[one] = "full"
    division(found, subjects)
    fact(found, evidence(found))
    costs = []
    client = enter(people.lgo)
    for no in (1, 2, 3):
        row = Decision.objects.create(
            case=found, no=no, severity="ACC-11-1", reasons=f"第{no}稿", bases=[], rectify_by=TODAY,
            drafted_by=people.lgo, drafted_on=TODAY, returned_by=people.legal, returned_on=TODAY, returned_for="再核对",
        )  # fmt: skip
        for subject in subjects:
            row.measures.create(subject=subject, measure="ACC-11-1a", severity="ACC-11-1")
        costs.append(queries(client, found.get_absolute_url()))
    assert queries(client, address(found)) <= MOST_QUERIES
    assert queries(client, address(found, "ACC-11-1")) <= MOST_QUERIES
    assert len(set(costs)) == 1
    assert costs[0] <= MOST_QUERIES_OF_A_FILE
