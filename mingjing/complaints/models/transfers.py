"""What offices handed over through the interface: enough to answer the same delivery in the same way."""

from django.db import models

from mingjing.casework.models import ApiToken
from mingjing.core.models import Record


class TransferBatch(Record):
    """一批工单: one delivery of an office, by its key. What was answered lies under the server's key (CMP-6-f)."""

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="+", verbose_name="令牌")
    key = models.CharField("幂等键标签", max_length=32)
    digest = models.CharField("内容标签", max_length=32)
    answer = models.BinaryField("回答")
    on = models.DateField("日期")

    class Meta:
        verbose_name = "一批工单"
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="transfer_batch_once"),)
