from django.urls import path

from volunteering import views
from volunteering.views import reports

urlpatterns = [
    path("volunteering/", views.opportunities, name="volunteering"),
    path("volunteering/pilot/", views.pilot, name="volunteering_pilot"),
    path("volunteering/pilot/figures.csv", views.figures_csv, name="volunteering_figures_csv"),
    path("volunteering/pilot/figures/<slug:slug>/", views.figure, name="volunteering_figure"),
    path("volunteering/pilot/reports/", reports.report_list, name="volunteering_reports"),
    path("volunteering/pilot/reports/make/", reports.make, name="volunteering_report_make"),
    path("volunteering/pilot/reports/<int:pk>/", reports.report, name="volunteering_report"),
    path("volunteering/pilot/reports/<int:pk>/publish/", reports.publish, name="volunteering_report_publish"),
    path("volunteering/pilot/reports/<int:pk>/report.pdf", reports.report_pdf, name="volunteering_report_pdf"),
    path("volunteering/pilot/reports/<int:pk>/figures.csv", reports.report_csv, name="volunteering_report_csv"),
    path(
        "volunteering/pilot/reports/<int:pk>/figures/<slug:slug>/",
        reports.report_figure,
        name="volunteering_report_figure",
    ),
    path("volunteering/pilot/roll-out/", reports.roll_out, name="volunteering_roll_out"),
    path("volunteering/pilot/evidence/<int:pk>/", views.evidence, name="volunteering_evidence"),
    path("volunteering/crisis/", views.crisis, name="volunteering_crisis"),
    path("volunteering/suggestions/", views.suggestions, name="volunteering_suggestions"),
    path("calendars/volunteering.ics", views.calendar, name="volunteering_feed"),
    path("open-data/volunteering.jsonld", views.linked, name="volunteering_linked"),
    path("volunteering/confirm/<str:token>/", views.confirm, name="volunteering_confirm"),
    path("volunteering/<slug:slug>/", views.opportunity, name="volunteering_opportunity"),
    path("volunteering/<slug:slug>/interest/", views.interest, name="volunteering_interest"),
    path("volunteering/<slug:slug>/interest/sent/", views.interest_sent, name="volunteering_interest_sent"),
    path("my/volunteering/", views.mine, name="my_volunteering"),
    path("my/volunteering/post/<slug:organisation>/", views.post, name="my_opportunity_post"),
    path("my/volunteering/opportunities/<slug:slug>/", views.my_opportunity, name="my_opportunity"),
    path("my/volunteering/opportunities/<slug:slug>/change/", views.change, name="my_opportunity_change"),
    path("my/volunteering/opportunities/<slug:slug>/submit/", views.submit, name="my_opportunity_submit"),
    path("my/volunteering/opportunities/<slug:slug>/close/", views.close, name="my_opportunity_close"),
]
