"""Reading answers: which are alike, how many chose what, and what people wrote, with several officers at once."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from kentcivil import small_numbers
from kentcivil.accounts.roles import Role
from partnership_board import actions
from partnership_board.actions.analysis import AT_ONCE, IN_HAND
from partnership_board.consultations import counting, equality
from partnership_board.consultations.likeness import bands, fingerprint, plain_words
from partnership_board.models import Answer, Coding, Count, EqualityReply, Mark, Reading, Response, Theme
from tests.partnership_board.consultation_factories import (
    CLOSES,
    LETTER,
    ConsultationFactory,
    questions_of,
    sent,
)
from tests.partnership_board.factories import NOW, officer, person_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def it():
    return ConsultationFactory(published=True)


def figures(it):
    return counting.count_again(consultation=it).figures


def counts_of(it, kind):
    return figures(it)["questions"][str(questions_of(it)[kind].pk)]["choices"]


# --- Alike -------------------------------------------------------------------------------------------------------


@given(st.text(max_size=300))
def test_the_same_words_leave_the_same_prints_however_they_are_typed(text):
    words, shouted = plain_words([text]), plain_words([f"  {text.lower()}!!\n"])
    if words == shouted:  # some letters have no small form, or two
        assert fingerprint(words) == fingerprint(shouted)
        assert bands(words) == bands(shouted)
    assert all(-(2**63) <= band < 2**63 for band in bands(words))
    assert bool(fingerprint(words)) == bool(bands(words)) == (len(words) >= 40)


def test_capitals_signs_and_line_ends_do_not_hide_a_copy(it):
    first = sent(it, long=LETTER)
    copy = sent(it, long=LETTER.upper().replace(".", "!").replace(" ", "\n", 3))
    counting.count_again(consultation=it)
    mark = Mark.objects.copies().get()
    assert (mark.response, mark.kind, mark.like) == (copy, "same", first)


def test_a_letter_that_was_changed_a_little_is_nearly_the_same(it):
    first = sent(it, long=LETTER)
    near = sent(it, long=f"Dear council, I live in Hythe. {LETTER} Thank you, a neighbour.")
    other = sent(it, long="Our youth club needs a room on Tuesday evenings, and somebody to ask about insurance.")
    counting.count_again(consultation=it)
    mark = Mark.objects.copies().get()
    assert (mark.response, mark.kind, mark.like) == (near, "near", first)
    assert not other.marks.exists()
    assert first.marks.get().says == "The first of answers that are alike"
    assert figures(it)["groups"][0]["size"] == 2


def test_two_people_who_tick_the_same_or_say_as_little_are_not_one(it):
    for _person in range(3):
        sent(it, several=(1, 2), scale=3, long="I agree with all of it.")
    assert figures(it)["apart"] == 0


def test_a_group_goes_on_from_one_count_to_the_next(it):
    """Of letters that are changed bit by bit, each is marked once; the first one stands for all that came later."""
    first = sent(it, long=LETTER)
    near = sent(it, long=f"Dear council, I live in Hythe. {LETTER} Thank you, a neighbour.")
    assert figures(it)["marked"] == 2
    same = sent(it, long=LETTER)
    found = figures(it)
    assert (found["marked"], found["apart"]) == (3, 2)
    assert {(one["kind"], one["size"]) for one in found["groups"]} == {("near", 2), ("same", 2)}
    assert {mark.kind for mark in first.marks.all()} == {"near", "same"}
    assert {mark.like for mark in [*near.marks.all(), *same.marks.all()]} == {first}


def test_a_flood_of_500_identical_answers_is_marked_and_none_is_dropped(it):
    """500 from one campaign among 30 that are people's own: all are marked and counted, and they count as one."""
    for number in range(30):
        sent(it, long=" ".join(f"thought{number}of{word}" for word in range(9)))
    words = plain_words([LETTER])
    drafts = Response.objects.bulk_create(
        Response(consultation=it, reference=f"FLOOD-{number}") for number in range(500)
    )
    asked = questions_of(it)
    Answer.objects.bulk_create(
        Answer(response=draft, question=asked[kind], **said)
        for draft in drafts
        for kind, said in (("one", {"choices": [3]}), ("long", {"text": LETTER}))
    )
    Response.objects.filter(reference__startswith="FLOOD").update(
        state="submitted", submitted_at=NOW, fingerprint=fingerprint(words), bands=bands(words)
    )
    found = figures(it)
    assert found["sent"] == 530
    assert found["marked"] == Mark.objects.count() == 500
    assert set(Mark.objects.values_list("response__reference", flat=True)) == {f"FLOOD-{n}" for n in range(500)}
    assert found["apart"] == 499
    assert (found["groups"][0]["kind"], found["groups"][0]["size"]) == ("same", 500)
    assert counts_of(it, "one") == {"1": [30, 30], "3": [500, 1]}
    assert Response.objects.counted().count() == 530


