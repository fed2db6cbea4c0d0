"""Versions of the strategy's text: begun, begun again from one that is published, published."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kentcivil.audit.history import because
from partnership_board import notices, permissions
from partnership_board.actions.writing import check, check_actor, locked, save
from partnership_board.models import Edition, Section, Strategy
from partnership_board.states import EDITION, EditionState, PublicationState


@transaction.atomic
def start_edition(*, strategy, title, dated, by, sections_of=None, **said):
    """Begin a version as a draft, with the next number of its strategy.

    :param dated: the date it is from.
    :param sections_of: an Edition whose sections it starts with, each with its address.
    :param said: in_force, step, what_changed of Edition.
    """
    check_actor(permissions.can_manage_strategies(by))
    # Versions of a strategy are numbered one at a time.
    strategy = locked(Strategy, strategy)
    highest = strategy.editions.aggregate(highest=Max("number"))["highest"] or 0
    with because("Version of the strategy begun", by=by):
        edition = Edition.objects.create(strategy=strategy, number=highest + 1, title=title, dated=dated, **said)
        if sections_of is not None:
            Section.objects.bulk_create(
                Section(
                    edition=edition,
                    order=one.order,
                    level=one.level,
                    heading=one.heading,
                    slug=one.slug,
                    text=one.text,
                )
                for one in sections_of.sections.all()
            )
    return edition


@transaction.atomic
def publish_edition(*, edition, by):
    """Make a version public. From then on the database never lets it change.

    :raises ValidationError: when it is public already, says nothing, or its strategy is not public.
    """
    check_actor(permissions.can_manage_strategies(by))
    strategy = locked(Strategy, edition.strategy)
    edition = locked(Edition, edition)
    check(EDITION, edition, EditionState.PUBLISHED)
    if strategy.state != PublicationState.PUBLISHED:
        raise ValidationError(_("Publish the strategy before a version of its text."), code="state")
    if not edition.sections.exists():
        raise ValidationError(_("This version says nothing yet. Write its sections first."), code="empty")
    edition.state = EditionState.PUBLISHED
    edition.published_at = timezone.now()
    save(edition, ["state", "published_at"], "Version of the strategy published", by)
    notices.edition_published(edition)
    return edition
