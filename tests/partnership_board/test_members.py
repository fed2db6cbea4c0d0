"""A member's own page: meetings, reading, apologies, actions, interests; and the register as it stood."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from kentcivil.mail.models import Message
from partnership_board import actions
from partnership_board.exemptions import Exemption
from partnership_board.models import Attendance, Interest, Substitute
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    InterestFactory,
    MeetingFactory,
    PersonFactory,
    TermFactory,
    held_meeting,
    officer,
    paper_for,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def member(client):
    """The Person of somebody signed in, who holds a seat."""
    user = UserFactory(email="ann@example.org")
    client.force_login(user)
    return TermFactory(person__user=user, person__name="Ann Bell").person


@pytest.fixture
def meeting(member, by):
    meeting = AgendaItemFactory(meeting__body=member.terms.get().seat.body, title="Rooms").meeting
    return actions.publish_meeting(meeting=meeting, by=by)


def _page(client):
    response = client.get("/my/board/")
    assert response.status_code == 200
    return response.content.decode()


class TestMeetings:
    def test_the_next_meeting_is_there_with_what_to_read(self, client, member, meeting, by):
        item = meeting.items.get()
        paper_for(item, by=by, title="Report on rooms")
        paper_for(item, by=by, title="Rents that we were offered", exemption=Exemption.BUSINESS)
        page = _page(client)
        for words in ("No answer yet", "12 May 2022", "Report on rooms", "Rents that we were offered", "Not public"):
            assert words in page

    def test_apologies_take_one_click_and_so_does_coming(self, client, member, meeting):
        row = meeting.attendances.get()
        for answer, shown in [("apologies", "Apologies</strong>"), ("coming", "Coming</strong>")]:
            page = client.post(reverse("board_reply", args=[row.pk]), {"reply": answer}, follow=True).content.decode()
            assert "Your answer is recorded" in page
            assert shown in page

    def test_a_named_substitute_stands_in_by_one_click_and_reads_the_papers(self, client, member, meeting, by):
        row = meeting.attendances.get()
        closed = paper_for(meeting.items.get(), by=by, title="Rents", exemption=Exemption.BUSINESS)
        stand_in = PersonFactory(name="Sue Stand", user=UserFactory())
        Substitute.objects.create(seat=row.seat, person=stand_in, starts_on=date(2022, 1, 1))
        Substitute.objects.create(
            seat=row.seat, person=PersonFactory(name="Gone"), starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1)
        )
        page = _page(client)
        assert "Sue Stand stands in" in page
        assert "Gone stands in" not in page
        reply = reverse("board_reply", args=[row.pk])
        assert (
            "Sue Stand stands in"
            in client.post(reply, {"reply": f"substitute-{stand_in.pk}"}, follow=True).content.decode()
        )
        client.force_login(stand_in.user)
        assert "You stand in for Ann Bell." in _page(client)
        assert client.get(closed.get_absolute_url()).status_code == 200
        assert client.post(reply, {"reply": "coming"}).status_code == 404

    @pytest.mark.parametrize("answer", ["", "perhaps", "substitute-x", "substitute-0"])
    def test_an_answer_that_is_none_is_not_taken(self, client, meeting, answer):
        row = meeting.attendances.get()
        assert client.post(reverse("board_reply", args=[row.pk]), {"reply": answer}).status_code == 404

    def test_only_named_substitutes_stand_in(self, client, meeting, by, time_machine):
        row, stranger = meeting.attendances.get(), PersonFactory()
        address = reverse("board_reply", args=[row.pk])
        page = client.post(address, {"reply": f"substitute-{stranger.pk}"}, follow=True).content.decode()
        assert "not named as a substitute" in page
        with pytest.raises(ValidationError, match="Only who does not come"):
            actions.reply_to_invitation(attendance=row, reply="coming", substitute=stranger, by=by)
        time_machine.move_to(meeting.starts_at, tick=False)
        assert "This meeting has begun" in client.post(address, {"reply": "coming"}, follow=True).content.decode()
        assert Attendance.objects.get().reply == ""

    def test_members_are_told_by_email_and_those_of_other_bodies_are_not(self, client, meeting, by):
        TermFactory(person__user=UserFactory(email="other@example.org"))
        assert [mail.to for mail in Message.objects.all()] == ["ann@example.org"]
        assert "/my/board/" in Message.objects.get().text
        actions.move_meeting(
            meeting=meeting,
            starts_at=NOW + timedelta(days=20),
            ends_at=NOW + timedelta(days=20, hours=1),
            place="Ashford",
            reason="The room is flooded.",
            by=by,
        )
        actions.cancel_meeting(meeting=meeting, reason="Too few can come.", by=by)
        subjects = list(Message.objects.order_by("pk").values_list("subject", flat=True))
        assert [subject.split(" ")[0] for subject in subjects[1:]] == ["Moved:", "Cancelled:"]
        assert "flooded" in Message.objects.order_by("pk")[1].text

    def test_an_email_says_nothing_of_what_is_not_public(self, client, meeting, by):
        Message.objects.all().delete()
        paper_for(meeting.items.get(), by=by, title="Zanzibar rents", exemption=Exemption.BUSINESS)
        paper_for(meeting.items.get(), by=by, title="Open rooms")
        closed, public = Message.objects.order_by("pk")
        assert "Zanzibar" not in closed.text + closed.subject
        assert "sign in to read it" in closed.text
        assert "Open rooms" in public.text


class TestTheRest:
    def test_it_is_nobody_elses(self, client):
        assert client.get("/my/board/").status_code == 302
        client.force_login(UserFactory())
        assert client.get("/my/board/").status_code == 404

    def test_it_is_there_for_somebody_with_nothing(self, client):
        client.force_login(PersonFactory(user=UserFactory()).user)
        page = _page(client)
        for words in ("No meeting of yours", "nothing open", "registered none", "There are none yet"):
            assert words in page

    def test_actions_and_past_meetings_are_listed(self, client, member, by):
        ActionFactory(owner=member, title="Send the list", due_on=NOW.date() - timedelta(days=1))
        ActionFactory(title="Not mine")
        MeetingFactory(
            body=member.terms.get().seat.body, published=True, title="Last one", starts_at=NOW - timedelta(days=9)
        )
        page = _page(client)
        assert "Overdue" in page
        assert "Send the list" in page
        assert "Not mine" not in page
        assert "Last one" in page

    @pytest.mark.parametrize("size", [1, 10, 60])
    def test_it_takes_as_many_queries_whatever_there_is(self, client, member, by, size, django_assert_max_num_queries):
        seat = member.terms.get().seat
        for n in range(size):
            meeting = MeetingFactory(body=seat.body, published=True, starts_at=NOW + timedelta(days=n + 1))
            Attendance.objects.create(meeting=meeting, seat=seat, member=member)
            ActionFactory(owner=member)
            InterestFactory(person=member)
            MeetingFactory(body=seat.body, published=True, starts_at=NOW - timedelta(days=n + 1))
        with django_assert_max_num_queries(17):
            _page(client)


class TestInterests:
    def test_a_member_registers_and_ends_their_own(self, client, member):
        OrganisationFactory(name="Lydd Village Hall")
        address = reverse("board_register_interest")
        wrong = client.post(address, {"kind": "trustee", "description": "Treasurer", "organisation": "Lyd"})
        assert "No organisation in the directory has this name." in wrong.content.decode()
        said = {"kind": "trustee", "description": "Treasurer", "organisation": "lydd village hall"}
        page = client.post(address, said, follow=True).content.decode()
        assert "Treasurer (Lydd Village Hall)" in page
        line = Interest.objects.get()
        end = reverse("board_end_interest", args=[line.pk])
        assert "On earlier days it still stands" in client.post(end, follow=True).content.decode()
        assert "ended already" in client.post(end, follow=True).content.decode()
        theirs = InterestFactory()
        assert client.post(reverse("board_end_interest", args=[theirs.pk])).status_code == 404
        assert client.get(address).status_code == 200

    def test_two_organisations_of_one_name_are_not_guessed_at(self, client, member):
        OrganisationFactory(name="Village Hall", slug="one")
        OrganisationFactory(name="Village Hall", slug="two")
        said = {"kind": "trustee", "description": "Treasurer", "organisation": "Village Hall"}
        page = client.post(reverse("board_register_interest"), said).content.decode()
        assert "More than one organisation has this name." in page

    def test_an_interest_says_what_it_is(self, by):
        with pytest.raises(ValidationError, match="Say what"):
            actions.register_interest(person=PersonFactory(), kind="other", description=" ", by=by)

    def test_the_register_is_read_as_it_stood_on_any_day(self, client, by, time_machine):
        ann = PersonFactory(name="Ann Bell")
        first = actions.register_interest(person=ann, kind="trustee", description="Trustee of the hall", by=by)
        time_machine.move_to(NOW + timedelta(days=10), tick=False)
        actions.end_interest(interest=first, by=by)
        actions.register_interest(person=ann, kind="trustee", description="Chair of the hall", by=by)
        time_machine.move_to(NOW + timedelta(days=20), tick=False)

        def on(day):
            page = client.get("/board/interests/", {"on": (NOW + timedelta(days=day)).date()}).content.decode()
            return [words for words in ("Trustee of the hall", "Chair of the hall") if words in page]

        assert [on(-1), on(0), on(9), on(10), on(20), on(99)] == [
            [],
            ["Trustee of the hall"],
            ["Trustee of the hall"],
            ["Chair of the hall"],
            ["Chair of the hall"],
            ["Chair of the hall"],
        ]
        assert "Chair of the hall" in client.get("/board/interests/?on=nonsense").content.decode()

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE partnership_board_interest SET description = 'Nothing'",
            "UPDATE partnership_board_interest SET registered_on = registered_on - 1",
            "UPDATE partnership_board_interest SET ended_on = NULL",
            "UPDATE partnership_board_interest SET ended_on = ended_on + 1",
            "DELETE FROM partnership_board_interest",
        ],
    )
    def test_the_database_refuses_to_change_the_register(self, change):
        InterestFactory(ended_on=date(2022, 3, 1))
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            connection.cursor().execute(change)

    def test_interests_stand_beside_the_items_they_touch_as_on_the_day(self, client, by):
        hall, other = OrganisationFactory(), OrganisationFactory()
        meeting = held_meeting("Ann Bell", by=by)
        ann = meeting.attendances.get().member
        item = meeting.items.get()
        item.concerns.create(organisation=hall)
        closed = AgendaItemFactory(meeting=meeting, number=9, exemption=Exemption.BUSINESS)
        closed.concerns.create(organisation=other)
        InterestFactory(person=ann, organisation=hall, description="Treasurer then", registered_on=date(2022, 5, 1))
        InterestFactory(person=ann, organisation=hall, description="Ended before", ended_on=date(2022, 5, 3))
        InterestFactory(person=ann, organisation=other, description="Of the closed item")
        InterestFactory(organisation=hall, description="Of a stranger")
        actions.register_interest(person=ann, kind="other", description="Elsewhere", by=by)
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert "Treasurer then" in page
        for words in ("Ended before", "Of the closed item", "Of a stranger", "Elsewhere"):
            assert words not in page
