"""Addresses of the catalogue's staff pages."""

from django.urls import path

from mingjing.workbench.catalogue import (
    charts,
    comparing,
    coverage,
    drawing,
    importing,
    listing,
    powers,
    printing,
    rows,
    versions,
)

urlpatterns = [
    path("powers/", powers.powers, name="powers"),
    path("powers/new/", powers.new, name="power_new"),
    *importing.urlpatterns,
    path("powers/coverage/", coverage.coverage, name="coverage"),
    path("powers/coverage.xlsx", coverage.coverage_xlsx, name="coverage_xlsx"),
    path("powers/<str:number>/", powers.power, name="power"),
    path("powers/<str:number>/amend/", powers.amend, name="power_amend"),
    path("powers/<str:number>/step/<slug:key>/", powers.step, name="power_step"),
    path("powers/<str:number>/<int:no>/", versions.version, name="version"),
    path("powers/<str:number>/<int:no>/edit/", versions.edit, name="version_edit"),
    path("powers/<str:number>/<int:no>/object/", versions.object_to, name="version_object"),
    path("powers/<str:number>/<int:no>/step/<slug:key>/", versions.step, name="version_step"),
    path("powers/<str:number>/<int:no>/rows/<slug:kind>/", rows.rows, name="version_rows"),
    path("powers/<str:number>/<int:no>/rows/<slug:kind>/<uuid:pk>/remove/", rows.remove, name="version_row_remove"),
    path("powers/<str:number>/<int:no>/chart/", charts.chart, name="chart"),
    path("powers/<str:number>/<int:no>/chart/nodes/", charts.nodes, name="chart_nodes"),
    path("powers/<str:number>/<int:no>/chart.bpmn", charts.xml, name="chart_xml"),
    path("powers/<str:number>/<int:no>/chart.svg", charts.picture, name="chart_svg"),
    path("powers/<str:number>/<int:no>/chart.<slug:kind>", charts.taken, name="chart_taken"),
    path("powers/<str:number>/<int:no>/chart/print/", charts.printed, name="chart_print"),
    *printing.urlpatterns,
    *drawing.urlpatterns,
    *listing.urlpatterns,
    *comparing.urlpatterns,
]
