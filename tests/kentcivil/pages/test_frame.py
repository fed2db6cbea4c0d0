"""The page frame: nothing of the session for strangers, titles that say what happened, error pages that always work."""

import re
from contextlib import nullcontext

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import Client

from kentcivil.pages import legal
from tests.factories import UserFactory

PUBLIC = ["/", "/accessibility/", "/privacy/", "/cookies/", "/contact/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PUBLIC)
def test_a_stranger_opens_no_session(client, address, django_assert_num_queries):
    with nullcontext() if address == "/" else django_assert_num_queries(0):
        response = client.get(address)
    assert response.status_code == 200
    assert "Cookie" not in response["Vary"]
    assert not response.cookies
    assert "Sign in" in response.content.decode()


@pytest.mark.django_db
def test_signed_in_people_find_their_page_and_the_way_out(client):
    client.force_login(UserFactory())
    html = client.get("/contact/").content.decode()
    assert 'action="/accounts/logout/"' in html
    assert "Your page" in html
    assert "Officers" not in html
    client.force_login(UserFactory(is_staff=True))
    assert "Officers" in client.get("/contact/").content.decode()


@pytest.mark.django_db
def test_only_the_cookies_we_list_are_set(client):
    listed = {cookie["name"] for cookie in legal.COOKIES}
    person = UserFactory()
    client.get("/accounts/login/")
    client.force_login(person)
    client.get("/my/")
    assert set(client.cookies) <= listed
    html = client.get("/cookies/").content.decode()
    assert all(name in html for name in listed)


@pytest.mark.django_db
@pytest.mark.urls("tests.journeys.form_pages")
def test_the_title_says_error_when_the_form_has_errors(client):
    assert "<title>Every control – Kent civil society</title>" in client.get("/every-control/").content.decode()
    html = client.post("/every-control/", {}).content.decode()
    assert "<title>Error: Every control – Kent civil society</title>" in html
    assert html.index("There is a problem") < html.index("<h1")


@pytest.mark.django_db
def test_no_such_page(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "We cannot find this page" in response.content.decode()


@pytest.mark.urls("tests.journeys.form_pages")
def test_our_own_failure_needs_neither_database_nor_context(client):
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "116 123" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained():
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org"})
    assert response.status_code == 403
    assert "Your answers were not sent" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html"])
def test_other_errors(rf, name):
    request = rf.get("/")
    assert "<h1" in engines["django"].get_template(name).render({}, request)


def test_messages_are_announced_and_escaped(rf):
    template = engines["django"].get_template("components/messages.html")
    said = [Message(messages.SUCCESS, "Saved <b>"), Message(messages.ERROR, "No"), Message(messages.INFO, "So")]
    html = template.render({"messages": said}, None)
    assert "Saved &lt;b&gt;" in html
    assert html.count('role="alert"') == 2
    assert html.count('role="region"') == 1


@pytest.mark.django_db
def test_ids_are_unique_and_pages_have_one_heading(client):
    for address in [*PUBLIC[1:], "/accounts/login/", "/accounts/signup/"]:
        html = client.get(address).content.decode()
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), address
        assert html.count("<h1") == 1, address
