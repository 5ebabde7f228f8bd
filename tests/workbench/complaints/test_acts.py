"""The buttons of a case: what was typed is kept, a refusal says why, and what is not theirs is not there."""

import pytest
from django.urls import reverse

from mingjing.complaints.enums import PaperKind
from mingjing.complaints.services import handing
from mingjing.complaints.workflow import COMPLAINT_STEPS
from mingjing.workbench.complaints.parts import ACTS
from tests.catalogue.factories import official
from tests.complaints.factories import keyed
from tests.complaints.handling import Hands
from tests.workbench.changing import MOST_QUERIES, queries

pytestmark = pytest.mark.django_db(databases="__all__")


def page_of(case: Hands) -> str:
    return reverse("workbench:complaint", args=[case.pk])


def press(client, case: Hands, key: str, /, **said):
    """Send the form of an act."""
    url = reverse("workbench:complaint_act", args=[case.pk, key])
    return client.post(url, {f"{key}-{name}": value for name, value in said.items()})


def offered(client, case: Hands) -> list[str]:
    return [act.key for act, _form in client.get(page_of(case)).context["offered"]]


def test_every_step_of_the_table_has_its_button():
    steps = {act.step for act in ACTS if act.step}
    through_approval = {"不予受理", "批准调查", "移送"}
    of_packages = {"转办", "收回转办"}
    assert {step.name for step in COMPLAINT_STEPS} - {step.name for step in steps} <= through_approval | of_packages


@pytest.mark.article("CMP-4-9")
def test_reclassifying_shows_both_acts(centre, opened):
    case = Hands(centre, act="CMP-4-9")
    client = opened(centre.clerk)
    said = {"kind": "complaint", "ours": "yes", "unit": str(centre.accused.pk)}
    assert press(client, case, "classify", act="CMP-4-3", **said).status_code == 302
    text = client.get(page_of(case)).text
    assert "不按本单位目录和流程图行使职权" in text
    assert "登记时为 CMP-4-9" in text


@pytest.mark.article("CMP-7-1a")
def test_a_form_without_an_act_is_422(centre, opened):
    case = Hands(centre)
    answer = press(opened(centre.clerk), case, "classify", act="", kind="report", ours="no")
    assert answer.status_code == 422
    assert case.row().classified_on is None


@pytest.mark.article("CMP-7-6")
def test_a_refusal_keeps_what_was_typed_and_says_why(centre, opened):
    case = Hands(centre)
    client = opened(centre.clerk)
    answer = press(client, case, "decline", code="", text="不属于受理范围，请向司法所反映。")
    assert answer.status_code == 422
    assert "请向司法所反映" in answer.text
    assert not case.papers(PaperKind.REASON)
    centre.head.is_active = False
    centre.head.save()
    answer = press(client, case, "decline", code="outside", text="不属于受理范围，请向司法所反映。")
    assert (answer.status_code, "没有可以审批" in answer.text) == (422, True)
    assert "请向司法所反映" in answer.text


@pytest.mark.article("CMP-7-2a", "CMP-7-2b")
def test_a_case_goes_from_acceptance_to_investigation(centre, opened):
    case = Hands(centre).classified()
    client = opened(centre.clerk)
    assert press(client, case, "investigate", plan="查。", investigators=[str(centre.clerk.pk)]).status_code == 422
    assert press(client, case, "accept").status_code == 302
    assert press(client, case, "ask", text="需要到现场核实。").status_code == 302
    text = client.get(page_of(case)).text
    assert "等待审批" in text
    assert "期限照走" in text
    head = opened(centre.head)
    approval = head.get(page_of(case)).context["reading"].asked[0]
    assert press(head, case, "decide", approval=str(approval.pk), answer="yes", text="同意。").status_code == 302
    client = opened(centre.clerk)
    two = [str(centre.clerk.pk), str(centre.second.pk)]
    assert press(client, case, "investigate", plan="先查登记。", investigators=two[:1]).status_code == 422
    assert press(client, case, "investigate", plan="先查登记。", investigators=two).status_code == 302
    assert case.row().status == "investigating"
    assert {"evidence", "record", "conclude"} <= set(offered(client, case))


