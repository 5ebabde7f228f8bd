"""The questions of article 10 as pages: what was answered stands in the address, nothing is stored before the end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext_lazy as _

from mingjing.accountability.enums import SubjectKind
from mingjing.accountability.models import AccountabilityCase, Evidence
from mingjing.accountability.selectors import dividing as selectors
from mingjing.accountability.selectors.dividing import KNEW, Matter, Said
from mingjing.meetings import selectors as meetings
from mingjing.meetings.models import Meeting
from mingjing.rules.accountability import TREE, Choice, Part, Proposal, Question, Share, next_question
from mingjing.rules.packs.nouns import Pack
from mingjing.workbench.choices import CHOOSE
from mingjing.workbench.fields import words

BEGUN, PROVED = "begun", "proved"
SILENT, ADVISED = "silent", "advised"
PARTS = [CHOOSE, *((part.value, part.chinese) for part in Part if part is not Part.UNIT)]
SHARES = [CHOOSE, *((share.value, share.chinese) for share in Share)]


@dataclass(frozen=True)
class Answered:
    """A question that was answered, and the address on which it is asked again."""

    question: Question
    answer: str
    again: str


class Wizard:
    """Where somebody is in the questions, read from the address alone."""

    def __init__(self, case: AccountabilityCase, asked: QueryDict) -> None:
        self.case = case
        self.asked = asked

    @cached_property
    def found(self) -> Matter:
        return selectors.matter(self.case)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The signed records of the unit, the latest first."""
        return list(meetings.signed(self.case.unit)[:50])

    @cached_property
    def evidence(self) -> list[Evidence]:
        return list(selectors.evidence(self.case))

    @cached_property
    def said(self) -> Said:
        """What was answered.

        Raises:
            Http404: an answer, a record or a piece of evidence that there is not.
        """
        key, parts = self._given("meeting"), {str(one.pk): self._given(f"part-{one.pk}") for one in self.people}
        meeting = next((one for one in self.meetings if str(one.pk) == key), None) if key else None
        keys = set(self.asked.getlist("evidence"))
        knowledge = tuple(one for one in self.evidence if str(one.pk) in keys) if keys else ()
        known = all(not part or part in set(Part) for part in parts.values())
        if (key and not meeting) or len(knowledge) < len(keys) or not known:
            raise Http404
        answers = {key: self._given(key) for key in TREE if key in self.asked}
        try:
            selectors.asked(answers)
        except ValueError as error:
            raise Http404 from error
        return Said(answers, {key: part for key, part in parts.items() if part}, meeting, knowledge)

    @property
    def parts(self) -> list[tuple[str, Any]]:
        """What a person may have acted as."""
        return PARTS

    @property
    def people(self) -> list[Any]:
        return [subject for subject in self.found.subjects if subject.kind == SubjectKind.PERSON]

    @cached_property
    def question(self) -> Question | None:
        """What is asked next; None once the answers lead to an outcome."""
        return next_question(self.said.answers)

    @property
    def stage(self) -> str:
        """Which page it is: facts, question, evidence or proposal."""
        if BEGUN not in self.asked:
            return "facts"
        if self.question:
            return "question"
        asked = {question.key for question, _answer in selectors.asked(self.said.answers)}
        given = self.said.answers[KNEW] if KNEW in asked else ""
        if given == SILENT and not self.said.knowledge:
            return "evidence"
        if given == ADVISED and PROVED not in self.asked:
            return "evidence"
        return "proposal"

    @cached_property
    def proposal(self) -> Proposal:
        return selectors.proposal(self.found, self.said)

    @property
    def answered(self) -> list[Answered]:
        """What was answered so far, each with the way back to it."""
        rows, before = [], self._kept(BEGUN, "meeting", *(f"part-{subject.pk}" for subject in self.people))
        for question, answer in selectors.asked(self.said.answers):
            rows.append(Answered(question, answer, urlencode(before)))
            before = [*before, (question.key, self.said.answers[question.key])]
        return rows

    @property
    def state(self) -> list[tuple[str, str]]:
        """What the next page must be told, without what this page asks."""
        pairs = self._kept(BEGUN, PROVED, "meeting", *(f"part-{subject.pk}" for subject in self.people))
        pairs += [(question.key, self.said.answers[question.key]) for question, _ in selectors.asked(self.said.answers)]
        pairs += [("evidence", str(one.pk)) for one in self.said.knowledge]
        return pairs

    @property
    def query(self) -> str:
        return urlencode(self.state)

    def choices(self) -> Iterator[tuple[Choice, bool]]:
        """The choices of the question, and whether what is locked suggests one."""
        offered = selectors.suggested(self.found, self.said)
        for choice in self.question.choices if self.question else ():
            yield choice, bool(self.question and offered.get(self.question.key) == choice.value)

    def _kept(self, *names: str) -> list[tuple[str, str]]:
        return [(name, value) for name in names if (value := self._given(name))]

    def _given(self, name: str) -> str:
        return str(self.asked.get(name, ""))


class ShareForm(forms.Form):
    """What the decider chooses for each subject, and what they weighed. `after`: the division that was seen."""

    after = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, wizard: Wizard, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wizard = wizard
        for subject in wizard.found.subjects:
            proposed = wizard.proposal.of(str(subject.pk)).share
            label = _("%(subject)s承担") % {"subject": subject}
            self.fields[f"share-{subject.pk}"] = forms.ChoiceField(
                label=label, choices=SHARES, required=False, initial=proposed or ""
            )
            hint = _("与建议不同的，写明理由。") if proposed else _("条文没有规定份额，写明理由。")
            self.fields[f"why-{subject.pk}"] = words(_("理由"), hint, rows=2, required=False)
        names = {"lighter": _("从轻"), "heavier": _("从重")}
        self.fields["circumstances"] = forms.MultipleChoiceField(
            label=_("从轻、从重情节"),
            choices=[(row.id, f"{names[row.weight]}：{row.name}") for row in pack.circumstances.values()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("原文没有列出情节，各项为本地规定。系统不据此加减，由您权衡。"),
        )
        self.fields["weighing"] = words(_("情节与后果"), _("根据情节与后果怎样区分（第十二条）。"), required=False)

    def rows(self) -> list[tuple[Any, Any, forms.BoundField, forms.BoundField]]:
        """Each subject with what is proposed and the fields to choose."""
        return [
            (
                one,
                self.wizard.proposal.of(str(one.subject.pk)),
                self[f"share-{one.subject.pk}"],
                self[f"why-{one.subject.pk}"],
            )
            for one in selectors.standings(self.wizard.found, self.wizard.said)
        ]

    def rest(self) -> Sequence[forms.BoundField]:
        return self["circumstances"], self["weighing"]

    def chosen(self) -> Mapping[Any, tuple[str, str]]:
        """Share and reason by the key of the subject."""
        said = self.cleaned_data
        return {s.pk: (said[f"share-{s.pk}"], said[f"why-{s.pk}"]) for s in self.wizard.found.subjects}
