"""导入: workbooks of powers on their way in, kept until they have been read."""

from django.db import models

from mingjing.catalogue.enums import ImportStatus
from mingjing.core.models import Record
from mingjing.people.models import Official, Unit


class PowerImport(Record):
    """导入: one workbook of powers. Looked through first, taken whole or not at all once its clerk has confirmed."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="power_imports"
    )  # None: the office, the city
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="导入人")
    name = models.CharField("文件名", max_length=200)
    digest = models.CharField("摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    reason = models.CharField("变更理由", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=ImportStatus.choices, default=ImportStatus.WAITING)
    done = models.PositiveSmallIntegerField("进度", default=0)
    tries = models.PositiveSmallIntegerField("尝试次数", default=0)
    made = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    lines = models.JSONField("将要做的", default=list)
    errors = models.JSONField("逐格问题", default=list)
    faults = models.PositiveIntegerField("问题总数", default=0)
    received_at = models.DateTimeField("收到时间")
    finished_at = models.DateTimeField("处理完毕时间", null=True)

    class Meta:
        verbose_name = "职权导入"
        ordering = ("-received_at", "-id")
        indexes = (models.Index(fields=("-received_at", "-id"), name="power_import_newest"),)

    def __str__(self) -> str:
        return self.name


class ImportedFile(models.Model):
    """The workbook or a chart of an import, in the database: private, whole with its row, gone once it is read."""

    of = models.ForeignKey(PowerImport, models.CASCADE, related_name="files")
    name = models.CharField("文件名", max_length=200)
    data = models.BinaryField("内容")

    class Meta:
        verbose_name = "待导入的文件"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
