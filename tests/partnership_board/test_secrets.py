"""No byte that is kept from the public reaches it: pages and files crawled, by each role, at each stage."""

import io
import re
from datetime import timedelta
from functools import cache
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import StreamObject

from kentcivil.accounts.roles import Role
from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from partnership_board import actions, permissions
from partnership_board.consultations.counting import count_again
from partnership_board.exemptions import Exemption
from partnership_board.models import (
    Action,
    AgendaItem,
    Decision,
    Finding,
    ForwardItem,
    Meeting,
    Minutes,
    Paper,
    WhatWeDid,
)
from partnership_board.states import MeetingState
from tests.factories import UserFactory
from tests.organisations.factories import OrganisationFactory
from tests.partnership_board.consultation_factories import ConsultationFactory
from tests.partnership_board.factories import (
    NOW,
    ActionFactory,
    AgendaItemFactory,
    BodyFactory,
    InterestFactory,
    MeetingFactory,
    TermFactory,
    officer,
    paper_for,
    pdf,
    person_in,
    seated,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_hand", "people_at_hand")]
MARKER = "Zanzibar"
PUBLIC = [None, "member of the public"]
OTHER_MEMBER = "member of another body"
INSIDERS = [Role.BOARD_OFFICER, Role.AUDITOR]
OTHER_ROLES = [role for role in Role if role not in INSIDERS]
ALL_OTHERS = "member of another body who holds all other roles at once"
"""Roles and seats only ever add to what one may see, so what this person does not find, none of them finds."""
AT_EVERY_STAGE = [None, ALL_OTHERS]
AT_ONE_STAGE = [*OTHER_ROLES, OTHER_MEMBER, "member of the public"]

# What the admin looks up while an officer types, for those who are not asked to sign in again.
AUTOCOMPLETED = [
    {"term": "zan", "app_label": "partnership_board", "model_name": model, "field_name": field}
    for model, field in (("action", "meeting"), ("action", "item"), ("whatwedid", "decision"), ("whatwedid", "action"))
]


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def meeting():
    """A draft with a public item, an exempt item, and an exempt paper under the public item."""
    by = officer()
    meeting = MeetingFactory(body=BodyFactory(kind="board"))
    item = AgendaItemFactory(meeting=meeting, number=1, title="Rooms")
    paper_for(item, by=by, title="Open report", text="open words")
    closed = paper_for(item, by=by, title=f"{MARKER} annex", text=MARKER, exemption=Exemption.BUSINESS)
    actions.add_version(paper=closed, upload=pdf(text=f"{MARKER} again"), by=by)
    exempt = AgendaItemFactory(
        meeting=meeting,
        number=2,
        title=f"{MARKER} lease",
        presenter=f"{MARKER} agent",
        description=f"{MARKER} offers",
        exemption=Exemption.BUSINESS,
    )
    paper_for(exempt, by=by, title=f"{MARKER} offer", text=MARKER)
    hall = OrganisationFactory(name="Lydd Village Hall")
    exempt.concerns.create(organisation=hall)
    seated(meeting.body, "Ann Bell")
    ann = meeting.body.seats.get().terms.get().person
    InterestFactory(person=ann, organisation=hall, description="Trustee of a hall", kind="trustee")
    exempt.links.create(kind="background", title=f"{MARKER} survey", address=f"/{MARKER}/")
    exempt.late_reason = f"{MARKER} came late"
    exempt.save()
    ForwardItem.objects.create(
        body=meeting.body, title=f"{MARKER} to come", expected=NOW.date(), exemption=Exemption.BUSINESS
    )
    ActionFactory(
        body=meeting.body,
        meeting=meeting,
        item=exempt,
        title=f"Answer {MARKER}",
        progress=f"{MARKER} wrote",
        owner__capacity="Director",
    )
    return meeting


def _stages(meeting):
    """The meeting's stages one after another, as it goes through them."""
    yield MeetingState.DRAFT
    by = officer()
    actions.publish_meeting(meeting=meeting, by=by)
    yield MeetingState.PUBLISHED
    actions.add_version(paper=Paper.objects.get(title="Open report"), upload=pdf(text="open again"), by=by)
    late = Paper.objects.get(title=f"{MARKER} annex")
    actions.add_version(paper=late, upload=pdf(text=f"{MARKER} at last"), by=by)
    actions.publish_supplement(meeting=meeting, by=by)
    yield "supplement"
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=NOW.replace(hour=8), ends_at=NOW.replace(hour=9))
    actions.hold_meeting(meeting=meeting, by=by)
    yield MeetingState.HELD
    _minute(meeting, by)
    _answer_people(meeting)
    yield "minuted"
    actions.publish_decision_note(meeting=meeting, by=by)
    actions.circulate_minutes(meeting=meeting, by=by)
    yield "circulated"
    later = AgendaItemFactory(
        meeting__body=meeting.body, meeting__published=True, meeting__starts_at=NOW.replace(hour=9, minute=30)
    ).meeting
    actions.approve_minutes(meeting=meeting, at_meeting=later, by=by)
    actions.add_signed_copy(meeting=meeting, upload=pdf(text=f"{MARKER} signed"), signed_by="The chair", by=by)
    yield "approved"
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED, cancelled_reason="Never mind")
    yield MeetingState.CANCELLED


