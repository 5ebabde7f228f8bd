"""Staff pages of accountability. Those of a case come last: what follows its key may be the name of an act."""

from mingjing.workbench.accountability import (
    case,
    cases,
    deciding,
    dividing,
    evidence,
    exporting,
    following,
    issuing,
    late,
    mine,
    objection,
    objections,
    statistics,
    transferring,
)

urlpatterns = [
    *cases.urlpatterns,
    *statistics.urlpatterns,
    *dividing.urlpatterns,
    *deciding.urlpatterns,
    *issuing.urlpatterns,
    *evidence.urlpatterns,
    *following.urlpatterns,
    *transferring.urlpatterns,
    *exporting.urlpatterns,
    *late.urlpatterns,
    *mine.urlpatterns,
    *objections.urlpatterns,
    *objection.urlpatterns,
    *case.urlpatterns,
]
