"""What a version lists: its bases, materials and special procedures."""

from django.db import models

from mingjing.catalogue.models.powers import PowerVersion
from mingjing.core.models import Record
from mingjing.regulations.models import Basis


class PowerBasis(Record):
    """实施依据: at least one per version, or the power is set up without authority (ACC-7-1)."""

    version = models.ForeignKey(PowerVersion, models.CASCADE, related_name="bases")
    basis = models.ForeignKey(Basis, models.PROTECT, related_name="cited_by", verbose_name="法律法规")
    article = models.CharField("条款", max_length=60)
    text = models.TextField("条文内容", blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "实施依据"
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("version", "basis", "article"), name="basis_once"),)

    def __str__(self) -> str:
        return f"《{self.basis}》{self.article}"


class Material(Record):
    """申请材料: what a counterpart must bring; asking for more is ACC-7-2b."""

    version = models.ForeignKey(PowerVersion, models.CASCADE, related_name="materials")
    name = models.CharField("材料名称", max_length=120)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    original = models.BooleanField("原件", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = "申请材料"
        ordering = ("order",)

    def __str__(self) -> str:
        kind = "原件" if self.original else "复印件"
        note = f"（{self.note}）" if self.note else ""
        return f"{self.name} {kind}{self.copies}份{note}"


class SpecialProcedure(Record):
    """特殊程序: the only thing that may stop the clock between its two activities (ACC-7-2c)."""

    version = models.ForeignKey(PowerVersion, models.CASCADE, related_name="special_procedures")
    name = models.CharField("名称", max_length=60)
    ground = models.CharField("法定依据", max_length=120)
    starts_with = models.CharField("起始活动", max_length=120)
    ends_with = models.CharField("结束活动", max_length=120)
    longest = models.PositiveSmallIntegerField("最长天数", null=True, blank=True)

    class Meta:
        verbose_name = "特殊程序"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("version", "name"), name="special_once"),)

    def __str__(self) -> str:
        longest = f"，最长{self.longest}日" if self.longest else ""
        return f"{self.name}：“{self.starts_with}”至“{self.ends_with}”{longest}（{self.ground}）"
