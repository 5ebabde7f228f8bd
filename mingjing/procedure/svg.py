"""A chart as an SVG file: drawn on the server, so that it shows and prints without script.

Looks are attributes, not styles: a strict content policy drops styles. A mark is a word beside the node, a colour and
a kind of line together, never a colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from mingjing.procedure.lettering import LINE, width, wrap
from mingjing.procedure.picture import FLOW, LANE, POOL, Box, Line, Picture, Shape

INK, QUIET, PAPER = "#1c2430", "#4a5563", "#ffffff"
FONT = "PingFang SC, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"
SIZE = 12.0
MARGIN, CAPTION = 16.0, 22.0
SCOPES = ("subProcess", "transaction", "adHocSubProcess")
BESIDE = ("Event", "Gateway", "Reference", "dataInput", "dataOutput")  # what has its name beside it
DOTS = {"association": "2 4", "dataInputAssociation": "2 4", "dataOutputAssociation": "2 4", "messageFlow": "7 4"}
TRIGGERS = {
    "timer": "时", "message": "信", "error": "错", "signal": "号",
    "conditional": "条", "escalation": "升", "link": "接",
}  # fmt: skip
HEADS = (
    '<marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    f'<path d="M0 0 10 5 0 10z" fill="{INK}"/></marker>'
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a marked node looks: the colour of its border and word, what fills it, how its border is drawn."""

    colour: str
    wash: str
    dashes: str = ""
    thick: float = 3
    double: bool = False


