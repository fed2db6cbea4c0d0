"""Addresses of CrowdFund Kent, in full from the root."""

from django.urls import path

from crowdfund.views import (
    applying,
    assessing,
    casework,
    declared,
    feeds,
    grants,
    late,
    panel,
    parts,
    people,
    public,
    reports,
)
from crowdfund.views.typing import keeps_typing

app_name = "crowdfund"

APPLICATION = "crowdfund/applications/<str:reference>/"
CASE = "crowdfund/assessing/case/<str:reference>/"
ROUND = "crowdfund/assessing/<slug:slug>/"

urlpatterns = [
    path("crowdfund/", public.rounds, name="rounds"),
    path("crowdfund/feed.atom", feeds.atom, name="feed"),
    path("open-data/grants.json", grants.grants_json, name="grants_json"),
    path("open-data/grants.csv", grants.grants_csv, name="grants_csv"),
    path("open-data/grants.xlsx", grants.grants_xlsx, name="grants_xlsx"),
    path("calendars/crowdfund.ics", feeds.calendar_of_all, name="calendar"),
    path("calendars/crowdfund/<slug:slug>.ics", feeds.calendar_of_round, name="round_calendar"),
    path("crowdfund/rounds/<slug:slug>/", public.round_page, name="round"),
    path("crowdfund/rounds/<slug:slug>/eligibility/", public.eligibility, name="eligibility_checker"),
    path("crowdfund/rounds/<slug:slug>/apply/", applying.apply, name="apply"),
    path("crowdfund/rounds/<slug:slug>/changes/", public.versions, name="versions"),
    path("crowdfund/rounds/<slug:slug>/late-pass/<str:code>/", late.late_pass, name="late_pass"),
    path(APPLICATION, applying.application_page, name="application"),
    path(f"{APPLICATION}organisation/", keeps_typing(parts.OrganisationPart.as_view()), name="organisation"),
    path(f"{APPLICATION}eligibility/", keeps_typing(parts.EligibilityPart.as_view()), name="eligibility"),
    path(f"{APPLICATION}project/", keeps_typing(parts.ProjectPart.as_view()), name="project"),
    path(f"{APPLICATION}questions/<slug:section>/", keeps_typing(parts.AnswersPart.as_view()), name="answers"),
    path(f"{APPLICATION}budget/", keeps_typing(parts.BudgetPart.as_view()), name="budget"),
    path(f"{APPLICATION}documents/", keeps_typing(parts.DocumentsPart.as_view()), name="documents"),
    path(f"{APPLICATION}subsidies/", keeps_typing(declared.SubsidyPart.as_view()), name="subsidies"),
    path(f"{APPLICATION}bank-details/", keeps_typing(declared.BankPart.as_view()), name="bank_details"),
    path(f"{APPLICATION}bank-details/read/", declared.read_bank_details, name="read_bank_details"),
    path(f"{APPLICATION}equality/", keeps_typing(declared.EqualityPart.as_view()), name="equality"),
    path(f"{APPLICATION}people/", people.people, name="people"),
    path(f"{APPLICATION}documents/<int:pk>/", applying.document, name="document"),
    path(f"{APPLICATION}documents/<int:pk>/remove/", applying.remove_document, name="remove_document"),
    path(f"{APPLICATION}check/", applying.check, name="check"),
    path(f"{APPLICATION}submit/", applying.submit, name="submit"),
    path(f"{APPLICATION}confirmation/", applying.confirmation, name="confirmation"),
    path(f"{APPLICATION}withdraw/", applying.withdraw, name="withdraw"),
    path("crowdfund/assessing/", assessing.assessing, name="assessing"),
    path(CASE, casework.case_page, name="case"),
    path(f"{CASE}score/", casework.score, name="score"),
    path(f"{CASE}check/<slug:kind>/", casework.check, name="confirm_check"),
    path(f"{CASE}give/", casework.give, name="give_case"),
    path(f"{CASE}take/<int:pk>/", casework.take, name="take_case"),
    path(f"{CASE}note/", casework.note, name="moderation_note"),
    path(f"{CASE}decide/", casework.decide, name="decide"),
    path(ROUND, assessing.desk, name="desk"),
    path(f"{ROUND}interests/", assessing.interests, name="interests"),
    path(f"{ROUND}conflicts/", assessing.conflicts, name="conflicts"),
    path(f"{ROUND}share-out/", assessing.share_out, name="share_out"),
    path(f"{ROUND}panel/", panel.panel, name="panel"),
    path(f"{ROUND}announce/", panel.announce, name="announce"),
    path(f"{ROUND}report/", reports.report, name="report"),
    path(f"{ROUND}report.csv", reports.report_csv, name="report_csv"),
    path(f"{ROUND}step/<slug:name>/", assessing.step, name="deliberation_step"),
]
