"""Who came to the demonstration's meetings, what was declared, decided and minuted, and the register of interests."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from kentcivil.typesetting import typeset
from organisations.models import Organisation
from partnership_board.deadlines import working_days_after
from partnership_board.demonstration.meetings import PAPER
from partnership_board.minutes_record import content_of
from partnership_board.models import (
    Action,
    ActionUpdate,
    AgendaItem,
    Attendance,
    CarriedAction,
    Concern,
    Correction,
    Decision,
    DecisionNote,
    Declaration,
    Interest,
    Meeting,
    MinuteEntry,
    Minutes,
    MinutesVersion,
    Seat,
    SignedCopy,
    Substitute,
    Term,
)
from partnership_board.states import ActionState, MeetingState, MinutesState

SAID = {
    AgendaItem.Kind.PROCEDURE: "The chair welcomed everybody. Apologies were noted.",
    AgendaItem.Kind.INFORMATION: "Members noted the paper and asked for the same figures by district next time.",
    AgendaItem.Kind.DISCUSSION: "Members discussed the paper. Small groups find forms too long, and rooms are scarce.",
    AgendaItem.Kind.DECISION: "Members agreed what the paper asks for, with one change to the wording.",
}
DECIDED = {
    "One way to give grants": "Use the shorter questions for grants of up to £5,000",
    "Progress on the strategy": "Keep the three commitments that are behind on every agenda until they are on track",
}
# key of a person, kind, organisation's slug or None, what, months since it was registered, months since it ended
INTERESTS = [
    ("steering_chair", Interest.Kind.EMPLOYMENT, "kent-community-foundation", "chief executive", 20, None),
    ("broker", Interest.Kind.EMPLOYMENT, None, "manager of the Ashford Volunteer Centre", 18, None),
    ("charity", Interest.Kind.TRUSTEE, "mama-to-mama", "manager of the baby bank", 12, None),
    ("carers", Interest.Kind.CONTRACT, None, "carers’ breaks paid for by the county council", 16, None),
    ("hall", Interest.Kind.TRUSTEE, None, "trustee of a village hall that is let to groups", 15, None),
    ("food", Interest.Kind.FAMILY, None, "brother is treasurer of a food bank in Dover", 14, 5),
    ("east_districts", Interest.Kind.MEMBERSHIP, None, "member of a bowls club with a council lease", 10, None),
]


def fill(county, people):
    _register(county, people)
    _substitutes(county, people)
    meetings = list(Meeting.objects.select_related("body").order_by("starts_at"))
    _attendances(county, meetings)
    held = [meeting for meeting in meetings if meeting.state == MeetingState.HELD]
    _concerns(held, meetings, people)
    _decisions(county, held)
    _minutes(county, held)


def _register(county, people):
    today = timezone.localdate(county.now)
    organisations = {one.slug: one for one in Organisation.objects.filter(slug__in=[row[2] for row in INTERESTS])}
    Interest.objects.bulk_create(
        Interest(
            person=people[key],
            kind=kind,
            organisation=organisations.get(slug),
            description=what,
            registered_on=today - timedelta(days=30 * since),
            ended_on=today - timedelta(days=30 * ended) if ended else None,
            registered_by=county.people["board"],
        )
        for key, kind, slug, what, since, ended in INTERESTS
    )


def _substitutes(county, people):
    since = timezone.localdate(county.now) - timedelta(days=400)
    for title, key in [
        ("Volunteer centres", "youth"),
        ("Health and care charities", "faith"),
        ("NHS, communities", "nhs_before"),
    ]:
        seat = Seat.objects.filter(title=title).first()
        Substitute.objects.create(seat=seat, person=people[key], starts_on=since)


def _attendances(county, meetings):
    terms = list(Term.objects.held().select_related("seat", "person"))
    rows = []
    for meeting in meetings:
        if meeting.state == MeetingState.DRAFT:
            continue
        day = timezone.localdate(meeting.starts_at)
        there = [
            term
            for term in terms
            if term.seat.body_id == meeting.body_id
            and term.starts_on <= day
            and (term.ends_on is None or term.ends_on > day)
        ]
        for place, term in enumerate(there):
            away = meeting.state == MeetingState.HELD and place == (day.month + day.day) % (len(there) + 3)
            rows.append(
                Attendance(
                    meeting=meeting,
                    seat=term.seat,
                    member=term.person,
                    reply="apologies" if away else ("coming" if place % 3 else ""),
                    came=("nobody" if away else "member") if meeting.state == MeetingState.HELD else "",
                    online=place % 4 == 3 and meeting.state == MeetingState.HELD,
                )
            )
    Attendance.objects.bulk_create(rows)


def _concerns(held, meetings, people):
    """Items about money touch the foundation, whose chief executive sits on both bodies."""
    foundation = Organisation.objects.filter(slug="kent-community-foundation").first()
    if foundation is None:
        return
    items = AgendaItem.objects.filter(title__startswith="Support for organisations", meeting__in=meetings)
    Concern.objects.bulk_create(Concern(item=item, organisation=foundation) for item in items)
    line = Interest.objects.filter(person=people["steering_chair"]).first()
    Declaration.objects.bulk_create(
        Declaration(
            item=item,
            person=people["steering_chair"],
            interest=line,
            what="chief executive of Kent Community Foundation, which gives grants",
            conduct=Declaration.Conduct.DID_NOT_VOTE,
            recorded_at=item.meeting.starts_at,
        )
        for item in items.filter(meeting__in=held).select_related("meeting")
    )


def _decisions(county, held):
    numbers, decisions = {}, []
    items = AgendaItem.objects.filter(meeting__in=held, kind=AgendaItem.Kind.DECISION, exemption__isnull=True)
    for item in items.select_related("meeting__body").order_by("meeting__starts_at", "number"):
        year = timezone.localdate(item.meeting.starts_at).year
        key = (item.meeting.body_id, year)
        numbers[key] = numbers.get(key, 0) + 1
        title = next((decided for start, decided in DECIDED.items() if item.title.startswith(start)), item.title)
        vote = numbers[key] % 4 == 3
        votes = {"how": "vote", "votes_for": 4, "votes_against": 1, "abstained": 1} if vote else {}
        decisions.append(
            Decision(
                body=item.meeting.body,
                year=year,
                number=numbers[key],
                item=item,
                title=title,
                recorded_at=item.meeting.starts_at,
                recorded_by=county.people["board"],
                **votes,
            )
        )
    Decision.objects.bulk_create(decisions)
    by_meeting = {decision.item.meeting_id: decision for decision in decisions}
    for action in Action.objects.filter(meeting__in=held):
        decision = by_meeting.get(action.meeting_id)
        item = decision.item if decision else action.meeting.items.filter(exemption__isnull=True).order_by("number")[2]
        action.item, action.decision = item, decision
        action.save(update_fields=["item", "decision"])
    Decision.objects.untraced().update(no_action_needed=True)
    _notes(county, held)
    _close(county, held)


def _notes(county, held):
    """Public within seven working days; one came late, and that of the newest meeting is still to come."""
    for place, meeting in enumerate(held):
        days = 9 if place == len(held) - 6 else 4
        day = working_days_after(timezone.localdate(meeting.starts_at), days)
        at = meeting.starts_at + timedelta(days=(day - timezone.localdate(meeting.starts_at)).days, hours=5)
        if at < county.now:
            DecisionNote.objects.create(meeting=meeting, published_at=at)


def _close(county, held):
    """What was done is closed by the first meeting after that; reports on all of them are kept."""
    updates, carried = [], []
    for action in Action.objects.select_related("meeting", "body").order_by("pk"):
        if action.progress:
            at = action.finished_at or county.now - timedelta(days=3)
            updates.append(
                ActionUpdate(
                    action=action,
                    reported_at=at,
                    state=action.state,
                    text=action.progress,
                    evidence="https://demo.kentcivil.example/evidence" if action.finished_at else "",
                    reported_by=county.people["board"],
                )
            )
        later = [
            meeting
            for meeting in held
            if meeting.body_id == action.body_id and meeting.starts_at > action.meeting.starts_at
        ]
        closing = next((one for one in later if action.finished_at and one.starts_at > action.finished_at), None)
        until = closing or (held[-1] if later else None)
        for meeting in later:
            if meeting.starts_at <= until.starts_at:
                done = action.finished_at and action.finished_at <= meeting.starts_at
                state = ActionState.DONE if done else ActionState.OPEN
                carried.append(CarriedAction(meeting=meeting, action=action, state=state))
        if closing:
            action.state, action.closed_by = ActionState.CLOSED, closing
            action.save(update_fields=["state", "closed_by"])
    ActionUpdate.objects.bulk_create(updates)
    CarriedAction.objects.bulk_create(carried)


def _minutes(county, held):
    """Approved by the next meeting of the body; those of the newest one of each body are out for corrections."""
    following = {}
    for meeting in held:
        following.setdefault(meeting.body_id, []).append(meeting)
    minutes = Minutes.objects.bulk_create(
        Minutes(
            meeting=meeting,
            state=MinutesState.CIRCULATED,
            circulated_at=min(county.now, meeting.starts_at + timedelta(days=3)),
        )
        for meeting in held
    )
    items = AgendaItem.objects.filter(meeting__in=held)
    by_meeting = {one.meeting_id: one for one in minutes}
    MinuteEntry.objects.bulk_create(
        MinuteEntry(minutes=by_meeting[item.meeting_id], item=item, text=SAID[item.kind]) for item in items
    )
    versions, approved = [], []
    for one in minutes:
        content = content_of(one)
        circulated = MinutesVersion(
            minutes=one, number=1, at=one.circulated_at, state=MinutesState.CIRCULATED, content=content
        )
        versions.append(circulated)
        later = [meeting for meeting in following[one.meeting.body_id] if meeting.starts_at > one.meeting.starts_at]
        if later:
            one.state, one.approved_by, one.approved_at = MinutesState.APPROVED, later[0], later[0].starts_at
            approved.append(one)
            versions.append(MinutesVersion(minutes=one, number=2, at=one.approved_at, state=one.state, content=content))
        else:
            _corrections(one)
    MinutesVersion.objects.bulk_create(versions)
    Minutes.objects.bulk_update(approved, ["state", "approved_by", "approved_at"])
    _signed(approved[-1])


def _corrections(minutes):
    row = minutes.meeting.attendances.came().in_order().first()
    Correction.objects.create(
        minutes=minutes,
        person=row.member,
        wording="I asked for the figures by postcode, not by district.",
        sent_at=minutes.circulated_at,
    )


def _signed(minutes):
    content = typeset(
        PAPER,
        title=f"Minutes, {timezone.localtime(minutes.meeting.starts_at):%-d %B %Y}",
        body=minutes.meeting.body.name,
        occasion=str(minutes.meeting),
        author="Kent County Council",
        parts=[{"heading": "Signed", "paragraphs": ["Signed by the chair as a true record."]}],
    )
    copy = SignedCopy(
        minutes=minutes,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        signed_by="The chair",
        added_at=minutes.approved_at + timedelta(days=2),
    )
    copy.file.save("signed.pdf", ContentFile(content), save=False)
    copy.save()
