"""事实: each under a ground, each found on evidence or not; then the facts are established."""

import datetime as dt

import pytest

from mingjing.accountability.models import AccountabilityCase, Evidence
from mingjing.accountability.services import evidence as collecting
from mingjing.accountability.services import investigating
from mingjing.accountability.services import stating as services
from mingjing.accountability.services.evidence import Piece
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.accountability.factories import FAULT, TODAY, Cast, accused, cast, evidence, investigated, person
from tests.casework.signals import in_force
from tests.catalogue.factories import AT, DAY

pytestmark = pytest.mark.django_db
TEXT = "二月二日受理，三月二日办结，超过承诺时限。"


@pytest.fixture
def people() -> Cast:
    in_force()
    return cast()


@pytest.fixture
def found(people) -> AccountabilityCase:
    return investigated(people)


def by(who, **said):
    return {"by": who, "today": TODAY, "at": AT, **said}


def stated(found: AccountabilityCase, who, *pieces: Evidence, **said):
    columns = {"text": TEXT, "ground": "ACC-7-2c", "happened_on": FAULT, **said}
    return services.state(found, evidence=pieces, **columns, **by(who))


def collected(found: AccountabilityCase, who) -> Evidence:
    said = Piece(title="登记表", kind="document", source="单位提供", obtained_on=TODAY, text="二月二日受理。")
    return collecting.collect(found, said, **by(who))


def find(fact, who, finding="established", *pieces: Evidence, reason="登记表证明。"):
    services.find(fact, finding, reason=reason, evidence=pieces, **by(who))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"text": " "}, "写明事实"),
        ({"ground": "ACC-99-1"}, "没有“ACC-99-1”这个情形"),
        ({"happened_on": TODAY + DAY}, "还没有到"),
    ],
)
def test_a_fact_that_says_too_little_is_refused(people, found, said, why):
    with pytest.raises(Refused, match=why):
        stated(found, people.lgo, **said)


def test_only_the_investigators_state_facts(people, found):
    fact = stated(found, people.lgo)
    for who in (people.member, people.head, people.clerk):
        with pytest.raises(Refused):
            stated(found, who)
        with pytest.raises(Refused):
            find(fact, who, "not_established")
    assert found.facts.count() == 1


def test_a_fact_rests_on_evidence_of_its_own_case_that_stands(people, found):
    with pytest.raises(Refused, match="不是本案有效的证据"):
        stated(found, people.lgo, evidence(investigated(people)))
    piece = collected(found, people.lgo)
    collecting.set_aside(piece, reason="没有签字", **by(people.lgo))
    piece.refresh_from_db()
    with pytest.raises(Refused, match="不是本案有效的证据"):
        stated(found, people.lgo, piece)


def test_nothing_is_found_established_without_evidence(people, found):
    fact = stated(found, people.lgo)
    with pytest.raises(Refused, match="没有关联证据"):
        find(fact, people.lgo)
    with pytest.raises(Refused, match="认定的理由"):
        find(fact, people.lgo, "not_established", reason=" ")
    with pytest.raises(Refused, match="查实或者不成立"):
        find(fact, people.lgo, "open")
    find(fact, people.lgo, "established", collected(found, people.lgo))
    assert (fact.finding, fact.finding_reason, fact.evidence.get().no) == ("established", "登记表证明。", 1)
    entry = ledger.of_case(found).last()
    assert entry.after == {"no": 1, "finding": "established", "evidence": [1]}
    assert TEXT not in str(list(ledger.of_case(found).values()))


def test_a_fact_stated_anew_is_open_again(people, found):
    fact = stated(found, people.lgo)
    find(fact, people.lgo, "not_established")
    said = {"text": "二月三日受理。", "ground": "ACC-7-3a", "happened_on": None, "evidence": []}
    with pytest.raises(Refused, match="写明事实"):
        services.revise(fact, **said | {"text": ""}, **by(people.second))
    services.revise(fact, **said, **by(people.second))
    assert (fact.text, fact.finding, fact.finding_reason, fact.no) == ("二月三日受理。", "open", "", 1)
    assert fact.stated_by == people.second


def establish(found, who):
    investigating.establish(found, **by(who))


def test_facts_are_established_on_evidence_that_is_what_was_collected(people, found):
    person(found, people.handler)
    accused(found)
    fact = stated(found, people.lgo)
    find(fact, people.lgo, "established", collected(found, people.lgo))
    with pytest.raises(Refused, match="没有这个角色"):
        establish(found, people.head)
    establish(found, people.second)
    assert (found.status, found.established_on) == ("established", TODAY)
    with pytest.raises(Refused, match="在“调查中”进行"):
        find(fact, people.lgo, "not_established")


def nobody_responsible(found, who):
    find(stated(found, who), who, "established", collected(found, who))


def still_open(found, who):
    accused(found)
    stated(found, who)


def no_facts(found, who):
    accused(found)


def nothing_established(found, who):
    accused(found)
    find(stated(found, who), who, "not_established")


def evidence_set_aside(found, who):
    accused(found)
    piece = collected(found, who)
    find(stated(found, who), who, "established", piece)
    collecting.set_aside(piece, reason="没有签字", **by(who))


def evidence_without_ledger(found, who):
    accused(found)
    find(stated(found, who), who, "established", evidence(found))


@pytest.mark.parametrize(
    ("lacking", "why"),
    [
        (nobody_responsible, "还没有责任主体"),
        (still_open, "事实1还没有认定"),
        (no_facts, "还没有记录事实"),
        (nothing_established, "没有一项事实查实"),
        (evidence_set_aside, "事实1认定查实，但没有有效的证据"),
        (evidence_without_ledger, "证据1：登记的内容与摘要不符"),
    ],
    ids=lambda one: getattr(one, "__name__", one),
)
def test_facts_are_not_established_while_something_is_missing(people, found, lacking, why):
    lacking(found, people.lgo)
    with pytest.raises(Refused, match=why):
        establish(found, people.lgo)
    found.refresh_from_db()
    assert (found.status, found.established_on) == ("investigating", None)


def test_the_day_of_a_fact_may_be_left_open(people, found):
    assert stated(found, people.lgo, happened_on=None).happened_on is None
    assert stated(found, people.lgo, happened_on=dt.date(2026, 3, 2)).no == 2
