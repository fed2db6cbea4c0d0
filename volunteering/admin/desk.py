"""The desk of a volunteer centre at a glance: who is forgotten, who waits for a reply, and who has how much in hand."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from volunteering import desk
from volunteering.models import VolunteerCentre

SHOWN = 25


class DeskPage(admin.ModelAdmin):
    """Adds the desk's page to the admin of enquiries."""

    change_list_template = "admin/volunteering/enquiry/change_list.html"

    def get_urls(self):
        page = path("desk/", self.admin_site.admin_view(self.desk), name="volunteering_enquiry_desk")
        return [page, *super().get_urls()]

    def desk(self, request):
        """The desk of the person's own centres. Who works for none sees an empty one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        centres = list(VolunteerCentre.objects.of(request.user).select_related("organisation").order_by("pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("The desk"),
            "opts": self.opts,
            "centres": centres,
            "desk": desk.Desk(centres),
            "enquiries": desk.first_in_line(centres, SHOWN),
        }
        return TemplateResponse(request, "admin/volunteering/enquiry/desk.html", context)
