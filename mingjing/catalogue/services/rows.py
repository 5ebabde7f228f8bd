"""The rows of a draft: legal bases, materials, special procedures."""

import datetime as dt
from typing import Any

from mingjing.catalogue.models import Material, PowerBasis, PowerVersion, SpecialProcedure
from mingjing.catalogue.services.drafting import editing
from mingjing.catalogue.workflow import ROW_ADDED, ROW_REMOVED
from mingjing.core.errors import Refused
from mingjing.ledger import services as ledger
from mingjing.people.models import Official
from mingjing.regulations import access as regulations
from mingjing.regulations.models import Basis


def add_basis(
    version: PowerVersion,
    *,
    basis: Basis,
    article: str,
    text: str = "",
    reason: str = "",
    by: Official,
    at: dt.datetime,
) -> PowerBasis:
    """Add a legal basis with its article (ACC-7-1). A repealed one needs a reason (ACC-1-b).

    Raises:
        Refused: not editable, already there, or repealed and no reason.
    """
    with editing(version, by) as draft:
        regulations.check_may_cite([basis], reason=reason)
        if draft.bases.filter(basis=basis, article=article).exists():
            raise Refused(f"已有依据《{basis}》{article}。")
        row = draft.bases.create(basis=basis, article=article, text=text, order=draft.bases.count())
        after = {"实施依据": f"《{basis}》{article}"}
        ledger.write(draft, ROW_ADDED, by=by, at=at, basis="ACC-7-1", reason=reason, after=after)
    return row


def add_material(version: PowerVersion, *, by: Official, at: dt.datetime, name: str, **columns: Any) -> Material:
    """Add a material that applicants bring.

    Raises:
        Refused: not editable, or already there.
    """
    with editing(version, by) as draft:
        if draft.materials.filter(name=name).exists():
            raise Refused(f"已有材料“{name}”。")
        row = draft.materials.create(name=name, order=draft.materials.count(), **columns)
        ledger.write(draft, ROW_ADDED, by=by, at=at, basis="ASM-5-4-1a", after={"申请材料": name})
    return row


def add_special_procedure(
    version: PowerVersion, *, by: Official, at: dt.datetime, name: str, **columns: Any
) -> SpecialProcedure:
    """Add a procedure that lawfully stops the clock between two activities (ACC-7-2c).

    Raises:
        Refused: not editable, or already there.
    """
    with editing(version, by) as draft:
        if draft.special_procedures.filter(name=name).exists():
            raise Refused(f"已有特殊程序“{name}”。")
        row = draft.special_procedures.create(name=name, **columns)
        ledger.write(draft, ROW_ADDED, by=by, at=at, basis="ACC-7-2c", after={"特殊程序": name})
    return row


def remove_row(row: PowerBasis | Material | SpecialProcedure, *, by: Official, at: dt.datetime) -> None:
    """Take a row out of a draft; the ledger keeps what it said.

    Raises:
        Refused: not editable.
    """
    with editing(row.version, by) as draft:
        ledger.write(draft, ROW_REMOVED, by=by, at=at, before={str(row._meta.verbose_name): str(row)})
        row.delete()
