"""公开记录: what was disclosed when, where, to whom, by whom, with what proof. Never edited: a correction is new."""

import pgtrigger
from django.db import models
from django.db.models import Q

from mingjing.catalogue.enums import Audience
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record, StoredFile
from mingjing.disclosure.enums import Channel, Reach
from mingjing.disclosure.models.plans import Occasion, Plan, Stage
from mingjing.people.models import Official, Unit
from mingjing.rules.disclosing import Cycle, days_late, turn_name


class Disclosure(Record):
    """One disclosure by one channel. Publication on the site itself has no row: `published_at` says it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disclosures", verbose_name="单位")
    item = models.ForeignKey(
        PowerItem, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="职权"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="公开事项"
    )
    period = models.DateField("所属周期", null=True, blank=True)  # its first day
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="disclosures")
    occasion = models.ForeignKey(Occasion, models.PROTECT, null=True, blank=True, related_name="disclosures")
    title = models.CharField("公开了什么", max_length=120)
    channel = models.CharField("公开形式", max_length=10, choices=Channel.choices)
    place = models.CharField("地点、版面或期号", max_length=120, blank=True)
    address = models.URLField("网址", max_length=400, blank=True)
    scope = models.CharField("实际公开范围", max_length=10, choices=Audience.choices)
    group = models.CharField("特定群体", max_length=100, blank=True)
    reach = models.CharField("公开到什么范围", max_length=10, choices=Reach.choices)
    formed_on = models.DateField("信息形成日期", null=True, blank=True)
    published_on = models.DateField("公开日期")
    due_on = models.DateField("最后一日", null=True, blank=True)  # as it was counted when this was recorded
    late_basis = models.CharField("期限依据", max_length=20, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="correction")
    void = models.BooleanField("作废", default=False)  # a correction that says it never happened
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公开记录"
        ordering = ("-published_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(plan__isnull=False) | Q(item__isnull=False) | Q(void=True), name="disclosed_something"
            ),
            models.CheckConstraint(condition=Q(void=False) | Q(corrects__isnull=False), name="void_is_a_correction"),
            models.CheckConstraint(
                condition=~Q(scope=Audience.GROUP) | ~Q(group=""),
                name="disclosed_group_named",
                violation_error_message="公开范围是特定群体的，要写明是哪个群体。",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "-published_on", "-id"), name="disclosed_by_unit"),
            models.Index(fields=("-published_on", "-id"), name="disclosed_newest"),
            models.Index(fields=("plan", "period"), name="disclosed_by_period"),
        )
        triggers = (pgtrigger.Protect(name="disclosure_stays", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return self.title

    @property
    def turn(self) -> str:
        """The turn, stage or occasion it is of, in words; empty for none."""
        if self.period and self.plan:
            return turn_name(Cycle(self.plan.cycle), self.period)
        return str(self.stage or self.occasion or "")

    @property
    def days_late(self) -> int:
        """Days after its last day; nought if in time or without one."""
        return days_late(self.due_on, self.published_on) if self.due_on else 0


class Picture(StoredFile):
    """A photo or scan of a disclosure, with words for those who do not see it."""

    record = models.ForeignKey(Disclosure, models.PROTECT, related_name="pictures")
    alt = models.CharField("图片说明", max_length=120)
    order = models.PositiveSmallIntegerField("顺序")

    class Meta:
        verbose_name = "照片或扫描件"
        ordering = ("record", "order")


class ScopeMark(Record):
    """What a person says of scope and reach of a record: whether the mismatch matters (ACC-6-3). The last one holds."""

    record = models.ForeignKey(Disclosure, models.PROTECT, related_name="marks")
    matters = models.BooleanField("范围不相符")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "范围标注"
        ordering = ("-at", "-id")
        triggers = (pgtrigger.Protect(name="mark_stays", operation=pgtrigger.Update | pgtrigger.Delete),)


class Confirmation(Record):
    """核对: somebody read a page and found it still right; that counts as its update (ASM-5-3-4b)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="confirmations")
    item = models.ForeignKey(PowerItem, models.PROTECT, null=True, related_name="confirmations")
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="confirmations")
    on = models.DateField("核对日期")
    by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "页面核对"
        indexes = (models.Index(fields=("unit", "on"), name="confirmation_by_unit"),)
