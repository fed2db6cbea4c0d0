"""When Python's garbage collector looks through what is in memory.

Not while the portal loads: what comes then stays, and to look through it again and again took a fifth of each start.
Nor later, for the same reason; and seldom at what a page makes, thousands of objects of which few go round in circles:
a tenth of the time of the pages, measured over the tests (docs/decisions/0045).
"""

import gc

SELDOM = 10_000, 10, 10
"""See gc.set_threshold: new objects, and rounds of the younger generations, after which it looks."""


def rest():
    """Look at nothing, until begin() is called."""
    gc.disable()


def begin():
    """From now on look, seldom, at what is new; what is there now stays until the process ends."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
