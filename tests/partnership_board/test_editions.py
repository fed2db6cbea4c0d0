"""The strategy as a living document: versions, sections with addresses that stay, and published words frozen."""

import io
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from kentcivil.accounts.roles import Role
from kentcivil.followers.models import Following
from kentcivil.mail.models import Message
from partnership_board import actions
from partnership_board.editions import differences
from partnership_board.models import Edition, Section, Strategy, StrategyVersion
from partnership_board.plain_text import Block, blocks
from partnership_board.states import EditionState
from tests.factories import UserFactory
from tests.partnership_board.factories import NOW, EditionFactory, SectionFactory, StrategyFactory, officer, person_in

TODAY = NOW.date()
REFUSED = "frozen: this version of the strategy is published"


@pytest.fixture(autouse=True)
def _clock(request, time_machine):
    if "transactional_db" not in request.fixturenames:
        time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by(db):
    return officer()


@pytest.fixture
def strategy(db):
    return StrategyFactory(slug="civil-society")


def _read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _address(thing, page="change", *more):
    return reverse(f"admin:partnership_board_{thing._meta.model_name}_{page}", args=[thing.pk, *more])


class TestText:
    def test_blank_lines_part_paragraphs_and_dashes_make_a_list(self):
        text = "First\nline.\r\n\r\nWe promise:\n- rooms,\n  in the evening\n* money\n\n• time\nThe end. - not a point"
        assert blocks(text) == [
            Block(("First line.",)),
            Block(("We promise:",)),
            Block(("rooms, in the evening", "money"), is_list=True),
            Block(("time",), is_list=True),
            Block(("The end. - not a point",)),
        ]
        assert blocks("") == []
        assert blocks("- \n-") == [Block(("- -",))]

    @given(st.text(alphabet=st.sampled_from("ab -*•\n\t")))
    def test_no_letter_is_lost_and_none_is_made_up(self, text):
        found = "".join(line for block in blocks(text) for line in block.lines)
        assert [one for one in found if one.isalpha()] == [one for one in text if one.isalpha()]
        assert all(block.lines and (block.is_list or len(block.lines) == 1) for block in blocks(text))


@pytest.mark.django_db
class TestReading:
    def test_the_version_in_force_has_an_address_that_stays_and_so_has_each_section(self, client, strategy):
        first = EditionFactory(strategy=strategy, number=1, title="As launched", dated=date(2022, 4, 1), published=True)
        page = _read(client, "/strategy/text/")
        assert 'id="purpose"' in page
        assert 'href="#purpose"' in page
        assert "/strategy/text/civil-society/1/#purpose" in page
        second = EditionFactory(strategy=strategy, number=2, title="As reviewed", dated=date(2024, 4, 1))
        SectionFactory(edition=second, heading="What we learned", slug="learned", text="- One\n- Two")
        assert "As launched" in _read(client, "/strategy/text/")
        Edition.objects.filter(pk=second.pk).update(state="published", published_at=NOW)
        page = _read(client, "/strategy/text/")
        assert "As reviewed" in page
        assert "<li>One</li><li>Two</li>" in page
        assert page.index("New:") < page.index("What we learned", page.index("New:"))
        old = _read(client, first.get_absolute_url())
        assert "A newer version took the place of this one." in old
        assert 'id="purpose"' in old
        assert "learned" not in old

    def test_the_story_leads_to_the_text_of_each_step(self, client, strategy):
        step = StrategyVersion.objects.create(
            strategy=strategy, kind="draft", title="First draft", dated=date(2019, 1, 1), when="2019"
        )
        draft = EditionFactory(strategy=strategy, step=step, in_force=False, dated=date(2019, 1, 1), published=True)
        assert draft.get_absolute_url() in _read(client, "/strategy/")
        assert client.get("/strategy/text/").status_code == 404
        assert "never the strategy itself" in _read(client, draft.get_absolute_url())

    def test_it_is_a_tagged_pdf_too_with_headings_to_move_by(self, client, strategy):
        edition = EditionFactory(strategy=strategy, number=1, what_changed="We wrote #it *anew*.")
        SectionFactory(
            edition=edition, heading="The board", slug="board", level=3, text="We meet.\n\n- #often\n- $here$"
        )
        Edition.objects.filter(pk=edition.pk).update(state="published", published_at=NOW)
        response = client.get(reverse("strategy_edition_pdf", args=["civil-society", 1]))
        assert response["Content-Type"] == "application/pdf"
        assert b"pdfuaid" in response.content
        reader = PdfReader(io.BytesIO(response.content))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.metadata.title == strategy.title
        text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
        for words in ("#often", "$here$", "We wrote #it *anew*.", "The board", "published on 3 May 2022"):
            assert words in text
        assert reader.outline

    def test_a_draft_is_seen_by_officers_and_auditors_only(self, client, strategy, by):
        draft = EditionFactory(strategy=strategy, number=1)
        addresses = [draft.get_absolute_url(), reverse("strategy_edition_pdf", args=["civil-society", 1])]
        for person, status in [(None, 404), (UserFactory(), 404), (by, 200), (person_in(Role.AUDITOR), 200)]:
            client.logout()
            if person:
                client.force_login(person)
            for address in addresses:
                assert client.get(address).status_code == status, (person, address)
        assert "This version is not public" in _read(client, addresses[0])
        client.logout()
        assert draft.title not in _read(client, "/strategy/")

    def test_a_withdrawn_strategy_takes_its_text_along(self, client, strategy, by):
        edition = EditionFactory(strategy=strategy, published=True)
        actions.withdraw_strategy(strategy=strategy, by=by)
        assert client.get(edition.get_absolute_url()).status_code == 404
        assert client.get("/strategy/text/").status_code == 404

    @pytest.mark.parametrize("size", [1, 10, 100])
    def test_it_asks_the_database_as_often_whatever_its_size(
        self, client, strategy, size, django_assert_max_num_queries
    ):
        for number in range(1, min(size, 20) + 1):
            edition = EditionFactory(strategy=strategy, number=number)
            for _number in range(size if number == 1 else 1):
                SectionFactory(edition=edition)
            Edition.objects.filter(pk=edition.pk).update(state="published", published_at=NOW)
        with django_assert_max_num_queries(4):
            _read(client, edition.get_absolute_url())


