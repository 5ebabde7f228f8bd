"""Everything that was handed in for a task as one zip, with a list of digests that `sha256sum -c` checks."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.utils.timezone import localtime

from mingjing.core import uploads
from mingjing.filings.enums import FilingStatus
from mingjing.filings.models import Filing, FilingTask, Submission
from mingjing.filings.selectors import sheets

NOT_IN_NAMES = re.compile(r'[\x00-\x1f/\\:*?"<>|]')
SUMS, MISSING = "SHA256SUMS", "缺少的文件.txt"


def write(task: FilingTask, out: IO[bytes]) -> None:
    """What each unit handed in last, in a folder of its name: words, figures and files as they were received."""
    rows = Submission.objects.filter(filing__task=task, filed_at__isnull=False)
    rows = rows.exclude(filing__status=FilingStatus.WITHDRAWN).order_by("filing__unit__code", "-no")
    sums: list[str] = []
    gone: list[str] = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one in _last(rows.select_related("filing__unit", "filing__task").prefetch_related("files")):
            folder = _plain(f"{one.filing.unit.code} {one.filing.unit.name}")
            archive.writestr(f"{folder}/报送说明.txt", _words(one.filing, one))
            if one.figures:
                archive.writestr(f"{folder}/统计表.xlsx", sheets.template(one.numbers()))
            for number, file in enumerate(one.files.all(), start=1):
                name, path = f"{folder}/{number:02} {_plain(file.name)}", uploads.path_of(file.digest)
                if path.is_file():
                    archive.write(path, name)
                    sums.append(f"{file.digest}  {name}\n")
                else:
                    gone.append(f"{name}\n")
        archive.writestr(SUMS, "".join(sums))
        if gone:
            archive.writestr(MISSING, "".join(gone))


def _last(rows: Iterable[Submission]) -> Iterator[Submission]:
    """The latest of each filing; `rows` come by unit, the latest first."""
    seen = set()
    for row in rows:
        if row.filing_id not in seen:
            seen.add(row.filing_id)
            yield row


def _words(filing: Filing, one: Submission) -> str:
    said = [
        f"单位：{filing.unit.name}",
        f"报送编号：{filing.number}",
        f"回执：{one.receipt}",
        f"报送时间：{localtime(one.filed_at):%Y-%m-%d %H:%M}",
        f"摘要：{one.digest}",
        f"公开网址：{one.url}" if one.url else "",
        f"与上年不一致的原因：{one.carry_reason}" if one.carry_reason else "",
    ]
    return "\n".join(filter(None, said)) + f"\n\n{one.words}\n"


def _plain(name: str) -> str:
    return NOT_IN_NAMES.sub("_", name).strip(". ") or "_"
