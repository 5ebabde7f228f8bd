"""What articles mean, in the demo: questions of units, answers of the office, one for everybody to read (ACC-14)."""

from dataclasses import dataclass

from django.db import transaction

from mingjing.demo.accounts import OWN, clerk_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.people.models import Official
from mingjing.regulations.models import Article, Interpretation
from mingjing.regulations.selectors import interpretable
from mingjing.regulations.services import interpretations
from mingjing.regulations.services.interpretations import Answer

CLEARED = "内容为条文适用说明，不涉及国家秘密和工作秘密，可以公开。"


@dataclass(frozen=True)
class Told:
    """A question with its answer: who asks, on which articles."""

    asks: str
    articles: tuple[str, ...]
    question: str
    answer: str
    public: bool = False


PROMPTLY = "“及时”纠正和“及时”书面报告，各是多少天？"
FIRST = Told(
    clerk_of(OWN), ("ACC-13",), PROMPTLY,
    "按“本地政策”期限执行：自收到书面通知之日起十个工作日内纠正，纠正后三个工作日内书面报告。",
)  # fmt: skip
SECOND = Told(
    clerk_of(OWN), ("ACC-13",), PROMPTLY,
    "决定中写明期限的，按决定；没有写明的，按系统“法规”页公布的本地政策期限计算，起算当日不计入。",
    public=True,
)  # fmt: skip
INSIDE = Told(
    "lgo", ("ACC-5", "ACC-6"), "同一职权既没有流程图，目录又没有按时修订，登记一条线索还是两条？",
    "按情形分别登记；属于同一件事的，并入一条主线索，责任在案件中一并认定，不重复追究。",
)  # fmt: skip
WAITING = Told(
    clerk_of("130600GA"), ("ACC-8",), "上级部门临时要求的统计表，算不算第八条所说的其他材料？", "",
)  # fmt: skip


@transaction.atomic
def give(years: Years) -> int:
    """Ask, answer and replace; how many interpretations there are. Done once."""
    if not Interpretation.objects.exists():
        diary = years.diary(years.days_ago(40))
        first = _issued(FIRST, diary)
        _issued(INSIDE, diary)
        _issued(SECOND, diary, replaces=first)
        _asked(WAITING, diary)
    return Interpretation.objects.count()


def _person(username: str) -> Official:
    return Official.objects.get(username=username)


def _asked(told: Told, diary: Diary) -> tuple[Interpretation, list[Article]]:
    articles, at = [row for row in interpretable() if row.key in told.articles], diary.at(1)
    by = _person(told.asks)
    return interpretations.ask(articles, told.question, by=by, today=at.date(), at=at), articles


def _issued(told: Told, diary: Diary, *, replaces: Interpretation | None = None) -> Interpretation:
    row, articles = _asked(told, diary)
    said = Answer(
        articles=articles, question=told.question, answer=told.answer, public=told.public, replaces=replaces
    )  # fmt: skip
    at = diary.at(1)
    interpretations.draft(row, said, by=_person("lgo"), today=at.date(), at=at)
    if told.public:
        interpretations.clear(row, opinion=CLEARED, by=_person("secrecy"), at=diary.at(1))
    at = diary.at(1)
    interpretations.issue(row, by=_person("lgohead"), today=at.date(), at=at)
    return row
