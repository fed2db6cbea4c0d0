"""Colleagues on one application: who writes and who reads; and copying from an earlier application."""

from decimal import Decimal

import pytest

from crowdfund import actions
from crowdfund.models import Application, CoApplicant
from organisations.models import Membership
from tests.crowdfund.factories import draft, finished, full_round
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def editor_of(application):
    return MembershipFactory(organisation=application.organisation, role=Membership.Role.EDITOR).user


def only_reads(application, person):
    actions.set_may_write(application=application, person=person, may_write=False, by=application.started_by)


# --- Who may write ----------------------------------------------------------------------------------------------


def test_a_colleague_who_only_reads_writes_submits_and_withdraws_nothing():
    application = finished()
    reader = editor_of(application)
    only_reads(application, reader)
    with pytest.raises(actions.NoLongerWritable):
        actions.save_organisation(application=application, values={}, version=1, by=reader)
    with pytest.raises(actions.NotAllowed):
        actions.submit(application=application, declared=True, by=reader)
    with pytest.raises(actions.NotAllowed):
        actions.withdraw(application=application, by=reader)
    actions.set_may_write(application=application, person=reader, may_write=True, by=application.started_by)
    assert actions.submit(application=application, declared=True, by=reader).state == "submitted"


def test_who_may_write_is_chosen_by_owners_and_whoever_started():
    member = MembershipFactory(role=Membership.Role.EDITOR)
    application = draft(full_round(), member.user)
    owner = MembershipFactory(organisation=application.organisation, role=Membership.Role.OWNER).user
    editor, other = editor_of(application), editor_of(application)

    def choose(by, person):
        actions.set_may_write(application=application, person=person, may_write=False, by=by)

    choose(owner, editor)
    choose(member.user, other)
    assert CoApplicant.objects.filter(may_write=False).count() == 2
    for by, person in [
        (editor, other),
        (UserFactory(), other),
        (member.user, owner),
        (member.user, member.user),
        (owner, UserFactory()),
    ]:
        with pytest.raises(actions.NotAllowed):
            choose(by, person)
    choose(owner, member.user)
    with pytest.raises(actions.NotAllowed):
        choose(member.user, other)


def test_the_page_shows_who_may_what_and_changes_it(client):
    application = draft()
    editor = editor_of(application)
    address = f"{application.get_absolute_url()}people/"
    client.force_login(application.started_by)
    assert "Let only read" in client.get(address).content.decode()
    page = client.post(address, {"person": editor.pk, "may_write": "no"}, follow=True).content.decode()
    assert "Only reads" in page
    for person in ("", "x", "9" * 30, str(UserFactory().pk)):
        assert client.post(address, {"person": person, "may_write": "no"}).status_code == 404
    owner = {"person": application.started_by.pk, "may_write": "no"}
    assert "no owners of the entry" in client.post(address, owner, follow=True).content.decode()

    client.force_login(editor)
    assert "Let " not in client.get(address).content.decode()
    page = client.get(application.get_absolute_url()).content.decode()
    assert "You can read this application" in page
    assert "Withdraw this application" not in page
    for part in ("organisation/", "submit/", "withdraw/"):
        assert client.get(f"{application.get_absolute_url()}{part}")["Location"] == application.get_absolute_url()
    typed = client.post(f"{application.get_absolute_url()}organisation/", {"version": 0, "contact_name": "Mine"})
    assert typed.status_code == 409
    assert "Mine" in typed.content.decode()


# --- Copying ----------------------------------------------------------------------------------------------------


def test_what_fits_is_copied_from_an_earlier_application(client):
    earlier = finished()
    round_ = full_round()
    client.force_login(earlier.started_by)
    form = {"organisation": earlier.organisation.pk, "project_title": "The café again", "copied": earlier.pk}
    page = client.post(f"{round_.get_absolute_url()}apply/", form, follow=True).content.decode()
    assert "Copied: your budget and 2 answers" in page
    copy = Application.objects.get(project_title="The café again")
    assert sorted(answer.text for answer in copy.answers.all()) == ["120", "We open twice a week."]
    assert copy.target() == Decimal("9500.50")
    assert copy.legal_form == "charity"
    assert list(copy.districts.all()) == list(earlier.districts.all())
    assert not copy.documents.exists()
    assert not copy.eligibility_answers.exists()
    assert copy.had_subsidies is None
    assert copy.parts.count() == 4


def test_nothing_is_copied_from_others_or_over_what_is_written(client):
    earlier, mine = finished(), draft()
    with pytest.raises(actions.NotAllowed, match="own organisation"):
        actions.copy_answers(application=mine, source=earlier, by=mine.started_by)
    own = draft(full_round(), earlier.started_by)
    actions.save_organisation(application=own, values={}, version=0, by=earlier.started_by)
    with pytest.raises(actions.NotAllowed, match="still empty"):
        actions.copy_answers(application=own, source=earlier, by=earlier.started_by)


def test_a_copy_that_is_refused_is_said(client):
    """Somebody who speaks for two organisations chooses the earlier application of the other."""
    earlier = finished()
    other = MembershipFactory(user=earlier.started_by)
    round_ = full_round()
    client.force_login(earlier.started_by)
    form = {"organisation": other.organisation.pk, "project_title": "A choir", "copied": earlier.pk}
    page = client.post(f"{round_.get_absolute_url()}apply/", form, follow=True).content.decode()
    assert "your own organisation" in page
    assert Application.objects.get(project_title="A choir").answers.count() == 0


def test_questions_that_differ_are_not_answered():
    earlier = finished()
    round_ = full_round()
    question = round_.sections.get().questions.first()
    round_ = full_round()
    other = draft(round_, earlier.started_by, project_title="Other")
    from tests.crowdfund.factories import amending

    with amending(round_):
        round_.sections.get().questions.update(text="Something else?")
    assert actions.copy_answers(application=other, source=earlier, by=earlier.started_by) == 0
    assert question.text != "Something else?"


def test_somebody_switched_off_submits_nothing():
    application = finished()
    application.started_by.is_active = False
    application.started_by.save()
    with pytest.raises(actions.NotAllowed):
        actions.submit(application=application, declared=True, by=application.started_by)
