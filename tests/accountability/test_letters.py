"""Letters: what each says, opened as docx and pdf; numbers without gaps; nothing changes afterwards (ACC-12-f)."""

import io
import subprocess

import docx
import pikepdf
import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from mingjing.accountability import letters
from mingjing.accountability.letters import freezing
from mingjing.accountability.models import Fact, Letter, Objection, Transfer
from mingjing.accountability.services import issuing
from mingjing.core.documents import Document, Paragraph, Picture, as_docx, as_pdf
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.regulations.selectors import law
from tests.accountability import factories as make
from tests.accountability.dossier import Dossier, dossier
from tests.accountability.factories import AT, TODAY, Cast, cast
from tests.casework.signals import in_force

pytestmark = pytest.mark.django_db
TITLE = "保定市政务公开暨行政权力公开透明运行工作责任追究办法（试行）"
SIGNED = "保定市行政权力公开透明运行工作领导小组办公室"


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def file(people) -> Dossier:
    return dossier(people)


def issued(file: Dossier, kind: str, document: Document, people: Cast, **said) -> Letter:
    return issuing.issue(file.case, kind, document, by=people.lgo, today=TODAY, at=AT, **said)


def word(letter: Letter) -> str:
    """The whole text of the docx, cells included."""
    book = docx.Document(io.BytesIO(as_docx(freezing.document_of(letter))))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in book.paragraphs), *cells])


def printed(letter: Letter) -> str:
    """The text of the pdf without the breaks of its lines."""
    data = as_pdf(freezing.document_of(letter))
    assert pikepdf.open(io.BytesIO(data)).pages
    shown = subprocess.run(["pdftotext", "-raw", "-", "-"], input=data, capture_output=True, check=True)  # noqa: S607
    return "".join(shown.stdout.decode().split())


def says(letter: Letter, *words: str) -> None:
    """Both files say each of these."""
    for text in ("".join(word(letter).split()), printed(letter)):
        missing = [one for one in words if one not in text]
        assert not missing, f"{letter}: {missing}\n{text}"


def test_the_notice_of_defence_tells_facts_evidence_basis_and_until_when(people, file):
    facts = list(Fact.objects.filter(case=file.case, finding="established"))
    made = letters.defence(file.handler, facts=facts, deadline=law(TODAY).limits["ACC-12-c"])
    letter = issued(file, "defence", made, people, subject=file.handler)
    says(
        letter, "责任追究陈述申辩告知书", "权公开办责告〔2026〕1号", "超过承诺时限5个工作日",
        "第七条第二项（延长办理时间）",
        "第七条第二项（增加办理条件或材料）", "道路货物运输经营许可办件登记表（证据1）",
        "自收到本告知书之日起5个工作日内",
        TITLE, "由本人签名", SIGNED, "2026年3月2日", f"{people.handler.name}（交通运输局政务服务科科员）：",
    )  # fmt: skip
    assert "王某" not in word(letter)  # who was questioned is not told
    assert "收取加急费用" not in word(letter)


def test_the_decision_holds_defence_division_measures_and_reasons(people, file):
    letter = issued(file, "decision", letters.decision(file.decision), people)
    says(
        letter, "责任追究决定书", "权公开办责决〔2026〕1号", "意见1：系统升级停用两天，应当扣除。答复：采纳。",

        "答复：不予采纳。公布的材料目录中没有该项。", "影响正常工作或者给群众造成损失",
        "主要责任", "次要责任",
        "第十条第一项",
        "配合调查，主动提供证据", "对部门或单位提出批评（第十一条第二项）",
        "同类问题一年内第二次发生", "政府信息公开条例",
        "2026年4月1日前（含当日）改正",
    )  # fmt: skip


@pytest.mark.article("ACC-4-2")
def test_a_unit_and_three_persons_get_a_notice_each_with_their_own_share_and_measure(people, file):
    third = make.person(file.case, "赵六", part="member")
    notices = {
        subject: issued(file, "notice", letters.notice(subject, file.decision), people, subject=subject)
        for subject in (file.unit, file.chief, file.handler, third)
    }
    assert [one.number for one in notices.values()] == [f"权公开办责通〔2026〕{n}号" for n in (1, 2, 3, 4)]
    says(notices[file.unit], "交通运输局：", "责令限期整改（第十一条第三项）", "你单位应当于2026年4月1日前")
    says(notices[file.chief], "对责任人通报批评（第十一条第二项）", "你对上述事实负主要责任（第十条第一项）")
    says(notices[file.handler], "责令写出书面检查（第十一条第二项），期限为2026年3月16日前", "负次要责任")
    says(notices[third], "赵六（交通运输局科员）：", "对你不采取追究方式")
    assert "对责任人通报批评" not in word(notices[file.handler])


def test_a_notice_names_the_remedies_that_really_apply(people, file):
    person = word(issued(file, "notice", letters.notice(file.handler, file.decision), people, subject=file.handler))
    assert "自收到之日起30日内向本办公室书面提出" in person
    assert "没有参与本案调查、审核和决定的人员办理" in person
    assert "公务员法》第九十五条" in person
    unit = word(issued(file, "notice", letters.notice(file.unit, file.decision), people, subject=file.unit))
    assert "公务员" not in unit
    assert "书面情况说明" in unit
    people.unit.nature = "public"
    people.unit.save()
    file.handler.unit.refresh_from_db()
    staff = word(issued(file, "notice", letters.notice(file.handler, file.decision), people, subject=file.handler))
    assert "公务员" not in staff
    for text in (person, unit, staff):
        assert "行政复议" not in text
        assert "诉讼" not in text


