"""Units, posts, officials, their roles; notices with receipts; merit bars; the rows of the work calendar."""

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from mingjing.core.models import Record
from mingjing.people.enums import ADMINISTRATORS, AddresseeClass, PostKind, Role, UnitNature

PHONE = RegexValidator(
    r"^(0\d{2,3}-)?\d{5,8}(-\d{1,5})?$|^1\d{10}$", "电话格式不对，应如 0312-5066670 或 13800000000。"
)

CODE = RegexValidator(r"^[0-9A-Z][0-9A-Z-]{1,17}$", "应为 2 至 18 位数字、大写字母和“-”，以数字或字母开头。")
REGION = RegexValidator(r"^\d{6}$", "应为 6 位数字（GB/T 2260），如 130602。")


class Unit(Record):
    """单位: an organ, a zone committee, a public enterprise, or the office itself."""

    code = models.CharField(
        "单位代码",
        max_length=18,
        unique=True,
        validators=[CODE],
        help_text="统一社会信用代码，或本市编的内部代码；登记后不能改",
    )
    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    region_code = models.CharField("行政区划代码", max_length=6, validators=[REGION], help_text="GB/T 2260")
    administered_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="管理单位"
    )  # 130629 and others carry this city's code but are run elsewhere
    addressee_class = models.CharField("主送类别", max_length=12, choices=AddresseeClass.choices)
    nature = models.CharField("性质", max_length=12, choices=UnitNature.choices)
    sector = models.CharField(
        "行业", max_length=20, blank=True, help_text="公共企事业单位：水、电、气、热、交通、学校、医院等"
    )
    duties = models.TextField("部门职责", blank=True)
    authority = models.TextField("管理权限", blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    portal_url = models.URLField("门户网站", blank=True)
    service_phone = models.CharField("服务电话", max_length=20, blank=True, validators=[PHONE])
    report_phone = models.CharField("举报电话", max_length=20, blank=True, validators=[PHONE])
    active_from = models.DateField("启用日期")
    active_to = models.DateField("停用日期", null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)
    search_text = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = "单位"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=models.F("active_from")),
                name="unit_dates_in_order",
                violation_error_message="停用日期不能早于启用日期。",
            ),
        )
        indexes = (GinIndex(fields=("search",), name="unit_search"),)

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:unit", args=[self.code])


class UnitScope(Record):
    """Whether a unit falls under one regulation version (ACC-2, GAP-16)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="scopes")
    pack = models.SlugField("法规版本", max_length=40)
    in_scope = models.BooleanField("适用")
    reason = models.CharField("理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "适用范围"
        constraints = (models.UniqueConstraint(fields=("unit", "pack"), name="one_scope_per_pack"),)


class Post(Record):
    """岗位, with what the public card shows: scope of work and authority (ACC-5-1c..e)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title = models.CharField("职务", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=PostKind.choices)
    section = models.CharField("内设机构", max_length=60, blank=True)
    scope = models.TextField("工作范围", blank=True)
    authority = models.TextField("权限", blank=True)
    phone = models.CharField("电话", max_length=20, blank=True, validators=[PHONE])

    class Meta:
        verbose_name = "岗位"
        ordering = ("unit", "title")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "section", "title"),
                name="post_once_per_unit",
                violation_error_message="这个单位的这个内设机构已有同名的岗位。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.section}{self.title}"


