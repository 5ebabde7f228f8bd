"""The fonts that pdf files are set in: the office's own by a setting, else the free ones found on the machine."""

from dataclasses import dataclass
from functools import lru_cache

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from mingjing.core.errors import Refused

PACKAGE = "fonts-noto-cjk"
SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Zen Hei")
BOLD, REGULAR = 700, 400


class NoFont(Refused):  # noqa: N818 - a refusal, like its parent
    """There is no Chinese font to set a pdf in, or not the one that the settings name."""


@dataclass(frozen=True)
class Face:
    """A font family and its weight."""

    family: str
    weight: int = REGULAR


@dataclass(frozen=True)
class Faces:
    """What the parts of a document are set in."""

    body: Face
    title: Face
    heading: Face
    sub: Face


@lru_cache(maxsize=4)
def stock(folder: str) -> typst.Fonts:
    """All fonts of the machine and of `folder`. Reading them takes a second, once a process."""
    return typst.Fonts(True, True, [folder] if folder else [])


def found() -> typst.Fonts:
    """The fonts that may be used."""
    return stock(settings.DOCUMENT_FONT_FOLDER)


def faces() -> Faces:
    """Fonts for body, title and headings: those of DOCUMENT_FONTS in this order, else Noto.

    Raises:
        NoFont: none of the machine's fonts has Chinese, or a named one is missing.
    """
    known = set(found().families())
    named = tuple(settings.DOCUMENT_FONTS)
    if missing := [name for name in named if name not in known]:
        said = _(
            "设置 DOCUMENT_FONTS 里的字体“%(names)s”在这台机器上找不到。请安装，或用 DOCUMENT_FONT_FOLDER 指明文件夹。"
        )
        raise NoFont(said % {"names": "、".join(missing)})
    if named:
        body, title, heading, sub = (named + (named[0],) * 3)[:4]
        return Faces(Face(body), Face(title), Face(heading), Face(sub))
    serif, sans = (next((name for name in names if name in known), "") for names in (SERIF, SANS))
    if not (text := serif or sans):
        said = _(
            "这台机器没有中文字体，不能生成 PDF。请管理员安装软件包 %(package)s，或用设置 DOCUMENT_FONTS 指明字体。"
        )
        raise NoFont(said % {"package": PACKAGE})
    return Faces(Face(text), Face(text, BOLD), Face(sans or text, REGULAR if sans else BOLD), Face(text, BOLD))
