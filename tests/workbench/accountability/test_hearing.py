"""The hearing on the page of a case: told, recorded, answered point by point, closed; as its states allow."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingjing.accountability.enums import CaseStatus
from mingjing.accountability.models import Hearing, Letter, Point
from mingjing.accountability.selectors.hearings import of_case as stands
from mingjing.workbench.accountability import hearing as room
from tests.accountability import factories as make
from tests.accountability.factories import Cast, cast
from tests.casework.signals import in_force
from tests.workbench.accountability.hearing_stage import informed, picture
from tests.workbench.changing import MORNING, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(time_machine) -> Cast:
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def page(case) -> str:
    return reverse("workbench:accountability_case", args=[case.pk])


def press(client, case, act: str, **said):
    address = reverse("workbench:accountability_act", args=[case.pk, act])
    return client.post(address, {f"{act}-{name}": value for name, value in said.items()})


def test_a_case_is_told_heard_and_answered_on_its_page(enter, people):
    case = make.case(people, "established")
    make.fact(case, make.evidence(case))
    make.person(case, people.handler)
    client = enter(people.lgo)
    assert press(client, case, "inform").status_code == 302
    letter = Letter.objects.get()
    assert letter.number in client.get(page(case)).text
    handler = enter(people.handler)
    handler.get(reverse("workbench:accountability_mine_letter", args=[letter.pk]))
    client = enter(people.lgo)
    row = Hearing.objects.get()
    said = {"hearing": row.pk, "mode": "oral", "came_on": "2026-03-02", "statement": "当日停电", "points": "一\n二"}
    refused = press(client, case, "statement", **said)
    assert refused.status_code == 422
    assert "在场人员" in refused.text
    assert "当日停电" in refused.text
    files = {"attached": picture()}
    assert press(client, case, "statement", **said, present="本人，记录人", **files).status_code == 302
    shown = client.get(page(case)).text
    assert "当日停电" in shown
    assert "没有答复" in shown
    assert "不得因陈述和申辩加重处理" in shown
    kept = row.files.get()
    got = client.get(reverse("workbench:accountability_hearing_file", args=[case.pk, kept.pk]))
    assert got.status_code == 200
    assert b"".join(got.streaming_content).startswith(b"\x89PNG")
    refused = press(client, case, "hear")
    assert refused.status_code == 422
    assert "第1点意见没有答复" in refused.text
    for point in Point.objects.all():
        asked = client.get(page(case), {"act": "reply", "point": point.pk}).text
        assert f'value="{point.pk}" selected' in asked
        assert press(client, case, "reply", point=point.pk, accepted="no", text="经核对没有停电").status_code == 302
    assert press(client, case, "hear").status_code == 302
    case.refresh_from_db()
    assert case.status == "heard"


def test_time_is_given_and_runs_out(enter, people, time_machine):
    case, letters = informed(people)
    enter(people.handler).get(reverse("workbench:accountability_mine_letter", args=[letters[0].pk]))
    client, row = enter(people.lgo), Hearing.objects.get()
    early = press(client, case, "lapse", hearing=row.pk)
    assert early.status_code == 422
    assert "最后一日是2026-03-09" in early.text
    said = {"hearing": row.pk, "until": "2026-03-11", "reason": "材料在外地"}
    assert press(client, case, "extend", **said).status_code == 302
    assert "2026-03-11" in client.get(page(case)).text
    time_machine.move_to(MORNING.replace(day=12), tick=False)
    client = enter(people.lgo)
    assert press(client, case, "lapse", hearing=row.pk).status_code == 302
    row.refresh_from_db()
    assert row.mode == "lapsed"


def test_another_cases_hearing_or_point_is_no_choice(enter, people):
    case, _letters = informed(people)
    make.hearing(case.subjects.first(), mode="written", statement="一").points.create(no=1, text="一")
    other = make.hearing(make.person(make.case(people, "informed"), people.chief), mode="")
    point = other.points.create(no=1, text="别案的意见")
    client = enter(people.lgo)
    refused = press(client, case, "statement", hearing=other.pk, mode="written", came_on="2026-03-02", statement="x")
    assert refused.status_code == 422
    assert press(client, case, "reply", point=point.pk, accepted="no", text="x").status_code == 422
    point.refresh_from_db()
    assert point.reply == ""


def test_a_file_of_another_case_is_not_served(enter, people):
    case, _letters = informed(people)
    other = make.hearing(make.person(make.case(people, "informed"), people.chief))
    kept = other.files.create(
        name="x.png", kind="image/png", digest="0" * 64, size=1, kept_at=MORNING, kept_by=people.lgo
    )
    address = reverse("workbench:accountability_hearing_file", args=[case.pk, kept.pk])
    assert enter(people.lgo).get(address).status_code == 404


IN_HEARING = {"statement", "extend", "lapse"}
WITH_POINTS = IN_HEARING | {"reply", "split"}
OFFERED = {
    "established": WITH_POINTS | {"inform"},
    "investigating": WITH_POINTS,
    "informed": WITH_POINTS | {"hear"},
}


@pytest.mark.parametrize("status", CaseStatus)
def test_an_act_is_offered_in_its_states_to_the_clerk_and_to_nobody_above(enter, people, status):
    case = make.case(people, status)
    make.hearing(make.person(case, people.handler), mode="written").points.create(no=1, text="一")
    keys = {act.key for act in room.ACTS}
    for who, offered in ((people.lgo, OFFERED.get(status, set())), (people.head, set()), (people.member, set())):
        text = enter(who).get(page(case)).text
        assert {key for key in keys if f'id="act-{key}"' in text} == offered
        refused = {key: press(enter(who), case, key).status_code for key in keys - offered}
        assert set(refused.values()) <= {404, 422}
    case.refresh_from_db()
    assert case.status == status


def test_the_page_costs_no_more_with_more_subjects(enter, people):
    case, letters = informed(people)
    enter(people.handler).get(reverse("workbench:accountability_mine_letter", args=[letters[0].pk]))
    client = enter(people.lgo)
    before = queries(client, page(case))
    for n in range(5):
        one = make.hearing(make.person(case, f"某{n}"), mode="written", statement="一")
        one.points.create(no=1, text="一")
    assert queries(client, page(case)) <= before + 1  # who records is read once there is somebody
    assert len(stands(case)) == 7
    with CaptureQueriesContext(connection) as seen:
        stands(case)
    assert len(seen) <= 5
