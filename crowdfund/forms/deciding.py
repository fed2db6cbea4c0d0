"""What officers and assessors fill in while a round is decided."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from crowdfund.amounts import read_pounds
from crowdfund.forms.part import helper_of
from crowdfund.scoring import POINTS

LONG = 4_000


def _long(label, rows=4, **options):
    return forms.CharField(label=label, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}), **options)


class Laid(forms.Form):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.helper = helper_of(self)


class InterestsForm(forms.Form):
    """Every applicant that the person is not known to be close to, to tick, each with a line for why."""

    applications = forms.ModelMultipleChoiceField(queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("What is the conflict?"),
        help_text=_("A few words for the funding officers, such as “My sister works there”."),
        max_length=300,
        required=False,
    )
    complete = forms.BooleanField(
        label=_("I have read the whole list. I know of no other conflict of interest."),
        error_messages={"required": _("Tick the box once you have read the list")},
    )

    def __init__(self, *args, applications, **options):
        super().__init__(*args, **options)
        field = self.fields["applications"]
        field.queryset = applications
        field.label = _("Which of these are you close to?")
        field.help_text = _("Family, friends, work, money or a place on the board: all of them count.")
        field.label_from_instance = lambda one: f"{one.organisation.name}: {one.project_title}"
        self.helper = helper_of(self)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("applications") and not cleaned.get("reason"):
            self.add_error("reason", _("Say in a few words what the conflict is"))
        return cleaned

    def reasons(self):
        """{application: why}, as actions.declare_interests takes it."""
        return dict.fromkeys(self.cleaned_data["applications"], self.cleaned_data["reason"])


class AwardConflictForm(Laid):
    """That one has a conflict of interest with an award, and why."""

    reason = forms.CharField(
        label=_("What is the conflict?"),
        help_text=_("A few words for the funding officers, such as “My sister works there”."),
        max_length=300,
        error_messages={"required": _("Say in a few words what the conflict is")},
    )


class ScoreForm(forms.Form):
    """Points and a reason for each criterion. Half filled it can be kept; handed in, it must be whole."""

    def __init__(self, *args, assignment, criteria, **options):
        self.criteria = criteria
        given = {score.criterion_id: score for score in assignment.scores.all()}
        super().__init__(*args, **options)
        for one in criteria:
            score = given.get(one.pk)
            self.fields[f"points_{one.pk}"] = forms.TypedChoiceField(
                label=_("%(criterion)s: points") % {"criterion": one.name},
                help_text=one.description,
                choices=POINTS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=score.points if score else None,
            )
            self.fields[f"reason_{one.pk}"] = _long(
                _("%(criterion)s: why") % {"criterion": one.name}, required=False, initial=score.reason if score else ""
            )
        self.fields["comment"] = _long(_("Anything else (optional)"), required=False, initial=assignment.comment)
        self.helper = helper_of(self)

    def scores(self):
        """{criterion: (points or None, reason)} of what could be read."""
        return {
            one: (self.cleaned_data.get(f"points_{one.pk}"), self.cleaned_data.get(f"reason_{one.pk}", ""))
            for one in self.criteria
        }

    def ask_for_the_rest(self):
        """Say at each field what is still missing.

        :returns: whether anything is.
        """
        for one in self.criteria:
            if self.cleaned_data.get(f"points_{one.pk}") is None and f"points_{one.pk}" not in self.errors:
                self.add_error(f"points_{one.pk}", _("Choose the points for “%(one)s”") % {"one": one.name})
            if not self.cleaned_data.get(f"reason_{one.pk}") and f"reason_{one.pk}" not in self.errors:
                self.add_error(f"reason_{one.pk}", _("Say why you give these points for “%(one)s”") % {"one": one.name})
        return bool(self.errors)


class NoteForm(Laid):
    text = _long(_("What was said about the scores"), error_messages={"required": _("Write what was said")})


class ReasonForm(Laid):
    """A step that wants a reason for the history."""

    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Kept in the history. No personal details."),
        max_length=300,
        error_messages={"required": _("Say why")},
    )


class ShareOutForm(Laid):
    each = forms.IntegerField(
        label=_("How many assessors for each application?"),
        min_value=1,
        max_value=9,
        initial=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
        error_messages={"required": _("Enter a number from 1 to 9"), "invalid": _("Enter a number from 1 to 9")},
    )


class GiveForm(Laid):
    """One case to one assessor, by hand."""

    assessor = forms.ModelChoiceField(
        queryset=None,
        label=_("Give it to"),
        empty_label=_("Choose an assessor"),
        error_messages={"required": _("Choose an assessor")},
    )

    def __init__(self, *args, assessors, **options):
        super().__init__(*args, **options)
        self.fields["assessor"].queryset = assessors


class LineForm(forms.Form):
    """Where the line is: how many projects are above it, and how many below it wait in reserve."""

    line = forms.IntegerField(label=_("Projects above the line"), min_value=0, max_value=100_000)
    reserves = forms.IntegerField(label=_("Then on the reserve list"), min_value=0, max_value=100_000)


class DecisionForm(forms.Form):
    """The decision on one case: what becomes of it, how much from which fund, why, and what the applicant is told."""

    DECISIONS = [
        ("propose_funding", _("Fund it")),
        ("put_on_reserve", _("Put it on the reserve list")),
        ("propose_decline", _("Do not fund it")),
    ]

    decision = forms.ChoiceField(
        label=_("What do you propose?"),
        choices=DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you propose")},
    )

    def __init__(self, *args, case, round_funds, with_decision=True, **options):
        super().__init__(*args, **options)
        self.round_funds = round_funds
        proposed = {one.round_fund_id: one.amount for one in case.proposals.all()}
        if not with_decision:
            del self.fields["decision"]
        for one in round_funds:
            amount = proposed.get(one.pk)
            self.fields[f"fund_{one.pk}"] = forms.CharField(
                label=_("From %(fund)s, in pounds") % {"fund": one.fund.name},
                required=False,
                max_length=20,
                initial=f"{amount:.2f}".removesuffix(".00") if amount else "",
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"}),
            )
            self.fields[f"fund_{one.pk}"].round_fund = one
        self.fields["conditions"] = _long(
            _("Conditions of the offer (optional)"),
            rows=3,
            required=False,
            initial=case.conditions,
            help_text=_("One on each line. They are sent with the offer, beside what holds for every award."),
        )
        self.fields["reason"] = _long(
            _("Why, for the record"),
            required=False,
            initial=case.reason,
            help_text=_("Officers and auditors read it. It is not sent."),
        )
        self.fields["feedback"] = _long(
            _("Feedback to the applicant"), required=False, initial=case.feedback, help_text=_("Sent on announcing.")
        )
        self.helper = helper_of(self)

    def clean(self):
        cleaned = super().clean()
        self.amounts = {}
        for one in self.round_funds:
            typed = cleaned.get(f"fund_{one.pk}", "").strip()
            try:
                self.amounts[one] = read_pounds(typed) if typed else Decimal(0)
            except ValueError as wrong:
                self.add_error(f"fund_{one.pk}", str(wrong))
        return cleaned
