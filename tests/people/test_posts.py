"""Posts: what the public card says of who answers for what."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from mingjing.core.errors import Refused
from mingjing.ledger import selectors as ledger
from mingjing.people.services import posts as services
from tests.people.factories import AT, administrators, official, unit

pytestmark = pytest.mark.django_db
SAID = {"section": "许可科", "title": "科员", "kind": "handler", "scope": "受理", "authority": "初审"}


@pytest.fixture
def clerk():
    return official("clerk", "unit_clerk", of=unit())


def test_a_clerk_enters_and_changes_a_post_of_the_own_unit(clerk):
    made = services.add(clerk.unit, **SAID, by=clerk, at=AT)
    assert services.edit(made, **SAID | {"phone": "0312-5066670"}, by=clerk, at=AT)
    assert made.phone == "0312-5066670"
    assert [entry.step for entry in ledger.of_case(made)] == ["设置岗位", "修改岗位"]
    assert ProcrastinateJob.objects.filter(args__key=clerk.unit.code).count() == 2


@pytest.mark.parametrize("role", ["system_admin", "lgo_clerk"])
def test_the_keepers_of_units_keep_posts_too(role):
    assert services.add(unit(), **SAID, by=administrators()[role], at=AT).kind == "handler"


def test_another_units_clerk_may_not(clerk):
    with pytest.raises(Refused, match="由该单位经办人"):
        services.add(unit("130600SW", "水务局"), **SAID, by=clerk, at=AT)


def test_a_post_stands_once_in_a_unit(clerk):
    services.add(clerk.unit, **SAID, by=clerk, at=AT)
    with pytest.raises(Refused, match="已有同名的岗位"):
        services.add(clerk.unit, **SAID, by=clerk, at=AT)


def test_a_bad_phone_is_refused_with_an_example(clerk):
    with pytest.raises(Refused, match="电话：电话格式不对，应如 0312-5066670"):
        services.add(clerk.unit, **SAID, phone="五〇六六", by=clerk, at=AT)


def test_saying_the_same_again_writes_nothing(clerk):
    made = services.add(clerk.unit, **SAID, by=clerk, at=AT)
    assert not services.edit(made, **SAID, by=clerk, at=AT)
    assert ledger.of_case(made).count() == 1
