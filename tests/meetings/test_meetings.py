"""集体决定: each one's own view, the last signature locks, and neither the house nor the database changes it then."""

import datetime as dt

import pytest

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.meetings import access, selectors, services
from mingjing.meetings.enums import Seat, View
from mingjing.meetings.models import Attendance, Meeting
from mingjing.meetings.services import Sitting
from mingjing.people.models import Post
from mingjing.rules import accountability
from mingjing.rules.accountability import Bearer, Part, Share
from tests.catalogue.factories import AT, DAY, official
from tests.meetings.factories import WRONG, drafted, of_person, said, scan, sent, signed, sittings, team

pytestmark = pytest.mark.django_db


def divided(meeting):
    """Who bears what, by name, as the wizard would propose it of this record."""
    rows = selectors.bearers_of(meeting)
    bearers = [Bearer(row.name, row.part, row.objected) for row in rows]
    return {one.bearer: one.share for one in accountability.divide(bearers, {"way": "team"}).shares}


def test_the_record_gives_the_head_main_and_the_members_secondary():
    home = team()
    meeting = signed(home)
    assert (meeting.status, meeting.signed_at, meeting.number) == ("signed", AT, "会〔2026〕00001")
    assert divided(meeting) == {home.head.name: Share.MAIN} | {one.name: Share.SECONDARY for one in home.members}


def test_a_locked_dissent_exempts_the_member_who_made_it():
    home = team()
    meeting = signed(home, home.members[1])
    assert divided(meeting)[home.members[1].name] is Share.NONE
    assert [row.official for row in selectors.dissents(meeting)] == [home.members[1]]


def test_nothing_is_read_of_a_record_before_it_is_signed():
    home = team()
    meeting = sent(home)
    services.sign(of_person(meeting, home.members[0]), view="dissent", words=WRONG, by=home.members[0], at=AT)
    assert selectors.bearers_of(meeting) == []
    assert list(selectors.dissents(meeting)) == []
    assert list(selectors.signed(home.unit)) == []


def test_who_only_attends_bears_nothing_whatever_they_say():
    home = team()
    guest = Sitting(seat=Seat.OTHER, name="外聘律师", post="法律顾问", view=View.DISSENT, words=WRONG)
    meeting = sent(home, guest)
    for person in home.all:
        services.sign(of_person(meeting, person), view="agree", words="", by=person, at=AT)
    services.sign_on_paper(
        meeting.attendances.get(official=None), view="dissent", words=WRONG, scan=scan(), by=home.clerk, at=AT
    )
    meeting.refresh_from_db()
    assert meeting.status == "signed"
    assert [row.part for row in selectors.bearers_of(meeting)] == [Part.HEAD] + [Part.MEMBER] * 4
    assert not selectors.dissents(meeting).exists()


def test_the_ledger_tells_the_whole_way_with_each_ones_words():
    home = team()
    meeting = signed(home, home.members[0])
    entries = list(ledger.of_case(meeting))
    assert [entry.step for entry in entries] == ["登记会议记录", "送签", *["签字"] * 5, "签字完毕，锁定"]
    assert entries[3].reason == WRONG
    assert entries[3].after["view"] == "dissent"
    assert {entry.basis for entry in entries[2:]} == {"ACC-10-3b"}
    assert list(ledger.faults()) == []


def test_a_participant_with_an_account_is_recorded_with_the_post_of_it():
    home = team()
    home.members[0].post = Post.objects.create(unit=home.unit, title="总工程师", kind="other")
    home.members[0].save()
    assert of_person(drafted(home), home.members[0]).post == "总工程师"


def test_a_reserved_agreement_is_no_dissent():
    home = team()
    meeting = sent(home)
    for person in home.all:
        services.sign(of_person(meeting, person), view="reserved", words="希望缓行", by=person, at=AT)
    meeting.refresh_from_db()
    assert set(divided(meeting).values()) == {Share.MAIN, Share.SECONDARY}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"held_on": AT.date() + DAY}, "会议日期还没有到"),
        ({"votes_for": 3}, "赞成、反对、弃权都填上"),
        ({"votes_for": 5, "votes_against": 1, "votes_abstained": 0}, "多于班子成员 5 人"),
    ],
)
def test_a_record_that_cannot_be_is_refused(changes, told):
    with pytest.raises(Refused, match=told):
        drafted(team(), **changes)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (Sitting(seat=Seat.HEAD, name="另一位局长"), "主要领导只有一名"),
        (Sitting(seat=Seat.MEMBER, name=" "), "写明姓名"),
        (Sitting(seat=Seat.OTHER, name="客人", view=View.DISSENT), "要写明说了什么"),
    ],
)
def test_a_participant_who_cannot_be_is_refused(more, told):
    with pytest.raises(Refused, match=told):
        drafted(team(), more)


