"""Keep the record of a meeting, let each participant say and sign their own view, lock it with the last signature."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import transaction

from mingjing.core.errors import Refused
from mingjing.core.uploads import Kept
from mingjing.ledger import services as ledger
from mingjing.ledger.chain import values
from mingjing.ledger.numbering import numbered
from mingjing.meetings import access, workflow
from mingjing.meetings.enums import MeetingStatus, Seat, SignedHow, View
from mingjing.meetings.models import Addendum, Attendance, Meeting, MeetingFile
from mingjing.people.models import Official
from mingjing.procedure.timing import day_of

SIGN = "会"
MOST = 40  # participants
ARTICLE = "第十条第三项"
CONTENT = (
    "held_on", "place", "matter", "discussion", "decided", "votes_for", "votes_against", "votes_abstained",
)  # fmt: skip
SPOKEN = {MeetingStatus.DRAFT, MeetingStatus.SIGNING}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the clerk records of a meeting. Votes are all given, or None where none was taken."""

    held_on: dt.date
    place: str
    matter: str
    decided: str
    discussion: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A participant as the clerk records them; `pk` is the row that it changes, None for a new one."""

    seat: str
    official: Official | None = None
    name: str = ""
    post: str = ""
    view: str = ""
    words: str = ""
    pk: UUID | None = None

    @property
    def called(self) -> str:
        return self.official.name if self.official else self.name.strip()

    @property
    def position(self) -> str:
        """What was written, else the post of the account."""
        known = str(self.official.post or "") if self.official else ""
        return (self.post.strip() or known)[:60]


@transaction.atomic
def record(said: Said, sittings: Sequence[Sitting], *, by: Official, at: dt.datetime) -> Meeting:
    """Record a meeting of the clerk's unit as a draft (ACC-10-3a).

    Raises:
        Refused: not a clerk, a meeting that is still to come, or participants that cannot be.
    """
    access.check_may_record(by)
    _check(said, sittings, at)
    meeting = Meeting(
        number=numbered(SIGN, day_of(at).year), status=MeetingStatus.DRAFT, unit=by.unit, recorded_by=by,
        recorded_at=at, **asdict(said),
    )  # fmt: skip
    meeting.clean_fields()
    meeting.save(force_insert=True)
    _seat(meeting, sittings, by, at)
    after = values(meeting, ("status", "unit", *CONTENT)) | {"people": _people(meeting)}
    ledger.write(meeting, workflow.RECORDED, by=by, at=at, basis=workflow.SEND.basis, after=after)
    return meeting


@transaction.atomic
def edit(meeting: Meeting, said: Said, sittings: Sequence[Sitting], *, by: Official, at: dt.datetime) -> None:
    """Change a draft. Participants that are not among `sittings` are taken off it.

    Raises:
        Refused: not the unit's clerk, sent for signature, or it would change what a participant said themselves.
    """
    access.check_keeps(by, meeting)
    held = _held(meeting, {MeetingStatus.DRAFT}, "修改")
    _check(said, sittings, at)
    before = values(held, CONTENT) | {"people": _people(held)}
    for name, value in asdict(said).items():
        setattr(held, name, value)
    held.clean_fields()
    held.save()
    _seat(held, sittings, by, at)
    after = values(held, CONTENT) | {"people": _people(held)}
    ledger.write(held, workflow.EDITED, by=by, at=at, basis=workflow.SEND.basis, before=before, after=after)


def _check(said: Said, sittings: Sequence[Sitting], at: dt.datetime) -> None:
    if said.held_on > day_of(at):
        raise Refused("会议日期还没有到，会后再登记。")
    if not sittings:
        raise Refused("请写明参加会议的人。")
    if len(sittings) > MOST:
        raise Refused(f"参加人最多 {MOST} 人，请核对。")
    if any(not one.called for one in sittings):
        raise Refused("每一名参加人要选账号，或者写明姓名。")
    if sum(one.seat == Seat.HEAD for one in sittings) > 1:
        raise Refused(f"主要领导只有一名（{ARTICLE}），请把其他人改为班子其他成员。")
    accounts = [one.official.pk for one in sittings if one.official]
    if len(set(accounts)) < len(accounts):
        raise Refused("同一个人出现了两次，请删去一行。")
    for one in sittings:
        _check_words(one.called, one.view, one.words)
    _check_votes(said, sittings)


def _check_words(name: str, view: str, words: str) -> None:
    if view in (View.RESERVED, View.DISSENT) and not words.strip():
        raise Refused(
            f"{name}“{View(view).label}”，要写明说了什么：指出了什么错误、主张怎么做（{ARTICLE}），责任区分要看这段话。"
        )


def _check_votes(said: Said, sittings: Sequence[Sitting]) -> None:
    votes = (said.votes_for, said.votes_against, said.votes_abstained)
    given = [count for count in votes if count is not None]
    if given and len(given) < len(votes):
        raise Refused("表决结果要把赞成、反对、弃权都填上，没有的填 0；没有票决的都不填。")
    team = sum(one.seat != Seat.OTHER for one in sittings)
    if given and sum(given) > team:
        raise Refused(f"表决共 {sum(given)} 票，多于班子成员 {team} 人，请核对。列席人员不参加表决。")


def _seat(meeting: Meeting, sittings: Sequence[Sitting], by: Official, at: dt.datetime) -> None:
    """Bring the participants to what the clerk recorded."""
    known = {row.pk: row for row in meeting.attendances.all()}
    kept = {one.pk for one in sittings}
    for row in known.values():
        if row.pk not in kept:
            if _spoke(row):
                raise Refused(f"{row.name}已在系统中亲自表明意见，不能从参加人中删去。")
            row.delete()
    Attendance.objects.filter(meeting=meeting, seat=Seat.HEAD).update(seat=Seat.MEMBER)  # one head at any moment
    for order, one in enumerate(sittings, start=1):
        found = known.get(one.pk) if one.pk else None
        _fill(found or Attendance(meeting=meeting), one, order, by, at)


def _fill(row: Attendance, one: Sitting, order: int, by: Official, at: dt.datetime) -> None:
    words = one.words.strip()
    if _spoke(row):
        if (row.official_id, row.view, row.words) != (one.official and one.official.pk, one.view, words):
            raise Refused(f"{row.name}已在系统中亲自表明意见，别人不能改；要改请本人改。")
    elif (row.view, row.words) != (one.view, words):
        row.view, row.words = one.view, words
        row.said_by, row.said_at = (by, at) if one.view else (None, None)
    row.order, row.seat, row.official, row.name, row.post = order, one.seat, one.official, one.called, one.position
    row.clean_fields(exclude=("meeting",))
    row.save()


def _spoke(row: Attendance) -> bool:
    """True if the view was entered by the participant in person."""
    return row.official_id is not None and row.said_by_id == row.official_id


def _people(meeting: Meeting) -> list[dict[str, str]]:
    """Everybody as the ledger keeps them."""
    names = ("name", "post", "seat", "view", "words")
    return [values(row, names) for row in meeting.attendances.all()]


def _held(meeting: Meeting, states: set[MeetingStatus], doing: str) -> Meeting:
    """The record, held until the end of the transaction.

    Raises:
        Refused: it is in another state.
    """
    held = Meeting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=meeting.pk)
    if held.status not in states:
        more = "已签字的记录谁也不能改；要更正或者补充，请写补记。" if held.status == MeetingStatus.SIGNED else ""
        raise Refused(f"{held} 现在是“{held.get_status_display()}”，不能{doing}。{more}")
    return held


@transaction.atomic
def send(meeting: Meeting, *, by: Official, at: dt.datetime) -> None:
    """Send a record to its participants for signature (ACC-10-3a).

    Raises:
        Refused: not the unit's clerk, sent before, without its head, or without other members.
    """
    access.check_keeps(by, meeting)
    held = _held(meeting, {MeetingStatus.DRAFT}, "送签")
    seats = list(held.attendances.values_list("seat", flat=True))
    if Seat.HEAD not in seats or Seat.MEMBER not in seats:
        raise Refused(f"领导班子集体讨论决定要有一名主要领导和其他成员（{ARTICLE}），请补全参加人再送签。")
    ledger.take(workflow.SEND, held, by=by, at=at, sent_at=at)
    meeting.refresh_from_db()


@transaction.atomic
def take_back(meeting: Meeting, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Take a record back into draft while nobody has signed it.

    Raises:
        Refused: not the unit's clerk, no reason, or somebody has signed.
    """
    access.check_keeps(by, meeting)
    held = _held(meeting, {MeetingStatus.SIGNING}, "收回")
    if held.attendances.filter(signed_at__isnull=False).exists():
        raise Refused("已经有人签字，不能再收回修改。签字完毕后请用补记更正。")
    _check_reason(reason, "收回修改")
    ledger.take(workflow.TAKE_BACK, held, by=by, at=at, reason=reason.strip(), sent_at=None)
    meeting.refresh_from_db()


