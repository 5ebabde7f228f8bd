"""分类、摘要、附注、并案、分案: what is done with a case before anybody decides (CMP-7-1a, CMP-7-1b, CMP-8-a)."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingjing.complaints import access, workflow
from mingjing.complaints.enums import ComplaintKind
from mingjing.complaints.models import Complaint
from mingjing.complaints.selectors import desk, duties
from mingjing.complaints.selectors.opening import CaseKeys, keys_to
from mingjing.complaints.services import classifying, merging
from mingjing.core.errors import Refused
from mingjing.people.models import Official
from mingjing.workbench.access import OfficialRequest
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.complaints import reading
from mingjing.workbench.complaints.kinds import Act, Former, plain
from mingjing.workbench.complaints.reading import Reading
from mingjing.workbench.fields import PickOne, words
from mingjing.workbench.keys import unlocked

ALIKE = 0.5
OURS = [("yes", _("属于本中心受理范围")), ("no", _("不属于本中心受理范围"))]


class ClassifyForm(forms.Form):
    act = forms.ChoiceField(label=_("反映的行为"))
    kind = forms.ChoiceField(label=_("件的种类"), choices=ComplaintKind.choices)
    urgent = forms.BooleanField(label=_("急办"), required=False)
    ours = forms.ChoiceField(label=_("管辖"), choices=OURS)

    def __init__(self, *args: Any, read: Reading, **kwargs: Any) -> None:
        said = read.said
        kwargs["initial"] = {
            "act": said.get("act"),
            "kind": said.get("kind"),
            "urgent": said.get("urgent", False),
            "ours": "yes" if said.get("ours", True) else "no",
            "unit": said.get("unit") or "",
        }
        super().__init__(*args, **kwargs)
        acts = [(act.id, f"{act.id} {act.name}") for act in read.pack.acts.values()]
        self.fields["act"].choices = [CHOOSE, *acts]  # type: ignore[attr-defined]
        self.fields["unit"] = PickOne(read.units, label=_("被反映单位"), required=False, empty=_("没有写明"))


class MergeForm(forms.Form):
    text = words(_("理由"), rows=2)

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ChoiceField(label=_("并入"), choices=[CHOOSE, *cases])
        self.order_fields(["into", "text"])


class SplitForm(forms.Form):
    text = words(_("分出的内容"), _("从原件中摘出的部分。来信人用同一个收件码能看到它。"), rows=6)

    def __init__(self, *args: Any, read: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = [(act.id, f"{act.id} {act.name}") for act in read.pack.acts.values()]
        self.fields["act"] = forms.ChoiceField(label=_("反映的行为"), choices=[CHOOSE, *acts])
        self.fields["unit"] = PickOne(read.units, label=_("被反映单位"), required=False, empty=_("没有写明"))


class SummaryForm(forms.Form):
    text = words(_("摘要"))


class NoteForm(forms.Form):
    text = words(_("附注"), _("记在原件旁边，带姓名和时间。原件不能改。"))


def read_in(form: type[ClassifyForm | SplitForm]) -> Former:
    """A form that is given what was read of the case."""

    def made(
        request: OfficialRequest, complaint: Complaint, keys: CaseKeys | None, data: Any = None, files: Any = None,
        **said: Any,
    ) -> forms.Form:  # fmt: skip
        return form(data, read=reading.of(request, complaint, keys), **said)

    return made


def _classify(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    read = reading.of(request, complaint, keys)
    said = {**said, "ours": said["ours"] == "yes", "kind": ComplaintKind(said["kind"])}
    classifying.classify(complaint, **said, by=request.user, today=read.today, at=read.at)
    return gettext("已分类。")


def _sum_up(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    classifying.sum_up(complaint, said["text"], keys=keys, by=request.user, at=reading.of(request, complaint, keys).at)
    return gettext("摘要已存。")


def _note(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    classifying.note(complaint, said["text"], keys=keys, by=request.user, at=reading.of(request, complaint, keys).at)
    return gettext("附注已加。")


def similar(viewer: Official, complaint: Complaint) -> list[tuple[Complaint, bool]]:
    """The other open cases of this person, those that look like this one first. Others are never hinted at."""
    said = access.routed(complaint)
    scored = []
    for other in desk.open_cases(viewer):
        if other.pk != complaint.pk:
            known = access.routed(other)
            share = duties.alike(said.get("likeness", ()), known.get("likeness", ()))
            same = bool(said.get("unit")) and (said["unit"], said["act"]) == (known.get("unit"), known.get("act"))
            scored.append((share >= ALIKE, same, share, other))
    scored.sort(key=lambda row: (-row[0], -row[1], -row[2], row[3].number))
    return [(other, likely or same) for likely, same, _share, other in scored]


def _merge_form(
    request: OfficialRequest,
    complaint: Complaint,
    keys: CaseKeys | None,
    data: Any = None,
    files: Any = None,
    **said: Any,
) -> forms.Form:
    rows = similar(request.user, complaint)
    cases = [(str(case.pk), gettext("%(case)s（可能是同一件事）") % {"case": case} if likely else str(case))
             for case, likely in rows]  # fmt: skip
    return MergeForm(data, cases=cases, **said)


def _merge(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    read, key = reading.of(request, complaint, keys), unlocked(request)
    into = access.visible_to(request.user).filter(pk=said["into"]).first()
    if into is None or key is None:
        raise Refused(gettext("没有这一件。"))
    merging.merge(
        complaint, into, keys=keys, keys_into=keys_to(into, key), reason=said["text"], by=request.user,
        today=read.today, at=read.at,
    )  # fmt: skip
    return gettext("%(case)s 已并入 %(into)s。") % {"case": complaint, "into": into}


def _split(request: OfficialRequest, complaint: Complaint, keys: CaseKeys, said: dict[str, Any]) -> str:
    read = reading.of(request, complaint, keys)
    new = merging.split(complaint, **said, keys=keys, by=request.user, today=read.today, at=read.at)
    return gettext("已分出 %(case)s。") % {"case": new}


def _is_open(viewer: Official, complaint: Complaint) -> bool:
    return complaint.status in workflow.OPEN


def _clerk_while_open(viewer: Official, complaint: Complaint) -> bool:
    return _is_open(viewer, complaint) and viewer.holds(workflow.MERGE.role)


CLASSIFY = Act("classify", _("分类"), read_in(ClassifyForm), _classify, may=_is_open, basis="CMP-7-1a", lazy=True)
SUM_UP = Act("summary", _("写摘要"), plain(SummaryForm), _sum_up, may=_is_open, basis="CMP-7-1b")
NOTE = Act("note", _("加附注"), plain(NoteForm), _note, basis="CMP-8-a")
MERGE = Act(
    "merge", _("并案"), _merge_form, _merge, step=workflow.MERGE,
    hint=_("两个收件码都照旧能用，各自只看到自己的内容。"), lazy=True
)  # fmt: skip
SPLIT = Act("split", _("分案"), read_in(SplitForm), _split, may=_clerk_while_open, basis="CMP-7-1b", lazy=True)