def _minute(meeting, by):
    """Minutes with something said, decided, declared and agreed under both items."""
    row = meeting.attendances.get()
    said = {"came": "member", "substitute": None, "online": False}
    actions.record_attendance(meeting=meeting, rows={row: said}, by=by)
    for item, word in [(meeting.items.get(number=1), "Open"), (meeting.items.get(number=2), MARKER)]:
        actions.write_minutes(meeting=meeting, entries={item: f"{word} words were said."}, by=by)
        decision = actions.record_decision(item=item, title=f"{word} decision", text=f"{word} in full", by=by)
        actions.record_declaration(item=item, person=row.member, what=f"{word} interest", conduct="left", by=by)
        actions.agree_action(
            item=item, title=f"{word} action", owner=row.member, due_on=NOW.date(), decision=decision, by=by
        )


def _answer_people(meeting):
    """Somebody tells the public that what was decided in private answers a finding."""
    consultation = ConsultationFactory(published=True, closes_at=NOW - timedelta(days=1))
    consultation.state, consultation.reported_at = "reported", NOW
    consultation.save()
    count_again(consultation=consultation)
    finding = Finding.objects.create(consultation=consultation, number=1, title="Rooms", published_at=NOW)
    closed = meeting.items.get(number=2)
    WhatWeDid.objects.create(finding=finding, text=f"{MARKER} was told", decision=closed.decisions.get())
    WhatWeDid.objects.create(finding=finding, text=f"{MARKER} was done", action=closed.actions.last())


def _sign_in(client, who):
    if who is None:
        return
    roles = OTHER_ROLES if who == ALL_OTHERS else [] if who in PUBLIC or who == OTHER_MEMBER else [who]
    user = person_in(roles[0]) if roles else UserFactory()
    user.groups.add(*Group.objects.filter(name__in=roles))
    if who in (OTHER_MEMBER, ALL_OTHERS):
        TermFactory(person__user=user)
    client.force_login(user)


def _crawl(client, meeting):
    """Every page reached from the board's and the strategy's, and every guessed address, as (address, bytes)."""
    guessed = [reverse("board_paper", args=[paper.key]) for paper in Paper.objects.all()]
    guessed += [reverse("board_paper_version", args=[paper.key, n]) for paper in Paper.objects.all() for n in (1, 2)]
    guessed += [
        f"/admin/partnership_board/{model}/{pk}/{page}/"
        for model, things in (
            ("meeting", [meeting]),
            ("paper", Paper.objects.all()),
            ("agendaitem", meeting.items.all()),
            ("action", Action.objects.all()),
            ("decision", Decision.objects.all()),
            ("minutes", Minutes.objects.all()),
            ("forwarditem", ForwardItem.objects.all()),
        )
        for pk in (thing.pk for thing in things)
        for page in ("change", "history")
    ]
    for one in Meeting.objects.all():
        here = one.get_absolute_url()
        guessed += [
            f"{here}{page}" for page in ("minutes/", "minutes/signed/", "pack/", "members-pack/", "meeting.ics")
        ]
        guessed += [f"{here}packs/{audience}/{n}/" for audience in ("public", "members") for n in (0, 1)]
        guessed += [f"{here}minutes/?on={NOW.date()}", f"/admin/partnership_board/meeting/{one.pk}/minutes/"]
    guessed += [one.get_absolute_url() for one in Decision.objects.all()]
    guessed += [f"/follow/board-item/{item.pk}/" for item in AgendaItem.objects.all()]
    guessed += [f"/my/board/actions/{action.pk}/" for action in Action.objects.all()]
    guessed += [
        "/my/board/",
        "/board/decisions/?q=zanzibar",
        "/search/?q=zanzibar",
        "/board/feed/",
        "/calendars/board.ics",
        "/board/forward-plan/",
        "/open-data/",
        "/open-data/board.json",
        "/open-data/commitments.csv",
        "/open-data/commitment-progress.csv",
        "/open-data/consultations.csv",
        "/consultations/",
        "/consultations/feed/",
        "/board/chains/",
        "/my/",
        "/sitemap.xml",
    ]
    guessed += [f"/board/groups/{meeting.body.slug}/feed/", f"/calendars/board/{meeting.body.slug}.ics"]
    guessed += [f"/board/items/{item.pk}/feed/" for item in AgendaItem.objects.all()]
    guessed += [f"/board/actions/{action.pk}/" for action in Action.objects.all()]
    guessed += [f"/admin/autocomplete/?{urlencode(asked)}" for asked in AUTOCOMPLETED]
    waiting = [
        "/board/",
        "/board/actions/",
        "/board/actions/?show=done",
        "/strategy/",
        meeting.get_absolute_url(),
        *guessed,
    ]
    seen = set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        if content.startswith(b"%PDF"):
            content += _inside(content)
        yield address, response, content
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            links = re.findall(r'href="(/(?:board|strategy|consultations)[^"#]*)', content.decode())
            waiting += [link.replace("&amp;", "&") for link in links]