def test_nobody_and_somebody_twice_are_refused():
    home = team()
    with pytest.raises(Refused, match="请写明参加会议的人"):
        services.record(said(), [], by=home.clerk, at=AT)
    with pytest.raises(Refused, match="出现了两次"):
        services.record(said(), [*sittings(home), sittings(home)[1]], by=home.clerk, at=AT)


def test_only_a_clerk_records_and_only_the_own_unit_s_clerk_keeps():
    home, other = team(), team("130600SJ", "审计局")
    with pytest.raises(Refused, match="由单位经办人登记"):
        services.record(said(), sittings(home), by=home.head, at=AT)
    meeting = drafted(home)
    for act in (
        lambda: services.send(meeting, by=other.clerk, at=AT),
        lambda: services.edit(meeting, said(), sittings(home), by=home.head, at=AT),
        lambda: services.withdraw(meeting, reason="重复", by=other.clerk, at=AT),
    ):
        with pytest.raises(Refused, match="的经办人办理"):
            act()


def test_a_team_needs_its_head_and_another_member_before_it_signs():
    home = team()
    for alone in (sittings(home)[:1], sittings(home)[1:]):
        meeting = services.record(said(), alone, by=home.clerk, at=AT)
        with pytest.raises(Refused, match="一名主要领导和其他成员"):
            services.send(meeting, by=home.clerk, at=AT)


def test_a_draft_changes_its_participants_and_even_its_head():
    home = team()
    meeting = drafted(home)
    rows = list(meeting.attendances.all())
    seats = [Seat.MEMBER, Seat.HEAD, Seat.MEMBER]
    kept = [
        Sitting(pk=row.pk, official=row.official, seat=seat, post="副局长")
        for row, seat in zip(rows[:3], seats, strict=True)
    ]
    services.edit(meeting, said(place="二楼"), [*kept, Sitting(seat=Seat.OTHER, name="律师")], by=home.clerk, at=AT)
    meeting.refresh_from_db()
    assert meeting.place == "二楼"
    assert [(row.name, row.seat) for row in meeting.attendances.all()] == [
        (home.head.name, "member"), (home.members[0].name, "head"), (home.members[1].name, "member"), ("律师", "other"),
    ]  # fmt: skip
    assert meeting.attendances.get(seat=Seat.HEAD).pk == rows[1].pk


def test_what_a_participant_said_in_person_the_clerk_neither_changes_nor_removes():
    home = team()
    meeting, member = drafted(home), home.members[0]
    services.say(of_person(meeting, member), view="dissent", words=WRONG, by=member, at=AT)
    rows = [
        Sitting(pk=row.pk, official=row.official, seat=row.seat, view=row.view, words=row.words)
        for row in meeting.attendances.all()
    ]
    services.edit(meeting, said(place="二楼"), rows, by=home.clerk, at=AT)  # as it was said: no harm
    turned = [Sitting(pk=one.pk, official=one.official, seat=one.seat, view="agree") for one in rows]
    with pytest.raises(Refused, match="别人不能改"):
        services.edit(meeting, said(), turned, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="不能从参加人中删去"):
        services.edit(meeting, said(), [one for one in rows if one.official != member], by=home.clerk, at=AT)
    services.send(meeting, by=home.clerk, at=AT)
    with pytest.raises(Refused, match="以本人表明的为准"):
        services.sign_on_paper(of_person(meeting, member), view="agree", words="", scan=scan(), by=home.clerk, at=AT)
    assert (of_person(meeting, member).view, of_person(meeting, member).words) == ("dissent", WRONG)


def test_a_view_and_a_signature_are_ones_own():
    home = team()
    meeting = sent(home)
    row = of_person(meeting, home.members[0])
    for act in (services.say, services.sign):
        for person in (home.head, home.clerk, home.members[1]):
            with pytest.raises(Refused, match="别人不能代为"):
                act(row, view="agree", words="", by=person, at=AT)
    with pytest.raises(Refused, match="的经办人办理"):
        services.sign_on_paper(row, view="agree", words="", scan=scan(), by=home.head, at=AT)
    with pytest.raises(Refused, match="的经办人办理"):
        services.leave_unsigned(row, reason="出差", by=home.head, at=AT)


@pytest.mark.parametrize(("view", "words", "told"), [("dissent", " ", "要写明说了什么"), ("", "", "请选定")])
def test_a_view_without_what_it_needs_is_refused(view, words, told):
    home = team()
    row = of_person(sent(home), home.members[0])
    with pytest.raises(Refused, match=told):
        services.sign(row, view=view, words=words, by=home.members[0], at=AT)
    row.refresh_from_db()
    assert row.signed_at is None


