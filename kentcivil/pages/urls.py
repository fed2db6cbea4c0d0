from django.urls import path

from kentcivil.pages import views
from kentcivil.pages.organisation import organisation

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("organisations/<slug:slug>/", organisation, name="organisation"),
]
