"""Who works on an application: colleagues who write, and those who only read."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crowdfund import actions, permissions
from crowdfund.views.keys import key_sent
from crowdfund.views.parts import application_of
from organisations.models import Membership


@require_http_methods(["GET", "POST"])
def people(request, reference):
    """Everybody who speaks for the organisation, with what each may do; those who may choose it, choose it here."""
    application = application_of(request.user, reference, whole=False)
    members = application.organisation.memberships.filter(user__is_active=True).select_related("user")
    can_choose = permissions.can_choose_writers(request.user, application)
    if request.method == "POST":
        membership = get_object_or_404(members, user_id=key_sent(request.POST.get("person")))
        try:
            actions.set_may_write(
                application=application,
                person=membership.user,
                may_write=request.POST.get("may_write") == "yes",
                by=request.user,
            )
        except actions.NotAllowed as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Saved: what %(name)s may do.") % {"name": membership.user})
        return redirect("crowdfund:people", reference=reference)
    only_read = set(application.co_applicants.filter(may_write=False).values_list("user_id", flat=True))
    rows = [
        {
            "person": one.user,
            "is_owner": one.role == Membership.Role.OWNER,
            "may_write": one.role == Membership.Role.OWNER or one.user_id not in only_read,
            "can_choose": can_choose and one.role != Membership.Role.OWNER and one.user_id != request.user.pk,
        }
        for one in members.order_by("user__name", "pk")
    ]
    context = {"application": application, "round": application.round, "rows": rows}
    return render(request, "crowdfund/people.html", context)
