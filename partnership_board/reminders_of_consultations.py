"""Who is reminded of consultations: followers when one opens, and before it closes those with an unsent answer too."""

from kentcivil.followers.models import Following
from kentcivil.reminders.rules import Due, Rule, register
from partnership_board.consultations.deadlines import Phase
from partnership_board.models import Consultation, Response
from partnership_board.notices_of_consultations import ALL, EVERY, ONE

CLOSES = "partnership_board.consultation_closes"


def opening(earliest, latest, subject=None):
    """Those who follow all consultations, about each that opens; nobody of one that has closed meanwhile."""
    consultations = Consultation.objects.running().filter(opens_at__gte=earliest, opens_at__lt=latest)
    if subject is not None:
        consultations = consultations.filter(pk=subject)
    for consultation in consultations.order_by("pk"):
        if consultation.phase is Phase.CLOSED:
            continue
        for follower in _followers(ALL, EVERY):
            yield _due(consultation, follower.email, consultation.opens_at, since=follower.confirmed_at)


def closing(earliest, latest, subject=None):
    """Whoever began an answer and gave an address, and followers; not those who have sent theirs."""
    consultations = Consultation.objects.running().filter(closes_at__gte=earliest, closes_at__lt=latest)
    if subject is not None:
        consultations = consultations.filter(pk=subject)
    for consultation in consultations.order_by("pk"):
        yield from _of_closing(consultation)


def _of_closing(consultation):
    given = Response.objects.filter(consultation=consultation).exclude(email="")
    told = {email.lower() for email in given.exclude(state="draft").values_list("email", flat=True)}
    for draft in given.drafts().order_by("pk").iterator(chunk_size=500):
        if draft.email.lower() not in told:
            told.add(draft.email.lower())
            yield _due(consultation, draft.email, consultation.closes_at, since=draft.begun_at, has_draft=True)
    for follower in _followers(ONE, consultation.slug):
        if follower.email.lower() not in told:
            yield _due(consultation, follower.email, consultation.closes_at, since=follower.confirmed_at)


def is_reminded(consultation, email):
    """Whether somebody is still to be told at this address before a consultation closes."""
    given = Response.objects.filter(consultation=consultation, email__iexact=email)
    return given.exists() or _following(ONE, consultation.slug).filter(email__iexact=email).exists()


def _following(kind, key):
    return Following.objects.of(kind, key).confirmed()


def _followers(kind, key):
    return _following(kind, key).order_by("pk").iterator(chunk_size=500)


def _due(consultation, email, date, *, since, has_draft=False):
    return Due(
        subject=str(consultation.pk),
        recipient=email,
        date=date,
        since=since,
        context={
            "consultation": consultation.title,
            "summary": consultation.summary,
            "closes_at": consultation.closes_at,
            "has_draft": has_draft,
            "address": consultation.get_absolute_url(),
        },
    )


register(
    Rule(
        name="partnership_board.consultation_opens",
        stages=(0,),
        due=opening,
        template="partnership_board/mail/consultation_opens.txt",
    )
)
register(
    Rule(
        name=CLOSES,
        stages=(7, 1),
        due=closing,
        template="partnership_board/mail/consultation_closes.txt",
    )
)
