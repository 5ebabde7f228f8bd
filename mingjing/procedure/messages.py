"""Sentences that remember their template, so that a page can say them in another language."""

from __future__ import annotations

from collections.abc import Callable


def gettext_noop(text: str) -> str:
    """Mark `text` for the translation catalogue; it is translated where it is shown."""
    return text


class Message(str):
    """A Chinese sentence made from a catalogued template and its values."""

    template: str
    values: dict[str, object]

    @classmethod
    def of(cls, template: str, **values: object) -> Message:
        """`template` filled with `values`."""
        message = cls(template.format(**values))
        message.template, message.values = template, values
        return message

    def translated(self, translate: Callable[[str], str]) -> str:
        """The same sentence by the catalogue behind `translate` (gettext)."""
        return translate(self.template).format(**self.values)
