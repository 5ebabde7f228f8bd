"""Two notices of the office: one that every unit has read, one that some have still to open (NOT-3)."""

from django.db import transaction

from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.diary import Years
from mingjing.people.enums import AddresseeClass, Role
from mingjing.people.models import Notice, Official
from mingjing.people.services import notices

YEARLY = (
    "关于做好本年度职权目录清理工作的通知",
    "请各单位对照现行法律、法规、规章，逐项核对职权依据、流程图和时限，"
    "依据已经修改或者废止的，于二十个工作日内提出修订，经保密审查后报办公室批准公布。",
)
SIGNALS = (
    "关于及时答复监察信号的提醒",
    "近期部分单位对红牌信号答复不及时。请经办人每日登录工作台查看待办，"
    "写明原因和已采取的措施；主管领导对红牌信号应当阅知。",
)
EVERYBODY = tuple(AddresseeClass)
LONG_AGO, LATELY = 75, 6  # days
UNREAD_EACH = 3  # of three units one has not opened the later notice


@transaction.atomic
def send(years: Years) -> int:
    """Send both and let the units read; how many were sent, none if they are there."""
    if Notice.objects.exists():
        return 0
    clerk = Official.objects.get(username="lgo")
    readers = list(Official.objects.filter(grants__role=Role.UNIT_CLERK).select_related("unit").order_by("username"))
    for (title, body), days, some in ((YEARLY, LONG_AGO, False), (SIGNALS, LATELY, True)):
        diary = years.diary(years.days_ago(days))
        notice = notices.send(title=title, body=body, classes=EVERYBODY, units=(), by=clerk, at=diary.at())
        diary.at(1)
        for number, reader in enumerate(readers):
            if not some or (number % UNREAD_EACH and reader.unit.code != OWN):
                notices.read(notice, by=reader, at=diary.at())
    return 2
