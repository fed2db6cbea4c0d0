"""Documents as tagged PDF that screen readers can read (PDF/UA-1), typeset by typst.

Each app keeps its own .typ sources beside their use. What people wrote reaches a source as data, so that it can never
become markup: `#let content = json(bytes(sys.inputs.content))`.
"""

import json

import typst
from django.core.serializers.json import DjangoJSONEncoder


def typeset(source, **content):
    """A document as the bytes of an accessible PDF.

    :param source: the Path of a .typ file. It sets the document's title and language, without which PDF/UA is refused.
    :param content: what the source reads as `content`: text, numbers, dates (as ISO 8601 text), lists, dictionaries.
    :raises typst.TypstError: when it cannot be typeset.
    """
    content = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)
    return typst.compile(source, format="pdf", pdf_standards=["ua-1"], sys_inputs={"content": content})
