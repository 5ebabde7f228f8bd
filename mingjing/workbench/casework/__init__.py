"""Staff pages on casework (动态运行), a module per noun."""

from mingjing.workbench.casework import (
    digests,
    imports,
    mapping,
    matters,
    months,
    record,
    recording,
    records,
    register_fields,
    ruling,
    signalling,
    statistics,
    tokens,
)

urlpatterns = [
    *matters.urlpatterns,
    *imports.urlpatterns,
    *mapping.urlpatterns,
    *tokens.urlpatterns,
    *recording.urlpatterns,
    *months.urlpatterns,
    *signalling.urlpatterns,
    *ruling.urlpatterns,
    *digests.urlpatterns,
    *statistics.urlpatterns,
    *records.urlpatterns,
    *register_fields.urlpatterns,
    *record.urlpatterns,
]
