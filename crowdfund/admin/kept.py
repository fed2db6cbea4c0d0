"""What officers read and never write: versions of rounds, and late passes."""

from django.contrib import admin

from crowdfund.models import LatePass, RoundVersion
from kentcivil.audit.admin import RecordedAdmin


class OnlyRead(admin.ModelAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(RoundVersion)
class RoundVersionAdmin(OnlyRead):
    list_display = ["round", "number", "made_at", "made_by", "sentence", "told_at"]
    list_select_related = ["round", "made_by"]
    list_filter = ["round"]
    fields = ["round", "number", "made_at", "made_by", "sentence", "told_at"]


@admin.register(LatePass)
class LatePassAdmin(OnlyRead, RecordedAdmin):
    """The code is shown to nobody: it went to the person named."""

    list_display = ["organisation", "round", "until", "given_by", "redeemed_at", "application"]
    list_select_related = ["organisation", "round", "given_by", "application"]
    list_filter = ["round"]
    fields = ["round", "organisation", "given_to", "until", "reason", "given_by", "given_at"]
    fields += ["redeemed_at", "redeemed_by", "application"]
