"""Answering a consultation, with an account or without one: begin, save, come back, check, send once, read the copy.

The private address is the proof that somebody may read and change an answer. So these pages ask neither for a sign-in
nor for a form token: nobody else can know where to send a form, and nothing typed is lost to an expired cookie.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kentcivil.floods import Flood
from partnership_board import actions
from partnership_board.consultations.answers import NOTHING, problem, said_in, shown
from partnership_board.consultations.deadlines import Phase, accepts
from partnership_board.forms.answering import AnswersForm, EmailForm, EqualityForm, StartForm, name_of, said_in_form
from partnership_board.models import Consultation, Response

# Many people answer from a library's or a community centre's connection; more than this is marked, never refused.
ANSWERS = Flood("consultation-answers", per_connection=30)
# Answers begun are refused at a number that nobody reaches by hand: nothing is typed yet at that point.
BEGUN = Flood("consultation-begun", per_connection=300)
MAIL = Flood("consultation-mail", per_connection=60, per_person=5)
METHODS = ["GET", "HEAD", "POST"]


def _user(request):
    return request.user if request.user.is_authenticated else None


@login_not_required
@never_cache
@require_http_methods(METHODS)
def begin(request, slug):
    """Who answers; then on to their private address."""
    arrived_at = timezone.now()
    consultation = get_object_or_404(Consultation.objects.published(), slug=slug)
    if not accepts(consultation, arrived_at):
        return redirect(consultation)
    by = _user(request)
    form = StartForm(request.POST if request.method == "POST" else None, by=by)
    status = 200
    if form.is_valid():
        if BEGUN.too_many(request):
            form.add_error(None, _("Very many answers were begun from here just now. Wait an hour, then try again."))
            status = 429
        else:
            email = form.cleaned_data["email"]
            response = actions.begin_response(
                consultation=consultation,
                arrived_at=arrived_at,
                by=by,
                organisation=form.cleaned_data["for"],
                email=email,
            )
            return redirect(response)
    context = {"consultation": consultation, "form": form}
    return render(request, "partnership_board/answering/begin.html", context, status=status)


def by_private_address(view):
    """Decorator: gives the view the Response that its address is about, and the moment at which the request came."""

    @login_not_required
    @csrf_exempt
    @never_cache
    @require_http_methods(METHODS)
    @wraps(view)
    def asked(request, token):
        arrived_at = timezone.now()
        response = Response.of_token(token)
        if response is None:
            raise Http404("There is no answer at this address.")
        try:
            shown_page = view(request, response, arrived_at)
        except Response.DoesNotExist as error:  # erased in another window at this moment
            raise Http404("There is no answer at this address.") from error
        shown_page["X-Robots-Tag"] = "noindex"
        return shown_page

    return asked


@by_private_address
def answer(request, response, arrived_at):
    """The questions while it can be answered; after that, what was written, and whether it counts."""
    questions = list(response.consultation.questions.all())
    if request.method == "POST":
        return _take(request, response, questions, arrived_at)
    if not response.is_draft or not accepts(response.consultation, arrived_at):
        return _copy(request, response, questions)
    said = _said(response, questions)
    form = AnswersForm(said=said)
    if "check" in request.GET:
        # The way back from the check: what is missing is named at its question.
        form = AnswersForm(_as_typed(said), said=said)
    return render(request, "partnership_board/answering/questions.html", _context(request, response, form=form))


def _take(request, response, questions, arrived_at):
    """Keep what was typed, before anything else is asked about it."""
    said = said_in_form(questions, request.POST)
    try:
        actions.save_answers(response=response, said=said)
    except ValidationError as refusal:
        typed = [(question, shown(question, one)) for question, one in said.items() if one]
        context = {**_context(request, response), "typed": typed, "sentences": refusal.messages}
        return render(request, "partnership_board/answering/given_back.html", context, status=409)
    if not accepts(response.consultation, arrived_at):
        return redirect(f"{response.get_absolute_url()}?closed")
    if "check" not in request.POST:
        if response.email and not MAIL.too_many(request, person=response.email):
            actions.send_link(response=response)
        return redirect(reverse("consultation_answer_saved", args=[response.token]))
    if any(problem(question, one) for question, one in said.items()):
        return redirect(f"{response.get_absolute_url()}?check")
    return redirect(reverse("consultation_answer_check", args=[response.token]))


@by_private_address
def saved(request, response, arrived_at):
    """How to come back: the private address, shown and sent to whoever gives an email address."""
    if not response.is_draft:
        return redirect(response)
    form = EmailForm(request.POST if request.method == "POST" else None)
    mailed = False
    if form.is_valid():
        if MAIL.too_many(request, person=form.cleaned_data["email"]):
            form.add_error("email", _("We have written there several times already. Wait an hour, then try again."))
        else:
            response = actions.set_email(response=response, email=form.cleaned_data["email"])
            actions.send_link(response=response)
            mailed = True
    context = {**_context(request, response), "form": form, "mailed": mailed}
    return render(request, "partnership_board/answering/saved.html", context)


@by_private_address
def check(request, response, arrived_at):
    """Everything once more; then it is sent, once."""
    if not response.is_draft:
        return redirect(response)
    questions = list(response.consultation.questions.all())
    said = _said(response, questions)
    sentences = []
    if request.method == "POST":
        in_flood = ANSWERS.too_many(request)
        try:
            actions.submit_response(response=response, arrived_at=arrived_at, in_flood=in_flood)
        except ValidationError as refusal:
            sentences = refusal.messages
        else:
            return redirect(response)
    elif not accepts(response.consultation, arrived_at):
        return redirect(response)
    rows = [
        {
            "question": question,
            "lines": shown(question, one),
            "problem": problem(question, one),
            "at": name_of(question),
        }
        for question, one in said.items()
    ]
    context = {**_context(request, response), "rows": rows, "sentences": sentences, "empty": not any(said.values())}
    return render(request, "partnership_board/answering/check.html", context, status=409 if sentences else 200)


@by_private_address
def about_you(request, response, arrived_at):
    """The equality questions, once, after the answer was sent."""
    if response.is_draft or response.equality_asked or not response.consultation.asks_equality:
        return redirect(response)
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.give_equality_replies(response=response, replies=form.replies())
        return redirect(response)
    context = {**_context(request, response), "form": form}
    return render(request, "partnership_board/answering/about_you.html", context)


@by_private_address
def erase(request, response, arrived_at):
    """Asks first: it cannot be undone."""
    if request.method == "POST":
        actions.erase_own_answer(response=response)
        return redirect(f"{response.consultation.get_absolute_url()}?erased")
    return render(request, "partnership_board/answering/erase.html", _context(request, response))


def _copy(request, response, questions):
    said = _said(response, questions)
    rows = [{"question": question, "lines": shown(question, one)} for question, one in said.items()]
    context = {
        **_context(request, response),
        "rows": rows,
        "while_writing": "closed" in request.GET,
        "is_over": response.consultation.phase is Phase.CLOSED,
        "can_send_late": response.is_draft and response.consultation.takes_answers and any(said.values()),
    }
    return render(request, "partnership_board/answering/copy.html", context)


def _context(request, response, **more):
    return {
        "response": response,
        "consultation": response.consultation,
        "private_address": request.build_absolute_uri(response.get_absolute_url()),
        **more,
    }


def _said(response, questions):
    kept = {answer.question_id: answer for answer in response.answers.all()}
    return {question: said_in(kept[question.pk]) if question.pk in kept else NOTHING for question in questions}


def _as_typed(said):
    """What is kept, as a form that was sent: so that its problems are shown."""
    data = QueryDict(mutable=True)
    for question, one in said.items():
        data.setlist(name_of(question), [str(number) for number in one.choices] or [one.text])
    return data
