"""Code may not misquote the law, nor rest on an article that does not exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WIDE = str.maketrans("，；：（）？！", ",;:()?!")
ARTICLE = re.compile(r"\b(?:ACC|ASM|EVA|CMP|NOT|GAP|X)-[0-9][0-9A-Za-z-]*")


def sources(folder: str, pattern: str = "*.py") -> Iterator[Path]:
    return (path for path in sorted((ROOT / folder).rglob(pattern)) if path.is_file())


def stands_in(quotation: str, text: str) -> bool:
    """Whether the words stand in the text, whose sentences are broken by spaces and page numbers."""
    letters = re.sub(r"\s", "", quotation.translate(WIDE))
    return bool(re.search(r"\s*\d{0,2}\s*".join(map(re.escape, letters)), text))


def marks() -> list[tuple[str, str]]:
    """(file, id) of every duty that a test claims to prove."""
    return [
        (str(path.relative_to(ROOT)), article)
        for path in sources("tests")
        for mark in re.findall(r"mark\.article\(([^)]*)\)", path.read_text(encoding="utf-8"))
        for article in re.findall(r"""["']([^"']+)["']""", mark)
    ]


@pytest.fixture(scope="session")
def law(shared: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (shared / "regulation").iterdir()).translate(WIDE)


@pytest.fixture(scope="session")
def inventory(shared: Path) -> set[str]:
    return set(ARTICLE.findall((shared / "regulation" / "inventory.md").read_text(encoding="utf-8")))


def test_every_quotation_stands_in_the_law(law):
    quotations = [
        (path.relative_to(ROOT), quotation)
        for path in (*sources("mingjing"), *sources("mingjing", "*.toml"))
        for quotation in re.findall("«([^»]+)»", path.read_text(encoding="utf-8"))
    ]
    assert [found for found in quotations if not stands_in(found[1], law)] == []


def test_every_article_named_in_code_is_in_the_inventory(inventory):
    named = {
        (str(path.relative_to(ROOT)), article)
        for path in (*sources("mingjing"), *sources("mingjing", "*.toml"))
        for article in ARTICLE.findall(path.read_text(encoding="utf-8"))
    }
    assert sorted(found for found in named if not is_known(found[1], inventory)) == []


def test_every_article_that_a_test_claims_to_prove_is_in_the_inventory(inventory):
    assert [found for found in marks() if found[1] not in inventory] == []


def is_known(article: str, inventory: set[str]) -> bool:
    """An id of the inventory, the article that several of its ids split (ACC-7-2), or one with a word (ACC-7-2-old)."""
    article = re.sub("-[a-z]{3,}$", "", article)
    return article in inventory or any(known.startswith(article) for known in inventory)


# What the finished parts own: each of these duties is proven by a test that names it.
OWNED = ARTICLE.findall(
    "NOT-1 NOT-2 NOT-3 ACC-1-b ACC-2-a ACC-2-b ACC-4-1 ACC-5-0 ACC-5-1a ACC-5-1b ACC-5-1c ACC-5-1d ACC-5-1e "
    "ACC-5-1f ACC-5-1g ACC-5-2a ACC-5-2b ACC-5-3 ACC-5-4 ACC-6-0 ACC-6-1a ACC-6-1b ACC-6-1c ACC-6-2 ACC-6-3 "
    "ACC-6-4a ACC-6-4b ACC-7-0 ACC-7-1 ACC-7-2a ACC-7-2b ACC-7-2c ACC-7-3a ACC-7-3b ASM-5-3-1 ASM-5-3-2a "
    "ASM-5-3-2b ASM-5-3-2c ASM-5-3-2d ASM-5-3-2e ASM-5-3-3a ASM-5-3-3b ASM-5-3-3c ASM-5-3-4a ASM-5-3-4b "
    "ASM-5-3-4c ASM-5-4-1a ASM-5-4-1b ASM-5-4-2a ASM-5-4-2b ASM-5-4-2c GAP-12 X-01 X-02 X-03 X-04 X-07 X-08 "
    "ACC-9-1a ACC-9-1b ACC-9-2a ACC-9-2b CMP-1-a CMP-1-b CMP-2-a CMP-2-b CMP-3-a CMP-3-b CMP-3-c CMP-3-d CMP-4-0 "
    "CMP-4-1 CMP-4-2a CMP-4-2b CMP-4-3 CMP-4-4 CMP-4-5a CMP-4-5b CMP-4-6 CMP-4-7a CMP-4-7b CMP-4-8a CMP-4-8b "
    "CMP-4-8c CMP-4-9 CMP-5 CMP-6-a CMP-6-b CMP-6-c CMP-6-d CMP-6-e CMP-6-f CMP-7-1a CMP-7-1b CMP-7-1c CMP-7-1d "
    "CMP-7-2a CMP-7-2b CMP-7-2c CMP-7-2d CMP-7-3 CMP-7-4a CMP-7-4b CMP-7-5 CMP-7-6 CMP-8-a CMP-8-b CMP-8-c CMP-9 "
    "GAP-01 GAP-02 GAP-03 GAP-04 GAP-05 GAP-06 GAP-11 GAP-18 GAP-19 GAP-21 GAP-22 X-05 X-11 ACC-1-a ACC-3-a "
    "ACC-3-b ACC-4-2 ACC-4-3 ACC-4-4a ACC-4-4b ACC-8-0 ACC-8-1 ACC-8-2 ACC-9-0 ACC-9-3 ACC-9-4a ACC-9-4b ACC-9-5 "
    "ACC-10-1 ACC-10-2a ACC-10-2b ACC-10-2c ACC-10-3a ACC-10-3b ACC-11-0 ACC-11-1a ACC-11-1b ACC-11-1c ACC-11-2a "
    "ACC-11-2b ACC-11-2c ACC-11-2d ACC-11-3a ACC-11-3b ACC-11-3c ACC-11-3d ACC-11-3e ACC-11-4 ACC-11-5 ACC-12-a "
    "ACC-12-b ACC-12-c ACC-12-d ACC-12-e ACC-12-f ACC-13-a ACC-13-b ACC-14 ACC-15 GAP-07 GAP-09 GAP-13 GAP-14 "
    "GAP-15 GAP-16 GAP-17 GAP-20 "
)


def test_every_duty_that_a_finished_part_owns_is_proven_by_a_test():
    proven = {article for _, article in marks()}
    assert [duty for duty in OWNED if duty not in proven] == []
