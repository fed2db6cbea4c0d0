from django.urls import path

from organisations.views import entry, searching
from organisations.views.still_correct import still_correct

urlpatterns = [
    path("organisations/", searching.organisation_search, name="organisation_search"),
    path("organisations/still-correct/<str:token>/", still_correct, name="organisation_still_correct"),
    path("my/organisations/<slug:slug>/", entry.my_organisation, name="my_organisation"),
    path("my/organisations/<slug:slug>/verify/", entry.verify, name="my_organisation_verify"),
]
