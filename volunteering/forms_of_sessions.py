"""What an organisation fills in about sessions, and a volunteer about a place and their time."""

import re
from datetime import UTC, datetime, time, timedelta

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kentcivil.calendars import LONDON
from kentcivil.fields import DateField
from volunteering.models import Session
from volunteering.models.sessions import LARGEST

_CLOCK = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE)
A_YEAR = timedelta(days=730)


class ClockField(forms.CharField):
    """A time of day as people write it: 14:30, 2.30pm, 2pm, midday."""

    def clean(self, value):
        """:returns: a datetime.time. :raises ValidationError: for what is no time of day."""
        typed = super().clean(value).strip().lower()
        if typed in ("midday", "noon"):
            return time(12)
        if typed == "midnight":
            return time(0)
        found = _CLOCK.match(typed)
        hour, minute, half = found.groups() if found else (None, None, None)
        # A bare number is no time: nobody can say whether 7 is in the morning.
        if hour is None or (minute is None and half is None):
            raise forms.ValidationError(self.error_messages["invalid"])
        hour, minute = int(hour), int(minute or 0)
        if half:
            if not 1 <= hour <= 12:
                raise forms.ValidationError(self.error_messages["invalid"])
            hour = hour % 12 + (12 if half == "pm" else 0)
        if hour > 23 or minute > 59:
            raise forms.ValidationError(self.error_messages["invalid"])
        return time(hour, minute)


def in_kent(day, clock):
    """A moment on Kent's clocks; of an hour that comes twice, the first.

    :raises ValidationError: for a time that the clocks jump over when they go forward.
    """
    moment = datetime.combine(day, clock, tzinfo=LONDON)
    if moment.astimezone(UTC).astimezone(LONDON).time() != clock:
        raise forms.ValidationError(_("The clocks go forward on this day, so there is no such time"))
    return moment