LOOKS = {
    "problem": Look("#a3241c", "#fbeceb", thick=4),
    "warning": Look("#7a4a00", "#fdf3dc", "9 4"),
    "added": Look("#1c6440", "#e7f3ec", thick=7, double=True),
    "removed": Look("#a3241c", "#fbeceb", "4 4"),
    "changed": Look("#7a4a00", "#fdf3dc", thick=4),
    "moved": Look("#14505c", "#e6eff0", "12 4 3 4"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A word at a node, in one of `LOOKS`."""

    kind: str
    word: str


def svg(
    picture: Picture,
    *,
    title: str,
    lines: Sequence[str] = (),
    marks: Mapping[str, Mark] | None = None,
    view: Box | None = None,
) -> str:
    """The file. `title` is its name for those who do not see it; `lines` stand above the picture in words.

    `view` shows a part only.
    """
    marks = marks or {}
    whole = extent(picture, len(lines))
    wide = max(whole.width, *(width(line, SIZE + 2) + 2 * MARGIN for line in lines), 1)
    frame = view or Box(whole.x, whole.y, wide, whole.height + (14 if marks else 0))
    sides = " ".join(map(_n, (frame.x, frame.y, frame.width, frame.height)))
    box = f'viewBox="{sides}" width="{_n(frame.width)}" height="{_n(frame.height)}"'
    said = "".join(
        _text(line, whole.x + MARGIN, whole.y + MARGIN + CAPTION * (n + 0.5), anchor="start", size=SIZE + 2)
        for n, line in enumerate(lines)
    )
    body = "\n".join([*_shapes(picture, marks), *map(_line, picture.lines), *_words(picture, marks)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" font-family="{FONT}" font-size="{_n(SIZE)}">\n'
        f"<title>{escape(title)}</title>\n<defs>{HEADS}</defs>\n"
        f'<rect {_sides(frame)} fill="{PAPER}"/>\n{said}\n{body}\n</svg>\n'
    )


def extent(picture: Picture, lines: int = 0) -> Box:
    """The view box that `svg` gives the picture, to cut it into sheets."""
    frame = picture.bounds()
    above = lines * CAPTION + MARGIN / 2 if lines else 0
    return Box(frame.x - MARGIN, frame.y - MARGIN - above, frame.width + 2 * MARGIN, frame.height + 2 * MARGIN + above)


def _shapes(picture: Picture, marks: Mapping[str, Mark]) -> Iterator[str]:
    rank = {POOL: 0, LANE: 1, "group": 2}
    for shape in sorted(picture.shapes, key=lambda s: (rank.get(s.tag, 3), -s.box.width * s.box.height)):
        yield _shape(shape, LOOKS.get(marks[shape.id].kind) if shape.id in marks else None)


def _shape(shape: Shape, look: Look | None) -> str:
    if shape.tag in (POOL, LANE):
        return _lane(shape)
    if shape.tag.endswith("Event"):
        return _event(shape, look)
    if shape.tag.endswith("Gateway"):
        return _gateway(shape, look)
    if shape.tag == "textAnnotation":
        box = shape.box
        bracket = f"M{_n(box.x + 12)} {_n(box.y)}H{_n(box.x)}V{_n(box.bottom)}H{_n(box.x + 12)}"
        return f'<path d="{bracket}" fill="none" stroke="{INK}"/>' + _inside(shape.name, box)
    if shape.tag in ("dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "group"):
        box = shape.box
        dashes = ' stroke-dasharray="8 5"' if shape.tag == "group" else ""
        return f'<rect {_sides(box)} fill="none" stroke="{QUIET}"{dashes}/>'
    return _task(shape, look)


def _lane(shape: Shape) -> str:
    box = shape.box
    strip = Box(box.x, box.y, box.width, 30) if shape.upright else Box(box.x, box.y, 30, box.height)
    drawn = f'<rect {_sides(box)} fill="none" stroke="{QUIET}"/><rect {_sides(strip)} fill="#f5f6f4" stroke="{QUIET}"/>'
    x, y = strip.centre
    lines = wrap(shape.name, (strip.width if shape.upright else strip.height) - 8, SIZE, most=2)
    turn = "" if shape.upright else f' transform="rotate(-90 {_n(x)} {_n(y)})"'
    return f"{drawn}<g{turn}>{_block(lines, x, y)}</g>"


def _border(look: Look | None, thick: float = 1.5) -> str:
    if look is None:
        return f'stroke="{INK}" stroke-width="{_n(thick)}"'
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    return f'stroke="{look.colour}" stroke-width="{_n(look.thick)}"{dashes}'


def _task(shape: Shape, look: Look | None) -> str:
    box, fill = shape.box, look.wash if look else PAPER
    corner = 'rx="10"'
    thick = 4 if shape.tag == "callActivity" else 1.5
    drawn = f'<rect {_sides(box)} {corner} fill="{fill}" {_border(look, thick)}/>'
    if look and look.double:
        drawn += f'<rect {_sides(box)} {corner} fill="none" stroke="{PAPER}" stroke-width="2.5"/>'
    if shape.tag in SCOPES and shape.expanded:
        return drawn + _block(wrap(shape.name, box.width - 20, SIZE, most=1), box.centre[0], box.y + 14)
    signs = ("＋" if shape.tag in SCOPES else "") + ("↻" if shape.repeats else "")
    foot = _text(signs, box.centre[0], box.bottom - 7) if signs else ""
    return drawn + _inside(shape.name, box) + foot


def _inside(name: str, box: Box) -> str:
    most = max(1, int((box.height - 8) / (SIZE * LINE)))
    return _block(wrap(name, box.width - 8, SIZE, most=most), *box.centre)


def _event(shape: Shape, look: Look | None) -> str:
    x, y = shape.box.centre
    radius = min(shape.box.width, shape.box.height) / 2
    fill = look.wash if look else PAPER
    thick = 4 if shape.tag == "endEvent" else 1.5
    drawn = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}" {_border(look, thick)}/>'
    if shape.tag.startswith(("intermediate", "boundary")):
        drawn += f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius - 3)}" fill="none" stroke="{INK}"/>'
    if shape.trigger == "terminate":
        return f'{drawn}<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius - 7)}" fill="{INK}"/>'
    return drawn + (_text(TRIGGERS.get(shape.trigger, "…"), x, y) if shape.trigger else "")


def _gateway(shape: Shape, look: Look | None) -> str:
    box = shape.box
    x, y = box.centre
    fill = look.wash if look else PAPER
    points = f"{_n(x)},{_n(box.y)} {_n(box.right)},{_n(y)} {_n(x)},{_n(box.bottom)} {_n(box.x)},{_n(y)}"
    drawn = f'<polygon points="{points}" fill="{fill}" {_border(look)}/>'
    reach = box.width / 5
    if shape.tag == "inclusiveGateway":
        return f'{drawn}<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(reach)}" fill="none" stroke="{INK}" stroke-width="3"/>'
    if shape.tag == "eventBasedGateway":
        return f'{drawn}<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(reach + 2)}" fill="none" stroke="{INK}"/>' + _text(
            "等", x, y
        )
    turn = "" if shape.tag in ("parallelGateway", "complexGateway") else f' transform="rotate(45 {_n(x)} {_n(y)})"'
    cross = f"M{_n(x - reach)} {_n(y)}H{_n(x + reach)}M{_n(x)} {_n(y - reach)}V{_n(y + reach)}"
    return f'{drawn}<path d="{cross}" stroke="{INK}" stroke-width="3"{turn}/>'


def _line(line: Line) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in line.points)
    dashes = f' stroke-dasharray="{DOTS[line.tag]}"' if line.tag in DOTS else ""
    head = ' marker-end="url(#arrow)"' if line.tag not in ("association",) else ""
    drawn = f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="1.5"{dashes}{head}/>'
    if line.default and line.tag == FLOW:
        (x, y), _ = line.points[:2]
        drawn += f'<path d="M{_n(x + 6)} {_n(y + 6)}L{_n(x + 12)} {_n(y - 6)}" stroke="{INK}" stroke-width="1.5"/>'
    return drawn


def _words(picture: Picture, marks: Mapping[str, Mark]) -> Iterator[str]:
    """Names beside events, gateways and lines, then the words of the marks on top of everything."""
    for shape in picture.shapes:
        if shape.name and shape.tag.endswith(BESIDE):
            yield _label(shape.name, shape.label or _below(shape.box))
    for line in picture.lines:
        if line.name:
            yield _label(line.name, line.label or _halfway(line))
    for shape in picture.shapes:
        if shape.id in marks:
            yield _chip(marks[shape.id], shape.box)


def _below(box: Box) -> Box:
    return Box(box.centre[0] - 45, box.bottom + 4, 90, SIZE * LINE)


def _halfway(line: Line) -> Box:
    (x, y), (there, down) = line.points[(len(line.points) - 1) // 2 :][:2]
    return Box((x + there) / 2 - 45, (y + down) / 2 - SIZE * LINE - 2, 90, SIZE * LINE)


def _label(name: str, box: Box) -> str:
    """A name in its box, on paper so that lines below it do not cross its letters."""
    lines = wrap(name, max(box.width, 90), SIZE)
    x = box.centre[0]
    middle = box.y + len(lines) * SIZE * LINE / 2
    wide = max(width(line, SIZE) for line in lines) if lines else 0
    paper = Box(x - wide / 2 - 1, box.y, wide + 2, len(lines) * SIZE * LINE)
    return f'<rect {_sides(paper)} fill="{PAPER}" fill-opacity="0.85"/>{_block(lines, x, middle)}'


def _chip(mark: Mark, box: Box) -> str:
    look = LOOKS[mark.kind]
    wide = width(mark.word, SIZE) + 10
    chip = Box(box.x - 2, box.bottom - 4, wide, 18)
    return (
        f'<rect {_sides(chip)} rx="3" fill="{look.wash}" stroke="{look.colour}"/>'
        + _text(mark.word, chip.centre[0], chip.centre[1], colour=look.colour, weight=600)
    )  # fmt: skip


def _block(lines: Sequence[str], x: float, y: float) -> str:
    """Lines of text around a middle."""
    step = SIZE * LINE
    first = y - step * (len(lines) - 1) / 2
    return "".join(_text(line, x, first + step * n) for n, line in enumerate(lines))


def _text(
    text: str, x: float, y: float, *, anchor: str = "middle", size: float = 0, colour: str = INK, weight: int = 0
) -> str:
    more = (f' font-size="{_n(size)}"' if size else "") + (f' font-weight="{weight}"' if weight else "")
    place = f'x="{_n(x)}" y="{_n(y)}" text-anchor={quoteattr(anchor)} dominant-baseline="central"'
    return f'<text {place} fill="{colour}"{more}>{escape(text)}</text>'


def _sides(box: Box) -> str:
    return f'x="{_n(box.x)}" y="{_n(box.y)}" width="{_n(box.width)}" height="{_n(box.height)}"'


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
