"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeadStatus(TextChoices):
    """A lead is registered and closed with a reason; cases are opened from it by a person, elsewhere."""

    REGISTERED = "registered", _("已登记")
    CLOSED = "closed", _("已了结")


class LeadSource(TextChoices):
    """Where a lead comes from. A person registers it whatever the source (X-08)."""

    SIGNAL = "signal", _("监察信号")
    GAP = "gap", _("公开缺项")
    ASSIGNMENT = "assignment", _("逾期任务")
    COMPLAINT = "complaint", _("逾期的投诉举报")
    FINDING = "finding", _("查实的投诉举报")  # its `source_id` is a sign: without the server's key it leads nowhere
    PERSON = "person", _("人工发现")
