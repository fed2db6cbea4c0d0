from django.urls import path, re_path

from organisations.reconciliation import views

KINDS = "(?P<kind>entity|property|type)"

urlpatterns = [
    path("", views.reconcile, name="reconcile"),
    path("properties", views.properties, name="reconcile_properties"),
    re_path(f"^suggest/{KINDS}$", views.suggest, name="reconcile_suggest"),
    re_path(f"^flyout/{KINDS}$", views.flyout, name="reconcile_flyout"),
    path("preview", views.preview, name="reconcile_preview"),
    path("entry/<str:asked>", views.entry, name="reconcile_entry"),
]
