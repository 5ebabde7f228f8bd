"""The questions of article 10 as pages without script, what they propose, and what the file shows afterwards."""

import io
import re

import docx
import pikepdf
import pytest
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Division, Subject
from mingjing.catalogue.services.objecting import object_as_handler
from tests.accountability.deciding import heard
from tests.accountability.factories import accused, case, cast, evidence, fact, hearing, person
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, bring, draft, house
from tests.meetings.factories import signed, team
from tests.workbench.changing import MORNING, MOST_QUERIES, queries

pytestmark = pytest.mark.django_db
PERSON = {"begun": "1", "way": "person"}
APPROVED = {**PERSON, "needed": "yes", "submitted": "yes", "approved": "yes"}


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def address(found: AccountabilityCase) -> str:
    return reverse("workbench:accountability_division", args=[found.pk])


def proposed(page: str) -> dict[str, str]:
    """What is proposed for whom, as the page says it."""
    rows = re.findall(r"<legend>(.*?)<span.*?<b>(.*?)</b>", page, re.S)
    return {who.strip(): share.strip() for who, share in rows}


def choose(subject: Subject, share: str, why: str = "") -> dict[str, str]:
    return {f"share-{subject.pk}": share, f"why-{subject.pk}": why}


def both(people) -> tuple[AccountabilityCase, Subject, Subject]:
    """A case against the handler and the chief."""
    found, handler = heard(people)
    chief = person(found, people.chief, part="chief")
    hearing(chief)
    return found, handler, chief


def test_one_question_comes_after_the_other_and_each_leads_back(enter, people):
    found, _handler = heard(people)
    client, url = enter(people.lgo), address(found)
    first = client.get(url).text
    assert "各人在这件事中的身份" in first
    asked = client.get(url, {"begun": "1"}).text
    assert "这件事是怎样决定的" in asked
    assert "第十条第三项" in asked
    assert "按审批链条划分" in asked  # the article's text
    asked = client.get(url, PERSON).text
    assert "这件事应当报主管领导审批吗" in asked
    assert 'name="way" value="person"' in asked
    asked = client.get(url, {**PERSON, "needed": "yes"}).text
    assert "报给主管领导了吗" in asked
    assert 'href="?begun=1&amp;way=person"' in asked  # the way back to the question before
    assert not Division.objects.exists()


@pytest.mark.parametrize("answers", [{"way": "nobody"}, {"meeting": "x"}, {"evidence": "x"}])
def test_an_answer_that_there_is_not_has_no_page(enter, people, answers):
    found, _handler = heard(people)
    assert enter(people.lgo).get(address(found), {"begun": "1", **answers}).status_code == 404


@pytest.mark.article("ACC-10-1")
def test_not_submitted_though_it_had_to_be_leaves_all_to_the_handler(enter, people):
    found, handler = heard(people)
    page = enter(people.lgo).get(address(found), {**PERSON, "needed": "yes", "submitted": "no"}).text
    assert proposed(page) == {str(handler): "全部责任"}
    assert "责任追究办法第十条第一项" in page
    assert "应当报主管领导审批而没有报" in page


@pytest.mark.article("ACC-10-2a")
def test_approved_leaves_most_to_the_chief(enter, people):
    found, handler, chief = both(people)
    page = enter(people.lgo).get(address(found), {**APPROVED, "handler": "neither"}).text
    assert proposed(page) == {str(handler): "次要责任", str(chief): "主要责任"}


