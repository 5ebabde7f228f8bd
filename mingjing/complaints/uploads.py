"""Files that come with a complaint, sealed while they come in: no byte of them is ever on disk unsealed.

Below both doors, the public one and that of the centre. A view takes `sealing` as its decorator and a form takes
`SealedFilesField`; what was sealed and is no complaint's in the end is removed when the answer leaves.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mingjing.complaints.models import SealedFile
from mingjing.complaints.selectors.opening import path_of
from mingjing.complaints.services.papers import SealedUpload
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.core.uploads import Several
from mingjing.flattening import ALLOWED, kind_of
from mingjing.flattening.kinds import BY_MEDIA, MB
from mingjing.sealing.services import boxes

MOST_FILES = 10
MOST_IN_ALL = 500 * MB
MOST_HELD = 10 * MB
LONGEST_NAME = 120
HEAD = 4096  # bytes that tell what a file is
ENDINGS = "、".join(ending for kind in ALLOWED for ending in kind.endings)
ACCEPTED = ",".join(ending for kind in ALLOWED for ending in kind.endings)
WRONG = gettext_lazy("“%(name)s”不是可以收的文件，或者内容与扩展名不符。这里只收 %(kinds)s。")
TOO_LARGE = gettext_lazy("“%(name)s”超过 %(most)s MB，没有收下。请压缩或分开上传。")
TOO_MUCH = gettext_lazy("文件合计超过 %(most)s MB，后面的没有收下。请压缩或分开提交。")
EMPTY = gettext_lazy("“%(name)s”是空文件。请检查后重新上传。")


class Sealer:
    """Takes the bytes of one file: looks at how it begins, seals the rest. `refused` says why it was not taken."""

    def __init__(self, name: str) -> None:
        bare = "".join(letter for letter in Path(name).name if letter.isprintable())  # no header takes a line's end
        self.name = bare[-LONGEST_NAME:]
        self.pk, self.key = uuid4(), boxes.new_key()
        self.kind, self.refused, self.size = "", "", 0
        self.digest = hashlib.sha256()
        self.head = b""
        self.writer: boxes.Writer | None = None

    def write(self, data: bytes) -> None:
        """Some more bytes of it; none are kept once it was refused."""
        if self.refused:
            return
        self.size += len(data)
        if self.writer is None:
            self.head += data
            if len(self.head) >= HEAD:
                self._begin()
        else:
            self._seal(data)

    def end(self) -> None:
        """That was all."""
        if not self.refused and self.writer is None:
            self._begin()
        if self.refused:
            self.give_up()
        elif self.writer:
            self.writer.end()

    def refuse(self, why: str) -> None:
        """Take no more of it, and say why."""
        self.refused = why
        self.give_up()

    def give_up(self) -> None:
        """Remove what was begun."""
        if self.writer:
            self.writer.give_up()

    def _begin(self) -> None:
        head, self.head = self.head, b""
        if not head:
            self.refused = EMPTY % {"name": self.name}
            return
        self.kind = kind_of(head[:HEAD], self.name) or ""
        if not self.kind:
            self.refused = WRONG % {"name": self.name, "kinds": ENDINGS}
            return
        self.writer = boxes.Writer(path_of(self.pk), self.key)
        self._seal(head)

    def _seal(self, data: bytes) -> None:
        most = BY_MEDIA[self.kind].most
        if self.size > most:
            self.refuse(TOO_LARGE % {"name": self.name, "most": most // MB})
            return
        self.digest.update(data)
        if self.writer:
            self.writer.write(data)

    def sealed(self) -> SealedUpload:
        """What became of it, once it ended and was not refused."""
        return SealedUpload(self.pk, self.key, self.name, self.kind, self.size, self.digest.hexdigest())


class SealedIncoming(UploadedFile):
    """A file of a form that is sealed already: there is nothing to read."""

    def __init__(self, sealer: Sealer) -> None:
        super().__init__(None, sealer.name, sealer.kind, sealer.size)
        self.sealer = sealer


class Sealing(FileUploadHandler):
    """Seals every file of a request."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.sealers: list[Sealer] = []
        self.spared: set[UUID] = set()

    def new_file(self, *words: Any, **named: Any) -> None:
        """Another file begins."""
        super().new_file(*words, **named)
        self.sealers.append(Sealer(self.file_name or ""))
        if len(self.sealers) > MOST_FILES:
            self.sealers[-1].refused = _("一次最多上传 %(most)s 个文件，请分开上传。") % {"most": MOST_FILES}

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some of it; no other handler gets any."""
        self.sealers[-1].write(raw_data)
        if not self.sealers[-1].refused and sum(sealer.size for sealer in self.sealers) > MOST_IN_ALL:
            self.sealers[-1].refuse(TOO_MUCH % {"most": MOST_IN_ALL // MB})

    def file_complete(self, file_size: int) -> SealedIncoming:
        """The file as forms know it."""
        self.sealers[-1].end()
        return SealedIncoming(self.sealers[-1])

    def upload_interrupted(self) -> None:
        """The browser went away."""
        if self.sealers:
            self.sealers[-1].give_up()


def forget(sealers: Iterable[Sealer]) -> None:
    """Remove the bytes of those that are no complaint's. What has a row is never touched."""
    paths = {sealer.pk: path_of(sealer.pk) for sealer in sealers if sealer.writer}
    if not paths:
        return
    with seeing(SYSTEM):
        kept = set(SealedFile.objects.filter(pk__in=paths).values_list("pk", flat=True))
    for pk, path in paths.items():
        if pk not in kept:
            path.unlink(missing_ok=True)