@transaction.atomic
def withdraw(meeting: Meeting, *, reason: str, by: Official, at: dt.datetime) -> None:
    """Withdraw a draft that should not be.

    Raises:
        Refused: not the unit's clerk, no reason, or it is no draft.
    """
    access.check_keeps(by, meeting)
    held = _held(meeting, {MeetingStatus.DRAFT}, "撤销")
    _check_reason(reason, "撤销记录")
    ledger.take(workflow.WITHDRAW, held, by=by, at=at, reason=reason.strip())
    meeting.refresh_from_db()


def _check_reason(reason: str, doing: str) -> None:
    if not reason.strip():
        raise Refused(f"“{doing}”要写明理由。")


@transaction.atomic
def say(row: Attendance, *, view: str, words: str, by: Official, at: dt.datetime) -> None:
    """A participant says their own view, before signing (ACC-10-3b). Nobody else changes it after that.

    Raises:
        Refused: somebody else's view, signed before, or a dissent without words.
    """
    access.check_is(by, row)
    held = _held(row.meeting, SPOKEN, "再表明意见")
    _put(held, row, view, words, by, at)
    after = values(row, ("name", "view", "words"))
    ledger.write(held, workflow.SAID, by=by, at=at, basis=workflow.LOCK.basis, reason=row.words, after=after)


