"""追究方式与落实 through the pages: each measure recorded, reported, read, verified; then closed and not before."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as read_docx
from PIL import Image

from mingjing.accountability.models import AccountabilityCase
from mingjing.accountability.selectors import effects as selectors
from mingjing.people.models import Notice
from tests.accountability.factories import cast
from tests.accountability.followed import DUE, PAPER, followed
from tests.casework.signals import in_force
from tests.catalogue.factories import official, unit
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
DAY = "2026-03-02"


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


def post(enter, who, told, act, **said):
    address = reverse("workbench:accountability_act", args=[told.case.pk, act])
    return enter(who).post(address, {f"{act}-{key}": value for key, value in said.items()})


def page(enter, who, told) -> str:
    return enter(who).get(told.case.get_absolute_url()).text


def panel(enter, who, told) -> str:
    return page(enter, who, told).split('id="following"')[1].split("</section>")[0]


def status(told) -> str:
    return AccountabilityCase.objects.get(pk=told.case.pk).status


def report(enter, told, basis, **said):
    address = reverse("workbench:assignment_report", args=[told.tasks[basis].pk])
    return enter(told.people.clerk).post(address, {"outcome": "done", "text": "已全部改正。", **said})


def step(enter, told, basis, key, **said):
    address = reverse("workbench:assignment_step", args=[told.tasks[basis].pk, key])
    return enter(told.people.lgo).post(address, said)


@pytest.mark.article("ACC-11-1a")
def test_an_admonition_shows_its_day_and_acknowledgement_and_is_not_public(enter, people, client):
    told = followed(people, handler=("ACC-11-1a",))
    key = told.measures["ACC-11-1a"].pk
    said = {"measure": key, "on": DAY, "spoke": "办公室主任"}
    assert post(enter, people.lgo, told, "talk", **said | {"spoke": " "}).status_code == 422
    assert post(enter, people.lgo, told, "talk", **said, acknowledged_on=DAY).status_code == 302
    shown = panel(enter, people.lgo, told)
    assert all(text in shown for text in ("谈话日期", DAY, "办公室主任", "本人确认", "已落实"))
    client.logout()
    for address in (reverse("portal:accountability"), reverse("portal:unit", args=[people.unit.code])):
        assert people.handler.name not in client.get(address).text


@pytest.mark.article("ACC-11-1a")
def test_the_person_confirms_a_talk_on_a_page_of_their_own_and_sees_no_more(enter, people):
    told = followed(people, handler=("ACC-11-1a",))
    key = told.measures["ACC-11-1a"].pk
    own, todo = reverse("workbench:accountability_talk", args=[key]), reverse("workbench:todo")
    assert enter(people.handler).get(own).status_code == 404  # nothing was recorded
    post(enter, people.lgo, told, "talk", measure=key, on=DAY, spoke="办公室主任")
    assert own in enter(people.handler).get(todo).text
    shown = enter(people.handler).get(own).text
    assert "办公室主任" in shown
    assert told.case.number not in shown
    for who in (people.chief, people.clerk, people.lgo):
        assert enter(who).get(own).status_code == 404
        assert enter(who).post(own).status_code == 404
    assert enter(people.handler).post(own).status_code == 302
    assert enter(people.handler).post(own).status_code == 422
    assert "已落实" in panel(enter, people.lgo, told)
    assert own not in enter(people.handler).get(todo).text


@pytest.mark.article("ACC-11-1b")
def test_education_is_recorded_as_the_alternative(enter, people):
    told = followed(people, handler=("ACC-11-1b",))
    said = {"measure": told.measures["ACC-11-1b"].pk, "on": DAY, "spoke": "主任", "acknowledged_on": DAY}
    assert post(enter, people.lgo, told, "talk", **said).status_code == 302
    assert "已落实" in panel(enter, people.lgo, told)


@pytest.mark.article("ACC-9-3", "ACC-13-a", "ACC-13-b")
def test_a_correction_is_reported_sent_back_and_verified_by_the_pages(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-1a",))
    task = told.tasks["ACC-13-a"]
    time_machine.move_to(dt.datetime.combine(DUE + dt.timedelta(days=1), MORNING.timetz()), tick=False)
    late = enter(people.lgo).get(task.get_absolute_url()).text
    assert "chip late" in late  # red one day after its last day
    assert "source=assignment" in late  # and offered as a lead
    assert "逾期 1 天" in panel(enter, people.lgo, told)
    refused = post(enter, people.lgo, told, "close", summary="已改正。")
    assert (refused.status_code, "书面报告经核实" in refused.text, status(told)) == (422, True, "rectifying")
    assert report(enter, told, "ACC-13-a").status_code == 302
    assert status(told) == "reported"
    assert step(enter, told, "ACC-13-a", "send-back", words="没有附证明材料").status_code == 302
    assert status(told) == "rectifying"
    assert report(enter, told, "ACC-13-a").status_code == 302
    assert step(enter, told, "ACC-13-a", "accept").status_code == 302
    assert status(told) == "verified"


@pytest.mark.article("ACC-13-b", "ACC-11-1c")
def test_the_case_is_closed_when_all_is_carried_out(enter, people):
    told = followed(people, handler=("ACC-11-1a", "ACC-11-1c"))
    for basis in ("ACC-13-a", "ACC-11-1c"):
        report(enter, told, basis)
        step(enter, told, basis, "accept")
    assert status(told) == "verified"
    refused = post(enter, people.lgo, told, "close", summary="已改正。")
    assert refused.status_code == 422
    assert "口头告诫”：还没有登记谈话" in refused.text
    assert "已改正。" in refused.text  # what was typed is kept
    said = {"measure": told.measures["ACC-11-1a"].pk, "on": DAY, "spoke": "主任", "acknowledged_on": DAY}
    post(enter, people.lgo, told, "talk", **said)
    assert post(enter, people.lgo, told, "close", summary="已改正。").status_code == 302
    assert status(told) == "closed"
    assert "已改正。" in page(enter, people.lgo, told)


@pytest.mark.article("ACC-11-2c")
def test_a_late_self_criticism_is_listed_and_takes_its_paper(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-2c",))
    time_machine.move_to(dt.datetime.combine(DUE + dt.timedelta(days=1), MORNING.timetz()), tick=False)
    listed = enter(people.lgo).get(reverse("workbench:assignments"), {"late": "overdue", "basis": "ACC-11-2c"}).text
    assert told.tasks["ACC-11-2c"].number in listed
    assert people.handler.name not in listed
    assert "逾期没有落实" in panel(enter, people.lgo, told)
    refused = report(enter, told, "ACC-11-2c")
    assert (refused.status_code, "附件上传" in refused.text) == (422, True)
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "white").save(out, format="JPEG")
    paper = SimpleUploadedFile("书面检查.jpg", out.getvalue())
    assert report(enter, told, "ACC-11-2c", attached=[paper]).status_code == 302
    assert "书面检查还没有采纳" in panel(enter, people.lgo, told)
    assert step(enter, told, "ACC-11-2c", "accept").status_code == 302
    assert "已落实" in panel(enter, people.lgo, told)


@pytest.mark.article("ACC-11-2b", "ACC-11-3a")
@pytest.mark.parametrize(("of_unit", "of_person"), [((), ("ACC-11-2b",)), (("ACC-11-3a",), ())])
def test_a_circular_is_sent_to_its_list_and_shows_who_has_not_read(enter, people, client, of_unit, of_person):
    told = followed(people, unit=of_unit, handler=of_person)
    places = [unit(f"1306S{n}", f"审计{n}局") for n in range(2)]
    key = told.measures[(*of_unit, *of_person)[0]].pk
    assert post(enter, people.lgo, told, "circular", measure=key).status_code == 422
    codes = [place.code for place in places]
    assert post(enter, people.lgo, told, "circular", measure=key, units=codes).status_code == 302
    notice = Notice.objects.get()
    enter(official("reader", "unit_clerk", of=places[0])).get(reverse("workbench:notice", args=[notice.pk]))
    shown = panel(enter, people.lgo, told)
    assert "印发 2 个单位，1 个未读" in shown
    assert "未读：审计1局" in " ".join(shown.split())
    client.logout()
    named = people.handler.name if of_person else told.case.title
    for address in ("portal:accountability", "portal:home"):
        assert named not in client.get(reverse(address)).text


@pytest.mark.article("ACC-11-2d", "ACC-11-3c")
def test_the_notice_bars_from_merit_of_the_year_and_the_lookup_says_so(enter, people):
    told = followed(people, unit=("ACC-11-3c",), handler=("ACC-11-2d",), status="approved")
    merit = reverse("workbench:merit")

    def answer(year: int, **asked: str) -> str:
        return enter(people.lgo).get(merit, {"year": year, **asked}).text.split("年度能否评优")[1].split("</ul>")[0]

    person, place = {"name": people.handler.name}, {"unit": people.unit.code}
    assert "没有资格" not in answer(2026, **person)
    assert post(enter, people.lgo, told, "notify", sure="on").status_code == 302
    assert all("没有资格" in answer(2026, **asked) for asked in (person, place))
    assert not any("没有资格" in answer(2027, **asked) for asked in (person, place))
    shown = panel(enter, people.lgo, told)
    assert "2026 年度，到 2026-12-31" in shown


@pytest.mark.article("ACC-11-3d")
def test_a_move_shows_its_reading_and_needs_organ_and_day(enter, people):
    told = followed(people, handler=("ACC-11-3d",), status="verified", begun=False)
    refused = post(enter, people.lgo, told, "close", summary="已落实。")
    assert "还没有登记执行机关和执行日期" in refused.text
    said = {"measure": told.measures["ACC-11-3d"].pk, "on": DAY}
    assert post(enter, people.lgo, told, "move", **said).status_code == 422
    assert post(enter, people.lgo, told, "move", **said, organ="市委组织部").status_code == 302
    assert "市委组织部" in panel(enter, people.lgo, told)
    assert post(enter, people.lgo, told, "close", summary="已落实。").status_code == 302


@pytest.mark.article("ACC-11-3e")
def test_training_from_30_november_ends_on_28_february_with_its_rule(enter, people, time_machine):
    told = followed(people, handler=("ACC-11-3e",))
    key = told.measures["ACC-11-3e"].pk
    time_machine.move_to(dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), tick=False)
    said = {"measure": key, "on": "2026-11-30", "organ": "市人社局"}
    assert post(enter, people.lgo, told, "leave-post", **said).status_code == 302
    shown = panel(enter, people.lgo, told)
    assert all(text in shown for text in ("2026-11-30", "2027-02-28", "3个月", "到期月份没有相同日期的"))
    assert 'id="act-come-back"' in page(enter, people.lgo, told)
    assert 'id="act-leave-post"' not in page(enter, people.lgo, told)
    time_machine.move_to(dt.datetime(2027, 3, 1, 1, tzinfo=dt.UTC), tick=False)
    assert "逾期没有落实" in panel(enter, people.lgo, told)
    early = post(enter, people.lgo, told, "come-back", measure=key, on="2027-02-27")
    assert (early.status_code, "期满" in early.text) == (422, True)
    assert post(enter, people.lgo, told, "come-back", measure=key, on="2027-03-01").status_code == 302
    assert "已落实" in panel(enter, people.lgo, told)


@pytest.mark.article("ACC-4-4b")
def test_without_an_order_to_correct_the_page_shows_why_and_asks_for_no_report(enter, people):
    why = {"rectify": False, "rectify_by": None, "no_rectify_for": "事项已经取消。"}
    told = followed(people, handler=("ACC-11-1a",), **why)
    assert "事项已经取消。" in panel(enter, people.lgo, told)
    assert post(enter, people.lgo, told, "verify", reason="事项已经取消，无须改正。").status_code == 302
    assert status(told) == "verified"


def test_a_further_task_is_given_on_the_page(enter, people):
    told = followed(people, handler=("ACC-11-1a",))
    said = {"unit": people.unit.pk, "what": "补公布清理结果。", "due_on": "2026-03-20"}
    assert post(enter, people.lgo, told, "order", **said | {"due_on": DAY}).status_code == 422
    assert post(enter, people.lgo, told, "order", **said).status_code == 302
    assert len(told.tasks) == 1  # by article
    assert told.tasks["ACC-13-a"].due_on == dt.date(2026, 3, 20)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_report_form_is_the_units_and_the_offices(enter, people, kind):
    told = followed(people, handler=("ACC-11-1a",))
    task = told.tasks["ACC-13-a"]
    address = reverse("workbench:accountability_report_form", args=[task.pk, kind])
    for who in (people.clerk, people.lgo):
        answer = enter(who).get(address)
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert data[:4] == (b"PK\x03\x04" if kind == "docx" else b"%PDF")
        if kind == "docx":
            text = "\n".join(paragraph.text for paragraph in read_docx(io.BytesIO(data)).paragraphs)
            assert "整改情况报告" in text
            assert "限期改正。" in text
    assert address in enter(people.clerk).get(task.get_absolute_url()).text
    stranger = official("stranger", "unit_clerk", of=unit("130600SJ", "审计局"))
    assert enter(stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "codes"),
    [("lgo", 422), ("clerk", 404), ("leader", 404), ("handler", 404), ("member", 422), ("head", 422), ("disc", 404)],
)
@pytest.mark.parametrize("act", ["talk", "order", "circular", "close", "verify"])
def test_who_reaches_the_acts(enter, people, act, who, codes):
    """Nobody outside finds the case; of the office only a clerk is listened to, and an empty form is refused."""
    told = followed(people, handler=("ACC-11-1a", "ACC-11-2b"))
    answer = post(enter, getattr(people, who), told, act)
    expected = 404 if act in ("close", "verify") and who in ("member", "head") else codes
    assert answer.status_code == expected
    assert status(told) == "rectifying"


def test_many_measures_cost_the_page_four_queries(people, django_assert_max_num_queries):
    told = followed(
        people, unit=("ACC-11-2a", "ACC-11-3a", "ACC-11-3b", "ACC-11-3c"), handler=("ACC-11-1a", "ACC-11-2b")
    )
    with django_assert_max_num_queries(4):
        found = selectors.following(told.case, today=MORNING.date())
    assert found is not None
    assert len(found.standings) == 6


@pytest.mark.article("ACC-11-2c")
def test_what_a_case_asks_of_a_unit_no_colleague_reads(enter, people):
    told = followed(people, unit=("ACC-11-2a",), handler=("ACC-11-2c",))
    task = told.report("ACC-11-2c", files=(PAPER,))
    rows, colleague = reverse("workbench:assignments"), official("colleague", of=people.unit)
    paper = reverse("workbench:assignment_file", args=[task.pk, task.files.get().pk])
    for who, seen in ((people.leader, True), (people.clerk, True), (colleague, False), (people.chief, False)):
        client = enter(who)
        assert (task.number in client.get(rows).text) == seen
        form = reverse("workbench:accountability_report_form", args=[task.pk, "pdf"])
        for address in (task.get_absolute_url(), form):
            assert client.get(address).status_code == (200 if seen else 404)
        assert seen or client.get(paper).status_code == 404
