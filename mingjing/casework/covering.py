"""What of a record the public may read: people's names, id numbers and phones are made unreadable. Pure."""

import re

from mingjing import privacy

BETWEEN = re.compile(r"[、，,；;/\s]+")  # noqa: RUF001 - what people put between names
HAN = re.compile(r"[\u3400-\u9fff·]{2,}")
SHORTEST_NAME = 2


class Cover:
    """Makes the words of one record fit for the public. A firm's name is no personal data and stays."""

    def __init__(self, counterpart: str, *, personal: bool) -> None:
        self.counterpart = counterpart.strip()
        self.parts = [part for part in BETWEEN.split(self.counterpart) if part] if personal else []

    def name(self) -> str:
        """The counterpart as the public sees it."""
        if not self.parts:
            return privacy.mask(self.counterpart)
        return "、".join(_masked(part) for part in self.parts)

    def text(self, words: str) -> str:
        """Free words without the counterpart's name and without what identifies anybody."""
        names = {name for part in self.parts for name in (part, *HAN.findall(part)) if not privacy.find(name)}
        for name in sorted(names, key=len, reverse=True):
            if len(name) >= SHORTEST_NAME:
                words = words.replace(name, privacy.mask_name(name))
        return privacy.mask(words)


def _masked(part: str) -> str:
    """A name; where a number stands beside it, both are covered."""
    masked = privacy.mask(part)
    return privacy.mask_name(part) if masked == part else HAN.sub(lambda name: privacy.mask_name(name[0]), masked)
