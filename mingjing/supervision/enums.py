"""Words of the part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LeadStatus(TextChoices):
    """A lead is registered; then joined to another, made a case of by a person, or closed with a reason."""

    REGISTERED = "registered", _("已登记")
    JOINED = "joined", _("已并入")
    OPENED = "opened", _("已立案")
    CLOSED = "closed", _("已了结")


class LeadSource(TextChoices):
    """Where a lead comes from. A person registers it whatever the source (X-08)."""

    SIGNAL = "signal", _("监察信号")
    GAP = "gap", _("公开缺项")
    ASSIGNMENT = "assignment", _("逾期任务")
    FILING = "filing", _("迟报材料")
    COMPLAINT = "complaint", _("逾期的投诉举报")
    FINDING = "finding", _("查实的投诉举报")  # its `source_id` is a sign: without the server's key it leads nowhere
    GRADE = "grade", _("考核、评议等次")  # says nothing of a ground by itself: a person chooses one (GAP-09)
    PERSON = "person", _("人工发现")