@cache
def _inside(content):
    """All text of a PDF that a reader can get at: its pages, bookmarks, metadata, and every stream, unpacked."""
    try:
        reader = PdfReader(io.BytesIO(content))
        found = [page.extract_text() for page in reader.pages]
    except PdfReadError:
        return b""
    found += [str(reader.outline), str(reader.metadata), str(reader.root_object)]
    for number in range(1, reader.trailer["/Size"]):
        thing = reader.get_object(number)
        found.append(str(thing))
        if isinstance(thing, StreamObject):
            found.append(thing.get_data().decode("latin-1"))
    return "\n".join(found).encode()


def test_nothing_exempt_reaches_anybody_at_any_stage(meeting):
    walk_at_each_stage(meeting)


def walk_at_each_stage(meeting, *, everybody=False):
    """Walk through all stages of a meeting as the public, and as whoever holds other roles and seats.

    :param everybody: whether each role, a member of another body, and who is signed in and nothing else walk alone at
        every stage, rather than at one; the benchmarks do so.
    """
    for kind, key in (("board", meeting.body.slug), *(("board-item", str(item.pk)) for item in meeting.items.all())):
        Following.objects.create(kind=kind, key=key, email="follower@example.org", confirmed_at=NOW)
    clients = {who: Client() for who in (*AT_EVERY_STAGE, *AT_ONE_STAGE)}
    for who, client in clients.items():
        _sign_in(client, who)
    each_alone = iter(AT_ONE_STAGE)
    for stage in _stages(meeting):
        for letter in Message.objects.filter(to="follower@example.org"):
            assert MARKER not in f"{letter.subject} {letter.text} {letter.html}", (stage, letter.subject)
        walking = clients if everybody else {who: clients[who] for who in (*AT_EVERY_STAGE, next(each_alone, None))}
        for who, client in walking.items():
            reached = 0
            for address, response, content in _crawl(client, meeting):
                # A search page repeats the word that was searched for, and nothing else of it.
                found = content.lower().replace(b"zanzibar", b"", 3) if "q=zanzibar" in address else content.lower()
                assert MARKER.lower().encode() not in found, (who, stage, address)
                assert MARKER.lower() not in str(response.headers).lower(), (who, stage, address)
                reached += response.status_code == 200
            page = client.get(meeting.get_absolute_url())
            if stage == MeetingState.DRAFT:
                assert page.status_code == 404
            else:
                assert "This item is not public" in page.content.decode()
                assert "financial or business affairs" in page.content.decode()
                assert reached >= 20
    assert Message.objects.filter(to="follower@example.org").count() >= 4


@pytest.mark.parametrize("who", INSIDERS)
def test_officers_and_auditors_preview_what_the_public_will_see_and_read_every_paper(client, meeting, who):
    _sign_in(client, who)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "preview" in page
    assert MARKER not in page
    closed = Paper.objects.get(title=f"{MARKER} annex")
    assert b"again" in b"".join(client.get(closed.get_absolute_url()))
    old = b"".join(client.get(reverse("board_paper_version", args=[closed.key, 1])))
    assert MARKER.encode() in old
    assert b"again" not in old


def test_a_replaced_version_is_for_officers_only(client, meeting):
    actions.publish_meeting(meeting=meeting, by=officer())
    paper = Paper.objects.get(title="Open report")
    client.force_login(UserFactory())
    assert client.get(paper.get_absolute_url()).status_code == 200
    assert client.get(reverse("board_paper_version", args=[paper.key, 1])).status_code == 404


def test_an_item_made_exempt_later_takes_its_papers_with_it(client, meeting):
    actions.publish_meeting(meeting=meeting, by=officer())
    paper = Paper.objects.get(title="Open report")
    assert client.get(paper.get_absolute_url()).status_code == 200
    paper.item.exemption = Exemption.CRIME
    paper.item.save()
    assert client.get(paper.get_absolute_url()).status_code == 404
    assert not Paper.objects.published().exists()


def test_only_what_fits_the_state_is_offered():
    by, stranger = officer(), UserFactory()
    draft, public = MeetingFactory(), MeetingFactory(published=True)
    cancelled = MeetingFactory(published=True, state=MeetingState.CANCELLED, cancelled_reason="Storm")
    for may, yes, no in [
        (permissions.can_edit_meeting, public, cancelled),
        (permissions.can_delete_meeting, draft, public),
        (permissions.can_publish_meeting, draft, public),
        (permissions.can_hold_meeting, public, draft),
        (permissions.can_cancel_meeting, public, cancelled),
    ]:
        assert may(by, yes)
        assert not may(by, no)
        assert not may(stranger, yes)
    assert permissions.can_see_meeting(stranger, public)
    assert not permissions.can_see_meeting(stranger, draft)
