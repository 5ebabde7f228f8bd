"""公开缺项 in the demo: cards that lack something, found day by day, some given to their units, one mended."""

from django.db import transaction

from mingjing.demo.seeding.diary import Years
from mingjing.people.models import Official, Unit
from mingjing.people.services import bodies, posts, units
from mingjing.supervision.models import Gap
from mingjing.supervision.services import gaps as services

FOUND, MENDED = 16, 5  # days ago: when the sweep first looked, and when one unit had mended its card
NO_PHONE, NO_FUNCTION, NO_SCOPE, MENDS = "130600WL", "130600TY", "130600XF", "130600TJ"
ASSIGNED = 6
ASIDE = "该单位的办事岗位由市政务服务中心统一公布，不列为缺项。"


@transaction.atomic
def find(years: Years) -> int:
    """Let the sweep find what some cards lack; how many gaps stand today. Done once."""
    if not Gap.objects.exists():
        _empty(years)
        diary = years.diary(years.days_ago(FOUND))
        first = diary.at()
        services.sweep(today=first.date(), at=first)
        _answer(years)
        services.sweep(today=years.today, at=years.now)
    return Gap.objects.filter(closed_on=None).count()


def _empty(years: Years) -> None:
    """Cards as they are in life: a phone not given, a function and a scope not written."""
    at = years.diary(years.days_ago(FOUND + 2)).at()
    known = {unit.code: unit for unit in Unit.objects.filter(code__in=(NO_PHONE, NO_FUNCTION, NO_SCOPE, MENDS))}
    for code in (NO_PHONE, MENDS):
        if code in known:
            units.edit(known[code], report_phone="", by=None, at=at)
    if NO_FUNCTION in known and (body := known[NO_FUNCTION].bodies.order_by("-order").first()):
        bodies.edit(body, function="", by=None, at=at)
    if NO_SCOPE in known and (post := known[NO_SCOPE].posts.order_by("-title").first()):
        posts.edit(post, scope="", by=None, at=at)


def _answer(years: Years) -> None:
    """The office gives some gaps to their units and sets one aside; one unit mends its card."""
    diary, office = years.diary(years.days_ago(FOUND - 2)), Official.objects.get(username="lgo")
    cards = Gap.objects.filter(article__startswith="ACC-5-1", closed_on=None).select_related("unit")
    for gap in cards.order_by("article", "unit__code")[:ASSIGNED]:
        at = diary.at()
        url = f"/workbench/units/{gap.unit.code}/"
        services.assign(gap, url=url, by=office, today=at.date(), at=at)
    if aside := cards.filter(unit__code=NO_SCOPE).first():
        at = diary.at(1)
        services.set_aside(aside, reason=ASIDE, by=office, today=at.date(), at=at)
    mends, later = Unit.objects.filter(code=MENDS).first(), years.diary(years.days_ago(MENDED)).at()
    if mends:
        units.edit(mends, report_phone=mends.service_phone, by=None, at=later)