def test_signing_waits_for_the_record_to_be_sent_and_happens_once():
    home = team()
    meeting, member = drafted(home), home.members[0]
    row = of_person(meeting, member)
    with pytest.raises(Refused, match="不能签字"):
        services.sign(row, view="agree", words="", by=member, at=AT)
    services.send(meeting, by=home.clerk, at=AT)
    services.say(row, view="dissent", words=WRONG, by=member, at=AT)  # up to the signature
    services.sign(row, view="agree", words="", by=member, at=AT)
    for act in (services.say, services.sign):
        with pytest.raises(Refused, match="已经签字"):
            act(row, view="dissent", words=WRONG, by=member, at=AT)


def test_a_record_is_taken_back_only_while_nobody_has_signed():
    home = team()
    meeting = sent(home)
    with pytest.raises(Refused, match="要写明理由"):
        services.take_back(meeting, reason=" ", by=home.clerk, at=AT)
    services.take_back(meeting, reason="漏记一人", by=home.clerk, at=AT)
    assert meeting.status == "draft"
    services.send(meeting, by=home.clerk, at=AT)
    services.sign(of_person(meeting, home.head), view="agree", words="", by=home.head, at=AT)
    with pytest.raises(Refused, match="已经有人签字"):
        services.take_back(meeting, reason="改一改", by=home.clerk, at=AT)


def test_whoever_does_not_sign_is_accounted_for_with_a_reason():
    home = team()
    meeting = sent(home)
    for person in home.all[:-1]:
        services.sign(of_person(meeting, person), view="agree", words="", by=person, at=AT)
    last = of_person(meeting, home.members[-1])
    with pytest.raises(Refused, match="要写明理由"):
        services.leave_unsigned(last, reason="", by=home.clerk, at=AT)
    services.leave_unsigned(last, reason="已调离，联系不上", by=home.clerk, at=AT)
    meeting.refresh_from_db()
    assert meeting.status == "signed"
    assert ledger.of_case(meeting).filter(step="记明没有签字").get().reason == "已调离，联系不上"


@pytest.mark.article("ACC-10-3b")
def test_a_dissent_that_its_owner_did_not_sign_for_frees_nobody():
    home = team()
    meeting = sent(home)
    last = of_person(meeting, home.members[-1])
    Attendance.objects.filter(pk=last.pk).update(view="dissent", words="不同意")
    for person in home.all[:-1]:
        services.sign(of_person(meeting, person), view="agree", words="", by=person, at=AT)
    services.leave_unsigned(of_person(meeting, home.members[-1]), reason="拒绝签字", by=home.clerk, at=AT)
    meeting.refresh_from_db()
    assert not selectors.dissents(meeting).exists()
    assert [one.objected for one in selectors.bearers_of(meeting)] == [False] * len(home.all)


def test_notes_are_for_signed_records_and_for_those_who_were_there():
    home, other = team(), team("130600SJ", "审计局")
    meeting = sent(home)
    with pytest.raises(Refused, match="还没有签字完毕"):
        services.add(meeting, text="补充", by=home.clerk, at=AT)
    done = signed(home)
    with pytest.raises(Refused, match="由参加会议的人或者"):
        services.add(done, text="补充", by=other.clerk, at=AT)
    with pytest.raises(Refused, match="要写明内容"):
        services.add(done, text=" ", by=home.clerk, at=AT)


def test_who_sees_which_records():
    home, other = team(), team("130600SJ", "审计局")
    draft, open_, done = drafted(home), sent(home), signed(home)
    gone = drafted(home)
    services.withdraw(gone, reason="重复", by=home.clerk, at=AT)
    lgo = official("lgo", "lgo_clerk", of=other.unit)
    nobody = official("nobody", "secrecy_reviewer", of=home.unit)
    every = {draft, open_, done}
    assert set(access.visible_to(home.clerk)) == every | {gone}
    assert set(access.visible_to(home.head)) == every | {gone}
    assert set(access.visible_to(home.members[0])) == every
    assert set(access.visible_to(lgo)) == {open_, done}
    assert set(access.visible_to(other.clerk)) == set(access.visible_to(nobody)) == set()


def test_numbers_run_through_the_year_without_gaps():
    home = team()
    first = drafted(home)
    with pytest.raises(Refused):
        drafted(home, held_on=dt.date(2027, 1, 1))
    assert [first.number, drafted(home).number] == ["会〔2026〕00001", "会〔2026〕00002"]
