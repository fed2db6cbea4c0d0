"""The six-monthly reports to the cabinet committee: the list, each as a page and as a PDF, and making one.

Three clicks for an officer: "Six-monthly reports" on the strategy's page, "Make the report", "PDF".
"""

from datetime import date
from pathlib import Path

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Submit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kentcivil.typesetting import typeset
from partnership_board import actions, permissions
from partnership_board.models import ProgressReport, Strategy
from partnership_board.periods import ended_half_years
from partnership_board.progress import content_of
from partnership_board.states import CommitmentStatus

REPORTS_A_PAGE = 20
HALF_YEARS_OFFERED = 4
REPORT = Path(__file__).parents[1] / "progress_report.typ"


class MakeReportForm(forms.Form):
    """Which half-year, and what the board says ahead of the figures."""

    half_year = forms.ChoiceField(label=gettext_lazy("Half-year"))
    introduction = forms.CharField(
        label=gettext_lazy("Introduction"),
        help_text=gettext_lazy("Leave it empty if the figures say enough. The public sees it."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.half_years = {one.ends_on.isoformat(): one for one in ended_half_years(today, HALF_YEARS_OFFERED)}
        self.fields["half_year"].choices = [(key, str(one)) for key, one in self.half_years.items()]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field.select("half_year"),
            Field.textarea("introduction"),
            Submit("make", gettext_lazy("Make the report")),
        )

    def clean_half_year(self):
        return self.half_years[self.cleaned_data["half_year"]]


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress_reports(request):
    """All reports, the latest first; for board officers, the form that makes the next one."""
    strategy = Strategy.objects.current()
    may_make = strategy is not None and permissions.can_make_report(request.user, strategy)
    if request.method == "POST" and not may_make:
        raise Http404
    form = MakeReportForm(request.POST or None, today=timezone.localdate()) if may_make else None
    if request.method == "POST" and form.is_valid():
        try:
            report = actions.make_report(strategy=strategy, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The report is made, and public."))
            return redirect(report)
    reports = ProgressReport.objects.published().defer("content")
    page = Paginator(reports, REPORTS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "partnership_board/progress_reports.html", {"strategy": strategy, "form": form, "page": page}
    )


@login_not_required
@require_safe
def progress_report(request, day, number):
    """One report, as it was given to the committee."""
    report = _report(day, number)
    newer = ProgressReport.objects.published().filter(ends_on=report.ends_on, number__gt=number).first()
    context = {
        "report": report,
        "newer": newer,
        "half_year": report.half_year,
        "introduction": report.introduction,
        "made_at": report.made_at,
        **as_shown(report.content),
    }
    return render(request, "partnership_board/progress_report.html", context)


@require_safe
def progress_so_far(request):
    """What the report of the half-year that runs would say today, for those who will make it."""
    strategy = Strategy.objects.current()
    if strategy is None or not permissions.can_make_report(request.user, strategy):
        raise Http404
    today = timezone.localdate()
    half_year = ended_half_years(today, 1)[0].next()
    content = content_of(strategy, half_year.starts_on, min(half_year.ends_on, today))
    context = {
        "report": None,
        "newer": None,
        "half_year": half_year,
        "introduction": "",
        "made_at": None,
        **as_shown(content),
    }
    return render(request, "partnership_board/progress_report.html", context)


@login_not_required
@require_safe
def progress_report_pdf(request, day, number):
    """The same as a tagged PDF."""
    report = _report(day, number)
    shown = as_shown(report.content)
    content = typeset(
        REPORT,
        title=_("How the promises went: %(half_year)s") % {"half_year": report.half_year},
        strategy=shown["title"],
        made=_("Report to the cabinet committee, made on %(day)s") % {"day": _day(timezone.localdate(report.made_at))},
        introduction=[line.strip() for line in report.introduction.splitlines() if line.strip()],
        counts=[[row["label"], str(row["before"]), str(row["after"])] for row in shown["counts"]],
        behind=[_in_pdf(one) for one in shown["behind"]],
        others=[_in_pdf(one) for one in shown["others"]],
        facts=_facts(shown),
        decisions=[f"{one['reference']}: {one['title']}, {_day(one['day'])}" for one in shown["decisions"]],
        review=_("Next full review: %(when)s") % {"when": shown["next_full_review"]}
        if shown["next_full_review"]
        else "",
        steps=[_step(one) for one in shown["review_steps"]],
        words={
            "status": _("How they stand"),
            "before": _("At the start"),
            "after": _("At the end"),
            "behind": _("Behind"),
            "others": _("The others"),
            "none": _("No commitment is behind."),
            "decisions": _("What the board decided and did"),
            "review": _("The next full review"),
        },
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="strategy-progress-{day}-{number}.pdf"'
    return response


def _report(day, number):
    try:
        ends_on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    found = ProgressReport.objects.published().filter(ends_on=ends_on, number=number).select_related("strategy").first()
    if found is None or day != ends_on.isoformat():
        raise Http404
    return found


def as_shown(content):
    """A report's content with its days as dates and its states in words: commitments behind apart from the others."""
    commitments = [_commitment(one) for one in content["commitments"]]
    return {
        **content,
        "counts": [{**row, "label": _label(row["status"])} for row in content["counts"]],
        "behind": [one for one in commitments if one["is_behind"]],
        "others": [one for one in commitments if not one["is_behind"]],
        "decisions": [{**one, "day": date.fromisoformat(one["day"])} for one in content["decisions"]],
        "review_steps": [_milestone(one) for one in content["review_steps"]],
    }


def _label(status):
    return str(CommitmentStatus(status).label)


def _commitment(one):
    return {
        **one,
        "label": _label(one["status"]),
        "label_before": _label(one["status_before"]),
        "next_review_on": one["next_review_on"] and date.fromisoformat(one["next_review_on"]),
        "reports": [{**said, "day": date.fromisoformat(said["day"])} for said in one["reports"]],
        "reached": [_milestone(milestone) for milestone in one["reached"]],
        "missed": [_milestone(milestone) for milestone in one["missed"]],
    }


def _milestone(one):
    reached_on = one["reached_on"] and date.fromisoformat(one["reached_on"])
    return {**one, "due_on": date.fromisoformat(one["due_on"]), "reached_on": reached_on}


def _day(day):
    return f"{day:%-d %B %Y}"


def _in_pdf(one):
    """A commitment as a heading and lines of text."""
    lines = [
        _("%(status)s. Owner: %(owner)s") % {"status": one["label"], "owner": one["owner"]},
        _("Target: %(target)s. It started from: %(baseline)s") % one,
    ]
    if one["measured"]:
        lines.append(_("Measured: %(measured)s") % one)
    for said in one["reports"]:
        lines.append(f"{_day(said['day'])}: {said['summary']}" + (f" ({said['evidence']})" if said["evidence"] else ""))
    if one["was_silent"]:
        lines.append(_("Nothing was reported in this half-year."))
    lines += [
        _("Milestone reached: %(title)s, %(day)s") % {"title": step["title"], "day": _day(step["reached_on"])}
        for step in one["reached"]
    ]
    lines += [
        _("Milestone missed: %(title)s, due %(day)s") % {"title": step["title"], "day": _day(step["due_on"])}
        for step in one["missed"]
    ]
    return {"heading": one["title"], "objective": one["objective"], "lines": lines}


def _facts(shown):
    agreed, done, overdue = (shown["actions"][name] for name in ("agreed", "done", "overdue"))
    return _(
        "The board and its groups met %(meetings)s times and took %(decisions)s decisions. %(agreed)s actions were "
        "agreed and %(done)s were done; %(overdue)s were overdue at the end."
    ) % {
        "meetings": shown["meetings"],
        "decisions": len(shown["decisions"]),
        "agreed": agreed,
        "done": done,
        "overdue": overdue,
    }


def _step(one):
    if one["reached_on"]:
        return _("%(title)s: there since %(day)s") % {"title": one["title"], "day": _day(one["reached_on"])}
    return _("%(title)s: due %(day)s") % {"title": one["title"], "day": _day(one["due_on"])}