class InternalBody(Record):
    """内设机构: a section of a unit and what it is for, as the public card says it (ACC-5-1b). Posts name theirs."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies")
    name = models.CharField("名称", max_length=60)
    function = models.TextField("职能", blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "内设机构"
        ordering = ("unit", "order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("unit", "name"),
                name="body_once_per_unit",
                violation_error_message="这个单位已有同名的内设机构。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Officials(BaseUserManager["Official"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Official":
        official = self.model(username=username, **fields)
        official.set_password(password)
        official.save()
        return official


class Official(AbstractBaseUser, Record):
    """人员: a person with an account. What they may do is in their roles, never in a flag."""

    username = models.CharField("账号", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="officials", verbose_name="单位")
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="officials", verbose_name="岗位")
    phone = models.CharField("电话", max_length=20, blank=True, validators=[PHONE])
    duties = models.CharField("分工", max_length=200, blank=True)
    is_active = models.BooleanField("在职", default=True)
    from_on = models.DateField("到岗日期", null=True, blank=True)
    until_on = models.DateField("离岗日期", null=True, blank=True)
    must_change_password = models.BooleanField("首次登录须改密码", default=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Officials] = Officials()

    class Meta:
        verbose_name = "人员"
        ordering = ("username",)
        constraints = (
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="official_dates_in_order",
                violation_error_message="离岗日期不能早于到岗日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """Every role held, read once per request."""
        return frozenset(self.grants.values_list("role", flat=True))

    def holds(self, *roles: str) -> bool:
        """True if the official holds any of the roles."""
        return not self.roles.isdisjoint(roles)


class RoleGrant(Record):
    """A role given to an official, by whom and when."""

    official = models.ForeignKey(Official, models.CASCADE, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("授予时间")

    class Meta:
        verbose_name = "角色授予"
        constraints = (
            models.UniqueConstraint(fields=("official", "role"), name="role_once_per_official"),
            models.UniqueConstraint(
                fields=("official",), condition=Q(role__in=ADMINISTRATORS), name="one_admin_role_each"
            ),  # no one holds two of the three administrators
        )


class Notice(Record):
    """通知: sent to addressee units, read and receipted (NOT-3)."""

    title = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    sent_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+"
    )  # None: the system, by a rule
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = "通知"
        ordering = ("-sent_at",)
        indexes = (models.Index(fields=("-sent_at", "-id"), name="notice_newest"),)

    def __str__(self) -> str:
        return self.title


class NoticeReceipt(Record):
    """签收: one row per addressee unit; `read_at` None until somebody of the unit opens it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receipts")
    read_at = models.DateTimeField("阅读时间", null=True)
    read_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "签收"
        constraints = (
            models.UniqueConstraint(fields=("notice", "unit"), name="one_receipt_per_unit"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="receipt_read_by_somebody",
            ),
        )


class MeritBar(Record):
    """取消评优资格 of a year: of a unit, or of a person, who is an account or a name (ACC-11-2d, ACC-11-3c).

    It lasts until 31 December. `case_id`: the case of accountability that it comes from. `unit` is that of the person
    when it was set.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="merit_bars", verbose_name="单位")
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="merit_bars", verbose_name="人员"
    )
    name = models.CharField("姓名", max_length=40, blank=True)  # empty: the unit itself
    year = models.PositiveSmallIntegerField("年度")
    basis = models.CharField("依据", max_length=20)
    case_id = models.UUIDField("案件")
    since = models.DateField("起始日")
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_for = models.CharField("解除理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "取消评优资格"
        ordering = ("-since", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("case_id", "basis", "unit", "official", "name", "year"),
                condition=Q(lifted_on=None),
                nulls_distinct=False,
                name="merit_bar_once",
            ),
            models.CheckConstraint(
                condition=Q(official=None) | ~Q(name=""), name="merit_bar_of_somebody_named"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | ~Q(lifted_for=""), name="merit_bar_lifted_with_reason"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=("year", "-since", "-id"), name="merit_bar_by_year"),
            models.Index(fields=("case_id",), name="merit_bar_of_case"),
        )

    def __str__(self) -> str:
        return f"{self.year}年度取消评优资格"

    @property
    def until(self) -> dt.date:
        """The last day: 31 December of the year."""
        return dt.date(self.year, 12, 31)


class CalendarVersion(Record):
    """工作日历版本: a whole set of years. A change makes a new version; the old one stays for old deadlines."""

    name = models.SlugField("版本", max_length=40, unique=True)
    made_at = models.DateTimeField("生成时间")
    source = models.CharField("来源", max_length=200)
    current = models.BooleanField("现行", default=False)

    class Meta:
        verbose_name = "工作日历版本"
        constraints = (
            models.UniqueConstraint(fields=("current",), condition=Q(current=True), name="one_current_calendar"),
        )

    def __str__(self) -> str:
        return self.name


class CalendarYear(Record):
    """One year of a calendar version with the State Council notice it follows."""

    version = models.ForeignKey(CalendarVersion, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField("年份")
    notice = models.CharField("依据通知", max_length=200, blank=True)

    class Meta:
        verbose_name = "日历年份"
        ordering = ("year",)
        constraints = (models.UniqueConstraint(fields=("version", "year"), name="year_once_per_calendar"),)


class CalendarDay(Record):
    """A day that differs from the plain week: a holiday on a weekday or weekend, or a made-up working day (调休)."""

    year = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days")
    day = models.DateField("日期")
    working = models.BooleanField("上班")
    why = models.CharField("说明", max_length=40)

    class Meta:
        verbose_name = "特殊日"
        ordering = ("day",)
        constraints = (models.UniqueConstraint(fields=("year", "day"), name="day_once_per_year"),)
