"""Public pages. The order of a power's addresses follows the order in which a reader meets them."""

from django.urls import path

from mingjing.portal import changes, display, home, matter, power, powers, regulations, search, units

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("powers/", powers.powers, name="powers"),
    path("powers.<str:kind>", powers.download, name="powers_download"),
    path("powers/<str:number>/", power.power, name="power"),
    path("powers/<str:number>/<int:no>/", power.power_version, name="power_version"),
    path("units/", units.units, name="units"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("matters/<uuid:pk>/", matter.matter, name="matter"),
    path("matters/<uuid:pk>/form/", matter.matter_form, name="matter_form"),
    path("regulations/", regulations.regulations, name="regulations"),
    path("regulations/<slug:slug>/", regulations.regulation, name="regulation"),
    path("regulations/<slug:slug>/<str:identifier>/", regulations.article, name="article"),
    path("changes/", changes.changes, name="changes"),
    path("display/", display.display, name="display"),
    path("robots.txt", display.robots, name="robots"),
]
