"""The page on which an officer takes the minutes: who came, and under each item what was said, decided and agreed.

All of it is one form with one button. So a mistake in one place loses nothing typed in another.
"""

import hashlib
import json

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership_board import actions
from partnership_board.agenda import interests_beside
from partnership_board.forms.records import PdfField
from partnership_board.models import Action, Attendance, Correction, Decision, Declaration, Meeting, MinuteEntry, Person
from partnership_board.states import ActionState

NOBODY = ("", _("Choose somebody"))


class SeatForm(forms.Form):
    came = forms.ChoiceField(label=_("Who came"), choices=Attendance.Came, required=False)
    substitute = forms.ChoiceField(label=_("Substitute"), required=False)
    online = forms.BooleanField(label=_("Online"), required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("came") == Attendance.Came.SUBSTITUTE and not cleaned.get("substitute"):
            self.add_error("substitute", _("Say who the substitute was."))
        return cleaned


class EntryForm(forms.Form):
    text = forms.CharField(
        label=_("What was said"), required=False, widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
    )


class DeclarationForm(forms.Form):
    person = forms.ChoiceField(label=_("Who declared an interest"))
    what = forms.CharField(label=_("What they declared"), max_length=250)
    conduct = forms.ChoiceField(
        label=_("What they then did"), choices=Declaration.Conduct, initial=Declaration.Conduct.STAYED
    )


class DecisionForm(forms.Form):
    title = forms.CharField(label=_("Decision, in short"), max_length=200)
    text = forms.CharField(label=_("Decision, in full"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Decision.Outcome, initial=Decision.Outcome.AGREED)
    how = forms.ChoiceField(label=_("How"), choices=Decision.How, initial=Decision.How.CONSENSUS)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=500, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=500, required=False)
    abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=500, required=False)
    no_action_needed = forms.BooleanField(label=_("Nothing needs to be done about it"), required=False)


