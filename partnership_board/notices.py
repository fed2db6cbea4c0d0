"""Who is told of what happens to meetings, minutes, decisions and commitments: members by name, followers by topic.

An email repeats nothing of an item that is not public: neither its title nor its papers. Whoever may read it follows
the link and signs in.
"""

from django.urls import reverse

from kentcivil.followers.following import tell
from kentcivil.mail.outbox import enqueue

BODY = "board"
ITEM = "board-item"
COMMITMENT = "commitment"
STRATEGY = "strategy"


def meeting_published(meeting):
    _of_meeting(meeting, "partnership_board/mail/meeting_published.txt", f"meeting-{meeting.pk}-published")


def meeting_moved(meeting):
    context = {"reason": meeting.moves.first().reason}
    _of_meeting(
        meeting, "partnership_board/mail/meeting_moved.txt", f"meeting-{meeting.pk}-moved-{meeting.revision}", **context
    )


def meeting_cancelled(meeting):
    context = {"reason": meeting.cancelled_reason}
    _of_meeting(meeting, "partnership_board/mail/meeting_cancelled.txt", f"meeting-{meeting.pk}-cancelled", **context)


def paper_added(version):
    """A paper, or a new version of one, came after its meeting was published; only members hear of one not public."""
    paper, meeting = version.paper, version.paper.item.meeting
    once = f"paper-{paper.pk}-{version.number}"
    if paper.is_public:
        context = {**_about(meeting), "paper": paper.title, "address": paper.get_absolute_url()}
        tell(
            kind=BODY,
            key=meeting.body.slug,
            template="partnership_board/mail/paper_added.txt",
            context=context,
            once=once,
        )
        tell(
            kind=ITEM,
            key=str(paper.item_id),
            template="partnership_board/mail/paper_added.txt",
            context=context,
            once=once,
        )
        _members(meeting, "partnership_board/mail/paper_added.txt", once, context)
    else:
        context = {**_about(meeting), "paper": "", "address": reverse("board_member")}
        _members(meeting, "partnership_board/mail/paper_added.txt", once, context)


def minutes_circulated(minutes):
    """To those who were there: it is they who may correct them."""
    meeting = minutes.meeting
    context = {**_about(meeting), "address": reverse("board_minutes", args=[meeting.slug])}
    for row in meeting.attendances.came().select_related("member__user", "substitute__user"):
        if address := row.who_came.address:
            enqueue(
                key=f"board:minutes-{minutes.pk}-circulated:{row.pk}",
                to=address,
                template="partnership_board/mail/minutes_circulated.txt",
                context=context,
            )


def minutes_approved(minutes):
    meeting = minutes.meeting
    context = {**_about(meeting), "address": reverse("board_minutes", args=[meeting.slug])}
    tell(
        kind=BODY,
        key=meeting.body.slug,
        template="partnership_board/mail/minutes_approved.txt",
        context=context,
        once=f"minutes-{minutes.pk}-approved",
    )


def decisions_published(note):
    """To those who follow the body, and to those who follow an item under which something was decided."""
    from partnership_board.models import Decision

    meeting = note.meeting
    decisions = list(Decision.objects.published().filter(item__meeting=meeting).select_related("body"))
    once = f"decisions-{meeting.pk}"
    context = {**_about(meeting), "decisions": [str(one) for one in decisions], "address": meeting.get_absolute_url()}
    tell(kind=BODY, key=meeting.body.slug, template="partnership_board/mail/decisions.txt", context=context, once=once)
    for item in {decision.item_id for decision in decisions}:
        under = [str(one) for one in decisions if one.item_id == item]
        context = {**context, "decisions": under}
        tell(
            kind=ITEM,
            key=str(item),
            template="partnership_board/mail/decisions.txt",
            context=context,
            once=f"{once}-{item}",
        )


def progress_reported(update):
    commitment = update.commitment
    tell(
        kind=COMMITMENT,
        key=commitment.slug,
        template="partnership_board/mail/progress.txt",
        context={
            "title": commitment.title,
            "status": update.get_status_display(),
            "summary": update.summary,
            "address": commitment.get_absolute_url(),
        },
        once=f"progress-{update.pk}",
    )


def milestone_reached(milestone):
    """To those who follow its commitment; a step of the next full review has no followers of its own."""
    if milestone.commitment is None:
        return
    tell(
        kind=COMMITMENT,
        key=milestone.commitment.slug,
        template="partnership_board/mail/milestone.txt",
        context={
            "title": milestone.commitment.title,
            "milestone": milestone.title,
            "reached_on": milestone.reached_on,
            "address": milestone.commitment.get_absolute_url(),
        },
        once=f"milestone-{milestone.pk}-{milestone.reached_on}",
    )


def edition_published(edition):
    """To those who follow the strategy; an old text that is added to its story is no news."""
    if not edition.in_force:
        return
    tell(
        kind=STRATEGY,
        key=edition.strategy.slug,
        template="partnership_board/mail/edition.txt",
        context={
            "strategy": edition.strategy.title,
            "title": edition.title,
            "what_changed": edition.what_changed,
            "address": edition.get_absolute_url(),
        },
        once=f"edition-{edition.pk}",
    )


def report_made(report):
    tell(
        kind=STRATEGY,
        key=report.strategy.slug,
        template="partnership_board/mail/report_made.txt",
        context={
            "strategy": report.strategy.title,
            "half_year": str(report.half_year),
            "address": report.get_absolute_url(),
        },
        once=f"report-{report.pk}",
    )


def _of_meeting(meeting, template, once, **more):
    context = {**_about(meeting), **more, "address": meeting.get_absolute_url()}
    tell(kind=BODY, key=meeting.body.slug, template=template, context=context, once=once)
    _members(meeting, template, once, context)


def _members(meeting, template, once, context):
    """Each member of the meeting with an address, and whoever stands in for one."""
    people = {}
    for row in meeting.attendances.select_related("member__user", "substitute__user"):
        people |= {person.pk: person.address for person in (row.member, row.substitute) if person is not None}
    for person, address in people.items():
        if address:
            enqueue(
                key=f"board:{once}:{person}",
                to=address,
                template=template,
                context={**context, "stop": "", "member_page": reverse("board_member")},
            )


def _about(meeting):
    return {
        "body": meeting.body.name,
        "meeting": meeting.title,
        "starts_at": meeting.starts_at,
        "place": meeting.place,
        "online_link": meeting.online_link,
        "member_page": "",
        "stop": "",
    }
