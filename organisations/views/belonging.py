"""Finding one's organisation, adding it where it is missing, and asking to look after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature, SignatureExpired
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import actions, links, permissions
from organisations.duplicates import entries, finding
from organisations.forms import ClaimForm, NewEntryForm
from organisations.models import Identifier, Organisation, RegisteredCharity
from organisations.states import ClaimState, NotAllowed, Status

MOST = 10
LONGEST_NAME = 200


@require_safe
def find_mine(request):
    """By name or charity number: entries one could look after, and charities of the register that have none."""
    asked = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST_NAME]
    found, charities = _found(asked) if asked else ([], [])
    mine = set(request.user.memberships.values_list("organisation_id", flat=True))
    return render(
        request,
        "organisations/find_mine.html",
        {"asked": asked, "entries": found, "charities": charities, "mine": mine},
    )


def _found(asked):
    number = "".join(asked.split())
    if number.isascii() and number.isdecimal():
        found = Organisation.objects.filter(identifiers__number=number).exclude(status=Status.CLOSED)
        charities = RegisteredCharity.objects.filter(number=number)
    else:
        found = Organisation.objects.published().matching(asked)
        charities = RegisteredCharity.objects.filter(name__icontains=asked)
    known = Identifier.objects.filter(scheme=Identifier.Scheme.CHARITY).values("number")
    charities = charities.filter(linked_number=0, status=RegisteredCharity.Status.REGISTERED).exclude(number__in=known)
    return list(found.distinct()[:MOST]), list(charities.order_by("name", "number")[:MOST])


@require_http_methods(["GET", "POST"])
def new_organisation(request):
    """A new entry, filled from the register of charities where its number is known."""
    charity = _registered(request.GET.get("charity", ""))
    initial = _from_register(charity) if charity else None
    form = NewEntryForm(request.POST if request.method == "POST" else None, initial=initial)
    alike = []
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        alike = _alike(said)
        if alike and not said["not_among"]:
            form.ask_whether_among()
        elif organisation := _added(request, form, said):
            messages.success(request, _("Thank you. An officer looks at it before visitors see it, and we email you."))
            return redirect("my_organisation", organisation.slug)
    context = {"form": form, "charity": charity, "known": form.known, "alike": alike}
    return render(request, "organisations/new.html", context)


def _alike(said):
    """Published entries that this may be, the likeliest first."""
    numbers = finding.like(entries.described(said))[:MOST]
    found = Organisation.objects.published().in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def _added(request, form, said):
    del said["is_true"], said["not_among"]
    try:
        organisation = actions.register(by=request.user, **said)
        return actions.verify(by=request.user, organisation=organisation)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return None


def _registered(number):
    if not (number.isascii() and number.isdecimal() and len(number) <= 12):
        return None
    return RegisteredCharity.objects.filter(number=number, linked_number=0).first()


def _from_register(charity):
    fields = ("name", "summary", "website", "email", "phone", "address", "town", "postcode")
    return {
        **{field: getattr(charity, field) for field in fields},
        "charity_number": charity.number,
        "purpose": "" if charity.activities == charity.summary else charity.activities,
    }


@require_http_methods(["GET", "POST"])
def claim(request, slug):
    """Ask to look after an entry that is there already."""
    organisation = get_object_or_404(Organisation, slug=slug)
    if not _may_be_claimed(request.user, organisation):
        raise Http404
    if permissions.is_member(request.user, organisation):
        return redirect("my_organisation", slug)
    mailbox = _partly_hidden(actions.register_mailbox(organisation))
    form = ClaimForm(request.POST if request.method == "POST" else None, mailbox=mailbox)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.claim(
                by=request.user,
                organisation=organisation,
                evidence=said["evidence"],
                by_mailbox=said["proof"] == ClaimForm.MAILBOX,
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. We email you as soon as it is decided."))
            return redirect("organisation_claim", slug)
    waiting = organisation.claims.waiting().filter(user=request.user).first()
    return render(request, "organisations/claim.html", {"organisation": organisation, "form": form, "waiting": waiting})


@require_POST
def withdraw_claim(request, slug):
    """Ask no more."""
    asked = get_object_or_404(request.user.entry_claims.waiting(), organisation__slug=slug)
    try:
        actions.withdraw_claim(by=request.user, asked=asked)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back."))
    return redirect("my")


def _may_be_claimed(user, organisation):
    """What the public sees, and what a number led to: not what somebody is only drafting."""
    return organisation.status in (Status.PUBLISHED, Status.SUSPENDED) or permissions.can_see(user, organisation)


def _partly_hidden(address):
    """ "o•••••@mama.example": enough to know it again, too little to write to."""
    name, at, host = address.partition("@")
    return f"{name[:1]}{'•' * 5}{at}{host}" if at else ""


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm_claim(request, token):
    """The link in the organisation's mailbox: does this person belong to you? Asks, since scanners open links."""
    try:
        asked = links.read_claim(token)
    except SignatureExpired:
        return render(request, "organisations/claim_confirm.html", {"state": "expired"}, status=410)
    except BadSignature as error:
        raise Http404("This link is damaged.") from error
    if request.method == "POST" and asked.state == ClaimState.WAITING:
        decide = actions.accept_claim_from_mailbox if "yes" in request.POST else actions.refuse_claim_from_mailbox
        try:
            asked = decide(asked=asked)
        except NotAllowed:
            asked.refresh_from_db()
    return render(
        request,
        "organisations/claim_confirm.html",
        {"state": asked.state, "organisation": asked.organisation, "person": asked.user.name},
    )