@pytest.mark.article("ACC-10-2b")
def test_knowing_silence_cannot_be_finished_without_evidence(enter, people):
    found, handler, chief = both(people)
    client, said = enter(people.lgo), {**APPROVED, "handler": "silent"}
    page = client.get(address(found), said).text
    assert "没有承办人明知的证据，不能照这一项提出划分" in page
    shares = {**choose(handler, "full"), **choose(chief, "none"), "weighing": "已补救。"}
    query = "?" + "&".join(f"{key}={value}" for key, value in said.items())
    assert client.post(address(found) + query, shares).status_code == 422
    assert "没有承办人明知的证据" in client.get(address(found), {**said, "proved": "1"}).text
    assert not Division.objects.exists()
    piece = evidence(found, "聊天记录")
    gone = evidence(found, "匿名短信", set_aside_on="2026-03-01", set_aside_by=people.lgo, set_aside_for="来源不明")
    assert "匿名短信" not in client.get(address(found), said).text
    assert client.get(address(found), {**said, "evidence": str(gone.pk)}).status_code == 404
    page = client.get(address(found), {**said, "proved": "1", "evidence": str(piece.pk)}).text
    assert proposed(page) == {str(handler): "全部责任", str(chief): "不承担责任"}
    answer = client.post(f"{address(found)}{query}&proved=1&evidence={piece.pk}", shares)
    assert answer.status_code == 302
    assert list(Division.objects.get().knowledge.all()) == [piece]


@pytest.mark.article("ACC-10-2c")
def test_an_objection_locked_in_the_chain_exempts_the_handler(enter, people):
    home = house("130600JT", "交通运输局")
    version = bring(draft(home), home, "unit_review")
    object_as_handler(version, words="收费没有依据，应当先报财政部门核定。", by=home.clerk, at=AT)
    found = case(people, "heard")
    handler, chief = person(found, home.clerk), person(found, home.leader, part="chief")
    evidence(found, about_kind="version", about_id=version.pk)
    client, url = enter(people.lgo), address(found)
    assert "收费没有依据" in client.get(url).text
    asked = client.get(url, APPROVED).text
    assert re.search(r'value="advised"\s+required\s+checked', asked)
    assert "系统中有锁定的记录" in asked
    said = {**APPROVED, "handler": "advised", "illegal": "no", "proved": "1"}
    page = client.get(url, said).text
    assert proposed(page) == {str(handler): "不承担责任", str(chief): "主要责任"}
    assert "也没有关联证据" not in page
    assert "公务员法第六十条" in client.get(url, {**said, "illegal": "yes"}).text
    assert (
        "锁定有承办人的异议，与“没有提醒和建议”不符"
        in client.get(url, {**APPROVED, "handler": "silent", "evidence": str(found.evidence.get().pk)}).text
    )
    post = client.post(
        f"{url}?begun=1&way=person&needed=yes&submitted=yes&approved=yes&handler=advised&illegal=no&proved=1",
        {**choose(handler, "none"), **choose(chief, "main"), "weighing": "已补救。"},
    )
    assert post.status_code == 302
    seen = {one["key"]: one for one in Division.objects.get().proposal["bearers"]}[str(handler.pk)]
    assert (seen["objected"], version.number in seen["source"]) == (True, True)


@pytest.mark.article("ACC-10-3a")
@pytest.mark.article("ACC-10-3b")
@pytest.mark.parametrize(("dissents", "expected"), [(0, ["主要责任"] + ["次要责任"] * 4), (1, None)])
def test_the_record_of_a_collective_decision_is_read(enter, people, dissents, expected):
    board = team()
    meeting = signed(board, *board.members[:dissents])
    found = case(people, "heard")
    rows = [person(found, one, part="") for one in board.all]
    client = enter(people.lgo)
    first = client.get(address(found)).text
    assert str(meeting.number) in first
    page = client.get(address(found), {"begun": "1", "meeting": str(meeting.pk)}).text
    assert "系统中有锁定的记录" in page  # 经领导班子集体讨论决定 is offered first
    page = client.get(address(found), {"begun": "1", "meeting": str(meeting.pk), "way": "team"}).text
    shares = list(proposed(page).values())
    assert shares == (expected or ["主要责任", "不承担责任", "次要责任", "次要责任", "次要责任"])
    assert len(rows) == 5


