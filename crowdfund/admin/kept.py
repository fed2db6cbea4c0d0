"""What officers read and never write: versions of rounds, late passes, and who read bank details."""

from django.contrib import admin

from crowdfund.models import BankDetailsReading, LatePass, RoundVersion
from crowdfund.models.conflicts import conflicted
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

    def get_queryset(self, request):
        """Not those of a case, or of an organisation, that the person has a conflict of interest with."""
        return super().get_queryset(request).exclude(conflicted(request.user, "application", "organisation"))


@admin.register(BankDetailsReading)
class BankDetailsReadingAdmin(OnlyRead, RecordedAdmin):
    """For auditors and the payment role: that bank details were read, never what they are."""

    list_display = ["application", "read_at", "read_by", "reason"]
    list_select_related = ["application", "read_by"]
    fields = ["application", "read_at", "read_by", "reason"]

    def get_queryset(self, request):
        """As of late passes: nothing of a case that the person has a conflict of interest with."""
        return (
            super().get_queryset(request).exclude(conflicted(request.user, "application", "application__organisation"))
        )