def test_counting_again_marks_nothing_twice_and_keeps_what_an_officer_set_aside(it):
    by = officer()
    for _person in range(3):
        sent(it, long=LETTER)
    assert figures(it)["apart"] == 2
    mark = Mark.objects.copies().order_by("pk").first()
    assert actions.set_mark_aside(mark=mark, by=by).dismissed_by == by
    actions.set_mark_aside(mark=mark, by=officer())
    assert Mark.objects.get(pk=mark.pk).dismissed_by == by
    assert figures(it)["apart"] == 1
    assert Mark.objects.count() == 3
    assert actions.set_group_aside(like=mark.like, by=by) == 2
    found = figures(it)
    assert (found["marked"], found["apart"], found["groups"]) == (0, 0, [])


def test_with_the_last_copy_set_aside_the_first_is_like_nothing_any_more(it):
    by = officer()
    for _person in range(3):
        sent(it, long=LETTER)
    counting.count_again(consultation=it)
    for standing, mark in zip((2, 0), Mark.objects.copies().order_by("pk"), strict=True):
        actions.set_mark_aside(mark=mark, by=by)
        assert Mark.objects.standing().count() == standing
    assert figures(it)["marked"] == 0


# --- Counted -----------------------------------------------------------------------------------------------------


def test_each_choice_is_counted_and_late_and_unsent_answers_are_not(it, clock):
    sent(it, one=1, several=(1, 2), scale=5)
    sent(it, one=1, several=(2,))
    actions.begin_response(consultation=it, arrived_at=NOW)
    clock.move_to(CLOSES, tick=False)
    sent(it, at=CLOSES, one=3, several=(3,))
    found = figures(it)
    assert (found["sent"], found["late"], found["unsent"]) == (2, 1, 1)
    assert counts_of(it, "one") == {"1": [2, 2]}
    assert counts_of(it, "several") == {"1": [1, 1], "2": [2, 2]}
    assert counts_of(it, "scale") == {"5": [1, 1]}


def test_what_changed_is_counted_again_and_what_did_not_is_left(it, clock):
    by, ask = officer(), questions_of(it)["long"]

    def due():
        clock.shift(timedelta(minutes=1))
        return counting.count_what_changed(type(it).objects.running())

    assert due() == 1
    assert due() == 0
    clock.shift(timedelta(minutes=1))
    sent(it, long=LETTER)
    sent(it, long=LETTER)
    assert due() == 1
    clock.shift(timedelta(minutes=1))
    actions.set_mark_aside(mark=Mark.objects.copies().get(), by=by)
    assert due() == 1
    theme = actions.add_theme(question=ask, name="Buses", by=by)
    clock.shift(timedelta(minutes=1))
    answer = Answer.objects.filter(question=ask).first()
    actions.code_answer(answer=answer, shown=[], chosen=[theme], by=by, read=False)
    assert due() == 1
    clock.shift(timedelta(minutes=1))
    actions.code_answer(answer=answer, shown=[theme], chosen=[theme], by=by)
    assert due() == 1
    assert due() == 0
    assert Count.objects.get().figures["themes"] == {str(theme.pk): [1, 1]}


# --- Coded -------------------------------------------------------------------------------------------------------


def write(it, number):
    return [sent(it, long=f"What we would like to say is this, and it is number {turn}.") for turn in range(number)]


def test_an_officer_is_given_answers_that_nobody_else_has_in_hand(it, clock):
    write(it, AT_ONCE + 2)
    question, first, second = questions_of(it)["long"], officer(), officer()
    mine = actions.take_answers(question=question, by=first)
    theirs = actions.take_answers(question=question, by=second)
    assert (len(mine), len(theirs)) == (AT_ONCE, 2)
    assert not set(mine) & set(theirs)
    assert actions.take_answers(question=question, by=first) == mine
    for answer in mine:
        actions.code_answer(answer=answer, shown=[], chosen=[], by=first)
    assert actions.take_answers(question=question, by=first) == []
    clock.shift(IN_HAND + timedelta(seconds=1))
    assert actions.take_answers(question=question, by=first) == theirs