@pytest.mark.article("ACC-12-d")
def test_the_file_shows_answers_proposal_choice_and_the_difference_explained(enter, people):
    found, handler, chief = both(people)
    fact(found, evidence(found))
    client = enter(people.lgo)
    url = f"{address(found)}?begun=1&way=person&needed=yes&submitted=yes&approved=yes&handler=neither"
    said = {
        **choose(handler, "none"), **choose(chief, "main"), "weighing": "影响一家企业。",
        "circumstances": "ACC-12-d-corrected",
    }  # fmt: skip
    refused = client.post(url, said)
    assert refused.status_code == 422
    assert "与建议的“次要责任”不同，请写明理由" in refused.text
    assert "影响一家企业。" in refused.text  # what was typed is kept
    assert client.post(url, {**said, **choose(handler, "none", "刚刚到岗，由前任移交。")}).status_code == 302
    file = client.get(found.get_absolute_url()).text
    for words in (
        "承办人当时是怎样做的", "两者都不是", "次要责任", "不承担责任", "刚刚到岗，由前任移交。", "影响一家企业。",
        "从轻：主动纠正", "重新区分责任",
    ):  # fmt: skip
        assert words in file
    row = Division.objects.get()
    paper = reverse("workbench:accountability_division_paper", args=[found.pk, row.pk, "docx"])
    opened = docx.Document(io.BytesIO(client.get(paper).content))
    cells = [cell.text for table in opened.tables for line in table.rows for cell in line.cells]
    assert {"刚刚到岗，由前任移交。", "不承担责任", "次要责任", "两者都不是", "第十条第二项"} <= set(cells)
    made = client.get(paper.replace("docx", "pdf")).content
    assert len(pikepdf.open(io.BytesIO(made)).pages) >= 1


def test_a_unit_gets_its_share_with_a_reason_beside_its_people(enter, people):
    found, handler = heard(people)
    place = accused(found)
    hearing(place)
    client, url = enter(people.lgo), f"{address(found)}?begun=1&way=person&needed=yes&submitted=no"
    page = client.get(url).text
    assert proposed(page)[str(place)] == "条文没有规定份额"
    said = {**choose(handler, "full"), **choose(place, "secondary", "制度缺位。"), "weighing": "已补救。"}
    assert client.post(url, said).status_code == 302


def test_what_was_divided_meanwhile_is_looked_at_first(enter, people):
    found, handler = heard(people)
    client, url = enter(people.lgo), f"{address(found)}?begun=1&way=person&needed=yes&submitted=no"
    said = {**choose(handler, "full"), "weighing": "已补救。"}
    assert client.post(url, {**said, "after": ""}).status_code == 302
    again = client.post(url, {**said, "after": ""})
    assert again.status_code == 422
    assert "别人刚刚区分过责任" in again.text
    newest = re.search(r'name="after" value="([0-9a-f-]+)"', client.get(url).text)
    assert client.post(url, {**said, "after": newest[1]}).status_code == 302
    assert "已被重新区分" in client.get(found.get_absolute_url()).text


@pytest.mark.parametrize("who", ["second", "head", "member", "legal", "disc", "clerk", "leader", "handler"])
@pytest.mark.parametrize("status", ["investigating", "informed", "heard", "divided", "drafted", "closed"])
def test_the_page_is_there_for_a_clerk_of_the_office_between_hearing_and_draft(enter, people, who, status):
    found, _handler = heard(people, status)
    expected = 200 if who == "second" and status in ("heard", "divided") else 404
    assert enter(getattr(people, who)).get(address(found)).status_code == expected


def test_the_pages_cost_the_same_however_many_subjects(enter, people):
    board = team()
    meeting = signed(board, board.members[0])
    found = case(people, "heard")
    for one in board.all:
        hearing(person(found, one, part=""))
    client, said = enter(people.lgo), {"begun": "1", "meeting": str(meeting.pk)}
    for asked in ({}, said, {**said, "way": "team"}):
        assert queries(client, address(found), **asked) <= MOST_QUERIES
