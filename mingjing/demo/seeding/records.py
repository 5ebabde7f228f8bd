"""登记表 of a power that no system reports: one in each state, filled in by the people and services that do it."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction

from mingjing.casework.models import OperationRecord
from mingjing.casework.registering import Said
from mingjing.casework.selectors import records as selectors
from mingjing.casework.services import objecting, publicising, records, register_fields
from mingjing.casework.services.register_fields import Field
from mingjing.catalogue.models import FlowNode, PowerItem
from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.cast import Cast, cast_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.scans import page
from mingjing.people.models import Official

POWER = "农村公路养护工程补助"
BEGAN = 75  # days ago: the earliest record
FIELDS = (
    Field("养护里程（公里）", "number", required=True, help="按计划批复", public=True),
    Field("道路等级", "choice", choices=("县道", "乡道", "村道"), public=True),
    Field("经办联系人电话", "text"),
)
OPINIONS = {
    "受理申请": "材料齐全，予以受理。",
    "现场核查": "已到现场核查，里程和路况与申报一致。",
    "局务会研究": "局务会研究同意。",
    "作出补助决定": "准予补助。",
    "拨付补助": "已拨付至乡镇财政专户。",
}
BASIS = "《中华人民共和国公路法》第二十一条"
EXTRA, WHY_EXTRA = "第三方审计", "补助金额较大，分管领导要求增加审计。"
OBJECTION = "核查那天没有量从村口到学校的一段，里程应该更长。"
ANSWER = "经复核，这一段不在本年度养护计划内，里程按计划批复计算，补助金额不变。"


@dataclass
class Story:
    """One record's story: who acts, and when."""

    item: PowerItem
    cast: Cast
    handler: Official
    office: Official
    years: Years

    def opened(self, diary: Diary, place: str, who: str, **said: Any) -> OperationRecord:
        """A record of one village's application."""
        at = diary.at()
        values = dict(zip(self.keys, ("6.5", "村道", "0312-5900000"), strict=True))
        return records.open_record(
            self.item, title=f"{place}养护工程补助", counterpart=who, personal=True, basis=BASIS,
            started_on=at.date(), extra=values, by=self.cast.clerk, at=at, **said,
        )  # fmt: skip

    @property
    def keys(self) -> list[str]:
        form = selectors.form_of(self.cast.unit)
        return list(form.fields.values_list("key", flat=True)) if form else []

    def enter(self, record: OperationRecord, diary: Diary, name: str, *, days: int = 2, **said: Any) -> None:
        """The next step, done `days` after the one before."""
        record.refresh_from_db()
        started, ended = diary.at(), diary.at(days)
        usual: dict[str, Any] = {"handler": self.handler.pk, "approver": self.cast.leader.pk, "started_at": started}
        usual |= {"disclosed": True, "disclosed_where": "单位公示栏", "disclosed_on": ended.date()}
        entry = Said(name, ended, opinion=OPINIONS.get(name, "已办理。"), **usual | said)
        records.enter(record, entry, expected=record.entries, by=self.cast.clerk, at=ended)

    def walked(self, diary: Diary, place: str, who: str, steps: int) -> OperationRecord:
        """A record with its first steps done."""
        record = self.opened(diary, place, who)
        for name in self.names[:steps]:
            self.enter(record, diary, name)
        record.refresh_from_db()
        return record

    @property
    def names(self) -> list[str]:
        nodes = FlowNode.objects.filter(chart__version=self.item.current_id).order_by("order")
        return [name for name in nodes.values_list("name", flat=True) if name in OPINIONS]

    def finished(self, diary: Diary, place: str, who: str) -> OperationRecord:
        """A record on the leader's desk."""
        record = self.walked(diary, place, who, len(OPINIONS))
        at = diary.at(1)
        publicising.finish(
            record, result="准予补助26万元", result_on=at.date(), meeting="局务会", by=self.cast.clerk, at=at,
            result_where="单位公示栏", result_shown_on=at.date(),
        )  # fmt: skip
        return record

    def publicised(self, diary: Diary, place: str, who: str) -> OperationRecord:
        """A record under publicity."""
        record = self.finished(diary, place, who)
        publicising.publicise(record, by=self.cast.leader, at=diary.at(1))
        return record

    def filed(self, diary: Diary, place: str, who: str) -> OperationRecord:
        """A record that the office has been sent."""
        record = self.publicised(diary, place, who)
        publicising.file(record, by=self.cast.clerk, at=diary.at(8))
        return record


@transaction.atomic
def fill_in(years: Years) -> int:
    """Fill in the records; how many, none if they are there or the power is not."""
    item = PowerItem.objects.filter(unit__code=OWN, name=POWER, current__isnull=False).select_related("unit").first()
    if item is None or OperationRecord.objects.exists():
        return 0
    cast = cast_of(OWN)
    others = Official.objects.filter(unit=cast.unit, is_active=True).exclude(pk__in=(cast.clerk.pk, cast.leader.pk))
    handler = others.order_by("username").first() or cast.clerk
    story = Story(item, cast, handler, Official.objects.get(username="lgo"), years)
    register_fields.define(cast.unit, FIELDS, by=cast.clerk, at=years.diary(years.days_ago(BEGAN + 1)).at())
    _done_with(story)
    _under_way(story)
    return OperationRecord.objects.count()


def _done_with(story: Story) -> None:
    """The records of earlier weeks."""
    day = partial(_diary, story.years)
    closed = story.filed(day(BEGAN), "清苑区东石桥村道路", "王建民")
    publicising.shelve(closed, by=story.office, at=day(30).at())
    publicising.note(closed, text="程序完整，资料齐全。", by=story.office, at=day(30).at(1))
    story.filed(day(45), "满城区眺山营村道路", "李秀兰")
    back = story.walked(day(40), "徐水区高林村道路", "张永刚", 1)
    publicising.withdraw(back, reason="申请人改报下一年度计划，撤回申请。", by=story.cast.clerk, at=day(36).at())


def _under_way(story: Story) -> None:
    """The records that somebody has to do something about now."""
    day = partial(_diary, story.years)
    shown = story.publicised(day(22), "莲池区西五里铺村道路", "赵海燕")
    at = story.years.now - dt.timedelta(hours=3)
    if objecting.under_publicity(shown, story.years.today):
        first = objecting.object_to(shown, text=OBJECTION, contact="13800000000", at=at)
        objecting.answer(first, upheld=False, text=ANSWER, by=story.cast.clerk, at=at + dt.timedelta(hours=1))
        objecting.object_to(shown, text="公示的补助金额和村里公布的不一样。", at=at + dt.timedelta(hours=2))
    story.finished(day(20), "竞秀区大汲店村道路", "陈志强")
    added = story.walked(day(12), "清苑区望亭村道路", "刘新春", 2)
    story.enter(added, day(4), EXTRA, days=0, reason=WHY_EXTRA)
    story.walked(day(9), "满城区神星村道路", "周国栋", 1)
    scanned = story.opened(day(6), "徐水区遂城村道路", "孙慧敏", kind="scan")
    at = day(4).at()
    file = records.attach(scanned, page("台账扫描件.png"), purpose="scan", by=story.cast.clerk, at=at)
    place = {"scan": file.pk, "place_from": "1", "place_to": "2", "handler": None, "approver": None}
    story.enter(scanned, day(4), story.names[0], days=0, started_at=None, **place)
    story.opened(_diary(story.years, 1), "莲池区焦庄村道路", "吴立群")


def _diary(years: Years, days: int) -> Diary:
    return years.diary(years.days_ago(days))
