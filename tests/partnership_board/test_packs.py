"""Packs: one PDF from one agenda, with bookmarks, tags and page numbers that run on through supplements."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from kentcivil.typesetting import typeset
from partnership_board import actions
from partnership_board.binding import Binder, Unreadable
from partnership_board.exemptions import Exemption
from partnership_board.models import Audience, Pack, PackPart
from tests.factories import UserFactory
from tests.partnership_board.factories import (
    NOW,
    AgendaItemFactory,
    MeetingFactory,
    TermFactory,
    officer,
    pdf,
)

pytestmark = pytest.mark.django_db
PAPER = Path(settings.BASE_DIR) / "partnership_board" / "paper.typ"


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def by():
    return officer()


def typeset_paper(title, pages=1):
    """A tagged PDF with that many pages, as an officer would upload it."""
    parts = [{"heading": f"Part {n}", "paragraphs": ["Many words. " * 400]} for n in range(pages)]
    return typeset(PAPER, title=title, body="Board", occasion="May", author="Somebody", parts=parts)


def upload(content):
    return SimpleUploadedFile("paper.pdf", content, "application/pdf")


@pytest.fixture
def meeting(by):
    """Two items with two papers; a closed item with one; and a closed paper under the first item."""
    meeting = MeetingFactory(title="May meeting")
    rooms = AgendaItemFactory(meeting=meeting, number=1, title="Rooms")
    buses = AgendaItemFactory(meeting=meeting, number=2, title="Buses")
    lease = AgendaItemFactory(meeting=meeting, number=3, title="Lease", exemption=Exemption.BUSINESS)
    for item, title, exemption in [
        (rooms, "Report on rooms", None),
        (rooms, "Rents", Exemption.BUSINESS),
        (buses, "Report on buses", None),
        (lease, "Offers", None),
    ]:
        actions.add_paper(item=item, title=title, upload=upload(typeset_paper(title)), by=by, exemption=exemption)
    return actions.publish_meeting(meeting=meeting, by=by)


def _pdf(client, meeting, audience="public", number=0):
    response = client.get(reverse("board_pack_file", args=[meeting.slug, audience, number]))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def _text(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def _outline(reader, entries=None, depth=0):
    """Bookmarks as (depth, title, number of the page they lead to)."""
    found = []
    for entry in reader.outline if entries is None else entries:
        if isinstance(entry, list):
            found += _outline(reader, entry, depth + 1)
        else:
            page = reader.get_destination_page_number(entry)
            found.append((depth, entry["/Title"], int(reader.page_labels[page])))
    return found


def _numbers_on_pages(reader):
    return [int(page.extract_text().strip().rsplit("Page ", 1)[1].split()[0]) for page in reader.pages]


class TestThePacks:
    def test_both_come_from_one_agenda_and_each_holds_what_its_readers_may_read(self, client, meeting, by):
        public = _pdf(client, meeting)
        client.force_login(by)
        members = _pdf(client, meeting, "members")
        for words in ("Report on rooms", "Report on buses", "3. Not public", "financial or business affairs"):
            assert words in _text(public)
        for words in ("Rents", "Offers", "Lease"):
            assert words not in _text(public)
            assert words in _text(members)

    def test_bookmarks_lead_to_each_item_and_paper_and_pages_are_numbered_through(self, client, meeting):
        reader = _pdf(client, meeting)
        count = len(reader.pages)
        assert reader.page_labels == [str(number) for number in range(1, count + 1)]
        assert _numbers_on_pages(reader) == list(range(1, count + 1))
        outline = _outline(reader)
        assert [(depth, title) for depth, title, _page in outline] == [
            (0, "Agenda"),
            (0, "1. Rooms"),
            (1, "Report on rooms"),
            (0, "2. Buses"),
            (1, "Report on buses"),
            (0, "3. Not public"),
        ]
        for _depth, title, page in outline:
            if title.startswith("Report"):
                assert title in reader.pages[page - 1].extract_text()

    def test_a_pack_of_tagged_papers_is_tagged_and_names_its_language_and_title(self, client, meeting):
        reader = _pdf(client, meeting)
        root = reader.root_object
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en-GB"
        assert reader.metadata.title == f"{meeting}: Agenda and papers"
        document = root["/StructTreeRoot"]["/K"][0].get_object()
        kinds = set()

        def walk(element):
            element = element.get_object()
            if not isinstance(element, DictionaryObject):
                return
            kinds.add(element.get("/S"))
            below = element.get("/K", [])
            for kid in below if isinstance(below, list) else [below]:
                if not isinstance(kid, int):
                    walk(kid)

        walk(document)
        assert {"/Document", "/Part", "/H1", "/H2", "/P"} <= kinds
        parents = {int(page["/StructParents"]) for page in reader.pages}
        assert len(parents) == len(reader.pages)
        numbers = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        assert parents <= set(numbers[::2])

    def test_the_page_of_the_pack_says_where_each_paper_is(self, client, meeting, by):
        page = client.get(reverse("board_pack", args=[meeting.slug])).content.decode()
        part = PackPart.objects.get(pack__audience="public", version__paper__title="Report on buses")
        assert f"page {part.first_page} of the pack" in page
        assert "Offers" not in page
        client.force_login(by)
        page = client.get(reverse("board_members_pack", args=[meeting.slug])).content.decode()
        assert "Offers" in page
        assert "For members only" in page

    def test_members_of_the_body_read_theirs_and_nobody_else_does(self, client, meeting):
        member = TermFactory(seat__body=meeting.body, person__user=UserFactory()).person.user
        observer = TermFactory(seat__body=meeting.body, seat__role="observer", person__user=UserFactory()).person.user
        other = TermFactory(person__user=UserFactory()).person.user
        left = TermFactory(seat__body=meeting.body, person__user=UserFactory(), ends_on=NOW.date()).person.user
        for user, code in [(member, 200), (observer, 404), (other, 404), (left, 404)]:
            client.force_login(user)
            for name, args in [("board_members_pack", []), ("board_pack_file", ["members", 0])]:
                assert client.get(reverse(name, args=[meeting.slug, *args])).status_code == code, user
        assert client.get(reverse("board_pack_file", args=[meeting.slug, "press", 0])).status_code == 404
        assert client.get(reverse("board_pack_file", args=[meeting.slug, "public", 7])).status_code == 404

    def test_a_draft_has_none(self, client, by):
        draft = AgendaItemFactory().meeting
        client.force_login(by)
        assert client.get(reverse("board_pack", args=[draft.slug])).status_code == 404
        assert not Pack.objects.exists()

    def test_a_lost_file_is_not_there(self, client, meeting):
        pack = meeting.packs.get(audience="public")
        pack.file.storage.delete(pack.file.name)
        assert client.get(reverse("board_pack_file", args=[meeting.slug, "public", 0])).status_code == 404

    def test_files_go_when_publishing_fails(self, by, settings, tmp_path, monkeypatch):
        settings.MEDIA_ROOT = tmp_path
        meeting = AgendaItemFactory().meeting

        def fails(meeting):
            raise RuntimeError("The last thing that publishing does")

        monkeypatch.setattr("partnership_board.notices.meeting_published", fails)
        with pytest.raises(RuntimeError):
            actions.publish_meeting(meeting=meeting, by=by)
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class TestWhatIsClosedLater:
    def _shown(self, client, meeting, audience="public"):
        reader = _pdf(client, meeting, audience)
        return reader, _text(reader)

    def test_pages_of_what_is_no_longer_public_are_empty_and_the_others_stay_where_they_were(self, client, meeting, by):
        before = _outline(_pdf(client, meeting))
        item = meeting.items.get(number=1)
        item.exemption = Exemption.BUSINESS
        item.save()
        reader, text = self._shown(client, meeting)
        assert "rooms" not in text.lower()
        assert "no longer part of the public pack" in text
        assert _numbers_on_pages(reader) == list(range(1, len(reader.pages) + 1))
        buses = next(page for _depth, title, page in before if title == "Report on buses")
        assert ("Report on buses", buses) in {(title, page) for _depth, title, page in _outline(reader)}
        assert "rooms" not in str(_outline(reader)).lower()
        # The members' pack stays whole; a second reader is shown the same file.
        pack = meeting.packs.get(audience="public")
        first = pack.shown_file.name
        self._shown(client, meeting)
        pack.refresh_from_db()
        assert pack.shown_file.name == first
        client.force_login(by)
        assert "Report on rooms" in self._shown(client, meeting, "members")[1]
        item.exemption = None
        item.save()
        assert "Report on rooms" in self._shown(client, meeting)[1]

    def test_a_version_that_was_replaced_is_shown_no_longer(self, client, meeting, by):
        paper = meeting.items.get(number=2).papers.get()
        actions.add_version(paper=paper, upload=upload(typeset_paper("Buses, put right")), by=by)
        _reader, text = self._shown(client, meeting)
        assert "Part 0" in text
        part = PackPart.objects.get(pack__audience="public", version=paper.versions.get(number=1))
        assert text.count("no longer part of the public pack") == part.pages
        # The front still lists the item; the paper's own page is what is gone.
        assert "2. Buses" in text

    def test_what_has_been_in_a_pack_is_not_deleted(self, meeting):
        version = meeting.items.get(number=2).papers.get().current_version()
        with pytest.raises(ProtectedError):
            version.delete()


class TestSupplements:
    def test_a_supplement_goes_on_where_the_pack_ended(self, client, meeting, by):
        first = meeting.packs.get(audience="public")
        item = AgendaItemFactory(meeting=meeting, number=4, title="Bridges")
        actions.add_paper(item=item, title="Report on bridges", upload=upload(typeset_paper("Bridges")), by=by)
        rooms = meeting.items.get(number=1).papers.get(exemption=None)
        actions.add_version(paper=rooms, upload=upload(typeset_paper("Rooms, put right", 2)), by=by)
        before = _numbers_on_pages(_pdf(client, meeting))
        client.force_login(by)
        act = reverse("admin:partnership_board_meeting_act", args=[meeting.pk, "supplement"])
        change = reverse("admin:partnership_board_meeting_change", args=[meeting.pk])
        assert act in client.get(change).content.decode()
        assert "Done: publish a supplement" in client.post(act, follow=True).content.decode()
        assert act not in client.get(change).content.decode()
        client.logout()
        supplement = meeting.packs.get(audience="public", number=1)
        assert supplement.first_page == first.last_page + 1
        reader = _pdf(client, meeting, number=1)
        assert reader.page_labels[0] == str(first.last_page + 1)
        assert _numbers_on_pages(reader) == list(range(supplement.first_page, supplement.last_page + 1))
        assert [title for _d, title, _p in _outline(reader)][-2:] == ["4. Bridges", "Report on bridges"]
        assert "Buses" not in _text(reader)
        assert _numbers_on_pages(_pdf(client, meeting)) == before
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert f"pages {supplement.first_page} to {supplement.last_page}" in page

    def test_what_only_members_may_read_makes_no_public_supplement(self, client, meeting, by):
        item = meeting.items.get(number=3)
        actions.add_paper(item=item, title="More offers", upload=upload(typeset_paper("More")), by=by)
        made = actions.publish_supplement(meeting=meeting, by=by)
        assert [pack.audience for pack in made] == [Audience.MEMBERS]

    def test_without_news_there_is_none(self, meeting, by):
        with pytest.raises(ValidationError, match="Nothing has come"):
            actions.publish_supplement(meeting=meeting, by=by)
        with pytest.raises(ValidationError, match="Only a published meeting"):
            actions.publish_supplement(meeting=MeetingFactory(), by=by)

    def test_a_meeting_published_before_there_were_packs_gets_its_first_one(self, by):
        item = AgendaItemFactory(meeting__published=True)
        made = actions.publish_supplement(meeting=item.meeting, by=by)
        assert [(pack.number, pack.first_page) for pack in made] == [(0, 1), (0, 1)]

    def test_the_database_knows_each_pack_once(self, meeting):
        pack = meeting.packs.first()
        pack.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            pack.save()


class TestBinding:
    def test_a_paper_that_cannot_be_read_has_a_page_that_says_so(self, client, by):
        item = AgendaItemFactory(title="Rooms")
        actions.add_paper(item=item, title="Broken report", upload=pdf(), by=by)
        actions.publish_meeting(meeting=item.meeting, by=by)
        text = _text(_pdf(client, item.meeting))
        assert "could not be put into the pack" in text
        assert "Broken report" in text

    def test_a_lost_paper_does_not_stop_publishing(self, client, by):
        item = AgendaItemFactory(title="Rooms")
        paper = actions.add_paper(item=item, title="Lost report", upload=pdf(), by=by)
        version = paper.current_version()
        version.file.storage.delete(version.file.name)
        actions.publish_meeting(meeting=item.meeting, by=by)
        assert "could not be put into the pack" in _text(_pdf(client, item.meeting))

    @pytest.mark.parametrize("kind", ["nonsense", "no pages", "locked"])
    def test_what_cannot_be_read_leaves_nothing_behind(self, kind):
        binder = Binder("Pack")
        writer = PdfWriter()
        if kind == "locked":
            writer.add_blank_page(100, 100)
            writer.encrypt("secret")
        content = io.BytesIO()
        writer.write(content)
        with pytest.raises(Unreadable):
            binder.add(b"%PDF-1.7 nonsense" if kind == "nonsense" else content.getvalue())
        assert binder.next_page == 1

    def test_pages_of_every_size_and_turn_are_numbered(self):
        writer = PdfWriter()
        for width, height, turn in [(842, 595, 0), (595, 842, 90), (300, 300, 0)]:
            page = writer.add_blank_page(width, height)
            page.rotate(turn)
        writer.pages[2].mediabox.lower_left = (50, 50)
        writer.pages[2].mediabox.upper_right = (350, 350)
        content = io.BytesIO()
        writer.write(content)
        binder = Binder("Pack", first_page=9)
        assert binder.add(content.getvalue()) == (9, 3)
        assert _numbers_on_pages(PdfReader(io.BytesIO(binder.finish()))) == [9, 10, 11]

    def test_scripts_and_metadata_of_papers_are_left_behind(self):
        writer = PdfWriter()
        page = writer.add_blank_page(200, 200)
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): TextStringObject("Zanzibar")})
        page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject("Zanzibar")})
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("Zanzibar")}
        link = {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/A"): DictionaryObject(action),
        }
        page[NameObject("/Annots")] = ArrayObject([writer._add_object(DictionaryObject(link))])
        writer.metadata = {"/Title": "Zanzibar"}
        content = io.BytesIO()
        writer.write(content)
        assert b"Zanzibar" in content.getvalue()
        binder = Binder("Pack")
        binder.add(content.getvalue())
        assert b"Zanzibar" not in binder.finish()


def test_a_late_reason_is_in_the_supplement(client, meeting, by, time_machine):
    time_machine.move_to(NOW + timedelta(days=3), tick=False)
    item = AgendaItemFactory(meeting=meeting, number=8, title="Storm", late_reason="The storm came on Friday.")
    actions.add_paper(
        item=item, title="Storm report", upload=upload(typeset_paper("Storm")), by=by, late_reason="The storm."
    )
    actions.publish_supplement(meeting=meeting, by=by)
    assert "The storm came on Friday." in _text(_pdf(client, meeting, number=1))
