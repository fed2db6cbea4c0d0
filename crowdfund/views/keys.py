"""Keys of rows, as forms send them."""

from django.http import Http404


def key_sent(text):
    """The key of a row, as a form sends it.

    :raises Http404: for what can be none.
    """
    if text and text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    raise Http404
