"""Making and filling drafts: who may, and what no draft may hold."""

import threading

import pytest
from django.db import connection

from mingjing.catalogue import selectors, services
from mingjing.catalogue.enums import VersionStatus
from mingjing.catalogue.models import PowerItem, PowerType, PowerVersion
from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from tests.catalogue import factories
from tests.catalogue.factories import AT, DAY, basis, bring, draft, house, power_type, published

pytestmark = pytest.mark.django_db


def test_both_lists_of_power_types_are_there():
    count = {scheme: PowerType.objects.filter(scheme=scheme).count() for scheme in ("hebei-2023", "national-2015")}
    assert count == {"hebei-2023": 12, "national-2015": 10}


def test_a_new_power_gets_a_code_that_carries_its_units():
    home = house()
    numbers = [draft(home, name).item.number for name in ("甲许可", "乙许可")]
    assert numbers == ["130600JT-0001", "130600JT-0002"]


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        ({"number": "130600GA-0001"}, "开头"),
        ({"number": "130600JT-0001"}, "已被使用"),
        ({"name": "道路货物运输经营许可"}, "已有职权"),
        ({"service_phone": "一二三"}, "电话格式"),
        ({"name": ""}, "事项名称|名称"),
        ({"name": "长" * 121}, "120"),
    ],
)
def test_a_new_power_is_refused_with_the_reason(elements, why):
    home = house()
    draft(home)
    said = {"name": "新许可", "power_type": power_type(), "by": home.clerk, "at": AT, **elements}
    with pytest.raises(Refused, match=why):
        services.create_item(**said)
    assert PowerItem.objects.count() == 1


def test_only_a_clerk_starts_a_power():
    home = house()
    with pytest.raises(Refused, match="单位经办人"):
        services.create_item(name="甲", power_type=power_type(), by=home.leader, at=AT)


@pytest.mark.parametrize(
    ("promised", "statutory"),
    [((21, "working_days"), (20, "working_days")), ((20, "working_days"), (20, "days")), ((15, "days"), (14, "days"))],
)
def test_a_promise_longer_than_the_law_is_refused_at_once(promised, statutory):
    home = house()
    version = draft(home)
    columns = dict(zip(("promised_length", "promised_unit"), promised, strict=True))
    columns |= dict(zip(("statutory_length", "statutory_unit"), statutory, strict=True))
    with pytest.raises(Refused, match="长于法定时限"):
        services.edit(version, by=home.clerk, at=AT, **columns)
    version.refresh_from_db()
    assert (version.promised_length, version.statutory_length) == (10, 20)


def test_an_edit_writes_down_what_was_and_what_is():
    home = house()
    version = draft(home)
    services.edit(version, by=home.clerk, at=AT, result="许可证", name=version.name)
    entry = ledger.of_case(version).last()
    assert (entry.step, entry.before, entry.after) == ("修改草稿", {"result": ""}, {"result": "许可证"})


def test_a_power_never_published_is_called_what_its_draft_is_called():
    home = house()
    version = draft(home)
    services.edit(version, by=home.clerk, at=AT, name="道路旅客运输经营许可")
    assert PowerItem.objects.get().name == "道路旅客运输经营许可"


def test_the_second_of_two_clerks_who_edit_at_once_is_told():
    home = house()
    version = draft(home)
    seen = version.revision
    services.edit(version, by=home.clerk, at=AT, revision=seen, result="许可证")
    with pytest.raises(Refused, match="同事改过"):
        services.edit(version, by=home.clerk, at=AT, revision=seen, result="批文")


@pytest.mark.parametrize("status", [s for s in VersionStatus if s not in {"draft", "superseded"}])
def test_nothing_but_a_draft_is_edited(status):
    home = house()
    version = bring(draft(home), home, status)
    for act in (
        lambda: services.edit(version, by=home.clerk, at=AT, result="许可证"),
        lambda: services.add_material(version, name="身份证", by=home.clerk, at=AT),
        lambda: services.remove_row(version.bases.get(), by=home.clerk, at=AT),
        lambda: services.set_chart(version, factories.bpmn("办理"), by=home.clerk, at=AT),
    ):
        with pytest.raises(Refused, match="不是草稿"):
            act()


def test_a_draft_is_edited_by_the_clerks_of_its_own_unit_only():
    home, other = house(), house("130600GA", "公安局")
    version = draft(home)
    for stranger in (other.clerk, home.leader, home.head, home.secrecy):
        with pytest.raises(Refused, match="经办人"):
            services.edit(version, by=stranger, at=AT, result="许可证")


