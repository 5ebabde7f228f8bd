"""报送 in the demo: last year's annual reports, most in time and some late, and one ad hoc task that runs."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from mingjing.core import uploads
from mingjing.core.documents import Document, Paragraph, as_docx
from mingjing.core.uploads import Kept
from mingjing.demo.accounts import OWN, clerk_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.filings.models import Filing, FilingTask
from mingjing.filings.services import drafting, handling, sending
from mingjing.filings.services.drafting import Said
from mingjing.filings.services.sending import Asked
from mingjing.people.models import Official
from mingjing.rules import statutory

ASKED = "请按《政府信息公开工作年度报告格式》编写，统计表先核对勾稽关系；报告向社会公布后填写网址。"
AD_HOC = "报送流程图修订情况"
AD_HOC_ASKED = "请写明本年修订了几张流程图、为什么修订、还有几张没有修订。"
TOLD = "本年修订流程图 {n} 张，均因依据修改；没有修订的没有。"
LACKS = "统计表与正文的数字不一致，请核对后重报。"
WHY_LATE = "机构改革期间职责划转，材料由两个单位交接，情况属实。"
LATE_EACH, MISSING_EACH = 9, 11  # of so many units one is late, one has handed in nothing
SENT_BEFORE, DUE_AFTER = 8, 9  # days around today, of the ad hoc task


@transaction.atomic
def ask(years: Years) -> int:
    """Send both tasks and let the units answer; how many filings there are. Done once."""
    if not FilingTask.objects.exists():
        people = {one.username: one for one in Official.objects.select_related("unit")}
        _annual(years, people)
        _ad_hoc(years, people)
    return Filing.objects.count()


def _annual(years: Years, people: dict[str, Official]) -> None:
    year, diary = years.today.year - 1, years.diary(dt.date(years.today.year, 1, 4))
    at = diary.at()
    task = sending.send_annual(year, by=people["lgo"], today=at.date(), at=at, asked=ASKED)
    for number, row in enumerate(_owed(task, people)):
        day = _day(row, number)
        if day and day <= years.today:
            _report(row, number, years.diary(day), people)


def _owed(task: FilingTask, people: dict[str, Official]) -> Iterator[Filing]:
    """The filings of units that have somebody to write them."""
    rows = task.filings.select_related("unit", "task").order_by("unit__code")
    return (row for row in rows if clerk_of(row.unit.code) in people)


def _day(row: Filing, number: int) -> dt.date | None:
    """When a unit hands in its report; None for those that have not."""
    if row.unit.code != OWN and number % MISSING_EACH == MISSING_EACH - 1:
        return None
    if row.unit.code != OWN and number % LATE_EACH == LATE_EACH - 1:
        return row.due_on + dt.timedelta(days=3 + number % 4)
    return row.due_on - dt.timedelta(days=6 + number % 14)


def _report(row: Filing, number: int, diary: Diary, people: dict[str, Official]) -> None:
    """Hand in and have it taken; the unit of the stories is sent it back once, a first late one is excused."""
    clerk, office = people[clerk_of(row.unit.code)], people["lgo"]
    said = Said(
        words="主动公开、依申请公开、平台建设和监督保障情况见附表和公布的报告。",
        url=f"https://www.mingjing.example/{row.unit.code}/{row.task.year}.html",
        figures=_figures(number),
    )
    files = (_paper(row),) if row.unit.code == OWN else ()
    _hand_in(row, said, clerk, diary.at(), files)
    if row.unit.code == OWN:
        at = diary.at(1)
        due = max(row.due_on, at.date() + dt.timedelta(days=3))
        handling.send_back(row, reason=LACKS, by=office, today=at.date(), at=at, due_on=due)
        _hand_in(row, said, clerk, diary.at(1))
    at = diary.at(2)
    handling.accept(row, by=office, today=at.date(), at=at)
    if number == LATE_EACH - 1 and row.days_late(at.date()):
        handling.judge_delay(row, excused=True, reason=WHY_LATE, by=people["lgohead"], today=at.date(), at=at)


def _hand_in(row: Filing, said: Said, clerk: Official, at: dt.datetime, files: tuple[Kept, ...] = ()) -> None:
    drafting.save(row, said, by=clerk, at=at, files=files)
    drafting.file(row, by=clerk, today=at.date(), at=at)


def _paper(row: Filing) -> Kept:
    made = Document(f"{row.unit.name}{row.task.year}年度报告", [Paragraph("一、总体情况。见公布的报告。")])
    return uploads.keep(SimpleUploadedFile("年度报告.docx", as_docx(made)), kinds=(uploads.DOCX,))


def _figures(number: int) -> dict[str, Decimal]:
    """Figures that agree: so many requests from persons and firms, most of them answered, one carried on."""
    asked, firms = number % 7 + 2, number % 3
    figures = dict.fromkeys(statutory.cells(), Decimal(0))
    three = {("new", "person"): asked, ("new", "firm"): firms, ("open", "person"): asked - 1, ("open", "firm"): firms}
    three |= {("results", "person"): asked - 1, ("results", "firm"): firms, ("next", "person"): 1}
    three |= {("new", "all"): asked + firms, ("next", "all"): 1}
    three |= {(line, "all"): asked - 1 + firms for line in ("open", "results")}
    figures |= {f"t3-{line}-{column}": Decimal(count) for (line, column), count in three.items()}
    return figures | {"t2-documents-valid": Decimal(number % 5 + 1), "t2-licences-decided": Decimal(40 + 13 * number)}


def _ad_hoc(years: Years, people: dict[str, Official]) -> None:
    diary = years.diary(years.days_ago(SENT_BEFORE))
    at = diary.at()
    due = years.today + dt.timedelta(days=DUE_AFTER)
    asked = Asked(AD_HOC, due, asked=AD_HOC_ASKED, classes=("department",))
    task = sending.send(asked, by=people["lgo"], today=at.date(), at=at)
    for number, row in enumerate(_owed(task, people)):
        if number % 3 == 0 and row.unit.code != OWN:
            _hand_in(row, Said(words=TOLD.format(n=number % 4)), people[clerk_of(row.unit.code)], diary.at())
