"""PDFs that screen readers can read, in which nothing that people wrote becomes markup."""

import datetime
import io

import pypdf
import pytest
import typst

from kentcivil.typesetting import typeset

SOURCE = """#let content = json(bytes(sys.inputs.content))
#set document(title: content.title)
#set text(lang: "en", region: "gb")
= #content.title
#content.day
"""


@pytest.fixture
def letter(tmp_path):
    source = tmp_path / "letter.typ"
    source.write_text(SOURCE)
    return source


def test_the_pdf_is_tagged_and_has_title_and_language(letter):
    written = "#panic() *bold* $x$ £5 – José"
    pdf = pypdf.PdfReader(io.BytesIO(typeset(letter, title=written, day=datetime.date(2026, 3, 1))))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.metadata.title == written
    text = pdf.pages[0].extract_text()
    assert written in text.replace("\n", " ")
    assert "2026-03-01" in text


def test_a_source_that_screen_readers_could_not_read_is_refused(tmp_path):
    untitled = tmp_path / "untitled.typ"
    untitled.write_text("Hello")
    with pytest.raises(typst.TypstError):
        typeset(untitled)
