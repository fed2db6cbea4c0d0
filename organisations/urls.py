from django.urls import include, path

from organisations.views import belonging, entry, people, reporting, results, searching, service, shortlisting
from organisations.views.still_correct import still_correct

MINE = "my/organisations/<slug:slug>/"

urlpatterns = [
    path("", include("organisations.open_data_urls")),
    path("organisations/", searching.organisation_search, name="organisation_search"),
    path("organisations/still-correct/<str:token>/", still_correct, name="organisation_still_correct"),
    path("organisations/claims/<str:token>/", belonging.confirm_claim, name="organisation_claim_confirm"),
    path("organisations/invitations/<str:token>/", people.accept_invitation, name="organisation_invitation"),
    path("organisations/results.csv", results.results_csv, name="organisations_csv"),
    path("organisations/print/", results.results_to_print, name="organisations_print"),
    path("organisations/suggestions/", results.suggestions, name="organisation_suggestions"),
    path("organisations/new.atom", results.NewOrganisations(), name="organisations_atom"),
    path("organisations/shortlist/", shortlisting.my_shortlist, name="shortlist"),
    path("organisations/shortlist/change/", shortlisting.change_shortlist, name="shortlist_change"),
    path("organisations/shortlist/<str:token>/", shortlisting.shared_shortlist, name="shortlist_shared"),
    path("organisations/<slug:slug>/problem/", reporting.report_problem, name="organisation_report"),
    path("my/organisations/", belonging.find_mine, name="my_organisations"),
    path("my/new-organisation/", belonging.new_organisation, name="organisation_new"),
    path(MINE, entry.my_organisation, name="my_organisation"),
    path(f"{MINE}verify/", entry.verify, name="my_organisation_verify"),
    path(f"{MINE}submit/", entry.submit, name="my_organisation_submit"),
    path(f"{MINE}take-back/", entry.withdraw_proposal, name="my_organisation_take_back"),
    path(f"{MINE}claim/", belonging.claim, name="organisation_claim"),
    path(f"{MINE}claim/take-back/", belonging.withdraw_claim, name="organisation_claim_take_back"),
    path(f"{MINE}services/", service.new_service, name="my_service_new"),
    path(f"{MINE}services/<uuid:public_id>/", service.my_service, name="my_service"),
    path(f"{MINE}people/", people.people, name="my_organisation_people"),
    path(f"{MINE}people/<int:pk>/", people.change_person, name="my_organisation_person"),
    path(f"{MINE}people/invitations/<int:pk>/withdraw/", people.withdraw_invitation, name="my_organisation_uninvite"),
]