def test_other_letters(people, file):
    circular = file.decision.measures.get(measure="ACC-11-2b")
    says(
        issued(file, "circular", letters.circular(circular), people, subject=file.chief),
        "关于道路货物运输经营许可超期办理问题的通报", "予以通报批评", "各有关单位：",
        "引以为戒", "权公开办责报〔2026〕1号",
    )  # fmt: skip
    says(
        issued(file, "rectify", letters.rectify(file.decision, people.unit), people, subject=file.unit),
        "责令整改通知书", "第十三条和第十一条第三项", "清理各窗口自行增加的材料", "请在2026年4月1日前", "第九条第三项",
        "5个工作日内，请将整改情况书面报告",
    )  # fmt: skip
    says(
        issued(file, "clarify", letters.clarify(file.handler, "超期系不可抗力所致"), people, subject=file.handler),
        "澄清函", "你在该案中不应当追究责任", "标记已经解除", "特此澄清",
    )  # fmt: skip
    notice = make.letter(file.case, file.handler)
    objection = Objection.objects.create(
        decision=file.decision, letter=notice, received_on=TODAY, terms={},
        number="异〔2026〕1", status="changed", case=file.case, subject=file.handler, text="处理过重", filed_on=TODAY,
        due_on=TODAY, filed_by=people.second, answer="书面检查改为批评教育", answered_on=TODAY,
    )  # fmt: skip
    says(
        issued(file, "reply", letters.reply(objection), people, subject=file.handler),
        "异议答复书", "处理过重", "书面检查改为批评教育", "变更原决定", "没有参与本案调查、审核和决定的人员办理",
    )  # fmt: skip


@pytest.mark.parametrize(("organ", "article"), [("discipline", "第十一条第四项"), ("judicial", "第十一条第五项")])
def test_the_letter_of_transfer_lists_what_goes_with_its_digests(people, file, organ, article):
    row = Transfer(
        case=file.case, organ=organ, addressee="市纪委监委", reason="涉嫌失职", approved_by=people.head, sent_on=TODAY,
        index=[{"no": 1, "name": "01-线索.pdf", "bytes": 20480, "digest": "ab" * 32}],
    )  # fmt: skip
    letter = issued(file, "transfer", letters.transfer(row), people)
    make.fact(file.case, file.case.evidence.first(), text="收取加急费用", finding="open")
    again = issued(file, "transfer", letters.transfer(row), people)
    assert "收取加急费用。" in word(again)
    assert "有关材料：" in word(again)
    assert "收取加急费用" not in word(letter)  # what was found not to be so does not go along
    says(letter, "案件移送函", "市纪委监委：", article, "01-线索.pdf", "ab" * 16, "20KB", "共1件", "涉嫌失职")


def test_numbers_have_no_gaps_even_when_a_letter_is_rolled_back(people, file):
    numbers = [issued(file, "notice", Document("甲", [Paragraph("一")]), people).number]
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        issued(file, "notice", Document("乙", [Paragraph("二")]), people)
        raise ZeroDivisionError
    numbers.append(issued(file, "notice", Document("丙", [Paragraph("三")]), people).number)
    assert numbers == ["权公开办责通〔2026〕1号", "权公开办责通〔2026〕2号"]


def test_a_letter_says_for_good_what_it_said(people, file):
    document = Document("甲", [Paragraph("一"), Picture(b"\x89PNG", "图")])
    letter = issued(file, "notice", document, people)
    letter.refresh_from_db()
    assert freezing.is_whole(letter)
    assert freezing.frozen(freezing.document_of(letter)) == letter.content
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(content={})
    letter.content["blocks"][0]["text"] = "改过的话"
    assert not freezing.is_whole(letter)
    with pytest.raises(Refused, match="摘要不符"):
        freezing.document_of(letter)


def test_the_same_letter_gives_the_same_pdf(people, file):
    letter = issued(file, "notice", letters.notice(file.unit, file.decision), people, subject=file.unit)
    assert as_pdf(freezing.document_of(letter)) == as_pdf(freezing.document_of(letter))


def test_the_ledger_tells_of_a_letter_and_of_a_discipline_case_only_that_there_was_one(people, file):
    letter = issued(file, "notice", Document("甲", []), people)
    assert ledger.of_case(file.case).get(step="制发文书").after["letter"] == letter.number
    hidden = make.case(people, "approved", discipline=True)
    issuing.issue(hidden, "notice", Document("甲", []), by=people.lgo, today=TODAY, at=AT)
    assert ledger.of_case(hidden).get(step="制发文书").after == {}


@pytest.mark.parametrize("who", ["member", "clerk", "disc", "legal"])
def test_only_the_office_issues(people, file, who):
    with pytest.raises(Refused, match="ACC-12-f"):
        issuing.issue(file.case, "notice", Document("甲", []), by=getattr(people, who), today=TODAY, at=AT)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("status", ["transferring", "transferred"])
def test_no_letters_of_a_case_that_went_elsewhere(people, status):
    found = make.case(people, status)
    with pytest.raises(Refused, match="不能再制发"):
        issuing.issue(found, "notice", Document("甲", []), by=people.lgo, today=TODAY, at=AT)


def test_a_file_that_came_with_a_lead_is_not_called_by_its_name_before_the_accused(people):
    found = make.case(people, "established")
    piece = make.evidence(found, "李四的举报信.pdf", about_kind="lead_file")
    fact = make.fact(found, piece)
    said = letters.defence(make.accused(found), facts=[fact], deadline=TODAY)
    assert "李四" not in str(said)
    assert "书证（证据1）" in str(said)
