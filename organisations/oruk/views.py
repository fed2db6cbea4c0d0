"""The addresses of Open Referral UK 3.0, under /api/oruk/v3/."""

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kentcivil.caching import kept_for_visitors
from organisations.models import Organisation, Service
from organisations.open_door import NotThere, answer, open_door
from organisations.oruk import belongings, ids, openapi, questions, shapes, taxonomies

ROOM = "organisations"
"""The same kept pages as the directory's own: what changes these changes those (organisations/actions)."""


@open_door("GET")
def root(request):
    questions.read(request.GET, ())
    return answer(shapes.root())


@open_door("GET")
def openapi_document(request):
    questions.read(request.GET, ())
    return answer(openapi.document())


@open_door("GET")
@kept_for_visitors(ROOM)
def services(request):
    question = questions.read(request.GET, openapi.SERVICE_PARAMETERS)
    found = questions.services(_services(), question)
    return _page(question, found, lambda one: shapes.service(one, whole=question.full), _of_services)


@open_door("GET")
@kept_for_visitors(ROOM)
def service(request, asked):
    questions.read(request.GET, ())
    one = _one(_services(), _uuid(asked), _of_services)
    return answer(shapes.service(one, whole=True))


@open_door("GET")
@kept_for_visitors(ROOM)
def service_at_locations(request):
    question = questions.read(request.GET, openapi.SERVICE_PARAMETERS)
    found = questions.services(_services().located(), question)
    return _page(question, found, lambda one: shapes.service_at_location(one, whole=question.full), _of_services)


@open_door("GET")
@kept_for_visitors(ROOM)
def service_at_location(request, asked):
    questions.read(request.GET, ())
    one = _one(_services().located(), ids.at_location(_uuid(asked)), _of_services)
    return answer(shapes.service_at_location(one, whole=True))


@open_door("GET")
@kept_for_visitors(ROOM)
def organisations(request):
    question = questions.read(request.GET, openapi.ORGANISATION_PARAMETERS)
    found = questions.organisations(_organisations(), question)
    shape = shapes.organisation_with_services if question.full else shapes.organisation
    return _page(question, found, shape, belongings.with_services)


@open_door("GET")
@kept_for_visitors(ROOM)
def organisation(request, asked):
    """An entry that became one with another leads to that, as its page does: who kept its id finds what it is now."""
    questions.read(request.GET, ())
    public_id = _uuid(asked)
    try:
        return answer(shapes.organisation_with_services(_one(_organisations(), public_id, belongings.with_services)))
    except NotThere:
        now = Organisation.objects.published().filter(mergers__gone__public_id=public_id).first()
        if now is None:
            raise
        return HttpResponsePermanentRedirect(reverse("oruk_organisation", args=[now.public_id]))


@open_door("GET")
@kept_for_visitors(ROOM)
def taxonomy_list(request):
    question = questions.read(request.GET, openapi.PAGE_PARAMETERS)
    return _page(question, taxonomies.TAXONOMIES, taxonomies.taxonomy)


@open_door("GET")
@kept_for_visitors(ROOM)
def taxonomy(request, asked):
    questions.read(request.GET, ())
    found = taxonomies.find_taxonomy(str(_uuid(asked)))
    if found is None:
        raise NotThere(_("There is nothing with this id."))
    terms = [taxonomies.term(one, word) for one, word in taxonomies.all_terms() if one is found]
    return answer(taxonomies.taxonomy(found) | {"taxonomy_terms": terms})


@open_door("GET")
@kept_for_visitors(ROOM)
def taxonomy_terms(request):
    question = questions.read(request.GET, openapi.PAGE_PARAMETERS)
    return _page(question, taxonomies.all_terms(), lambda pair: taxonomies.term(*pair))


@open_door("GET")
@kept_for_visitors(ROOM)
def taxonomy_term(request, asked):
    questions.read(request.GET, ())
    found = taxonomies.find_term(str(_uuid(asked)))
    if found is None:
        raise NotThere(_("There is nothing with this id."))
    return answer(taxonomies.term(*found))


@open_door("GET")
def nowhere(request, rest):
    """Whatever else is asked for below the root: the answer is in JSON too."""
    raise NotThere(_("There is no such address: see the OpenAPI document that the root names."))


def _services():
    return Service.objects.published().select_related("organisation", "district", "organisation__district")


def _of_services(services):
    belongings.read(one.organisation for one in services)


def _organisations():
    return Organisation.objects.published().select_related("district")


def _uuid(asked):
    found = questions.as_uuid(asked)
    if found is None:
        raise NotThere(_("There is nothing with this id: an id is a UUID."))
    return found


def _one(queryset, public_id, belonging):
    """:param belonging: reads what belongs to a list of rows."""
    found = queryset.filter(public_id=public_id).first()
    if found is None:
        raise NotThere(_("There is nothing with this id."))
    belonging([found])
    return found


def _page(question, found, shape, belonging=None):
    """One page in the standard's envelope. A page that is not there is empty, and says so.

    :param belonging: reads what belongs to the rows, where everything of them is asked for.
    """
    total = found.count() if hasattr(found, "model") else len(found)
    pages = max(1, -(-total // question.per_page))
    there = 1 <= question.page <= pages
    start = (question.page - 1) * question.per_page
    rows = list(found[start : start + question.per_page]) if there and total else []
    if belonging and question.full:
        belonging(rows)
    if not there:
        question.messages.append(
            _("There is no page %(page)d: pages go from 1 to %(last)d.") % {"page": question.page, "last": pages}
        )
    envelope = {
        "total_items": total,
        "total_pages": pages,
        "page_number": question.page,
        "size": len(rows),
        "first_page": question.page == 1,
        "last_page": question.page == pages,
        "empty": not rows,
        "contents": [shape(row) for row in rows],
    }
    if question.messages:
        envelope["messages"] = question.messages
    return answer(envelope)
