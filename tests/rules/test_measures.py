"""追究方式 (第十一条): what each severity opens to whom, and what a choice lacks."""

from datetime import date

import pytest

from mingjing.rules import measures
from mingjing.rules.measures import Chosen

TODAY = date(2026, 3, 2)
LATER = date(2026, 4, 1)
MOVED = "调离原工作岗位，不含免职"

OFFERED = [  # severity, what a unit may get, what a person may get
    ("ACC-11-1", "", "1a 1b 1c"),
    ("ACC-11-2", "2a", "2b 2c 2d"),
    ("ACC-11-3", "3a 3b 3c", "3d 3e"),
    ("ACC-11-4", "", ""),
    ("ACC-11-5", "", ""),
]
ADMONISHED = Chosen("ACC-11-1a")
CORRECT = Chosen("ACC-11-1c", due_on=LATER)
CHOICES = [  # severity, target, what was chosen, what it lacks
    ("ACC-11-1", "person", (ADMONISHED, CORRECT), ""),
    ("ACC-11-1", "person", (Chosen("ACC-11-1b"), CORRECT), ""),
    ("ACC-11-1", "person", (ADMONISHED, Chosen("ACC-11-1b"), CORRECT), "只能选一种"),
    ("ACC-11-1", "person", (CORRECT,), "“口头告诫”、“批评教育”要选一种"),
    ("ACC-11-1", "person", (ADMONISHED,), "还要选“限期改正”"),
    ("ACC-11-1", "person", (ADMONISHED, Chosen("ACC-11-1c")), "必须写明期限（ACC-11-1c）"),
    ("ACC-11-1", "person", (ADMONISHED, Chosen("ACC-11-1c", due_on=TODAY)), "要在今天之后"),
    ("ACC-11-1", "unit", (ADMONISHED,), "不在对这类责任主体可以作出的追究方式之内"),
    ("ACC-11-1", "person", (Chosen("ACC-11-2b"),), "由领导小组批准（ACC-4-3）"),
    ("ACC-11-1", "person", (Chosen("ACC-11-2b", deviation="当事人多次发生"),), ""),
    ("ACC-11-2", "unit", (Chosen("ACC-11-2a"),), ""),
    ("ACC-11-2", "person", (Chosen("ACC-11-2c"),), "必须写明期限（ACC-11-2c）"),
    ("ACC-11-2", "person", (Chosen("ACC-11-1a", deviation="次要责任"),), ""),
    ("ACC-11-3", "unit", (Chosen("ACC-11-3a"),), "还要选“责令限期整改”"),
    ("ACC-11-3", "unit", (Chosen("ACC-11-3b"),), "必须写明期限（ACC-11-3b）"),
    ("ACC-11-3", "unit", (Chosen("ACC-11-3a"), Chosen("ACC-11-3b", due_on=LATER)), ""),
    ("ACC-11-3", "person", (Chosen("ACC-11-3d"),), "要选定一种读法（GAP-13）"),
    ("ACC-11-3", "person", (Chosen("ACC-11-3d", reading="降职"),), "要选定一种读法（GAP-13）"),
    ("ACC-11-3", "person", (Chosen("ACC-11-3d", reading=MOVED),), ""),
    ("ACC-11-3", "person", (Chosen("ACC-11-3e"),), "要写明起始日"),
    ("ACC-11-3", "person", (Chosen("ACC-11-3e", starts_on=LATER),), ""),
    ("ACC-11-3", "person", (Chosen("ACC-11-3e", starts_on=LATER), Chosen("ACC-11-3d", reading=MOVED)), "只能选一种"),
    ("ACC-11-3", "person", (Chosen("ACC-11-4", deviation="违纪"),), "不在对这类责任主体可以作出的追究方式之内"),
    ("ACC-11-3", "person", (), ""),
]


@pytest.mark.parametrize(("severity", "unit", "person"), OFFERED)
def test_a_severity_opens_its_own_measures_to_a_unit_and_to_a_person(severity, unit, person, pack):
    for target, expected in (("unit", unit), ("person", person)):
        ids = [measure.id.removeprefix("ACC-11-") for measure in measures.offered(pack, severity, target)]
        assert ids == expected.split()


@pytest.mark.parametrize(("severity", "target", "chosen", "lacks"), CHOICES)
def test_what_a_choice_lacks(severity, target, chosen, lacks, pack):
    found = [words for _measure, words in measures.lacking(pack, severity, target, chosen, today=TODAY)]
    assert lacks in "；".join(found)
    assert len(found) == bool(lacks)


@pytest.mark.article("GAP-15")
def test_nothing_that_belongs_to_the_discipline_organ_can_be_decided(pack):
    assert [severity.id for severity in measures.decidable(pack)] == ["ACC-11-1", "ACC-11-2", "ACC-11-3"]
    mine = [one for target in ("unit", "person", "case") for one in measures.fitting(pack, target)]
    assert not [one for one in mine if one.refers_to or one.target == "case"]
    sanctions = ("警告", "记过", "降级", "撤职", "开除", "处分", "降职")
    names = [name for one in mine for name in (one.name, *one.readings)]
    assert not [name for name in names if any(word in name for word in sanctions)]


def test_other_severities_are_offered_apart(pack):
    ids = {measure.id for measure in measures.deviating(pack, "ACC-11-1", "person")}
    assert ids == {"ACC-11-2b", "ACC-11-2c", "ACC-11-2d", "ACC-11-3d", "ACC-11-3e"}
