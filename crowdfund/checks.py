"""What the portal finds when it looks at a case before a person does. It only reads, and decides nothing."""

from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models.functions import Lower
from django.utils import timezone

from crowdfund import caps, subsidies, subsidy
from crowdfund.amounts import pounds
from crowdfund.models import Application, Check
from crowdfund.states import FALLEN, Outcome
from organisations.models import Identifier, RegisteredCharity

FINE, LOOK, WRONG = Check.Finding.FINE, Check.Finding.LOOK, Check.Finding.WRONG
ALIKE = 0.35
"""From here on two project titles are put before a person as perhaps the same; PostgreSQL's trigram similarity."""


@dataclass(frozen=True)
class Found:
    finding: str
    sentences: str


def found_in(application, day=None):
    """What each check finds, as {Check.Kind: Found}.

    :param application: loaded with `Application.objects.whole()`.
    :param day: the date in London that financial years are counted from; today when left out.
    """
    day = day or timezone.localdate()
    return {
        Check.Kind.ELIGIBILITY: _eligibility(application),
        Check.Kind.DUE_DILIGENCE: _due_diligence(application),
        Check.Kind.REGISTER: _register(application),
        Check.Kind.REPEAT: _repeat(application),
        Check.Kind.AREA: _area(application),
        Check.Kind.SUBSIDY: _subsidy(application, day),
    }


def _eligibility(application):
    questions = application.round.eligibility_questions.all()
    if not questions:
        return Found(LOOK, "The round asked nothing about who can apply.")
    given = {answer.question_id: answer.yes for answer in application.eligibility_answers.all()}
    against = [one for one in questions if given.get(one.pk) == one.rules_out]
    silent = [one for one in questions if one.pk not in given]
    if against:
        return Found(WRONG, " ".join(f"“{one.text}” was answered in a way that rules it out." for one in against))
    if silent:
        return Found(LOOK, " ".join(f"“{one.text}” was not answered." for one in silent))
    return Found(FINE, "Every question was answered as it should be.")


def _due_diligence(application):
    given = {document.asked_id for document in application.current_documents}
    asked = application.round.documents_asked.all()
    missing = [one.name for one in asked if one.pk not in given]
    if not asked:
        return Found(LOOK, "The round asked for no documents.")
    if missing:
        return Found(LOOK, f"Not given: {', '.join(missing)}. A person must read what was given.")
    return Found(FINE, "Every document is there. A person must read them.")


def _register(application):
    numbers = _charity_numbers(application)
    rows = RegisteredCharity.objects.filter(number__in=numbers, linked_number=0).order_by("number")
    problems = [sentence for row in rows for sentence in _troubles(row)]
    if problems:
        return Found(WRONG, " ".join(problems))
    if rows:
        return Found(FINE, " ".join(f"{row.name} ({row.number}) is registered." for row in rows))
    if numbers:
        return Found(LOOK, f"The register, as we have it, does not know {', '.join(sorted(numbers))}.")
    if application.legal_form == Application.LegalForm.CHARITY:
        return Found(LOOK, "It says that it is a registered charity, and neither it nor the directory has a number.")
    return Found(LOOK, f"No charity number. It says that it is: {application.get_legal_form_display() or 'nothing'}.")


def _charity_numbers(application):
    known = application.organisation.identifiers.filter(scheme=Identifier.Scheme.CHARITY)
    typed = application.registered_number.strip()
    numbers = {number.split("-")[0] for number in known.values_list("number", flat=True)}
    return numbers | ({typed} if typed.isdigit() and len(typed) in (6, 7) else set())


def _troubles(row):
    if row.status == RegisteredCharity.Status.REMOVED:
        yield f"{row.name} ({row.number}) was removed from the register."
    if row.is_insolvent:
        yield f"The register says that {row.name} is insolvent."
    if row.in_administration:
        yield f"The register says that {row.name} is in administration."


def _repeat(application):
    earlier = Application.objects.filter(organisation=application.organisation).exclude(pk=application.pk)
    funded = earlier.filter(award__isnull=False).exclude(award__state__in=FALLEN) | earlier.filter(
        case__outcome=Outcome.FUND, case__announced_at__isnull=False, award=None
    )
    alike = (
        earlier.exclude(round=application.round)
        .annotate(alike=TrigramSimilarity(Lower("project_title"), application.project_title.lower()))
        .filter(alike__gte=ALIKE)
    )
    sentences = [f"Funded before: {_cited(one)}." for one in funded.distinct().select_related("round").order_by("pk")]
    funded_keys = {one.pk for one in funded}
    sentences += [
        f"A title much like this one: {_cited(one)}."
        for one in alike.select_related("round").order_by("pk")
        if one.pk not in funded_keys
    ]
    if sentences:
        return Found(LOOK, " ".join([*sentences, "A project is funded once only: is this one distinct?"]))
    return Found(FINE, "The organisation has no funded project here, and no earlier application with such a title.")


def _cited(application):
    return f"“{application.project_title}” ({application.reference}, {application.round.title})"


def _area(application):
    districts = list(application.districts.all())
    outside = [one.name for one in districts if not one.in_kent]
    if not districts:
        return Found(LOOK, "It does not say where the people are whom it helps.")
    codes = [one.code for one in districts]
    covering = [one.fund.name for one in application.round.round_funds.all() if caps.covers(one, codes)]
    if len(outside) == len(districts) or not covering:
        return Found(WRONG, "No fund of this round covers where the project is.")
    where = f"{', '.join(one.name for one in districts)}: covered by {', '.join(covering)}."
    return Found(LOOK if outside else FINE, f"{where} Outside Kent: {', '.join(outside)}." if outside else where)


def _subsidy(application, day):
    here = subsidy.given_here(application.organisation, day)
    declared = subsidy.declared(application)
    asked = application.amount_asked or 0
    total = here + (declared or 0) + asked
    years = f"since {subsidy.window_start(day):%-d %B %Y}"
    sentences = (
        f"Offered on this portal {years}: {pounds(here)}. "
        f"Declared by the applicant: {'nothing said' if declared is None else pounds(declared)}. "
        f"Asked now: {pounds(asked)}. Together {pounds(total)} of at most {pounds(subsidies.LIMIT)}."
    )
    if total > subsidies.LIMIT:
        return Found(WRONG, sentences)
    return Found(LOOK if declared is None else FINE, sentences)
