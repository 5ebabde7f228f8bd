"""The official text, cleaned and split: the real one, well-behaved ones, and broken ones."""

import pytest

from mingjing.rules import articles
from mingjing.rules.noise import clean
from mingjing.rules.numbering import chinese


@pytest.fixture(scope="module")
def text(shared):
    return (shared / "regulation" / "baoding-2010-trial.txt").read_text(encoding="utf-8")


@pytest.fixture
def small(pack):
    """A clean text of the right shape, an article a line."""
    parts = []
    for document in pack.documents.values():
        lines = [f"第{chinese(n)}条 内容{chinese(n)}。" for n in range(1, document.articles)]
        parts += [document.title, *lines, f"第{chinese(document.articles)}条 本制度自印发之日起施行。"]
    return "\n".join(parts)


@pytest.mark.article("NOT-1")
def test_the_real_text_gives_every_article_of_the_four_documents(text, pack):
    reading = articles.read(text, pack)
    counts = {key: sum(a.document == key for a in reading.articles) for key in pack.documents}
    assert counts == {"ACC": 15, "ASM": 9, "EVA": 8, "CMP": 9}
    assert (reading.problems, reading.remarks) == ([], [])
    assert [left.why for left in reading.leftovers] == ["第一个文件标题之前的文字（通知正文）"]


@pytest.mark.article("NOT-1")
def test_numbers_inside_sentences_are_gone_and_those_of_the_law_stay(text, pack):
    placed = {article.id: article.text for article in articles.read(text, pack).articles}
    assert "依法追究违反政务公开" in placed["ACC-1"]  # a paragraph number stood here
    assert "造成不良影响或严重后果的" in placed["ACC-7"]  # and a page number here
    assert "情况之一的,由主管领导承担主要责任" in placed["ACC-10"]
    assert "离岗培训3个月" in placed["ACC-11"]
    assert "5066670(白天),5035538(晚间)" in placed["CMP-3"]
    assert "5个工作日内转交有关单位处理" in placed["CMP-7"]
    assert "7日内将处理情况" in placed["CMP-7"]
    assert placed["CMP-7"].splitlines()[0] == "第七条　受理群众举报的程序:"
    assert len(placed["CMP-7"].splitlines()) == 7


def test_what_was_removed_is_told(text, pack):
    removed = articles.read(text, pack).removed
    assert len([r for r in removed if r.startswith("段号")]) == 17
    assert [r for r in removed if r.startswith("页码")] == [f"页码 {n}" for n in range(1, 16)]


def test_a_clean_text_is_left_as_it_is(small, pack):
    reading = articles.read(small, pack)
    assert (len(reading.articles), reading.problems, reading.removed, reading.leftovers) == (41, [], (), [])
    assert reading.articles[0].text == "第一条　内容一。"


def test_page_numbers_on_lines_of_their_own_are_removed(small, pack):
    lines = small.split("\n")
    paged = "\n".join([*lines[:5], "- 1 -", *lines[5:20], "2", *lines[20:], "第 3 页 共 3 页"])
    reading = articles.read(paged, pack)
    assert (len(reading.articles), reading.problems) == (41, [])
    assert len(reading.removed) == 3


def test_a_missing_article_is_named(small, pack):
    reading = articles.read(small.replace("第三条 内容三。\n", "", 1), pack)
    assert reading.problems == ["《责任追究办法》缺第三条。"]
    assert len(reading.articles) == 40


def test_articles_in_the_wrong_order_are_named(small, pack):
    swapped = small.replace("第三条 内容三。\n第四条 内容四。", "第四条 内容四。\n第三条 内容三。", 1)
    assert articles.read(swapped, pack).problems == ["《责任追究办法》第三条排在第四条之后。"]


def test_a_repeated_and_a_superfluous_article_are_named_and_kept(small, pack):
    broken = small.replace("第三条 内容三。", "第三条 内容三。\n第三条 又一次。\n第九十九条 多余。", 1)
    reading = articles.read(broken, pack)
    assert "《责任追究办法》第三条出现 2 次。" in reading.problems
    assert "《责任追究办法》应有 15 条，却出现第九十九条。" in reading.problems
    assert [left.text for left in reading.leftovers] == ["第三条　又一次。", "第九十九条　多余。"]


def test_a_missing_document_is_named(small, pack):
    title = pack.documents["EVA"].title
    reading = articles.read(small.replace(title, "另一个标题"), pack)
    assert (
        "没有找到《保定市政务公开暨行政权力公开透明运行工作社会评议制度（试行）》的标题和第一条。" in reading.problems
    )


def test_documents_in_another_order_are_placed_and_remarked(small, pack):
    cut = small.index(pack.documents["CMP"].title)
    reading = articles.read(small[cut:] + "\n" + small[:cut], pack)
    assert (len(reading.articles), reading.problems) == (41, [])
    assert reading.remarks == ["文件的先后与登记的不同：CMP、ACC、ASM、EVA。"]


def test_documents_without_titles_are_told_apart_by_their_first_articles(small, pack):
    for document in pack.documents.values():
        small = small.replace(document.title, "")
    assert len(articles.read(small, pack).articles) == 41


@pytest.mark.parametrize("empty", ["", "  \n\t"])
def test_an_empty_text_is_refused(empty, pack):
    assert articles.read(empty, pack).problems == ["文件是空的，没有任何文字。"]


def test_a_text_without_articles_loses_nothing(pack):
    reading = articles.read("今天天气很好。", pack)
    assert len(reading.problems) == 4
    assert [left.text for left in reading.leftovers] == ["今天天气很好。"]


def test_words_after_the_last_article_are_left_over(small, pack):
    reading = articles.read(small + "\n主题词：政务公开 通知", pack)
    assert reading.leftovers[-1].why == "《投诉举报受理工作制度》最后一条之后的文字"


def test_a_pack_without_articles_takes_no_text(small):
    from mingjing.rules import packs

    assert articles.read(small, packs.load("hebei-2020")).problems == ["法规包 hebei-2020 没有登记条文，不能导入原文。"]


def test_a_lost_page_number_is_reported_not_guessed():
    cleaned = clean("甲1乙丙2丁，应在4日内办理。戊3己庚5辛6壬")
    assert cleaned.text == "甲乙丙丁，应在4日内办理。戊己庚辛壬"
    assert cleaned.doubtful == ("页码 4 没有找到，可能留在正文里",)


def test_an_id_of_a_reference_is_no_heading(small, pack):
    reading = articles.read(small.replace("内容二。", "见。第五条至第九条。第五条规定的。", 1), pack)
    assert reading.problems == []
