"""集体决定 through its pages: the clerk records, each participant says and signs, and the division reads it."""

import io

import pytest
from django.urls import reverse
from docx import Document as Docx
from openpyxl import load_workbook

from mingjing.meetings import selectors, services
from mingjing.meetings.models import Attendance, Meeting, MeetingFile
from mingjing.rules import accountability
from mingjing.rules.accountability import Bearer, Share
from tests.catalogue.factories import AT, DAY, official
from tests.meetings.factories import WRONG, drafted, of_person, picture, sent, signed, team
from tests.workbench.changing import MORNING, MOST_QUERIES, office, queries

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("workbench:meetings"), reverse("workbench:meeting_new")


@pytest.fixture(autouse=True)
def today(time_machine):
    """Monday, 2 March 2026."""
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def staff():
    return team()


def filled(rows, **changes):
    """The page's form as a clerk sends it; each of `rows` is a participant."""
    said = {
        "held_on": "2026-02-27", "place": "三楼会议室", "matter": "提高停车收费标准", "decided": "自三月一日起提高。",
        "p-TOTAL_FORMS": len(rows), "p-INITIAL_FORMS": 0, **changes,
    }  # fmt: skip
    return said | {f"p-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def participants(staff):
    seats = ["head"] + ["member"] * len(staff.members)
    return [{"official": person.pk, "seat": seat} for person, seat in zip(staff.all, seats, strict=True)]


def press(enter, person, meeting, key, **said):
    return enter(person).post(reverse("workbench:meeting_act", args=[meeting.pk, key]), said)


def recorded(enter, staff, *more, **changes):
    answer = enter(staff.clerk).post(NEW, filled([*participants(staff), *more], **changes))
    assert answer.status_code == 302, answer.text
    return Meeting.objects.get()


def proposed(meeting):
    bearers = [Bearer(row.name, row.part, row.objected) for row in selectors.bearers_of(meeting)]
    return accountability.divide(bearers, {"way": "team"})


def signs(enter, meeting, people, **said):
    for person in people:
        assert press(enter, person, meeting, "sign", **{"view": "agree", **said}).status_code == 302
    meeting.refresh_from_db()


@pytest.mark.article("ACC-10-3a")
def test_a_meeting_of_one_head_and_four_members_proposes_one_main_and_four_secondary(enter, staff):
    meeting = recorded(enter, staff, votes_for=5, votes_against=0, votes_abstained=0)
    assert press(enter, staff.clerk, meeting, "send").status_code == 302
    signs(enter, meeting, staff.all)
    page = enter(staff.clerk).get(reverse("workbench:meeting", args=[meeting.pk])).text
    assert "签字完毕。记录已锁定" in page
    assert "赞成 5 票，反对 0 票，弃权 0 票" in page
    assert "/regulations/baoding-2010/ACC-10/#ACC-10-3a" in page
    proposal = proposed(meeting)
    assert [one.share for one in proposal.shares] == [Share.MAIN, *[Share.SECONDARY] * 4]
    assert proposal.rests_on == ("ACC-10-3a",)


@pytest.mark.article("ACC-10-3b")
def test_a_member_s_dissent_recorded_by_themselves_is_locked_and_proposes_none(enter, staff):
    meeting, member = recorded(enter, staff), staff.members[2]
    press(enter, staff.clerk, meeting, "send")
    assert press(enter, member, meeting, "say", view="dissent", words=WRONG).status_code == 302
    signs(enter, meeting, [member], view="dissent", words=WRONG)
    signs(enter, meeting, [person for person in staff.all if person != member])
    shares = {one.bearer: one.share for one in proposed(meeting).shares}
    assert shares[staff.head.name] is Share.MAIN
    assert sorted(shares.values()) == ["main", "none", "secondary", "secondary", "secondary"]
    assert shares[member.name] is Share.NONE
    for person in (member, staff.clerk):  # locked: nobody turns it afterwards, by whatever door
        assert press(enter, person, meeting, "say", view="agree").status_code in (404, 422)
        assert press(enter, person, meeting, "take-back", reason="改").status_code == 422
    assert enter(staff.clerk).post(reverse("workbench:meeting_edit", args=[meeting.pk]), filled([])).status_code == 422
    assert (of_person(meeting, member).view, of_person(meeting, member).words) == ("dissent", WRONG)


def test_a_refused_record_says_why_and_keeps_what_was_typed(enter, staff):
    guest = {"name": "外聘律师", "seat": "head", "words": "请先报批"}
    answer = enter(staff.clerk).post(NEW, filled([*participants(staff), guest]))
    assert answer.status_code == 422
    assert "主要领导只有一名" in answer.text
    assert "请先报批" in answer.text
    assert "自三月一日起提高。" in answer.text
    assert not Meeting.objects.exists()


def test_a_draft_is_changed_on_its_page_and_a_cleared_row_is_taken_off(enter, staff):
    meeting = recorded(enter, staff, {"name": "外聘律师", "seat": "other"})
    address = reverse("workbench:meeting_edit", args=[meeting.pk])
    assert "外聘律师" in enter(staff.clerk).get(address).text
    rows = [
        {"pk": row.pk, "official": row.official_id or "", "seat": row.seat, "name": ""}
        for row in meeting.attendances.all()
    ]
    assert enter(staff.clerk).post(address, filled(rows, place="二楼")).status_code == 302
    meeting.refresh_from_db()
    assert meeting.place == "二楼"
    assert [row.official for row in meeting.attendances.all()] == staff.all


def test_a_dissent_without_words_is_refused_and_keeps_the_choice(enter, staff):
    meeting = sent(staff)
    answer = press(enter, staff.members[0], meeting, "sign", view="dissent", words="")
    assert answer.status_code == 422
    assert "要写明说了什么" in answer.text
    assert '<option value="dissent" selected>' in answer.text
    assert of_person(meeting, staff.members[0]).signed_at is None


def test_the_clerk_records_a_signature_on_paper_with_its_scan_and_who_does_not_sign(enter, staff):
    meeting = recorded(enter, staff, {"name": "外聘律师", "seat": "other"})
    press(enter, staff.clerk, meeting, "send")
    signs(enter, meeting, staff.all[:-1])
    guest, last = meeting.attendances.get(official=None), of_person(meeting, staff.members[-1])

    def person(row, key, **said):
        return enter(staff.clerk).post(reverse("workbench:meeting_person", args=[meeting.pk, row.pk, key]), said)

    assert person(guest, "paper", view="agree").status_code == 422  # without the scan
    assert person(guest, "paper", view="agree", scan=picture()).status_code == 302
    assert person(last, "unsigned", reason="").status_code == 422
    assert person(last, "unsigned", reason="已调离").status_code == 302
    assert person(last, "erase", reason="x").status_code == 404
    meeting.refresh_from_db()
    assert meeting.status == "signed"
    kept = MeetingFile.objects.get()
    shown = enter(staff.members[0]).get(reverse("workbench:meeting_file", args=[meeting.pk, kept.pk]))
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert enter(office()).get(reverse("workbench:meeting", args=[meeting.pk])).text.count("签字页.png") == 1


def test_a_file_that_is_no_scan_is_refused(enter, staff):
    meeting = sent(staff)
    row = of_person(meeting, staff.members[0])
    wrong = picture("签字页.exe")
    address = reverse("workbench:meeting_person", args=[meeting.pk, row.pk, "paper"])
    answer = enter(staff.clerk).post(address, {"view": "agree", "scan": wrong})
    assert answer.status_code == 422
    assert "不是可以上传的文件" in answer.text


def test_a_note_is_added_to_a_signed_record(enter, staff):
    meeting = signed(staff)
    assert press(enter, staff.members[0], meeting, "add", text="地点应为四楼。").status_code == 302
    assert press(enter, office(), meeting, "add", text="办公室的话").status_code == 422
    assert "地点应为四楼。" in enter(office()).get(reverse("workbench:meeting", args=[meeting.pk])).text


def test_the_record_on_paper_says_what_each_one_said(enter, staff):
    meeting = signed(staff, staff.members[0])
    services.add(meeting, text="地点应为四楼。", by=staff.clerk, at=AT + DAY)
    answer = enter(office()).get(reverse("workbench:meeting_document", args=[meeting.pk, "docx"]))
    made = Docx(io.BytesIO(answer.content))
    told = "\n".join([p.text for p in made.paragraphs] + [c.text for t in made.tables for r in t.rows for c in r.cells])
    for words in ("领导班子集体讨论决定记录", meeting.number, WRONG, "说明行为错误或者提出正确意见", "地点应为四楼。"):
        assert words in told
    pdf = enter(office()).get(reverse("workbench:meeting_document", args=[meeting.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF-")
    assert enter(office()).get(reverse("workbench:meeting_document", args=[meeting.pk, "txt"])).status_code == 404


def test_participants_have_it_on_their_page_until_they_sign_and_the_clerk_what_is_to_be_collected(enter, staff):
    todo, line = reverse("workbench:todo"), "集体决定待您确认意见并签字：提高停车收费标准"
    meeting = recorded(enter, staff, {"name": "外聘律师", "seat": "other"})
    assert line not in enter(staff.head).get(todo).text
    press(enter, staff.clerk, meeting, "send")
    assert line in enter(staff.members[0]).get(todo).text
    assert line not in enter(staff.clerk).get(todo).text
    assert "集体决定待收集纸面签字：提高停车收费标准" in enter(staff.clerk).get(todo).text
    signs(enter, meeting, [staff.members[0]])
    assert line not in enter(staff.members[0]).get(todo).text
    assert line in enter(staff.members[1]).get(todo).text


def test_taking_back_is_offered_until_the_first_signature(enter, staff):
    meeting = sent(staff)
    address = reverse("workbench:meeting", args=[meeting.pk])
    assert "收回修改" in enter(staff.clerk).get(address).text
    signs(enter, meeting, [staff.members[0]])
    assert "收回修改" not in enter(staff.clerk).get(address).text


def test_the_list_filters_and_exports(enter, staff):
    signed(staff, matter="甲事")
    sent(staff, matter="乙事")
    clerk = enter(staff.clerk)
    assert "乙事" not in clerk.get(LIST, {"status": "signed"}).text
    assert clerk.get(LIST, {"since": "错"}).status_code == 422
    sheet = load_workbook(
        io.BytesIO(b"".join(clerk.get(LIST, {"status": "signed", "export": "xlsx"}).streaming_content))
    )
    assert [row[4] for row in sheet.active.iter_rows(min_row=2, values_only=True)] == ["甲事"]


def test_a_long_list_and_a_full_page_cost_few_queries(enter, staff):
    for n in range(30):
        drafted(staff, matter=f"第{n}件")
    meeting = signed(staff, staff.members[0])
    open_ = sent(staff)
    clerk = enter(staff.clerk)
    assert queries(clerk, LIST) <= MOST_QUERIES
    for one in (meeting, open_):
        assert queries(clerk, reverse("workbench:meeting", args=[one.pk])) <= MOST_QUERIES
    assert queries(clerk, NEW) <= MOST_QUERIES
    assert Attendance.objects.count() == 5 * 32


def test_a_participant_of_no_role_reaches_the_list_and_the_record(enter, staff):
    guest = official("guest", "secrecy_reviewer", of=staff.unit)
    assert enter(guest).get(LIST).status_code == 404
    meeting = recorded(enter, staff, {"official": guest.pk, "seat": "other"})
    assert meeting.number in enter(guest).get(LIST).text
    assert enter(guest).get(reverse("workbench:meeting", args=[meeting.pk])).status_code == 200