def lacking(home, **elements):
    version = draft(home)
    PowerVersion.objects.filter(pk=version.pk).update(**elements)
    version.refresh_from_db()
    return version


@pytest.mark.article("ACC-4-1")
@pytest.mark.parametrize("column", ["chief", "handler"])
def test_a_draft_without_somebody_in_charge_is_not_submitted(column):
    home = house()
    with pytest.raises(Refused, match="谁主管谁负责"):
        services.submit(lacking(home, **{column: None}), by=home.clerk, at=AT)


@pytest.mark.article("ACC-7-1")
def test_a_draft_without_a_legal_basis_is_not_submitted():
    home = house()
    version = draft(home)
    services.remove_row(version.bases.get(), by=home.clerk, at=AT)
    with pytest.raises(Refused, match="没有实施依据"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.article("ACC-7-1")
def test_a_draft_whose_only_law_is_repealed_is_not_submitted():
    home = house()
    version = draft(home)
    version.bases.update(basis=basis("旧法", status="repealed"))
    with pytest.raises(Refused, match="均已废止"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.article("ASM-5-3-2b")
@pytest.mark.parametrize(("column", "word"), [("post", "岗位"), ("limit_length", "时限")])
def test_a_node_without_post_or_limit_is_not_submitted(column, word):
    home = house()
    version = draft(home)
    version.chart.nodes.filter(name="审查").update(**{column: "" if column == "post" else None})
    with pytest.raises(Refused, match=f"环节“审查”没有{word}"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.article("ASM-5-3-2b")
def test_a_draft_without_a_chart_is_not_submitted():
    home = house()
    version = draft(home)
    version.chart.delete()
    with pytest.raises(Refused, match="没有流程图"):
        services.submit(version, by=home.clerk, at=AT)


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        ({"promised_length": None}, "没有承诺时限"),
        ({"attribute": "closed"}, "写明依据"),
        ({"fee": True}, "收费依据"),
    ],
)
def test_other_elements_that_a_draft_may_not_lack(elements, why):
    home = house()
    with pytest.raises(Refused, match=why):
        services.submit(lacking(home, **elements), by=home.clerk, at=AT)


def test_limits_that_do_not_add_up_are_a_warning_and_no_refusal():
    home = house()
    version = draft(home)
    factories.describe_all(version, home, limit_length=4)
    assert [word[:13] for word in selectors.warnings(version)] == ["各环节时限合计12个工作日"]
    services.submit(version, by=home.clerk, at=AT)


@pytest.mark.article("ASM-5-4-1a", "ACC-6-4a")
def test_the_next_version_starts_as_a_whole_copy():
    home = house()
    old = published(home)
    new = services.amend(old.item, reason="法律修改", by=home.clerk, at=AT + DAY)
    assert (new.no, new.status, new.change_reason) == (2, VersionStatus.DRAFT, "法律修改")
    assert (new.reviewed_by, new.valid_from, new.published_at) == (None, None, None)
    assert selectors.difference(old, new) == []
    assert [n.post for n in new.chart.nodes.all()] == ["许可科科员"] * 3


def test_a_power_is_amended_by_one_draft_at_a_time():
    home = house()
    item = published(home).item
    services.amend(item, reason="法律修改", by=home.clerk, at=AT)
    with pytest.raises(Refused, match="请先办完"):
        services.amend(item, reason="再改", by=home.clerk, at=AT)


@pytest.mark.parametrize(("who", "reason", "why"), [("leader", "改", "经办人"), ("clerk", " ", "理由")])
def test_amending_is_refused(who, reason, why):
    home = house()
    with pytest.raises(Refused, match=why):
        services.amend(published(home).item, reason=reason, by=getattr(home, who), at=AT)


def test_what_was_never_published_is_not_amended():
    home = house()
    with pytest.raises(Refused, match="没有现行版本"):
        services.amend(draft(home).item, reason="改", by=home.clerk, at=AT)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_leaders_who_publish_at_once_one_wins():
    home = house()
    version = bring(draft(home), home, VersionStatus.APPROVED)
    second = factories.official("leader-2", "unit_leader", of=home.unit)
    outcomes, barrier = [], threading.Barrier(2)

    def act(by):
        try:
            mine = PowerVersion.objects.get(pk=version.pk)
            barrier.wait(5)
            services.publish(mine, by=by, at=AT)
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(by,)) for by in (home.leader, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "won"]
    assert ledger.of_case(version).filter(step="公布").count() == 1
