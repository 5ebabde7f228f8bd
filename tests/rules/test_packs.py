"""Packs: complete against the inventory, and every fault named with file, key and reason."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from mingjing.rules import packs
from mingjing.rules.limits import CountUnit
from mingjing.rules.numbering import chinese, number, place

PACKS = Path(packs.__file__).parent
LISTED = {
    "grounds": r"ACC-[5-9]-[1-9]\w*",
    "severities": r"ACC-11-[1-5]",
    "measures": r"ACC-11-[1-5]\w*",
    "divisions": r"ACC-10-\w+",
    "acts": r"CMP-4-[1-9]\w*",
    "channels": r"CMP-6-\w",
    "indicators": r"ASM-5-[\w-]+",
    "forms": r"ASM-6-\w",
    "methods": r"ASM-7-\w",
    "subjects": r"ASM-4-\w",
    "questions": r"EVA-5-[\w-]+",
    "categories": r"EVA-3-e\d",
    "steps": r"EVA-6-\w+",
}


@pytest.fixture
def copy(tmp_path):
    folder = tmp_path / "local-pack"
    shutil.copytree(PACKS / "baoding-2010", folder)
    return folder


def change(folder: Path, file: str, before: str, after: str) -> tuple[str, ...]:
    """The problems of the pack after one replacement."""
    text = (folder / file).read_text(encoding="utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(packs.PackError) as raised:
        packs.load_from(folder)
    return raised.value.problems


@pytest.mark.article("NOT-1", "X-03")
@pytest.mark.parametrize("slug", packs.slugs())
def test_every_pack_that_ships_loads(slug):
    assert packs.load(slug).slug == slug
    assert packs.load(slug) is packs.load(slug)


@pytest.mark.article("NOT-1")
def test_the_four_documents_have_all_their_articles(pack):
    assert {key: len(pack.articles_in(key)) for key in pack.documents} == {"ACC": 15, "ASM": 9, "EVA": 8, "CMP": 9}
    assert all(article.summary and article.title for article in pack.articles.values())


@pytest.mark.article("NOT-1")
@pytest.mark.parametrize(("table", "pattern"), LISTED.items())
def test_every_row_that_the_inventory_names_is_in_the_pack(table, pattern, pack, shared):
    inventory = (shared / "regulation" / "inventory.md").read_text(encoding="utf-8")
    named = set(re.findall(rf"^\| ({pattern}) \|", inventory, re.M))
    if table == "severities":
        named = {identifier[:8] for identifier in re.findall(r"^\| (ACC-11-[1-5]\w*) \|", inventory, re.M)}
    assert set(getattr(pack, table)) == named


def cells(shared: Path) -> dict[str, list[str]]:
    """The inventory's rows by id."""
    lines = (shared / "regulation" / "inventory.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| (NOT|ACC|ASM|EVA|CMP|GAP)-", line)]
    return {row[0].strip(): [cell.strip() for cell in row] for row in rows}


@pytest.mark.article("NOT-1")
def test_every_id_of_the_inventory_leads_to_an_article(pack, shared):
    duties = [key for key in cells(shared) if not key.startswith(("NOT", "GAP"))]
    assert len(duties) > 200
    assert [key for key in duties if pack.article_of(key) is None] == []


