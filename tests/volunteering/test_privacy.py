"""Nobody finds a volunteer: not on a public page, in a feed, an export, a log, a metric or an error, nor by guessing.

One person has everything that the portal can hold about somebody, each with a mark of its own. The test goes to every
address there is, by the list of addresses and by following links, and looks for the marks.
"""

import logging
import re
from datetime import date, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kentcivil.accounts.models import User
from kentcivil.accounts.roles import Role
from kentcivil.mail.models import Message
from tests.factories import UserFactory
from tests.organisations.factories import MembershipFactory
from tests.test_house_rules import _views
from tests.volunteering.factories import (
    BrokerFactory,
    EnquiryFactory,
    GuardianConsentFactory,
    HoursFactory,
    OpportunityFactory,
    PilotFactory,
    PlaceFactory,
    SafeguardingCheckFactory,
    SessionFactory,
    VolunteerFactory,
)
from volunteering import actions
from volunteering.models import Consent, SafeguardingLead, Volunteer
from volunteering.states import PlaceState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_hand", "people_at_hand")]

MARKS = {
    "name": "Zebedee Quillfeather",
    "email": "zebedee@quillfeather.example",
    "telephone": "01632 960777",
    "message": "quillmessage",
    "answer": "quillanswer",
    "emergency": "Quillmother",
    "guardian": "Quillguardian",
    "guardian email": "guardian@quillfeather.example",
    "birthday": "2010-02-13",
    "needs": "quillramp",
    "note": "quillnote",
    "reference": "quillreference",
    "concern": "quillconcern",
    "next step": "quillstep",
}
# An age or a birthday in words, and a check, belong to a person only beside something that says who.
EVERY_MARK = re.compile("|".join(map(re.escape, [*MARKS.values(), "Quillfeather", "13 February 2010"])), re.IGNORECASE)


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    settings.METRICS_ALLOWED_ADDRESSES = ["127.0.0.1"]


@pytest.fixture
def scene():
    """One young volunteer with everything, at an opportunity of one centre, and a pilot that counts them."""
    opportunity = OpportunityFactory(minimum_age=14, questions=["Why?"])
    member = MembershipFactory(organisation=opportunity.organisation, user__name="Member Own").user
    user = UserFactory(name=MARKS["name"], email=MARKS["email"])
    volunteer = VolunteerFactory(
        user=user,
        centre=opportunity.centre,
        born_on=date(2010, 2, 13),
        telephone=MARKS["telephone"],
        emergency_name=MARKS["emergency"],
        access_needs=MARKS["needs"],
    )
    for purpose in Consent.Purpose:
        Consent.objects.create(volunteer=volunteer, purpose=purpose, wording="1")
    GuardianConsentFactory(volunteer=volunteer, guardian_name=MARKS["guardian"], guardian_email=MARKS["guardian email"])
    SafeguardingCheckFactory(volunteer=volunteer)
    session = SessionFactory(opportunity=opportunity, capacity=1)
    answers = [["Why?", MARKS["answer"]]]
    place = actions.take_place(session=session, by=user, answers=answers)
    full = SessionFactory(opportunity=opportunity, capacity=1, starts_at=timezone.now() + timedelta(days=8))
    PlaceFactory(session=full, volunteer__user__name="Somebody Else")
    PlaceFactory(session=full, volunteer=volunteer, state=PlaceState.WAITING, answers=answers)
    past = SessionFactory(opportunity=opportunity, starts_at=timezone.now() - timedelta(days=2))
    PlaceFactory(session=past, volunteer=volunteer, answers=answers)
    hours = HoursFactory(opportunity=opportunity, volunteer=volunteer, note=MARKS["note"])
    reference = actions.ask_reference(by=user, opportunity=opportunity, purpose=MARKS["reference"])
    enquiry = EnquiryFactory(
        opportunity=opportunity,
        user=user,
        name=MARKS["name"],
        email=MARKS["email"],
        telephone=MARKS["telephone"],
        message=MARKS["message"],
        answers=answers,
        next_step=MARKS["next step"],
        next_step_on=timezone.localdate(),
    )
    lead = SafeguardingLead.objects.create(user=UserFactory(name="Lead Own"))
    concern = actions.raise_concern(text=MARKS["concern"], name=MARKS["name"], contact=MARKS["email"])
    pilot = PilotFactory(centre=opportunity.centre)
    return {
        "opportunity": opportunity,
        "member": member,
        "volunteer": volunteer,
        "session": session,
        "place": place,
        "hours": hours,
        "reference": reference,
        "enquiry": enquiry,
        "lead": lead,
        "concern": concern,
        "pilot": pilot,
    }


