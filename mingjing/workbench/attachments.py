"""Files sent with a form: the field, keeping what came, and showing one again."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mingjing.core import uploads
from mingjing.core.uploads import Kept, Kind, Several

MOST = 10


class FilesField(forms.FileField):
    """Any number of files up to ten; what they are is checked when they are kept."""

    widget = Several

    def __init__(self, *, kinds: Iterable[Kind] = uploads.DOCUMENTS, **columns: Any) -> None:
        self.kinds = tuple(kinds)
        columns.setdefault("label", _("附件"))
        endings = "、".join(ending for kind in self.kinds for ending in kind.endings)
        columns.setdefault("help_text", _("最多 %(most)s 个，可以是 %(kinds)s。") % {"most": MOST, "kinds": endings})
        super().__init__(required=False, **columns)
        self.widget.attrs["accept"] = uploads.accept(self.kinds)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file that came."""
        files = data if isinstance(data, list | tuple) else [data]
        found = [super(FilesField, self).clean(one, initial) for one in files if one]
        if len(found) > MOST:
            raise forms.ValidationError(_("一次最多上传 %(most)s 个文件，请分开上传。") % {"most": MOST})
        return found

    def keep(self, files: Iterable[UploadedFile]) -> list[Kept]:
        """Keep each file.

        Raises:
            Refused: as `uploads.keep`.
        """
        return [uploads.keep(one, kinds=self.kinds) for one in files]
