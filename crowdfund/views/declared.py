"""The parts in which an organisation declares subsidies, gives its bank details and answers the equality questions."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from crowdfund import actions, bank, completeness, permissions, subsidies
from crowdfund.forms import BankForm, BankReadingForm, EqualityForm, SubsidyForm
from crowdfund.models import Application
from crowdfund.views.parts import PartView


class SubsidyPart(PartView):
    key = completeness.SUBSIDY
    form_class = SubsidyForm
    template = "crowdfund/subsidies.html"

    def page(self, form, **context):
        lines = self.application.subsidy_lines.all()
        return super().page(
            form,
            **context,
            years=[subsidies.shown(year) for year in subsidies.years_counted(self.application.round)],
            total=subsidies.total(lines),
            limit=subsidies.LIMIT,
            room=subsidies.room_left(lines),
        )

    def save(self, form):
        # As in the budget: a line that cannot be read must not take the others' place.
        if not form.is_valid():
            return None
        had, lines = form.declared()
        return actions.save_subsidies(
            application=self.application,
            had_subsidies=had,
            lines=lines,
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class BankPart(PartView):
    """Shows the last two figures of what is saved, and never more."""

    key = completeness.BANK
    form_class = BankForm
    template = "crowdfund/bank.html"

    def page(self, form, **context):
        details = getattr(self.application, "bank_details", None)
        return super().page(form, **context, details=details)

    @sensitive_variables("form")
    def save(self, form):
        if not form.is_valid():
            return None
        return actions.save_bank_details(
            application=self.application,
            account=form.account(),
            version=form.opened_version,
            by=self.request.user,
            at=self.arrived,
        )


class EqualityPart(PartView):
    key = completeness.EQUALITY
    form_class = EqualityForm
    template = "crowdfund/equality.html"

    def page(self, form, **context):
        return super().page(form, **context, answered=self.state.saved is not None)

    def conflict(self, part):
        return self.page(self.form())

    def save(self, form):
        if not form.is_valid():
            return None
        return actions.save_equality(
            application=self.application,
            led_by=form.cleaned_data["led_by"],
            reaches=form.cleaned_data["reaches"],
            by=self.request.user,
            at=self.arrived,
        )


@never_cache
@require_http_methods(["GET", "POST"])
@sensitive_variables("account")
def read_bank_details(request, reference):
    """For the payment role, but for whoever has a conflict: asks why, then shows one application's details once."""
    if not permissions.can_read_bank_details(request.user):
        raise Http404
    applications = Application.objects.free_of_conflict(request.user).select_related("organisation", "round")
    application = get_object_or_404(applications, reference=reference)
    form = BankReadingForm(request.POST if request.method == "POST" else None)
    account = None
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.read_bank_details(
                application=application, reason=form.cleaned_data["reason"], by=request.user
            )
        except (actions.NotReady, bank.CannotOpen) as refused:
            form.add_error(None, str(refused) or _("The bank details cannot be shown."))
    context = {"application": application, "form": form, "account": account}
    return render(request, "crowdfund/bank_details.html", context)