@transaction.atomic
def sign(row: Attendance, *, view: str, words: str, by: Official, at: dt.datetime) -> None:
    """A participant confirms their own view; the last one's signature locks the record (ACC-10-3b).

    Raises:
        Refused: somebody else's signature, not sent for signature, signed before, or a dissent without words.
    """
    access.check_is(by, row)
    held = _held(row.meeting, {MeetingStatus.SIGNING}, "签字")
    _put(held, row, view, words, by, at)
    _signed(held, row, SignedHow.OWN, by, at)


@transaction.atomic
def sign_on_paper(row: Attendance, *, view: str, words: str, scan: Kept, by: Official, at: dt.datetime) -> None:
    """The clerk records a signature on paper with its scan.

    Raises:
        Refused: not the unit's clerk, not sent for signature, signed before, or another view than the participant
            entered in person.
    """
    access.check_keeps(by, row.meeting)
    held = _held(row.meeting, {MeetingStatus.SIGNING}, "登记签字")
    row.refresh_from_db()
    if _spoke(row) and (row.view, row.words) != (view, words.strip()):
        raise Refused(f"{row.name}在系统中表明的意见与这里填写的不同；以本人表明的为准，要改请本人改。")
    if not _spoke(row):
        _put(held, row, view, words, by, at)
    row.scan = MeetingFile.objects.create(meeting=held, kept_by=by, kept_at=at, **asdict(scan))
    _signed(held, row, SignedHow.PAPER, by, at)


@transaction.atomic
def leave_unsigned(row: Attendance, *, reason: str, by: Official, at: dt.datetime) -> None:
    """The clerk records that somebody does not sign, and why; the view stays as it was entered.

    Raises:
        Refused: not the unit's clerk, no reason, not sent for signature, or signed before.
    """
    access.check_keeps(by, row.meeting)
    held = _held(row.meeting, {MeetingStatus.SIGNING}, "登记签字")
    row.refresh_from_db()
    _check_reason(reason, workflow.UNSIGNED)
    row.unsigned_for = reason.strip()[:200]
    _signed(held, row, SignedHow.UNSIGNED, by, at)


def _put(held: Meeting, row: Attendance, view: str, words: str, by: Official, at: dt.datetime) -> None:
    row.refresh_from_db()
    _check_unsigned(row)
    if view not in View.values:
        raise Refused(f"请选定{row.name}的意见。")
    _check_words(row.name, view, words)
    row.view, row.words, row.said_by, row.said_at = view, words.strip(), by, at
    row.save(update_fields=("view", "words", "said_by", "said_at"))


def _check_unsigned(row: Attendance) -> None:
    if row.signed_at is not None:
        raise Refused(f"{row.name}已经签字，意见不能再改；签字完毕后可以写补记。")


def _signed(held: Meeting, row: Attendance, how: SignedHow, by: Official, at: dt.datetime) -> None:
    """Fix a participant's view, and the record with it if this was the last one."""
    _check_unsigned(row)
    row.signed_how, row.signed_at, row.signed_by = how, at, by
    row.save(update_fields=("signed_how", "signed_at", "signed_by", "scan", "unsigned_for"))
    step = workflow.UNSIGNED if how == SignedHow.UNSIGNED else workflow.SIGNED
    after = values(row, ("name", "seat", "view", "words", "signed_how", "unsigned_for", "scan"))
    reason = row.unsigned_for or row.words
    ledger.write(held, step, by=by, at=at, basis=workflow.LOCK.basis, reason=reason, after=after)
    if not held.attendances.filter(signed_at=None).exists():
        ledger.take(workflow.LOCK, held, by=by, at=at, signed_at=at)


@transaction.atomic
def add(meeting: Meeting, *, text: str, by: Official, at: dt.datetime) -> Addendum:
    """Add a note to a signed record: what is wrong with it, or what was left out.

    Raises:
        Refused: nothing to do with the meeting, not signed yet, or no words.
    """
    access.check_may_add(by, meeting)
    held = Meeting.objects.get(pk=meeting.pk)
    if held.status != MeetingStatus.SIGNED:
        raise Refused(f"{held} 还没有签字完毕，请直接修改或者表明意见，不用补记。")
    if not text.strip():
        raise Refused("补记要写明内容：哪一处不对、应当是什么。")
    added = Addendum.objects.create(meeting=held, text=text.strip(), by=by, at=at)
    ledger.write(held, workflow.ADDED, by=by, at=at, basis=workflow.LOCK.basis, reason=added.text)
    return added
