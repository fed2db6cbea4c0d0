from django.urls import path

from kentcivil.reminders import views

urlpatterns = [path("reminders/stop/<str:token>/", views.stop, name="reminder_opt_out")]
