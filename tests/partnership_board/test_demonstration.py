"""The demonstration's board is believable, and shows each thing that a newcomer should see."""

import random
from types import SimpleNamespace

import pytest
from django.utils import timezone
from time_machine import travel

from kentcivil.accounts.roles import Role
from kentcivil.reminders import engine
from kentcivil.reminders.rules import rule_named
from partnership_board import chains, demonstration
from partnership_board.models import (
    Action,
    Body,
    Commitment,
    Consultation,
    Decision,
    Interest,
    Meeting,
    Minutes,
    PaperVersion,
    Term,
    WhatWeDid,
)
from tests.factories import UserFactory
from tests.partnership_board.factories import NOW, officer
from tests.partnership_board.walking import walk

KEYS = ["officer", "directory", "funding", "assessor", "broker", "charity", "volunteer", "auditor"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(scope="module")
def county(kept_for_the_module):
    """Filled once: what a test changes in it is taken back."""
    with travel(NOW, tick=False):
        return _filled()


def _filled():
    people = {key: UserFactory(email=f"{key}@demo.kentcivil.example") for key in KEYS}
    people["board"] = officer(email="board@demo.kentcivil.example")
    county = SimpleNamespace(now=NOW, people=people, random=random.Random(2022), progress=lambda things, what: things)
    demonstration.fill(county)
    return county


def test_the_demonstration_shows_each_side_of_the_board(county, client):
    today = timezone.localdate()
    board = Body.objects.get(kind=Body.Kind.BOARD)
    assert Meeting.objects.published().past(NOW).filter(body=board).count() == 18
    assert Meeting.objects.published().upcoming(NOW).first().items.exists()
    assert Meeting.objects.filter(state="cancelled").count() == 1
    assert Term.objects.vacancies().on(today).count() == 1
    assert Action.objects.overdue(today).exists()
    assert Action.objects.published().done().exists()
    assert Action.objects.filter(state="closed", closed_by__isnull=False).exists()
    assert Minutes.objects.published().count() == 27
    assert {one.state for one in Minutes.objects.all()} == {"approved", "circulated"}
    assert Decision.objects.published().count() > 8
    assert not Decision.objects.untraced().exists()
    assert Interest.objects.on(today).count() == 6
    assert any(meeting.notice.is_late for meeting in Meeting.objects.published())
    assert all(meeting.late_reason for meeting in Meeting.objects.published() if meeting.notice.is_late)
    coming = Meeting.objects.published().upcoming(NOW).filter(body=board).get()
    pack = client.get(f"{coming.get_absolute_url()}packs/public/0/")
    assert pack.content.startswith(b"%PDF")
    assert "See also" in client.get(f"{coming.get_absolute_url()}pack/").content.decode()
    assert "Six-monthly report" in client.get("/board/forward-plan/").content.decode()
    for decision in Decision.objects.published()[:3]:
        assert "From the item to what was done" in client.get(decision.get_absolute_url()).content.decode()
    for minutes in Minutes.objects.published()[:3]:
        assert client.get(f"/board/meetings/{minutes.meeting.slug}/minutes/").status_code == 200
    assert Commitment.objects.published().count() == 14
    assert Commitment.objects.published().overdue(today).get().owner.user == county.people["board"]
    for page in ["/board/", "/board/?page=2", "/board/actions/", "/board/actions/?show=done", "/strategy/"]:
        assert client.get(page).status_code == 200
    for thing in [*Body.objects.all(), *Meeting.objects.published(), *Commitment.objects.all()]:
        assert client.get(thing.get_absolute_url()).status_code == 200
    _check_that_papers_are_tagged_pdf()
    assert len(walk(client)) == Decision.objects.published().count()
    _check_the_consultations(client)


def _check_the_consultations(client):
    assert Consultation.objects.open_at(NOW).count() == 1
    assert Consultation.objects.reported().count() == 2
    for one in Consultation.objects.published():
        assert client.get(one.get_absolute_url()).status_code == 200
        assert one.count.figures["sent"] > 50
    second = Consultation.objects.get(slug="second-consultation-2021")
    assert second.count.figures["groups"][0]["size"] >= 15
    said = client.get(f"{second.get_absolute_url()}findings/").content.decode()
    assert "Give every district" not in said
    assert "Hold a strategic partnership board" in said
    assert WhatWeDid.objects.count() == WhatWeDid.objects.published().count() == 8
    for did in WhatWeDid.objects.with_targets():
        _walk(client, did)


def _walk(client, did):
    """From what people said to what was done about it, and back from there: no gap on the way."""
    page, _sign, fragment = did.finding.get_absolute_url().partition("#")
    said = client.get(page).content.decode()
    assert f'id="{fragment}"' in said
    assert f'data-did="{did.pk}"' in said
    target = did.target.meeting if did.action else did.target
    assert target.get_absolute_url() in said
    assert client.get(target.get_absolute_url()).status_code == 200
    kind = next(kind for kind in chains.KINDS if getattr(did, kind))
    assert did.text in [one.answer for one in chains.asked_for(kind, [did.target.pk])[did.target.pk]]


def _check_that_papers_are_tagged_pdf():
    versions = list(PaperVersion.objects.all())
    assert len(versions) > 40
    content = versions[0].file.read()
    assert b"StructTreeRoot" in content
    assert b"pdfuaid" in content


def test_an_owner_is_reminded_of_the_review_in_the_next_days(county):
    engine.claim(rule_named("partnership_board.commitment_review"))
    from kentcivil.mail.models import Message

    assert Message.objects.filter(to="broker@demo.kentcivil.example", subject__contains="Try one system").exists()
    assert Role.BOARD_OFFICER in county.people["board"].groups.values_list("name", flat=True)
