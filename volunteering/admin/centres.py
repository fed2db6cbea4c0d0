"""Centres of the network and their brokers, and the list of skills."""

from django.contrib import admin

from kentcivil.accounts.roles import Role, has_role
from kentcivil.audit.admin import RecordedAdmin
from volunteering.models import Broker, Skill, VolunteerCentre


class BrokerInline(admin.TabularInline):
    model = Broker
    extra = 0
    raw_id_fields = ["user"]


@admin.register(VolunteerCentre)
class VolunteerCentreAdmin(RecordedAdmin):
    """A centre joins the network by a row here. Brokers change what is public about their own."""

    list_display = ["organisation", "email", "telephone", "open"]
    list_select_related = ["organisation"]
    list_filter = ["open", "districts"]
    search_fields = ["organisation__name"]
    raw_id_fields = ["organisation"]
    filter_horizontal = ["districts"]
    inlines = [BrokerInline]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if not may or obj is None or request.user.is_superuser or has_role(request.user, Role.DIRECTORY_OFFICER):
            return may
        return obj.brokers.filter(pk=request.user.pk).exists()

    def get_readonly_fields(self, request, obj=None):
        if request.user.has_perm("volunteering.add_volunteercentre"):
            return []
        # Which districts a centre serves, and whether it is in the network, is the network's to say.
        return ["organisation", "districts", "open", "first_reply_days"]


@admin.register(Skill)
class SkillAdmin(admin.ModelAdmin):
    list_display = ["name", "notation"]
    search_fields = ["name"]
