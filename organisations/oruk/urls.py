from django.urls import path

from organisations.oruk import views

urlpatterns = [
    path("", views.root, name="oruk_root"),
    path("openapi.json", views.openapi_document, name="oruk_openapi"),
    path("services", views.services, name="oruk_services"),
    path("services/<str:asked>", views.service, name="oruk_service"),
    path("service_at_locations", views.service_at_locations, name="oruk_service_at_locations"),
    path("service_at_locations/<str:asked>", views.service_at_location, name="oruk_service_at_location"),
    path("organizations", views.organisations, name="oruk_organisations"),
    path("organizations/<str:asked>", views.organisation, name="oruk_organisation"),
    path("taxonomies", views.taxonomy_list, name="oruk_taxonomies"),
    path("taxonomies/<str:asked>", views.taxonomy, name="oruk_taxonomy"),
    path("taxonomy_terms", views.taxonomy_terms, name="oruk_taxonomy_terms"),
    path("taxonomy_terms/<str:asked>", views.taxonomy_term, name="oruk_taxonomy_term"),
    path("<path:rest>", views.nowhere, name="oruk_nowhere"),
]
