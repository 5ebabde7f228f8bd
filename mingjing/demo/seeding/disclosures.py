"""主动公开 of the demo city: plans of each kind, records with photos, some late, some amiss, one dead link."""

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image, ImageDraw

from mingjing.catalogue.models import PowerItem
from mingjing.demo.accounts import OFFICE, OWN, clerk_of
from mingjing.demo.seeding.diary import Years
from mingjing.disclosure.enums import OccasionKind
from mingjing.disclosure.models import Plan
from mingjing.disclosure.probing import Answer
from mingjing.disclosure.selectors import dues
from mingjing.disclosure.selectors.dues import Law
from mingjing.disclosure.services import checklist, linking, planning, recording, reporting
from mingjing.disclosure.services.recording import Proof, Subject
from mingjing.people.models import Official, Unit
from mingjing.people.services import units as cards
from mingjing.rules.calendar import DAY

MONTHS = 5  # of monthly results told of
OTHERS = 8  # units besides the own one
OLD = 3  # powers of the own unit that nobody has checked
BUILDER = "130600ZJ"
EVERY = 40  # days from one of the ten disclosures to the next
COLOURS = ("#14505c", "#7a4a00", "#1c6440")
SEEN = {"channel": "board", "place": "一楼大厅公开栏", "scope": "society", "reach": "city"}
PORTAL = "https://jtj.baoding.example"


@transaction.atomic
def disclose(years: Years) -> int:
    """Plan, disclose, forget and mistake as a city does; how many plans, none if they are there."""
    if Plan.objects.exists():
        return 0
    known = dues.law(years.today)
    codes = Unit.objects.filter(powers__current__isnull=False).exclude(code=OWN).order_by("code").distinct()
    for place, code in enumerate([OWN, *codes.values_list("code", flat=True)[:OTHERS]]):
        clerk = Official.objects.select_related("unit").get(username=clerk_of(code))
        _check_pages(clerk, years, but=OLD if code == OWN else 0)
        _monthly(clerk, years, known, place)
    _of_the_own_unit(Official.objects.select_related("unit").get(username=clerk_of(OWN)), years, known)
    _ten(years, known)
    _readers(years)
    return Plan.objects.count()


def _plan(clerk: Official, years: Years, title: str, days: int, **said: Any) -> Plan:
    columns = {"channels": ["board"], "why_there": "服务对象到窗口办事，大厅公开栏看得到", "keeper": clerk, **said}
    at = years.diary(years.days_ago(days)).at()
    return planning.make(title=title, starts_on=years.days_ago(days), by=clerk, at=at, **columns)


def _record(of: Subject, clerk: Official, day: dt.date, known: Law, *, photo: str = "", **said: Any) -> None:
    proofs = (Proof(_picture(photo), photo),) if photo else ()
    at = dt.datetime.combine(day, dt.time(16), dt.UTC) - dt.timedelta(hours=8)
    recording.record(of, proofs=proofs, by=clerk, at=at, known=known, published_on=day, **{**SEEN, **said})


