from django.urls import path

from kentcivil.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
]