class AgreedForm(forms.Form):
    title = forms.CharField(label=_("Action: what is to be done"), max_length=250)
    owner = forms.ChoiceField(label=_("By whom"))
    due_on = forms.DateField(label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    decision = forms.ChoiceField(label=_("It carries out"), required=False)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Answer"), choices=Correction.Answer)
    response = forms.CharField(label=_("What you tell them"), max_length=300, required=False)


class CloseForm(forms.Form):
    closed = forms.BooleanField(label=_("The board closes it"), required=False)


class ItemPart:
    """One item of the page, with its four forms and what stands beside it."""

    def __init__(self, item, given, entry, people, decisions, register):
        self.item = item
        self.register = register
        self.decisions = decisions
        self.actions = list(item.actions.all())
        self.declarations = list(item.declarations.all())
        self.entry = EntryForm(given, prefix=f"entry-{item.pk}", initial={"text": entry})
        self.declaration = DeclarationForm(
            given, prefix=f"declaration-{item.pk}", empty_permitted=True, use_required_attribute=False
        )
        self.decision = DecisionForm(
            given, prefix=f"decision-{item.pk}", empty_permitted=True, use_required_attribute=False
        )
        self.agreed = AgreedForm(given, prefix=f"agreed-{item.pk}", empty_permitted=True, use_required_attribute=False)
        self.declaration.fields["person"].choices = people
        self.agreed.fields["owner"].choices = people
        self.agreed.fields["decision"].choices = [
            ("", _("No decision")),
            ("new", _("The decision typed above")),
            *((str(one.pk), one.reference) for one in decisions),
        ]
        self.forms = [self.entry, self.declaration, self.decision, self.agreed]
        for form in self.forms:
            form.use_required_attribute = False

    @property
    def is_open(self):
        """Whether something beside the text was typed: then it is unfolded, so that an error is seen."""
        return any(form.is_bound and form.has_changed() for form in self.forms[1:])


class MinutesPage:
    """The page's forms, read and saved together.

    :param given: what was posted, or None.
    """

    def __init__(self, meeting, given=None):
        self.meeting = meeting
        self.given = given
        self.errors = []
        self.people = {str(person.pk): person for person in Person.objects.all()}
        choices = [NOBODY, *((key, str(person)) for key, person in self.people.items())]
        entries = self._entries()
        rows = list(meeting.attendances.in_order())
        self.edition = self._edition(entries, rows)
        self.corrections = []
        if hasattr(meeting, "minutes"):
            waiting = meeting.minutes.corrections.filter(answer=Correction.Answer.WAITING)
            self.corrections = [
                (one, self._form(AnswerForm, f"answer-{one.pk}", {"answer": one.answer}))
                for one in waiting.select_related("person", "item")
            ]
        self.seats = []
        for row in rows:
            initial = {"came": row.came, "substitute": str(row.substitute_id or ""), "online": row.online}
            form = self._form(SeatForm, f"seat-{row.pk}", initial)
            form.fields["substitute"].choices = choices
            self.seats.append((row, form))
        register = interests_beside(meeting, timezone.localdate(meeting.starts_at))
        items = meeting.items.prefetch_related("decisions__body", "actions__owner", "declarations__person", "papers")
        self.items = [
            ItemPart(item, given, entries.get(item.pk, ""), choices, list(item.decisions.all()), register[item.pk])
            for item in items
        ]
        carried = Action.objects.carried_to(meeting).filter(state__in=(ActionState.DONE, ActionState.WITHDRAWN))
        self.carried = [
            (action, self._form(CloseForm, f"close-{action.pk}", {})) for action in carried.select_related("owner")[:50]
        ]

    def _form(self, form_class, prefix, initial):
        form = form_class(self.given, prefix=prefix, initial=initial)
        form.use_required_attribute = False
        return form

    def _entries(self):
        return dict(MinuteEntry.objects.filter(minutes__meeting=self.meeting).values_list("item", "text"))

    def _edition(self, entries, rows):
        """A word that changes with what the page shows: who saves what somebody else has changed is told."""
        beside = Meeting.objects.filter(pk=self.meeting.pk).annotate(
            decided=Count("items__decisions", distinct=True),
            agreed=Count("items__actions", distinct=True),
            declared=Count("items__declarations", distinct=True),
        )
        shown = [
            sorted(entries.items()),
            sorted((row.pk, row.came, row.substitute_id, row.online) for row in rows),
            list(beside.values_list("decided", "agreed", "declared")),
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]

    def _forms(self):
        yield from (form for _row, form in self.seats)
        for part in self.items:
            yield from part.forms
        yield from (form for _one, form in self.corrections)
        yield from (form for _action, form in self.carried)

    def is_valid(self):
        # Every form, so that all mistakes are seen at once.
        return not [form for form in self._forms() if not form.is_valid()]

    def save(self, *, by):
        """Save everything or nothing.

        :returns: whether it was saved; where not, the forms and `errors` say why.
        """
        try:
            with transaction.atomic():
                # Before anything of the meeting is read again: two officers save one after the other.
                Meeting.objects.select_for_update(of=("self",)).get(pk=self.meeting.pk)
                self._check_edition()
                self._save_seats(by)
                entries = {part.item: part.entry.cleaned_data["text"] for part in self.items}
                self._try(None, actions.write_minutes, meeting=self.meeting, entries=entries, by=by)
                for part in self.items:
                    self._save_part(part, by)
                for correction, form in self.corrections:
                    if form.cleaned_data["answer"] != Correction.Answer.WAITING:
                        accepted = form.cleaned_data["answer"] == Correction.Answer.ACCEPTED
                        response = form.cleaned_data["response"]
                        self._try(
                            form,
                            actions.answer_correction,
                            correction=correction,
                            accepted=accepted,
                            response=response,
                            by=by,
                        )
                for action, form in self.carried:
                    if form.cleaned_data["closed"]:
                        self._try(form, actions.close_action, action=action, meeting=self.meeting, by=by)
        except _Refused:
            return False
        return True

    def _check_edition(self):
        self.edition = self._edition(self._entries(), self.meeting.attendances.all())
        if self.given.get("edition") != self.edition:
            self.errors.append(
                _(
                    "Somebody else saved these minutes while you had them open. What you typed is still here: compare "
                    "it with theirs, then save again."
                )
            )
            raise _Refused

    def _save_seats(self, by):
        rows = {}
        for row, form in self.seats:
            if form.has_changed():
                said = form.cleaned_data
                rows[row] = {
                    "came": said["came"],
                    "substitute": self.people.get(said["substitute"]),
                    "online": said["online"],
                }
        if rows:
            self._try(None, actions.record_attendance, meeting=self.meeting, rows=rows, by=by)

    def _save_part(self, part, by):
        if part.declaration.has_changed():
            said = part.declaration.cleaned_data
            self._try(
                part.declaration,
                actions.record_declaration,
                item=part.item,
                person=self.people[said["person"]],
                what=said["what"],
                conduct=said["conduct"],
                interest=next((one for one in part.register if str(one.person_id) == said["person"]), None),
                by=by,
            )
        made = None
        if part.decision.has_changed():
            made = self._try(
                part.decision, actions.record_decision, item=part.item, by=by, **part.decision.cleaned_data
            )
        if part.agreed.has_changed():
            said = part.agreed.cleaned_data
            decisions = {"new": made, **{str(one.pk): one for one in part.decisions}}
            if said["decision"] == "new" and made is None:
                part.agreed.add_error("decision", _("Type the decision, or choose another."))
                raise _Refused
            self._try(
                part.agreed,
                actions.agree_action,
                item=part.item,
                title=said["title"],
                owner=self.people[said["owner"]],
                due_on=said["due_on"],
                decision=decisions.get(said["decision"]),
                by=by,
            )

    def _try(self, form, perform, **said):
        try:
            return perform(**said)
        except ValidationError as refusal:
            if form is None:
                self.errors += refusal.messages
            elif hasattr(refusal, "error_dict"):
                for name, errors in refusal.error_dict.items():
                    form.add_error(name if name in form.fields else None, errors)
            else:
                form.add_error(None, refusal)
            raise _Refused from refusal


class _Refused(Exception):
    """Something on the page could not be saved, so nothing is."""


class ApproveForm(forms.Form):
    at_meeting = forms.ModelChoiceField(Meeting.objects.none(), label=_("Approved by which meeting?"))

    @classmethod
    def of(cls, meeting):
        """The form for the minutes of one meeting: only later meetings of its body are offered."""
        later = meeting.body.meetings.published().filter(starts_at__gt=meeting.starts_at).order_by("starts_at")

        class OfMeeting(cls):
            at_meeting = forms.ModelChoiceField(later, label=_("Approved by which meeting?"))

        return OfMeeting


class SignedCopyForm(forms.Form):
    upload = PdfField(label=_("The signed copy"), help_text=_("A PDF."))
    signed_by = forms.CharField(label=_("Signed by"), max_length=150)
