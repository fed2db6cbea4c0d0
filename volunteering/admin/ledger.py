"""The grant in the admin: the centre enters claims and payments, the council decides on them."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from kentcivil.accounts.roles import Role, has_role
from kentcivil.audit.admin import RecordedAdmin
from volunteering import actions, evidence
from volunteering.figures.lines import Unit, in_words
from volunteering.models import BudgetLine, Claim, Pilot, Spend
from volunteering.pilot_permissions import can_decide_claim, can_decide_spend, can_enter, is_council
from volunteering.pilot_states import CLAIM_MOVES, ClaimState, SpendState
from volunteering.states import NotAllowed


class GrantAdmin(RecordedAdmin):
    """Of things of a grant: the council and auditors meet all of them, a broker those of their own centre's pilots."""

    show_full_result_count = False

    def get_queryset(self, request):
        everything = super().get_queryset(request)
        if is_council(request.user) or has_role(request.user, Role.AUDITOR):
            return everything
        return everything.of_centre(request.user)

    def has_delete_permission(self, request, obj=None):
        return False

    def response_act(self, request, act):
        """Run an action; what it refuses is said to whoever asked, and nothing is changed."""
        try:
            act()
        except NotAllowed as sentence:
            self.message_user(request, str(sentence), messages.ERROR)
        except PermissionDenied:
            self.message_user(
                request,
                _("This is not yours to decide. Nobody decides on what they entered themselves."),
                messages.ERROR,
            )


def evidence_link(spend):
    """To the file that shows the payment; a dash for a correction, which has none."""
    if not spend.evidence:
        return "–"
    return format_html('<a href="{}">{}</a>', reverse("volunteering_evidence", args=[spend.pk]), spend.evidence_name)


