from django.urls import include, path

from organisations import views

urlpatterns = [
    path("api/oruk/v3/", include("organisations.oruk.urls")),
    path("reconcile/", include("organisations.reconciliation.urls")),
    path("organisations/", views.organisation_search, name="organisation_search"),
    path("organisations/still-correct/<str:token>/", views.still_correct, name="organisation_still_correct"),
    path("my/organisations/<slug:slug>/", views.my_organisation, name="my_organisation"),
    path("my/organisations/<slug:slug>/verify/", views.verify, name="my_organisation_verify"),
]
