"""The deadline's generated cases, many times as many as `make test` has time for. Nothing is timed here."""

import pytest
from hypothesis import HealthCheck, event, given, settings

from tests.crowdfund.deadline_cases import cases, live_through

MANY = 300


@pytest.mark.django_db
@settings(
    max_examples=MANY,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_page_submit_query_and_reminder_agree_in_many_cases(case):
    event(f"in time: {case.in_time}")
    live_through(case)
