"""A seat has one holder at a time, whoever asks and however they ask."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction

from partnership_board.models import Person, Seat, Substitute, Term
from tests.partnership_board.factories import BodyFactory, PersonFactory, SeatFactory, TermFactory


def _store(seat, starts_on, **fields):
    """A term as it stands after commit: the deferred constraints are checked."""
    with transaction.atomic():
        term = TermFactory(seat=seat, starts_on=starts_on, **fields)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return term


@pytest.mark.django_db
class TestOneHolder:
    def test_two_people_cannot_hold_a_seat_on_the_same_days(self):
        first = TermFactory(starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
        with pytest.raises(IntegrityError, match="board_term_one_holder"):
            _store(first.seat, date(2021, 12, 31))

    def test_an_open_ended_term_keeps_everybody_out(self):
        first = TermFactory(starts_on=date(2021, 1, 1))
        with pytest.raises(IntegrityError):
            _store(first.seat, date(2030, 1, 1))

    def test_the_next_holder_starts_on_the_day_the_last_one_ends(self):
        first = TermFactory(starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1))
        second = _store(first.seat, date(2022, 1, 1))
        assert Term.objects.on(date(2022, 1, 1)).get() == second
        assert Term.objects.on(date(2021, 12, 31)).get() == first

    def test_a_person_may_hold_two_seats(self):
        person = PersonFactory()
        TermFactory(person=person)
        _store(SeatFactory(), date(2021, 1, 1), person=person)
        assert person.terms.count() == 2

    def test_a_recorded_vacancy_and_a_holder_exclude_each_other(self):
        vacancy = TermFactory(person=None, starts_on=date(2021, 1, 1), note="Nomination awaited")
        assert Term.objects.vacancies().get() == vacancy
        assert not Term.objects.held().exists()
        with pytest.raises(IntegrityError):
            _store(vacancy.seat, date(2021, 6, 1))

    def test_a_term_ends_after_it_starts(self):
        with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
            TermFactory(starts_on=date(2021, 1, 1), ends_on=date(2021, 1, 1))

    def test_whoever_types_an_overlap_is_told_in_plain_words(self):
        first = TermFactory()
        typed = Term(seat=first.seat, person=PersonFactory(), starts_on=date(2023, 1, 1))
        with pytest.raises(ValidationError, match="two people cannot hold one seat"):
            typed.full_clean()


@pytest.mark.django_db
class TestMembers:
    def test_a_body_shows_its_seats_with_holders_and_vacancies(self, django_assert_num_queries):
        body = BodyFactory()
        seats = SeatFactory.create_batch(3, body=body)
        holder = TermFactory(seat=seats[0]).person
        TermFactory(seat=seats[1], ends_on=date(2022, 1, 1))
        SeatFactory(body=body, abolished_on=date(2022, 1, 1))
        may, ended = PersonFactory(), PersonFactory()
        Substitute.objects.create(seat=seats[0], person=may, starts_on=date(2022, 1, 1))
        Substitute.objects.create(seat=seats[0], person=ended, starts_on=date(2021, 1, 1), ends_on=date(2022, 5, 3))
        with django_assert_num_queries(3):
            body.read_members(date(2022, 5, 3))
            members = [(seat, [term.person for term in seat.current_terms]) for seat in body.members]
            substitutes = [one.person for seat in body.members for one in seat.stand_ins]
        assert members == [(seats[0], [holder]), (seats[1], []), (seats[2], [])]
        assert substitutes == [may]


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_fill_a_seat_at_the_same_moment_do_not_both_succeed():
    seat = SeatFactory()
    people = PersonFactory.create_batch(4)
    barrier = threading.Barrier(len(people))
    outcomes = []

    def fill(person):
        try:
            with transaction.atomic():
                Term.objects.create(seat=seat, person=person, starts_on=date(2022, 5, 1))
                barrier.wait(10)
            outcomes.append("held")
        except IntegrityError:
            outcomes.append("refused")
        except Exception as error:  # a deadlock is a refusal too
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=fill, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("held") == Term.objects.count() == 1, outcomes
    assert Seat.objects.count() == 1
    assert Person.objects.count() == 4
