"""Staff pages of complaints. Those of a case come last: what follows its key may be the name of an act."""

from mingjing.workbench.complaints import (
    calls,
    case,
    desk,
    entry,
    extending,
    files,
    forwarding,
    hotlines,
    identity,
    inbox,
    late,
    mails,
    publishing,
    slips,
    telling,
    transfers,
)

urlpatterns = [
    *desk.urlpatterns,
    *mails.urlpatterns,
    *entry.urlpatterns,
    *calls.urlpatterns,
    *slips.urlpatterns,
    *transfers.urlpatterns,
    *files.urlpatterns,
    *identity.urlpatterns,
    *inbox.urlpatterns,
    *hotlines.urlpatterns,
    *publishing.urlpatterns,
    *forwarding.urlpatterns,
    *late.urlpatterns,
    *extending.urlpatterns,
    *telling.urlpatterns,
    *case.urlpatterns,
]
