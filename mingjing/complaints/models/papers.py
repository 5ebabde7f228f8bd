"""Sealed texts and files of a case. Written once; a correction is another paper (CMP-8-a)."""

import uuid

import pgtrigger
from django.db import models

from mingjing.complaints.enums import PaperKind, Purpose
from mingjing.complaints.models.complaints import Complaint


class Paper(models.Model):
    """一份材料: sealed under the content key (the reporter reads it too) or the work key (only we do)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="papers", verbose_name="投诉举报")
    place = models.PositiveIntegerField("次序")
    kind = models.CharField("种类", max_length=12, choices=PaperKind.choices)
    purpose = models.CharField("钥匙", max_length=10, choices=Purpose.choices)
    box = models.BinaryField("密文")
    by = models.CharField("人员标签", max_length=32, blank=True)  # empty: the reporter
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="notes", verbose_name="针对")
    at = models.DateTimeField("时间")  # of the reporter's: the hour only

    class Meta:
        verbose_name = "材料"
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("complaint", "place"), name="paper_place_once"),)
        triggers = (pgtrigger.Protect(name="paper_stays", operation=pgtrigger.Update | pgtrigger.Delete),)


class SealedFile(models.Model):
    """封存文件: its bytes lie sealed under a key of their own, and that key, name, type and digest in `head`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="files", verbose_name="投诉举报")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="files", verbose_name="材料")
    purpose = models.CharField("钥匙", max_length=10, choices=Purpose.choices)
    head = models.BinaryField("名称和钥匙")
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="derived", verbose_name="原件")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "封存文件"
        ordering = ("at", "id")
        triggers = (pgtrigger.Protect(name="sealed_file_stays", operation=pgtrigger.Update | pgtrigger.Delete),)
