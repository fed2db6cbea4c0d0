"""Who looks after an entry: its people see each other, and owners choose."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organisations import actions, links, permissions
from organisations.forms import InvitationForm
from organisations.models import Invitation
from organisations.states import NotAllowed
from organisations.views.entry import editable


@require_http_methods(["GET", "POST"])
def people(request, slug):
    """The list, and for owners the form by which to invite a colleague."""
    organisation = editable(request, slug)
    may_choose = permissions.can_manage_members(request.user, organisation)
    form = InvitationForm(request.POST if request.method == "POST" else None) if may_choose else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.invite(by=request.user, organisation=organisation, **form.cleaned_data)
            except NotAllowed as refusal:
                form.add_error("email", str(refusal))
            else:
                messages.success(request, _("Invited. The link in the email works for 14 days."))
                return redirect("my_organisation_people", slug)
    memberships = list(organisation.memberships.select_related("user").order_by("-role", "pk"))
    context = {
        "organisation": organisation,
        "memberships": memberships,
        "own": next((one for one in memberships if one.user_id == request.user.pk), None),
        "may_choose": may_choose,
        "is_owner": permissions.is_owner(request.user, organisation),
        "invitations": organisation.invitations.open().order_by("pk") if may_choose else [],
        "form": form,
    }
    return render(request, "organisations/people.html", context)


@require_http_methods(["GET", "POST"])
def change_person(request, slug, pk):
    """One step about one person. What cannot be taken back by whoever did it is asked about first, on a page."""
    organisation = editable(request, slug)
    member = get_object_or_404(organisation.memberships.select_related("user"), pk=pk)
    is_own = member.user == request.user
    if request.method == "GET":
        return _asked_first(request, organisation, member, is_own)
    gone = _("Done: you no longer look after this entry.") if is_own else _("Done: they no longer look after it.")
    steps = {
        "remove": (actions.remove_member, {}, gone),
        "owner": (actions.add_member, {"role": "owner"}, _("Done: they are an owner now.")),
        "editor": (actions.add_member, {"role": "editor"}, _("Done: they are an editor now.")),
    }
    try:
        if request.POST.get("step") == "hand over":
            actions.hand_over(by=request.user, organisation=organisation, to=member.user)
            messages.success(request, _("Handed over. You are an editor now, and may leave."))
        elif (step := request.POST.get("step")) in steps:
            act, said, done = steps[step]
            act(by=request.user, organisation=organisation, user=member.user, **said)
            messages.success(request, done)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    if is_own and not permissions.can_edit(request.user, organisation):
        return redirect("my")
    return redirect("my_organisation_people", slug)


def _asked_first(request, organisation, member, is_own):
    """Are you sure? For leaving, taking somebody off and handing over: afterwards it takes somebody else to undo it."""
    step = request.GET.get("step")
    if step == "hand over":
        may = permissions.is_owner(request.user, organisation) and not is_own
    else:
        may = step == "remove" and (is_own or permissions.can_manage_members(request.user, organisation))
    if not may:
        raise Http404
    is_last = step == "remove" and permissions.is_last_owner(member.user, organisation)
    if is_last and not permissions.is_officer(request.user):
        messages.error(request, actions.OWNER_FIRST)
        return redirect("my_organisation_people", organisation.slug)
    context = {"organisation": organisation, "member": member, "step": step, "is_own": is_own, "is_last": is_last}
    return render(request, "organisations/person_step.html", context)


@require_POST
def withdraw_invitation(request, slug, pk):
    """An invitation that was a mistake."""
    organisation = editable(request, slug)
    invitation = get_object_or_404(organisation.invitations.open(), pk=pk)
    try:
        actions.withdraw_invitation(by=request.user, invitation=invitation)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Withdrawn. The link no longer works."))
    return redirect("my_organisation_people", slug)


@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation(request, token):
    """Whoever was invited signs in and accepts."""
    try:
        invitation = links.read_invitation(token)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    organisation = invitation.organisation
    if request.method == "POST":
        try:
            actions.accept_invitation(by=request.user, invitation=invitation)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Welcome. You look after this entry now."))
            return redirect("my_organisation", organisation.slug)
    is_open = Invitation.objects.open().filter(pk=invitation.pk).exists()
    return render(
        request,
        "organisations/invitation.html",
        {"invitation": invitation, "organisation": organisation, "is_open": is_open},
    )
