"""The tags and filters of the design system."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.utils.safestring import mark_safe

from kentcivil.pages import plainly
from kentcivil.pages.components import component
from kentcivil.pages.paging import pages_around


def render(source, request=None, **context):
    return Template("{% load kentcivil %}" + source).render(Context({"request": request, **context}))


def test_component_text_is_escaped_and_html_only_where_marked_safe():
    assert "&lt;b&gt;" in component("Tag", {"text": "<b>"})
    assert "&lt;b&gt;" in component("Tag", {"html": "<b>x</b>"})
    assert "<b>x</b>" in component("Tag", {"html": mark_safe("<b>x</b>")})
    nested = component("SummaryList", {"rows": [{"key": {"text": "<i>"}, "value": {"html": "<b>"}}]})
    assert "<i>" not in nested
    assert "<b>" not in nested


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("Button", {"text": "Go", "href": "/x/"}),
        ("Details", {"summaryText": "More", "text": "It is so."}),
        ("InsetText", {"text": "Mind"}),
        ("WarningText", {"text": "Mind"}),
        ("Panel", {"titleText": "Sent", "text": "Your reference"}),
        ("NotificationBanner", {"text": "Saved"}),
        ("TaskList", {"items": [{"title": {"text": "Aims"}, "href": "/", "status": {"text": "Done"}}]}),
        ("SummaryList", {"rows": [{"key": {"text": "Name"}, "value": {"text": "Ann"}}]}),
        ("Breadcrumbs", {"items": [{"text": "Home", "href": "/"}]}),
        ("Table", {"rows": [[{"text": "1"}]]}),
        ("PhaseBanner", {"tag": {"text": "Beta"}, "text": "New"}),
        ("Pagination", {"next": {"href": "?page=2"}}),
        ("ErrorSummary", {"titleText": "There is a problem", "errorList": [{"text": "Oh", "href": "#a"}]}),
        ("FileUpload", {"id": "f", "name": "f", "label": {"text": "File"}}),
        ("BackLink", {"text": "Back", "href": "/"}),
    ],
)
def test_components_render(name, options):
    html = component(name, options)
    assert "govuk-" in html
    assert "{{" not in html


def test_govuk_tag_takes_nested_options():
    html = render('{% govuk "Input" id="n" name="n" label__text=label %}', label="Your <name>")
    assert "Your &lt;name&gt;" in html


def test_status_tag_knows_its_colours():
    assert "govuk-tag--green" in render('{% status_tag "Open" "green" %}')
    with pytest.raises(ValueError, match="not a tag colour"):
        render('{% status_tag "Open" "mauve" %}')


@pytest.mark.parametrize(
    ("current", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (6, 20, [1, None, 5, 6, 7, None, 20]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_pages_around(current, last, shown):
    assert pages_around(current, last) == shown


def test_pagination_keeps_the_query_and_names_the_present_page(rf):
    page = Paginator(range(100), 10).page(2)
    html = render("{% paginate page %}", rf.get("/?q=baby+bank&theme=a&theme=b&page=2"), page=page)
    assert 'href="?q=baby+bank&amp;theme=a&amp;theme=b&amp;page=3" rel="next"' in html
    assert html.count('aria-current="page"') == 1
    assert 'aria-label="Page 2" aria-current="page"' in html
    assert 'rel="prev"' in html


def test_one_page_has_no_pagination(rf):
    assert render("{% paginate page %}", rf.get("/"), page=Paginator([1], 10).page(1)).strip() == ""


SUMMER_EVENING = datetime(2022, 5, 3, 16, 0, tzinfo=UTC)


def test_moments_are_said_in_london_time():
    assert plainly.on_day(SUMMER_EVENING) == "3 May 2022"
    assert plainly.on_day_at_time(SUMMER_EVENING) == "3 May 2022 at 5pm"
    assert plainly.london_time(SUMMER_EVENING) == "3 May 2022 at 5pm, London time"
    assert plainly.on_day(datetime(2022, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2022"
    assert plainly.on_day(date(2022, 12, 1)) == "1 December 2022"


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        (time(0), "midnight"),
        (time(12), "midday"),
        (time(0, 5), "12:05am"),
        (time(12, 30), "12:30pm"),
        (time(9, 30), "9:30am"),
        (time(17), "5pm"),
    ],
)
def test_times_of_day(clock, said):
    assert plainly.at_time(clock) == said


def test_nothing_is_said_for_nothing():
    assert [
        say(None)
        for say in (plainly.on_day, plainly.at_time, plainly.on_day_at_time, plainly.london_time, plainly.money)
    ] == [""] * 5


@pytest.mark.parametrize(
    ("amount", "said"),
    [(1234, "£1,234"), ("1234.5", "£1,234.50"), (0, "£0"), (-5, "−£5"), (0.1, "£0.10"), (1100000, "£1,100,000")],
)
def test_money(amount, said):
    assert plainly.money(amount) == said


def test_written_once_is_written_once():
    template = Template("{% load kentcivil %}{% written_once %}{{ x }}{% endwritten_once %}")
    assert template.render(Context({"x": "first"})) == "first"
    assert template.render(Context({"x": "second"})) == "first"


@pytest.mark.parametrize(
    ("path", "name", "current"),
    [
        ("/organisations/", "Find help", "page"),
        ("/organisations/mama-to-mama/", "Find help", "true"),
        ("/strategy/", "Board and strategy", "true"),
    ],
)
def test_navigation_marks_the_section(rf, path, name, current):
    html = render("{% navigation %}", rf.get(path))
    assert html.count("aria-current") == 1
    marked = html[html.index(f'aria-current="{current}"') :]
    assert marked.split("</strong>")[0].endswith(name)


@pytest.mark.parametrize(
    ("written", "rung"),
    [
        ("01632 960001", "01632960001"),
        ("(01632) 960-001", "01632960001"),
        ("+44 (0)1632 960001", "+441632960001"),
        ("01632 960001 after 6pm", None),
        ("<b>", None),
        ("", None),
    ],
)
def test_a_phone_number_can_be_rung_from_the_page(written, rung):
    html = render("{{ number|telephone }}", number=written)
    assert (f'href="tel:{rung}"' in html) == bool(rung)
    assert "<b>" not in html
    assert written in html or written == "<b>"
