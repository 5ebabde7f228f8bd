"""A chart and a comparison to take away: the picture with its ordered list as a document, tables as workbooks."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from mingjing.catalogue.models import FlowChart, PowerVersion
from mingjing.catalogue.selectors import charts
from mingjing.catalogue.selectors.charts import Line
from mingjing.catalogue.selectors.differences import Change
from mingjing.core.books import Sheet
from mingjing.core.documents import Block, Document, Heading, PageBreak, Paragraph, Picture, Table
from mingjing.procedure.svg import svg

WIDEST, HIGHEST = 240.0, 118.0  # mm of a picture on a page across, below its head
MM = 25.4 / 96  # of a pixel at its natural size
WIDTHS = (0.5, 1.6, 1.4, 1.1, 1.6, 1.6, 1.6, 1.6, 2.4)


def document(version: PowerVersion, row: FlowChart) -> Document:
    """The chart on A4 across: its picture, cut where it would be too small to read, then the ordered list."""
    lines = charts.listed(row.nodes.all(), charts.chart_of(row))
    return Document(
        title=_("“%(name)s”流程图") % {"name": version.name},
        blocks=[
            *(Paragraph(line, align="center", indent=False) for line in charts.headline(version)),
            *_pictures(version, row),
            PageBreak(),
            Heading(_("环节，按办理顺序")),
            Table(list(map(_cells, lines)), header=_header(), widths=WIDTHS, size=9),
        ],
        number=version.item.number,
        issuer=version.item.unit.name,
        date=version.published_at.date() if version.published_at else None,
        landscape=True,
    )


def _pictures(version: PowerVersion, row: FlowChart) -> Iterator[Block]:
    drawn = charts.picture(row)
    parts = charts.cut(charts.extent(drawn), charts.ACROSS)
    for number, part in enumerate(parts, start=1):
        said = _("“%(name)s”流程图，内容与环节表相同") % {"name": version.name}
        counted = _("图的第 %(n)s 部分，共 %(of)s 部分") % {"n": number, "of": len(parts)} if len(parts) > 1 else ""
        width = min(WIDEST, part.width * MM, HIGHEST * part.width / part.height)
        yield Picture(svg(drawn, title=said, view=part).encode(), alt=said, caption=counted, width=width)


def _header() -> list[str]:
    return [
        _("序号"), _("环节"), _("岗位"), _("时限"), _("条件"), _("监督制约"), _("相对人权利"), _("投诉途径"), _("接着"),
    ]  # fmt: skip


def _cells(line: Line) -> list[str]:
    node = line.node
    limit = "—" if node.limit_length is None else f"{node.limit_length}{node.get_limit_unit_display()}"
    said = (node.name, node.post, limit, node.condition, node.supervision, node.rights, node.complaint_way)
    return [str(line.number), *(words or "—" for words in said), "；".join(line.ways)]


def steps_sheet(row: FlowChart) -> Sheet:
    """The ordered list as a sheet."""
    lines = charts.listed(row.nodes.all(), charts.chart_of(row))
    return Sheet(_("环节"), _header(), map(_cells, lines))


def changes_sheet(changes: Iterable[Change]) -> Sheet:
    """What two versions say differently as a sheet."""
    rows = ((change.word, change.what, change.before, change.after) for change in changes)
    return Sheet(_("不同之处"), [_("变化"), _("内容"), _("原来"), _("现在")], rows)