def _found(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode(errors="replace") + str(dict(response.headers))
    return sorted(set(EVERY_MARK.findall(text)))


def _addresses(scene):
    """Every address of the portal outside the admin, with what is there put in for its numbers and names."""
    numbers = {scene[name].pk for name in ("session", "place", "reference", "concern")}
    slugs = {scene["opportunity"].slug, scene["opportunity"].organisation.slug}
    choices = {"int": sorted(numbers), "slug": sorted(slugs)}
    for pattern, _name, view in _views():
        if pattern.startswith("admin/") or "(?P" in pattern or "^" in pattern:
            continue
        kinds = re.findall(r"<(?:(\w+):)?\w+>", pattern)
        for values in product(*(choices.get(kind, ["example"]) for kind in kinds)):
            filled = iter(values)
            yield "/" + re.sub(r"<(?:\w+:)?\w+>", lambda _kind, filled=filled: str(next(filled)), pattern), view


LINK = re.compile(r'href="(/[^"#]*)"')


def _crawl(client, starts, *, following=60):
    """Open each of some addresses, then so many of the links of this site that they show; yields address and answer."""
    seen, links = set(), []
    for address in starts:
        yield from _open(client, address, seen, links)
    for address in [link for link in dict.fromkeys(links) if link not in seen][:following]:
        yield from _open(client, address, seen, [])


def _open(client, address, seen, links):
    if address in seen or address.startswith(("/static/", "/accounts/logout")):
        return
    seen.add(address)
    response = client.get(address)
    yield address, response
    if not response.streaming and "html" in response.get("Content-Type", ""):
        links += [link.replace("&amp;", "&") for link in LINK.findall(response.content.decode())]


# --- In public ---------------------------------------------------------------------------------------------------


def test_no_public_page_feed_export_metric_error_or_log_says_anything_about_a_volunteer(scene, client, caplog):
    caplog.set_level(logging.DEBUG)
    starts = ["/", "/volunteering/", "/open-data/", "/metrics", "/search/?q=Quillfeather", "/volunteering/?q=Zebedee"]
    starts += [address for address, _view in _addresses(scene)]
    found, seen = {}, 0
    for address, response in _crawl(client, starts):
        seen += 1
        echo = _found(response) if "q=" not in address else []
        if echo:
            found[address] = echo
    assert seen > 80
    assert found == {}
    # A search repeats its words in the box, and finds nobody.
    for address in ("/search/?q=Quillfeather", "/volunteering/?q=quillmessage", "/organisations/?q=Quillguardian"):
        page = client.get(address).content.decode()
        assert len(EVERY_MARK.findall(page)) <= 4, address
        assert "kent-result__title" not in page or "Zebedee" not in page
    # The person uses their own pages while the logs are watched.
    own = Client()
    own.force_login(scene["volunteer"].user)
    own.get(reverse("my_sessions"))
    own.get(reverse("volunteering_calendar", args=[scene["volunteer"].calendar_key]))
    own.post(reverse("my_place_give_up", args=[scene["place"].pk]))
    own.post("/concern/", {"text": MARKS["concern"], "name": MARKS["name"], "contact": MARKS["email"]})
    logged = caplog.text + str([record.__dict__ for record in caplog.records])
    assert EVERY_MARK.findall(logged) == []
    assert scene["volunteer"].calendar_key not in logged
    assert EVERY_MARK.findall(client.get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()) == []


def test_an_error_page_and_its_log_say_nothing(scene, caplog, monkeypatch):
    def broken(*_args, **_said):
        raise RuntimeError(f"{MARKS['name']} {MARKS['email']}")

    monkeypatch.setattr("volunteering.views.places.calendar_response", broken)
    client = Client(raise_request_exception=False)
    answer = client.get(reverse("volunteering_calendar", args=[scene["volunteer"].calendar_key]))
    assert answer.status_code == 500
    assert _found(answer) == []
    assert EVERY_MARK.findall(caplog.text) == []
    assert scene["volunteer"].calendar_key not in caplog.text


def test_a_refusal_of_the_database_says_nothing_in_the_log(scene, caplog):
    """PostgreSQL repeats the row in its message."""
    other = SessionFactory(starts_at=scene["session"].starts_at, opportunity__minimum_age=14)
    with pytest.raises(actions.Clash):
        actions.take_place(session=other, by=scene["volunteer"].user, answers=[["Why?", MARKS["answer"]]])
    assert EVERY_MARK.findall(caplog.text) == []


# --- Others who are signed in ------------------------------------------------------------------------------------


def _staff(*roles, **said):
    user = UserFactory(is_staff=True, **said)
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def _outsiders(scene):
    """Everybody who has no business with this volunteer."""
    other_broker = BrokerFactory(user=_staff(Role.BROKER)).user
    # Their own centre has people of its own, so that its lists are not empty.
    PlaceFactory(
        session=SessionFactory(opportunity=OpportunityFactory(centre=other_broker.volunteer_centres.get())),
        volunteer__centre=other_broker.volunteer_centres.get(),
    )
    return {
        # And a member of another organisation: that only adds to what one may read.
        "another volunteer": VolunteerFactory(user=MembershipFactory().user).user,
        "a broker of another centre": other_broker,
    }


@pytest.mark.parametrize(
    "who",
    ["another volunteer", "a broker of another centre"],
)
def test_nobody_else_who_is_signed_in_reads_anything(scene, who):
    client = Client()
    client.force_login(_outsiders(scene)[who])
    starts = [address for address, _view in _addresses(scene) if not address.startswith("/accounts/")]
    starts += ["/admin/", *_admin_addresses(scene)]
    found = {}
    for address, response in _crawl(client, starts, following=8):
        if "q=" not in address and (marks := _found(response)):
            found[address] = marks
    assert found == {}


def _admin_addresses(scene):
    """Lists, searches and the pages of each thing, of every model that volunteering, accounts and mail show."""
    things = {
        "volunteering_volunteer": scene["volunteer"].pk,
        "volunteering_enquiry": scene["enquiry"].pk,
        "volunteering_session": scene["session"].pk,
        "volunteering_safeguardingcheck": scene["volunteer"].checks.get().pk,
        "volunteering_opportunity": scene["opportunity"].pk,
        "accounts_user": scene["volunteer"].user_id,
        "mail_message": Message.objects.filter(to=MARKS["email"]).first().pk,
    }
    for name, pk in things.items():
        app, model = name.split("_")
        yield f"/admin/{app}/"
        yield f"/admin/{app}/{model}/"
        yield f"/admin/{app}/{model}/?q=a"
        for what in ("change", "delete", "history"):
            yield f"/admin/{app}/{model}/{pk}/{what}/"
        yield f"/admin/{app}/{model}/export/"
        yield f"/admin/{app}/{model}/add/"
    yield "/admin/volunteering/concern/"
    yield f"/admin/autocomplete/?app_label=volunteering&model_name=safeguardingcheck&field_name=volunteer&term={'a'}"


def test_a_broker_of_another_centre_gets_nothing_by_post_either(scene):
    client = Client()
    client.force_login(_outsiders(scene)["a broker of another centre"])
    enquiry, check = scene["enquiry"], scene["volunteer"].checks.get()
    attempts = [
        ("/admin/volunteering/enquiry/", {"action": "contacted", "_selected_action": [enquiry.pk]}),
        ("/admin/volunteering/enquiry/", {"action": "export_admin_action", "_selected_action": [enquiry.pk]}),
        ("/admin/volunteering/enquiry/export/", {"format": "0", "resource": "0"}),
        ("/admin/volunteering/volunteer/export/", {"format": "0", "resource": "0"}),
        (f"/admin/volunteering/enquiry/{enquiry.pk}/change/", {"next_step": "x"}),
        (f"/admin/volunteering/enquiry/{enquiry.pk}/delete/", {"post": "yes"}),
        ("/admin/volunteering/safeguardingcheck/", {"action": "delete_selected", "_selected_action": [check.pk]}),
        (f"/admin/volunteering/safeguardingcheck/{check.pk}/delete/", {"post": "yes"}),
        (f"/admin/accounts/user/{scene['volunteer'].user_id}/change/", {"name": "x"}),
        (f"/admin/accounts/user/{scene['volunteer'].user_id}/delete/", {"post": "yes"}),
        ("/admin/mail/message/", {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}),
    ]
    for address, said in attempts:
        answer = client.post(address, said, follow=True)
        assert _found(answer) == [], address
    assert scene["volunteer"].checks.exists()
    assert User.objects.filter(name=MARKS["name"]).exists()
    enquiry.refresh_from_db()
    assert enquiry.state == "new"


def test_the_concern_is_in_no_admin_and_no_history_for_anybody(scene):
    client = Client()
    client.force_login(_staff(is_superuser=True))
    starts = ["/admin/", "/admin/volunteering/", *_admin_addresses(scene)]
    for address, response in _crawl(client, starts, following=8):
        assert MARKS["concern"] not in response.content.decode(errors="replace"), address


# --- Guessing ----------------------------------------------------------------------------------------------------


def _near(scene):
    """Numbers that somebody would try first: those of the things themselves, and their neighbours."""
    own = [scene[name].pk for name in ("session", "place", "reference", "concern")]
    return sorted({number + step for number in own for step in (-1, 0, 1)})


def test_guessed_addresses_are_all_alike(scene):
    """Somebody signed in tries numbers near their own, and somebody who is not tries secrets of the right shape."""
    client, stranger = Client(), Client()
    client.force_login(_outsiders(scene)["another volunteer"])
    names = [
        "my_place_swap", "my_place_hours", "my_reference", "my_session", "my_session_change", "my_session_cancel",
        "concern",
    ]  # fmt: skip
    for name in names:
        for number in _near(scene):
            answer = client.get(reverse(name, args=[number]))
            assert answer.status_code == 404 or _found(answer) == [], (name, number)
            assert answer.status_code == 404 or name.startswith("my_place"), (name, number)
    for pk in _near(scene):
        for name in ("my_place_accept", "my_place_give_up"):
            answer = client.post(reverse(name, args=[pk]))
            assert answer.status_code in (302, 404)
    scene["place"].refresh_from_db()
    assert scene["place"].is_taken
    key = scene["volunteer"].calendar_key
    guesses = [key[:-1], key + "A", key.swapcase(), key[::-1], "A" * 43, str(scene["volunteer"].pk), "%00", "..%2f"]
    unknown = stranger.get(reverse("volunteering_calendar", args=["A" * 43]))
    for guess in guesses:
        answer = stranger.get(f"/calendars/volunteering/{guess}.ics")
        assert (answer.status_code, _found(answer)) == (404, [])
        assert len(answer.content) == len(unknown.content), "not even the length tells"
    for guess in ("1", "WzFd:x:y", "1:1xWNED:nQnsE6EVAXEIesqU_rmRXDE6kSCAh52aYUOuO8s4WlI"):
        for name in ("volunteering_guardian", "volunteering_confirm"):
            assert stranger.get(reverse(name, args=[guess])).status_code == 404
            assert stranger.post(reverse(name, args=[guess]), {"answer": "yes"}).status_code == 404


def test_keys_are_long_and_never_alike():
    keys = {Volunteer().calendar_key for _one in range(200)}
    assert len(keys) == 200
    assert min(map(len, keys)) >= 43, "256 bits"
