from django.urls import path

from kentcivil.pages import legal, views

urlpatterns = [
    path("", views.home, name="home"),
    path("my/", views.my, name="my"),
    path("accessibility/", legal.accessibility, name="accessibility"),
    path("privacy/", legal.privacy, name="privacy"),
    path("cookies/", legal.cookies, name="cookies"),
    path("contact/", legal.contact, name="contact"),
]
