"""What the sheets of units, posts and officials look like: one layout for template, export and import."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextChoices
from django.utils import translation

from mingjing.core.sheets import Column
from mingjing.people.enums import AddresseeClass, PostKind, UnitNature
from mingjing.people.models import InternalBody, Official, Post, Unit


def words(choices: type[TextChoices]) -> dict[str, str]:
    """Label to value in Chinese, whatever language the page is in: a sheet travels between people."""
    with translation.override("zh-hans"):
        return {str(choice.label): str(choice.value) for choice in choices}


PHONES = "如 0312-5066670 或 13800000000"
UNIT_COLUMNS = (
    Column("单位代码", "code", required=True, hint="统一社会信用代码或本市内部代码，2 至 18 位；登记后不能改"),
    Column("名称", "name", required=True),
    Column("简称", "short_name"),
    Column("上级单位代码", "parent", hint="已登记的或本表里的单位代码"),
    Column("行政区划代码", "region_code", required=True, hint="6 位，GB/T 2260"),
    Column("管理单位代码", "administered_by", hint="只用于代码属本市、由别处管理的单位"),
    Column("主送类别", "addressee_class", required=True, words=words(AddresseeClass)),
    Column("性质", "nature", required=True, words=words(UnitNature)),
    Column("行业", "sector", hint="公共企事业单位填：水、电、气、热、交通、学校、医院等"),
    Column("部门职责", "duties"),
    Column("管理权限", "authority"),
    Column("地址", "address"),
    Column("门户网站", "portal_url"),
    Column("服务电话", "service_phone", hint=PHONES),
    Column("举报电话", "report_phone", hint=PHONES),
    Column("启用日期", "active_from", required=True, date=True, hint="如 2010-01-26"),
    Column("停用日期", "active_to", date=True, hint="只供查看；停用请在单位页面办理"),
)
BODY_COLUMNS = (
    Column("单位代码", "unit", required=True, hint="已登记的单位代码"),
    Column("名称", "name", required=True, hint="同一单位的内设机构名称不能重复"),
    Column("职能", "function", hint="会公开；不填列为缺项（第五条第一项）"),
)
POST_COLUMNS = (
    Column("单位代码", "unit", required=True, hint="已登记的单位代码"),
    Column("内设机构", "section"),
    Column("职务", "title", required=True, hint="同一单位、内设机构、职务只有一行"),
    Column("类别", "kind", required=True, words=words(PostKind)),
    Column("工作范围", "scope"),
    Column("权限", "authority"),
    Column("电话", "phone", hint=PHONES),
)
OFFICIAL_COLUMNS = (
    Column("账号", "username", required=True, hint="登录用，不能重复，登记后不能改"),
    Column("姓名", "name", required=True),
    Column("单位代码", "unit", required=True, hint="已登记的单位代码"),
    Column("内设机构", "section", hint="岗位的内设机构"),
    Column("职务", "title", hint="岗位的职务；岗位须已设置，没有岗位则不填"),
    Column("电话", "phone", hint=PHONES),
    Column("分工", "duties"),
    Column("到岗日期", "from_on", date=True),
    Column("离岗日期", "until_on", date=True, hint="只供查看；离岗请在人员页面办理"),
)


@dataclass(frozen=True)
class Layout:
    """A kind of sheet: its name, its columns, and the cells of a row."""

    slug: str
    title: str
    columns: tuple[Column, ...]
    cells: Callable[[Any], dict[str, Any]]

    def rows(self, found: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The cells of each."""
        return (self.cells(row) for row in found)


def unit_cells(unit: Unit) -> dict[str, Any]:
    """A unit as its sheet says it; superiors by code."""
    said = {column.name: getattr(unit, column.name) for column in UNIT_COLUMNS}
    return said | {name: getattr(said[name], "code", "") for name in ("parent", "administered_by")}


def body_cells(body: InternalBody) -> dict[str, Any]:
    """An internal body as its sheet says it."""
    return {"unit": body.unit.code, "name": body.name, "function": body.function}


def post_cells(post: Post) -> dict[str, Any]:
    """A post as its sheet says it."""
    return {column.name: getattr(post, column.name) for column in POST_COLUMNS} | {"unit": post.unit.code}


def official_cells(person: Official) -> dict[str, Any]:
    """A person as the sheet says it; never a password."""
    plain = ("username", "name", "phone", "duties", "from_on", "until_on")
    post = person.post
    placed = {"section": post.section if post else "", "title": post.title if post else ""}
    return {name: getattr(person, name) for name in plain} | placed | {"unit": person.unit.code}


LAYOUTS = {
    layout.slug: layout
    for layout in (
        Layout("units", "单位", UNIT_COLUMNS, unit_cells),
        Layout("bodies", "内设机构", BODY_COLUMNS, body_cells),
        Layout("posts", "岗位", POST_COLUMNS, post_cells),
        Layout("officials", "人员", OFFICIAL_COLUMNS, official_cells),
    )
}


def sources(officials: QuerySet[Official]) -> dict[str, QuerySet[Any]]:
    """The rows of each kind of sheet, those of people as far as they are visible."""
    return {
        "units": Unit.objects.select_related("parent", "administered_by").order_by("code"),
        "bodies": InternalBody.objects.select_related("unit").order_by("unit__code", "order", "name"),
        "posts": Post.objects.select_related("unit").order_by("unit__code", "section", "title"),
        "officials": officials.select_related("unit", "post").order_by("username"),
    }
