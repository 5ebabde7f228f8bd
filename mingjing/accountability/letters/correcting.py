"""更正: a letter that says what another one should have said. The first one is never changed (ACC-12-f)."""

from mingjing.accountability.letters.words import ended
from mingjing.accountability.models import Letter
from mingjing.core.documents import Document, Kind, Paragraph, chinese_date


def correction(letter: Letter, text: str) -> Document:
    """The correction of a letter, to the same addressee."""
    title = letter.content["title"]
    first = letter.content["blocks"][0] if letter.content["blocks"] else {}
    greeting = str(first.get("text", ""))
    blocks = [Paragraph(greeting, indent=False)] if greeting.endswith("：") else []
    blocks += [
        Paragraph(f"{chinese_date(letter.issued_on)}制发的《{title}》（{letter.number}），现更正如下："),
        *(Paragraph(ended(line)) for line in text.splitlines() if line.strip()),
        Paragraph("其余内容不变。本更正与原文书具有同等效力，请一并保存。"),
    ]
    return Document(f"关于{title}的更正", blocks, kind=Kind.RED)