class Held(UploadedFile):
    """A small file of a form, in memory only: `data`, or None where it was too large."""

    def __init__(self, name: str, data: bytes | None) -> None:
        super().__init__(None, name, "", len(data or b""))
        self.data = data


class Holding(FileUploadHandler):
    """Keeps the files of a request in memory, each up to `MOST_HELD`: what has to be read is never spooled."""

    def new_file(self, *words: Any, **named: Any) -> None:
        """Another file begins."""
        super().new_file(*words, **named)
        self.pieces: list[bytes] = []
        self.length = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some of it."""
        self.length += len(raw_data)
        if self.length <= MOST_HELD:
            self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> Held:
        """All of it."""
        return Held(self.file_name or "", b"".join(self.pieces) if self.length <= MOST_HELD else None)


def holding(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Keep the files of a request in memory before anybody reads the form. Checks the token itself, as `sealing`."""
    protected = csrf_protect(view)

    @csrf_exempt  # as in `sealing`
    @wraps(view)
    def opened(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        request.upload_handlers = [Holding(request)]
        answer: HttpResponse = protected(request, *words, **named)
        return answer

    return opened


def sealing(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """Seal the files of a request before anybody reads the form. Checks the token itself, for it must come later."""
    protected = csrf_protect(view)

    @csrf_exempt  # the check reads the form, and files must find the handler first; `protected` checks
    @wraps(view)
    def opened(request: HttpRequest, *words: Any, **named: Any) -> HttpResponse:
        handler = Sealing(request)
        request.upload_handlers = [handler]
        try:
            answer: HttpResponse = protected(request, *words, **named)
            return answer
        finally:
            forget(sealer for sealer in handler.sealers if sealer.pk not in handler.spared)

    return opened


def taken(files: Iterable[object]) -> tuple[list[SealedUpload], list[str]]:
    """Files of a request behind `sealing`: those that were sealed, and why others were not."""
    sealers = [file.sealer for file in files if isinstance(file, SealedIncoming)]
    refused = [str(sealer.refused) for sealer in sealers if sealer.refused]
    return [sealer.sealed() for sealer in sealers if not sealer.refused], refused


def spare(request: HttpRequest, files: Sequence[SealedUpload]) -> None:
    """Leave the bytes of these where they lie though no complaint has them yet: their keys go back with the form."""
    for handler in request.upload_handlers:
        if isinstance(handler, Sealing):
            handler.spared.update(file.pk for file in files)
    for file in files:
        boxes.hour_only(path_of(file.pk))  # `sweeping` counts the day from here


def there(files: Sequence[SealedUpload]) -> list[SealedUpload]:
    """Those of some files spared before whose bytes are still there, and no complaint's yet."""
    if not files:
        return []
    with seeing(SYSTEM):
        used = set(SealedFile.objects.filter(pk__in=[file.pk for file in files]).values_list("pk", flat=True))
    return [file for file in files if file.pk not in used and path_of(file.pk).is_file()]


class SealedFilesField(forms.FileField):
    """Files of a form behind `sealing`: clean gives `SealedUpload`s, a refused one fails the form."""

    widget = Several

    def __init__(self, **columns: Any) -> None:
        hint = gettext_lazy("最多 %(most)s 个，可以是 %(kinds)s；录音录像不超过 300 MB。")
        columns.setdefault("help_text", hint % {"most": MOST_FILES, "kinds": ENDINGS})
        super().__init__(required=False, **columns)
        self.widget.attrs["accept"] = ACCEPTED

    def clean(self, data: Any, initial: Any = None) -> list[SealedUpload]:
        """Every file that was taken."""
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if isinstance(one, SealedIncoming)]
        refused = [one.sealer.refused for one in files if one.sealer.refused]
        if refused:
            raise forms.ValidationError(refused)
        return [one.sealer.sealed() for one in files]


def seal(name: str, data: bytes) -> Sealer:
    """Seal a file in memory, such as a part of a mail. See `refused` first; `forget` it if nothing comes of it."""
    sealer = Sealer(name)
    sealer.write(data)
    sealer.end()
    return sealer
