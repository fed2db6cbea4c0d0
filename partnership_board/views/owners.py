"""Whoever owns a commitment reports on it themselves."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from partnership_board import actions
from partnership_board.models import Commitment
from partnership_board.states import FINISHED, CommitmentStatus
from partnership_board.views.members import EVIDENCE_START


class OwnerReportForm(forms.Form):
    """How a commitment is going, in its owner's words."""

    status = forms.ChoiceField(label=gettext_lazy("How does it stand?"), choices=CommitmentStatus)
    summary = forms.CharField(
        label=gettext_lazy("What was done?"),
        help_text=gettext_lazy("The public sees it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what was done")},
    )
    measured = forms.CharField(
        label=gettext_lazy("The measure as it stands now"),
        max_length=150,
        required=False,
    )
    evidence = forms.URLField(
        label=gettext_lazy("Web address of the evidence"),
        help_text=gettext_lazy("Leave it empty if there is none."),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": EVIDENCE_START},
    )
    next_review_on = forms.DateField(
        label=gettext_lazy("When is it looked at next?"),
        help_text=gettext_lazy("Such as 31 March 2026. Not needed for what is completed or stopped."),
        input_formats=["%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y"],  # browsers send the first
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Enter a day, such as 31 March 2026")},
    )

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["measured"].help_text = measure
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.select("status"),
            Field.textarea("summary"),
            Field.text("measured"),
            Field.text("evidence"),
            Field.text("next_review_on"),
            Submit("send", gettext_lazy("Send")),
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") not in FINISHED and not cleaned.get("next_review_on") and not self.errors:
            self.add_error("next_review_on", _("Give a day after today for the next review."))
        return cleaned


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report_commitment(request, slug):
    """Its owner says how a commitment stands and when it is looked at next; the public sees it at once."""
    mine = Commitment.objects.published().filter(owner__user=request.user)
    commitment = get_object_or_404(mine.select_related("owner", "objective__strategy"), slug=slug)
    initial = {"status": commitment.status}
    form = OwnerReportForm(request.POST or None, initial=initial, measure=commitment.measure)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_progress(commitment=commitment, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you. Your report is public now."))
            return redirect(commitment)
    context = {"commitment": commitment, "form": form}
    return render(request, "partnership_board/report_commitment.html", context)
