"""Forms by which officers keep the board's records."""

import hashlib
import json
from datetime import datetime

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership_board.files import check_pdf
from partnership_board.models import Action, AgendaItem, Meeting, Paper, TermsOfReference
from partnership_board.states import FINISHED, CommitmentStatus


class DateAndTime(AdminSplitDateTime):
    """The admin's date and time, each with a name of its own for people who hear the page."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name
        self.widgets[1].format = "%H:%M"


class LondonDateTimeField(forms.SplitDateTimeField):
    """A date and a time in London. The hour that March skips, and the one that October has twice, are refused."""

    widget = DateAndTime

    def compress(self, data_list):
        if not data_list or not all(data_list):
            return super().compress(data_list)
        wall = datetime.combine(*data_list)
        london = timezone.get_current_timezone()
        first, second = wall.replace(tzinfo=london, fold=0), wall.replace(tzinfo=london, fold=1)
        if first.utcoffset() == second.utcoffset():
            return first
        said = {"time": f"{wall:%H:%M}", "date": f"{wall:%-d %B %Y}"}
        if first.utcoffset() < second.utcoffset():
            raise ValidationError(
                _("There is no %(time)s on %(date)s: the clocks go forward that night. Choose another time."),
                code="skipped",
                params=said,
            )
        raise ValidationError(
            _("%(time)s comes twice on %(date)s: the clocks go back that night. Choose another time."),
            code="twice",
            params=said,
        )


KENT_TIME = _("Kent time. Such as 31/3/2026, 14:30.")


class MeetingForm(forms.ModelForm):
    """A meeting. Its page shows the agenda too: who saves over an agenda that changed meanwhile is told first."""

    starts_at = LondonDateTimeField(label=_("Starts"), help_text=KENT_TIME)
    ends_at = LondonDateTimeField(label=_("Ends"), help_text=KENT_TIME)
    agenda_as_shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["agenda_as_shown"] = self._agenda()

    def _agenda(self):
        fields = ("pk", "number", "title", "kind", "minutes_allotted", "presenter", "description", "exemption")
        items = list(self.instance.items.order_by("pk").values_list(*fields))
        return hashlib.sha256(json.dumps(items).encode()).hexdigest()[:16]

    def clean(self):
        cleaned = super().clean()
        shown = cleaned.get("agenda_as_shown")
        if shown and self.instance.pk and shown != (now := self._agenda()):
            order = "; ".join(str(item) for item in self.instance.items.all())
            self.add_error(
                None,
                _(
                    "Somebody else changed this agenda while you had it open. It is now: %(order)s. What you typed is "
                    "below: save again to have it your way."
                )
                % {"order": order},
            )
            # The next save is measured against what this page tells of.
            self.data = self.data.copy()
            self.data[self.add_prefix("agenda_as_shown")] = now
        return cleaned

    class Meta:
        model = Meeting
        fields = ["body", "title", "starts_at", "ends_at", "place", "online_link", "notes", "slug"]


class PdfField(forms.FileField):
    """A file that must be a PDF by its bytes."""

    widget = forms.FileInput(attrs={"accept": "application/pdf,.pdf"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if upload:
            check_pdf(upload)
        return upload


class AgendaItemForm(forms.ModelForm):
    """An agenda item, with a place to add a paper to it."""

    new_paper = PdfField(
        label=_("Add a paper"),
        required=False,
        help_text=_("A PDF. It gets the title of the item; change that on the item’s own page."),
    )

    class Meta:
        model = AgendaItem
        fields = ["number", "title", "kind", "minutes_allotted", "presenter", "description", "exemption", "late_reason"]
        widgets = {
            "title": forms.TextInput(attrs={"size": 60}),
            "description": forms.Textarea(attrs={"rows": 3, "cols": 80}),
        }

    def validate_constraints(self):
        # Two items may swap numbers in one save; the formset looks at all numbers together, the database at commit.
        exclude = self._get_validation_exclusions() | {"number"}
        try:
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)

    def has_changed(self):
        # A new row with nothing in it but the next free number is an empty row.
        if self.instance.pk is None and set(self.changed_data) <= {"number"}:
            return False
        return super().has_changed()


class AgendaFormSet(forms.BaseInlineFormSet):
    """The whole agenda: each number once, and new rows offer the next numbers."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._next = None

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if form.instance.pk is None and not self.is_bound:
            if self._next is None:
                self._next = max((item.number for item in self.get_queryset()), default=0) + 1
            form.initial.setdefault("number", self._next)
            self._next += 1
        return form

    def clean(self):
        super().clean()
        for form in self.forms:
            if form not in self.deleted_forms and getattr(form, "cleaned_data", None):
                comes_now = form.instance.pk is None or form.cleaned_data.get("new_paper")
                _ask_why_late(form, self.instance, comes_now)

    def validate_unique(self):
        numbers, taken = set(), []
        others = _titles_by_number(self.instance, besides=[form.instance.pk for form in self.initial_forms])
        for form in self.forms:
            if form in self.deleted_forms or not hasattr(form, "cleaned_data") or not form.cleaned_data:
                continue
            number = form.cleaned_data.get("number")
            if number is None:
                continue
            if number in numbers:
                form.add_error(
                    "number", _("Two items have the number %(number)s. Give each its own.") % {"number": number}
                )
            elif number in others:
                taken.append((form, number))
            numbers.add(number)
        free = max([*numbers, *others], default=0) + 1
        for form, number in taken:
            form.add_error("number", _taken(others[number], number, free))


