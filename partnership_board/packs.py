"""Making the packs of a meeting, and showing of a public one only what is public at that moment.

The same agenda gives both: what the public's pack leaves out is left out where it is gathered, so that no closed byte
is ever in the file. Its pages keep their numbers for ever. Where a paper in it has been made exempt or was replaced
since, those pages are shown empty but for a sentence.
"""

import io
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pypdf import PdfReader

from kentcivil.files import atomic_with_files, written
from kentcivil.typesetting import typeset
from partnership_board.binding import Binder, Unreadable
from partnership_board.models import Audience, Pack, PackPart, Paper, PaperVersion

FRONT = Path(__file__).with_name("pack.typ")
NOTE = Path(__file__).with_name("pack_note.typ")


@dataclass
class Bound:
    """A paper in a pack being made: its version, where its pages are, and how many."""

    version: PaperVersion
    first_page: int
    pages: int


@atomic_with_files()
def make_pack(meeting, audience):
    """Make the pack of a meeting that is being published.

    :returns: the Pack.
    """
    items = list(meeting.items.all())
    return _make(meeting, audience, number=0, first_page=1, items=items, versions=_versions(meeting, audience))


@atomic_with_files()
def make_supplement(meeting, audience):
    """Make a supplement of what has come since the last pack: items, papers and new versions.

    :returns: the Pack, or None where nothing has come for this audience.
    """
    packs = meeting.packs.for_audience(audience)
    last = packs.order_by("-number").first()
    if last is None:
        return make_pack(meeting, audience)
    bound = PackPart.objects.filter(pack__in=packs)
    versions = [
        one for one in _versions(meeting, audience) if one.pk not in set(bound.values_list("version", flat=True))
    ]
    new = set(meeting.items.exclude(pk__in=bound.values("item")).values_list("pk", flat=True))
    new |= {version.paper.item_id for version in versions}
    if not new:
        return None
    items = [item for item in meeting.items.all() if item.pk in new]
    return _make(
        meeting, audience, number=last.number + 1, first_page=last.last_page + 1, items=items, versions=versions
    )


def has_news(meeting):
    """Whether something has come since the last pack that a supplement would hold."""
    parts = PackPart.objects.filter(pack__meeting=meeting, pack__audience=Audience.MEMBERS)
    versions = {version.pk for version in _versions(meeting, Audience.MEMBERS)}
    if versions - set(parts.values_list("version", flat=True)):
        return True
    return meeting.items.exclude(pk__in=parts.values("item")).exists()


def content_of(pack):
    """The bytes of a pack as its audience may read it now.

    :raises FileNotFoundError: when its file is lost.
    """
    without = [] if pack.audience == Audience.MEMBERS else _closed_since(pack)
    if not without:
        return _read(pack.file)
    if pack.shown_without != without or not pack.shown_file:
        pack = _remake(pack, without)
    return _read(pack.shown_file)


def _versions(meeting, audience):
    """The current version of each paper for an audience, in the order of the agenda."""
    papers = Paper.objects.filter(item__meeting=meeting)
    if audience == Audience.PUBLIC:
        papers = papers.open()
    latest = (
        PaperVersion.objects.filter(paper__in=papers)
        .order_by("paper__item__number", "paper_id", "-number")
        .distinct("paper__item__number", "paper_id")
    )
    return list(latest.select_related("paper__item"))


def _make(meeting, audience, *, number, first_page, items, versions):
    pack = Pack(meeting=meeting, audience=audience, number=number, first_page=first_page)
    content, bound, last_page = _bind(pack, items, versions)
    pack.last_page, pack.size = last_page, len(content)
    pack.file.save("pack.pdf", ContentFile(content), save=False)
    written(pack.file)
    pack.save()
    by_item = {}
    for one in bound:
        by_item.setdefault(one.version.paper.item_id, []).append(one)
    PackPart.objects.bulk_create(
        PackPart(
            pack=pack,
            item=item,
            version=one and one.version,
            first_page=page,
            pages=pages,
            was_closed=audience == Audience.PUBLIC and item.is_exempt,
        )
        for item in items
        for one, page, pages in (
            [(one, one.first_page, one.pages) for one in by_item.get(item.pk, [])] or [(None, first_page, 0)]
        )
    )
    return pack


