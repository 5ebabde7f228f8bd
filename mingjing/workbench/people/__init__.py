"""Staff pages on people (单位与人员、通知), a module per noun."""

from mingjing.workbench.people import bodies, merit, notices, officials, posts, roles, sheets, units

urlpatterns = [
    *units.urlpatterns,
    *bodies.urlpatterns,
    *posts.urlpatterns,
    *officials.urlpatterns,
    *roles.urlpatterns,
    *sheets.urlpatterns,
    *notices.urlpatterns,
    *merit.urlpatterns,
]
