"""Room for the many calls inside calls of a test: pytest's, the client's, Django's, template within template.

CPython keeps the frames of a thread's calls in pieces of 16 KB. It asks the system for another piece when a call does
not fit any more, and gives it back as soon as that call returns (`push_chunk` and `_PyThreadState_PopFrame` in
Python/pystate.c of 3.11). What is called again and again just below the end of a piece asks each time: thousands of
times a page, a tenth of the time of all tests. A frame that is larger than a piece gets one of its own, rounded up to
a power of two, and what is called from there has the rest of it.
"""

FRAME = 80_000
"""Words of eight bytes: 640 KB, of a piece of 1 MB. What is not written to takes no memory."""


def with_room(call):
    """What a call returns that finds 400 KB of one piece for the frames of all that it calls."""
    return call()


with_room.__code__ = with_room.__code__.replace(co_stacksize=FRAME)