class ClaimForm(forms.ModelForm):
    """A new claim, or what the council decides about one."""

    decision = forms.ChoiceField(label=_("Decide"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("When you return it: the centre reads it."))
    day_paid = forms.DateField(label=_("Paid on"), required=False, help_text=_("When you pay it."))

    class Meta:
        model = Claim
        fields = ["pilot", "since", "until", "amount", "note"]

    DECISIONS = {
        ClaimState.AGREED: _("Agree to it"),
        ClaimState.RETURNED: _("Return it to the centre"),
        ClaimState.PAID: _("It is paid"),
        ClaimState.SENT: _("Send it again"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            moves = CLAIM_MOVES[ClaimState(self.instance.state)]
            choices = [(state, words) for state, words in self.DECISIONS.items() if state in moves]
            self.fields["decision"].choices = [("", _("Nothing yet")), *choices]

    def clean(self):
        said = super().clean()
        if said.get("decision") == ClaimState.RETURNED and not said.get("reason", "").strip():
            self.add_error("reason", _("Say what should be changed: the centre reads your reason."))
        if said.get("decision") == ClaimState.PAID and not said.get("day_paid") and "day_paid" not in self.errors:
            self.add_error("day_paid", _("Enter the day on which it was paid."))
        if said.get("amount") is not None and said["amount"] <= 0:
            self.add_error("amount", _("The amount must be more than £0."))
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", _("The last day must be on or after the first day."))
        return said


@admin.register(Claim)
class ClaimAdmin(GrantAdmin):
    form = ClaimForm
    list_display = ["__str__", "pilot", "since", "until", "amount", "state", "paid_on"]
    list_select_related = ["pilot"]
    list_filter = ["state"]
    readonly_fields = ["number", "state", "returned_because", "sent_at", "sent_by", "decided_by", "payments"]

    def get_fieldsets(self, request, obj=None):
        asked = {"fields": ["pilot", "since", "until", "amount", "note"]}
        if obj is None:
            return [(None, asked)]
        stands = ["number", "state", "returned_because", "sent_at", "sent_by", "decided_by", "payments"]
        if not self.has_change_permission(request, obj):
            return [(None, asked), (_("How it stands"), {"fields": [*stands, "paid_on"]})]
        return [
            (_("How it stands"), {"fields": stands}),
            (_("What happens now"), {"fields": ["decision", "reason", "day_paid"]}),
            (None, asked),
        ]

    def get_readonly_fields(self, request, obj=None):
        fixed = [] if obj is None or obj.state == ClaimState.RETURNED else ["since", "until", "amount", "note"]
        return [*self.readonly_fields, "paid_on", *(["pilot"] if obj else []), *fixed]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        if obj.state == ClaimState.RETURNED:
            return can_enter(request.user, obj.pilot)
        return obj.state != ClaimState.PAID and can_decide_claim(request.user, obj)

    @admin.display(description=_("payments it covers, with their evidence"))
    def payments(self, claim):
        """What whoever decides looks at: each payment that was entered for the claim, and what they come to."""
        spends = list(claim.spends.order_by("paid_on", "pk"))
        if not spends:
            return _("None has been entered yet.")
        lines = (
            (date_format(spend.paid_on, "j F Y"), spend.what, in_words(spend.amount, Unit.POUNDS), evidence_link(spend))
            for spend in spends
        )
        accepted = sum(spend.amount for spend in spends if spend.state == SpendState.ACCEPTED)
        together = _("Accepted: %(accepted)s of the %(claimed)s that is claimed.") % {
            "accepted": in_words(accepted, Unit.POUNDS),
            "claimed": in_words(claim.amount, Unit.POUNDS),
        }
        return format_html("<ul>{}</ul><p>{}</p>", format_html_join("", "<li>{}: {}, {} ({})</li>", lines), together)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "pilot" and not is_council(request.user):
            kwargs["queryset"] = Pilot.objects.filter(centre__brokers=request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        said, by = form.cleaned_data, request.user
        claim = {name: said.get(name, getattr(obj, name)) for name in ("since", "until", "amount", "note")}
        if not change:
            obj.pk = None

            def send():
                obj.pk = actions.send_claim(pilot=obj.pilot, by=by, **claim).pk

            return self.response_act(request, send)
        act = {
            ClaimState.AGREED: lambda: actions.agree_claim(claim=obj, by=by),
            ClaimState.RETURNED: lambda: actions.return_claim(claim=obj, reason=said["reason"], by=by),
            ClaimState.PAID: lambda: actions.pay_claim(claim=obj, paid_on=said["day_paid"], by=by),
            ClaimState.SENT: lambda: actions.send_claim_again(claim=obj, by=by, **claim),
        }.get(said.get("decision"))
        return act and self.response_act(request, act)

    def log_addition(self, request, obj, message):
        return obj.pk and super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_post_save_add(request, obj)


class SpendForm(forms.ModelForm):
    """A new payment with its evidence, or what the council decides about one."""

    decision = forms.ChoiceField(label=_("Decide"), required=False)
    reason = forms.CharField(
        label=_("Reason"), required=False, help_text=_("When you refuse it, or put right a mistake.")
    )

    class Meta:
        model = Spend
        fields = ["line", "claim", "paid_on", "amount", "what", "evidence"]

    DECISIONS = {
        SpendState.ENTERED: [
            (SpendState.ACCEPTED, _("I have seen the evidence: accept it")),
            (SpendState.REFUSED, _("Do not accept it")),
        ],
        SpendState.ACCEPTED: [("reverse", _("It was accepted by mistake: enter the same amount the other way"))],
        SpendState.REFUSED: [],
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decision" in self.fields:
            self.fields["decision"].choices = [("", _("Nothing yet")), *self.DECISIONS[SpendState(self.instance.state)]]
        if "evidence" in self.fields:
            self.fields["evidence"].required = True

    def clean_evidence(self):
        upload = self.cleaned_data["evidence"]
        evidence.check(upload)
        return upload

    def clean(self):
        said = super().clean()
        if said.get("decision") in (SpendState.REFUSED, "reverse") and not said.get("reason", "").strip():
            self.add_error("reason", _("Say why."))
        if said.get("amount") is not None and said["amount"] <= 0:
            self.add_error("amount", _("The amount must be more than £0."))
        return said


@admin.register(Spend)
class SpendAdmin(GrantAdmin):
    form = SpendForm
    list_display = ["__str__", "paid_on", "line", "what", "amount", "state"]
    list_select_related = ["line"]
    list_filter = ["state", "line"]
    search_fields = ["what"]
    actions = ["accept"]
    entered = ["line", "claim", "paid_on", "amount", "what"]
    readonly_fields = [
        "state",
        "refused_because",
        "entered_at",
        "entered_by",
        "decided_at",
        "decided_by",
        "reverses",
        "see_evidence",
    ]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": [*self.entered, "evidence"]})]
        decide = ["decision", "reason"] if self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": [*self.entered, "see_evidence"]}),
            (_("How it stands"), {"fields": [*decide, *self.readonly_fields[:-1]]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(self.entered if obj else [])]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        if obj.state == SpendState.ACCEPTED:
            return obj.reverses_id is None and is_council(request.user)
        return obj.state == SpendState.ENTERED and can_decide_spend(request.user, obj)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if not is_council(request.user):
            own = Pilot.objects.filter(centre__brokers=request.user)
            if db_field.name == "line":
                kwargs["queryset"] = BudgetLine.objects.filter(pilot__in=own)
            if db_field.name == "claim":
                kwargs["queryset"] = Claim.objects.filter(pilot__in=own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("evidence"))
    def see_evidence(self, spend):
        return evidence_link(spend)

    def save_model(self, request, obj, form, change):
        said, by = form.cleaned_data, request.user
        if not change:

            def enter():
                obj.pk = actions.enter_spend(
                    **{name: said[name] for name in self.entered}, upload=said["evidence"], by=by
                ).pk

            return self.response_act(request, enter)
        act = {
            SpendState.ACCEPTED: lambda: actions.accept_spend(spend=obj, by=by),
            SpendState.REFUSED: lambda: actions.refuse_spend(spend=obj, reason=said["reason"], by=by),
            "reverse": lambda: actions.reverse_spend(spend=obj, reason=said["reason"], by=by),
        }.get(said.get("decision"))
        return act and self.response_act(request, act)

    def log_addition(self, request, obj, message):
        return obj.pk and super().log_addition(request, obj, message)

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_post_save_add(request, obj)

    @admin.action(description=_("I have seen the evidence: accept"), permissions=["change"])
    def accept(self, request, queryset):
        for spend in queryset.order_by("pk"):
            self.response_act(request, lambda spend=spend: actions.accept_spend(spend=spend, by=request.user))