class SessionForm(forms.Form):
    """When a session is, for how many, and what to know. Read `moments` for its start and end."""

    day = DateField(label=_("Day"), help_text=_("For example, 27 3 2027"))
    starts = ClockField(
        label=_("Start"),
        help_text=_("For example, 10:30am or 14:00"),
        error_messages={"required": _("Enter when it starts"), "invalid": _("Enter the start like 10:30am or 14:00")},
    )
    ends = ClockField(
        label=_("End"),
        error_messages={"required": _("Enter when it ends"), "invalid": _("Enter the end like 12:30pm or 16:00")},
    )
    next_day = forms.BooleanField(label=_("It ends on the day after"), required=False)
    capacity = forms.IntegerField(
        label=_("How many people can come?"),
        min_value=1,
        max_value=LARGEST,
        error_messages={
            "required": _("Enter how many people can come"),
            "invalid": _("Enter how many people can come as a number"),
            "min_value": _("At least one person must be able to come"),
            "max_value": _("At most 1,000 people can come"),
        },
    )
    place = forms.CharField(label=_("Where to meet (if it is not at the usual place)"), max_length=120, required=False)
    note = forms.CharField(label=_("What to bring or know (if anything)"), max_length=300, required=False)
    weeks = forms.IntegerField(
        label=_("For how many weeks, at the same time?"),
        help_text=_("1 means once. We plan one session for each week."),
        min_value=1,
        max_value=26,
        initial=1,
        error_messages={"required": _("Enter 1 for a single session")},
    )

    def __init__(self, *args, session=None, **kwargs):
        self.session = session
        if session:
            starts, ends = session.starts_at.astimezone(LONDON), session.ends_at.astimezone(LONDON)
            kwargs.setdefault("initial", {})
            kwargs["initial"] |= {
                "day": starts.date(),
                "starts": f"{starts:%H:%M}",
                "ends": f"{ends:%H:%M}",
                "next_day": ends.date() > starts.date(),
                "capacity": session.capacity,
                "place": session.place,
                "note": session.note,
            }
        super().__init__(*args, **kwargs)
        if session:
            del self.fields["weeks"]
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            Field("day"),
            Field.text("starts", field_width=10),
            Field.text("ends", field_width=10),
            Field.checkbox("next_day"),
            Field.text("capacity", field_width=4),
            Field.text("place"),
            Field.text("note"),
            *([] if session else [Field.text("weeks", field_width=3)]),
            Submit("save", _("Save the session")),
        )

    def clean(self):
        cleaned = super().clean()
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day is None or starts is None or ends is None:
            return cleaned
        if not timezone.localdate() <= day <= timezone.localdate() + A_YEAR:
            self.add_error("day", _("Enter a day from today on, within two years"))
            return cleaned
        self._add_moment("starts", "starts_at", day, starts)
        self._add_moment("ends", "ends_at", day + timedelta(days=bool(cleaned.get("next_day"))), ends)
        if "starts_at" in cleaned and "ends_at" in cleaned and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("The session must end after it starts"))
        if self.session and (cleaned.get("capacity") or LARGEST) < self.session.taken:
            self.add_error(
                "capacity",
                _("%(taken)d places are taken or offered already, so enter at least that many")
                % {"taken": self.session.taken},
            )
        return cleaned

    def _add_moment(self, field, name, day, clock):
        try:
            self.cleaned_data[name] = in_kent(day, clock)
        except forms.ValidationError as error:
            self.add_error(field, error)

    def sessions(self):
        """The values of each session: one, or one a week at the same time on Kent's clocks.

        :raises ValidationError: when the clocks jump over one of the times.
        """
        said = self.cleaned_data
        values = {name: said[name] for name in ("capacity", "place", "note")}
        for week in range(said.get("weeks") or 1):
            later = timedelta(weeks=week)
            yield {
                **values,
                "starts_at": in_kent(said["day"] + later, said["starts"]),
                "ends_at": in_kent(said["day"] + later + timedelta(days=bool(said["next_day"])), said["ends"]),
            }


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it cancelled?"),
        help_text=_("Everybody who has a place, or waits for one, is sent your reason at once."),
        max_length=300,
        error_messages={"required": _("Say why it is cancelled")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(Field.text("reason"), Submit("cancel", _("Cancel the session and tell everybody")))


def add_questions(form, opportunity):
    """Give a form the opportunity's own questions. :returns: the names of their fields."""
    for number, question in enumerate(opportunity.questions):
        form.fields[f"question_{number}"] = forms.CharField(
            label=question,
            max_length=500,
            error_messages={"required": _("Answer: %(question)s") % {"question": question}},
        )
    return [f"question_{number}" for number in range(len(opportunity.questions))]


def answers(form, opportunity):
    """Pairs of a question, as it was asked, and its answer, from a valid form."""
    return [
        [question, form.cleaned_data[f"question_{number}"]] for number, question in enumerate(opportunity.questions)
    ]


class QuestionsForm(forms.Form):
    """The opportunity's own questions; the answers are kept with the place, beside the question as it was asked."""

    def __init__(self, *args, opportunity, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = Submit("go", button)
        self.helper = FormHelper()
        self.helper.layout = Layout(*(Field.text(name) for name in add_questions(self, opportunity)), self.button)


class HoursForm(forms.Form):
    """How long somebody helped, in hours and minutes."""

    day = DateField(label=_("Day"), help_text=_("For example, 27 3 2026"))
    hours = forms.IntegerField(
        label=_("Hours"), min_value=0, max_value=24, required=False, error_messages={"invalid": _("Enter whole hours")}
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=59,
        required=False,
        error_messages={"invalid": _("Enter whole minutes"), "max_value": _("Minutes must be 59 or fewer")},
    )
    note = forms.CharField(label=_("What you did (if you like)"), max_length=200, required=False)

    def __init__(self, *args, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        if session:
            del self.fields["day"]
            self.fields["hours"].initial, self.fields["minutes"].initial = divmod(session.minutes, 60)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            *([] if session else [Field("day")]),
            Field.text("hours", field_width=3),
            Field.text("minutes", field_width=3),
            Field.text("note"),
            Submit("send", _("Tell the organisation")),
        )

    def clean(self):
        cleaned = super().clean()
        cleaned["total"] = 60 * (cleaned.get("hours") or 0) + (cleaned.get("minutes") or 0)
        if not self.errors and not 1 <= cleaned["total"] <= 24 * 60:
            self.add_error("hours", _("Enter how long you helped: between one minute and 24 hours"))
        return cleaned


class ReferenceForm(forms.Form):
    """What an organisation writes about somebody."""

    text = forms.CharField(
        label=_("Your reference"),
        help_text=_("Only the person can read it. Write what you saw; nothing about health or checks."),
        max_length=3000,
        widget=forms.Textarea,
        error_messages={"required": _("Write the reference, or use the other button")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(
            Field.textarea("text", rows=10, max_characters=3000), Submit("write", _("Send it to them"))
        )


class PurposeForm(forms.Form):
    """What somebody needs a reference for."""

    purpose = forms.CharField(label=_("What is it for? (if you like to say)"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = ""
        self.helper.layout = Layout(Field.text("purpose"), Submit("ask", _("Ask for a reference")))


def sessions_to_swap_for(place):
    """Open sessions of the same opportunity that somebody may go to instead; at most 20."""
    sessions = Session.objects.published().filter(opportunity=place.session.opportunity).exclude(pk=place.session_id)
    return [session for session in sessions.in_order()[:20] if session.free]