class ItemForm(forms.ModelForm):
    """An agenda item on its own page."""

    def clean(self):
        cleaned = super().clean()
        # Once an item is there, its meeting is no longer asked.
        meeting = cleaned.get("meeting") or (self.instance.meeting if self.instance.pk else None)
        if meeting is not None:
            others = _titles_by_number(meeting, besides=[self.instance.pk])
            if (number := cleaned.get("number")) in others:
                self.add_error("number", _taken(others[number], number, max(others) + 1))
            _ask_why_late(self, meeting, self.instance.pk is None)
        return cleaned


def _ask_why_late(form, meeting, comes_now):
    """An error on the form where something comes late to a public meeting and no reason is given."""
    if comes_now and not form.cleaned_data.get("late_reason", "").strip() and meeting.is_late_now:
        form.add_error(
            "late_reason",
            _("The last day for the agenda and papers was %(due)s. Give the chair’s reason for taking this late.")
            % {"due": f"{meeting.notice_on(timezone.now()).due_on:%-d %B %Y}"},
        )


def _titles_by_number(meeting, *, besides):
    """The items of a meeting besides some, as {number: title}; in a transaction, and true until that ends."""
    if meeting.pk is None:
        return {}
    Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    return dict(meeting.items.exclude(pk__in=besides).values_list("number", "title"))


def _taken(title, number, free):
    return _("“%(title)s” has the number %(number)s by now. The next free number is %(free)s.") % {
        "title": title,
        "number": number,
        "free": free,
    }


