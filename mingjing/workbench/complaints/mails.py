"""邮件文件: a message file opens as a draft in the form of entry. Nothing is stored before it is saved (CMP-6-d)."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mingjing.complaints.enums import Channel
from mingjing.complaints.mails import NotAMail
from mingjing.complaints.selectors import duties
from mingjing.complaints.services import entering
from mingjing.complaints.uploads import Held, holding
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.complaints import carrying
from mingjing.workbench.complaints.carrying import Carried
from mingjing.workbench.complaints.entry import asked, bounded, clerks_only
from mingjing.workbench.complaints.entry_forms import MailForm, SaidForm


@sensitive_post_parameters()
@require_POST
@clerks_only
@bounded
@holding
def draft(request: OfficialRequest) -> HttpResponse:
    """Open a message file as a draft; say which attachments will not be taken."""
    file, now = request.FILES.get(carrying.FIELD), timezone.localtime()
    refused = gettext("请选择邮件文件（.eml）。")
    if isinstance(file, Held):
        if file.data is None:
            refused = gettext("邮件超过 10 MB，不能这样读入。请在登记表中填写内容，把邮件文件作为附件上传。")
        else:
            try:
                return _filled(request, carrying.opened(file.data))
            except NotAMail:
                refused = gettext("这不是能读的邮件文件。请从邮箱另存为 .eml 后再试。")
    form = MailForm(initial={"came_at": now})
    return asked(request, Channel.MAIL, form, refused=refused, status=422)


def _filled(request: OfficialRequest, found: Carried) -> HttpResponse:
    now, today = timezone.localtime(), timezone.localdate()
    came = min(timezone.localtime(found.mail.arrived or now), now)
    day = MailForm({"came_at": f"{came:%Y-%m-%dT%H:%M}"})
    receipt = entering.day_of(day.arrival(), today=today) if day.is_valid() else None
    said: dict[str, Any] = {"text": found.mail.words()}
    identity = found.mail.identity()
    if identity and duties.has_custodians():
        said |= {"name": identity.name, "contact": identity.contact}
    form = SaidForm(initial=said, channel=Channel.MAIL, today=today)
    return asked(request, Channel.MAIL, day, form, receipt, mail=found)


urlpatterns = [path("complaints/new/mail/file/", draft, name="complaint_mail_draft")]
