"""公开计划: what is disclosed how often, to whom, where and why there."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjing.catalogue.enums import Audience, TimeUnit
from mingjing.catalogue.models import PowerItem
from mingjing.core.models import Record
from mingjing.disclosure.enums import Channel, Cycle, OccasionKind, PlanKind, Reach, RestDay
from mingjing.people.models import Official, Unit

BY_CYCLE = Q(kind=PlanKind.REGULAR)


class Plan(Record):
    """公开计划 of a power, or of standing information of a unit such as its budget (ASM-5-3-3, ASM-5-3-4a)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="单位")
    item = models.ForeignKey(
        PowerItem, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name="职权"
    )  # None: standing information of the unit
    title = models.CharField("公开事项", max_length=120)
    kind = models.CharField("公开类型", max_length=10, choices=PlanKind.choices)
    cycle = models.CharField("公开周期", max_length=10, choices=Cycle.choices, blank=True)
    cycle_month = models.PositiveSmallIntegerField(
        "周期的第几个月", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    cycle_day = models.PositiveSmallIntegerField(
        "该月的第几日", default=1, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    rest = models.CharField("遇休息日", max_length=10, choices=RestDay.choices, default=RestDay.NEXT)
    within = models.PositiveSmallIntegerField("公开期限", null=True, blank=True, validators=[MinValueValidator(1)])
    within_unit = models.CharField("期限单位", max_length=12, choices=TimeUnit.choices, default=TimeUnit.WORKING_DAYS)
    scope = models.CharField("计划公开范围", max_length=10, choices=Audience.choices, default=Audience.SOCIETY)
    group = models.CharField("特定群体", max_length=100, blank=True)
    affected = models.CharField("涉及范围", max_length=10, choices=Reach.choices, default=Reach.CITY)
    affected_who = models.CharField("涉及的人和地方", max_length=100, blank=True)
    channels = ArrayField(models.CharField(max_length=10, choices=Channel.choices), verbose_name="计划公开形式")
    why_there = models.CharField("选择这些形式的理由", max_length=200)
    keeper = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    why_ended = models.CharField("终止理由", max_length=200, blank=True)
    made_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="制定人")
    made_at = models.DateTimeField("制定时间")

    class Meta:
        verbose_name = "公开计划"
        ordering = ("unit", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "item", "title"),
                nulls_distinct=False,
                name="plan_once",
                violation_error_message="这个单位对这项职权已有同名的公开事项。",
            ),
            models.CheckConstraint(
                condition=(BY_CYCLE & ~Q(cycle="")) | (~BY_CYCLE & Q(cycle="")),
                name="plan_cycle_if_regular",
                violation_error_message="定期公开要选周期，其他类型不选周期。",
            ),
            models.CheckConstraint(
                condition=~Q(scope=Audience.GROUP) | ~Q(group=""),
                name="plan_group_named",
                violation_error_message="公开范围是特定群体的，要写明是哪个群体。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="plan_dates_in_order",
                violation_error_message="终止日期不能早于开始日期。",
            ),
        )
        indexes = (models.Index(fields=("unit", "kind", "id"), name="plan_by_unit"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:information", args=[self.pk])


class Stage(Record):
    """阶段: one of a staged item; it closes with a disclosure (ASM-5-3-3b)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="stages")
    name = models.CharField("阶段", max_length=60)
    evidence = models.CharField("要有的材料", max_length=120, blank=True)  # as the checklist said when it was taken
    order = models.PositiveSmallIntegerField("顺序")
    ends_on = models.DateField("计划结束日期")
    closed_on = models.DateField("结束日期", null=True, blank=True)
    closed_by = models.ForeignKey(Official, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "阶段"
        ordering = ("plan", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("plan", "name"), name="stage_once", violation_error_message="这个事项已有同名的阶段。"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Occasion(Record):
    """公开事由: an event, or information that was formed, which makes an ad hoc disclosure due (ASM-5-3-3c)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="occasions")
    kind = models.CharField("事由", max_length=12, choices=OccasionKind.choices)
    what = models.CharField("内容", max_length=120)
    happened_on = models.DateField("发生或形成日期")
    noted_by = models.ForeignKey(Official, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公开事由"
        ordering = ("-happened_on", "-id")

    def __str__(self) -> str:
        return self.what