class TestDifferences:
    def test_parts_are_told_apart_by_address_and_spaces_say_nothing(self):
        def part(slug, text, heading="Heading"):
            return Section(slug=slug, heading=heading, text=text)

        before = [part("kept", "a  b"), part("changed", "a"), part("named", "a"), part("gone", "a")]
        after = [part("named", "a", "Other"), part("new", "a"), part("kept", "a b"), part("changed", "b")]
        found = differences(after, before)
        assert [one.slug for one in found.added] == ["new"]
        assert [one.slug for one in found.changed] == ["named", "changed"]
        assert [one.slug for one in found.removed] == ["gone"]
        assert found
        assert not differences(before, before)


@pytest.mark.django_db
class TestPublishing:
    def test_followers_are_told_of_a_version_in_force_and_of_no_old_text(self, strategy, by):
        Following.objects.create(kind="strategy", key=strategy.slug, email="reader@example.org", confirmed_at=NOW)
        actions.publish_edition(edition=EditionFactory(strategy=strategy, in_force=False), by=by)
        assert not Message.objects.exists()
        edition = EditionFactory(strategy=strategy, what_changed="A new chapter.")
        published = actions.publish_edition(edition=edition, by=by)
        assert published.published_at == NOW
        mail = Message.objects.get(to="reader@example.org")
        assert "A new version: Civil Society Strategy for Kent" in mail.subject
        assert "A new chapter." in mail.text
        assert edition.get_absolute_url() in mail.text

    def test_what_says_nothing_or_whose_strategy_is_not_public_is_not_published(self, strategy, by):
        edition = EditionFactory(strategy=strategy)
        edition.sections.all().delete()
        with pytest.raises(ValidationError, match="says nothing yet"):
            actions.publish_edition(edition=edition, by=by)
        with pytest.raises(ValidationError, match="Publish the strategy before"):
            actions.publish_edition(edition=EditionFactory(strategy__state="draft"), by=by)

    def test_the_next_version_begins_with_the_sections_and_their_addresses(self, strategy, by):
        edition = EditionFactory(strategy=strategy, number=4, published=True)
        following = actions.start_edition(
            strategy=strategy, title="As reviewed", dated=TODAY, sections_of=edition, by=by
        )
        assert (following.number, following.state) == (5, EditionState.DRAFT)
        assert list(following.sections.values_list("slug", "heading", "text")) == list(
            edition.sections.values_list("slug", "heading", "text")
        )


@pytest.mark.django_db
class TestFrozen:
    """Whoever asks, and by whatever way: the database refuses."""

    @pytest.fixture
    def edition(self, strategy):
        return EditionFactory(strategy=strategy, published=True)

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Other"},
            {"what_changed": "Other"},
            {"dated": TODAY},
            {"in_force": False},
            {"published_at": NOW + timedelta(days=1)},
            {"state": EditionState.DRAFT, "published_at": None},
        ],
    )
    def test_a_published_version_refuses_every_change(self, edition, change):
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**change)
        assert Edition.objects.get(pk=edition.pk).title == edition.title

    def test_it_cannot_be_deleted_nor_its_strategy(self, edition):
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            Edition.objects.filter(pk=edition.pk)._raw_delete("default")
        with pytest.raises(IntegrityError), transaction.atomic():
            edition.strategy.delete()

    def test_its_sections_refuse_to_come_change_go_and_move(self, edition):
        draft = EditionFactory(strategy=edition.strategy)
        section, other = edition.sections.get(), SectionFactory(edition=draft)
        attempts = [
            lambda: SectionFactory(edition=edition),
            lambda: Section.objects.filter(pk=section.pk).update(text="Other words."),
            lambda: Section.objects.filter(pk=section.pk).update(edition=draft),
            lambda: Section.objects.filter(pk=other.pk).update(edition=edition),
            lambda: section.delete(),
            lambda: _sql("UPDATE partnership_board_section SET heading = 'x' WHERE id = %s", section.pk),
            lambda: _sql("DELETE FROM partnership_board_section WHERE id = %s", section.pk),
        ]
        for attempt in attempts:
            with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
                attempt()
        assert Section.objects.get(pk=section.pk).text == "We work together."
        Section.objects.filter(pk=other.pk).update(text="A draft changes.")
        other.delete()

    def test_a_draft_changes_and_has_no_time_of_publishing(self, strategy):
        draft = EditionFactory(strategy=strategy)
        Edition.objects.filter(pk=draft.pk).update(title="Other")
        for change in ({"published_at": NOW}, {"state": EditionState.PUBLISHED}):
            with pytest.raises(IntegrityError, match="board_edition_published_has_time"), transaction.atomic():
                Edition.objects.filter(pk=draft.pk).update(**change)


