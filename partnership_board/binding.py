"""Many PDFs bound into one: bookmarks, page numbers that run through, and the tags that screen readers need.

pypdf copies pages, not the tree of tags over them: that is joined here, so that a pack of tagged papers is tagged. What
a PDF can do beside showing its pages, such as run scripts, is left behind, and so is its metadata.
"""

import io
from pathlib import Path

import structlog
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from kentcivil.typesetting import typeset

log = structlog.get_logger(__name__)

NUMBERS = Path(__file__).with_name("page_numbers.typ")
HARMLESS = {"/URI", "/GoTo", "/Named"}
LEFT_BEHIND = ("/AA", "/Metadata", "/PieceInfo")


class Unreadable(Exception):
    """A file that says it is a PDF and cannot be read as one, or not without a password."""


class Binder:
    """A pack in the making.

    :param title: of the whole; it is the PDF's title.
    :param first_page: the number on its first page; a supplement goes on where the pack before it ended.
    """

    def __init__(self, title, first_page=1):
        self.title = title
        self.first_page = first_page
        self.writer = PdfWriter()
        self.tags = _Tags(self.writer)

    @property
    def next_page(self):
        """The number that the next page added gets."""
        return self.first_page + len(self.writer.pages)

    def add(self, content):
        """Add a PDF's pages.

        :param content: bytes.
        :returns: the number on its first page, and how many pages it has.
        :raises Unreadable: when it cannot be read; nothing of it was added.
        """
        before, number = len(self.writer.pages), self.next_page
        try:
            reader = PdfReader(io.BytesIO(content))
            if reader.is_encrypted and not reader.decrypt(""):
                raise Unreadable("It asks for a password.")
            if not reader.pages:
                raise Unreadable("It has no pages.")
            self.writer.append(reader, import_outline=False)
            added = self.writer.pages[before:]
            self.tags.adopt(reader, added)
            for page in added:
                _make_harmless(page)
        except Exception as error:  # whatever a broken file makes a parser stumble over, the pack is made without it
            while len(self.writer.pages) > before:
                self.writer.remove_page(len(self.writer.pages) - 1)
            log.warning("paper_not_bound", error=type(error).__name__)
            raise Unreadable from error
        return number, len(self.writer.pages) - before

    def bookmark(self, title, page, parent=None):
        """Add a bookmark to the page with this number. :returns: what to give as `parent` to those below it."""
        return self.writer.add_outline_item(title=title, page_number=page - self.first_page, parent=parent)

    def finish(self):
        """The pack as bytes: each page with its number, out of the way of what is on it."""
        self._number_pages()
        self.tags.finish()
        self.writer.set_page_label(0, len(self.writer.pages) - 1, style="/D", start=self.first_page)
        root = self.writer.root_object
        root[NameObject("/Lang")] = TextStringObject("en-GB")
        root[NameObject("/ViewerPreferences")] = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
        self.writer.metadata = {"/Title": self.title, "/Author": "Kent County Council"}
        bound = io.BytesIO()
        self.writer.write(bound)
        return bound.getvalue()

    def _number_pages(self):
        for page in self.writer.pages:
            if page.get("/Rotate", 0):
                page.transfer_rotation_to_content()
        sizes = [
            {
                "width": float(page.mediabox.width),
                "height": float(page.mediabox.height),
                "number": self.first_page + place,
            }
            for place, page in enumerate(self.writer.pages)
        ]
        numbers = PdfReader(io.BytesIO(typeset(NUMBERS, pages=sizes)))
        for page, number in zip(self.writer.pages, numbers.pages, strict=True):
            corner = Transformation().translate(float(page.mediabox.left), float(page.mediabox.bottom))
            page.merge_transformed_page(number, corner)


class _Tags:
    """The tree of tags of a pack: those of its PDFs side by side below one document."""

    def __init__(self, writer):
        self.writer = writer
        self.document = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject("/Document"),
                NameObject("/K"): ArrayObject(),
            }
        )
        self.document_reference = writer._add_object(self.document)
        self.roles = DictionaryObject()
        self.numbers = {}

    def adopt(self, reader, pages):
        """Take over the tags of a PDF whose pages were added just now; one without tags has none to take over."""
        tree = reader.root_object.get("/StructTreeRoot")
        if tree is None:
            return
        tree = tree.get_object()
        base = max(self.numbers, default=-1) + 1
        copy = tree.clone(self.writer)
        for number, value in _number_tree(copy.get("/ParentTree")):
            self.numbers[base + number] = value
        for source, page in zip(reader.pages, pages, strict=True):
            if "/StructParents" in source:
                page[NameObject("/StructParents")] = NumberObject(base + source["/StructParents"])
            for annotation in page.get("/Annots", ()):
                annotation = annotation.get_object()
                if "/StructParent" in annotation:
                    annotation[NameObject("/StructParent")] = NumberObject(base + annotation["/StructParent"])
        for role, meaning in copy.get("/RoleMap", DictionaryObject()).get_object().items():
            self.roles.setdefault(role, meaning)
        top = copy["/K"].get_object()
        for element in top if isinstance(top, ArrayObject) else [copy.raw_get("/K")]:
            below = element.get_object()
            below[NameObject("/P")] = self.document_reference
            if below.get("/S") == "/Document":
                below[NameObject("/S")] = NameObject("/Part")
            self.document["/K"].append(element)

    def finish(self):
        numbers = ArrayObject()
        for number, value in sorted(self.numbers.items()):
            numbers += [NumberObject(number), value]
        tree = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructTreeRoot"),
                NameObject("/K"): ArrayObject([self.document_reference]),
                NameObject("/ParentTree"): self.writer._add_object(DictionaryObject({NameObject("/Nums"): numbers})),
                NameObject("/ParentTreeNextKey"): NumberObject(max(self.numbers, default=-1) + 1),
                NameObject("/RoleMap"): self.roles,
            }
        )
        reference = self.writer._add_object(tree)
        self.document[NameObject("/P")] = reference
        root = self.writer.root_object
        root[NameObject("/StructTreeRoot")] = reference
        root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})


def _number_tree(node):
    """(number, value) of each leaf of a PDF's number tree."""
    if node is None:
        return
    node = node.get_object()
    leaves = node.get("/Nums", ArrayObject())
    for place in range(0, len(leaves) - 1, 2):
        yield int(leaves[place]), ArrayObject.__getitem__(leaves, place + 1)
    for kid in node.get("/Kids", ()):
        yield from _number_tree(kid)


def _make_harmless(page):
    for name in LEFT_BEHIND:
        page.pop(name, None)
    for annotation in page.get("/Annots", ()):
        annotation = annotation.get_object()
        annotation.pop("/AA", None)
        action = annotation.get("/A")
        if action is not None and action.get_object().get("/S") not in HARMLESS:
            del annotation["/A"]
