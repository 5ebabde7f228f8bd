"""Staff pages on people (单位与人员、通知), a module per noun."""

from mingjing.workbench.people import notices, officials, posts, roles, sheets, units

urlpatterns = [
    *units.urlpatterns,
    *posts.urlpatterns,
    *officials.urlpatterns,
    *roles.urlpatterns,
    *sheets.urlpatterns,
    *notices.urlpatterns,
]
