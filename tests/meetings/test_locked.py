"""A signed record: neither the house nor the database changes it, and nobody is signed for by another hand."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.meetings import services
from mingjing.meetings.enums import Seat
from mingjing.meetings.models import Addendum, Attendance, MeetingFile
from tests.catalogue.factories import AT, DAY
from tests.meetings.factories import WRONG, of_person, said, scan, sent, signed, sittings, team

pytestmark = pytest.mark.django_db


def test_a_signed_record_changes_for_nobody_and_takes_notes():
    home = team()
    meeting = signed(home, home.members[0])
    row = of_person(meeting, home.members[0])
    for act in (
        lambda: services.edit(meeting, said(decided="不提高。"), sittings(home), by=home.clerk, at=AT),
        lambda: services.take_back(meeting, reason="改", by=home.clerk, at=AT),
        lambda: services.withdraw(meeting, reason="撤", by=home.clerk, at=AT),
        lambda: services.say(row, view="agree", words="", by=home.members[0], at=AT),
        lambda: services.leave_unsigned(row, reason="出差", by=home.clerk, at=AT),
    ):
        with pytest.raises(Refused, match="写补记"):
            act()
    services.add(meeting, text="地点应为四楼会议室。", by=home.members[2], at=AT + DAY)
    assert [one.text for one in meeting.addenda.all()] == ["地点应为四楼会议室。"]
    assert ledger.of_case(meeting).last().step == "补记"


def refused_by_the_database(sql: str, *values: object) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_itself_keeps_a_signed_record():
    home = team()
    meeting = signed(home, home.members[0])
    row = of_person(meeting, home.members[0])
    note = services.add(meeting, text="补充", by=home.clerk, at=AT)
    refused_by_the_database("UPDATE meetings_meeting SET decided = '不提高' WHERE id = %s", meeting.pk)
    refused_by_the_database("UPDATE meetings_meeting SET status = 'draft' WHERE id = %s", meeting.pk)
    refused_by_the_database("DELETE FROM meetings_meeting WHERE id = %s", meeting.pk)
    refused_by_the_database("UPDATE meetings_attendance SET view = 'agree' WHERE id = %s", row.pk)
    refused_by_the_database("UPDATE meetings_attendance SET signed_at = NULL WHERE id = %s", row.pk)
    refused_by_the_database("DELETE FROM meetings_attendance WHERE id = %s", row.pk)
    refused_by_the_database("UPDATE meetings_addendum SET text = '另一句' WHERE id = %s", note.pk)
    refused_by_the_database("DELETE FROM meetings_addendum WHERE id = %s", note.pk)
    with pytest.raises(DatabaseError, match="do not change"), transaction.atomic():
        Attendance.objects.create(meeting=meeting, order=9, name="后来的人", seat=Seat.MEMBER)
    assert Addendum.objects.count() == 1


def test_the_database_keeps_what_was_sent_for_signature():
    home = team()
    meeting = sent(home)
    row = of_person(meeting, home.members[0])
    refused_by_the_database("UPDATE meetings_meeting SET matter = '另一件事' WHERE id = %s", meeting.pk)
    refused_by_the_database(
        "UPDATE meetings_meeting SET status = 'signed', signed_at = now() WHERE id = %s", meeting.pk
    )
    refused_by_the_database("UPDATE meetings_attendance SET seat = 'other' WHERE id = %s", row.pk)
    refused_by_the_database("DELETE FROM meetings_attendance WHERE id = %s", row.pk)
    services.sign(row, view="dissent", words=WRONG, by=home.members[0], at=AT)
    refused_by_the_database("UPDATE meetings_meeting SET status = 'draft' WHERE id = %s", meeting.pk)


def test_the_database_takes_no_signature_by_another_hand_and_no_paper_without_its_scan():
    home = team()
    row = of_person(sent(home), home.members[0])
    said_so = {"view": "agree", "signed_at": AT}
    for columns in (
        {"signed_how": "own", "signed_by": home.clerk},
        {"signed_how": "paper", "signed_by": home.clerk},
        {"signed_how": "unsigned", "signed_by": home.clerk},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attendance.objects.filter(pk=row.pk).update(**said_so, **columns)


def test_the_scan_of_a_signature_stays():
    home = team()
    meeting = sent(home)
    services.sign_on_paper(
        of_person(meeting, home.members[0]), view="agree", words="", scan=scan(), by=home.clerk, at=AT
    )
    kept = MeetingFile.objects.get()
    refused_by_the_database("UPDATE meetings_meetingfile SET digest = 'x' WHERE id = %s", kept.pk)
    refused_by_the_database("DELETE FROM meetings_meetingfile WHERE id = %s", kept.pk)
