"""What the portal has loaded is left alone; what goes round in circles is still taken away."""

import gc
import subprocess
import sys
import weakref

from django.conf import settings

from kentcivil import collector

SAY = "gc.isenabled(), gc.get_freeze_count() > 100_000, gc.get_threshold()"
STARTED = f"import gc, django; django.setup(); print({SAY})"


class Ring:
    def __init__(self):
        self.itself = self


def test_a_process_that_has_started_looks_at_what_is_new_only():
    started = subprocess.run(
        [sys.executable, "-c", STARTED], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert started.stdout.strip() == f"True True {collector.SELDOM}"


def test_a_ring_of_objects_goes_after_some_more_were_made():
    ring = weakref.ref(Ring())
    assert ring() is not None
    enough = 2 * gc.get_threshold()[0]
    assert len([[] for _ in range(enough)]) == enough
    assert ring() is None
    assert gc.isenabled()
