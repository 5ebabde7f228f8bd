"""What the public cards of units lack: ACC-5-1a to g."""

import re
from collections.abc import Iterator
from typing import cast

from django.db.models import Exists, OuterRef, Q

from mingjing.catalogue.enums import ItemStatus
from mingjing.catalogue.models import PowerItem
from mingjing.people.enums import PostKind, Role
from mingjing.people.models import PHONE, InternalBody, Official, Post
from mingjing.supervision.selectors.lacks import Lack, Search

FORMAT = cast("re.Pattern[str]", PHONE.regex)
PHONES = (("ACC-5-1f", "service_phone"), ("ACC-5-1g", "report_phone"))
ITEM_PHONES = (("ACC-5-1f", "service_phone"), ("ACC-5-1g", "complaint_phone"))
HANDLES = (Role.UNIT_CLERK, Role.UNIT_LEADER)


def fields(search: Search) -> Iterator[Lack]:
    """Duties, authority, and phones that are missing or malformed. One query."""
    handlers = Exists(Post.objects.filter(unit=OuterRef("pk"), kind=PostKind.HANDLER))
    named = Exists(InternalBody.objects.filter(unit=OuterRef("pk")))
    for unit in search.units.annotate(handlers=handlers, bodies_named=named):
        if not unit.duties.strip():
            yield Lack("ACC-5-1a", unit.pk, "没有公布部门职责")
        if not unit.bodies_named:
            yield Lack("ACC-5-1b", unit.pk, "没有公布内设机构")
        if not unit.handlers:
            yield Lack("ACC-5-1c", unit.pk, "没有公布办事岗位")
        if not unit.authority.strip():
            yield Lack("ACC-5-1e", unit.pk, "没有公布管理权限")
        for article, name in PHONES:
            if said := _phone(getattr(unit, name), str(unit._meta.get_field(name).verbose_name)):  # type: ignore[union-attr]
                yield Lack(article, unit.pk, said)


def _phone(number: str, title: str) -> str:
    if not number.strip():
        return f"没有公布{title}"
    if not FORMAT.search(number):
        return f"{title}“{number}”格式不对，拨不通"
    return ""


def bodies(search: Search) -> Iterator[Lack]:
    """Internal bodies without a function. One query."""
    for body in InternalBody.objects.filter(unit__in=search.units, function=""):
        said = f"内设机构“{body.name}”没有写明职能"
        yield Lack("ACC-5-1b", body.unit_id, said, f"body:{body.pk}", subject=body.name)


def staff(search: Search) -> Iterator[Lack]:
    """People who handle matters and have no post. One query."""
    people = Official.objects.filter(unit__in=search.units, is_active=True, post=None, grants__role__in=HANDLES)
    for person in people.distinct():
        said = f"办事人员{person.name}没有岗位，职务没有公布"
        yield Lack("ACC-5-1c", person.unit_id, said, f"official:{person.pk}", subject=person.name)


def posts(search: Search) -> Iterator[Lack]:
    """Posts whose scope or authority is not said, or whose phone is malformed. One query."""
    wrong = ~Q(phone="") & ~Q(phone__regex=FORMAT.pattern)
    for post in Post.objects.filter(Q(scope="") | Q(authority="") | wrong, unit__in=search.units):
        key, name = f"post:{post.pk}", str(post)
        if not post.scope:
            yield Lack("ACC-5-1d", post.unit_id, f"岗位“{name}”没有工作范围", key, subject=name)
        if not post.authority:
            yield Lack("ACC-5-1e", post.unit_id, f"岗位“{name}”没有权限", key, subject=name)
        if post.phone and not FORMAT.search(post.phone):
            said = f"岗位“{name}”的{_phone(post.phone, '电话')}"
            yield Lack("ACC-5-1f", post.unit_id, said, key, subject=name)


def items(search: Search) -> Iterator[Lack]:
    """Published powers with a malformed phone; one without shows the unit's. One query."""
    wrong = Q()
    for _article, name in ITEM_PHONES:
        wrong |= ~Q(**{f"current__{name}": ""}) & ~Q(**{f"current__{name}__regex": FORMAT.pattern})
    rows = PowerItem.objects.filter(wrong, unit__in=search.units, status=ItemStatus.IN_FORCE, current__isnull=False)
    for item in rows.select_related("current"):
        for article, name in ITEM_PHONES:
            number = getattr(item.current, name)
            title = str(item.current._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            if number and (said := _phone(number, title)):
                yield Lack(article, item.unit_id, said, f"item:{item.pk}", item=item.pk, subject=item.name)


FINDERS = (fields, bodies, staff, posts, items)
