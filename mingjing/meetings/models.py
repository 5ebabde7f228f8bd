"""会议记录: who took part, what each said, what was decided. Once signed nothing of it can be changed (ACC-10-3b)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from mingjing.core.models import Case, Record, StoredFile
from mingjing.meetings.enums import MeetingKind, MeetingStatus, Seat, SignedHow, View
from mingjing.people.models import Official, Unit

NEVER_CHANGED = pgtrigger.Update | pgtrigger.Delete
CONTENT = (
    "number", "kind", "unit_id", "held_on", "place", "matter", "discussion", "decided", "votes_for", "votes_against",
    "votes_abstained", "recorded_by_id", "recorded_at",
)  # fmt: skip


def _of(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in CONTENT)


class Meeting(Case):
    """会议记录 of a unit: a matter discussed and decided together. Whoever keeps the record is `recorded_by`."""

    kind = models.CharField("类别", max_length=12, choices=MeetingKind.choices, default=MeetingKind.COLLECTIVE)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name="单位")
    held_on = models.DateField("会议日期")
    place = models.CharField("地点", max_length=100)
    matter = models.CharField("议题", max_length=200)
    discussion = models.TextField("讨论情况", blank=True)
    decided = models.TextField("决定")
    votes_for = models.PositiveSmallIntegerField("赞成票", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("反对票", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("弃权票", null=True, blank=True)
    recorded_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("送签时间", null=True, blank=True)
    signed_at = models.DateTimeField("签字完毕时间", null=True, blank=True)

    class Meta:
        verbose_name = "会议记录"
        ordering = ("-held_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="meeting_number_once"),
            models.CheckConstraint(
                condition=~Q(status=MeetingStatus.SIGNED) | Q(signed_at__isnull=False), name="meeting_signed_has_time"
            ),
            models.CheckConstraint(
                condition=Q(votes_for=None, votes_against=None, votes_abstained=None)
                | Q(votes_for__isnull=False, votes_against__isnull=False, votes_abstained__isnull=False),
                name="meeting_votes_whole",
            ),
        )
        indexes = (
            models.Index(fields=("-held_on", "-id"), name="meeting_newest"),
            models.Index(fields=("unit", "-held_on", "-id"), name="meeting_by_unit"),
        )
        triggers = (
            pgtrigger.Protect(
                name="meeting_signed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status__in=(MeetingStatus.SIGNED, MeetingStatus.WITHDRAWN)),
            ),
            pgtrigger.Protect(name="meeting_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(  # what somebody signs is what was sent
                name="meeting_fixed_at_signing",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status = 'signing' AND ({_of('NEW')}) IS DISTINCT FROM ({_of('OLD')})"
                ),
            ),
            pgtrigger.Trigger(
                name="meeting_signed_by_all",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status=MeetingStatus.SIGNING),
                func="""
                    IF NEW.status = 'signed' AND EXISTS (SELECT 1 FROM meetings_attendance a
                            WHERE a.meeting_id = NEW.id AND a.signed_at IS NULL) THEN
                        RAISE EXCEPTION 'a meeting is signed when every participant is accounted for';
                    END IF;
                    IF NEW.status = 'draft' AND EXISTS (SELECT 1 FROM meetings_attendance a
                            WHERE a.meeting_id = NEW.id AND a.signed_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'a record that somebody has signed is not taken back';
                    END IF;
                    RETURN NEW;""",
            ),
        )

    def get_status_display(self) -> str:
        return str(MeetingStatus(self.status).label)


class MeetingFile(StoredFile):
    """签字扫描件."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="files")
    kept_by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = "会议记录附件"
        ordering = ("kept_at", "id")
        triggers = (pgtrigger.Protect(name="meeting_file_stays", operation=NEVER_CHANGED),)


class Attendance(Record):
    """参加人: an official with an account, or a name and a post; what they said, and how that was signed.

    `said_by` is who entered the view: what a participant entered nobody else enters anew.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    order = models.PositiveSmallIntegerField("顺序")
    official = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name="账号"
    )
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=60, blank=True)
    seat = models.CharField("身份", max_length=8, choices=Seat.choices)
    view = models.CharField("意见", max_length=10, choices=View.choices, blank=True)
    words = models.TextField("发言要点", blank=True)
    said_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="意见录入人"
    )
    said_at = models.DateTimeField("意见录入时间", null=True, blank=True)
    signed_how = models.CharField("签字方式", max_length=10, choices=SignedHow.choices, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    signed_by = models.ForeignKey(
        Official, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签字登记人"
    )
    unsigned_for = models.CharField("没有签字的原因", max_length=200, blank=True)
    scan = models.ForeignKey(
        MeetingFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件"
    )

    class Meta:
        verbose_name = "参加人"
        ordering = ("order", "id")
        constraints = (
            models.UniqueConstraint(fields=("meeting", "official"), name="attends_once"),
            models.UniqueConstraint(fields=("meeting",), condition=Q(seat=Seat.HEAD), name="meeting_has_one_head"),
            models.CheckConstraint(condition=~Q(name=""), name="attendance_named"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_how="", signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(signed_how=""),
                name="attendance_signed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(signed_how=SignedHow.OWN) | Q(signed_by=F("official")), name="own_signature_is_ones_own"
            ),
            models.CheckConstraint(
                condition=~Q(signed_how=SignedHow.PAPER) | Q(scan__isnull=False), name="paper_signature_has_scan"
            ),
            models.CheckConstraint(
                condition=~Q(signed_how=SignedHow.UNSIGNED) | ~Q(unsigned_for=""), name="unsigned_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(signed_how__in=(SignedHow.OWN, SignedHow.PAPER)) | ~Q(view=""), name="signed_has_view"
            ),
        )
        indexes = (models.Index(fields=("official", "signed_at"), name="attendance_by_person"),)
        triggers = (
            pgtrigger.Protect(
                name="attendance_signed_stays",
                operation=NEVER_CHANGED,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="attendance_as_meeting",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | NEVER_CHANGED,
                declare=[("held", "text")],
                func="""
                    SELECT m.status INTO held FROM meetings_meeting m
                    WHERE m.id = COALESCE(NEW.meeting_id, OLD.meeting_id);
                    IF held IN ('signed', 'withdrawn') OR (held = 'signing' AND TG_OP <> 'UPDATE') THEN
                        RAISE EXCEPTION 'the participants of a record sent for signature do not change';
                    END IF;
                    IF TG_OP = 'UPDATE' AND held = 'signing' AND (NEW.meeting_id, NEW.name, NEW.seat, NEW.official_id)
                            IS DISTINCT FROM (OLD.meeting_id, OLD.name, OLD.seat, OLD.official_id) THEN
                        RAISE EXCEPTION 'who took part does not change once the record is sent for signature';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;""",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Addendum(Record):
    """补记: what is put right or added after the signatures. The record itself stays as it was signed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="addenda")
    text = models.TextField("内容")
    by = models.ForeignKey(Official, models.PROTECT, related_name="+", verbose_name="补记人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "补记"
        ordering = ("at", "id")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something"),)
        triggers = (pgtrigger.Protect(name="addendum_stays", operation=NEVER_CHANGED),)
