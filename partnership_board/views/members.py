"""A member's own page: the next meeting and what to read, apologies in one click, actions, interests, past papers."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from partnership_board import actions, permissions
from partnership_board.models import Action, Attendance, Body, Commitment, Interest, Meeting, Paper, Person
from partnership_board.states import ActionState

PAST_A_PAGE = 12
EVIDENCE_START = gettext_lazy("Enter the address of a web page, starting with https://")


class ReportForm(forms.Form):
    """How an action is going, in its owner's words."""

    progress = forms.CharField(
        label=gettext_lazy("What was done?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what was done")},
    )
    evidence = forms.URLField(
        label=gettext_lazy("Web address of the evidence"),
        help_text=gettext_lazy("Leave it empty if there is none."),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": EVIDENCE_START},
    )
    done = forms.BooleanField(label=gettext_lazy("It is done"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.textarea("progress"), Field.text("evidence"), Field("done"), Submit("send", gettext_lazy("Send"))
        )


class InterestForm(forms.Form):
    """A new line of one's own in the register."""

    kind = forms.ChoiceField(label=gettext_lazy("What kind of interest is it?"), choices=Interest.Kind)
    description = forms.CharField(
        label=gettext_lazy("What is it?"),
        max_length=250,
        help_text=gettext_lazy("Such as “treasurer of the village hall”. The public sees it."),
        error_messages={"required": gettext_lazy("Say what the interest is")},
    )
    organisation = forms.CharField(
        label=gettext_lazy("Name of the organisation, as in the directory"),
        required=False,
        help_text=gettext_lazy("Leave it empty if it is not in the directory."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.select("kind"),
            Field.text("description"),
            Field.text("organisation"),
            Submit("register", gettext_lazy("Add to the register")),
        )

    def clean_organisation(self):
        name = self.cleaned_data["organisation"].strip()
        if not name:
            return None
        found = list(Organisation.objects.published().filter(name__iexact=name).order_by("pk")[:2])
        if len(found) != 1:
            raise ValidationError(
                _("No organisation in the directory has this name. Copy it from its entry, or leave it empty.")
                if not found
                else _("More than one organisation has this name. Leave it empty, and name the place above.")
            )
        return found[0]


def _person(request):
    person = Person.objects.filter(user=request.user).first()
    if person is None:
        raise Http404
    return person


@never_cache
@require_safe
def member(request):
    """The page of somebody who sits on a body, stands in on one, or owns an action."""
    person = _person(request)
    now = timezone.now()
    bodies = Body.objects.of_member(request.user, timezone.localdate())
    seats = Attendance.objects.of(person).filter(meeting__state="published", meeting__ends_at__gt=now)
    mine = seats.select_related("seat", "meeting__body", "member", "substitute").order_by("meeting__starts_at", "pk")
    coming = list(mine.prefetch_related("seat__substitutes__person"))
    readings = _readings([row.meeting for row in coming[:1]], request.user)
    past = Meeting.objects.published().past(now).filter(body__in=bodies).select_related("body", "minutes")
    context = {
        "person": person,
        "coming": [_with_substitutes(row, person) for row in coming],
        "readings": readings,
        "actions": Action.objects.filter(owner=person, state=ActionState.OPEN)
        .select_related("body", "meeting")
        .order_by("due_on", "pk"),
        "commitments": Commitment.objects.published()
        .unfinished()
        .filter(owner=person)
        .select_related("objective")
        .order_by("next_review_on", "pk"),
        "interests": Interest.objects.filter(person=person, ended_on__isnull=True).select_related("organisation"),
        "past": Paginator(past, PAST_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partnership_board/member.html", context)


def _with_substitutes(row, person):
    day = timezone.localdate(row.meeting.starts_at)
    row.stand_ins = [
        one.person
        for one in row.seat.substitutes.all()
        if one.starts_on <= day and (one.ends_on is None or one.ends_on > day)
    ]
    row.is_mine = row.member_id == person.pk
    return row


def _readings(meetings, user):
    """Items with their papers, of the first meeting that comes: those kept from the public too, for its members."""
    for meeting in meetings:
        papers = Paper.objects.with_current_version()
        if not permissions.can_read_closed(user, meeting):
            papers = papers.open()
        found = meeting.items.prefetch_related(Prefetch("papers", papers, to_attr="to_read"))
        return [item for item in found if item.to_read]
    return []


@require_POST
def reply(request, pk):
    """Coming, apologies, or apologies with somebody who stands in: one button each."""
    person = _person(request)
    row = get_object_or_404(Attendance.objects.select_related("meeting"), pk=pk, member=person)
    answer = request.POST.get("reply", "")
    substitute = None
    if answer.startswith("substitute-"):
        number = answer.removeprefix("substitute-")
        substitute = Person.objects.filter(pk=number).first() if number.isascii() and number.isdecimal() else None
        if substitute is None:
            raise Http404
        answer = Attendance.Reply.APOLOGIES
    if answer not in (Attendance.Reply.COMING, Attendance.Reply.APOLOGIES):
        raise Http404
    try:
        actions.reply_to_invitation(attendance=row, reply=answer, substitute=substitute, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Thank you. Your answer is recorded."))
    return redirect("board_member")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """Its owner reports on an action, and says when it is done."""
    person = _person(request)
    action = get_object_or_404(Action.objects.select_related("body", "owner"), pk=pk, owner=person)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("progress", "evidence")}
        act = actions.complete_action if form.cleaned_data["done"] else actions.report_on_action
        try:
            act(action=action, by=request.user, **said)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Thank you. Your report is recorded."))
            return redirect("board_member")
    context = {"action": action, "form": form, "updates": action.updates.all()}
    return render(request, "partnership_board/report.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_interest(request):
    """Add a line of one's own to the register of interests."""
    person = _person(request)
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.register_interest(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, _("It is in the register from today."))
        return redirect("board_member")
    return render(request, "partnership_board/register_interest.html", {"form": form})


@require_POST
def end_interest(request, pk):
    """Take a line of one's own out of the register, from today on."""
    interest = get_object_or_404(Interest, pk=pk, person=_person(request))
    try:
        actions.end_interest(interest=interest, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, _("It is no longer in the register from today. On earlier days it still stands there.")
        )
    return redirect("board_member")
