"""Who sits on what, in the shape of Popolo 1.0 (https://www.popoloproject.com/specs/): people, posts, memberships and
organisations, each with an id that stays the same.

Only what the public pages tell: a person's name and in which capacity they are here. Addresses, accounts and terms
that have not begun are left out. A vacancy is a post without a membership that runs.
"""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from kentcivil.opendata.catalogue import OPEN_GOVERNMENT_LICENCE
from partnership_board.models import Body, Seat, Term

SPECIFICATION = "https://www.popoloproject.com/specs/"


def document(today):
    """Everything as one dictionary, in three queries.

    :param today: the date in London; terms that begin later are not told yet.
    """
    bodies = list(Body.objects.published())
    seats = list(Seat.objects.select_related("body").order_by("body", "order", "pk"))
    terms = list(
        Term.objects.held()
        .filter(starts_on__lte=today)
        .select_related("person", "seat__body")
        .order_by("starts_on", "pk")
    )
    people = {term.person_id: term.person for term in terms}
    nominators = {_nominator_id(seat): seat.nominated_by for seat in seats}
    return {
        "title": _("The board, its groups and who sits on them"),
        "publisher": "Kent County Council",
        "license": OPEN_GOVERNMENT_LICENCE,
        "specification": SPECIFICATION,
        "generated": today.isoformat(),
        "persons": [_person(people[key]) for key in sorted(people)],
        "organizations": [
            *(_body(body) for body in bodies),
            *(_nominator(key, nominators[key]) for key in sorted(nominators)),
        ],
        "posts": [_post(seat) for seat in seats],
        "memberships": [_membership(term) for term in terms],
    }


def _person(person):
    return {"id": f"person/{person.pk}", "name": person.name, "summary": person.capacity}


def _body(body):
    return {
        "id": f"body/{body.slug}",
        "name": body.name,
        "classification": str(body.get_kind_display()),
        "description": body.purpose,
        "identifiers": [{"scheme": "board-code", "identifier": body.code}],
        "links": [{"url": f"{settings.SITE_URL}{body.get_absolute_url()}", "note": _("Its page")}],
    }


def _nominator_id(seat):
    return f"nominator/{slugify(seat.nominated_by, allow_unicode=True)}"


def _nominator(key, name):
    """Who nominates the holder of a seat: a council, the NHS, or the sector; named, and nothing more is known here."""
    return {"id": key, "name": capfirst(name), "classification": _("Nominates members")}


def _post(seat):
    post = {
        "id": f"post/{seat.pk}",
        "label": seat.title,
        "role": str(seat.get_role_display()),
        "organization_id": f"body/{seat.body.slug}",
        "sources": [{"url": f"{settings.SITE_URL}{reverse('board_body', args=[seat.body.slug])}", "note": _("Seats")}],
    }
    if seat.abolished_on:
        post["end_date"] = seat.abolished_on.isoformat()
    return post


def _membership(term):
    membership = {
        "id": f"membership/{term.pk}",
        "label": term.seat.title,
        "role": str(term.seat.get_role_display()),
        "person_id": f"person/{term.person_id}",
        "organization_id": f"body/{term.seat.body.slug}",
        "post_id": f"post/{term.seat_id}",
        "on_behalf_of_id": _nominator_id(term.seat),
        "start_date": term.starts_on.isoformat(),
    }
    if term.ends_on:
        # Popolo gives the last day; a term here ends on the day after it.
        membership["end_date"] = (term.ends_on - timedelta(days=1)).isoformat()
    return membership
