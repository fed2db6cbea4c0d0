"""Who there is to act for the board, and what comes of it: for tests that ask about every action."""

from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction

from kentcivil.accounts.roles import Role
from partnership_board import actions
from tests.factories import UserFactory
from tests.partnership_board.factories import PersonFactory, officer, person_in

ACTORS = {
    **{str(role): lambda role=role: person_in(role) for role in Role},
    "plain member": UserFactory,
    "staff without a role": lambda: UserFactory(is_staff=True),
    "superuser": lambda: UserFactory(is_staff=True, is_superuser=True),
    "board officer who has left": lambda: officer(is_active=False),
    "superuser who has left": lambda: UserFactory(is_superuser=True, is_active=False),
    "nobody signed in": AnonymousUser,
}
MAY_ACT = {str(Role.BOARD_OFFICER), "superuser"}


class Single(Enum):
    """The states of a thing that has none."""

    THERE = "there"


@dataclass(frozen=True)
class Row:
    """How one action is called, and what says who may at which state."""

    predicate: callable
    states: type
    make: callable
    asks: callable


def just(name, **more):
    return lambda thing: {name: thing, **more}


def check_everybody(action, row):
    """At every state of its thing, by everybody: done where the predicate allows it, else refused."""
    actors = {name: make() for name, make in ACTORS.items()}
    for state in row.states:
        thing = row.make(state)
        wanted = {name: expected(row, actor, name, thing) for name, actor in actors.items()}
        found = {name: outcome(action, row, thing, actor) for name, actor in actors.items()}
        assert found == wanted, state


def expected(row, actor, name, thing):
    if row.predicate(actor, thing):
        return "done" if name in MAY_ACT else "must not be allowed"
    return "wrong state" if name in MAY_ACT else "not allowed"


def outcome(action, row, thing, actor):
    """What comes of it; whatever that is, it is taken back."""
    with transaction.atomic():
        try:
            said = row.asks(thing)
            for name in ("owner", "person"):
                if name in said and said[name] is None:
                    said = {**said, name: PersonFactory()}
            action(by=actor, **said)
        except actions.NotAllowed:
            return "not allowed"
        except ValidationError:
            return "wrong state"
        else:
            return "done"
        finally:
            transaction.set_rollback(True)