def _sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_words_that_are_saved_while_a_version_is_published_are_in_it_or_refused(transactional_db):
    """Never a published version that changes afterwards, however close the two come."""
    user = UserFactory(is_staff=True, is_superuser=True)
    for _round in range(6):
        edition = EditionFactory()
        section = edition.sections.get()
        start, seen = Barrier(2), {}

        def publish(edition=edition, start=start, seen=seen):
            start.wait()
            actions.publish_edition(edition=edition, by=user)
            seen["published"] = Section.objects.get(edition=edition).text
            connection.close()

        def write(section=section, start=start, seen=seen):
            start.wait()
            try:
                Section.objects.filter(pk=section.pk).update(text="New words.")
                seen["written"] = True
            except IntegrityError as error:
                seen["written"], seen["refused"] = False, str(error)
            connection.close()

        threads = [Thread(target=publish), Thread(target=write)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        text = Section.objects.get(pk=section.pk).text
        assert text == ("New words." if seen["written"] else "We work together.")
        assert text == seen["published"]
        assert seen["written"] or REFUSED in seen["refused"]


@pytest.mark.django_db
class TestAdmin:
    def _data(self, strategy=None, sections=(), existing=0, **fields):
        data = {
            "title": "As launched",
            "dated": "2022-04-01",
            "in_force": "on",
            "step": "",
            "what_changed": "",
            "sections-TOTAL_FORMS": len(sections),
            "sections-INITIAL_FORMS": existing,
            **({"strategy": strategy.pk} if strategy else {}),
        }
        for place, row in enumerate(sections):
            row = {"order": place, "level": 2, "text": "Words.", **row}
            data |= {f"sections-{place}-{name}": value for name, value in row.items()}
        return {**data, **fields}

    def test_an_officer_writes_publishes_and_begins_the_next(self, client, by, strategy):
        client.force_login(by)
        sections = [{"heading": "Why", "slug": "why"}, {"heading": "How", "slug": "how"}]
        add = reverse("admin:partnership_board_edition_add")
        client.post(add, self._data(strategy, sections))
        edition = Edition.objects.get()
        assert (edition.number, edition.state, edition.sections.count()) == (1, EditionState.DRAFT, 2)
        section = edition.sections.get(slug="how")
        row = [
            {"id": edition.sections.get(slug="why").pk, "edition": edition.pk, "heading": "Why", "slug": "why"},
            {"id": section.pk, "edition": edition.pk, "heading": "How we work", "slug": "how"},
        ]
        client.post(_address(edition), self._data(None, row, existing=2))
        assert edition.sections.get(slug="how").heading == "How we work"
        client.post(_address(edition, "act", "publish"))
        edition.refresh_from_db()
        assert edition.state == EditionState.PUBLISHED
        page = _read(client, _address(edition))
        assert 'name="title"' not in page
        assert 'name="sections-0-text"' not in page
        assert _address(edition, "act", "publish") not in page
        assert client.post(_address(edition), self._data(title="Other")).status_code == 403
        assert client.post(_address(edition, "delete"), {"post": "yes"}).status_code == 403
        client.post(_address(edition, "act", "next"), {"title": "As reviewed", "dated": "2024-04-01"})
        following = Edition.objects.get(number=2)
        assert list(following.sections.values_list("slug", flat=True)) == ["why", "how"]

    def test_two_sections_with_one_address_are_refused_and_nothing_typed_is_lost(self, client, by, strategy):
        client.force_login(by)
        rows = [{"heading": "Why", "slug": "why", "text": "Kept words"}, {"heading": "Also", "slug": "why"}]
        add = reverse("admin:partnership_board_edition_add")
        for sections, sentence in [(rows, "duplicate"), ([{"heading": "1st", "slug": "1st"}], "small letter")]:
            page = client.post(add, self._data(strategy, sections)).content.decode()
            assert sentence in page
        assert "Kept words" in client.post(add, self._data(strategy, rows)).content.decode()
        assert not Edition.objects.exists()
        assert Strategy.objects.count() == 1
