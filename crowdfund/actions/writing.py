"""Writing in an application: its parts, one at a time, and its documents.

Every writer keeps in a draft what it is given, complete or not: completeness.py says what is missing. What arrives
after the deadline is kept as well, in a draft that can no longer be submitted, and the answer says that it came late.

A submitted application may be changed until its deadline and counts all the while. So a change that would leave it
without something it needs is refused, and after the deadline every change is.
"""

from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from crowdfund import completeness, deadlines, permissions, questions
from crowdfund.actions.refusals import (
    AlreadyTaken,
    EditConflict,
    NoLongerWritable,
    NotAllowed,
    WouldBeUnfinished,
)
from crowdfund.models import Answer, Application, BudgetLine, Document, EligibilityAnswer, Part, SubsidyLine, Writer
from crowdfund.states import ApplicationState
from kentcivil.audit.history import because
from kentcivil.files import atomic_with_files, written


@dataclass
class Kept:
    """What became of a writing: the application, and whether it came after the deadline."""

    application: Application
    late: bool = False


def save_organisation(*, application, values, version, by, at=None):
    """Keep who the organisation is and whom to contact.

    :param values: some of legal_form, registered_number, contact_name, contact_role, contact_email, contact_phone.
    :param version: of the part when the page was opened; 0 for one never saved.
    :raises NotAllowed, NoLongerWritable, EditConflict: as `writing_in` says; so do all writers of a part.
    """
    with writing_in(application, completeness.ORGANISATION, version, by, at) as kept:
        _set(kept.application, values)
    return kept


def save_eligibility(*, application, answers, version, by, at=None):
    """:param answers: {question id: True for yes, False for no}; questions of other rounds are left out."""
    with writing_in(application, completeness.ELIGIBILITY, version, by, at) as kept:
        for question in kept.application.round.eligibility_questions.filter(pk__in=answers):
            EligibilityAnswer.objects.update_or_create(
                application=kept.application, question=question, defaults={"yes": answers[question.pk]}
            )
    return kept


def save_project(*, application, values, version, by, at=None):
    """Keep what the project is.

    :param values: some of project_title, project_summary, starts_on, ends_on, districts, objectives.
    :raises AlreadyTaken: when the organisation has another application with this title in this round.
    """
    single = {name: value for name, value in values.items() if name not in ("districts", "objectives")}
    if not single.get("project_title", True):
        del single["project_title"]
    try:
        with writing_in(application, completeness.PROJECT, version, by, at) as kept:
            _set(kept.application, single)
            for name in values.keys() & {"districts", "objectives"}:
                getattr(kept.application, name).set(values[name])
    except IntegrityError as error:
        if "application_once_for_a_project" not in str(error):
            raise
        raise AlreadyTaken("Your organisation has another application with this title in this round.") from error
    return kept


def save_answers(*, application, section, answers, version, by, at=None):
    """Keep the answers of one page of questions, as typed.

    :param answers: {question id: text}; questions of other sections are left out.
    """
    with writing_in(application, completeness.section_key(section), version, by, at) as kept:
        for question in section.questions.filter(pk__in=answers, section__round=kept.application.round):
            Answer.objects.update_or_create(
                application=kept.application,
                question=question,
                defaults={"text": questions.tidy(answers[question.pk])},
            )
    return kept


def save_budget(*, application, lines, amount_asked, version, by, at=None):
    """Keep the whole budget in place of the one before.

    :param lines: (BudgetLine.Kind, description, amount) in order; amounts are Decimals of pounds above nothing.
    :param amount_asked: a Decimal, or None while it is not known.
    """
    with writing_in(application, completeness.BUDGET, version, by, at) as kept:
        kept.application.budget_lines.all().delete()
        BudgetLine.objects.bulk_create(
            BudgetLine(application=kept.application, kind=kind, position=place, description=text, amount=amount)
            for place, (kind, text, amount) in enumerate(lines)
        )
        _set(kept.application, {"amount_asked": amount_asked})
    return kept


