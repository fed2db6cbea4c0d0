"""What several people do in the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from crowdfund import actions
from crowdfund.models import Application
from crowdfund.states import AwardState
from kentcivil.geography.models import District
from kentcivil.mail.models import Message
from tests.crowdfund.awarding import Scene
from tests.crowdfund.factories import finished, full_round
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def thanet():
    """A test on real connections empties every table behind it, the districts too."""
    District.objects.get_or_create(code="E07000114", defaults={"name": "Thanet", "slug": "thanet"})


def at_once(*acts):
    """Run each in a thread of its own, started together. :returns: what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=20)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_a_double_click_submits_once_and_confirms_once():
    application = finished()

    def click():
        return actions.submit(application=application, declared=True, by=application.started_by)

    assert {result.state for result in at_once(*[click] * 6)} == {"submitted"}
    assert Message.objects.count() == 1


def test_starting_at_once_gives_each_a_number_and_a_project_one_application():
    round_ = full_round()
    one, other = MembershipFactory(), MembershipFactory()

    def begin(member):
        return lambda: actions.start(
            round_=round_, organisation=member.organisation, project_title="A choir", by=member.user
        )

    results = at_once(begin(one), begin(one), begin(other), begin(other))
    assert sorted(Application.objects.values_list("number", flat=True)) == [1, 2]
    assert sum(isinstance(result, actions.AlreadyStarted) for result in results) == 2


def test_of_two_who_save_a_part_at_once_one_is_told():
    application = finished()

    def save():
        return actions.save_organisation(
            application=application, values={"contact_role": "Chair"}, version=1, by=application.started_by
        )

    results = at_once(save, save, save)
    assert sum(isinstance(result, actions.EditConflict) for result in results) == 2


def test_of_two_awards_confirmed_at_once_the_second_sees_the_first():
    scene = Scene()
    first = scene.to(AwardState.NOTICED)
    second = scene.to(AwardState.NOTICED, organisation=first.application.organisation)

    def confirm(award):
        return lambda: actions.confirm_subsidy(
            award=award, received=Decimal(306_000), confirmed=True, by=scene.owner(award)
        )

    results = at_once(confirm(first), confirm(second))
    assert sum(isinstance(result, actions.BeyondLimit) for result in results) == 1
