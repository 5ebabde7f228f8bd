"""集体决定 in the demo: two that were signed, one with a dissent, one that waits; and a handler who objected."""

from django.db import transaction

from mingjing.casework.enums import RecordStatus
from mingjing.casework.models import OperationRecord
from mingjing.casework.services.handlers import object_as_handler
from mingjing.core import uploads
from mingjing.demo.accounts import OWN
from mingjing.demo.seeding.cast import Cast, cast_of
from mingjing.demo.seeding.diary import Diary, Years
from mingjing.demo.seeding.scans import page
from mingjing.meetings import services
from mingjing.meetings.enums import Seat, View
from mingjing.meetings.models import Meeting
from mingjing.meetings.services import Said, Sitting

OTHER = "130600SL"
MEMBERS = (("韩志远", "副局长"), ("曹素芬", "总工程师"), ("沈泽民", "纪检组长"))
FEES = "提高城区停车泊位收费标准"
RAISED = "自下月一日起提高城区停车泊位收费标准，在局门户网站公布。"
TALKED = "业务科介绍成本测算情况；与会人员讨论了公布时间和群众意见。"
DISSENT = "收费标准没有报价格主管部门核定，也没有公开征求意见，应当先办这两件再定；我不同意现在提高。"
WATER = "河道采砂许可集中公开的安排"
SHOWN = "许可结果每月五日前在市公开网集中公布一次。"
ROADS = "农村公路养护补助名单的公示办法"
BOARDS = "名单在村务公开栏和局门户网站同时公示七日。"
OBJECTION = "补助金额按申报里程计算，与现场核查的里程不一致，应当先复核再公示。"


@transaction.atomic
def hold(years: Years) -> int:
    """Record and sign the meetings, and let a handler object; how many meetings. Done once."""
    if not Meeting.objects.exists():
        own, other = cast_of(OWN), cast_of(OTHER)
        told = Said(held_on=years.days_ago(40), place="局三楼会议室", matter=FEES, decided=RAISED, discussion=TALKED,
                    votes_for=4, votes_against=1, votes_abstained=0)  # fmt: skip
        _signed(own, told, years.diary(years.days_ago(39)), view=View.DISSENT, words=DISSENT)
        plain = Said(held_on=years.days_ago(26), place="局会议室", matter=WATER, decided=SHOWN)
        _signed(other, plain, years.diary(years.days_ago(25)), view=View.AGREE)
        waiting = Said(held_on=years.days_ago(2), place="局三楼会议室", matter=ROADS, decided=BOARDS)
        _sent(own, waiting, years.diary(years.days_ago(1)))
        _object(own, years)
    return Meeting.objects.count()


def _sent(cast: Cast, said: Said, diary: Diary) -> Meeting:
    """A meeting of the chief, the deputy with an account, and three others, sent for signature."""
    head = cast.chief.officials.order_by("username").first()
    people = [
        Sitting(seat=Seat.HEAD, name=head.name if head else "局长", post=cast.chief.title, view=View.AGREE),
        Sitting(seat=Seat.MEMBER, official=cast.leader, post="分管副职"),
        *(Sitting(seat=Seat.MEMBER, name=name, post=post, view=View.AGREE) for name, post in MEMBERS),
    ]
    meeting = services.record(said, people, by=cast.clerk, at=diary.at())
    services.send(meeting, by=cast.clerk, at=diary.at())
    return meeting


def _signed(cast: Cast, said: Said, diary: Diary, *, view: View, words: str = "") -> None:
    """The deputy signs in person with a view of their own, the others on paper."""
    meeting = _sent(cast, said, diary)
    for row in meeting.attendances.select_related("meeting__unit"):
        if row.official_id:
            services.sign(row, view=view, words=words, by=cast.leader, at=diary.at())
        else:
            scan = uploads.keep(page("签字页.png"))
            services.sign_on_paper(row, view=row.view, words=row.words, scan=scan, by=cast.clerk, at=diary.at())


def _object(cast: Cast, years: Years) -> None:
    """The clerk objects to a record that lies on the leader's desk."""
    record = OperationRecord.objects.filter(unit=cast.unit, status=RecordStatus.FINISHED).order_by("number").first()
    if record:
        object_as_handler(record, words=OBJECTION, by=cast.clerk, at=years.now)
