"""Starting an application, its task list, checking and submitting it, and what comes after."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from crowdfund import actions, completeness, permissions
from crowdfund.deadlines import accepts, takes_new
from crowdfund.forms import DeclarationForm, StartForm
from crowdfund.models import Application, Award, Case, Document, Round
from crowdfund.sheet import sheet
from crowdfund.states import STANDING, ApplicationState, StepRefused
from crowdfund.views.parts import application_of
from crowdfund.views.public import checked_answers
from crowdfund.views.typing import forget_typing, keeps_typing, sent_or_kept
from organisations.models import Organisation


@keeps_typing
@require_http_methods(["GET", "POST"])
def apply(request, slug):
    """Choose the organisation and name the project; or learn how to be added to an organisation."""
    round_ = get_object_or_404(Round.objects.published(), slug=slug)
    arrived = timezone.now()
    organisations = Organisation.objects.filter(memberships__user=request.user).order_by("name", "pk")
    mine = Application.objects.of(request.user)
    earlier = mine.exclude(round=round_).order_by("-changed_at", "-pk")
    form = StartForm(sent_or_kept(request), organisations=organisations, earlier=earlier)
    if request.method == "POST" and organisations and form.is_valid():
        try:
            application = actions.start(
                round_=round_,
                organisation=form.cleaned_data["organisation"],
                project_title=form.cleaned_data["project_title"],
                by=request.user,
                at=arrived,
                eligibility=checked_answers(request),
            )
        except actions.RoundNotOpen:
            pass  # the page says that the round is not open, and shows what was typed
        except actions.AlreadyStarted as started:
            messages.info(request, str(started))
            return redirect(started.application)
        else:
            forget_typing(request)
            _copy(request, application, form.cleaned_data.get("copied"))
            return redirect(application)
    context = {
        "round": round_,
        "form": form,
        "organisations": organisations,
        "is_open": takes_new(round_, arrived),
        "applications": mine.filter(round=round_).select_related("organisation").order_by("-pk"),
    }
    return render(request, "crowdfund/apply.html", context)


def _copy(request, application, source):
    if source is None:
        return
    try:
        copied = actions.copy_answers(application=application, source=source, by=request.user)
    except actions.NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Copied: your budget and %(count)d answers. Look them over.") % {"count": copied})


@cache_control(private=True)
@require_GET
def application_page(request, reference):
    """The task list of a draft; otherwise the application as it stands."""
    application = application_of(request.user, reference)
    context = {"application": application, "round": application.round}
    now = timezone.now()
    in_time = application.writable_at(now)
    context["writable"] = in_time and permissions.can_write(request.user, application)
    context["only_reads"] = in_time and not context["writable"]
    if context["writable"] and application.state == ApplicationState.DRAFT:
        parts = completeness.parts(application)
        context |= {
            "parts": parts,
            "done": sum(1 for part in parts if not part.problems),
            "complete": not any(part.problems for part in parts),
        }
        return render(request, "crowdfund/task_list.html", context)
    context["parts"] = sheet(application)
    context["can_withdraw"] = application.state in STANDING and permissions.can_withdraw(request.user, application)
    context["kept_typing"] = application.kept_typing.select_related("typed_by")
    context["outcome"] = Case.objects.announced().filter(application=application).first()
    context["award"] = (
        Award.objects.of(request.user).prefetch_related("lines__fund").filter(application=application).first()
    )
    context["can_withdraw"] = context["can_withdraw"] and context["award"] is None
    return render(request, "crowdfund/application.html", context)


@cache_control(private=True)
@require_GET
def check(request, reference):
    application = application_of(request.user, reference)
    if application.state != ApplicationState.DRAFT or not application.writable_at(timezone.now()):
        return redirect(application)
    context = {
        "application": application,
        "round": application.round,
        "parts": sheet(application),
        "unfinished": [part for part in completeness.parts(application) if part.problems],
    }
    return render(request, "crowdfund/check.html", context)


@cache_control(private=True)
@require_http_methods(["GET", "POST"])
def submit(request, reference):
    """The declaration, and the button that submits."""
    arrived = timezone.now()
    application = application_of(request.user, reference, whole=False)
    if application.state == ApplicationState.SUBMITTED:
        return redirect("crowdfund:confirmation", reference=reference)
    if application.state == ApplicationState.WITHDRAWN:
        return redirect(application)
    writes = permissions.can_submit(request.user, application)
    if not writes or (request.method == "GET" and not application.writable_at(arrived)):
        return redirect(application)
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form.is_valid() or not _in_time(application, arrived)):
        try:
            actions.submit(
                application=application,
                declared=form.cleaned_data.get("declared", False),
                by=request.user,
                at=arrived,
            )
        except (actions.RoundNotOpen, StepRefused):
            return render(
                request, "crowdfund/too_late.html", {"application": application, "round": application.round}, status=409
            )
        except actions.Incomplete:
            messages.error(request, _("Some parts are not finished yet. Finish them before you submit."))
            return redirect(application)
        except actions.NotAllowed:
            raise Http404 from None
        return redirect("crowdfund:confirmation", reference=reference)
    if not completeness.is_complete(application_of(request.user, reference)):
        return redirect(application)
    context = {"application": application, "round": application.round, "form": form}
    return render(request, "crowdfund/declaration.html", context)


def _in_time(application, moment):
    return accepts(application.round, moment, application.used_pass)


@cache_control(private=True)
@require_GET
def confirmation(request, reference):
    application = application_of(request.user, reference, whole=False)
    if application.state != ApplicationState.SUBMITTED:
        return redirect(application)
    context = {
        "application": application,
        "round": application.round,
        "writable": application.writable_at(timezone.now()) and permissions.can_write(request.user, application),
    }
    return render(request, "crowdfund/confirmation.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request, reference):
    """Asks before it withdraws."""
    application = application_of(request.user, reference, whole=False)
    if request.method == "POST":
        try:
            actions.withdraw(application=application, by=request.user)
        except StepRefused:
            messages.error(request, _("This application can no longer be withdrawn."))
        except actions.NotAllowed:
            raise Http404 from None
        else:
            messages.success(request, _("The application is withdrawn."))
        return redirect(application)
    if application.state not in STANDING or not permissions.can_withdraw(request.user, application):
        return redirect(application)
    return render(request, "crowdfund/withdraw.html", {"application": application, "round": application.round})


@require_GET
def document(request, reference, pk):
    """A document, to whoever may read it: always saved, never shown by the browser as a page of ours."""
    found = get_object_or_404(
        Document.objects.select_related("application__organisation"), pk=pk, application__reference=reference
    )
    if not permissions.can_read_document(request.user, found):
        raise Http404
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.original_name, content_type=found.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def remove_document(request, reference, pk):
    application = application_of(request.user, reference, whole=False)
    found = get_object_or_404(application.documents.current().select_related("asked"), pk=pk)
    try:
        actions.remove_document(application=application, asked=found.asked, by=request.user)
    except actions.WouldBeUnfinished as unfinished:
        messages.error(request, str(unfinished))
        return redirect("crowdfund:documents", reference=reference)
    except (actions.NoLongerWritable, actions.NotAllowed):
        messages.error(request, _("This application no longer takes documents. Nothing was changed."))
        return redirect(application)
    messages.success(request, _("The document is removed."))
    return redirect("crowdfund:documents", reference=reference)
