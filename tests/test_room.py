"""Calls inside calls ask the system for nothing, however deep they are."""

import resource


def _wide():
    """Its frame is large enough to cross the end of a piece from some depth of any stack."""


_wide.__code__ = _wide.__code__.replace(co_stacksize=200)


def _deep(levels):
    for _ in range(20):
        _wide()
    if levels:
        _deep(levels - 1)


def test_a_test_calls_deeply_and_the_system_is_not_asked_for_memory_at_each_call():
    _deep(500)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    _deep(500)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before < 50
