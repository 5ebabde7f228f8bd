"""What of a record the public may read: people's names, id numbers and phones are made unreadable. Pure."""

import re

from mingjing import privacy

BETWEEN = re.compile(r"[、，,；;/\s]+")  # noqa: RUF001 - what people put between names
SHORTEST_NAME = 2


class Cover:
    """Makes the words of one record fit for the public. A firm's name is no personal data and stays."""

    def __init__(self, counterpart: str, *, personal: bool) -> None:
        self.counterpart = counterpart.strip()
        self.names = [name for name in BETWEEN.split(self.counterpart) if name] if personal else []

    def name(self) -> str:
        """The counterpart as the public sees it."""
        if not self.names:
            return privacy.mask(self.counterpart)
        return "、".join(privacy.mask(name) if privacy.find(name) else privacy.mask_name(name) for name in self.names)

    def text(self, words: str) -> str:
        """Free words without the counterpart's name and without what identifies anybody."""
        for name in sorted(self.names, key=len, reverse=True):
            if len(name) >= SHORTEST_NAME:
                words = words.replace(name, privacy.mask_name(name))
        return privacy.mask(words)
