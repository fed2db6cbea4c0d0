"""An application as it is read: on the page where answers are checked, in the email, and by officers."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import capfirst

from crowdfund import completeness, questions, subsidies
from crowdfund.amounts import pounds

NONE = "Not answered"


@dataclass(frozen=True)
class Row:
    question: str
    answer: str
    document: object = None


@dataclass(frozen=True)
class SheetPart:
    key: str
    title: str
    rows: list = field(default_factory=list)

    @property
    def address(self):
        return f"{self.key}/"


def sheet(application):
    """Every part with its questions and answers, in the order of the task list. What is kept apart is left out.

    :param application: loaded with `Application.objects.whole()`.
    """
    return [
        SheetPart(state.key, state.title, [row for row in _rows(application, state.key) if row is not None])
        for state in completeness.parts(application)
        if state.key not in (completeness.BANK, completeness.EQUALITY)
    ]


def _rows(application, key):
    simple = {
        completeness.ORGANISATION: _organisation,
        completeness.ELIGIBILITY: _eligibility,
        completeness.PROJECT: _project,
        completeness.BUDGET: _budget,
        completeness.DOCUMENTS: _documents,
        completeness.SUBSIDY: _subsidies,
    }
    if key in simple:
        return simple[key](application)
    return _section(application, key)


def _organisation(application):
    return [
        Row("Organisation", application.organisation_name or application.organisation.name),
        Row("Kind of organisation", application.get_legal_form_display() or NONE),
        Row("Charity or company number", application.registered_number or "None given"),
        Row("Contact", application.contact_name or NONE),
        Row("Role", application.contact_role or "None given"),
        Row("Email address", application.contact_email or NONE),
        Row("Phone number", application.contact_phone or NONE),
    ]


def _eligibility(application):
    given = {answer.question_id: answer.get_yes_display() for answer in application.eligibility_answers.all()}
    return [Row(one.text, given.get(one.pk, NONE)) for one in application.round.eligibility_questions.all()]


def _project(application):
    return [
        Row("Project", application.project_title),
        Row("What it will do", application.project_summary or NONE),
        Row("Where", ", ".join(district.name for district in application.districts.all()) or NONE),
        Row("Objectives", ", ".join(one.name for one in application.objectives.all()) or NONE),
        Row("Starts", _day(application.starts_on)),
        Row("Ends", _day(application.ends_on)),
    ]


def _section(application, key):
    answers = {answer.question_id: answer.text for answer in application.answers.all()}
    return [
        Row(question.text, questions.shown(question, answers.get(question.pk, "")) or NONE)
        for section in application.round.sections.all()
        if completeness.section_key(section) == key
        for question in section.questions.all()
    ]


def _budget(application):
    rows = [Row(capfirst(line.description), pounds(line.amount)) for line in application.lines("cost")]
    rows.append(Row("All project costs", pounds(application.costs())))
    rows += [Row(f"Income: {line.description}", pounds(line.amount)) for line in application.lines("income")]
    asked = application.amount_asked
    return [
        *rows,
        Row("All income from elsewhere", pounds(application.income())),
        Row("Crowdfunding target", pounds(application.target())),
        Row("Asked from the public funds", NONE if asked is None else pounds(asked)),
    ]


def _documents(application):
    given = {document.asked_id: document for document in application.current_documents}
    return [
        Row(asked.name, given[asked.pk].original_name if asked.pk in given else "Not uploaded", given.get(asked.pk))
        for asked in application.round.documents_asked.all()
    ]


def _subsidies(application):
    had = {True: "Yes", False: "No", None: NONE}[application.had_subsidies]
    lines = application.subsidy_lines.all()
    rows = [Row("Subsidies in this and the two financial years before", had)]
    rows += [Row(f"{line.giver}, {subsidies.shown(line.year)}", pounds(line.amount)) for line in lines]
    return [*rows, Row("All subsidies in the three years", pounds(subsidies.total(lines)))] if lines else rows


def _day(date):
    return date_format(date, "j F Y") if date else NONE
