"""条文解释: asked by a unit, drafted by one, issued by another, shown beside the article (ACC-14)."""

import io
from itertools import product

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from mingjing.core.pages import file_of
from mingjing.ledger.models import Entry
from mingjing.portal import publication
from mingjing.regulations.models import Article, Interpretation
from mingjing.regulations.services import interpretations as services
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, official
from tests.supervision.factories import lead
from tests.workbench.changing import MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, ASK = reverse("workbench:interpretations"), reverse("workbench:interpretation_ask")
QUESTION, ANSWER = "“及时”纠正是多少天？", "自收到通知之日起十个工作日。"
BACK_OFFICE = reverse("workbench:regulation", args=["baoding-2010"])
TODAY = MORNING.date()


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026, the regulation in force."""
    time_machine.move_to(MORNING, tick=False)
    in_force()


def article(number: int = 13) -> Article:
    return Article.objects.get(document="ACC", number=number, regulation__number="baoding-2010")


def address(row, key: str = "") -> str:
    if key in ("draft", ""):
        return reverse("workbench:interpretation" + ("_draft" if key else ""), args=[row.pk])
    return reverse("workbench:interpretation_act", args=[row.pk, key])


def asked(home, **said) -> Interpretation:
    columns = {"articles": [article()], "question": QUESTION, **said}
    return services.ask(columns["articles"], columns["question"], by=home.clerk, today=TODAY, at=AT)


def drafted(home, **said) -> Interpretation:
    row = asked(home)
    columns = {"articles": [article()], "question": QUESTION, "answer": ANSWER, **said}
    services.draft(row, services.Answer(**columns), by=office(), today=TODAY, at=AT)
    return row


def issued(home, **said) -> Interpretation:
    row = drafted(home, **said)
    if row.public:
        services.clear(row, opinion="不涉密", by=home.secrecy, at=AT)
    services.issue(row, by=home.head, today=TODAY, at=AT)
    return row


def public_page(number: int = 13) -> str:
    return reverse("portal:article", args=["baoding-2010", f"ACC-{number}"])


@pytest.mark.article("ACC-14")
def test_a_question_of_a_unit_is_answered_and_the_answer_stands_beside_its_articles(enter, home, other, client):
    keys = [article(13).pk, article(12).pk]
    assert f"{ASK}?article={keys[0]}" in enter(home.clerk).get(BACK_OFFICE).text
    answer = enter(home.clerk).post(ASK, {"articles": keys, "question": QUESTION})
    row = Interpretation.objects.get()
    assert answer.url == address(row)
    assert row.number == "释〔2026〕00001"
    assert QUESTION in enter(office()).get(reverse("workbench:todo")).text
    assert enter(other.clerk).get(address(row)).status_code == 404
    draft = {"articles": keys, "question": QUESTION, "answer": ANSWER}
    assert enter(office()).post(address(row, "draft"), draft).status_code == 302
    assert ANSWER not in enter(home.clerk).get(address(row)).text
    assert ANSWER not in enter(home.clerk).get(BACK_OFFICE).text
    assert QUESTION in enter(home.head).get(reverse("workbench:todo")).text
    assert enter(home.head).post(address(row, "issue")).status_code == 302
    for person in (home.clerk, other.clerk, home.head):
        page = enter(person).get(BACK_OFFICE).text
        for number in (12, 13):
            beside = page.split(f'<section id="ACC-{number}">')[1].split("</section>")[0]
            assert ANSWER in beside
        assert page.count(ANSWER) == 2
        assert ANSWER in enter(person).get(address(row)).text
    client.logout()
    assert ANSWER not in client.get(public_page()).text  # internal
    assert [entry.basis for entry in Entry.objects.filter(case_id=row.pk).order_by("seq")] == ["ACC-14"] * 3


@pytest.mark.article("ACC-14", "ACC-9-4b")
def test_a_public_one_is_cleared_by_name_first_and_shown_to_everybody(enter, home, client):
    row = drafted(home, public=True)
    publication.render("regulation", "baoding-2010")
    refused = enter(home.head).post(address(row, "issue"))
    assert (refused.status_code, "先经保密审查" in refused.text) == (422, True)
    assert QUESTION in enter(home.secrecy).get(reverse("workbench:todo")).text
    refused = enter(home.secrecy).post(address(row, "clear"), {"words": " "})
    assert (refused.status_code, "要写明意见" in refused.text) == (422, True)
    assert enter(home.secrecy).post(address(row, "clear"), {"words": "不涉密"}).status_code == 302
    assert enter(home.head).post(address(row, "issue")).status_code == 302
    publication.render("regulation", "baoding-2010")
    client.logout()
    assert ANSWER in client.get(public_page()).text
    assert ANSWER in file_of(public_page()).read_text()
    assert ANSWER not in client.get(public_page(12)).text
    assert client.get(address(row)).status_code == 302  # the file itself is for officials


@pytest.mark.article("ACC-9-4a")
def test_a_public_one_with_an_id_number_is_not_issued(home):
    row = drafted(home, public=True, answer="如130602199001010012所示")
    services.clear(row, opinion="不涉密", by=home.secrecy, at=AT)
    with pytest.raises(services.Refused, match="有个人信息") as refusal:
        services.issue(row, by=home.head, today=TODAY, at=AT)
    assert "130602199001010012" not in str(refusal.value)


@pytest.mark.article("ACC-14")
def test_it_stands_beside_the_article_of_a_leads_ground_as_well(enter, home):
    issued(home, articles=[article(5)])
    page = reverse("workbench:lead", args=[lead(home.unit).pk])
    assert ANSWER in enter(office()).get(page).text
    other = reverse("workbench:lead", args=[lead(home.unit, "ACC-6-2").pk])
    assert ANSWER not in enter(office()).get(other).text


def test_nobody_issues_their_own_draft_nor_clears_it(home):
    both = official("both", "lgo_clerk", "lgo_head", "secrecy_reviewer", of=office().unit)
    row = asked(home)
    said = services.Answer(articles=[article()], question=QUESTION, answer=ANSWER, public=True)
    services.draft(row, said, by=both, today=TODAY, at=AT)
    for act, told in (
        (lambda: services.issue(row, by=both, today=TODAY, at=AT), "起草人不能签发"),
        (lambda: services.clear(row, opinion="可", by=both, at=AT), "起草人不能审查"),
    ):
        with pytest.raises(services.Refused, match=told):
            act()
    with pytest.raises(IntegrityError, match="interpretation_by_two"), transaction.atomic():
        Interpretation.objects.filter(pk=row.pk).update(issued_by=both, issued_on=TODAY, cleared_by=both)


def test_a_new_one_replaces_the_old_one_which_says_so(enter, home):
    old = issued(home, public=True)
    new = issued(home, replaces=old, answer="自收到通知之日起十五个工作日。")
    old.refresh_from_db()
    assert (old.status, old.ended_for) == ("replaced", f"由 {new} 代替")
    page = enter(home.clerk).get(BACK_OFFICE).text
    assert "十五个工作日" in page
    assert ANSWER not in page
    assert new.number in enter(home.clerk).get(address(old)).text
    assert ANSWER not in enter(home.clerk).get(public_page()).text
    with pytest.raises(services.Refused, match="不能代替"):
        drafted(home, replaces=old)


def test_one_is_withdrawn_with_a_reason_and_is_gone_from_the_article(enter, home):
    row = issued(home)
    refused = enter(home.head).post(address(row, "withdraw"), {"words": ""})
    assert (refused.status_code, "要写明理由" in refused.text) == (422, True)
    assert enter(home.head).post(address(row, "withdraw"), {"words": "省里另有规定"}).status_code == 302
    assert ANSWER not in enter(home.clerk).get(BACK_OFFICE).text
    assert "省里另有规定" in enter(home.clerk).get(address(row)).text


def test_a_draft_that_is_sent_back_loses_its_clearance_and_a_question_may_be_declined(enter, home):
    row = drafted(home, public=True)
    services.clear(row, opinion="不涉密", by=home.secrecy, at=AT)
    assert enter(home.head).post(address(row, "send-back"), {"words": "写明起算日"}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.cleared_by) == ("asked", None)
    assert enter(office()).post(address(row, "decline"), {"words": "条文已写明"}).status_code == 302
    assert "条文已写明" in enter(home.clerk).get(address(row)).text


@pytest.mark.parametrize(
    ("said", "told"),
    [({"question": " "}, "写明要解释的是什么问题"), ({"articles": []}, "请选择要解释的条文")],
)
def test_a_question_without_words_or_article_is_refused_and_keeps_what_was_typed(enter, home, said, told):
    answer = enter(home.leader).post(ASK, {"articles": [article().pk], "question": QUESTION, **said})
    assert (answer.status_code, told in answer.text) == (422, True)
    assert QUESTION in answer.text or "question" in said
    assert not Interpretation.objects.exists()


def test_a_draft_without_answer_is_refused_and_keeps_what_was_typed(enter, home):
    row = asked(home)
    said = {"articles": [article().pk], "question": "改过的问题", "answer": " "}
    answer = enter(office()).post(address(row, "draft"), said)
    assert answer.status_code == 422
    assert "都要写明" in answer.text
    assert "改过的问题" in answer.text


def test_the_list_is_filtered_and_taken_away_and_hides_drafts(enter, home, other):
    one, two = issued(home), issued(home, public=True, answer="另一个意思", articles=[article(9)])
    hidden = drafted(home, answer="草稿里的话")
    client = enter(other.clerk)
    for asked_for, found in (
        ({}, {one, two}),
        ({"article": "acc-9"}, {two}),
        ({"public": "no"}, {one}),
        ({"words": "另一个"}, {two}),
        ({"words": "草稿里"}, set()),
        ({"status": "withdrawn"}, set()),
    ):
        assert set(client.get(LIST, asked_for).context["page"]) == found
    assert set(enter(home.clerk).get(LIST, {"words": "草稿里"}).context["page"]) == set()
    assert set(enter(office()).get(LIST, {"words": "草稿里"}).context["page"]) == {hidden}
    book = load_workbook(io.BytesIO(enter(home.clerk).get(LIST, {"export": "xlsx"}).getvalue()))
    rows = {row[0]: row for row in list(book.worksheets[0].values)[1:]}
    assert set(rows) == {one.number, two.number, hidden.number}
    assert rows[two.number][2:5] == ("ACC-9", QUESTION, "另一个意思")
    assert "草稿里的话" not in str(rows)
    assert enter(home.clerk).get(LIST, {"status": "x"}).status_code == 422


@pytest.mark.article("ACC-14")
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_an_issued_one_is_printed_with_its_number_articles_and_day(enter, home, kind):
    row = issued(home)
    data = enter(home.clerk).get(reverse("workbench:interpretation_document", args=[row.pk, kind])).content
    if kind == "docx":
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
        for words in (row.number, "责任追究办法第十三条", QUESTION, ANSWER, "2026年3月2日", "领导小组办公室"):
            assert words in text
    else:
        with pikepdf.open(io.BytesIO(data)) as opened:
            assert len(opened.pages) == 1
    unissued = drafted(home)
    assert (
        enter(office()).get(reverse("workbench:interpretation_document", args=[unissued.pk, kind])).status_code == 404
    )


def test_who_may_do_what(enter, home, other):
    people = {
        "clerk": home.clerk, "leader": home.leader, "other": other.clerk, "office": office(), "head": home.head,
        "secrecy": home.secrecy, "member": official("member", "lg_member", of=office().unit),
        "audit": official("audit", "audit_admin", of=other.unit),
    }  # fmt: skip
    asks = {name: enter(person).get(ASK).status_code for name, person in people.items()}
    assert asks == {**dict.fromkeys(people, 404), **dict.fromkeys(("clerk", "leader", "other", "office"), 200)}
    may = {("office", "draft"), ("office", "decline"), ("head", "issue"), ("head", "send-back"), ("head", "withdraw"),
           ("secrecy", "clear")}  # fmt: skip
    unseen = {"other", "audit"}
    ready = {
        "draft": asked, "decline": asked, "issue": drafted, "send-back": drafted,
        "clear": lambda home: drafted(home, public=True), "withdraw": issued,
    }  # fmt: skip
    said = {"words": "理由", "articles": [article().pk], "question": QUESTION, "answer": ANSWER}
    for (name, person), key in product(people.items(), ready):
        row = ready[key](home)
        status = enter(person).post(address(row, key), said).status_code
        hidden = name in unseen and key != "withdraw" or (name == "secrecy" and key not in ("clear", "withdraw"))
        expected = 404 if hidden else 302 if (name, key) in may else 422
        assert status == expected, (name, key)
    assert enter(office()).post(address(row, "nonsense")).status_code == 404


def test_the_pages_keep_to_their_queries(enter, home):
    rows = [issued(home, articles=[article(), article(12)]) for _ in range(12)]
    client = enter(office())
    pages = (LIST, ASK, address(rows[0]), BACK_OFFICE, public_page())
    assert {page: n for page in pages if (n := queries(client, page)) > MOST_QUERIES} == {}