def _bind(pack, items, versions):
    """:returns: the bytes, the Bound papers, and the number on the last page."""
    title = f"{pack.meeting}: {pack}"
    binder = Binder(title, pack.first_page)
    front, _pages = binder.add(_front(pack, items, title))
    binder.bookmark(_("Agenda"), front)
    bound = []
    for item in items:
        papers = [version for version in versions if version.paper.item_id == item.pk]
        hidden = pack.audience == Audience.PUBLIC and item.is_exempt
        # A bookmark needs the page it leads to: the papers first.
        added = [Bound(version, *_add(binder, version)) for version in papers]
        parent = binder.bookmark(_item_title(item, hidden), added[0].first_page if added else front)
        for one in added:
            binder.bookmark(one.version.paper.title, one.first_page, parent)
        bound += added
    last_page = binder.next_page - 1
    return binder.finish(), bound, last_page


def _add(binder, version):
    try:
        return binder.add(_read(version.file))
    except (Unreadable, FileNotFoundError):
        sentence = _("This paper could not be put into the pack. Read it on the page of the meeting.")
        return binder.add(_note(version.paper.title, sentence, 1))


def _item_title(item, hidden):
    return f"{item.number}. {_('Not public') if hidden else item.title}"


def _front(pack, items, title):
    meeting = pack.meeting
    moment = timezone.localtime(meeting.starts_at)
    return typeset(
        FRONT,
        title=title,
        heading=str(pack),
        body=meeting.body.name,
        occasion=f"{meeting.title}, {moment:%-d %B %Y}, {moment:%H:%M}",
        place=meeting.place,
        closed=_("For members only. It holds papers that are not public.") if pack.audience == Audience.MEMBERS else "",
        notes=meeting.notes,
        items=[_front_item(item, pack.audience) for item in items],
    )


def _front_item(item, audience):
    if audience == Audience.PUBLIC and item.is_exempt:
        return {
            "heading": _item_title(item, True),
            "lines": [_("Reason – %(reason)s.") % {"reason": item.get_exemption_display()}],
        }
    lines = [item.get_kind_display()]
    if item.presenter:
        lines.append(_("Presented by %(who)s.") % {"who": item.presenter})
    if item.description:
        lines.append(item.description)
    if item.late_reason:
        lines.append(_("The chair’s reason for taking it late – %(reason)s") % {"reason": item.late_reason})
    return {"heading": _item_title(item, False), "lines": lines}


def _note(title, sentence, pages):
    return typeset(NOTE, title=title, sentence=sentence, pages=pages)


def _closed_since(pack):
    """What a public pack holds and the public may no longer read: numbers (pk) of its parts, in order."""
    parts = list(pack.parts.select_related("item", "version").order_by("pk"))
    papers = Paper.objects.published().filter(versions__pack_parts__in=parts).with_current_version()
    readable = dict(papers.values_list("pk", "version"))
    return [part.pk for part in parts if _is_closed(part, readable)]


def _is_closed(part, readable):
    if part.item.is_exempt:
        return not part.was_closed
    return part.version is not None and readable.get(part.version.paper_id) != part.version.number


@atomic_with_files()
def _remake(pack, without):
    """Bind a public pack anew without some parts; its pages keep their numbers."""
    pack = Pack.objects.select_for_update(of=("self",)).get(pk=pack.pk)
    binder = Binder(f"{pack.meeting}: {pack}", pack.first_page)
    parts = list(pack.parts.select_related("item", "version__paper").order_by("pk"))
    first_paper = min((part.first_page for part in parts if part.version_id), default=pack.last_page + 1)
    items = list({part.item_id: part.item for part in parts}.values())
    _add_front(binder, pack, items, first_paper - pack.first_page)
    binder.bookmark(_("Agenda"), pack.first_page)
    for part in parts:
        if part.version_id is None:
            continue
        if part.pk in without:
            sentence = _("This paper is no longer part of the public pack.")
            binder.add(_note(_("Not shown"), sentence, part.pages))
        else:
            first, _pages = _add(binder, part.version)
            binder.bookmark(part.version.paper.title, first)
    storage, before = pack.shown_file.storage, pack.shown_file.name
    pack.shown_file.save("pack.pdf", ContentFile(binder.finish()), save=False)
    written(pack.shown_file)
    pack.shown_without = without
    pack.save(update_fields=["shown_file", "shown_without"])
    if before:
        # What it showed may be closed by now.
        transaction.on_commit(lambda: storage.delete(before))
    return pack


def _add_front(binder, pack, items, pages):
    """The front pages as they would be now, on as many pages as there were."""
    front = _front(pack, items, binder.title)
    added = 0
    if _pages_of(front) <= pages:
        _first, added = binder.add(front)
    if added < pages:
        binder.add(_note(str(pack), _("The agenda is on the page of the meeting."), pages - added))


def _pages_of(content):
    return len(PdfReader(io.BytesIO(content)).pages)


def _read(file):
    with file.open("rb") as opened:
        return opened.read()
