"""What became of the laws that others rest on, and to whom a version applies."""

import datetime as dt

import pytest

from mingjing.core.errors import Refused
from mingjing.ledger.models import Entry
from mingjing.people.models import UnitScope
from mingjing.regulations import access, selectors
from mingjing.regulations.enums import BasisStatus
from mingjing.regulations.services import bases
from tests.regulations.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def basis(draft):
    """Finds a basis of the draft by name."""
    return lambda name: selectors.bases_of(draft).get(name=name)


@pytest.mark.article("ACC-1-b", "GAP-14")
def test_citing_a_repealed_basis_is_refused_and_names_the_successor(basis):
    with pytest.raises(Refused, match="已于2018年3月20日废止，现行的是《中华人民共和国监察法》.*请写明理由"):
        access.check_may_cite([basis("中华人民共和国行政监察法")])


@pytest.mark.article("ACC-1-b")
def test_citing_a_repealed_basis_with_a_reason_is_allowed(basis):
    access.check_may_cite([basis("中华人民共和国行政监察法")], reason="行为发生在2015年，当时有效")
    access.check_may_cite([basis("中华人民共和国监察法")])


@pytest.mark.article("ACC-1-b")
def test_an_amended_basis_warns_and_one_in_force_does_not(basis):
    assert "已于2023年1月20日修改" in access.warning(basis("河北省行政权力公开透明运行规定"))
    assert access.warning(basis("中华人民共和国监察法")) == ""


@pytest.mark.article("ACC-1-b")
def test_a_repeal_is_recorded_with_date_and_successor(basis, official):
    old, new = basis("河北省影响机关效能行为责任追究办法（试行）"), basis("中华人民共和国公职人员政务处分法")
    day = dt.date(2026, 1, 1)
    bases.record(old, BasisStatus.REPEALED, changed_on=day, successor=new, by=official("lgo_clerk"), at=AT)
    old.refresh_from_db()
    assert (old.status, old.successor) == ("repealed", new)
    assert Entry.objects.get(step="变更依据状态").after["successor"] == new.name


def test_a_repeal_without_its_date_is_refused(basis):
    with pytest.raises(Refused, match="请填写.*已废止的日期"):
        bases.record(basis("信访工作条例"), BasisStatus.REPEALED, changed_on=None, by=None, at=AT)


@pytest.mark.parametrize("successor", ["中华人民共和国行政监察法", "中华人民共和国监察法"])
def test_a_basis_does_not_follow_itself(basis, successor):
    new = basis("中华人民共和国监察法")
    with pytest.raises(Refused, match="不能被它自己"):
        bases.record(
            new,
            BasisStatus.REPEALED,
            changed_on=dt.date(2026, 1, 1),
            successor=basis(successor),
            by=None,
            at=AT,
        )


def test_bases_are_kept_by_the_office(basis, official):
    with pytest.raises(Refused, match="由领导小组办公室维护"):
        bases.record(basis("信访工作条例"), BasisStatus.IN_FORCE, changed_on=None, by=official("unit_clerk"), at=AT)


@pytest.mark.article("ACC-2-a", "ACC-2-b", "GAP-16")
@pytest.mark.parametrize(
    ("nature", "marked", "in_scope"),
    [
        ("organ", None, True),
        ("authorised", None, True),
        ("public", None, False),
        ("public", True, True),
        ("organ", False, False),
        ("office", None, False),
    ],
)
def test_a_version_applies_to_organs_and_to_marked_public_enterprises(draft, unit, nature, marked, in_scope):
    unit.nature = nature
    unit.save()
    if marked is not None:
        UnitScope.objects.create(unit=unit, pack=draft.number, in_scope=marked)
    assert access.is_in_scope(unit, draft) is in_scope
    if not in_scope:
        with pytest.raises(Refused, match="不在.*适用范围内"):
            access.check_in_scope(unit, draft)


@pytest.mark.article("ACC-1-b", "GAP-14")
def test_a_text_that_names_a_repealed_law_is_warned_of_its_successor_and_needs_a_reason(draft):
    text = "依照《行政监察法》第三条和《中华人民共和国监察法》，参照《河北省行政权力公开透明运行规定》和《某某办法》。"
    assert [basis.name for basis in selectors.quoted(text)] == [
        "中华人民共和国监察法", "中华人民共和国行政监察法", "河北省行政权力公开透明运行规定",
    ]  # fmt: skip
    told = selectors.warnings_for(text)
    assert told[0] == "《中华人民共和国行政监察法》已于2018年3月20日废止，现行的是《中华人民共和国监察法》。"
    assert "修改" in told[1]
    assert len(told) == 2
    with pytest.raises(Refused, match="请写明理由"):
        access.check_may_cite(selectors.quoted(text), reason=" ")
    access.check_may_cite(selectors.quoted(text), reason="行为发生在2015年")
    assert selectors.warnings_for("没有引用", "") == []
