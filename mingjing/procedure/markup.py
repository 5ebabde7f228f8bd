"""Read XML from strangers: no DTD, no entities, bounded in size, depth and number of shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from mingjing.procedure.messages import Message, gettext_noop
from mingjing.procedure.problems import ChartError, Problem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"  # where a shape stands
POINTS = "http://www.omg.org/spec/DD/20100524/DI"  # where a line bends
KNOWN = frozenset({BPMN, DIAGRAM, BOUNDS, POINTS})

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 200
MAX_SHAPES = 10_000
SHAPE = re.compile(r"(.*([tT]ask|Gateway|Event)|sequenceFlow|subProcess|transaction|adHocSubProcess|callActivity)$")
GB_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']gb""", re.IGNORECASE)

TOO_BIG = gettext_noop("文件超过 {limit} 兆字节，不能作为流程图导入")
TOO_DEEP = gettext_noop("第 {line} 行的元素嵌套达到 {limit} 层，不能作为流程图导入")
TOO_MANY = gettext_noop("图形超过 {limit} 个，不能作为流程图导入")
HAS_DTD = gettext_noop("第 {line} 行含有 DTD 或实体声明，出于安全考虑拒绝读取")
BROKEN = gettext_noop("第 {line} 行第 {column} 列不是合法的 XML：{detail}")
WRONG_ENCODING = gettext_noop("文件声明为 GB 编码，但第 {position} 个字节不符合该编码")


@dataclass(slots=True)
class Element:
    """One element of BPMN or its picture; everything else in the file is left out."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        """An attribute's value without surrounding blanks; "" where it is absent."""
        return self.attributes.get(name, "").strip()

    def named(self, *tags: str) -> list[Element]:
        """The children with one of these tags."""
        return [child for child in self.children if child.tag in tags]

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


def refuse(template: str, **values: object) -> ChartError:
    """A refusal of the file as a whole."""
    return ChartError([Problem("", "", Message.of(template, **values))])


class Builder:
    """Expat handlers that keep the elements we know and stop at the first sign of harm."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.root = Element("", {})
        self.stack: list[Element | None] = []
        self.kept = [self.root]
        self.shapes = 0
        parser.StartDoctypeDeclHandler = self.declare
        parser.EntityDeclHandler = self.declare
        parser.StartElementHandler = self.open
        parser.EndElementHandler = self.close
        parser.CharacterDataHandler = self.add_text
        parser.buffer_text = True

    def declare(self, *_: object) -> None:
        raise refuse(HAS_DTD, line=self.parser.CurrentLineNumber)

    def open(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= MAX_DEPTH - 1:
            raise refuse(TOO_DEEP, line=self.parser.CurrentLineNumber, limit=MAX_DEPTH)
        namespace, _, tag = name.rpartition(" ")
        if namespace not in KNOWN:
            self.stack.append(None)
            return
        self.count(tag)
        element = Element(tag, attributes)
        self.kept[-1].children.append(element)
        self.kept.append(element)
        self.stack.append(element)

    def count(self, tag: str) -> None:
        self.shapes += SHAPE.match(tag) is not None
        if self.shapes > MAX_SHAPES:
            raise refuse(TOO_MANY, limit=MAX_SHAPES)

    def close(self, _: str) -> None:
        if self.stack.pop() is not None:
            self.kept.pop()

    def add_text(self, text: str) -> None:
        if self.stack and self.stack[-1] is not None:
            self.stack[-1].text += text


def parse(data: bytes) -> Element:
    """The known elements of an XML document under one nameless root.

    Raises:
        ChartError: not XML, or XML that could do harm.
    """
    if len(data) > MAX_BYTES:
        raise refuse(TOO_BIG, limit=MAX_BYTES // 1024**2)
    parser = expat.ParserCreate("utf-8" if GB_DECLARATION.match(data) else None, " ")
    builder = Builder(parser)
    try:
        parser.Parse(as_utf8(data), True)
    except expat.ExpatError as error:
        detail = expat.ErrorString(error.code) or ""
        raise refuse(BROKEN, line=error.lineno, column=error.offset + 1, detail=detail) from error
    return builder.root


def as_utf8(data: bytes) -> bytes:
    """`data` as it is, or turned into UTF-8 where it says to be in a GB encoding, which expat cannot read."""
    if not GB_DECLARATION.match(data):
        return data
    try:
        return data.decode("gb18030").encode()
    except UnicodeDecodeError as error:
        raise refuse(WRONG_ENCODING, position=error.start + 1) from error