def _picture(words: str) -> SimpleUploadedFile:
    """A board with sheets on it, drawn: no photo of anybody's office."""
    colour = COLOURS[sum(map(ord, words)) % len(COLOURS)]
    image = Image.new("RGB", (320, 240), "#d5dad6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((16, 24, 304, 216), fill=colour, outline="#1c2430", width=4)
    for column in range(3):
        left = 36 + column * 88
        draw.rectangle((left, 48, left + 72, 192), fill="#fff")
        for line in range(8):
            draw.line((left + 8, 64 + line * 14, left + 64 - 6 * (line % 3), 64 + line * 14), fill="#4a5563", width=3)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return SimpleUploadedFile("公开栏.jpg", out.getvalue(), content_type="image/jpeg")


def _monthly(clerk: Official, years: Years, known: Law, place: int) -> None:
    """Results posted every month: every third unit forgets one, every fourth is late once."""
    days = MONTHS * 31
    posted = _plan(clerk, years, "办理结果月报", days, kind="regular", cycle="month", cycle_day=10)
    turns = dues.periods_of(posted, posted.starts_on, years.today - DAY, known.calendar)
    for number, turn in enumerate(turns):
        if place % 3 == 1 and number == 2:
            continue
        late = 6 if place % 4 == 0 and number == 1 else 0
        day = min(turn.due + late * DAY, years.today - DAY)
        photo = f"{clerk.unit}一楼公开栏，贴着月报" if number == len(turns) - 1 else ""
        _record(Subject(plan=posted, period=turn.first), clerk, day, known, photo=photo, title="办理结果月报")


def _of_the_own_unit(clerk: Official, years: Years, known: Law) -> None:
    """The unit one logs in to: each type of plan, what matched and what did not."""
    at, item = years.diary(years.days_ago(40)).at, clerk.unit.powers.exclude(current=None).order_by("number").first()
    budget = _plan(clerk, years, "部门预算", 300, kind="regular", cycle="year", cycle_month=2, cycle_day=28)
    turns = dues.periods_of(budget, budget.starts_on, years.days_ago(1), known.calendar)
    for turn in turns[-1:]:
        day = min(turn.due + 9 * DAY, years.days_ago(1))
        said = {"channel": "bulletin", "place": "政府公报第2期", "title": "部门预算"}
        _record(Subject(plan=budget, period=turn.first), clerk, day, known, **said)
    works = _plan(clerk, years, "农村公路改造工程", 120, kind="staged", affected="county", affected_who="清苑区")
    ends = (("招标", 60), ("施工", 20), ("验收", -30))
    stages = [planning.add_stage(works, name=n, ends_on=years.days_ago(d), by=clerk, at=at()) for n, d in ends]
    bidding = {"place": "东吕乡李庄村公开栏", "reach": "village", "title": "中标结果"}
    _record(
        Subject(plan=works, stage=stages[0]),
        clerk,
        years.days_ago(61),
        known,
        photo="李庄村公开栏，贴着中标结果",
        **bidding,
    )
    planning.close_stage(stages[0], on=years.days_ago(60), by=clerk, at=at())
    planning.close_stage(stages[1], on=years.days_ago(19), by=clerk, at=at())
    inside = _plan(clerk, years, "行政处罚自由裁量细则", 90, kind="ad_hoc", item=item)
    _record(
        Subject(plan=inside), clerk, years.days_ago(30), known, place="机关内网", channel="other", scope="internal",
        reach="persons", formed_on=years.days_ago(75), title="裁量细则修订稿",
    )  # fmt: skip
    roads = _plan(
        clerk, years, "道路封闭施工", 90, kind="ad_hoc", channels=["broadcast", "screen"], why_there="司机在路上听广播"
    )
    for what, days in (("大桥抢修封闭", 0), ("朝阳大街封闭", 12)):
        planning.note(
            roads, kind=OccasionKind.EVENT, what=what, happened_on=years.days_ago(days), by=clerk, at=years.now
        )
    _links(clerk, item, years)


def _ten(years: Years, known: Law) -> None:
    """十公开: the default checklist, and a construction project that took it: disclosed up to the day, but for one."""
    office = Official.objects.filter(unit__code=OFFICE, username="lgo").get()
    rows = checklist.load_defaults(by=office, at=years.diary(years.days_ago(330)).at())
    clerk = Official.objects.select_related("unit").get(username=clerk_of(BUILDER))
    school = _plan(clerk, years, "第三中学教学楼工程", 320, kind="staged", affected="county", affected_who="莲池区")
    ends = {row.pk: years.days_ago((7 - place) * EVERY) for place, row in enumerate(rows)}
    stages = checklist.take_stages(school, ends, by=clerk, at=years.diary(years.days_ago(320)).at())
    for stage in stages[:5] + stages[6:7]:
        _record(
            Subject(plan=school, stage=stage), clerk, stage.ends_on - DAY, known, title=stage.name, place="工地公开栏"
        )
        planning.close_stage(stage, on=stage.ends_on - DAY, by=clerk, at=years.diary(stage.ends_on).at())


def _links(clerk: Official, item: PowerItem | None, years: Years) -> None:
    cards.edit(clerk.unit, by=None, at=years.now, portal_url=PORTAL)
    clerk.unit.refresh_from_db()
    linking.note(linking.add(url=f"{PORTAL}/powers/", by=clerk, at=years.now), Answer(), at=years.now)
    if item:
        dead = linking.add(url=f"{PORTAL}/powers/{item.number}.html", item=item, by=clerk, at=years.now)
        linking.note(dead, Answer("返回 404", certain=True), at=years.diary(years.days_ago(9)).at())


def _check_pages(clerk: Official, years: Years, *, but: int) -> None:
    """The clerk has read the unit's pages lately, all but the first few."""
    items = list(clerk.unit.powers.exclude(current=None).order_by("number"))[but:]
    day = years.days_ago(45)
    recording.confirm(unit=clerk.unit, items=items, card=True, by=clerk, on=day, at=years.diary(day).at())


def _readers(years: Years) -> None:
    """What readers said: votes, a mistake that was put right, one that waits, a complaint for the office."""
    for item, said in _said():
        page, unit = item.get_absolute_url(), item.unit
        for vote, times in (("helpful", 7), ("unhelpful", 2)):
            for _ in range(times):
                reporting.vote(page, vote, unit=unit)
        for kind, text, days, answer in said:
            at = years.diary(years.days_ago(days)).at()
            report = reporting.receive(page, kind=kind, text=text, unit=unit, item=item, at=at)
            if answer:
                clerk = Official.objects.get(username=clerk_of(unit.code))
                reporting.answer(report, text=answer, by=clerk, at=years.diary(years.days_ago(days - 1)).at())


def _said() -> Iterator[tuple[PowerItem, tuple[tuple[str, str, int, str], ...]]]:
    items = PowerItem.objects.filter(unit__code=OWN).exclude(current=None).select_related("unit").order_by("number")
    said = (
        (
            ("error", "页面上的服务电话打过去是空号。", 9, "已核实，号码改为现用的窗口电话，页面已更新。"),
            ("complaint", "窗口说要再交一份清单上没有的证明，不交不收件。", 4, ""),
        ),
        (("error", "流程图里的“现场核查”写五个工作日，文字里写三个，到底几天？", 3, ""),),
    )
    return zip(items[: len(said)], said, strict=False)
