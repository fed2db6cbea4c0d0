"""The board's things for tests."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from django.core.files.uploadedfile import SimpleUploadedFile

from kentcivil.accounts.roles import Role
from partnership_board import actions, models
from partnership_board.states import EditionState, MeetingState, PublicationState
from tests.factories import UserFactory

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2022, 5, 3, 10, 0, tzinfo=LONDON)


def pdf(name="paper.pdf", text="A paper"):
    """The smallest file that every reader takes for a PDF, with some text in it."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + text.encode() + b"\n%%EOF\n", "application/pdf")


def person_in(role, **fields):
    """A member of staff who holds a role."""
    from django.contrib.auth.models import Group

    user = UserFactory(is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def officer(**fields):
    return person_in(Role.BOARD_OFFICER, **fields)


class BodyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Body

    name = factory.Sequence(lambda n: f"Working group {n}")
    slug = factory.Sequence(lambda n: f"working-group-{n}")
    code = factory.Sequence(lambda n: f"W{chr(65 + n // 676 % 26)}{chr(65 + n // 26 % 26)}{chr(65 + n % 26)}")
    purpose = "To look at one thing closely."


class TermsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.TermsOfReference

    body = factory.SubFactory(BodyFactory)
    number = factory.Sequence(lambda n: n + 1)
    starts_on = date(2021, 1, 1)


class PersonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Person

    name = factory.Faker("name", locale="en_GB")
    capacity = "Chair of a charity"


class SeatFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Seat

    body = factory.SubFactory(BodyFactory)
    title = factory.Sequence(lambda n: f"Seat {n}")
    nominated_by = "The district councils"


class TermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Term

    seat = factory.SubFactory(SeatFactory)
    person = factory.SubFactory(PersonFactory)
    starts_on = date(2021, 1, 1)


class MeetingFactory(factory.django.DjangoModelFactory):
    """A draft; `published=True` gives one that everybody sees, with an agenda of one item."""

    class Meta:
        model = models.Meeting
        skip_postgeneration_save = True

    class Params:
        published = factory.Trait(state=MeetingState.PUBLISHED, published_at=NOW - timedelta(days=30))

    body = factory.SubFactory(BodyFactory)
    title = factory.Sequence(lambda n: f"Meeting number {n}")
    starts_at = NOW + timedelta(days=9)
    ends_at = factory.LazyAttribute(lambda meeting: meeting.starts_at + timedelta(hours=2))
    place = "Sessions House, Maidstone"


class AgendaItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Item about subject {n}")


def paper_for(item, *, by, title="Report", text="A paper", exemption=None):
    return actions.add_paper(
        item=item, title=title, upload=pdf(text=text), by=by, exemption=exemption, late_reason="It could not wait."
    )


class ActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Action

    body = factory.SubFactory(BodyFactory)
    title = factory.Sequence(lambda n: f"Do thing {n}")
    owner = factory.SubFactory(PersonFactory)
    due_on = NOW.date() + timedelta(days=14)


class StrategyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Strategy

    title = "Civil Society Strategy for Kent"
    slug = factory.Sequence(lambda n: f"strategy-{n}")
    purpose = "To work with civil society every day."
    period = "2021-22 to 2024"
    starts_on = date(2022, 4, 1)
    next_full_review = "2024"
    state = PublicationState.PUBLISHED


class ObjectiveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Objective

    strategy = factory.SubFactory(StrategyFactory)
    title = "Support organisations"
    slug = factory.Sequence(lambda n: f"objective-{n}")


class CommitmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Commitment

    objective = factory.SubFactory(ObjectiveFactory)
    title = factory.Sequence(lambda n: f"Promise number {n}")
    slug = factory.Sequence(lambda n: f"promise-{n}")
    owner = factory.SubFactory(PersonFactory)
    measure = "Organisations advised in a year"
    baseline = "120 in 2020-21"
    target = "200 by March 2024"
    next_review_on = NOW.date() + timedelta(days=60)
    state = PublicationState.PUBLISHED


class MilestoneFactory(factory.django.DjangoModelFactory):
    """A milestone of a commitment; `commitment=None, strategy=…` gives a step of the next full review."""

    class Meta:
        model = models.Milestone

    commitment = factory.SubFactory(CommitmentFactory)
    title = factory.Sequence(lambda n: f"Step number {n}")
    due_on = NOW.date() + timedelta(days=30)


class EditionFactory(factory.django.DjangoModelFactory):
    """A draft with one section; `published=True` gives one that everybody sees."""

    class Meta:
        model = models.Edition
        skip_postgeneration_save = True

    strategy = factory.SubFactory(StrategyFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Text number {n}")
    dated = date(2022, 4, 1)

    @factory.post_generation
    def published(edition, create, extracted, **kwargs):
        SectionFactory(edition=edition, slug="purpose", heading="What it is for")
        if extracted:
            edition.state, edition.published_at = EditionState.PUBLISHED, NOW
            edition.save()


class SectionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Section

    edition = factory.SubFactory(EditionFactory)
    order = factory.Sequence(lambda n: n)
    heading = factory.Sequence(lambda n: f"Part {n}")
    slug = factory.Sequence(lambda n: f"part-{n}")
    text = "We work together."


def seated(body, *names, **fields):
    """Seats of a body, each held by somebody of that name; returns the people."""
    return [
        TermFactory(seat__body=body, seat__order=place, person__name=name, **fields).person
        for place, name in enumerate(names)
    ]


def held_meeting(*names, by, body=None, **fields):
    """A meeting that began an hour ago and was recorded as held, at which these people were; it has one public item."""
    body = body or BodyFactory()
    seated(body, *names)
    meeting = MeetingFactory(body=body, published=True, starts_at=NOW - timedelta(hours=1), **fields)
    AgendaItemFactory(meeting=meeting, number=1, title="Rooms for groups")
    actions.hold_meeting(meeting=meeting, by=by)
    rows = {row: {"came": "member", "substitute": None, "online": False} for row in meeting.attendances.all()}
    actions.record_attendance(meeting=meeting, rows=rows, by=by)
    return models.Meeting.objects.get(pk=meeting.pk)


def minuted(meeting, *, by, text="We talked about rooms.", state="draft", at_meeting=None):
    """Its minutes, in a state; for approved ones a later meeting is held."""
    actions.write_minutes(meeting=meeting, entries={meeting.items.first(): text}, by=by)
    if state != "draft":
        actions.circulate_minutes(meeting=meeting, by=by)
    if state == "approved":
        later = at_meeting or MeetingFactory(
            body=meeting.body, published=True, starts_at=NOW - timedelta(minutes=30), title="The next one"
        )
        actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
    return models.Minutes.objects.get(meeting=meeting)


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Interest

    person = factory.SubFactory(PersonFactory)
    kind = "trustee"
    description = factory.Sequence(lambda n: f"Trustee of charity {n}")
    registered_on = date(2022, 1, 1)
