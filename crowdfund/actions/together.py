"""Several people on one application, and one application after another: who may write, and what is copied."""

from django.db import transaction
from django.utils import timezone

from crowdfund import completeness, permissions
from crowdfund.actions.refusals import NotAllowed
from crowdfund.models import Answer, Application, BudgetLine, CoApplicant, Part
from kentcivil.audit.history import because
from organisations.models import Membership

COPIED = ["legal_form", "registered_number", "contact_role", "contact_phone", "project_summary", "amount_asked"]


@transaction.atomic
def set_may_write(*, application, person, may_write, by):
    """Let a colleague write in an application, or only read it.

    :raises NotAllowed: for anybody but an owner of the organisation's entry and whoever started the application; and
        for one who does not speak for the organisation, an owner, or oneself.
    """
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    locked = locked.get(pk=application.pk)
    if not permissions.can_choose_writers(by, locked):
        raise NotAllowed("Only an owner of the entry, or whoever started the application, may do that.")
    colleague = locked.organisation.memberships.filter(user=person).exclude(user=by).first()
    if colleague is None or colleague.role == Membership.Role.OWNER:
        raise NotAllowed("You can choose this for colleagues who are no owners of the entry.")
    with because("Who may write was chosen", by=by):
        CoApplicant.objects.update_or_create(application=locked, user=person, defaults={"may_write": may_write})


@transaction.atomic
def copy_answers(*, application, source, by, at=None):
    """Copy what fits from an earlier application of the same organisation into a draft that is still empty.

    Answers go where a question has the same text and kind. Documents, bank details, dates, what was said about who
    can apply and about subsidies are asked anew.

    :returns: how many answers were copied.
    :raises NotAllowed: when the person may not write in the draft, or the source is another organisation's.
    """
    at = at or timezone.now()
    locked = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    locked = locked.get(pk=application.pk)
    source = Application.objects.whole().get(pk=source.pk)
    if not permissions.can_write(by, locked) or source.organisation_id != locked.organisation_id:
        raise NotAllowed("You can copy from applications of your own organisation.")
    if locked.parts.exists():
        raise NotAllowed("You can copy only into an application that is still empty.")
    with because("Copied from an earlier application", by=by):
        for name in COPIED:
            setattr(locked, name, getattr(source, name))
        locked.changed_at = at
        locked.save(update_fields=[*COPIED, "changed_at"])
        locked.districts.set(source.districts.all())
        locked.objectives.set(locked.round.objectives.filter(pk__in=[one.pk for one in source.objectives.all()]))
        BudgetLine.objects.bulk_create(
            BudgetLine(
                application=locked,
                kind=line.kind,
                position=line.position,
                description=line.description,
                amount=line.amount,
            )
            for line in source.budget_lines.all()
        )
        copied, sections = _answers(locked, source)
        keys = [completeness.ORGANISATION, completeness.PROJECT, completeness.BUDGET, *sections]
        Part.objects.bulk_create(Part(application=locked, key=key, saved_at=at, saved_by=by) for key in keys)
    return copied


def _answers(application, source):
    """Copy the answers that fit. :returns: how many, and the keys of the sections that have some."""
    texts = {_same(answer.question): answer.text for answer in source.answers.select_related("question") if answer.text}
    copied, sections = [], []
    for section in application.round.sections.prefetch_related("questions"):
        found = [one for one in section.questions.all() if _same(one) in texts]
        copied += [Answer(application=application, question=one, text=texts[_same(one)]) for one in found]
        if found:
            sections.append(completeness.section_key(section))
    Answer.objects.bulk_create(copied)
    return len(copied), sections


def _same(question):
    return question.kind, " ".join(question.text.split()).casefold()
