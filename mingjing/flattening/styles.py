"""What the styles of a Word document say about text that uses them: is it shown, and in which list does it count."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from mingjing.flattening.packages import child, children, value_of

OFF = ("0", "false", "off")
DEEPEST = 20


def on(element: Element | None) -> bool:
    """True if a switch such as `vanish` is there and not turned off."""
    return element is not None and value_of(element, "val") not in OFF


class Styles:
    """The styles of a document by their names."""

    def __init__(self, root: Element | None):
        found = children(root, "style") if root is not None else ()
        self.styles = {value_of(style, "styleId"): style for style in found}

    def hides(self, properties: Element | None, name: str) -> bool:
        """True if text is not shown whose properties name a style in `pStyle` or `rStyle`."""
        for style in self._line(properties, name):
            vanish = child(style, "rPr", "vanish")
            if vanish is not None:
                return on(vanish)
        return False

    def list_of(self, properties: Element | None) -> tuple[str, int] | None:
        """The list in which a paragraph counts, and at which level from 0; None if in none."""
        own = child(properties, "numPr")
        places = [own] if own is not None else []
        places += [found for s in self._line(properties, "pStyle") if (found := child(s, "pPr", "numPr")) is not None]
        name = _first(places, "numId")
        return (name, int(_first(places[:1], "ilvl") or 0)) if name not in ("", "0") else None

    def _line(self, properties: Element | None, name: str) -> Iterator[Element]:
        """The style named and those that it is based on."""
        named = child(properties, name)
        for _ in range(DEEPEST):
            style = self.styles.get(value_of(named, "val")) if named is not None else None
            if style is None:
                return
            yield style
            named = child(style, "basedOn")


def _first(places: list[Element], name: str) -> str:
    found = (child(place, name) for place in places)
    return next((value_of(element, "val") for element in found if element is not None), "")
