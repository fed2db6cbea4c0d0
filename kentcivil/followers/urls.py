from django.urls import path

from kentcivil.followers import views

urlpatterns = [
    path("follow/confirm/<str:token>/", views.confirm, name="following_confirm"),
    path("follow/stop/<str:token>/", views.stop, name="following_stop"),
    path("follow/<slug:kind>/<str:key>/", views.follow, name="follow"),
]
