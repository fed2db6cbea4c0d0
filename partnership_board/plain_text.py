"""Text as officers type it, taken apart: blank lines part paragraphs, lines that begin with "- " are a list.

The same parts go onto the page and into the PDF, always as text and never as markup.
"""

from dataclasses import dataclass

BULLETS = ("- ", "• ", "* ")


@dataclass(frozen=True)
class Block:
    """A paragraph, which is one line, or a list of lines.

    :ivar is_list: whether its lines are points of a list.
    """

    lines: tuple[str, ...]
    is_list: bool = False


def blocks(text):
    """The Blocks of a text, in order. Lines of a paragraph are joined: where a line breaks says nothing."""
    found, paragraph, points = [], [], []

    def close():
        if paragraph:
            found.append(Block((" ".join(paragraph),)))
        if points:
            found.append(Block(tuple(points), is_list=True))
        paragraph.clear()
        points.clear()

    for line in text.splitlines():
        words = " ".join(line.split())
        if line.lstrip().startswith(BULLETS) and len(words) > 1:
            if paragraph:
                close()
            points.append(words[1:].strip())
        elif not words:
            close()
        elif points and line[:1].isspace():
            points[-1] += f" {words}"
        else:
            if points:
                close()
            paragraph.append(words)
    close()
    return found
