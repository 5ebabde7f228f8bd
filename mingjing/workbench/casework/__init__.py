"""Staff pages on casework (动态运行), a module per noun."""

from mingjing.workbench.casework import (
    imports,
    mapping,
    matters,
    record,
    recording,
    records,
    register_fields,
    signalling,
    tokens,
)

urlpatterns = [
    *matters.urlpatterns,
    *imports.urlpatterns,
    *mapping.urlpatterns,
    *tokens.urlpatterns,
    *recording.urlpatterns,
    *signalling.urlpatterns,
    *records.urlpatterns,
    *register_fields.urlpatterns,
    *record.urlpatterns,
]
