"""The minutes of a meeting: public once approved, before that for those who were there and for officers."""

from datetime import date, datetime, time, timedelta

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from partnership_board import actions, permissions
from partnership_board.minutes_record import content_of, public_part
from partnership_board.models import Meeting
from partnership_board.states import MinutesState


class CorrectionForm(forms.Form):
    """What somebody who was there would like the minutes to say."""

    item = forms.ModelChoiceField(
        None, label=gettext_lazy("Which item?"), required=False, empty_label=gettext_lazy("The minutes as a whole")
    )
    wording = forms.CharField(
        label=gettext_lazy("What should the minutes say?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what the minutes should say")},
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = meeting.items.all()
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.select("item"), Field.textarea("wording"), Submit("send", gettext_lazy("Send the correction"))
        )


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request, slug):
    """The minutes as they stand, or with ?on=2022-05-03 as they stood at the end of that day in London."""
    meeting = _meeting(request, slug)
    kept = meeting.minutes
    may_correct = permissions.can_correct_minutes(request.user, meeting)
    form = CorrectionForm(request.POST or None, meeting=meeting) if may_correct else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.send_correction(meeting=meeting, by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                form.add_error(None, refusal)
            else:
                messages.success(
                    request, _("Your correction was sent. The board’s officer answers it before approval.")
                )
                return redirect("board_minutes", meeting.slug)
    day = _day(request.GET.get("on"))
    content, version = _content(request.user, meeting, day)
    context = {
        "meeting": meeting,
        "minutes": kept,
        "content": content,
        "version": version,
        "day": day,
        "form": form,
        "corrections": kept.corrections.select_related("person", "item") if may_correct else [],
        "versions": _versions_for(request.user, kept),
        "signed_copy": getattr(kept, "signed_copy", None),
    }
    return render(request, "partnership_board/minutes.html", context)


@login_not_required
@require_safe
@never_cache
def signed_copy(request, slug):
    """The signed copy; while the meeting had an item that is not public, officers and auditors only."""
    meeting = _meeting(request, slug)
    copy = getattr(meeting.minutes, "signed_copy", None)
    if copy is None:
        raise Http404
    if not permissions.can_read_signed_copy(request.user, meeting):
        raise Http404
    try:
        content = copy.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(content, filename=f"minutes-{meeting.slug}.pdf", content_type="application/pdf")


def _meeting(request, slug):
    found = get_object_or_404(Meeting.objects.select_related("body", "minutes__approved_by"), slug=slug)
    if not permissions.can_read_minutes(request.user, found):
        raise Http404
    return found


def _day(typed):
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        return None


def _content(user, meeting, day):
    """What is shown, and the version it is from; without a version, what is being written now."""
    kept = meeting.minutes
    versions = _versions_for(user, kept)
    if day is not None:
        end = datetime.combine(day + timedelta(days=1), time(), tzinfo=timezone.get_current_timezone())
        versions = versions.filter(at__lt=end)
    version = versions.first()
    if version is None and (day is not None or kept.is_frozen):
        return None, None
    content = version.content if version else content_of(kept)
    if not permissions.can_read_closed_minutes(user, meeting):
        exempt = set(meeting.items.filter(exemption__isnull=False).values_list("pk", flat=True))
        content = public_part(content, exempt)
    return {**content, "items": [_with_days(item) for item in content["items"]]}, version


def _with_days(item):
    """An item of the record with the days of its actions as dates; one that is closed has none."""
    actions = [{**one, "due_on": date.fromisoformat(one["due_on"])} for one in item.get("actions", ())]
    return {**item, "actions": actions}


def _versions_for(user, kept):
    """The public reads what was approved; those who were there, and officers, what was circulated before that too."""
    versions = kept.versions.all()
    if permissions.can_read_every_version(user, kept.meeting):
        return versions
    return versions.filter(state=MinutesState.APPROVED)
