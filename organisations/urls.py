from django.urls import path

from organisations import search_page, views

urlpatterns = [
    path("organisations/", search_page.organisation_search, name="organisation_search"),
    path("organisations/still-correct/<str:token>/", views.still_correct, name="organisation_still_correct"),
    path("my/organisations/<slug:slug>/", views.my_organisation, name="my_organisation"),
    path("my/organisations/<slug:slug>/verify/", views.verify, name="my_organisation_verify"),
]
