"""The official text is attached article by article, or refused whole with every fault named."""

import io
from functools import partial

import pytest
from django.core.management import CommandError, call_command
from docx import Document

from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.regulations import selectors
from mingjing.regulations.files import text_of
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import texts
from mingjing.rules import packs
from mingjing.rules.numbering import chinese
from tests.regulations.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def small() -> str:
    parts = []
    for document in packs.load("baoding-2010").documents.values():
        lines = [f"第{chinese(n)}条 {document.short}{chinese(n)}。" for n in range(1, document.articles)]
        parts += [document.title, *lines, f"第{chinese(document.articles)}条 自印发之日起施行。"]
    return "\n".join(parts)


def as_docx(text: str) -> bytes:
    document = Document()
    lines = text.split("\n")
    for line in lines[:-1]:
        document.add_paragraph(line)
    document.add_table(rows=1, cols=1).cell(0, 0).text = lines[-1]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


FORMS = {
    "a.txt": str.encode,
    "bom.txt": partial(str.encode, encoding="utf-8-sig"),
    "old.txt": partial(str.encode, encoding="gb18030"),
    "wide.txt": partial(str.encode, encoding="utf-16"),
    "a.docx": as_docx,
}


@pytest.mark.article("NOT-1")
@pytest.mark.parametrize("name", FORMS)
def test_text_in_every_usual_form_is_attached(name, draft, small):
    reading = texts.import_text(draft, name=name, data=FORMS[name](small), by=None, at=AT)
    assert (len(reading.articles), reading.leftovers) == (41, [])
    assert draft.articles.get(document="CMP", number=7).text == "第七条　投诉举报受理工作制度七。"
    assert Entry.objects.get(step="导入原文").after["file"] == name


@pytest.mark.article("NOT-1")
def test_the_command_attaches_the_real_text_and_tells_what_it_could_not_place(db, shared, capsys):
    file = shared / "regulation" / "baoding-2010-trial.txt"
    call_command("regulations", "import", str(file), "--pack", "baoding-2010")
    told = capsys.readouterr().out
    assert "责任追究办法: 15 of 15 articles" in told
    assert "投诉举报受理工作制度: 9 of 9 articles" in told
    assert "removed as noise: 32" in told
    assert "not placed — 第一个文件标题之前的文字（通知正文）" in told
    regulation = Regulation.objects.get(number="baoding-2010")
    assert not regulation.articles.filter(text="").exists()
    assert {article.key for article in selectors.found("5个工作日内转交")} == {"CMP-7"}


def test_a_faulty_text_changes_nothing_and_names_each_fault(draft, small):
    texts.import_text(draft, name="a.txt", data=small.encode(), by=None, at=AT)
    broken = small.replace("第三条 责任追究办法三。\n", "").replace("第五条 考核制度五。\n", "")
    with pytest.raises(Refused, match="《责任追究办法》缺第三条。《考核制度》缺第五条。"):
        texts.import_text(draft, name="b.txt", data=broken.encode(), by=None, at=AT)
    assert draft.articles.get(document="ACC", number=3).text == "第三条　责任追究办法三。"


def test_a_faulty_text_is_attached_in_part_on_demand(draft, small):
    broken = small.replace("第三条 责任追究办法三。\n", "")
    reading = texts.import_text(draft, name="b.txt", data=broken.encode(), by=None, at=AT, partly=True)
    assert reading.problems == ["《责任追究办法》缺第三条。"]
    assert draft.articles.exclude(text="").count() == 40


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "没有任何文字"),
        ("a.txt", b"\x00\x01\xff\x00", "编码无法识别"),
        ("a.txt", b"\xff\xfe\x00", "编码无法识别"),
        ("a.docx", b"not a zip", "不是完好的 docx"),
        ("a.doc", b"old", "请另存为 docx"),
        ("a.txt", "今天天气很好。".encode(), "没有找到"),
    ],
)
def test_what_is_no_such_text_is_refused(name, data, message, draft):
    with pytest.raises(Refused, match=message):
        texts.import_text(draft, name=name, data=data, by=None, at=AT)


def test_a_file_too_large_packed_or_unpacked_is_refused(monkeypatch):
    data = as_docx("一\n二")
    monkeypatch.setattr("mingjing.regulations.files.LARGEST_UNPACKED", 10)
    with pytest.raises(Refused, match="解压后过大"):
        text_of("a.docx", data)
    monkeypatch.setattr("mingjing.regulations.files.LARGEST", 10)
    with pytest.raises(Refused, match="超过"):
        text_of("a.docx", data)


def test_import_is_for_the_office(draft, small, official):
    with pytest.raises(Refused, match="由领导小组办公室维护"):
        texts.import_text(draft, name="a.txt", data=small.encode(), by=official("unit_leader"), at=AT)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("import", "none.txt", "--pack", "baoding-2010"), "none.txt"),
        (("register", "--pack", "none"), "没有这个法规包"),
        (("retire", "--pack", "baoding-2010", "--last-day=2020-01-01", "--reason=x"), "not registered"),
    ],
)
def test_the_command_says_what_is_wrong(db, words, message):
    with pytest.raises(CommandError, match=message):
        call_command("regulations", *words)


@pytest.mark.article("NOT-2")
def test_the_command_registers_activates_lists_and_retires(db, capsys):
    call_command("regulations", "register", "--pack", "baoding-2010")
    call_command(
        "regulations", "activate", "--pack=baoding-2010", "--consented-by=保定市人民政府",
        "--consented-on=2010-01-26", "--from=2010-01-26",
    )  # fmt: skip
    call_command("regulations", "list")
    call_command("regulations", "retire", "--pack=baoding-2010", "--last-day=2020-12-02", "--reason=由省级办法代替")
    told = capsys.readouterr().out
    assert "baoding-2010: active from 2010-01-26" in told
    assert "hebei-2020: not registered" in told
    assert "in force until 2020-12-02" in told
