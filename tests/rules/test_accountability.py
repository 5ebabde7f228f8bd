"""责任区分 (第十条): every path of the question tree in one table, and what must hold on all of them."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.rules import accountability, packs
from mingjing.rules.accountability import TREE, Bearer, Outcome, Part, Share
from mingjing.rules.inquiry import BRANCHES, FIRST

CAST = tuple(Bearer(str(part), part) for part in Part)  # one of each: 承办人 主管领导 主要领导 班子其他成员 单位
WEIGHT = {Share.NONE: 0, None: 1, Share.SECONDARY: 2, Share.MAIN: 3, Share.FULL: 4}
SAYS = {"全": Share.FULL, "主": Share.MAIN, "次": Share.SECONDARY, "无": Share.NONE, "？": None}

# Answers, then what each of 承办人 主管领导 主要领导 班子其他成员 单位 bears, then the rows that give it.
# 全 全部责任 · 主 主要责任 · 次 次要责任 · 无 不承担责任 · ？ 条文没有规定，由决定人选定 (ACC-4-1, ACC-12-d)
PATHS = [
    ("way=team", "？？主次？", "10-3a"),
    ("way=person needed=yes submitted=no", "全无无无？", "10-1"),
    ("way=person needed=yes submitted=yes approved=no", "？？？？？", ""),
    ("way=person needed=yes submitted=yes approved=yes handler=silent", "全无无无？", "10-2b"),
    ("way=person needed=yes submitted=yes approved=yes handler=neither", "次主？？？", "10-2a"),
    (
        "way=person needed=yes submitted=yes approved=yes handler=advised illegal=no",
        "无主？？？",
        "10-2a 10-2c",
    ),
    (
        "way=person needed=yes submitted=yes approved=yes handler=advised illegal=yes",
        "无主？？？",
        "10-2a 10-2c",
    ),
    ("way=person needed=no agreed=no", "？？？？？", ""),
    ("way=person needed=no agreed=yes handler=silent", "全无无无？", "10-2b"),
    ("way=person needed=no agreed=yes handler=neither", "次主？？？", "10-2a"),
    ("way=person needed=no agreed=yes handler=advised illegal=no", "无主？？？", "10-2a 10-2c"),
    ("way=person needed=no agreed=yes handler=advised illegal=yes", "无主？？？", "10-2a 10-2c"),
]


def answered(path: str) -> dict[str, str]:
    return dict(answer.split("=") for answer in path.split())


def every_path(at=FIRST, so_far=()):
    if isinstance(at, Outcome):
        return [" ".join(so_far)]
    return [
        path
        for choice in TREE[at].choices
        for path in every_path(BRANCHES[at, choice.value], (*so_far, f"{at}={choice.value}"))
    ]


def divide(path: str, *bearers: Bearer, evidence_for=("handler",)):
    return accountability.divide(bearers or CAST, answered(path), evidence_for=evidence_for)


def borne(proposal):
    return [(allotment.bearer, allotment.share, allotment.article) for allotment in proposal.shares]


def test_the_table_holds_every_path_of_the_tree():
    assert sorted(path for path, *_ in PATHS) == sorted(every_path())


@pytest.mark.parametrize(("path", "expected", "rows"), PATHS, ids=[path for path, *_ in PATHS])
def test_who_bears_what(path, expected, rows, pack):
    proposal = divide(path)
    assert [allotment.share for allotment in proposal.shares] == [SAYS[said] for said in expected]
    assert proposal.rests_on == tuple(f"ACC-{row}" for row in rows.split())
    assert accountability.is_covered_by(pack, proposal)
    for allotment, bearer in zip(proposal.shares, CAST, strict=True):
        assert allotment.bearer == bearer.key
        if allotment.share is None:
            assert allotment.article == ("ACC-4-2" if bearer.part is Part.UNIT else "ACC-12-d")
            assert "条文没有规定份额，由决定人" in allotment.reason
        else:
            assert allotment.article in proposal.rests_on


def test_the_questions_are_asked_one_by_one_and_an_answer_left_over_is_not_read():
    answers, keys = {}, []
    while question := accountability.next_question(answers):
        keys.append(question.key)
        answers[question.key] = question.choices[0].value
    assert keys == ["way", "needed", "submitted", "approved", "handler"]
    asked, outcome = accountability.walk(answers | {"submitted": "no"})
    assert ([question.key for question in asked], outcome) == (["way", "needed", "submitted"], "ACC-10-1")


def test_only_the_answer_that_the_handler_knew_needs_evidence():
    assert [key for key, question in TREE.items() if question.evidence] == ["handler"]
    assert [choice.value for choice in TREE["handler"].choices if choice.evidence] == ["silent"]


def test_not_submitted_is_the_handlers_alone():
    proposal = divide(
        "way=person needed=yes submitted=no", Bearer("承办人甲", Part.HANDLER), Bearer("局长", Part.CHIEF)
    )
    assert borne(proposal) == [("承办人甲", Share.FULL, "ACC-10-1"), ("局长", Share.NONE, "ACC-10-1")]


def test_knowledge_without_evidence_cannot_be_finished():
    path = "way=person needed=no agreed=yes handler=silent"
    refused = divide(path, evidence_for=())
    assert (refused.is_finished, refused.shares) == (False, ())
    assert [(missing.key, "要有证据" in missing.text) for missing in refused.open] == [("evidence:handler", True)]
    assert divide(path, evidence_for=("handler",)).of("handler").share is Share.FULL


def test_right_advice_in_vain_exempts_and_a_plainly_illegal_order_is_flagged():
    path = "way=person needed=yes submitted=yes approved=yes handler=advised illegal="
    cast = (Bearer("甲", Part.HANDLER, objected=True), Bearer("局长", Part.CHIEF))
    lawful, plainly = divide(path + "no", *cast, evidence_for=()), divide(path + "yes", *cast, evidence_for=())
    assert borne(lawful) == borne(plainly) == [("甲", Share.NONE, "ACC-10-2c"), ("局长", Share.MAIN, "ACC-10-2a")]
    assert lawful.flags == ()
    assert [(flag.key, flag.bearer, flag.basis) for flag in plainly.flags] == [
        ("plainly-illegal", "甲", "公务员法第六十条")
    ]


def test_advice_that_nothing_records_is_flagged_until_evidence_is_linked():
    path = "way=person needed=no agreed=yes handler=advised illegal=no"
    cast = (Bearer("甲", Part.HANDLER), Bearer("局长", Part.CHIEF))
    assert [flag.key for flag in divide(path, *cast, evidence_for=()).flags] == ["advice-unrecorded"]
    assert divide(path, *cast, evidence_for=("handler",)).flags == ()


def test_a_locked_objection_contradicts_silence_and_is_flagged_when_set_aside():
    cast = (Bearer("甲", Part.HANDLER, objected=True), Bearer("局长", Part.CHIEF))
    silent = divide("way=person needed=no agreed=yes handler=silent", *cast)
    assert [missing.key for missing in silent.open] == ["handler"]
    neither = divide("way=person needed=no agreed=yes handler=neither", *cast)
    assert neither.of("甲").share is Share.SECONDARY
    assert [flag.key for flag in neither.flags] == ["objection-set-aside"]


def test_one_of_two_handlers_objected():
    cast = (Bearer("甲", Part.HANDLER, objected=True), Bearer("乙", Part.HANDLER), Bearer("局长", Part.CHIEF))
    proposal = divide("way=person needed=no agreed=yes handler=advised illegal=no", *cast)
    assert [(allotment.share, allotment.article) for allotment in proposal.shares] == [
        (Share.NONE, "ACC-10-2c"),
        (Share.SECONDARY, "ACC-10-2a"),
        (Share.MAIN, "ACC-10-2a"),
    ]
    assert [flag.key for flag in proposal.flags] == ["several:handler"]


def team(*dissents: int, head_objected=False):
    members = (Bearer(f"成员{n}", Part.MEMBER, objected=n in dissents) for n in range(1, 5))
    return divide("way=team", Bearer("主任", Part.HEAD, objected=head_objected), *members)


def test_one_head_and_four_members_give_one_main_and_four_secondary():
    shares = [(allotment.share, allotment.article) for allotment in team().shares]
    assert shares == [(Share.MAIN, "ACC-10-3a")] + [(Share.SECONDARY, "ACC-10-3a")] * 4
    assert team().rests_on == ("ACC-10-3a",)


def test_one_dissent_gives_one_main_three_secondary_and_one_none():
    shares = [allotment.share for allotment in team(2).shares]
    assert sorted(shares, key=WEIGHT.get) == [Share.NONE, *[Share.SECONDARY] * 3, Share.MAIN]
    assert (team(2).of("成员2").share, team(2).of("成员2").article) == (Share.NONE, "ACC-10-3b")
    assert team(2).rests_on == ("ACC-10-3a", "ACC-10-3b")


def test_the_text_exempts_only_other_members_so_a_head_who_objected_is_flagged():
    assert team(head_objected=True).of("主任").share is Share.MAIN
    assert [flag.key for flag in team(head_objected=True).flags] == ["head-objected"]


@pytest.mark.parametrize(
    ("path", "parts", "lacking"),
    [
        ("way=team", (Part.HEAD,), ["bearer:member"]),
        ("way=team", (Part.MEMBER, Part.UNIT), ["bearer:head"]),
        ("way=person needed=yes submitted=no", (Part.CHIEF,), ["bearer:handler"]),
        ("way=person needed=no agreed=yes handler=neither", (Part.HANDLER,), ["bearer:chief"]),
        ("way=person needed=no", (Part.HANDLER,), ["agreed"]),
        ("", (Part.HANDLER,), ["way"]),
    ],
)
def test_what_is_missing_is_named(path, parts, lacking):
    proposal = divide(path, *(Bearer(str(part), part) for part in parts))
    assert ([missing.key for missing in proposal.open], proposal.shares) == (lacking, ())


def test_nobody_an_unknown_answer_and_somebody_twice():
    nobody = accountability.divide((), answered("way=person needed=no agreed=no"))
    assert [missing.key for missing in nobody.open] == ["bearers"]
    with pytest.raises(ValueError, match="没有“maybe”这个选项"):
        accountability.next_question({"way": "maybe"})
    with pytest.raises(ValueError, match="出现了两次"):
        accountability.divide((CAST[0], CAST[0]), {})


def test_locked_facts_suggest_answers():
    handler = Bearer("甲", Part.HANDLER, objected=True)
    assert accountability.suggested([handler]) == {"handler": "advised"}
    assert accountability.suggested([Bearer("主任", Part.HEAD)]) == {"way": "team"}
    assert accountability.suggested([Bearer("甲", Part.HANDLER)]) == {}


def test_a_pack_without_the_rows_does_not_cover_a_proposal():
    assert not accountability.is_covered_by(packs.load("hebei-2020"), team())
    assert Part.HEAD.chinese == "主要领导"
    assert Share.MAIN.chinese == "主要责任"


ANSWERS = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from([choice.value for choice in q.choices]) for key, q in TREE.items()}
)
BEARERS = st.lists(st.tuples(st.sampled_from(Part), st.booleans()), max_size=8).map(
    lambda drawn: tuple(Bearer(str(n), part, objected) for n, (part, objected) in enumerate(drawn))
)
EVIDENCE = st.sets(st.sampled_from(sorted(TREE)))


@given(BEARERS, ANSWERS, EVIDENCE)
def test_every_division_is_whole_and_does_not_contradict_itself(bearers, answers, evidence):
    proposal = accountability.divide(bearers, answers, evidence_for=evidence)
    assert bool(proposal.shares) != bool(proposal.open)
    if proposal.open:
        return
    assert [allotment.bearer for allotment in proposal.shares] == [bearer.key for bearer in bearers]
    by_part = {part: {proposal.of(b.key).share for b in bearers if b.part is part} for part in Part}
    persons = set().union(*(by_part[part] for part in Part if part is not Part.UNIT))
    if Share.FULL in persons:  # all is borne by the handlers: nothing is left to any other person
        assert persons <= {Share.FULL, Share.NONE}
        assert by_part[Part.HANDLER] == {Share.FULL}
    for one, other in combinations([part for part in Part if Share.MAIN in by_part[part]], 2):
        pytest.fail(f"both {one} and {other} are mainly responsible")


@given(BEARERS, ANSWERS, EVIDENCE, st.data())
def test_a_dissent_on_record_never_makes_ones_own_share_heavier(bearers, answers, evidence, data):
    if not bearers:
        return
    chosen = data.draw(st.sampled_from(bearers))

    def share(objected):
        cast = [Bearer(b.key, b.part, objected if b is chosen else b.objected) for b in bearers]
        proposal = accountability.divide(cast, answers, evidence_for=evidence)
        return WEIGHT[proposal.of(chosen.key).share] if proposal.is_finished else 0

    assert share(True) <= share(False)
