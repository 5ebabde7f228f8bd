"""A version is registered, comes into force with consent, and leaves it without touching what was decided."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.regulations import selectors
from mingjing.regulations.models import Regulation
from mingjing.regulations.services import versions
from mingjing.rules import packs
from tests.regulations.conftest import AT, ISSUED

pytestmark = pytest.mark.django_db
CONSENT = {"consented_by": "保定市人民政府", "consented_on": ISSUED, "in_force_from": ISSUED}


def activate(regulation, by=None, **changes):
    versions.activate(regulation, by=by, at=AT, **(CONSENT | changes))


@pytest.mark.article("NOT-1")
def test_register_enters_articles_and_bases(draft):
    assert (draft.status, draft.articles.count(), draft.trial) == ("draft", 41, True)
    assert selectors.bases_of(draft).get(name="中华人民共和国行政监察法").successor.name == "中华人民共和国监察法"
    assert Entry.objects.get().step == "登记法规版本"


def test_register_twice_is_refused(draft):
    with pytest.raises(Refused, match="已经登记"):
        versions.register(packs.load("baoding-2010"), by=None, at=AT)


def test_register_is_for_the_office(official):
    with pytest.raises(Refused, match="由领导小组办公室维护"):
        versions.register(packs.load("baoding-2010"), by=official("unit_clerk"), at=AT)


@pytest.mark.article("NOT-2")
def test_activate_records_body_and_date_of_consent(draft, official):
    activate(draft, by=official("lgo_head"))
    assert (draft.status, draft.consented_by, draft.consented_on) == ("active", "保定市人民政府", ISSUED)
    assert Entry.objects.get(step="启用").after["consented_by"] == "保定市人民政府"


@pytest.mark.article("NOT-2")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consented_by": " "}, "请填写同意机关"),
        ({"consented_on": None}, "请填写同意日期"),
        ({"consented_on": dt.date(2010, 2, 1)}, "晚于施行日期"),
    ],
)
def test_activate_is_refused_without_consent(draft, change, message):
    with pytest.raises(Refused, match=message):
        activate(draft, **change)
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.article("NOT-2")
def test_the_database_itself_refuses_a_version_without_consent(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Regulation.objects.filter(pk=draft.pk).update(status="active")


def test_activate_is_refused_to_everybody_but_the_head_of_the_office(draft, official):
    with pytest.raises(Refused, match="领导小组办公室负责人"):
        activate(draft, by=official("lgo_clerk"))


def test_activate_is_refused_twice(regulation):
    with pytest.raises(Refused, match="状态已变化"):
        activate(regulation)


@pytest.mark.article("GAP-20")
def test_activate_is_refused_while_another_version_is_in_force(regulation):
    later = versions.register(packs.load("hebei-2020"), by=None, at=AT)
    with pytest.raises(Refused, match="已有其他版本施行"):
        activate(later, in_force_from=dt.date(2020, 12, 3))


@pytest.mark.article("GAP-20", "X-03")
def test_versions_follow_one_another_and_each_day_has_its_own(regulation):
    later = versions.register(packs.load("hebei-2020"), by=None, at=AT)
    versions.retire(regulation, last_day=dt.date(2020, 12, 2), reason="由省级办法代替", by=None, at=AT)
    activate(later, in_force_from=dt.date(2020, 12, 3))
    days = {
        "2010-01-25": None,
        "2010-01-26": "baoding-2010",
        "2020-12-02": "baoding-2010",
        "2020-12-03": "hebei-2020",
        "2026-11-24": "hebei-2020",
    }
    found = {day: selectors.pack_in_force(dt.date.fromisoformat(day)) for day in days}
    assert {day: pack.slug if pack else None for day, pack in found.items()} == days
    graded = [found[day].grades["assessment"].grade(61).name for day in ("2020-12-02", "2020-12-03")]
    assert graded == ["一般", "合格"]


@pytest.mark.article("ACC-15")
def test_a_fault_before_the_day_of_issue_is_offered_no_version(regulation):
    assert not selectors.offered(dt.date(2010, 1, 25)).exists()
    assert list(selectors.offered(dt.date(2010, 1, 26))) == [regulation]


@pytest.mark.parametrize(
    ("last_day", "reason", "message"),
    [(dt.date(2020, 12, 2), " ", "理由"), (dt.date(2009, 12, 2), "由新文件代替", "早于施行日期")],
)
def test_retire_is_refused(regulation, last_day, reason, message):
    with pytest.raises(Refused, match=message):
        versions.retire(regulation, last_day=last_day, reason=reason, by=None, at=AT)


@pytest.mark.article("NOT-1")
@pytest.mark.parametrize(
    ("identifier", "place", "name"),
    [
        ("CMP-7-3", "投诉举报受理工作制度第七条第三项", "转交有关单位处理"),
        ("ACC-5-1a", "责任追究办法第五条第一项", "没有公开部门职责"),
        ("ACC-11-3e", "责任追究办法第十一条第三项", "离岗培训"),
        ("GAP-21", "投诉举报受理工作制度第七条第六项", "决定受理或者不予受理"),
        ("ASM-8", "考核制度第八条", "结果和运用"),
    ],
)
def test_every_limit_ground_grade_and_measure_leads_to_its_article(regulation, identifier, place, name):
    cited = selectors.cited(regulation, identifier)
    assert (cited.place, cited.name, cited.article.regulation) == (place, name, regulation)


def test_an_unknown_id_leads_nowhere(regulation):
    assert selectors.cited(regulation, "CMP-99") is None


def test_articles_are_found_by_their_words(regulation):
    assert {article.key for article in selectors.found("离岗培训")} == {"ACC-11"}
    assert not selectors.found("无此内容").exists()