def save_subsidies(*, application, had_subsidies, lines, version, by, at=None):
    """Keep what subsidies the organisation says it has had, in place of what it said before.

    :param had_subsidies: True, False, or None where it has not said.
    :param lines: (giver, year in which the financial year begins, amount) in order.
    """
    with writing_in(application, completeness.SUBSIDY, version, by, at) as kept:
        kept.application.subsidy_lines.all().delete()
        SubsidyLine.objects.bulk_create(
            SubsidyLine(application=kept.application, position=place, giver=giver, year=year, amount=amount)
            for place, (giver, year, amount) in enumerate(lines)
        )
        _set(kept.application, {"had_subsidies": had_subsidies})
    return kept


def add_document(*, application, asked, checked, by, at=None):
    """Keep a document; one that was there for the same purpose is replaced, not deleted.

    :param asked: the DocumentAsked of the application's round.
    :param checked: what documents.check let through.
    """
    at = at or timezone.now()
    with writing_in(application, completeness.DOCUMENTS, None, by, at) as kept:
        if asked.round_id != kept.application.round_id:
            raise NotAllowed("This round does not ask for that document.")
        _replace(kept.application, asked, at)
        document = Document(
            application=kept.application,
            asked=asked,
            original_name=checked.name,
            content_type=checked.content_type,
            size=checked.size,
            sha256=checked.sha256,
            uploaded_at=at,
            uploaded_by=by,
        )
        document.file.save(checked.name, checked.file, save=False)
        written(document.file)
        document.save()
    return kept


def remove_document(*, application, asked, by, at=None):
    """Take a document out of the application; the file is kept among the replaced ones."""
    at = at or timezone.now()
    with writing_in(application, completeness.DOCUMENTS, None, by, at) as kept:
        _replace(kept.application, asked, at)
    return kept


def _replace(application, asked, at):
    application.documents.current().filter(asked=asked).update(replaced_at=at)


def _set(application, values):
    for name, value in values.items():
        setattr(application, name, value)
    application.save(update_fields=[*values])


@contextmanager
def writing_in(application, key, version, by, at):
    """The frame around every writing: lock the application, check who and when, count the part's version up.

    :param version: None where an older page does no harm.
    :raises NotAllowed: when the person may not write in it.
    :raises NoLongerWritable: when it was withdrawn, or submitted and its time is over.
    :raises EditConflict: when the part has another version by now.
    :raises WouldBeUnfinished: when it is submitted and the change would leave it without something it needs.
    """
    at = at or timezone.now()
    with atomic_with_files():
        locked = _locked(application)
        if not permissions.can_read(by, locked):
            raise NotAllowed("You do not speak for this organisation.")
        late = not deadlines.accepts(locked.round, at, locked.used_pass)
        submitted = locked.state == ApplicationState.SUBMITTED
        if not permissions.can_write(by, locked) or (submitted and late):
            raise NoLongerWritable(f"This application is {locked.get_state_display().lower()}.")
        part = locked.parts.filter(key=key).select_related("saved_by").first() or Part(application=locked, key=key)
        if part.pk is None:
            part.version = 0
        if version is not None and version != part.version:
            raise EditConflict(part)
        before = _problems(locked) if submitted else []
        with because(_reason(late, submitted), by=by):
            yield Kept(locked, late)
            part.version += 1
            part.saved_at, part.saved_by = at, by
            part.save()
            locked.changed_at = at
            locked.edited_at = at if submitted else None
            locked.save(update_fields=["changed_at", "edited_at"])
            Writer.objects.get_or_create(application=locked, user=by, defaults={"since": at})
        if submitted and (new := [one for one in _problems(locked) if one not in before]):
            raise WouldBeUnfinished(new)


def _locked(application):
    return (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round", "organisation", "late_pass")
        .get(pk=application.pk)
    )


def _reason(late, submitted):
    if late:
        return "Written after the deadline, not counted"
    return "Changed after it was submitted" if submitted else "Application written"


def _problems(application):
    """All that an application lacks now, in the order of the task list."""
    whole = Application.objects.whole().get(pk=application.pk)
    return [problem for part in completeness.parts(whole) for problem in part.problems]
