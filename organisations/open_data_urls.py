"""Where machines read the directory."""

from django.urls import include, path

from organisations import downloads
from organisations.quality import views as quality

urlpatterns = [
    path("api/oruk/v3/", include("organisations.oruk.urls")),
    path("reconcile/", include("organisations.reconciliation.urls")),
    path("open-data/organisations.csv", downloads.organisations_csv, name="open_data_organisations_csv"),
    path("open-data/organisations.json", downloads.organisations_json, name="open_data_organisations_json"),
    path("open-data/services.csv", downloads.services_csv, name="open_data_services_csv"),
    path("open-data/quality/", quality.quality, name="data_quality"),
    path("open-data/quality.csv", quality.quality_csv, name="data_quality_csv"),
]
