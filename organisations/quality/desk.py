"""The officers' side, in the admin: the same figures, each a link to the entries behind it."""

from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.quality.measures import MEASURES, behind
from organisations.quality.views import shown
from organisations.states import Status


class QualityFilter(admin.SimpleListFilter):
    """Narrows the list of entries down to those behind a figure of the data-quality page."""

    title = gettext_lazy("data quality")
    parameter_name = "quality"

    def lookups(self, request, model_admin):
        return [(slug, measure.title) for slug, measure in MEASURES.items()]

    def queryset(self, request, queryset):
        return behind(self.value(), queryset) if self.value() in MEASURES else queryset


class WithQuality:
    """A mixin for the admin of organisations: the page of figures beside its list, and the filter."""

    import_export_change_list_template = "admin/organisations/list.html"

    def get_urls(self):
        return [
            path("quality/", self.admin_site.admin_view(self.quality), name="organisations_organisation_quality"),
            *super().get_urls(),
        ]

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), QualityFilter]

    def quality(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **shown(_list_behind),
            "title": _("How good the entries are"),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/organisations/quality.html", context)


def _list_behind(row, slug):
    """The address of the list of entries behind a figure."""
    asked = {"status__exact": Status.PUBLISHED.value}
    if row.code == "":
        asked["district__isnull"] = "True"
    elif row.code:
        asked["district__code__exact"] = row.code
    if slug:
        asked["quality"] = slug
    return f"{reverse('admin:organisations_organisation_changelist')}?{urlencode(asked)}"