def test_every_number_in_the_inventorys_deadline_column_is_a_limit_or_a_date_of_the_pack(pack, shared):
    stated = {key: row[4] for key, row in cells(shared).items() if len(row) > 5 and not key.startswith("GAP")}
    numbers = {key: re.findall(r"(\d+) (WD|D|months|January|March)\b", text) for key, text in stated.items()}
    units = {"WD": "个工作日", "D": "日", "months": "个月"}
    for key, found in numbers.items():
        for length, unit in found:
            if unit in units:
                assert str(pack.limits[key]) == f"{length}{units[unit]}", key
            else:
                assert (key, int(length)) in {(row.article_id + "-1", row.day) for row in pack.dates.values()}
    assert sum(map(len, numbers.values())) >= 9
    in_force = {text for text in stated.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", text)}
    assert in_force == {str(pack.in_force_from)}


def test_every_row_stands_in_the_article_that_its_id_names(pack):
    tables = (pack.grounds, pack.severities, pack.measures, pack.divisions, pack.acts, pack.steps, pack.limits)
    rows = [row for table in tables for row in table.values() if not row.id.startswith("GAP")]
    assert [row.id for row in rows if not row.article.startswith(place(row.id))] == []
    assert pack.article_of("ACC-5-1a").title == "该公开没有公开"
    assert pack.article_of("GAP-21").id == "CMP-7"
    assert pack.article_of("CMP-99") is None


@pytest.mark.article("GAP-01", "GAP-18")
def test_the_limits_of_the_text_and_those_the_office_chose(pack):
    stated = {key: str(limit) for key, limit in pack.limits.items() if not limit.local_policy and not limit.source}
    assert stated == {"CMP-7-3": "5个工作日", "CMP-7-5": "7日", "CMP-7-6": "5日", "ACC-11-3e": "3个月"}
    both = {key for key, limit in pack.limits.items() if limit.alternative and not limit.local_policy}
    assert both == {"CMP-7-5", "CMP-7-6"}
    assert str(pack.limits["CMP-7-2c"]) == "60日"


@pytest.mark.article("ACC-1-b", "GAP-14")
def test_the_repealed_basis_names_its_successor(pack):
    old = pack.bases["supervision-1997"]
    assert (old.status, old.changed_on, old.cited_in) == ("repealed", date(2018, 3, 20), ("ACC-1",))
    assert pack.bases[old.successor].name == "中华人民共和国监察法"


@pytest.mark.article("GAP-20", "X-03")
def test_one_score_is_graded_under_both_versions(pack):
    later = packs.load("hebei-2020")
    scores = (92, 89.99, 61, 12)
    assert [pack.grades["assessment"].grade(s).name for s in scores] == ["优秀", "良好", "一般", "差"]
    assert [later.grades["assessment"].grade(s).name for s in scores] == ["优秀", "良好", "合格", "不合格"]
    assert [later.grades["evaluation"].grade(s).name for s in scores] == ["满意", "满意", "基本满意", "不满意"]
    assert [pack.grades["assessment"].grade(s).name for s in (90, 75, 60)] == ["优秀", "良好", "一般"]
    assert pack.grades["assessment"].grade(92, {"优秀": 95, "良好": 80, "一般": 60, "差": 0}).name == "良好"


def test_circumstances_are_of_both_weights_all_local_policy_and_rest_on_the_article_that_names_none(pack):
    rows = pack.circumstances.values()
    assert [sum(row.weight == weight for row in rows) for weight in ("lighter", "heavier")] == [4, 5]
    assert {(row.local_policy, row.article_id) for row in rows} == {(True, "ACC-12")}
    assert not packs.load("hebei-2020").circumstances


FAULTS = [
    ("limits.toml", "length = 5", "lenght = 5", "limits.CMP-7-3.lenght", "不认识的键"),
    ("limits.toml", "length = 5", "lenght = 5", "limits.CMP-7-3.length", "缺少"),
    ("limits.toml", "length = 5", 'length = "5"', "limits.CMP-7-3.length", "应为整数"),
    ("limits.toml", "length = 5", "length = 0", "limits.CMP-7-3.length", "应为正数"),
    ("limits.toml", "length = 5", "length = true", "limits.CMP-7-3.length", "应为整数"),
    ("limits.toml", '"working_days"', '"weeks"', "limits.CMP-7-3.counted_in", "“weeks”不是期限单位"),
    ("limits.toml", "第七条第三项", "第七十条", "limits.CMP-7-3.article", "没有第70条"),
    ("limits.toml", "第七条第三项", "第三项", "limits.CMP-7-3.article", "不是条款"),
    ("limits.toml", '"ACC"\narticle', '"XYZ"\narticle', "limits.GAP-07.document", "没有文件“XYZ”"),
    ("limits.toml", "pausing = [", "pausing = [1, ", "limits.ASM-5-5b.pausing", "应为文字的列表"),
    ("limits.toml", "[limits.CMP-7-5]", "[limits.CMP-7-3]", "格式", "重复的编号"),
    ("limits.toml", "[limits.CMP-7-5]", "[limit.CMP-7-5]", "limit", "不认识的表"),
    ("articles.toml", "[articles.CMP-8]", "[articles.CMP-10]", "articles.CMP-8", "缺少这一条"),
    ("articles.toml", "[articles.CMP-8]", "[articles.CMP-10]", "articles.CMP-10", "文件中没有这一条"),
    ("grounds.toml", 'group = "ACC-5-0"', 'group = "ACC-4-0"', "grounds.ACC-5-1a.group", "没有“ACC-4-0”"),
    ("acts.toml", 'suggests = ["ACC-5-4"', 'suggests = ["ACC-5-9"', "acts.CMP-4-1.suggests", "没有“ACC-5-9”"),
    ("indicators.toml", "[groups.ASM-5-1]", "[groups.ACC-5-0]", "groups.ACC-5-0", "编号重复"),
    ("grades.toml", "at_least = 90", "atleast = 90", "grades.assessment.grades", "应为 name 和 at_least 的列表"),
    (
        "circumstances.toml",
        'weight = "lighter"',
        'weight = "light"',
        "circumstances.ACC-12-d-reported.weight",
        "“light”应为 lighter 或 heavier",
    ),
    ("pack.toml", "trial = true", "", "pack.trial", "缺少"),
    ("pack.toml", "trial = true", "trial = 1", "pack.trial", "应为true 或 false"),
    ("pack.toml", "trial = true", "trail = true", "pack.trail", "不认识的键"),
    ("pack.toml", "[pack]", "", "title", "不认识的表"),
]


@pytest.mark.parametrize(("file", "before", "after", "key", "reason"), FAULTS)
def test_a_fault_is_named_with_file_key_and_reason(file, before, after, key, reason, copy):
    problems = change(copy, file, before, after)
    assert [p for p in problems if p.startswith(f"{file}：{key}：") and reason in p], problems


def test_a_row_that_is_no_table_a_strange_file_and_a_wrong_encoding_are_named(copy):
    (copy / "limit.toml").write_text("", encoding="utf-8")
    (copy / "acts.toml").write_bytes("[acts]\n名 = 1".encode("gb18030"))
    (copy / "bases.toml").write_text("[bases]\nold = 3\n", encoding="utf-8")
    with pytest.raises(packs.PackError) as raised:
        packs.load_from(copy)
    problems = "\n".join(raised.value.problems)
    assert "limit.toml：文件名：不认识的文件" in problems
    assert "acts.toml：编码：不是 UTF-8 文字" in problems
    assert "bases.toml：bases.old：应为一张表" in problems


def test_an_empty_folder_no_folder_and_an_unknown_name_are_refused(tmp_path):
    with pytest.raises(packs.PackError, match="缺少文件或"):
        packs.load_from(tmp_path)
    with pytest.raises(packs.PackError, match="文件夹不存在"):
        packs.load_from(tmp_path / "none")
    with pytest.raises(packs.PackError, match="没有这个法规包，可用 baoding-2010"):
        packs.load("baoding-1910")


def test_a_copy_of_a_pack_equals_it(copy, pack):
    again = packs.load_from(copy)
    assert (again.slug, again.limits) == ("local-pack", pack.limits)
    assert again.limits["CMP-7-3"].counted_in is CountUnit.WORKING_DAYS


@pytest.mark.parametrize("value", range(1, 100))
def test_chinese_numerals_there_and_back(value):
    assert number(chinese(value)) == value


def test_numerals_of_three_digits_and_what_is_none():
    assert number("一百零三") == 103
    with pytest.raises(ValueError, match="不是中文数字"):
        number("甲")
    assert place("notes") == ""
