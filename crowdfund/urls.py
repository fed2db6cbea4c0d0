"""Addresses of CrowdFund Kent, in full from the root."""

from django.urls import path

from crowdfund.views import applying, late, parts, public
from crowdfund.views.typing import keeps_typing

app_name = "crowdfund"

APPLICATION = "crowdfund/applications/<str:reference>/"

urlpatterns = [
    path("crowdfund/", public.rounds, name="rounds"),
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
    path(f"{APPLICATION}documents/<int:pk>/", applying.document, name="document"),
    path(f"{APPLICATION}documents/<int:pk>/remove/", applying.remove_document, name="remove_document"),
    path(f"{APPLICATION}check/", applying.check, name="check"),
    path(f"{APPLICATION}submit/", applying.submit, name="submit"),
    path(f"{APPLICATION}confirmation/", applying.confirmation, name="confirmation"),
    path(f"{APPLICATION}withdraw/", applying.withdraw, name="withdraw"),
]
