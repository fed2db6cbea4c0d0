"""The parts of an application, and what each still lacks. The task list, the forms and `submit` all ask here.

Takes an application loaded with `Application.objects.whole()`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from crowdfund import bank, caps, questions, subsidies
from crowdfund.amounts import pounds

ORGANISATION, ELIGIBILITY, PROJECT, BUDGET, DOCUMENTS = "organisation", "eligibility", "project", "budget", "documents"
LONGEST = timedelta(days=3653)
"""From the start of a project to a round, and from the round to the project's end; beyond, somebody mistyped a year."""
SUBSIDY, BANK, EQUALITY = "subsidies", "bank-details", "equality"


def section_key(section):
    return f"questions/{section.slug}"


class Status(StrEnum):
    NOT_STARTED = "Not started"
    IN_PROGRESS = "In progress"
    COMPLETED = "Completed"
    OPTIONAL = "Optional"


@dataclass(frozen=True)
class Problem:
    """What is missing or wrong: the form field that it belongs to (empty for the whole part) and a sentence."""

    field: str
    sentence: str


@dataclass(frozen=True)
class PartState:
    """One line of the task list."""

    key: str
    title: str
    status: Status
    problems: list = field(default_factory=list)
    saved: object = None

    @property
    def address(self):
        return f"{self.key}/"


def parts(application):
    """Every part of an application in the order of the task list, each with what it lacks."""
    saved = {part.key: part for part in application.parts.all()}
    states = []
    for key, title, problems in _all(application):
        started = key in saved
        if problems:
            status = Status.IN_PROGRESS if started else Status.NOT_STARTED
        else:
            status = Status.COMPLETED if started else Status.OPTIONAL
        states.append(PartState(key, title, status, problems, saved.get(key)))
    return states


def problems_of(application, key):
    """What one part lacks.

    :raises KeyError: when the application has no such part.
    """
    return {state.key: state.problems for state in parts(application)}[key]


def is_complete(application):
    return not any(state.problems for state in parts(application))


def _all(application):
    yield ORGANISATION, "Your organisation and contact", _organisation(application)
    if application.round.eligibility_questions.all():
        yield ELIGIBILITY, "Whether you can apply", _eligibility(application)
    yield PROJECT, "About the project", _project(application)
    answers = {answer.question_id: answer.text for answer in application.answers.all()}
    for section in application.round.sections.all():
        yield section_key(section), section.title, _section(section, answers)
    yield BUDGET, "Budget", _budget(application)
    if application.round.documents_asked.all():
        yield DOCUMENTS, "Documents", _documents(application)
    yield SUBSIDY, "Subsidies you have had", _subsidies(application)
    if bank.is_set_up():
        yield BANK, "Bank details", []
    yield EQUALITY, "Equality questions", []


def _organisation(application):
    asked = {
        "legal_form": "Choose what kind of organisation you are",
        "contact_name": "Enter the name of the person we should contact",
        "contact_email": "Enter the email address of the person we should contact",
        "contact_phone": "Enter a phone number for the person we should contact",
    }
    return [Problem(name, sentence) for name, sentence in asked.items() if not getattr(application, name)]


def _eligibility(application):
    given = {answer.question_id: answer.yes for answer in application.eligibility_answers.all()}
    problems = []
    for question in application.round.eligibility_questions.all():
        name = f"question_{question.pk}"
        if question.pk not in given:
            problems.append(Problem(name, f"Choose yes or no for “{question.text}”"))
        elif given[question.pk] == question.rules_out:
            problems.append(Problem(name, question.why))
    return problems


def _project(application):
    problems = []
    if not application.project_title:
        problems.append(Problem("project_title", "Enter what the project is called"))
    if not application.project_summary:
        problems.append(Problem("project_summary", "Say in a sentence or two what the project will do"))
    if not application.districts.all():
        problems.append(Problem("districts", "Choose where in Kent the people are whom the project helps"))
    if application.round.objectives.all() and not application.objectives.all():
        problems.append(Problem("objectives", "Choose at least one objective that the project serves"))
    if not application.starts_on:
        problems.append(Problem("starts_on", "Enter the date on which the project starts"))
    elif application.starts_on < (application.round.opens_at - LONGEST).date():
        problems.append(Problem("starts_on", "Look at the year: a project cannot have begun ten years ago"))
    if not application.ends_on:
        problems.append(Problem("ends_on", "Enter the date on which the project ends"))
    elif application.starts_on and application.ends_on < application.starts_on:
        problems.append(Problem("ends_on", "The project must end on or after the day it starts"))
    elif application.ends_on > (application.round.closes_at + LONGEST).date():
        problems.append(Problem("ends_on", "Look at the year: a project must end within ten years"))
    return problems


def _section(section, answers):
    found = [
        (question, questions.problem(question, answers.get(question.pk, ""))) for question in section.questions.all()
    ]
    return [Problem(f"question_{question.pk}", sentence) for question, sentence in found if sentence]


def _budget(application):
    if not application.lines("cost"):
        return [Problem("", "Add at least one project cost")]
    target = application.target()
    if target <= 0:
        return [
            Problem(
                "",
                f"Your income from elsewhere ({pounds(application.income())}) covers the project's costs "
                f"({pounds(application.costs())}). There is nothing left to crowdfund",
            )
        ]
    asked = application.amount_asked
    if not asked:
        return [Problem("amount_asked", "Enter how much you ask from the public funds")]
    districts = [district.code for district in application.districts.all()]
    limit = caps.limit(application.round, application.round.round_funds.all(), target, districts)
    if asked > limit.amount:
        return [Problem("amount_asked", f"{limit.sentence} You asked for {pounds(asked)}")]
    return []


def _documents(application):
    given = {document.asked_id for document in application.current_documents}
    return [
        Problem(f"document_{asked.pk}", f"Upload: {asked.name}")
        for asked in application.round.documents_asked.all()
        if asked.required and asked.pk not in given
    ]


def _subsidies(application):
    if application.had_subsidies is None:
        return [Problem("had_subsidies", "Choose whether your organisation has had subsidies")]
    lines = application.subsidy_lines.all()
    if application.had_subsidies and not lines:
        return [Problem("", "Add each subsidy that your organisation has had")]
    asked, room = application.amount_asked or 0, subsidies.room_left(lines)
    if asked > room:
        return [
            Problem(
                "",
                f"With what you ask for ({pounds(asked)}) your organisation would have had more than "
                f"{pounds(subsidies.LIMIT)} in three financial years. That is the most the law allows without a "
                "longer check. Ask for less, or ask us",
            )
        ]
    return []
