"""Public pages. The order of a power's addresses follows the order in which a reader meets them."""

from django.urls import path

from mingjing.portal import (
    changes,
    compare,
    display,
    home,
    matter,
    matters,
    power,
    powers,
    records,
    regulations,
    search,
    units,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("powers/", powers.powers, name="powers"),
    path("powers.<str:kind>", powers.download, name="powers_download"),
    path("powers/<str:number>/", power.power, name="power"),
    path("powers/<str:number>/matters/", matters.power_matters, name="power_matters"),
    path("powers/<str:number>/units/", compare.compare, name="power_compare"),
    path("powers/<str:number>/units.xlsx", compare.compare_xlsx, name="power_compare_xlsx"),
    path("powers/<str:number>/<int:no>/", power.power_version, name="power_version"),
    path("powers/<str:number>/<int:no>/chart.bpmn", power.chart, name="chart"),
    path("powers/<str:number>/<int:no>/power.json", power.facts, name="power_facts"),
    path("powers/<str:number>/<int:no>/running.xlsx", power.running_xlsx, name="power_running_xlsx"),
    path("units/", units.units, name="units"),
    path("units/<str:code>/", units.unit, name="unit"),
    path("matters/", matters.matters_all, name="matters_all"),
    path("matters/<uuid:pk>/", matter.matter, name="matter"),
    path("matters/<uuid:pk>/form/", matter.matter_form, name="matter_form"),
    path("matters/<uuid:pk>/verdict.json", matter.verdict, name="verdict"),
    path("records/", records.records, name="records"),
    path("records/<uuid:pk>/", records.record, name="record"),
    path("records/<uuid:pk>/objection/", records.objection, name="objection"),
    path("regulations/", regulations.regulations, name="regulations"),
    path("regulations/<slug:slug>/", regulations.regulation, name="regulation"),
    path("regulations/<slug:slug>/<str:identifier>/", regulations.article, name="article"),
    path("changes/", changes.changes, name="changes"),
    path("display/", display.display, name="display"),
    path("favicon.ico", display.favicon, name="favicon"),
    path("robots.txt", display.robots, name="robots"),
]
