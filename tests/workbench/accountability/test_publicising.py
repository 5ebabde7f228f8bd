"""公开追究结果: masked, approved by another than its writer, gone at once when taken back."""

import pytest
from django.urls import reverse

from mingjing.accountability.models import AccountabilityCase, Outcome
from mingjing.accountability.selectors import outcomes
from mingjing.ledger.models import Entry
from tests.accountability.factories import case, cast, decision, person
from tests.casework.signals import in_force
from tests.catalogue.factories import official
from tests.workbench.changing import MORNING

pytestmark = pytest.mark.django_db
TEXT = "交通运输局超过承诺时限办理许可，对有关责任人口头告诫，限期改正。"


@pytest.fixture
def people(time_machine):
    time_machine.move_to(MORNING, tick=False)
    in_force()
    return cast()


@pytest.fixture
def found(people):
    row = case(people, "rectifying")
    decision(row, {person(row, "王建国"): ["ACC-11-1a"]}, approved_by=people.head)
    return row


def post(enter, who, found, act, **said):
    address = reverse("workbench:accountability_act", args=[found.pk, act])
    return enter(who).post(address, {f"{act}-{key}": value for key, value in said.items()})


def publish(enter, who, found):
    read = outcomes.digest_of(found.outcome) if Outcome.objects.filter(case=found).exists() else "0" * 64
    return post(enter, who, found, "publish", read=read)


def drafted(enter, people, found, **said):
    return post(enter, people.lgo, found, "outcome", **{"title": "超期办理的追究结果", "text": TEXT, **said})


def test_the_first_wording_names_nobody(enter, people, found):
    page = enter(people.lgo).get(found.get_absolute_url() + "?act=outcome").text
    assert "对有关责任人：口头告诫" in page


def test_the_first_wording_tells_each_measure_once(enter, people):
    row = case(people, "rectifying")
    both = {person(row, "王建国"): ["ACC-11-1a", "ACC-11-1c"], person(row, "李秀兰"): ["ACC-11-1b", "ACC-11-1c"]}
    decision(row, both, approved_by=people.head)
    page = enter(people.lgo).get(row.get_absolute_url() + "?act=outcome").text
    assert "对有关责任人：口头告诫、限期改正、批评教育。" in page


def test_what_one_wrote_another_publishes_and_everybody_reads(enter, people, found, client):
    assert drafted(enter, people, found).status_code == 302
    outcome = Outcome.objects.get()
    public = reverse("portal:accountability_outcome", args=[outcome.pk])
    assert client.get(public).status_code == 404
    assert publish(enter, people.lgo, found).status_code == 422
    assert publish(enter, people.head, found).status_code == 302
    assert TEXT in client.get(public).text
    assert "超期办理的追究结果" in client.get(reverse("portal:accountability")).text
    assert drafted(enter, people, found).status_code == 422
    assert post(enter, people.head, found, "unpublish", text="事实有出入").status_code == 302
    gone = client.get(public)
    assert (gone.status_code, TEXT in gone.text, "事实有出入" in gone.text) == (410, False, False)


def test_a_head_does_not_publish_what_they_wrote(enter, people, found):
    both = official("both", "lgo_clerk", "lgo_head", of=people.lgo.unit)
    assert post(enter, both, found, "outcome", title="结果", text=TEXT).status_code == 302
    assert publish(enter, both, found).status_code == 422
    assert Outcome.objects.get().status == "drafted"


@pytest.mark.article("ACC-11-2b")
@pytest.mark.parametrize(
    "text",
    ["对王建国口头告诫。", "电话 13800138000。", "身份证 130602199003078273。"],
    ids=["name", "phone", "identity"],
)
def test_somebody_who_can_be_recognised_stops_it(enter, people, found, text):
    assert drafted(enter, people, found, text=text).status_code == 422
    assert not Outcome.objects.exists()


def test_persons_are_named_only_with_a_reason_and_numbers_never(enter, people, found):
    named = {"text": "对王建国通报批评。", "names_for": "决定向社会通报"}
    assert drafted(enter, people, found, **named).status_code == 302
    assert drafted(enter, people, found, text="对王建国，13800138000。", names_for="决定向社会通报").status_code == 422
    assert not Entry.objects.filter(after__icontains="王建国").exists()


def test_nothing_is_told_before_everybody_was_told(enter, people):
    early = case(people, "notified")
    assert drafted(enter, people, early).status_code == 422


def test_what_was_written_anew_meanwhile_is_read_again_before_it_is_published(enter, people, found):
    drafted(enter, people, found)
    page = enter(people.head).get(found.get_absolute_url()).text
    read = outcomes.digest_of(found.outcome)
    assert f'value="{read}"' in page
    drafted(enter, people, found, text="另一种写法。")
    answer = post(enter, people.head, found, "publish", read=read)
    assert (answer.status_code, "刚刚被改写" in answer.text) == (422, True)
    assert Outcome.objects.get().status == "drafted"


@pytest.mark.parametrize("act", ["publish", "unpublish"])
def test_nothing_is_published_or_taken_back_that_was_not_written(enter, people, found, act):
    assert post(enter, people.head, found, act, read="0" * 64, text="有误").status_code == 422


def test_of_a_decision_that_fell_nothing_is_published(enter, people, found):
    drafted(enter, people, found)
    AccountabilityCase.objects.filter(pk=found.pk).update(status="revoked")
    answer = publish(enter, people.head, found)
    assert (answer.status_code, "没有被撤销" in answer.text) == (422, True)
    assert Outcome.objects.get().status == "drafted"


@pytest.mark.article("ACC-1-a")
def test_the_public_page_shows_the_purpose_of_the_active_version(client, regulation):
    page = client.get(reverse("portal:accountability")).text
    article = regulation.articles.get(document="ACC", number=1)
    assert (article.text or article.summary) in page
    assert "第五条" in page
    assert "口头告诫" in page