class TermFormSet(forms.BaseInlineFormSet):
    """The terms of one seat, looked at together: what is typed counts, not what was stored before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._people = None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "person" in form.fields:
            # Read once for all rows; the field still looks up whoever was chosen.
            self._people = self._people or list(form.fields["person"].choices)
            form.fields["person"].widget.choices = self._people

    def clean(self):
        super().clean()
        terms = []
        for form in self.forms:
            if form in self.deleted_forms or not form.is_valid() or not form.cleaned_data:
                continue
            starts, ends = form.cleaned_data["starts_on"], form.cleaned_data.get("ends_on")
            for other_starts, other_ends in terms:
                if (ends is None or other_starts < ends) and (other_ends is None or starts < other_ends):
                    form.add_error(
                        "starts_on",
                        _(
                            "This term overlaps another one of this seat. End that one first: two people cannot hold "
                            "one seat, and the next holder can start on the day the last one ends."
                        ),
                    )
                    break
            terms.append((starts, ends))


class TermForm(forms.ModelForm):
    """A term among the others of its seat; the formset compares them."""

    def validate_constraints(self):
        exclude = self._get_validation_exclusions() | {"seat"}
        try:
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            self._update_errors(error)


class PaperForm(forms.ModelForm):
    """A paper and the file of its next version."""

    upload = PdfField(label=_("File"), required=False, help_text=_("A PDF. It becomes the version that is read."))
    late_reason = forms.CharField(
        label=_("If the file comes late, the chair’s reason"),
        max_length=300,
        required=False,
        help_text=_("Asked only after the last day of notice. The public sees it."),
    )

    class Meta:
        model = Paper
        fields = ["title", "exemption"]

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and not self.errors and not cleaned.get("upload"):
            self.add_error("upload", _("Choose the file of the paper."))
        item = cleaned.get("item") or (self.instance.item if self.instance.item_id else None)
        if item is not None and not self.errors:
            _ask_why_late(self, item.meeting, bool(cleaned.get("upload")))
        return cleaned


class PublishForm(forms.Form):
    late_reason = forms.CharField(
        label=_("If it is late, the chair’s reason of urgency"),
        max_length=300,
        required=False,
        help_text=_("Asked only where the full notice can no longer be given. The public sees it."),
    )


class MoveForm(forms.Form):
    starts_at = LondonDateTimeField(label=_("Starts"), help_text=KENT_TIME)
    ends_at = LondonDateTimeField(label=_("Ends"), help_text=KENT_TIME)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    online_link = forms.URLField(label=_("Link to join or watch online"), required=False, assume_scheme="https")
    reason = forms.CharField(
        label=_("Why is it moved?"), max_length=300, help_text=_("One sentence. The public sees it.")
    )


class TermsForm(forms.ModelForm):
    class Meta:
        model = TermsOfReference
        fields = [
            "starts_on",
            "text",
            "what_changed",
            "quorum",
            "clear_days",
            "weekends_count",
            "bank_holidays_count",
        ]
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it cancelled?"), max_length=300, help_text=_("One sentence. The public sees it.")
    )


class ProgressNoteForm(forms.Form):
    progress = forms.CharField(
        label=_("What was done?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown in public. Left empty, what is there stays."),
    )


class ProgressForm(forms.Form):
    status = forms.ChoiceField(label=_("How does it stand?"), choices=CommitmentStatus)
    summary = forms.CharField(label=_("What was done?"), widget=forms.Textarea(attrs={"rows": 4}))
    measured = forms.CharField(label=_("The measure as it stands now"), max_length=150, required=False)
    evidence = forms.URLField(label=_("Web address of the evidence"), required=False, assume_scheme="https")
    next_review_on = forms.DateField(
        label=_("Next review"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Not needed for what is completed or stopped."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") not in FINISHED and not cleaned.get("next_review_on") and not self.errors:
            self.add_error("next_review_on", _("Give a day after today for the next review."))
        return cleaned


class ActionForm(forms.ModelForm):
    """An action; the item and the meeting it names belong together."""

    class Meta:
        model = Action
        fields = ["title", "owner", "due_on", "body", "meeting", "item", "progress"]

    def clean(self):
        cleaned = super().clean()
        item, meeting, body = cleaned.get("item"), cleaned.get("meeting"), cleaned.get("body")
        if item and meeting and item.meeting_id != meeting.pk:
            self.add_error("item", _("This item is on the agenda of another meeting."))
        elif item and not meeting:
            meeting = cleaned["meeting"] = item.meeting
        if meeting and body and meeting.body_id != body.pk:
            self.add_error("body", _("This meeting is one of another body."))
        return cleaned
