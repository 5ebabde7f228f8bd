"""Office files are zip archives of XML: opened with limits on number, size, ratio and depth."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from mingjing.flattening.kinds import COMPOUND, NotFlattened
from mingjing.flattening.pipe import Out

MB = 1024 * 1024
MOST_MEMBERS = 2000
MOST_UNPACKED = 200 * MB
MOST_IN_PART = 64 * MB
MOST_RATIO = 100
SMALL = MB  # below, no ratio is suspicious: a page of blanks is one
MOST_DEPTH = 200
ENCRYPTED = 0x1
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SIGNS = {
    "macros": ("vbaproject.bin", "vbadata.xml", "macrosheets/"),
    "script": ("/activex/", "customui/"),
    "embedded_files": ("/embeddings/", "/package/services/"),
    "comments": ("/comments", "/threadedcomments/", "/persons/"),
    "metadata": ("docprops/", "customxml/", "thumbnail."),
    "links": ("/externallinks/",),
}


class Package:
    """The parts of an office file, by name. An archive inside is never opened."""

    def __init__(self, data: bytes):
        """Look at the directory before anything is unpacked.

        Raises:
            NotFlattened: no archive, with a password, or beyond a limit.
        """
        if data.startswith(COMPOUND):
            locked = "EncryptedPackage".encode("utf-16-le") in data
            raise NotFlattened("passworded" if locked else "unknown_kind")
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile:
            raise NotFlattened("broken") from None
        members = self.archive.infolist()
        unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
        if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
            raise NotFlattened("too_large")
        if unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1):
            raise NotFlattened("too_large")
        if any(member.flag_bits & ENCRYPTED for member in members):
            raise NotFlattened("passworded")
        self.names = frozenset(member.filename for member in members)
        self._related: dict[str, dict[str, tuple[str, str]]] = {}

    def require(self, name: str) -> None:
        """Refuse an archive that is of another kind than its name says."""
        if name not in self.names:
            raise NotFlattened("unknown_kind")

    def note(self, out: Out) -> None:
        """Note what the names of the parts give away."""
        for name in self.names:
            low = "/" + name.lower()
            out.found(*(code for code, signs in SIGNS.items() if any(sign in low for sign in signs)))

    def data(self, name: str) -> bytes:
        """The bytes of a part; never more than the directory promised, nor than 64 MB."""
        if self.archive.getinfo(name).file_size > MOST_IN_PART:
            raise NotFlattened("too_large")
        return self.archive.read(name)

    def open(self, name: str) -> IO[bytes]:
        """A part as a stream, for one that is read piece by piece."""
        return self.archive.open(name)

    def xml(self, name: str) -> Element:
        """The tree of a part. Document types and entities are refused."""
        tree: Element = ElementTree.fromstring(self.data(name), forbid_dtd=True)
        return tree

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: identifier to kind and part inside. Addresses outside are not followed."""
        if name not in self._related:
            self._related[name] = self._relations(name)
        return self._related[name]

    def _relations(self, name: str) -> dict[str, tuple[str, str]]:
        folder, _, own = name.rpartition("/")
        place = f"{folder}/_rels/{own}.rels"
        if place not in self.names:
            return {}
        found = {}
        for relation in self.xml(place).iter(f"{RELATIONS}Relationship"):
            if relation.get("TargetMode") != "External":
                kind, part = relation.get("Type", "").rpartition("/")[2], _joined(folder, relation.get("Target", ""))
                found[relation.get("Id", "")] = kind, part
        return found


def _joined(folder: str, target: str) -> str:
    """The name of a part that `target` names from within `folder`."""
    steps: list[str] = [] if target.startswith("/") else folder.split("/")
    for step in target.strip("/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def local(tag: object) -> str:
    """The name of an element without its name space."""
    return str(tag).rpartition("}")[2]


def value_of(element: Element, name: str) -> str:
    """An attribute by its local name; empty if there is none."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def children(element: Element, name: str) -> Iterator[Element]:
    """The direct children of that local name."""
    return (child for child in element if local(child.tag) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        element = next(children(element, name), None) if element is not None else None
    return element
