"""Wrapped keys. This table is the one thing to shred: without a wrap, what it opened is noise, in every backup too."""

import uuid

from django.db import models


class Wrap(models.Model):
    """包好的钥匙: one key of one case, for one holder. Says neither when it was made nor whose it is by name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField("事项")
    purpose = models.CharField("用途", max_length=20)
    holder = models.CharField("持有者", max_length=64)  # the fingerprint of a public key
    box = models.BinaryField("密文")

    class Meta:
        verbose_name = "包好的钥匙"
        constraints = (models.UniqueConstraint(fields=("case_id", "purpose", "holder"), name="one_wrap_per_holder"),)
        indexes = (models.Index(fields=("holder",), name="wrap_by_holder"),)
