from django.urls import path

from organisations import views

urlpatterns = [
    path("organisations/", views.organisation_search, name="organisation_search"),
]