@pytest.mark.django_db(transaction=True)
def test_officers_who_begin_at_the_same_moment_get_different_answers():
    it = ConsultationFactory(published=True)
    write(it, 3 * AT_ONCE)
    question, officers = questions_of(it)["long"], [officer() for _officer in range(3)]
    given_out, start = [], threading.Barrier(len(officers))

    def take(by):
        try:
            start.wait()
            given_out.append({answer.pk for answer in actions.take_answers(question=question, by=by)})
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[by]) for by in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given_out) == 3
    assert sum(map(len, given_out)) == len(set.union(*given_out))


def test_two_officers_who_code_one_answer_do_not_undo_each_other(it):
    write(it, 1)
    question, by = questions_of(it)["long"], officer()
    buses, rooms, money = (
        actions.add_theme(question=question, name=name, by=by) for name in ("Buses", "Rooms", "Money")
    )
    answer = Answer.objects.get(question=question)
    actions.code_answer(answer=answer, shown=[], chosen=[buses], by=by)
    # Both opened it when it had one theme; one takes that away and adds another, the other adds a third.
    actions.code_answer(answer=answer, shown=[buses], chosen=[rooms], by=by)
    actions.code_answer(answer=answer, shown=[buses], chosen=[buses, money], by=officer())
    assert set(Coding.objects.values_list("theme__name", flat=True)) == {"Rooms", "Money"}


def test_what_is_wrong_with_a_theme_is_said(it):
    by, asked = officer(), questions_of(it)
    write(it, 1)
    with pytest.raises(ValidationError, match="name"):
        actions.add_theme(question=asked["long"], name="  ", by=by)
    with pytest.raises(ValidationError, match="own words"):
        actions.add_theme(question=asked["one"], name="Buses", by=by)
    theme = actions.add_theme(question=asked["short"], name="Lydd", by=by)
    assert actions.add_theme(question=asked["short"], name=" lydd", by=by) == theme
    with pytest.raises(ValidationError, match="another question"):
        actions.code_answer(answer=Answer.objects.get(question=asked["long"]), shown=[], chosen=[theme], by=by)


def test_nobody_but_a_board_officer_codes_or_sets_aside(it):
    sent(it, long=LETTER)
    sent(it, long=LETTER)
    counting.count_again(consultation=it)
    by, question = person_in(Role.AUDITOR), questions_of(it)["long"]
    mark, answer = Mark.objects.copies().get(), Answer.objects.filter(question=question).first()
    for act in (
        lambda: actions.take_answers(question=question, by=by),
        lambda: actions.code_answer(answer=answer, shown=[], chosen=[], by=by),
        lambda: actions.add_theme(question=question, name="Buses", by=by),
        lambda: actions.set_mark_aside(mark=mark, by=by),
        lambda: actions.set_group_aside(like=mark.like, by=by),
    ):
        with pytest.raises(actions.NotAllowed):
            act()
    assert not Theme.objects.exists()
    assert not Reading.objects.exists()


# --- Small numbers -----------------------------------------------------------------------------------------------


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30), min_size=2, max_size=7))
def test_no_small_number_is_shown_or_can_be_worked_out(counts):
    shown = small_numbers.shown(counts)
    if sum(counts.values()) < 5:
        assert shown is None
        return
    assert all(shown[answer] in (None, number) for answer, number in counts.items())
    assert not any(number and number < 5 for number in shown.values())
    hidden = [answer for answer, number in shown.items() if number is None]
    small = [answer for answer in hidden if counts[answer] < 5]
    # With the sum, which the total gives away, there is more than one way in which the hidden numbers can be.
    if hidden and len(hidden) < len(counts):
        assert len(hidden) > 1
    if hidden and small == hidden and len(hidden) < len(counts):
        assert len(hidden) < sum(counts[answer] for answer in hidden) < 4 * len(hidden)


def test_equality_figures_hide_small_numbers_and_say_so(it):
    for value, number in {"yes": 3, "no": 9, "unsaid": 6}.items():
        for _person in range(number):
            EqualityReply.objects.create(consultation=it, characteristic="disability", value=value)
    EqualityReply.objects.create(consultation=it, characteristic="carer", value="yes")
    by_question = {one.question: one.rows for one in equality.figures(it)}
    rows = by_question["Do you have a disability or a long-term illness?"]
    assert [(str(name), text) for name, _number, text in rows] == [
        ("Yes", "not shown"),
        ("No", "9"),
        ("I would rather not say", "not shown"),
    ]
    assert by_question["Do you look after somebody who could not manage without you?"] is None
