"""Powers and their versions with every element of the published list."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mingjing.catalogue.enums import Attribute, Audience, BodyNature, Counterpart, ItemStatus, TimeUnit, VersionStatus
from mingjing.core.models import Case, Record
from mingjing.people.models import PHONE, Official, Post, Unit

REVIEWED = (VersionStatus.APPROVED, VersionStatus.PUBLISHED, VersionStatus.SUPERSEDED)


class PowerType(Record):
    """职权类别, by scheme: the provincial list of twelve and the national list of ten differ."""

    scheme = models.SlugField("分类方案", max_length=20)
    code = models.CharField("代码", max_length=4)
    name = models.CharField("名称", max_length=20)

    class Meta:
        verbose_name = "职权类别"
        ordering = ("scheme", "code")
        constraints = (models.UniqueConstraint(fields=("scheme", "code"), name="power_type_once"),)

    def __str__(self) -> str:
        return self.name


class PowerItem(Case):
    """职权: one power of one unit, whatever its version. `number` is its code, which carries the unit's."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="powers")
    name = models.CharField("名称", max_length=120)
    type = models.ForeignKey(PowerType, models.PROTECT, verbose_name="类别")
    current = models.OneToOneField(
        "PowerVersion", models.PROTECT, null=True, related_name="current_of", verbose_name="现行版本"
    )
    search = SearchVectorField(null=True, editable=False)
    search_text = models.TextField(default="", editable=False)

    class Meta:
        verbose_name = "职权"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("number",), name="power_number_once"),
            models.CheckConstraint(
                condition=~Q(status=ItemStatus.IN_FORCE) | Q(current__isnull=False), name="in_force_has_version"
            ),
        )
        indexes = (
            models.Index(fields=("unit", "status", "number"), name="power_by_unit"),
            models.Index(fields=("name", "type"), name="power_same"),
            models.Index(fields=("unit", "status"), name="power_without_version", condition=Q(current=None)),
            GinIndex(fields=("search",), name="power_search"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:power", args=[self.number])

    def get_status_display(self) -> str:
        return str(ItemStatus(self.status).label)


class PowerVersion(Case):
    """职权版本: every published element. Draft until submitted; never edited after."""

    item = models.ForeignKey(PowerItem, models.PROTECT, related_name="versions")
    no = models.PositiveIntegerField("版次")
    name = models.CharField("事项名称", max_length=120)
    sub_name = models.CharField("子项名称", max_length=120, blank=True)
    body_nature = models.CharField("实施主体性质", max_length=12, choices=BodyNature.choices, default="statutory")
    authorised_by = models.CharField("授权或委托依据", max_length=120, blank=True)
    exercise_level = models.CharField("行使层级", max_length=20, blank=True)
    counterpart = models.CharField("行使对象", max_length=12, choices=Counterpart.choices, default="both")
    conditions = models.TextField("行使条件", blank=True)
    procedure = models.TextField("办理程序摘要", blank=True)
    statutory_length = models.PositiveSmallIntegerField("法定时限", null=True, blank=True)
    statutory_unit = models.CharField("法定时限单位", max_length=12, choices=TimeUnit.choices, default="working_days")
    promised_length = models.PositiveSmallIntegerField("承诺时限", null=True, blank=True)
    promised_unit = models.CharField("承诺时限单位", max_length=12, choices=TimeUnit.choices, default="working_days")
    fee = models.BooleanField("收费", default=False)
    fee_basis = models.CharField("收费依据", max_length=200, blank=True)
    fee_standard = models.CharField("收费标准", max_length=200, blank=True)
    discretion = models.TextField("裁量标准", blank=True)
    result = models.CharField("结果名称", max_length=120, blank=True)
    disclosed_content = models.TextField("公开内容", blank=True)
    disclosed_to = models.CharField("公开范围", max_length=10, choices=Audience.choices, default="society")
    disclosed_by = models.CharField("公开形式", max_length=200, blank=True)
    disclosed_within = models.CharField("公开时限", max_length=100, blank=True)
    attribute = models.CharField("公开属性", max_length=12, choices=Attribute.choices, default="public")
    closed_ground = models.CharField("不公开的依据", max_length=200, blank=True)
    service_phone = models.CharField("服务电话", max_length=20, blank=True, validators=[PHONE])
    complaint_phone = models.CharField("投诉电话", max_length=20, blank=True, validators=[PHONE])
    remedy = models.TextField("救济途径", blank=True)
    responsibilities = models.TextField("责任事项", blank=True)
    accountable_for = models.TextField("追责情形", blank=True)
    risk_points = models.TextField("廉政风险点", blank=True)  # never public by default
    risk_grade = models.CharField("风险等级", max_length=10, blank=True)
    affected = models.CharField("涉及范围", max_length=100, blank=True)
    key_concern = models.BooleanField("群众普遍关心", default=False)
    important = models.BooleanField("重要事项", default=False)
    online = models.BooleanField("网上运行", default=True)
    chief = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主管领导")
    handler = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办人")
    change_reason = models.CharField("变更理由", max_length=200, blank=True)
    valid_from = models.DateField("生效日期", null=True, blank=True)
    valid_to = models.DateField("失效日期", null=True, blank=True)
    drafted_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="起草人")
    reviewed_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    cleared_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="保密审查人"
    )
    clearance = models.CharField("保密审查意见", max_length=200, blank=True)
    approved_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批准人"
    )
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0, editable=False)  # of two clerks at once one wins
    bypassed = models.BooleanField("导入时称已在别处公布", default=False, editable=False)  # ACC-6-1a

    class Meta:
        verbose_name = "职权版本"
        ordering = ("item", "-no")
        constraints = (
            models.UniqueConstraint(fields=("item", "no"), name="version_no_once"),
            models.UniqueConstraint(
                fields=("item",), condition=Q(status=VersionStatus.PUBLISHED), name="one_published_version"
            ),
            models.CheckConstraint(
                condition=~Q(promised_unit=F("statutory_unit")) | Q(promised_length__lte=F("statutory_length")),
                name="promise_within_law",
                violation_error_message="承诺时限长于法定时限，只能更短或相同。请改承诺时限。",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="version_dates_in_order"
            ),
            models.CheckConstraint(condition=~Q(reviewed_by=F("drafted_by")), name="author_not_reviewer"),
            models.CheckConstraint(condition=~Q(cleared_by=F("drafted_by")), name="author_not_clearer"),
            models.CheckConstraint(condition=~Q(approved_by=F("drafted_by")), name="author_not_approver"),
            models.CheckConstraint(
                condition=~Q(status__in=REVIEWED)
                | (Q(reviewed_by__isnull=False) & Q(cleared_by__isnull=False) & Q(approved_by__isnull=False)),
                name="published_after_reviews",
            ),  # ACC-6-1a, ACC-9-4b
        )
        indexes = (
            models.Index(
                fields=("-published_at", "-id"), name="version_newest", condition=Q(published_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（第{self.no}版）"

    def get_status_display(self) -> str:
        return str(VersionStatus(self.status).label)