@pytest.mark.article("CMP-7-2b", "CMP-5")
def test_people_of_the_accused_unit_are_not_among_the_choices_nor_accepted(centre, opened):
    theirs = keyed(official("theirs", "centre_clerk", of=centre.accused))
    case = Hands(centre).approved()
    client = opened(centre.clerk)
    for act in ("hand", "investigate"):
        text = client.get(page_of(case), {"act": act}).text
        assert f'value="{centre.second.pk}"' in text
        assert f'value="{theirs.pk}"' not in text
    assert press(client, case, "hand", official=str(theirs.pk)).status_code == 422
    assert not case.sees(theirs)


@pytest.mark.article("CMP-7-2d")
def test_the_page_refuses_to_close_what_nobody_was_told(centre, opened):
    case = Hands(centre).concluded()
    answer = press(opened(centre.clerk), case, "close")
    assert answer.status_code == 422
    assert "还没有把结果告诉来信人" in answer.text
    case.told()
    assert press(opened(centre.clerk), case, "close").status_code == 302


@pytest.mark.article("CMP-7-1c")
def test_only_the_head_voids_and_the_number_stays_on_the_desk(centre, opened):
    case = Hands(centre)
    case.do(handing.submit)
    client = opened(centre.clerk)
    assert "void" not in offered(client, case)
    assert press(client, case, "void", code="trial", text="演练。").status_code == 404
    head = opened(centre.head)
    assert press(head, case, "void", code="trial", text="演练。").status_code == 302
    assert case.row().number in head.get(reverse("workbench:complaints")).text


@pytest.mark.article("CMP-8-a")
def test_a_note_stands_under_the_original_with_name_and_time(centre, opened):
    case = Hands(centre)
    client = opened(centre.clerk)
    assert press(client, case, "note", text="窗口是三号窗口。").status_code == 302
    text = client.get(page_of(case)).text
    assert text.index("另交一份图纸") < text.index("窗口是三号窗口。")
    assert "附注 · centre · " in text.replace("\n", " ") or "附注" in text
    assert press(client, case, "edit", text="改。").status_code == 404


def test_whoever_hands_a_case_over_finds_it_no_more(centre, opened):
    case = Hands(centre)
    client = opened(centre.clerk)
    answer = press(client, case, "hand", official=str(centre.second.pk))
    assert answer.url == reverse("workbench:complaints")
    assert client.get(page_of(case)).status_code == 404


@pytest.mark.article("CMP-7-1b")
def test_the_merge_form_names_likely_doubles_among_ones_own_cases_only(centre, opened):
    one, other = Hands(centre), Hands(centre)
    hidden = Hands(centre, by=centre.clerk)
    client = opened(centre.clerk)
    text = client.get(page_of(one), {"act": "merge"}).text
    assert f"{other.row().number}（可能是同一件事）" in text
    assert hidden.row().number not in text
    assert press(client, one, "merge", into=str(hidden.pk), text="同一件事。").status_code == 422
    assert press(client, one, "merge", into=str(other.pk), text="同一件事。").status_code == 302
    assert one.row().merged_into_id == other.pk


def test_strangers_find_no_act(centre, opened):
    case = Hands(centre)
    for person in (centre.accused_clerk, official("later", "centre_clerk", of=centre.unit)):
        assert press(opened(person), case, "accept").status_code == 404


def test_a_page_full_of_everything_keeps_to_its_queries(centre, opened):
    case = Hands(centre).concluded()
    case.told()
    client = opened(centre.clerk)
    client.get(page_of(case))
    assert queries(client, page_of(case)) <= MOST_QUERIES
    early = Hands(centre)
    client.get(page_of(early))
    found = {act: queries(client, page_of(early), act=act) for act in ("classify", "merge", "split", "hand", "forward")}
    assert {act: n for act, n in found.items() if n > MOST_QUERIES} == {}
