"""What led to what: things answer what people asked for, told by whoever keeps it."""

import pytest

from partnership_board import chains
from partnership_board.chains import COMMITMENT, DECISION, Asked


@pytest.fixture
def asked():
    """A source that answers for the things it is given, and keeps what it was asked."""
    questions, answers = [], {}

    def source(kind, numbers):
        questions.append((kind, numbers))
        return [(number, one) for number in numbers for one in answers.get((kind, number), ())]

    chains.register(source)
    chains.register(source)
    yield questions, answers
    chains.unregister(source)


@pytest.mark.django_db
def test_what_people_asked_for_is_told_for_each_thing(asked):
    questions, answers = asked
    rooms = Asked("More rooms", "/consultations/rooms/#finding-1", occasion="Rooms", answer="Twelve are open.")
    answers[(DECISION, 3)] = [rooms, rooms]
    answers[(COMMITMENT, 3)] = [Asked("Fewer forms", "/consultations/forms/#finding-2")]
    assert chains.asked_for(DECISION, iter([3, 4])) == {3: [rooms, rooms]}
    assert questions == [(DECISION, [3, 4])], "one question, however often a source was registered"
    assert [one.title for one in chains.asked_for(COMMITMENT, [3])[3]] == ["Fewer forms"]
    assert chains.asked_for(DECISION, []) == {}
    assert len(questions) == 2


def test_another_kind_is_a_mistake():
    with pytest.raises(ValueError, match="meeting is none of decision, action, commitment"):
        chains.asked_for("meeting", [1])
