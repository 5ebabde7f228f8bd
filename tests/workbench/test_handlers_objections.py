"""承办人的异议: on the chain of what is being approved, for good, and read by the division (ACC-10-2c)."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from mingjing.casework.services.handlers import object_as_handler as object_to_record
from mingjing.catalogue import services
from mingjing.catalogue.services.objecting import object_as_handler as object_to_version
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.ledger.models import Entry
from mingjing.people.enums import Role
from mingjing.rules import accountability
from mingjing.rules.accountability import Bearer, Part, Share
from tests.casework.registers import Register
from tests.casework.signals import on
from tests.catalogue.factories import AT, bring, draft, house, official, unit

pytestmark = pytest.mark.django_db
WORDS = "收费标准没有依据，应先报财政部门核定。"
HOUR = dt.timedelta(hours=1)
ANSWERS = {"way": "person", "needed": "yes", "submitted": "yes", "approved": "yes", "handler": "advised"}


@pytest.fixture
def home():
    return house()


@pytest.fixture
def version(home):
    return bring(draft(home), home, "unit_review")


def address(version, name="version_object", *args):
    return reverse(f"workbench:{name}", args=[version.item.number, version.no, *args])


def press(enter, person, version, words=WORDS):
    return enter(person).post(address(version), {"words": words})


@pytest.mark.article("ACC-10-2c")
def test_a_handler_objects_the_leader_approves_all_the_same_and_the_proposal_exempts_the_handler(
    enter, home, version, time_machine
):
    time_machine.move_to(AT + HOUR, tick=False)
    assert f'action="{address(version)}"' in enter(home.clerk).get(address(version, "version")).text
    assert press(enter, home.clerk, version).status_code == 302
    time_machine.move_to(AT + 2 * HOUR, tick=False)
    before = enter(home.leader).get(address(version, "version")).text
    assert before.index(WORDS) < before.index("单位审核通过")  # the leader reads it before pressing
    assert enter(home.leader).post(address(version, "version_step", "review")).status_code == 302
    entry = ledger.objections([version.pk]).get()
    assert (entry.by_id, entry.reason, entry.at, entry.basis) == (home.clerk.pk, WORDS, AT + HOUR, "ACC-10-2c")
    assert [e.step for e in ledger.of_case(version)][-3:] == ["提交审核", "提出异议", "单位审核通过"]
    clerk = Bearer(str(home.clerk.pk), Part.HANDLER, objected=entry.by_id == home.clerk.pk)
    chief = Bearer(str(home.leader.pk), Part.CHIEF)
    assert accountability.suggested([clerk, chief]) == {"handler": "advised"}
    proposal = accountability.divide([clerk, chief], ANSWERS | {"illegal": "no"})
    assert (proposal.of(clerk.key).share, proposal.of(clerk.key).article) == (Share.NONE, "ACC-10-2c")
    assert (proposal.of(chief.key).share, proposal.flags) == (Share.MAIN, ())
    plainly = accountability.divide([clerk, chief], ANSWERS | {"illegal": "yes"})
    assert [flag.basis for flag in plainly.flags] == ["公务员法第六十条"]


@pytest.mark.article("ACC-10-2c")
@pytest.mark.parametrize(
    "sql", ["UPDATE ledger_entry SET reason = '同意' WHERE id = %s", "DELETE FROM ledger_entry WHERE id = %s"]
)
def test_an_objection_cannot_be_changed_or_removed(home, version, sql):
    entry = object_to_version(version, words=WORDS, by=home.clerk, at=AT)
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [entry.pk] if "%s" in sql else [])
    assert Entry.objects.get(pk=entry.pk).reason == WORDS
    assert list(ledger.faults()) == []


@pytest.mark.parametrize(("words", "told"), [(" \n", "要写明：哪里不对"), ("长" * 501, "最多 500 个字")])
def test_an_objection_without_words_or_with_too_many_is_refused_and_kept_on_the_page(enter, home, version, words, told):
    answer = press(enter, home.clerk, version, words)
    assert answer.status_code == 422
    assert told in answer.text
    assert words.strip() in answer.text
    assert not ledger.objections([version.pk]).exists()


@pytest.mark.parametrize("status", ["unit_review", "secrecy_review", "approval", "approved"])
def test_it_is_open_from_the_submission_to_the_publication(home, status):
    version = bring(draft(home), home, status)
    object_to_version(version, words=WORDS, by=home.clerk, at=AT)
    assert ledger.objections([version.pk]).count() == 1


@pytest.mark.parametrize("status", ["draft", "published"])
def test_before_and_after_nothing_is_being_approved(enter, home, status):
    version = bring(draft(home), home, status)
    assert 'name="words"' not in enter(home.clerk).get(address(version, "version")).text
    with pytest.raises(Refused, match="不在审批中"):
        object_to_version(version, words=WORDS, by=home.clerk, at=AT)


def test_it_stands_though_the_version_moved_on_in_the_meantime(home, version):
    services.return_draft(version, reason="重写", by=home.leader, at=AT)
    version.status = "unit_review"  # as a page opened before shows it
    with pytest.raises(Refused, match="不在审批中"):
        object_to_version(version, words=WORDS, by=home.clerk, at=AT)


def test_the_person_on_the_handling_post_and_a_second_clerk_may_and_the_leader_may_not(enter, home, version):
    handler = official("科员", of=home.unit)
    handler.post = home.handler
    handler.save()
    second = official("second", "unit_clerk", of=home.unit)
    assert press(enter, handler, version).status_code == press(enter, second, version).status_code == 302
    for person in (home.leader, home.secrecy, home.head, official("else", of=home.unit)):
        answer = press(enter, person, version)
        assert answer.status_code == 422
        assert "不是这一版本的承办人" in answer.text
        assert f'action="{address(version)}"' not in answer.text
    assert {entry.by_id for entry in ledger.objections([version.pk])} == {handler.pk, second.pk}


def test_another_unit_does_not_find_the_version(enter, version):
    assert press(enter, house("130600SJ", "审计局").clerk, version).status_code == 404


def test_those_further_along_the_chain_read_it_too(enter, home, version):
    object_to_version(version, words=WORDS, by=home.clerk, at=AT)
    services.review(version, by=home.leader, at=AT)
    for person in (home.secrecy, home.head):
        assert WORDS in enter(person).get(address(version, "version")).text


@pytest.fixture
def record(time_machine):
    time_machine.move_to(on("2026-05-06", 14), tick=False)
    register = Register()
    return register, register.finished()


@pytest.mark.article("ACC-10-2c")
def test_a_handler_of_a_record_objects_before_it_is_let_out(enter, record):
    register, found = record
    where, send = (reverse(f"workbench:{n}", args=[found.pk]) for n in ("operation_record", "record_object"))
    assert enter(register.handler).post(send, {"words": WORDS}).status_code == 302
    assert enter(register.home.clerk).post(send, {"words": "补充：没有听证。"}).status_code == 302
    page = enter(register.home.leader).get(where).text
    assert page.index(WORDS) < page.index("补充：没有听证。") < page.index("批准公示")
    act = reverse("workbench:record_act", args=[found.pk, "publicise"])
    answer = enter(register.home.leader).post(act, {"start": "2026-05-06", "until": "2026-05-13"})
    assert answer.status_code == 302
    assert [e.step for e in ledger.of_case(found)][-3:] == ["提出异议", "提出异议", "批准公示"]
    office = enter(official("office", "lgo_clerk", of=unit("130600LGO", "办公室"))).get(where).text
    assert WORDS in office
    late = enter(register.home.clerk).post(send, {"words": "太迟"})
    assert (late.status_code, "不在审批中" in late.text, "太迟" in late.text) == (422, True, True)


def test_who_may_not_object_to_a_record(enter, record):
    register, found = record
    send = reverse("workbench:record_object", args=[found.pk])
    office = official("office", "lgo_clerk", of=unit("130600LGO", "办公室"))
    for person in (register.home.leader, official("else", of=register.home.unit), office):
        answer = enter(person).post(send, {"words": WORDS})
        assert (answer.status_code, "不是这份登记表的承办人" in answer.text) == (422, True)
    assert enter(house("130600SJ", "审计局").clerk).post(send, {"words": WORDS}).status_code == 404
    with pytest.raises(Refused, match="要写明"):
        object_to_record(found, words=" ", by=register.home.clerk, at=AT)
    assert not ledger.objections([found.pk]).exists()


def test_objections_are_read_for_several_rows_at_once_oldest_first(home):
    first, second = (bring(draft(home, name), home, "unit_review") for name in ("甲", "乙"))
    object_to_version(second, words="乙的异议", by=home.clerk, at=AT)
    object_to_version(first, words="甲的异议", by=home.clerk, at=AT + HOUR)
    assert [entry.reason for entry in ledger.objections([first.pk, second.pk])] == ["乙的异议", "甲的异议"]
    assert list(ledger.objections([])) == []


ALL = sorted({role.value for role in Role} - {"system"})
OFFICE = {"lgo_clerk", "lgo_head", "lg_member"}


@pytest.mark.parametrize("role", ALL)
def test_which_role_objects_to_a_version_of_which_unit(enter, version, role):
    own = official("own", role, of=version.item.unit)
    elsewhere = official("elsewhere", role, of=unit("130600SJ", "审计局"))
    assert press(enter, own, version).status_code == (302 if role == "unit_clerk" else 422)
    sees = role in OFFICE | {"secrecy_reviewer"}
    assert press(enter, elsewhere, version).status_code == (422 if sees else 404)


@pytest.mark.parametrize("role", ALL)
def test_which_role_objects_to_a_record_of_which_unit(enter, record, role):
    register, found = record
    send = reverse("workbench:record_object", args=[found.pk])
    own = official("own", role, of=register.home.unit)
    elsewhere = official("elsewhere", role, of=unit("130600SJ", "审计局"))
    assert enter(own).post(send, {"words": WORDS}).status_code == (302 if role == "unit_clerk" else 422)
    assert enter(elsewhere).post(send, {"words": WORDS}).status_code == (422 if role in OFFICE else 404)


def test_a_stranger_is_sent_to_the_login(client, version):
    answer = client.post(address(version), {"words": WORDS})
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("workbench:login"))
