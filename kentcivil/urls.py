"""Every address of the portal, assembled from the apps. Each app's urls.py names its own in full, from the root."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from kentcivil.pages import health

admin.site.login = secure_admin_login(admin.site.login)
admin.site.site_header = "Kent civil society: officers"
admin.site.site_title = "Kent civil society"
admin.site.index_title = "Officers"

urlpatterns = [
    # Before the pages, whose "organisations/<slug>/" would take "organisations/shortlist/" for an entry.
    path("", include("organisations.urls")),
    path("", include("kentcivil.pages.urls")),
    path("", include("kentcivil.reminders.urls")),
    path("", include("kentcivil.followers.urls")),
    path("", include("volunteering.urls")),
    path("", include("crowdfund.urls")),
    path("", include("partnership_board.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", health.metrics, name="metrics"),
]
