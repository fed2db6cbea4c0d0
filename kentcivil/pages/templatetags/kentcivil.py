"""Template tags and filters of the design system: `{% load kentcivil %}`."""

from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from kentcivil.pages import charts, controls, maps, plainly
from kentcivil.pages.components import component
from kentcivil.pages.paging import pages_around

register = template.Library()

register.filter("money", plainly.money)
register.filter("on_day", plainly.on_day)
register.filter("at_time", plainly.at_time)
register.filter("on_day_at_time", plainly.on_day_at_time)
register.filter("london_time", plainly.london_time)
register.filter("telephone", plainly.telephone)
register.filter("control_kind", controls.kind_of)
register.filter("control_parts", controls.parts)
register.filter("first_control", controls.focus_id)


@register.simple_tag(takes_context=True)
def control(context, field):
    """The HTML of a bound field's control, tied to its hint, errors and count."""
    return controls.control(field, context)


@register.simple_tag(takes_context=True)
def character_count(context, field):
    """What a text area counts: a dictionary with `attribute` and `limit`, or None."""
    counted = controls.count_of(field, context)
    return counted and {"attribute": counted[0], "limit": counted[1]}


@register.filter
def described_by(field):
    """The ids of a field's hint and errors, for aria-describedby."""
    return " ".join(controls.described_by(field))


@register.simple_tag
def summary_errors(*forms):
    """What the error summary of these forms and formsets lists: pairs of the id to focus and the message."""
    return controls.summary(*forms)


@register.inclusion_tag("gds/layout/error_summary.html")
def error_summary(*forms):
    """The error summary of one or more forms and formsets: `{% error_summary form formset %}`, above the heading.

    It stands in for the tag of the same name in crispy_forms_gds, which takes one form.
    """
    return {"errors": controls.summary(*forms)}


@register.simple_tag
def govuk(component_name, **options):
    """A GOV.UK component: `{% govuk "Tag" text="Open" classes="govuk-tag--green" %}`.

    Options of options are written with two underscores: `label__text="Your name"`. An `html` option is escaped unless
    it is marked safe.
    """
    tree = {}
    for path, value in options.items():
        *branches, leaf = path.split("__")
        place = tree
        for branch in branches:
            place = place.setdefault(branch, {})
        place[leaf] = value
    return component(component_name, tree)


@register.inclusion_tag("components/bars.html")
def bars(items, caption, of_what="", how_much="", whole=None):
    """Bars with the table they are drawn from: `{% bars items caption=_("Awards by district") %}`.

    :param items: triples of a label, a number of zero or more, and the number as text.
    :param of_what: the heading of the labels, for screen readers.
    :param how_much: the heading of the numbers.
    :param whole: the number whose bar would be as wide as the picture, such as 100 of percentages; or the largest is.
    """
    return {
        "rows": charts.rows(items, whole),
        "caption": caption,
        "of_what": of_what or _("What"),
        "how_much": how_much or _("How much"),
    }


@register.inclusion_tag("components/map.html", name="map")
def map_of(points, caption=""):
    """A map of points, for those who have scripts: `{% map points caption="Projects" %}` beside a list of the same.

    Nothing is fetched until somebody opens it, and nothing from elsewhere unless MAP_TILES is set.

    :param points: dicts with latitude, longitude, name and address.
    """
    return maps.shown(points, caption or _("Map"))


TAG_COLOURS = ("grey", "green", "turquoise", "blue", "purple", "pink", "red", "orange", "yellow", "light-blue")


@register.simple_tag
def status_tag(text, colour="grey"):
    """A coloured tag. The word says everything; the colour only helps.

    :raises ValueError: for a colour the design system has not.
    """
    if colour not in TAG_COLOURS:
        raise ValueError(f"{colour} is not a tag colour; use one of {', '.join(TAG_COLOURS)}.")
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, text)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def paginate(context, page, name="page"):
    """Links to the other pages of a list, keeping the rest of the query string. Nothing when there is one page.

    :param page: a django.core.paginator.Page.
    :param name: the query parameter that holds the page number.
    """
    query = context["request"].GET.copy()

    def address(number):
        query[name] = str(number)
        return f"?{query.urlencode()}"

    current = page.number
    last = page.paginator.num_pages
    return {
        "many": last > 1,
        "previous": address(current - 1) if current > 1 else "",
        "next": address(current + 1) if current < last else "",
        "items": [
            {"number": number, "address": number and address(number), "current": number == current}
            for number in pages_around(current, last)
        ],
    }


@register.simple_tag(takes_context=True)
def error_prefix(context):
    """ "Error: " at the start of the page title when the page's `form` or `formset` has errors.

    Screen readers read the title first, so people hear at once that the form was not sent.
    """
    for name in ("form", "formset"):
        form = context.get(name)
        if form is not None and form.is_bound and not form.is_valid():
            return _("Error: ")
    return ""


SECTIONS = (
    (_lazy("Find help"), "/organisations/", ()),
    (_lazy("Volunteering"), "/volunteering/", ()),
    (_lazy("CrowdFund Kent"), "/crowdfund/", ()),
    (_lazy("Board and strategy"), "/board/", ("/strategy/", "/consultations/")),
    (_lazy("Search"), "/search/", ()),
)


@register.simple_tag(takes_context=True)
def navigation(context):
    """The links to the sections, the present one marked."""
    here = context["request"].path
    present = next((home for _name, home, others in SECTIONS if here.startswith((home, *others))), "")
    return _navigation(present, here == present, get_language())


@cache
def _navigation(present, at_its_home, language):
    """Kept for each section and language, since it is on every page."""
    template_name = "components/navigation.html"
    items = [{"name": name, "address": home, "present": home == present} for name, home, _others in SECTIONS]
    return mark_safe(render_to_string(template_name, {"items": items, "at_its_home": at_its_home}))


@register.simple_tag(takes_context=True)
def has_session(context):
    """Whether the visitor brought a session cookie.

    Asked before anything about the user, so that pages for people who never signed in neither open a session nor
    depend on one, and can be kept in a cache.
    """
    return settings.SESSION_COOKIE_NAME in context["request"].COOKIES


@register.simple_tag(takes_context=True)
def canonical(context):
    """The one address of this page, without its query string."""
    return f"{settings.SITE_URL}{context['request'].path}"


@register.tag
def written_once(parser, token):
    """`{% written_once %}…{% endwritten_once %}`: renders its inside on the first use only, once for each language.

    For parts of the frame that are the same for everyone; what depends on the visitor must stay outside.
    """
    nodes = parser.parse(("endwritten_once",))
    parser.delete_first_token()
    return WrittenOnce(nodes)


class WrittenOnce(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist
        self.written = {}

    def render(self, context):
        language = get_language()
        if language not in self.written:
            self.written[language] = self.nodelist.render(context)
        return self.written[language]
