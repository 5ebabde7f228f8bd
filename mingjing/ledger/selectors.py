"""Reads of the ledger: a case's file, and what is wrong with a chain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, QuerySet

from mingjing.core.models import Case
from mingjing.core.seeing import SYSTEM, seeing
from mingjing.ledger.chain import GENESIS, digest
from mingjing.ledger.enums import OBJECTED
from mingjing.ledger.models import Chain, Entry


@dataclass(frozen=True)
class Fault:
    """Something that only tampering explains: which case, which entry (None: the case itself), what is wrong."""

    kind: str
    case_id: UUID
    number: str
    seq: int | None
    what: str

    def __str__(self) -> str:
        place = f"第{self.seq}条" if self.seq else "事项"
        return f"{self.kind} {self.number or self.case_id} {place}：{self.what}"


def of_case(case: Model) -> QuerySet[Entry]:
    """The file of one case, oldest first."""
    return Entry.objects.filter(case_id=case.pk).order_by("seq")


def objections(keys: Iterable[UUID]) -> QuerySet[Entry]:
    """Handlers' objections on the chains of these rows, oldest first: `by_id` is who objected, `seq` its place among
    the approvals (ACC-10-2c)."""
    return Entry.objects.filter(case_id__in=list(keys), step=OBJECTED).order_by("at", "id")


def faults() -> Iterator[Fault]:
    """Every edited, removed or inserted row of the ledger, and every case moved behind its back. Streams."""
    with seeing(SYSTEM):  # sealed cases too: only their states and numbers are read
        yield from _faults()


def _faults() -> Iterator[Fault]:
    heads = {chain.case_id: chain for chain in Chain.objects.iterator()}
    last: dict[str, dict[UUID, str]] = {}
    entries = Entry.objects.order_by("case_id", "seq").iterator(chunk_size=2000)
    for case_id, group in groupby(entries, key=lambda entry: entry.case_id):
        chain = list(group)
        yield from _of_chain(chain, heads.pop(case_id, None))
        statuses = [entry.after["status"] for entry in chain if "status" in entry.after]
        if statuses:
            last.setdefault(chain[0].kind, {})[case_id] = statuses[-1]
    yield from (
        Fault(c.kind, c.case_id, "", None, f"应有 {c.length} 条，全部被删除") for c in heads.values() if c.length
    )
    for kind, statuses_of_kind in last.items():
        yield from _moved_behind(kind, statuses_of_kind)
    for model in apps.get_models():
        if issubclass(model, Case):
            yield from _without_chain(model)
    for part in apps.get_app_configs():
        yield from getattr(part, "faults", tuple)()  # a part that knows more of its own cases says so in its config


def _of_chain(entries: list[Entry], head: Chain | None) -> Iterator[Fault]:
    previous, seq = GENESIS, 0
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            yield _fault(entry, f"前面缺少第{seq}条" if entry.seq > seq else "序号重复，是插入的")
            seq = entry.seq
        elif entry.previous != previous:
            yield _fault(entry, "与前一条接不上，前一条被改、被删或这一条是插入的")
        if digest(entry) != entry.digest:
            yield _fault(entry, "内容与摘要不符，被改过")
        previous = entry.digest
    if head is None:
        yield _fault(entries[-1], "没有链头，是插入的")
    elif (head.length, head.head) != (len(entries), previous):
        yield _fault(entries[-1], f"链头记着 {head.length} 条，现有 {len(entries)} 条，末尾被删、被改或被添加")


def _fault(entry: Entry, what: str) -> Fault:
    return Fault(entry.kind, entry.case_id, entry.number, entry.seq, what)


def _moved_behind(kind: str, statuses: dict[UUID, str]) -> Iterator[Fault]:
    model = apps.get_model(kind)
    if not issubclass(model, Case):
        return
    now = dict(model._default_manager.values_list("pk", "status"))
    for case_id, status in statuses.items():
        if case_id not in now:
            yield Fault(kind, case_id, "", None, "事项本身被删除")
        elif now[case_id] != status:
            yield Fault(kind, case_id, "", None, f"台账记为“{status}”，现为“{now[case_id]}”，有人绕过台账改动")


def _without_chain(model: type[Case]) -> Iterator[Fault]:
    chain = Chain.objects.filter(pk=OuterRef("pk"))
    for case in model._default_manager.filter(~Exists(chain)).only("pk", "number").iterator():
        what = "没有任何台账，整条链被删除，或者是绕过台账新增的"
        yield Fault(model._meta.label_lower, case.pk, case.number, None, what)
