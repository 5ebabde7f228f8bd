"""Uploaded logs: kept in a private folder until they have been read, and looked through before anything is taken."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from mingjing.core.errors import Refused
from mingjing.procedure.logs import is_xml
from mingjing.procedure.streams import CHUNK, read_bytes
from mingjing.procedure.tables import find_encoding

MEGABYTE = 1024 * 1024
MOST_BYTES = 300 * MEGABYTE
MOST_UNPACKED = 3 * 1024 * MEGABYTE
LONGEST_TRACE = 64 * MEGABYTE
LONGEST_HEADER = 64 * 1024
FOREIGN = (
    (b"%PDF", "PDF 文件"),
    (b"PK\x03\x04", "Excel 文件或 zip 压缩包"),
    (b"\xd0\xcf\x11\xe0", "Word 或 Excel 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)


@dataclass(frozen=True)
class Kept:
    """A file as it was received: its digest and how long it is."""

    digest: str
    size: int


@dataclass(frozen=True)
class Contents:
    """What a log holds at a glance. `rows` is an estimate, for progress only."""

    xml: bool
    rows: int
    encoding: str


def path_of(batch: UUID) -> Path:
    """Where the file of a batch waits. Nobody but the server reads that folder."""
    return Path(settings.MEDIA_ROOT, "imports", f"{batch}.log")


def keep(batch: UUID, chunks: Iterable[bytes]) -> Kept:
    """Write an upload down as it comes in, never more of it in memory than a chunk.

    Raises:
        Refused: longer than 300 MB, or empty.
    """
    path = path_of(batch)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Refused(f"文件超过 {MOST_BYTES // MEGABYTE} MB。请压缩为 .xes.gz，或按时间段分开导入。")
                digest.update(chunk)
                file.write(chunk)
        if not size:
            raise Refused("文件是空的。请检查导出是否完成，再重新上传。")
    except BaseException:
        discard(batch)
        raise
    return Kept(digest.hexdigest(), size)


def discard(batch: UUID) -> None:
    """Remove the file of a batch; nothing to do if it is gone."""
    path_of(batch).unlink(missing_ok=True)


def look_through(path: Path, *, most: int = MOST_UNPACKED) -> Contents:
    """Read a log from end to end without understanding it: is it whole, how long is it, can it do harm.

    Raises:
        Refused: something else than a log, or one that unpacks to more than we hold.
        LogError: it cannot be unpacked, or is in no encoding that we know.
    """
    xml = is_xml(path)
    mark, close = (b"<event", b"</trace>") if xml else (b"\n", b"\n")
    rows = size = open_since = 0
    with read_bytes(path) as stream:
        while data := stream.read(CHUNK):
            if not size:
                _check_head(data)
            rows += data.count(mark)
            last = data.rfind(close)
            open_since = len(data) - last if last >= 0 else open_since + len(data)
            size += len(data)
            _check_size(size, open_since, xml=xml, most=most)
    if not size:
        raise Refused("文件是空的。请检查导出是否完成，再重新上传。")
    return Contents(xml, rows, "" if xml else find_encoding(path))


def _check_head(head: bytes) -> None:
    for start, what in FOREIGN:
        if head.startswith(start):
            raise Refused(f"这是{what}，不是办件日志。请从业务系统导出 CSV、XES 或 XES.gz。")


def _check_size(size: int, open_since: int, *, xml: bool, most: int) -> None:
    if size > most:
        raise Refused(f"文件解压后超过 {most // MEGABYTE} MB，不能读取。请按时间段分开导入。")
    if xml and open_since > LONGEST_TRACE:
        raise Refused(f"有一个办件的记录超过 {LONGEST_TRACE // MEGABYTE} MB，这不像办件日志，不能读取。")
    if not xml and open_since > max(LONGEST_HEADER, CHUNK):
        raise Refused("有一行长得不像表格，这不是办件日志。请导出 CSV、XES 或 XES.gz。")
