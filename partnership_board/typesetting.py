"""Papers as tagged PDF (PDF/UA-1), typeset by typst."""

import json
from pathlib import Path

import typst

SOURCE = Path(__file__).with_name("paper.typ")


def typeset(*, title, body, occasion, parts, author="Kent County Council"):
    """A paper as the bytes of an accessible PDF.

    :param body: the body it is written for.
    :param occasion: the meeting and its date.
    :param parts: pairs of a heading and a list of paragraphs. Text is passed as data, so it cannot become markup.
    :raises typst.TypstError: when it cannot be typeset.
    """
    paper = {
        "title": title,
        "body": body,
        "occasion": occasion,
        "author": author,
        "parts": [{"heading": heading, "paragraphs": list(paragraphs)} for heading, paragraphs in parts],
    }
    return typst.compile(
        SOURCE, format="pdf", pdf_standards=["ua-1"], sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)}
    )
