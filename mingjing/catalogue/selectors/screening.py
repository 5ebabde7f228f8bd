"""Personal data in what a version would publish: every text of it, with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import CharField, TextField
from django.utils.translation import gettext as _

from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.privacy import Found, Kind, find, mask

# Published as what they are, or never published.
PASSED_OVER = frozenset(
    {"service_phone", "complaint_phone", "status", "number", "risk_points", "risk_grade", "clearance"}
)
NODE_TEXTS = ("name", "post", "condition", "supervision", "rights", "complaint_way")
OFFICIAL = frozenset({Kind.LANDLINE})  # the telephones of offices are meant to be read


@dataclass(frozen=True)
class Screened:
    """A piece of personal data: where it stands, what it is, and how it looks masked. It is never repeated openly."""

    where: str
    found: Found

    @property
    def shown(self) -> str:
        """The piece, masked."""
        return mask(self.found.text)

    def __str__(self) -> str:
        return _("“%(where)s”中有%(kind)s（%(shown)s）") % {
            "where": self.where, "kind": self.found.kind, "shown": self.shown,
        }  # fmt: skip


def screened(version: PowerVersion, chart: FlowChart | None = None) -> list[Screened]:
    """Everything personal in the texts that the public would read (ACC-9-4a). `chart`: where it is at hand already."""
    texts = _texts(version, chart)
    return [Screened(where, found) for where, text in texts for found in find(text) if found.kind not in OFFICIAL]


def _texts(version: PowerVersion, chart: FlowChart | None) -> Iterator[tuple[str, str]]:
    for field in version._meta.concrete_fields:
        if isinstance(field, CharField | TextField) and not field.choices and field.name not in PASSED_OVER:
            yield str(field.verbose_name), getattr(version, field.name)
    for basis in version.bases.all():
        yield _("实施依据 %(name)s") % {"name": basis.article}, f"{basis.article}\n{basis.text}"
    for material in version.materials.all():
        yield _("申请材料 %(name)s") % {"name": mask(material.name)}, f"{material.name}\n{material.note}"
    for special in version.special_procedures.all():
        text = "\n".join((special.name, special.ground, special.starts_with, special.ends_with))
        yield _("特殊程序 %(name)s") % {"name": mask(special.name)}, text
    chart = chart or FlowChart.objects.filter(version=version).first()
    if chart:
        yield from _of_chart(chart)


def _of_chart(chart: FlowChart) -> Iterator[tuple[str, str]]:
    """Its steps, then whatever else the drawing says: notes, lanes, remarks."""
    told = set()
    for node in chart.nodes.all():
        text = "\n".join(getattr(node, name) for name in NODE_TEXTS)
        told |= {found.text for found in find(text)}
        yield _("环节 %(name)s") % {"name": mask(node.name)}, text
    rest = "\n".join(found.text for found in find(chart.xml) if found.text not in told and found.blocks)
    yield _("流程图"), rest
