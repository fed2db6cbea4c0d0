"""Series of meetings and the forward plan."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership_board import actions, permissions
from partnership_board.admin.acts import Act, ActsAdmin
from partnership_board.models import ForwardItem, Meeting, Series
from partnership_board.states import MeetingState


class UntilForm(forms.Form):
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which there may be a meeting. Months that have one already are passed over."),
    )


def agenda_form(forward):
    """The form that asks on which agenda something goes: only meetings of its body that are still to come."""
    coming = Meeting.objects.filter(
        body=forward.body, state__in=(MeetingState.DRAFT, MeetingState.PUBLISHED), starts_at__gt=timezone.now()
    )

    class AgendaForm(forms.Form):
        meeting = forms.ModelChoiceField(coming.order_by("starts_at"), label=_("On which agenda?"))
        late_reason = forms.CharField(
            label=_("If it is late, the chair’s reason"),
            max_length=300,
            required=False,
            help_text=_("Shown in public."),
        )

    return AgendaForm


@admin.register(Series)
class SeriesAdmin(ActsAdmin):
    list_display = ["title", "body", "week", "weekday", "starts"]
    list_select_related = ["body"]
    fields = ["body", "title", ("week", "weekday"), ("starts", "minutes"), "place", "online_link", "notes"]
    acts = [
        Act(
            name="plan",
            label=_("Plan its meetings"),
            question=_("Drafts are made for each month. Where the day is a bank holiday, it is the next working day."),
            allowed=lambda user, series: permissions.can_manage_meetings(user),
            perform=lambda series, by, until: actions.plan_series(series=series, until=until, by=by),
            form=UntilForm,
        )
    ]


@admin.register(ForwardItem)
class ForwardItemAdmin(ActsAdmin):
    list_display = ["title", "body", "expected", "exemption", "item"]
    list_filter = ["body", ("item", admin.EmptyFieldListFilter)]
    list_select_related = ["body", "item"]
    search_fields = ["title"]
    readonly_fields = ["item"]
    acts = [
        Act(
            name="agenda",
            label=_("Put it on an agenda"),
            question=_("It becomes the last item of that agenda; change the numbers there."),
            allowed=permissions.can_put_on_agenda,
            perform=lambda forward, by, **said: actions.put_on_agenda(forward=forward, by=by, **said),
            form=agenda_form,
        )
    ]
